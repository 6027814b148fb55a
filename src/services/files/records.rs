//! Structured rows from a system, as JSON: one documented form (docs/package.md), checked when they arrive and again before
//! they leave. Only fields that are named go out; what looks like a secret stops everything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::weight;
use domain::ids::Reference;
use domain::item::{TaskDetails, is_named};

/// The name and version of the form.
pub const SCHEMA: &str = "rightsdesk.records/1";
/// Rows are held in memory as a whole; more of them come in several files.
pub const MOST_BYTES: u64 = 32 * 1_024 * 1_024;
/// Values, lists and rows in one file: in memory each takes many times its length in the file.
const MOST_PARTS: usize = 250_000;

/// Rows of one kind from one system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Records {
    /// [`SCHEMA`].
    pub schema: String,
    /// The reference of the request whose person the rows are about.
    pub subject: String,
    /// What the rows are, in words.
    pub title: String,
    /// Every field that may go out, with its name in words. Other fields of the rows are left out.
    pub fields: BTreeMap<String, String>,
    /// The rows. One that names a `subject` of its own must name the same.
    pub records: Vec<Map<String, Value>>,
}

/// Why rows are not taken, or a package is not built of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Not in the form.
    Form(String),
    /// About somebody else.
    Subject(String),
    /// Holds what looks like a secret, in this field.
    Secret(String),
}

impl Wrong {
    /// One sentence that says what to do. It never repeats a value of the rows.
    pub fn sentence(&self) -> String {
        match self {
            Self::Form(why) => format!(
                "These rows are not in the form {SCHEMA}: {why}. Correct the file, then choose it again."
            ),
            Self::Subject(reference) => format!(
                "These rows are not about {reference}, or do not say so: every “subject” must be {reference}. Look whose data this is before you go on."
            ),
            Self::Secret(field) => format!(
                "The field “{field}” holds what looks like a password, key or token. Leave it out, then choose the file again."
            ),
        }
    }
}

/// Field names that are never handed out, whatever they hold.
const NEVER: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "private_key",
    "password_hash",
    "salt",
    "otp",
    "session",
    "cookie",
    "credential",
];

/// How secrets of well-known kinds begin.
const SECRETS: &[&str] = &[
    "-----BEGIN ",
    "$argon2",
    "$2a$",
    "$2b$",
    "$2y$",
    "$pbkdf2",
    "$scrypt$",
    "$5$rounds",
    "$6$",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "rk_live_",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "eyJhbGciOi",
];

/// Reads rows and checks whose they are and that they hold no secret.
pub fn check(bytes: &[u8], reference: &Reference) -> Result<Records, Wrong> {
    if weight::of(bytes).is_some_and(|parts| parts > MOST_PARTS) {
        return Err(Wrong::Form(format!(
            "it has more than {MOST_PARTS} values; send several files"
        )));
    }
    // serde_json's own words would repeat a part of the file.
    let records: Records = serde_json::from_slice(bytes).map_err(|error| {
        let why = if error.is_data() {
            "a part is missing, or has another name or type"
        } else {
            "it is not JSON"
        };
        Wrong::Form(format!("{why} (line {}, column {})", error.line(), error.column()))
    })?;
    if records.schema != SCHEMA {
        return Err(Wrong::Form("“schema” is another one".to_owned()));
    }
    if records.fields.is_empty() {
        return Err(Wrong::Form("“fields” names no field that may go out".to_owned()));
    }
    let own = |named: &Value| named.as_str() == Some(reference.as_str());
    let foreign = |row: &Map<String, Value>| {
        row.iter().any(|(field, named)| is_named(field, "subject") && !own(named))
    };
    if records.subject != reference.as_str() || records.records.iter().any(foreign) {
        return Err(Wrong::Subject(reference.as_str().to_owned()));
    }
    without_secrets(records)
}

/// Rows that came with a result, in the same form and under the same check.
pub fn of_table(table: &TaskDetails, reference: &Reference) -> Result<Records, Wrong> {
    let mut fields: Vec<String> = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        // Two columns of one name are two fields.
        let same = fields.iter().filter(|field| *field == column).count();
        let number = fields.len().saturating_add(1);
        fields.push(if same == 0 { column.clone() } else { format!("{column} ({number})") });
    }
    let row = |row: &Vec<String>| -> Map<String, Value> {
        let cells = row.iter().map(|cell| Value::String(cell.clone()));
        fields.iter().cloned().zip(cells).collect()
    };
    without_secrets(Records {
        schema: SCHEMA.to_owned(),
        subject: reference.as_str().to_owned(),
        title: "What was found".to_owned(),
        records: table.rows.iter().map(row).collect(),
        fields: fields.iter().map(|field| (field.clone(), field.clone())).collect(),
    })
}

fn without_secrets(records: Records) -> Result<Records, Wrong> {
    for (field, label) in &records.fields {
        if is_secret_name(field)
            || records.records.iter().filter_map(|row| row.get(field)).any(is_secret)
        {
            return Err(Wrong::Secret(label.clone()));
        }
    }
    Ok(records)
}

/// The rows with the fields that may go out, and no others.
pub fn outward(records: &Records) -> Records {
    let kept = |row: &Map<String, Value>| -> Map<String, Value> {
        let named = row.iter().filter(|(field, _)| records.fields.contains_key(*field));
        named.map(|(field, value)| (field.clone(), value.clone())).collect()
    };
    Records { records: records.records.iter().map(kept).collect(), ..records.clone() }
}

fn is_secret_name(field: &str) -> bool {
    let plain = field.to_ascii_lowercase().replace('-', "_");
    NEVER.iter().any(|name| plain == *name || plain.ends_with(&format!("_{name}")))
}

fn is_secret(value: &Value) -> bool {
    match value {
        Value::String(text) => looks_secret(text),
        Value::Array(values) => values.iter().any(is_secret),
        Value::Object(fields) => {
            fields.iter().any(|(field, value)| is_secret_name(field) || is_secret(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text begins like a secret of a well-known kind and is as long as one.
pub fn looks_secret(text: &str) -> bool {
    let secret =
        |word: &str| word.len() >= 20 && SECRETS.iter().any(|start| word.starts_with(start));
    // Hashes of passwords hold `=` and `,` themselves; before other secrets they part a name from a value.
    let mut words = text.split(|c: char| c.is_whitespace() || "\"'".contains(c));
    text.contains("PRIVATE KEY-----")
        || words.any(|word| secret(word) || word.split(['=', ',', ';', ':', '(', ')']).any(secret))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reference() -> Reference {
        Reference::new(2026, 412)
    }

    fn rows(records: &Value) -> Value {
        json!({
            "schema": SCHEMA, "subject": "DSR-2026-000412", "title": "Orders",
            "fields": { "day": "Day", "what": "What was bought", "more": "More" },
            "records": records,
        })
    }

    fn checked(value: &Value) -> Result<Records, Wrong> {
        check(value.to_string().as_bytes(), &reference())
    }

    #[test]
    fn only_named_fields_go_out() {
        let own = json!([{ "day": "2026-01-02", "what": "A course", "password_hash": "$2b$10$abcdefghijklmnopqrstuv", "risk": 7,
            "subject": "DSR-2026-000412" }]);
        let out = outward(&checked(&rows(&own)).unwrap());
        assert_eq!(json!(out.records), json!([{ "day": "2026-01-02", "what": "A course" }]));
    }

    #[test]
    fn rows_of_somebody_else_are_refused() {
        for foreign in [
            rows(&json!([{ "day": "x", "subject": "DSR-2026-000413" }])),
            rows(&json!([{ "day": "x", " Subject": "DSR-2026-000413" }])),
            rows(&json!([{ "day": "x", "subject": 412 }])),
            {
                let mut value = rows(&json!([]));
                value["subject"] = json!("DSR-2026-000413");
                value
            },
            {
                let mut value = rows(&json!([]));
                value["subject"] = json!("");
                value
            },
        ] {
            let wrong = checked(&foreign).unwrap_err();
            assert_eq!(wrong, Wrong::Subject("DSR-2026-000412".to_owned()), "{foreign}");
            assert!(
                wrong.sentence().contains("DSR-2026-000412")
                    && !wrong.sentence().contains("000413")
            );
        }
    }

    #[test]
    fn what_looks_like_a_secret_is_refused() {
        for secret in [
            "-----BEGIN RSA PRIVATE KEY-----",
            "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ",
            "key=AKIAIOSFODNN7EXAMPLE1",
            "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc",
            "ghp_0123456789012345678901234567890123",
        ] {
            let deep = json!([{ "more": { "list": ["fine", secret] } }]);
            assert_eq!(checked(&rows(&deep)), Err(Wrong::Secret("More".to_owned())), "{secret}");
        }
        let inner = json!([{ "more": { "api_key": "plain" } }]);
        assert_eq!(checked(&rows(&inner)), Err(Wrong::Secret("More".to_owned())));
        let mut named = rows(&json!([]));
        named["fields"] = json!({ "login_token": "Token" });
        assert_eq!(checked(&named), Err(Wrong::Secret("Token".to_owned())));
        for fine in ["AKIA", "my secret garden", "Tokenville", "a $6$ coin", "BEGIN"] {
            checked(&rows(&json!([{ "what": fine }])))
                .unwrap_or_else(|wrong| panic!("{fine}: {wrong:?}"));
        }
    }

    #[test]
    fn more_parts_than_memory_has_room_for_come_in_several_files() {
        let row = json!({ "day": 0 });
        let many = |count: usize| rows(&Value::Array(vec![row.clone(); count]));
        checked(&many(1_000)).unwrap();
        let wrong = checked(&many(MOST_PARTS / 2)).unwrap_err();
        assert!(wrong.sentence().contains("send several files"), "{}", wrong.sentence());
    }

    #[test]
    fn other_forms_are_told_without_a_word_of_theirs() {
        let mut newer = rows(&json!([]));
        newer["schema"] = json!("rightsdesk.records/2");
        let mut bare = rows(&json!([]));
        bare["fields"] = json!({});
        let mut more = rows(&json!([]));
        more["canary"] = json!("CANARY");
        for value in
            [newer, bare, more, json!([]), json!({ "CANARY": 1 }), rows(&json!(["CANARY"]))]
        {
            let wrong = checked(&value).unwrap_err();
            assert!(matches!(wrong, Wrong::Form(_)), "{value}");
            assert!(!wrong.sentence().contains("CANARY"), "{}", wrong.sentence());
        }
        assert!(matches!(check(b"CANARY", &reference()), Err(Wrong::Form(_))));
    }
}
