//! Exports: a report as at an instant, as a file. Each is journalled with who, filter, number of rows and
//! hash before anybody gets it.

use std::fs::File;
use std::io::BufWriter;

use super::as_at::{AsAt, resolve};
use super::ccpa::Metrics;
use super::format::{Book, Deadlines, Head, Json, Print, Table, Writer, hash, io};
use super::order::{Format, Kind, Order};
use super::stream::{Told, Wanted, Watch};
use super::{personal, stream, summary};
use crate::access::require;
use crate::{Deps, ServiceError, journal};
use domain::access::Permission;
use domain::actor::Actor;
use domain::report::{Span, Tally, row};
use storage::WriteTx;

/// A file that is ready.
#[derive(Debug)]
pub struct Export {
    /// The file, at its beginning; gone when it is closed.
    pub file: File,
    /// Name to keep it under.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// How many cases are in it.
    pub rows: u64,
    /// Its hash, in hex.
    pub sha256: String,
    /// What it speaks of.
    pub as_at: AsAt,
}

/// Makes an export.
pub fn export(deps: &Deps, actor: &Actor, order: &Order) -> Result<Export, ServiceError> {
    export_watched(deps, actor, order, &mut |_| Ok(()))
}

/// [`export`], telling how far it is.
pub fn export_watched(
    deps: &Deps,
    actor: &Actor,
    order: &Order,
    watch: &mut Watch<'_>,
) -> Result<Export, ServiceError> {
    check(actor, order)?;
    let as_at = resolve(deps, order.as_at)?;
    let made = make(deps, order, as_at, watch)?;
    let (inner, by, asked) = (deps.clone(), actor.clone(), order.clone());
    let (rows, sha256) = (made.rows, made.sha256.clone());
    deps.store.clone().write(move |tx| tell(tx, &inner, &by, &asked, (as_at, rows, &sha256)))?;
    Ok(made)
}

/// Whether somebody may order this, and whether it can be made.
pub(super) fn check(actor: &Actor, order: &Order) -> Result<(), ServiceError> {
    require(actor, Permission::ReadReports)?;
    if order.personal.is_some() {
        require(actor, Permission::ExportPersonalData)?;
    }
    order.check()?;
    summary::check(order.span)
}

/// Makes the file; the same order as at the same place gives the same bytes.
pub(super) fn make(
    deps: &Deps,
    order: &Order,
    as_at: AsAt,
    watch: &mut Watch<'_>,
) -> Result<Export, ServiceError> {
    let mut file = tempfile::tempfile().map_err(io)?;
    let rows = write(deps, order, as_at, file.try_clone().map_err(io)?, watch)?;
    let sha256 = hash(&mut file)?;
    let (name, media) = (name_of(order), order.format.media());
    Ok(Export { file, name, media, rows, sha256, as_at })
}

/// The name of the file.
pub(super) fn name_of(order: &Order) -> String {
    let Span { from, to } = order.span;
    let personal = if order.personal.is_some() { "-personal-data" } else { "" };
    format!("{}-{from}-to-{to}{personal}.{}", order.kind.file(), order.format)
}

/// Journals that a report left the desk.
pub(super) fn tell(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    order: &Order,
    (as_at, rows, sha256): (AsAt, u64, &str),
) -> Result<(), ServiceError> {
    let export = journal::Export {
        what: order.kind.as_str(),
        format: order.format.as_str(),
        filter: order.codes(&as_at.text(), as_at.position),
        lines: usize::try_from(rows).unwrap_or(usize::MAX),
        sha256: Some(sha256),
    };
    journal::exported(tx, deps, actor, &export)
}

fn write(
    deps: &Deps,
    order: &Order,
    as_at: AsAt,
    file: File,
    watch: &mut Watch<'_>,
) -> Result<u64, ServiceError> {
    let out = BufWriter::new(file);
    if order.kind == Kind::CcpaMetrics {
        let mut metrics = Metrics::new();
        stream::each(deps, as_at, order.span, watch, &mut |told| {
            if order.wants(&told.facts) {
                metrics.take(told, order);
            }
            Ok(())
        })?;
        metrics.sheet(deps, order, as_at).write(deps, out, order.format, as_at)?;
        return Ok(metrics.requests);
    }
    let columns = order.kind.columns();
    let mut head = Head::new(order, as_at, columns.iter().map(|(_, column)| *column).collect());
    if order.personal.is_some() {
        head.columns.extend(domain::report::PERSONAL);
    }
    let mut writer: Box<dyn Writer> = match order.format {
        Format::Csv => Box::new(Table::begin(out, &head)?),
        Format::Json => Box::new(Json::begin(out, &head)?),
        Format::Xlsx => Box::new(Book::begin(out, &head)?),
        Format::Pdf => Box::new(Print::begin(out, deps, order.span, &head, order.law.as_deref())?),
        Format::Ics => Box::new(Deadlines::begin(out, as_at)?),
    };
    let (mut rows, mut tally) = (0_u64, Tally::default());
    let wanted = Wanted { span: order.span, personal: order.personal.is_some() };
    stream::each(deps, as_at, wanted, watch, &mut |told: &Told| {
        if !order.wants(&told.facts) {
            return Ok(());
        }
        tally.add(&told.facts, 1, Some(&order.span));
        if !told.facts.confirmed || !told.facts.touches(order.span.from, order.span.to) {
            return Ok(());
        }
        rows += 1;
        let all = row(&told.facts, stream::today_of(deps, &told.facts, as_at));
        let mut values: Vec<_> =
            columns.iter().filter_map(|(place, _)| all.get(*place).cloned()).collect();
        if order.personal.is_some() {
            values.extend(personal::values(told.person.as_ref()));
        }
        writer.case(told, &values)
    })?;
    let today = deps.local_date(as_at.at);
    let totals = summary::of_tally(&tally, "", order.span, as_at, today);
    writer.finish(&totals, rows)?;
    Ok(rows)
}
