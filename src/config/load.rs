//! Reads the layers of settings and turns them into [`Settings`]. Nothing else reads the environment.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use config_rs::{
    Config, ConfigBuilder, File, FileFormat, Map, Source, Value, ValueKind, builder::DefaultState,
};

use super::{secret::DatabaseUrl, sections::Settings};

/// The built-in settings, with an explanation of each.
pub const DEFAULTS: &str = include_str!("default.toml");

const PREFIX: &str = "RIGHTSDESK__";
const USUAL_FILE: &str = "rightsdesk.toml";
const DOT_ENV: &str = ".env";

/// Why the settings cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file is missing or cannot be opened.
    #[error("cannot read the settings file {path}: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A settings file is not TOML. The line itself is left out: it may hold a secret.
    #[error("{path}, line {line}: {why}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// A line of `.env` cannot be read.
    #[error("{path}: the line after {after} cannot be read; write NAME='value'")]
    DotEnv {
        /// The file.
        path: PathBuf,
        /// The last name that was read.
        after: String,
    },
    /// The value of a variable is not text.
    #[error("the value of the environment variable {name} is not text in UTF-8")]
    NotText {
        /// The variable.
        name: String,
    },
    /// Keys are unknown, values have the wrong shape: one sentence to a line.
    #[error("the settings are not right:\n  {0}")]
    Faults(String),
}

/// Settings as text, the weakest first. Built by [`load`]; tests build it by hand.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The settings file: its name and content.
    pub file: Option<(PathBuf, String)>,
    /// Lines of `.env`.
    pub dot_env: Vec<(String, String)>,
    /// The environment.
    pub environment: Vec<(String, String)>,
}

/// Reads the settings of this process. `file` is the one named with `--config`.
pub fn load(file: Option<&Path>) -> Result<Settings, ConfigError> {
    let file = match file {
        Some(path) => Some((path.to_owned(), read(path)?)),
        None => read_if_there(Path::new(USUAL_FILE))?,
    };
    let dot_env = match read_if_there(Path::new(DOT_ENV))? {
        Some((path, text)) => dot_env(&path, &text)?,
        None => Vec::new(),
    };
    Layers { file, dot_env, environment: environment()? }.settings()
}

impl Layers {
    /// Puts the layers over the defaults and reads them.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        if let Some((path, text)) = &self.file {
            check_syntax(path, text)?;
        }
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(ConfigError::Faults(faults.join("\n  ")));
        }
        let merged = self.merged().map_err(|error| ConfigError::Faults(error.to_string()))?;
        Ok(with_data_dir(merged))
    }

    fn merged(&self) -> Result<Settings, config_rs::ConfigError> {
        let mut builder = defaults();
        if let Some((_, text)) = &self.file {
            builder = builder.add_source(File::from_str(text, FileFormat::Toml));
        }
        builder
            .add_source(Variables::new(&self.dot_env))
            .add_source(Variables::new(&self.environment))
            .build()
            .and_then(Config::try_deserialize)
    }
}

/// The built-in settings, to put others over.
pub(super) fn defaults() -> ConfigBuilder<DefaultState> {
    Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml))
}

/// The key a variable sets: `RIGHTSDESK__SERVER__LISTEN` is `server.listen`. None for others' variables.
pub(super) fn key_of(variable: &str) -> Option<String> {
    Some(variable.strip_prefix(PREFIX)?.to_lowercase().replace("__", "."))
}

impl Settings {
    /// The built-in settings alone.
    pub fn defaults() -> Result<Self, ConfigError> {
        Layers::default().settings()
    }

    /// Every setting and its value, one to a line, secrets masked.
    pub fn effective(&self) -> String {
        let mut lines = Vec::new();
        if let Ok(tree) = serde_json::to_value(self) {
            flatten("", &tree, &mut lines);
        }
        lines.join("\n")
    }
}

fn flatten(name: &str, value: &serde_json::Value, lines: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(&name, value, lines);
            }
        }
        serde_json::Value::Null => lines.push(format!("{name} = \"\"")),
        value @ (serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_)
        | serde_json::Value::Array(_)) => lines.push(format!("{name} = {value}")),
    }
}

/// Variables named `RIGHTSDESK__SECTION__KEY`; each value remembers which one it came from.
#[derive(Clone, Debug)]
struct Variables(BTreeMap<String, String>);

impl Variables {
    fn new(all: &[(String, String)]) -> Self {
        let ours = all.iter().filter(|(name, _)| key_of(name).is_some());
        Self(ours.cloned().collect())
    }
}

impl Source for Variables {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config_rs::ConfigError> {
        let mut found = Map::new();
        for (name, text) in &self.0 {
            if let Some(key) = key_of(name) {
                found.insert(key, Value::new(Some(name), ValueKind::String(text.clone())));
            }
        }
        Ok(found)
    }
}

fn environment() -> Result<Vec<(String, String)>, ConfigError> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads settings")]
    let all = std::env::vars_os();
    let mut ours = Vec::new();
    for (name, value) in all {
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with(PREFIX) {
            continue;
        }
        match value.into_string() {
            Ok(value) => ours.push((name, value)),
            Err(_) => return Err(ConfigError::NotText { name }),
        }
    }
    Ok(ours)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })
}

fn read_if_there(path: &Path) -> Result<Option<(PathBuf, String)>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.to_owned(), text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(ConfigError::Unreadable { path: path.to_owned(), why }),
    }
}

/// Reads `.env` without touching the environment of the process.
pub(super) fn dot_env(path: &Path, text: &str) -> Result<Vec<(String, String)>, ConfigError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in dotenvy::from_read_iter(text.as_bytes()) {
        // dotenvy's own message quotes the line, which may hold a secret.
        let Ok(pair) = pair else {
            let after = pairs.last().map_or("the start", |(name, _)| name);
            return Err(ConfigError::DotEnv { path: path.to_owned(), after: after.to_owned() });
        };
        pairs.push(pair);
    }
    Ok(pairs)
}

fn check_syntax(path: &Path, text: &str) -> Result<(), ConfigError> {
    let Err(error) = toml::from_str::<toml::Table>(text) else {
        return Ok(());
    };
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    Err(ConfigError::Syntax {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        why: error.message().to_owned(),
    })
}

/// Puts the data folder in place of `{data_dir}`.
fn with_data_dir(mut settings: Settings) -> Settings {
    let folder = settings.data_dir.to_string_lossy().into_owned();
    let filled = |text: &str| text.replace("{data_dir}", &folder);
    let path = |path: &Path| PathBuf::from(filled(&path.to_string_lossy()));
    settings.database.url = DatabaseUrl::new(filled(settings.database.url.expose()));
    settings.mail.directory = path(&settings.mail.directory);
    settings.files.directory = path(&settings.files.directory);
    settings.vault.key_file = path(&settings.vault.key_file);
    settings
}
