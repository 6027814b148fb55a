//! What a package shows in words: rows, values, sizes, and names of files in it.

use serde_json::Value;

use crate::files::records::Records;
use domain::data_map::{Recipient, RetentionRule, System};
use text::contexts::package::{Named, TablePart};

/// Rows the page shows of each table; the others are in the file beside it.
const SHOWN: usize = 100;

/// A key of the data map as a part of a name: letters, digits and dashes.
pub(super) fn safe(key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = key.chars().take(60).map(plain).collect();
    if name.trim_matches('-').is_empty() { "system".to_owned() } else { name }
}

/// What the data map says of a system (GDPR Art. 15(1)(a) to (d) and (g)).
pub(super) fn known(system: &System) -> Vec<Named> {
    let recipient = |one: &Recipient| match one.categories.as_slice() {
        [] => one.name.clone(),
        some => format!("{} ({})", one.name, some.join(", ")),
    };
    let kept = |rule: &RetentionRule| format!("{} ({})", rule.reason, rule.period.words());
    let facts = [
        ("Kinds of data", system.categories.clone()),
        ("Used for", system.purposes.clone()),
        ("Comes from", system.sources.clone()),
        ("Passed on to", system.recipients.iter().map(recipient).collect()),
        ("Kept after a deletion", system.retention.iter().map(kept).collect()),
    ];
    let told = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(term, lines)| Named::new(term, lines.join("\n"))).collect()
}

/// The first rows of a table, in words.
pub(super) fn shown(records: &Records) -> TablePart {
    let row = |row: &serde_json::Map<String, Value>| {
        let named = records.fields.iter().filter_map(|(field, label)| {
            row.get(field).map(|value| Named::new(label, in_plain(value)))
        });
        named.collect()
    };
    let count = records.records.len();
    TablePart {
        title: records.title.clone(),
        rows: records.records.iter().take(SHOWN).map(row).collect(),
        count,
        more: count.saturating_sub(SHOWN),
    }
}

fn in_plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) | Value::Object(_) => {
            serde_json::to_string_pretty(value).unwrap_or_default()
        }
    }
}

/// A size as people say it.
pub fn in_words(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes.saturating_mul(10) / unit;
    if tenths >= 100 {
        format!("{} {name}", tenths / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}
