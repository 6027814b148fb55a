//! The floors of the house: which module may name which, and which words belong to one place only.

use crate::paths::{module_of, named};
use crate::tokens::{Token, tokens};

/// What each top module may import. `storage::views` allows that part of `storage` only. The same
/// list stands in docs/architecture.md; a module that is not in it does not exist.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &["domain"]),
    ("mail", &["domain"]),
    ("pdf", &["domain"]),
    ("crypto", &["domain"]),
    ("config", &["domain"]),
    ("telemetry", &["domain"]),
    ("zones", &["domain"]),
    ("blobs", &["domain"]),
    ("scan", &["domain"]),
    ("storage", &["domain"]),
    (
        "services",
        &["domain", "config", "text", "crypto", "zones", "pdf", "blobs", "scan", "storage"],
    ),
    ("worker", &["domain", "mail", "services", "storage::Store", "storage::outbox"]),
    ("web", &["domain", "config", "text", "zones", "services", "storage::Store", "storage::views"]),
    ("cli", EVERYTHING),
    ("app", EVERYTHING),
];

const EVERYTHING: &[&str] = &["*"];

/// A word (or `A::b` pair) and the only places that may say it, each a prefix of the file's path.
const WORDS: &[(&str, &[&str])] = &[
    ("diesel", &["src/storage.rs", "src/storage/"]),
    ("object_store", &["src/blobs.rs", "src/blobs/"]),
    ("reqwest", &["src/worker/call.rs"]),
    ("typst", &["src/pdf.rs", "src/pdf/"]),
    ("diesel_migrations", &["src/storage.rs", "src/storage/"]),
    ("actix_web", &["src/web.rs", "src/web/", "src/cli/serve.rs"]),
    ("actix_rt", &["src/web.rs", "src/web/", "src/cli/serve.rs"]),
    ("actix_http", &["src/web.rs", "src/web/", "src/cli/serve.rs"]),
    ("Utc::now", &["src/app/clock.rs"]),
    ("Local::now", &[]),
    ("SystemTime::now", &["src/app/clock.rs"]),
    ("rand", &["src/app/ids.rs", "src/crypto.rs", "src/crypto/"]),
    ("getrandom", &["src/app/ids.rs", "src/crypto.rs", "src/crypto/"]),
    ("OsRng", &["src/app/ids.rs", "src/crypto.rs", "src/crypto/"]),
    ("Uuid::now_v7", &["src/app/ids.rs"]),
    ("Uuid::new_v4", &["src/app/ids.rs"]),
    ("cases::save", &["src/storage/", "src/services/commands.rs", "src/services/commands/"]),
    ("async", ABOVE),
    ("await", ABOVE),
];

/// No async below the fourth floor.
const ABOVE: &[&str] = &[
    "src/main.rs",
    "src/cli",
    "src/app",
    "src/web.rs",
    "src/web/",
    "src/worker.rs",
    "src/worker/",
];

/// One sentence for every rule the file breaks.
pub fn broken(file: &str, source: &str) -> Vec<String> {
    let found = tokens(source);
    let mut wrong = imports(file, &found);
    wrong.extend(words(file, &found));
    wrong
}

fn imports(file: &str, found: &[Token]) -> Vec<String> {
    let module = module_of(file);
    let Some(own) = module.first() else {
        return Vec::new(); // lib.rs only lists the modules, main.rs is another crate
    };
    // Tests put together what the floor itself is handed: keys, settings, a store.
    if own == "worker" && file.starts_with("src/worker/tests/") {
        return Vec::new();
    }
    let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| name == own) else {
        return vec![format!("{file}: `{own}` is not a floor of the house")];
    };
    let broken = |path: &[String]| -> Option<String> {
        let top = path.first()?;
        if top == own || allowed.contains(&"*") || allowed.contains(&top.as_str()) {
            return None;
        }
        let two = path.get(..2).unwrap_or(path).join("::");
        (!allowed.contains(&two.as_str())).then(|| format!("`{own}` may not name `{two}`"))
    };
    named(&module, found)
        .iter()
        .filter_map(|name| Some(format!("{file}:{}: {}", name.line, broken(&name.path)?)))
        .collect()
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
