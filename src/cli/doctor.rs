//! `rightsdesk doctor`: says what is right and what is not, and shows the effective settings.

use std::io::Write;
use std::process::ExitCode;

use crate::app;
use crate::config::{self, Settings};
use crate::crypto::{Keyring, OsEntropy};
use crate::domain::message::NoticeKind;
use crate::services::Deps;
use crate::text::contexts::mail::MailContext;
use crate::zones::Zones;

/// The oldest zone data that know every change of the clocks of 2026.
const ZONE_DATA: &str = "2026f";
const OLD_ZONE_DATA: &str =
    " (older than 2026f: days in Vancouver, Edmonton and Casablanca begin at another hour)";

/// One line of the report.
struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

#[expect(clippy::needless_pass_by_value, reason = "made to be handed over")]
pub(super) fn run(out: &mut impl Write, settings: Settings) -> anyhow::Result<ExitCode> {
    let findings = examine(&settings);
    for finding in &findings {
        match &finding.result {
            Ok(text) => writeln!(out, "ok     {}: {text}", finding.what)?,
            Err(text) => writeln!(out, "WRONG  {}: {text}", finding.what)?,
        }
    }
    writeln!(out, "\nSettings in force:\n{}", settings.effective())?;
    let wrong = findings.iter().any(|finding| finding.result.is_err());
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![
        Finding { what: "settings", result: check_settings(settings) },
        Finding { what: "time zone", result: check_zone(settings) },
        Finding { what: "policy", result: check_policy(settings) },
        Finding { what: "keys", result: check_keys(settings) },
        Finding {
            what: "mail transport",
            result: app::mailer(settings).map(|_| "can be built".to_owned()).map_err(text),
        },
    ];
    match app::build(settings.clone()) {
        Err(error) => findings.push(Finding { what: "start", result: Err(text(error)) }),
        Ok(deps) => {
            findings.push(Finding { what: "database", result: check_database(&deps) });
            findings.push(Finding { what: "mail templates", result: check_templates(&deps) });
            findings.push(Finding { what: "clock", result: Ok(check_clock(&deps)) });
        }
    }
    findings
}

#[expect(clippy::needless_pass_by_value, reason = "made to be handed over")]
fn text(error: anyhow::Error) -> String {
    format!("{error:#}")
}

fn check_settings(settings: &Settings) -> Result<String, String> {
    let problems = settings.check();
    if problems.is_empty() { Ok("fit together".to_owned()) } else { Err(problems.join(" ")) }
}

fn check_zone(settings: &Settings) -> Result<String, String> {
    let zones = Zones::open(settings.tzdata.directory.as_deref()).map_err(|e| e.to_string())?;
    let zone = &settings.organisation.time_zone;
    if zones.is_known(zone) {
        let version = zones.version();
        let old = if version.as_str() < ZONE_DATA { OLD_ZONE_DATA } else { "" };
        Ok(format!("{zone}, zone data {version}{old}"))
    } else {
        Err(format!("organisation.time_zone “{zone}” is not known; give one like Asia/Kolkata"))
    }
}

fn check_policy(settings: &Settings) -> Result<String, String> {
    config::policy::load(settings)
        .map(|policy| {
            let rules = policy.rules.len();
            let systems = policy.systems.len();
            let on = policy.laws.iter().filter(|law| !law.scope.off).count();
            let (laws, calendars) = (policy.laws.len(), policy.calendars.iter().count());
            format!(
                "{} {}: {rules} rules, {systems} systems, {laws} rules of law ({on} on), {calendars} calendars",
                policy.pack, policy.version
            )
        })
        .map_err(|error| error.to_string())
}

fn check_keys(settings: &Settings) -> Result<String, String> {
    let file = &settings.vault.key_file;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    Keyring::open(file, &OsEntropy)
        .map(|keys| format!("{} (fingerprint {})", file.display(), keys.fingerprint()))
        .map_err(|error| error.to_string())
}

fn check_database(deps: &Deps) -> Result<String, String> {
    let found = deps.store.migrations().map_err(|error| error.to_string())?;
    if found.is_empty_database() {
        return Ok(format!("{}, empty; the first start fills it", deps.store.kind()));
    }
    if !found.is_current() {
        return Err(format!(
            "{} migrations are pending; run `rightsdesk migrate`",
            found.pending.len()
        ));
    }
    app::check_keys(deps).map_err(text)?;
    Ok(format!("{}, {} migrations", deps.store.kind(), found.applied.len()))
}

fn check_templates(deps: &Deps) -> Result<String, String> {
    let mut rendered = 0_usize;
    for kind in NoticeKind::ALL {
        for sample in MailContext::samples_for(*kind) {
            deps.texts
                .mail(*kind, "someone@example.com", None, &sample)
                .map_err(|error| error.to_string())?;
            rendered = rendered.saturating_add(1);
        }
    }
    Ok(format!("{} notices, {rendered} samples rendered", NoticeKind::ALL.len()))
}

fn check_clock(deps: &Deps) -> String {
    let pretended = if deps.settings.clock.pretend_now.is_some() { " (pretended)" } else { "" };
    format!("{}{pretended}", deps.now().to_rfc3339())
}
