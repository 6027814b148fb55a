//! The accounts of the desk: who holds which role and may sign in, compared with what was journalled about it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::report::{AuditReport, FindingKind as K};
use crate::journal::{DeskEvent, Stream};
use crate::{Deps, ServiceError};
use storage::staff::{self, StaffMember, StaffState};
use storage::{ReadTx, StoreError, journal};

/// Accounts and entries read at once.
const BATCH: i64 = 200;

/// What an account's stream says of it.
#[derive(Default)]
struct Told {
    roles: BTreeSet<String>,
    disabled: bool,
}

pub(super) fn check(deps: &Deps, report: &mut AuditReport) -> Result<(), ServiceError> {
    let mut after: Option<String> = None;
    loop {
        // An account and its stream are read in one transaction, so that a change meanwhile is no finding.
        let (last, found) = deps.store.read(|tx| {
            let page = staff::page(tx, after.as_deref(), BATCH)?;
            let last = page.last().map(|row| row.email.clone());
            let mut found = Vec::new();
            for row in page {
                found.extend(differing(tx, &row)?.map(|sentence| (row.id, sentence)));
            }
            Ok::<_, StoreError>((last, found))
        })?;
        for (id, sentence) in found {
            report.find(K::ChangedAccount, format!("account {id}"), sentence);
        }
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

fn differing(tx: &mut ReadTx<'_>, row: &StaffMember) -> Result<Option<String>, StoreError> {
    let told = told(tx, &row.id)?;
    let holds: BTreeSet<String> = row.roles.iter().cloned().collect();
    if holds != told.roles {
        let list = |roles: &BTreeSet<String>| match roles.len() {
            0 => "none".to_owned(),
            _ => roles.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
        };
        return Ok(Some(format!(
            "This account holds other roles ({}) than its journal gives it ({}).",
            list(&holds),
            list(&told.roles)
        )));
    }
    let disabled = row.state == StaffState::Disabled;
    Ok((disabled != told.disabled).then(|| {
        "This account was put into or out of use, but its journal does not say so.".to_owned()
    }))
}

fn told(tx: &mut ReadTx<'_>, id: &str) -> Result<Told, StoreError> {
    let stream = Stream::Account(id).name();
    let mut told = Told::default();
    let mut after = 0;
    loop {
        let page = journal::page(tx, &stream, after, BATCH)?;
        let Some(last) = page.last() else {
            return Ok(told);
        };
        after = last.n;
        for entry in &page {
            told.happened(&entry.event, &entry.body);
        }
    }
}

impl Told {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest changes neither roles nor use")]
    fn happened(&mut self, event: &str, body: &str) {
        let roles = |name: &str| {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            let listed = body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
            listed.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let Some(event) = DeskEvent::from_text(event) else {
            return;
        };
        match event {
            DeskEvent::StaffInvited => self.roles = roles("roles"),
            DeskEvent::RolesChanged => self.roles = roles("to"),
            DeskEvent::StaffDisabled => self.disabled = true,
            DeskEvent::StaffEnabled => self.disabled = false,
            _ => {}
        }
    }
}
