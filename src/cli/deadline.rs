//! `rightsdesk deadline`: works a date out with every step, or checks a file of vectors.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::app;
use crate::zones::Zones;
use config::{self, Settings};
use domain::deadline::what_if::{Answer, WhatIf, WhatIfError};
use domain::deadline::{Evaluation, Step, Verdict};
use domain::policy::{Policy, Rule};

/// Deadlines, worked out and checked.
#[derive(Args)]
pub(super) struct DeadlineArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Work out one date and show every step.
    Explain(Explain),
    /// Work out every line of a file of vectors; exit code 1 when one is not as expected.
    Check {
        /// CSV with the columns `regime`, `received_at`, `timezone`, `event_list`, `expected_due_date`.
        file: PathBuf,
    },
}

#[derive(Args)]
struct Explain {
    /// Rule or law, such as `eu_gdpr`; `effective:a+b` for the earliest of several.
    #[arg(long)]
    rule: String,
    /// When the request arrived: `2026-11-23T10:00:00+05:30`, or a local date and time, or a local date.
    #[arg(long)]
    received: String,
    /// IANA time zone, such as `Europe/Berlin`.
    #[arg(long)]
    timezone: String,
    /// Calendar of public holidays, such as `DE` or `GB-ENG`.
    #[arg(long)]
    calendar: Option<String>,
    /// What happened, such as `id_requested@2026-05-06`; may be repeated.
    #[arg(long, value_name = "NAME@DATE")]
    event: Vec<String>,
    /// A setting, such as `type=erasure` or `roll=forward`; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What both commands work with.
struct Tools {
    policy: Policy,
    zones: Zones,
}

pub(super) fn run(
    out: &mut dyn Write,
    settings: &Settings,
    arguments: &DeadlineArguments,
) -> anyhow::Result<ExitCode> {
    let zones = Zones::open(settings.tzdata.directory.as_deref())?;
    let tools = Tools { policy: config::policy::load(settings)?, zones };
    match &arguments.what {
        What::Explain(asked) => match explain(out, &tools, asked)? {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => wrong_usage(&error.0),
        },
        What::Check { file } => match read(file) {
            Ok(text) => check(out, &tools, &text),
            Err(why) => wrong_usage(&format!("cannot read {}: {why}", file.display())),
        },
    }
}

fn wrong_usage(why: &str) -> anyhow::Result<ExitCode> {
    writeln!(std::io::stderr(), "rightsdesk: {why}")?;
    Ok(ExitCode::from(2))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let done = if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut text))
    };
    done.map(|_| text).map_err(|why| why.to_string())
}

fn explain(
    out: &mut dyn Write,
    tools: &Tools,
    asked: &Explain,
) -> anyhow::Result<Result<(), WhatIfError>> {
    let answer =
        tools.question(&asked.rule, &asked.received, &asked.timezone).and_then(|mut question| {
            if let Some(code) = &asked.calendar {
                question.set("cal", code)?;
            }
            for part in asked.event.iter().chain(&asked.set) {
                question.read(part)?;
            }
            tools.answer(&question)
        });
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Ok(Err(error)),
    };
    if asked.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&tools.document(&answer))?)?;
    } else {
        tools.tell(out, &answer)?;
    }
    Ok(Ok(()))
}

impl Tools {
    fn question(&self, rule: &str, received: &str, zone: &str) -> Result<WhatIf, WhatIfError> {
        if !self.zones.is_known(zone) {
            return Err(WhatIfError(format!(
                "“{zone}” is no time zone; write a name such as Asia/Kolkata."
            )));
        }
        let received_at = self.instant(received.trim(), zone).ok_or_else(|| {
            WhatIfError(format!(
                "“{received}” is no time of receipt; write it like 2026-11-23T10:00:00+05:30."
            ))
        })?;
        Ok(WhatIf::new(rule, received_at, zone))
    }

    /// An instant; without an offset, the local time of the zone; without a time, the local day.
    fn instant(&self, text: &str, zone: &str) -> Option<DateTime<Utc>> {
        if let Some(at) = domain::instant::read(text) {
            return Some(at);
        }
        for form in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"] {
            let text = text.replace('Z', "+00:00");
            if let Ok(at) = DateTime::parse_from_str(&text, form) {
                return Some(at.to_utc());
            }
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            return self.zones.start_of_day(zone, day).ok();
        }
        let forms =
            ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
        let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        self.zones.instant_of(zone, local).ok()
    }

    fn answer(&self, question: &WhatIf) -> Result<Answer, WhatIfError> {
        question.answer(&self.policy, &app::LocalTime::over(&self.zones))
    }

    fn tell(&self, out: &mut dyn Write, answer: &Answer) -> anyhow::Result<()> {
        for (at, (rule, evaluation)) in answer.parts.iter().enumerate() {
            if answer.parts.len() > 1 {
                let binds = if at == answer.binding { " (binds)" } else { "" };
                writeln!(out, "{}{binds}", rule.id)?;
            }
            for (number, step) in evaluation.steps.iter().enumerate() {
                writeln!(out, "{}. {}", number.saturating_add(1), step.sentence())?;
            }
            if let Some(note) = &rule.scope.note {
                writeln!(out, "Note: {note}")?;
            }
        }
        let (pack, version) = (&self.policy.pack, &self.policy.version);
        writeln!(out, "Pack {pack} {version}, zone data {}.", self.zones.version())?;
        writeln!(out, "{}", answer.result)?;
        Ok(())
    }

    fn document(&self, answer: &Answer) -> serde_json::Value {
        let parts = answer.parts.iter().enumerate();
        let clocks: Vec<_> =
            parts.map(|(at, (rule, found))| clock(rule, found, at == answer.binding)).collect();
        json!({
            "result": answer.result,
            "pack": self.policy.pack,
            "pack_version": self.policy.version,
            "zone_data": self.zones.version(),
            "clocks": clocks,
        })
    }
}

fn clock(rule: &Rule, found: &Evaluation, binding: bool) -> serde_json::Value {
    let running = found.verdict == Verdict::Due;
    json!({
        "rule": rule.id,
        "law": rule.regime(),
        "name": rule.name,
        "kind": rule.clock,
        "citation": rule.citation,
        "pack": rule.scope.pack,
        "confidence": rule.confidence,
        "switched_on": !rule.scope.off,
        "in_force": rule.in_force(found.received_on),
        "note": rule.scope.note,
        "binding": binding,
        "verdict": found.verdict,
        "zone": found.zone,
        "received_on": found.received_on,
        "started_on": (found.verdict != Verdict::NotStarted).then_some(found.started_on),
        "due_on": running.then_some(found.due_on),
        "due_at": found.due_at,
        "without_pause_on": (!running).then_some(found.due_on),
        "notice_by": found.notice_by,
        "extended_due_on": found.extension.map(|limit| limit.due_on),
        "extended": found.extended.is_some(),
        "warnings": found.warnings().map(|step| step.key).collect::<Vec<_>>(),
        "steps": found.steps.iter().enumerate().map(|(at, step)| told(at, step)).collect::<Vec<_>>(),
    })
}

fn told(at: usize, step: &Step) -> serde_json::Value {
    json!({
        "number": at.saturating_add(1),
        "key": step.key,
        "date": step.date,
        "sentence": step.sentence(),
    })
}

/// The columns of a vector, by their place in the file.
struct Columns([usize; 5]);

impl Columns {
    const NAMES: [&'static str; 5] =
        ["regime", "received_at", "timezone", "event_list", "expected_due_date"];

    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let mut places = [0; 5];
        for (place, name) in places.iter_mut().zip(Self::NAMES) {
            let found = header.iter().position(|column| {
                column.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name)
            });
            *place = found.ok_or_else(|| {
                format!(
                    "line 1: the column {name} is missing; needed are {}.",
                    Self::NAMES.join(", ")
                )
            })?;
        }
        Ok(Self(places))
    }

    /// The five fields of a line; `None` when it is too short.
    fn fields<'a>(&self, record: &'a csv::StringRecord) -> Option<[&'a str; 5]> {
        let mut fields = [""; 5];
        for (field, place) in fields.iter_mut().zip(self.0) {
            *field = record.get(place)?.trim();
        }
        Some(fields)
    }
}

fn check(out: &mut dyn Write, tools: &Tools, text: &[u8]) -> anyhow::Result<ExitCode> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let columns = match reader.headers() {
        Ok(header) => Columns::of(header),
        Err(why) => Err(format!("line 1: {why}")),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(why) => return wrong_usage(&why),
    };
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for record in reader.records() {
        let result = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let fields = columns.fields(&record);
                let fields = fields.ok_or_else(|| "has too few columns".to_owned());
                fields.and_then(|fields| tools.vector(fields)).map_err(|why| (line, why))
            }
            Err(why) => {
                let line = why.position().map_or(0, csv::Position::line);
                Err((line, format!("cannot be read: {why}")))
            }
        };
        match result {
            Ok(()) => passed = passed.saturating_add(1),
            Err((line, why)) => {
                failed = failed.saturating_add(1);
                writeln!(out, "line {line}: {why}")?;
            }
        }
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Tools {
    fn vector(&self, fields: [&str; 5]) -> Result<(), String> {
        let [rule, received, zone, events, expected] = fields;
        let known = matches!(expected, "PAUSED" | "NOT_STARTED" | "NONE");
        if !known && expected.parse::<NaiveDate>().is_err() {
            return Err(format!(
                "“{expected}” is no expected result; write a date, PAUSED or NOT_STARTED."
            ));
        }
        let mut question =
            self.question(rule, received, zone).map_err(|error| error.to_string())?;
        question.read(events).map_err(|error| error.to_string())?;
        let found = self.answer(&question).map_err(|error| error.to_string())?.result;
        if found == expected {
            return Ok(());
        }
        let events = if events.is_empty() { "no events" } else { events };
        Err(format!("{rule}, {received}, {zone}, {events}: expected {expected}, found {found}"))
    }
}

#[cfg(test)]
mod tests;
