//! The floors of the house: which may stand on which, and which words belong to one place only.
//!
//! That a floor names nothing it does not declare is the compiler's to say; here stands what it may declare.

use std::collections::BTreeSet;

use crate::paths::named;
use crate::tokens::{Token, tokens};

/// Every floor below `src/` that is a crate, with the storey it stands on. A floor may declare those of lower storeys.
const FLOORS: &[(&str, u8)] = &[
    ("domain", 0),
    ("blobs", 1),
    ("config", 1),
    ("crypto", 1),
    ("mail", 1),
    ("pdf", 1),
    ("text", 1),
    ("s3", 2),
    ("storage", 2),
    ("services", 3),
    ("web", 4),
    ("worker", 4),
];

/// Of these floors only parts may be named: who, of which, what.
const PARTS: &[(&str, &str, &[&str])] = &[
    ("src/web/", "storage", &["Store", "views"]),
    ("src/worker/", "storage", &["Store", "outbox"]),
];

/// A word (or `A::b` pair) and the only places that may say it, each a prefix of the file's path.
const WORDS: &[(&str, &[&str])] = &[
    ("diesel", &["src/storage/"]),
    ("object_store", &["src/s3/"]),
    ("reqwest", &[]),
    ("ureq", &["src/worker/call.rs"]),
    ("typst", &["src/pdf/"]),
    ("diesel_migrations", &["src/storage/"]),
    ("actix_web", &["src/web/", "src/cli/serve.rs"]),
    ("actix_rt", &["src/web/", "src/cli/serve.rs"]),
    ("actix_http", &["src/web/", "src/cli/serve.rs"]),
    ("Utc::now", &["src/app/clock.rs"]),
    ("Local::now", &[]),
    ("SystemTime::now", &["src/app/clock.rs"]),
    ("rand", &["src/app/ids.rs", "src/crypto/"]),
    ("getrandom", &["src/app/ids.rs", "src/crypto/"]),
    ("OsRng", &["src/app/ids.rs", "src/crypto/"]),
    ("Uuid::now_v7", &["src/app/ids.rs"]),
    ("Uuid::new_v4", &["src/app/ids.rs"]),
    ("cases::save", &["src/storage/", "src/services/commands.rs", "src/services/commands/"]),
    ("async", ABOVE),
    ("await", ABOVE),
];

/// No async below the fourth storey.
const ABOVE: &[&str] = &["src/main.rs", "src/cli", "src/app", "src/web/"];

/// One sentence for every rule a source file breaks.
pub fn broken(file: &str, source: &str) -> Vec<String> {
    let found = tokens(source);
    let mut wrong = parts(file, &found);
    wrong.extend(words(file, &found));
    wrong
}

/// One sentence for every floor that the manifest of a floor may not declare.
pub fn declared(file: &str, manifest: &str) -> Vec<String> {
    let storey = |name: &str| FLOORS.iter().find(|(known, _)| *known == name).map(|(_, at)| *at);
    let own = file.trim_start_matches("src/").trim_end_matches("/Cargo.toml");
    let Some(at) = storey(own) else {
        return vec![format!("{file}: `{own}` is not a floor of the house")];
    };
    let mut section = "";
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        if section == "[dependencies]" && storey(name).is_some_and(|other| other >= at) {
            wrong.push(format!("{file}: `{own}` may not stand on `{name}`"));
        }
    }
    wrong
}

/// Linked or switched on by being declared, and named by no source of ours.
const LINKED: &[&str] = &["libsqlite3-sys", "openssl-sys", "pq-sys", "reqwest"];

/// One sentence for every dependency that a floor declares and none of its sources names.
pub fn idle(file: &str, manifest: &str, sources: &[&str]) -> Vec<String> {
    let mut said = BTreeSet::new();
    for source in sources {
        said.extend(tokens(source).into_iter().map(|token| token.text));
    }
    let (_, rest) = manifest.split_once("[dependencies]\n").unwrap_or_default();
    let declared = rest.lines().take_while(|line| !line.starts_with('['));
    declared
        .filter_map(|line| line.split_once(['.', ' ']))
        .map(|(name, _)| name)
        .filter(|name| !name.starts_with('#') && !LINKED.contains(name))
        .filter(|name| !said.contains(&name.replace('-', "_")))
        .map(|name| format!("{file}: `{name}` is declared and never named"))
        .collect()
}

fn parts(file: &str, found: &[Token]) -> Vec<String> {
    // Tests put together what the floor itself is handed: keys, settings, a store.
    if file.starts_with("src/worker/tests/") {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for (_, floor, allowed) in PARTS.iter().filter(|(who, ..)| file.starts_with(who)) {
        let names = named(floor, found);
        wrong.extend(names.iter().filter_map(|name| {
            let part = name.path.get(1).map_or("", String::as_str);
            let what = name.path.get(..2).unwrap_or(&name.path).join("::");
            (!allowed.contains(&part))
                .then(|| format!("{file}:{}: `{what}` is not said on this floor", name.line))
        }));
    }
    wrong
}

fn words(file: &str, found: &[Token]) -> Vec<String> {
    let says = |at: usize, word: &str| match word.split_once("::") {
        None => found[at].text == word,
        Some((first, second)) => {
            found[at].text == first
                && found.get(at + 1).is_some_and(|next| next.text == "::")
                && found.get(at + 2).is_some_and(|next| next.text == second)
        }
    };
    let mut wrong = Vec::new();
    for (word, places) in WORDS {
        if places.iter().any(|place| file.starts_with(place)) {
            continue;
        }
        let at = (0..found.len()).find(|at| says(*at, word));
        wrong.extend(at.map(|at| format!("{file}:{}: `{word}` is not said here", found[at].line)));
    }
    wrong
}
