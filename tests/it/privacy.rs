//! No personal data where it does not belong: planted canaries are looked for in everything stored.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::app::{TestApp, psql};

const NAME: &str = "Zyxaria Quillfeather";
const EMAIL: &str = "zyxaria.canary@example.com";
const WORDS: &str = "canarytextabout my course";

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

pub(crate) fn holds(bytes: &[u8], needle: &str) -> bool {
    let fold = |text: &str| text.to_lowercase();
    String::from_utf8_lossy(bytes).to_lowercase().contains(&fold(needle))
}

/// Everything stored outside the mail folder, as (place, bytes).
pub(crate) fn stored(app: &TestApp) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = files_below(app.folder.path())
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "mail"))
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    if app.deps.store.kind() == "postgres" {
        let url = app.deps.settings.database.url.expose();
        for table in [
            "cases",
            "journal",
            "vault",
            "outbox",
            "form_drafts",
            "limits",
            "idempotency",
            "search_words",
            "challenges",
            "files",
            "tickets",
        ] {
            let rows = psql(url, &format!("SELECT t::text FROM {table} t"));
            all.push((table.to_owned(), rows.into_bytes()));
        }
    }
    all
}

#[test]
fn names_addresses_and_texts_are_nowhere_in_the_clear() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let body = json!({
        "rights": ["access"], "channel": "email", "details": WORDS,
        "requester": { "name": NAME, "email": EMAIL, "country": "SE" },
    });
    let created = client.send_json("/api/v1/cases", &body, &[("Idempotency-Key", "c")]).json();
    let reference = created["reference"].as_str().unwrap();
    client.must(reference, &json!({"command": "add_note", "text": WORDS}));
    client.must(reference, &json!({"command": "ask_evidence", "text": WORDS}));
    client.get(&format!("/api/v1/cases?q={}", EMAIL.replace('@', "%40")));
    app.work();
    let planted = app.folder.path().join("planted.txt");
    fs::write(&planted, format!("{NAME} {EMAIL} {WORDS}")).unwrap();
    let all = stored(&app);
    for needle in [NAME, EMAIL, "zyxaria", "canarytext"] {
        let places: Vec<_> =
            all.iter().filter(|(_, bytes)| holds(bytes, needle)).map(|(place, _)| place).collect();
        assert_eq!(places, [&planted.display().to_string()], "{needle}");
    }
}

#[test]
fn after_an_expiry_nothing_opens_and_nothing_finds_it() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let body = json!({
        "rights": ["access"], "channel": "web_form",
        "requester": { "name": NAME, "email": EMAIL, "country": "SE" },
    });
    client.send_json("/api/v1/cases", &body, &[]);
    app.advance(TimeDelta::days(8));
    app.deps
        .store
        .read(|tx| {
            let cases = storage::cases::page_all(tx, None, 10)?;
            let id = &cases[0].id;
            assert!(storage::vault::key(tx, id)?.is_none());
            assert!(storage::vault::list(tx, id, None, None, 10)?.is_empty());
            Ok::<_, storage::StoreError>(())
        })
        .unwrap();
    let found = client.get(&format!("/api/v1/cases?q={}", EMAIL.replace('@', "%40"))).json();
    assert!(found["items"].as_array().unwrap().is_empty());
}

fn has(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn after_an_erasure_neither_canaries_nor_the_sealed_key_are_left_anywhere() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let body = json!({
        "rights": ["delete"], "channel": "web_form", "details": WORDS,
        "requester": { "name": NAME, "email": EMAIL, "country": "SE" },
    });
    client.send_json("/api/v1/cases", &body, &[]);
    let key = || {
        let read = app.deps.store.read(|tx| {
            let cases = storage::cases::page_all(tx, None, 10)?;
            storage::vault::key(tx, &cases[0].id)
        });
        read.unwrap_or_else(|error: storage::StoreError| panic!("{error}"))
    };
    let wrapped = key().unwrap().wrapped;
    let in_files = app.deps.store.kind() == "sqlite";
    let seen = |all: &[(String, Vec<u8>)]| all.iter().any(|(_, bytes)| has(bytes, &wrapped));
    assert!(!in_files || seen(&stored(&app)), "the search finds what is there");
    app.advance(TimeDelta::days(8));
    app.work();
    assert!(key().is_none());
    let all = stored(&app);
    assert!(!seen(&all), "the wrapped key is left in the database or its log");
    let ledger = all.iter().find(|(place, _)| place.ends_with("ledger.jsonl"));
    assert!(ledger.is_some_and(|(_, bytes)| has(bytes, b"rightsdesk:desk")), "it is in the ledger");
    for needle in [NAME, EMAIL, "zyxaria", "canarytext"] {
        assert!(all.iter().all(|(_, bytes)| !holds(bytes, needle)), "{needle}");
    }
}
