//! `rightsdesk doctor`: says what is right and what is not, and makes nothing.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::there;
use crate::app::parts::PARTS;
use crate::app::{self, clock::SystemClock};
use crate::zones::Zones;
use config::{self, Settings};
use crypto::{Keyring, OsEntropy};
use domain::message::NoticeKind;
use services::report::counting;
use services::{Clock as _, Deps};
use storage::Store;
use text::samples::samples_for;
use text::{TextSettings, Texts};

/// The oldest zone data that know every change of the clocks of 2026.
const ZONE_DATA: &str = "2026f";
const OLD_ZONE_DATA: &str =
    " (older than 2026f: days in Vancouver, Edmonton and Casablanca begin at another hour)";

/// Options of `doctor`.
#[derive(Args)]
pub(super) struct DoctorArguments {
    /// Also print every setting in force, secrets masked.
    #[arg(long)]
    settings: bool,
}

/// One line of the report.
struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

pub(super) fn run(
    out: &mut impl Write,
    settings: &Settings,
    arguments: &DoctorArguments,
) -> anyhow::Result<ExitCode> {
    let findings = examine(settings);
    for finding in &findings {
        match &finding.result {
            Ok(text) => writeln!(out, "ok     {}: {text}", finding.what)?,
            Err(text) => writeln!(out, "WRONG  {}: {text}", finding.what)?,
        }
    }
    let shipped = still_shipped(settings);
    if !shipped.is_empty() {
        writeln!(
            out,
            "note   organisation: still as shipped: {}. Letters and refusals carry them; set your own.",
            shipped.join(", ")
        )?;
    }
    if arguments.settings {
        writeln!(out, "\nSettings in force:\n{}", settings.effective())?;
    }
    let wrong = findings.iter().filter(|finding| finding.result.is_err()).count();
    writeln!(out, "{}", summary(wrong))?;
    Ok(if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn summary(wrong: usize) -> String {
    match wrong {
        0 => "All is well.".to_owned(),
        1 => "1 thing is wrong.".to_owned(),
        many => format!("{many} things are wrong."),
    }
}

/// Nothing is made on the way: neither folder, database nor key.
fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![
        Finding { what: "settings", result: check_settings(settings) },
        Finding { what: "time zone", result: check_zone(settings) },
        Finding { what: "policy", result: check_policy(settings) },
        Finding {
            what: "mail transport",
            result: app::mailer(settings).map(|_| "can be built".to_owned()).map_err(text),
        },
        Finding { what: "mail templates", result: check_templates() },
        Finding { what: "clock", result: check_clock(settings) },
    ];
    if there::has_database_file(settings) {
        let keys = check_keys(settings);
        let fingerprint = keys.as_ref().ok().cloned().flatten();
        findings.push(Finding { what: "keys", result: keys_in_words(settings, keys) });
        let result = check_database(settings, fingerprint.as_deref());
        let filled = result.is_ok() && fingerprint.is_some();
        findings.push(Finding { what: "database", result });
        if filled {
            let result = app::build(settings.clone()).map_err(text);
            let result = result.and_then(|deps| check_counters(&deps));
            findings.push(Finding { what: "report counters", result });
        }
    } else {
        let result = Ok(format!("none; {} The first start makes one.", there::no_desk(settings)));
        findings.push(Finding { what: "database", result });
    }
    findings
}

/// Which addresses of the built-in settings are still in use.
fn still_shipped(settings: &Settings) -> Vec<&'static str> {
    let Ok(shipped) = Settings::defaults() else {
        return Vec::new();
    };
    let (own, shipped) = (&settings.organisation, &shipped.organisation);
    let pairs = [
        ("postal_address", &own.postal_address, &shipped.postal_address),
        ("support_email", &own.support_email, &shipped.support_email),
        ("dpo_email", &own.dpo_email, &shipped.dpo_email),
    ];
    pairs.iter().filter(|(_, own, shipped)| own == shipped).map(|(key, _, _)| *key).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "made to be handed over")]
fn text(error: anyhow::Error) -> String {
    format!("{error:#}")
}

fn check_settings(settings: &Settings) -> Result<String, String> {
    let problems = settings.check(PARTS);
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
            let systems = policy.data_map.systems.len();
            let on = policy.laws.iter().filter(|law| !law.scope.off).count();
            let (laws, calendars) = (policy.laws.len(), policy.calendars.iter().count());
            format!(
                "{} {}: {rules} rules, {systems} systems, {laws} rules of law ({on} on), {calendars} calendars",
                policy.pack, policy.version
            )
        })
        .map_err(|error| error.to_string())
}

/// The fingerprint of the key; none where no key is.
fn check_keys(settings: &Settings) -> Result<Option<String>, String> {
    let file = &settings.vault.key_file;
    if !file.exists() {
        return Ok(None);
    }
    let keys = Keyring::open(file, &OsEntropy).map_err(|error| error.to_string())?;
    Ok(Some(keys.fingerprint()))
}

fn keys_in_words(
    settings: &Settings,
    keys: Result<Option<String>, String>,
) -> Result<String, String> {
    let file = settings.vault.key_file.display();
    Ok(match keys? {
        Some(fingerprint) => format!("{file} (fingerprint {fingerprint})"),
        None => format!("{file} is not there; the first start makes it"),
    })
}

fn check_database(settings: &Settings, fingerprint: Option<&str>) -> Result<String, String> {
    let store = Store::open(settings.database.url.expose(), 1).map_err(|e| e.to_string())?;
    let found = store.migrations().map_err(|error| error.to_string())?;
    if found.is_empty_database() {
        return Ok(format!("{}, empty; the first start fills it", store.kind()));
    }
    if !found.is_current() {
        return Err(format!(
            "{} migrations are pending; run `rightsdesk migrate`",
            found.pending.len()
        ));
    }
    let sealed_with = app::key_of_database(&store).map_err(text)?;
    if sealed_with.is_some() && sealed_with.as_deref() != fingerprint {
        return Err(format!(
            "{} is not the key this database was sealed with; restore the key folder from its backup",
            settings.vault.key_file.display()
        ));
    }
    Ok(format!("{}, {} migrations", store.kind(), found.applied.len()))
}

/// The sums of the report page against a fresh count of every case.
fn check_counters(deps: &Deps) -> Result<String, String> {
    let found = deps.store.migrations().map_err(|error| error.to_string())?;
    if !found.is_current() {
        return Ok("not there yet".to_owned());
    }
    if !counting::is_counted(deps).map_err(|error| error.to_string())? {
        return Ok("the worker counts within an hour of its start".to_owned());
    }
    let check = counting::check(deps).map_err(|error| error.to_string())?;
    if check.wrong > 0 {
        let wrong = check.wrong;
        return Err(format!(
            "{wrong} of them differ from a count of all cases; run `rightsdesk report recount`"
        ));
    }
    Ok(format!("agree with {} cases", check.cases))
}

fn check_templates() -> Result<String, String> {
    let texts = Texts::new(&TextSettings::default()).map_err(|error| error.to_string())?;
    let mut rendered = 0_usize;
    for kind in NoticeKind::ALL {
        for sample in samples_for(*kind) {
            texts
                .mail(*kind, "someone@example.com", None, &sample)
                .map_err(|error| error.to_string())?;
            rendered = rendered.saturating_add(1);
        }
    }
    Ok(format!("{} notices, {rendered} samples rendered", NoticeKind::ALL.len()))
}

fn check_clock(settings: &Settings) -> Result<String, String> {
    let zones = Zones::open(settings.tzdata.directory.as_deref()).map_err(|e| e.to_string())?;
    let now = settings.clock.pretend_now.unwrap_or_else(|| SystemClock.now());
    let zone = &settings.organisation.time_zone;
    let local = zones.local_time(zone, now).map_err(|error| error.to_string())?;
    let pretended = if settings.clock.pretend_now.is_some() { ", pretended" } else { "" };
    Ok(format!("{} ({zone}{pretended})", local.at.format("%H:%M on %-d %B %Y")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::DatabaseUrl;

    #[test]
    fn an_empty_folder_stays_empty_and_the_count_is_the_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::defaults().unwrap();
        let file = folder.path().join("data/rightsdesk.db");
        settings.data_dir = folder.path().join("data");
        settings.database.url = DatabaseUrl::new(format!("sqlite://{}", file.display()));
        settings.vault.key_file = folder.path().join("data/keys/service.key");
        let mut out = Vec::new();
        let code = run(&mut out, &settings, &DoctorArguments { settings: false }).unwrap();
        let told = String::from_utf8(out).unwrap();
        assert_eq!(code, ExitCode::SUCCESS, "{told}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(told.contains("there is no desk at sqlite://"), "{told}");
        assert!(
            told.contains("still as shipped: postal_address, support_email, dpo_email"),
            "{told}"
        );
        assert!(told.ends_with("All is well.\n") && !told.contains("Settings in force"), "{told}");
        settings.organisation.time_zone = "Moon/Base".to_owned();
        let mut out = Vec::new();
        run(&mut out, &settings, &DoctorArguments { settings: true }).unwrap();
        let told = String::from_utf8(out).unwrap();
        assert!(
            told.ends_with("2 things are wrong.\n") && told.contains("Settings in force"),
            "{told}"
        );
    }
}
