//! Unknown keys and values of the wrong shape: all at once, each with where it was written and what is meant.

use config_rs::{Config, ConfigBuilder, ValueKind, builder::DefaultState};

use super::load::{DEFAULTS, Layers, defaults, key_of};
use super::sections::Settings;

/// Nearer than this, and a key is taken for a slip of the hand.
const ALIKE: f64 = 0.75;

/// Their values may hold a password and are never repeated.
const SECRET: &[&str] = &["database.url", "mail.smtp_url"];

/// What a value must be, where the kind of its default does not say it.
const MEANT: &[(&str, &str)] = &[
    ("server.listen", "an address and a port, such as 127.0.0.1:8080"),
    ("server.public_url", "an address such as https://privacy.example.com, with nothing after it"),
    ("server.trusted_proxies", "addresses or networks, such as 10.0.0.0/8"),
    ("mail.transport", "file or smtp"),
    ("policy.four_eyes", "always, delete_terminate_and_refusals or never"),
    ("log.format", "text or json"),
    ("clock.pretend_now", "a moment such as 2026-11-23T10:00:00Z"),
];

/// One key as somebody wrote it.
struct Written {
    key: String,
    value: toml::Value,
    source: String,
}

impl Layers {
    /// All faults, as sentences; empty when every key is known and every value can be read.
    pub(super) fn faults(&self) -> Vec<String> {
        let known = known();
        let mut faults = Vec::new();
        for written in self.written() {
            match known.iter().find(|(key, _)| *key == written.key) {
                None => faults.push(unknown(&written, &known)),
                Some((_, default)) if !can_be_read(&written) => {
                    faults.push(unreadable(&written, default));
                }
                Some(_) => {}
            }
        }
        faults
    }

    /// What the layers say, the weakest first.
    fn written(&self) -> Vec<Written> {
        let mut all = Vec::new();
        if let Some((path, text)) = &self.file {
            let source = path.display().to_string();
            for (key, value) in flat(text) {
                all.push(Written { key, value, source: source.clone() });
            }
        }
        let layers = [(&self.dot_env, ".env"), (&self.environment, "the environment")];
        for (pairs, place) in layers {
            for (name, text) in pairs {
                if let Some(key) = key_of(name) {
                    let source = format!("{name} in {place}");
                    all.push(Written { key, value: toml::Value::String(text.clone()), source });
                }
            }
        }
        all
    }
}

fn known() -> Vec<(String, toml::Value)> {
    flat(DEFAULTS)
}

/// Every key of a settings file with its section in front.
fn flat(text: &str) -> Vec<(String, toml::Value)> {
    let mut found = Vec::new();
    // What is not TOML is refused before.
    for (key, value) in toml::from_str::<toml::Table>(text).unwrap_or_default() {
        match value {
            toml::Value::Table(section) => {
                found.extend(section.into_iter().map(|(name, v)| (format!("{key}.{name}"), v)));
            }
            value @ (toml::Value::String(_)
            | toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_)
            | toml::Value::Array(_)) => found.push((key, value)),
        }
    }
    found
}

fn unknown(written: &Written, known: &[(String, toml::Value)]) -> String {
    let Written { key, source, .. } = written;
    let near = known
        .iter()
        .map(|(name, _)| (strsim::jaro_winkler(name, &key.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let advice = near.map_or_else(
        || "`rightsdesk doctor --settings` lists them all.".to_owned(),
        |(_, name)| format!("Did you mean {name}?"),
    );
    format!("{key} ({source}) is not a setting. {advice}")
}

/// Whether the value alone, over the defaults, makes settings.
fn can_be_read(written: &Written) -> bool {
    let value = match &written.value {
        toml::Value::String(text) => ValueKind::String(text.clone()),
        toml::Value::Integer(number) => ValueKind::I64(*number),
        toml::Value::Float(number) => ValueKind::Float(*number),
        toml::Value::Boolean(yes) => ValueKind::Boolean(*yes),
        toml::Value::Datetime(moment) => ValueKind::String(moment.to_string()),
        toml::Value::Array(items) => {
            let texts = items.iter().map(shown);
            ValueKind::from(texts.collect::<Vec<_>>())
        }
        toml::Value::Table(_) => return false,
    };
    let with = defaults().set_override(&written.key, value);
    with.and_then(ConfigBuilder::<DefaultState>::build)
        .and_then(Config::try_deserialize::<Settings>)
        .is_ok()
}

fn unreadable(written: &Written, default: &toml::Value) -> String {
    let Written { key, value, source } = written;
    let special = MEANT.iter().find(|(name, _)| name == key).map(|(_, meant)| *meant);
    let meant = special.unwrap_or(match default {
        toml::Value::Integer(_) => "a whole number, 0 or more",
        toml::Value::Boolean(_) => "true or false",
        toml::Value::Array(_) => "a list",
        toml::Value::String(_)
        | toml::Value::Float(_)
        | toml::Value::Datetime(_)
        | toml::Value::Table(_) => "a text",
    });
    if SECRET.contains(&key.as_str()) {
        return format!("{key} ({source}) must be {meant}.");
    }
    let shown = shown(value);
    format!("{key} is “{shown}” ({source}), but must be {meant}.")
}

/// A value as it is told: texts without their quotation marks.
fn shown(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
