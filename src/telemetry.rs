//! Logs: how they are written, what a panic may say, and a wrapper that keeps personal data out of them.

use std::{fmt, io, panic::PanicHookInfo};

use tracing_subscriber::{
    filter::Targets, fmt::MakeWriter, layer::SubscriberExt, registry::LookupSpan,
};

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStyle {
    /// For people.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// Why logs cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level cannot be read.
    #[error("log.level cannot be read: {0}")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// Set up twice.
    #[error("logs were set up twice in one process")]
    Twice,
}

/// Starts logging to standard error and logs panics without their payload. Once in a process.
pub fn start(style: LogStyle, level: &str) -> Result<(), TelemetryError> {
    let subscriber = subscriber(style, level, io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| TelemetryError::Twice)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// What [`start`] sets up, for any writer. Times are UTC.
fn subscriber<W>(
    style: LogStyle,
    level: &str,
    writer: W,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // Targets of the time when all was one crate go on being understood.
    let filter = level.replace("rightsdesk::", "rightsdesk_").parse::<Targets>()?;
    let registry = tracing_subscriber::registry().with(filter);
    Ok(match style {
        LogStyle::Text => Box::new(registry.with(text_layer(writer))),
        LogStyle::Json => {
            let layer = tracing_subscriber::fmt::layer().json().flatten_event(true);
            Box::new(registry.with(layer.with_writer(writer)))
        }
    })
}

fn text_layer<S, W>(writer: W) -> impl tracing_subscriber::Layer<S>
where
    S: tracing::Subscriber + for<'s> LookupSpan<'s>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer)
}

/// A panic's message is built from whatever was at hand, personal data included, so only its place is logged.
fn log_panic(info: &PanicHookInfo<'_>) {
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    let place = info.location();
    tracing::error!(
        file = place.map(std::panic::Location::file),
        line = place.map(std::panic::Location::line),
        column = place.map(std::panic::Location::column),
        thread,
        "the program hit a fault (panic); its message is left out, as it may hold personal data"
    );
}

/// Personal data. It can be carried anywhere and never shows itself in a log or an error.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself: for its one use, never for a log.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[…]")
    }
}

impl<T> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[…]")
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(style: LogStyle, level: &str, act: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(style, level, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, act);
        String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn personal_data_does_not_show() {
        let email = Pii::new("ada@example.com");
        for style in [LogStyle::Text, LogStyle::Json] {
            let text = logged(style, "info", || {
                tracing::info!(case = "case_1", %email, ?email, "looked up {email} {email:?}");
            });
            assert!(text.contains("case_1") && text.contains("[…]"), "{text}");
            assert!(!text.contains("ada"), "{text}");
        }
        assert_eq!(*email.expose(), "ada@example.com");
        assert_eq!(format!("{:?}", Some(&email)), "Some([…])");
    }

    #[test]
    fn json_lines_are_json_and_one_line() {
        let text = logged(LogStyle::Json, "info", || {
            tracing::info!(n = 3, "two\nlines");
        });
        assert_eq!(text.lines().count(), 1);
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["n"], 3);
        assert_eq!(line["message"], "two\nlines");
        assert_eq!(line["level"], "INFO");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn a_text_line_cannot_be_forged() {
        let text = logged(LogStyle::Text, "info", || {
            tracing::info!(name = "x\n2026-01-01T00:00:00Z  INFO forged", "read");
        });
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn the_level_is_kept_and_checked() {
        let text = logged(LogStyle::Text, "warn", || {
            tracing::info!("quiet");
            tracing::warn!("loud");
        });
        assert!(text.contains("loud") && !text.contains("quiet"), "{text}");
        assert!(subscriber(LogStyle::Text, "a=b=c", io::sink).is_err());
    }

    #[test]
    fn a_part_of_the_program_may_have_a_level_of_its_own_by_its_old_name_too() {
        for level in ["warn,rightsdesk_worker=debug", "warn,rightsdesk::worker=debug"] {
            let text = logged(LogStyle::Text, level, || {
                tracing::debug!(target: "rightsdesk_worker::lease", "near");
                tracing::debug!(target: "rightsdesk_web", "far");
            });
            assert!(text.contains("near") && !text.contains("far"), "{level}: {text}");
        }
    }

    #[test]
    fn a_panic_names_its_place_and_not_its_message() {
        let text = logged(LogStyle::Json, "info", || {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(log_panic));
            let caught = std::panic::catch_unwind(|| panic!("no such person: ada@example.com"));
            std::panic::set_hook(before);
            assert!(caught.is_err());
        });
        assert!(text.contains("telemetry.rs") && !text.contains("ada"), "{text}");
    }
}
