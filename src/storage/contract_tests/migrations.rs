//! Migrations: the same on both databases, forth and back, and as `schema.rs` says.

use std::collections::BTreeSet;

use super::{TestStore, contracts, lines};
use crate::Store;

contracts!(
    up_down_up_leaves_the_same_schema,
    the_tables_are_those_of_the_schema,
    pending_and_unknown_migrations_are_told,
    two_instances_may_migrate_at_once,
);

fn whole_schema(test: &TestStore) -> Vec<String> {
    let sql = test.per_kind(
        "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS value FROM sqlite_master \
         WHERE name <> 'sqlite_sequence' ORDER BY 1",
        "SELECT value FROM ( \
           SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
             || COALESCE(column_default, '') || COALESCE(collation_name, '') AS value \
             FROM information_schema.columns WHERE table_schema = current_schema() \
           UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() \
           UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) \
             FROM pg_constraint WHERE connamespace = current_schema()::regnamespace \
           UNION ALL SELECT pg_get_triggerdef(t.oid) || ' ' || tgenabled::text FROM pg_trigger t \
             JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = current_schema()::regnamespace \
               AND NOT tgisinternal \
           UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc \
             WHERE pronamespace = current_schema()::regnamespace) AS everything ORDER BY 1",
    );
    test.read(|tx| lines(tx, sql))
}

fn up_down_up_leaves_the_same_schema(test: &TestStore) {
    let first = whole_schema(test);
    assert!(first.len() > 60, "the schema was not read: {}", first.len());
    test.store.revert_migrations().unwrap();
    let empty = whole_schema(test);
    assert!(empty.iter().all(|line| line.contains("__diesel_schema_migrations")), "{empty:?}");
    assert!(test.store.migrations().unwrap().is_empty_database());
    test.store.migrate().unwrap();
    assert_eq!(whole_schema(test), first);
}

/// `table.column Type null?` of each column `schema.rs` names.
fn described() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut table = "";
    let files = [
        include_str!("../schema.rs"),
        include_str!("../schema/case_files.rs"),
        include_str!("../schema/erasure.rs"),
        include_str!("../schema/reports.rs"),
        include_str!("../schema/tasks.rs"),
        include_str!("../schema/case_files.rs"),
        include_str!("../schema/cases_table.rs"),
    ];
    for line in files.iter().flat_map(|file| file.lines()).map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        } else if let Some((column, kind)) = line.split_once(" -> ") {
            let Some(kind) = kind.strip_suffix(',') else {
                continue;
            };
            let inner = kind.strip_prefix("Nullable<").and_then(|k| k.strip_suffix('>'));
            let null = if inner.is_some() { "null" } else { "" };
            all.insert(format!("{table}.{column} {} {null}", inner.unwrap_or(kind)));
        }
    }
    all
}

fn the_tables_are_those_of_the_schema(test: &TestStore) {
    // SQLite knows fewer types, so there a day and an instant are texts, a boolean a number.
    let sqlite = |described: String| {
        let (name, kind) = described.split_once(' ').unwrap();
        let kind =
            kind.replace("UtcTime", "Text").replace("Date", "Text").replace("Bool", "BigInt");
        format!("{name} {kind}")
    };
    let sql = test.per_kind(
        "SELECT m.name || '.' || c.name || ' ' || CASE c.type WHEN 'TEXT' THEN 'Text' \
           WHEN 'INTEGER' THEN 'BigInt' ELSE 'Binary' END || ' ' \
           || CASE c.\"notnull\" WHEN 1 THEN '' ELSE 'null' END AS value \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        "SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'text' THEN 'Text' \
           WHEN 'bigint' THEN 'BigInt' WHEN 'bytea' THEN 'Binary' WHEN 'boolean' THEN 'Bool' \
           WHEN 'date' THEN 'Date' WHEN 'timestamp with time zone' THEN 'UtcTime' \
           ELSE data_type END || ' ' || CASE is_nullable WHEN 'NO' THEN '' ELSE 'null' END AS value \
         FROM information_schema.columns WHERE table_schema = current_schema() \
           AND table_name NOT LIKE '\\_\\_%'",
    );
    let found: BTreeSet<String> = test.read(|tx| lines(tx, sql)).into_iter().collect();
    let mut expected = described();
    assert!(expected.len() > 100);
    if test.store.kind() == "sqlite" {
        expected = expected.into_iter().map(sqlite).collect();
    }
    assert_eq!(found, expected);
}

fn pending_and_unknown_migrations_are_told(test: &TestStore) {
    let state = test.store.migrations().unwrap();
    assert!(state.is_current() && !state.is_empty_database());
    assert_eq!(state.applied[2], "2026-11-23-000003_journal");
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version = '20261123000007'";
    test.sql(forget).unwrap();
    assert_eq!(test.store.migrations().unwrap().pending, ["2026-11-23-000007_service"]);
    let failed = test.store.migrate();
    assert!(failed.is_err(), "the tables exist already");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
    test.sql(newer).unwrap();
    assert_eq!(test.store.migrations().unwrap().unknown, ["20991231000001"]);
    assert!(test.store.migrate().unwrap_err().to_string().contains("newer release"));
}

fn two_instances_may_migrate_at_once(test: &TestStore) {
    test.store.revert_migrations().unwrap();
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let store = Store::open(&test.url, 1).unwrap();
            std::thread::spawn(move || store.migrate())
        })
        .collect();
    for thread in threads {
        thread.join().unwrap().unwrap();
    }
    assert!(test.store.migrations().unwrap().is_current());
}

#[test]
fn both_folders_have_the_same_names() {
    let names = |kind: &str| -> BTreeSet<_> {
        let folder = format!("{}/../../migrations/{kind}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let pairs = entries.inspect(|path| {
            assert!(path.join("up.sql").exists() && path.join("down.sql").exists(), "{path:?}");
            let up = std::fs::read_to_string(path.join("up.sql")).unwrap();
            assert!(up.starts_with("-- "), "{path:?} does not say why");
        });
        pairs.map(|path| path.file_name().unwrap().to_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    let shipped = super::sqlite().store.migrations().unwrap().applied;
    assert_eq!(names("sqlite").len(), shipped.len(), "built before the last migration was added");
}
