//! The bare database: the rows that recording one request makes, stored again and again as plain SQL
//! with new identifiers, with the same settings, triggers and indexes.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};

use crate::desk::Desk;

/// In the order in which foreign keys allow them.
const TABLES: &[&str] =
    &["cases", "journal", "journal_pending", "case_keys", "vault", "search_words", "outbox"];
/// As the store sets them.
const SETTINGS: &str = "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; \
     PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

enum Part {
    Text(String),
    /// One of the identifiers of the request.
    Id(usize),
    Reference,
}

/// The rows of one request as SQL, with gaps for identifiers.
pub struct Template(Vec<Part>);

enum Link {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Link {
    fn open(url: &str) -> anyhow::Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            let mut link = SqliteConnection::establish(path)?;
            link.batch_execute(SETTINGS)?;
            return Ok(Self::Sqlite(link));
        }
        Ok(Self::Postgres(PgConnection::establish(url)?))
    }

    fn lines(&mut self, sql: &str) -> anyhow::Result<Vec<String>> {
        let query = diesel::sql_query(sql);
        let lines: Vec<Line> = match self {
            Self::Sqlite(link) => query.load(link)?,
            Self::Postgres(link) => query.load(link)?,
        };
        Ok(lines.into_iter().map(|line| line.value).collect())
    }

    fn run(&mut self, sql: &str) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(link) => link.batch_execute(sql)?,
            Self::Postgres(link) => link.batch_execute(sql)?,
        }
        Ok(())
    }

    fn columns(&mut self, table: &str) -> anyhow::Result<Vec<String>> {
        let sql = match self {
            Self::Sqlite(_) => format!("SELECT name AS value FROM pragma_table_info('{table}')"),
            Self::Postgres(_) => format!(
                "SELECT column_name::text AS value FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = '{table}'"
            ),
        };
        self.lines(&sql)
    }
}

impl Template {
    /// Reads back what a desk with exactly one request holds.
    pub fn of(desk: &Desk) -> anyhow::Result<Self> {
        let mut link = Link::open(&desk.url)?;
        let mut sql = String::new();
        for table in TABLES {
            let columns = link.columns(table)?;
            let quoted: Vec<String> = columns
                .iter()
                .map(|column| match &link {
                    Link::Sqlite(_) => format!("quote({column})"),
                    Link::Postgres(_) => format!("quote_nullable({column}::text)"),
                })
                .collect();
            let rows = link
                .lines(&format!("SELECT {} AS value FROM {table}", quoted.join(" || ',' || ")))?;
            anyhow::ensure!(!rows.is_empty(), "recording left nothing in {table}");
            let rows = rows.join("),(");
            write!(sql, "INSERT INTO {table} ({}) VALUES ({rows});", columns.join(","))?;
        }
        Ok(Self(parts(&sql)?))
    }

    fn fill(&self, sql: &mut String, n: u64) -> std::fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => sql.push_str(text),
                // Sorted by creation, as those of the desk.
                Part::Id(id) => {
                    write!(sql, "{:08x}-{:04x}-7000-8000-{id:012x}", n >> 16, n & 0xffff)?;
                }
                Part::Reference => write!(sql, "BARE-{n:011}")?,
            }
        }
        Ok(())
    }
}

/// Cuts the SQL where an identifier or the reference stands.
fn parts(sql: &str) -> anyhow::Result<Vec<Part>> {
    let mut known: Vec<&str> = Vec::new();
    let (mut parts, mut text, mut rest) = (Vec::new(), String::new(), sql);
    while !rest.is_empty() {
        let id = rest.get(..36).filter(|text| is_id(text));
        let reference = rest.get(..15).filter(|text| text.starts_with("DSR-"));
        let part = if let Some(id) = id {
            let at = known.iter().position(|one| *one == id).unwrap_or_else(|| {
                known.push(id);
                known.len() - 1
            });
            Part::Id(at)
        } else if reference.is_some() {
            Part::Reference
        } else {
            let sign = rest.chars().next().context("the text has an end")?;
            text.push(sign);
            rest = rest.get(sign.len_utf8()..).unwrap_or_default();
            continue;
        };
        let length = if id.is_some() { 36 } else { 15 };
        parts.push(Part::Text(std::mem::take(&mut text)));
        parts.push(part);
        rest = rest.get(length..).unwrap_or_default();
    }
    parts.push(Part::Text(text));
    Ok(parts)
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// Connections to the bare database. SQLite has one, which its clients wait for: that is faster than
/// letting them fight over the file.
pub struct Bare<'a> {
    links: Vec<Mutex<Link>>,
    template: &'a Template,
}

static STORED: AtomicU64 = AtomicU64::new(1);

impl<'a> Bare<'a> {
    pub fn open(desk: &Desk, template: &'a Template, clients: usize) -> anyhow::Result<Self> {
        let count = if desk.url.starts_with("sqlite:") { 1 } else { clients };
        let links = (0..count)
            .map(|_| Link::open(&desk.url).map(Mutex::new))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { links, template })
    }

    /// Stores so many requests in one transaction.
    pub fn store(&self, count: u64) -> anyhow::Result<()> {
        let first = STORED.fetch_add(count, Ordering::Relaxed);
        let mut sql = "BEGIN;".to_owned();
        for n in first..first + count {
            self.template.fill(&mut sql, n)?;
        }
        sql.push_str("COMMIT;");
        // Any that is free; there are as many as clients, or one for all.
        let free = self.links.iter().find_map(|link| link.try_lock().ok());
        let waited = || self.links.first()?.lock().ok();
        free.or_else(waited).context("a client panicked")?.run(&sql)
    }
}
