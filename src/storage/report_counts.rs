//! Sums for reports by month, kept in the transaction that changes a case.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::sqlite::Sqlite;
use diesel::upsert::excluded;

use super::connection::Db;
use super::schema::report_counts;
use super::store::HasDb;
use super::{Reads, StoreError, WriteTx};
use domain::report::{Cell, Dimension, Measure, Tally};

/// More rows than one case ever changes.
const FEW: usize = 60;

#[derive(Insertable, Queryable)]
#[diesel(table_name = report_counts)]
struct Row {
    dimension: String,
    month: String,
    measure: String,
    value: String,
    day: i64,
    laws: String,
    n: i64,
}

impl Row {
    fn of(cell: &Cell, n: i64) -> Self {
        Self {
            dimension: cell.dimension.as_str().to_owned(),
            laws: cell.laws.clone(),
            month: cell.month.clone(),
            measure: cell.measure.as_str().to_owned(),
            value: cell.value.clone(),
            day: cell.day,
            n,
        }
    }

    fn cell(self) -> Result<(Cell, i64), StoreError> {
        let known = (Dimension::from_text(&self.dimension), Measure::from_text(&self.measure));
        let (Some(dimension), Some(measure)) = known else {
            let why = "its dimension or measure is unknown".to_owned();
            return Err(StoreError::corrupt("report_counts", &self.measure, why));
        };
        let cell = Cell {
            dimension,
            laws: self.laws,
            month: self.month,
            measure,
            value: self.value,
            day: self.day,
        };
        Ok((cell, self.n))
    }
}

/// Adds a tally to the sums, cell by cell in one order, so that two writers never wait crosswise.
pub fn add(tx: &mut WriteTx<'_>, tally: &Tally) -> Result<(), StoreError> {
    let rows: Vec<Row> = tally.cells().map(|(cell, n)| Row::of(cell, n)).collect();
    let key = (
        report_counts::dimension,
        report_counts::month,
        report_counts::measure,
        report_counts::value,
        report_counts::day,
        report_counts::laws,
    );
    match tx.db() {
        Db::Postgres(c) => {
            for piece in rows.chunks(500) {
                diesel::insert_into(report_counts::table)
                    .values(piece)
                    .on_conflict(key)
                    .do_update()
                    .set(report_counts::n.eq(report_counts::n + excluded(report_counts::n)))
                    .execute(c)?;
            }
        }
        // Few go one by one, which keeps the prepared statement. Many go together: inside a savepoint
        // each statement walks all that was changed before it.
        Db::Sqlite(c) if rows.len() > FEW => {
            for piece in rows.chunks(400) {
                together(piece).execute(c)?;
            }
        }
        Db::Sqlite(c) => {
            for row in &rows {
                diesel::insert_into(report_counts::table)
                    .values(row)
                    .on_conflict(key)
                    .do_update()
                    .set(report_counts::n.eq(report_counts::n + excluded(report_counts::n)))
                    .execute(c)?;
            }
        }
    }
    Ok(())
}

/// One statement for many rows: the query builder has none for SQLite.
fn together(rows: &[Row]) -> BoxedSqlQuery<'_, Sqlite, SqlQuery> {
    let values = vec!["(?, ?, ?, ?, ?, ?, ?)"; rows.len()].join(", ");
    let text = format!(
        "INSERT INTO report_counts (dimension, month, measure, value, day, laws, n) \
         VALUES {values} ON CONFLICT (dimension, month, measure, value, day, laws) \
         DO UPDATE SET n = n + excluded.n"
    );
    let mut query = diesel::sql_query(text).into_boxed::<Sqlite>();
    for row in rows {
        query = query
            .bind::<Text, _>(&row.dimension)
            .bind::<Text, _>(&row.month)
            .bind::<Text, _>(&row.measure)
            .bind::<Text, _>(&row.value)
            .bind::<BigInt, _>(row.day)
            .bind::<Text, _>(&row.laws)
            .bind::<BigInt, _>(row.n);
    }
    query
}

/// What of the sums is asked for.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// By what.
    pub dimension: Dimension,
    /// The first month, as `2026-11`; empty asks for what is so now.
    pub from: &'a str,
    /// The last month.
    pub to: &'a str,
}

/// The sums by month.
pub fn by_month(tx: &mut dyn Reads, asked: &Asked<'_>) -> Result<Vec<(Cell, i64)>, StoreError> {
    let rows: Vec<Row> = report_counts::table
        .filter(report_counts::dimension.eq(asked.dimension.as_str()))
        .filter(report_counts::month.ge(asked.from))
        .filter(report_counts::month.le(asked.to))
        .filter(report_counts::n.ne(0))
        .load(tx.db())?;
    rows.into_iter().map(Row::cell).collect()
}

/// The sums of all the months together; the month of a cell is empty.
pub fn summed(tx: &mut dyn Reads, asked: &Asked<'_>) -> Result<Vec<(Cell, i64)>, StoreError> {
    type Sum = (String, String, i64, String, Option<i64>);
    // A sum of BIGINT is NUMERIC on PostgreSQL; counts fit where they came from.
    let total = sql::<diesel::sql_types::Nullable<BigInt>>("CAST(SUM(n) AS BIGINT)");
    let rows: Vec<Sum> = report_counts::table
        .filter(report_counts::dimension.eq(asked.dimension.as_str()))
        .filter(report_counts::month.ge(asked.from))
        .filter(report_counts::month.le(asked.to))
        .group_by((
            report_counts::measure,
            report_counts::value,
            report_counts::day,
            report_counts::laws,
        ))
        .select((
            report_counts::measure,
            report_counts::value,
            report_counts::day,
            report_counts::laws,
            total,
        ))
        .load(tx.db())?;
    rows.into_iter()
        .map(|(measure, value, day, laws, n)| {
            let (dimension, month) = (asked.dimension.as_str().to_owned(), String::new());
            let n = n.unwrap_or_default();
            Row { dimension, month, measure, value, day, laws, n }.cell()
        })
        .filter(|row| row.as_ref().map_or(true, |(_, n)| *n != 0))
        .collect()
}

/// Rules under which anything was ever counted.
pub fn laws(tx: &mut dyn Reads) -> Result<Vec<String>, StoreError> {
    Ok(report_counts::table
        .filter(report_counts::dimension.eq(Dimension::Law.as_str()))
        .filter(report_counts::measure.eq(Measure::Received.as_str()))
        .select(report_counts::value)
        .distinct()
        .order(report_counts::value)
        .load(tx.db())?)
}

/// Every sum, in order: for checks.
pub fn all(tx: &mut dyn Reads) -> Result<Tally, StoreError> {
    let rows: Vec<Row> = report_counts::table.filter(report_counts::n.ne(0)).load(tx.db())?;
    let mut tally = Tally::default();
    for row in rows {
        let (cell, n) = row.cell()?;
        tally.put(cell, n);
    }
    Ok(tally)
}

/// Throws every sum away and keeps others from adding until this transaction ends.
pub fn clear(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    if let Db::Postgres(c) = tx.db() {
        // Whoever changes a case waits here before its commit, so that nothing is counted twice.
        c.batch_execute("LOCK TABLE report_counts IN EXCLUSIVE MODE")?;
    }
    diesel::delete(report_counts::table).execute(tx.db())?;
    Ok(())
}

/// Deletes sums that came to nothing; how many.
pub fn sweep(tx: &mut WriteTx<'_>) -> Result<usize, StoreError> {
    Ok(diesel::delete(report_counts::table.filter(sql::<Bool>("n = 0"))).execute(tx.db())?)
}
