//! Policy packs: TOML into the domain's [`Policy`], checked, with plain sentences for what is wrong.

mod laws;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{FourEyes as Setting, Settings, data_map};
use domain::closing::ClosingPoint;
use domain::data_map::{DataMap, FROM_PACK, System};
use domain::policy::{ClockKind, Policy, Rule};
use domain::vocabulary::FourEyes;
use laws::LawPack;
use rules::PackRule;

/// The pack in the binary.
const BUILT_IN: &str = include_str!("../domain/policy/packs/aiml_learn.toml");

/// A pack that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A folder or file cannot be read.
    #[error("cannot read the policy pack {path}: {why}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        why: std::io::Error,
    },
    /// The file is not a pack.
    #[error("the policy pack {path} is not right: {why}")]
    Format {
        /// Which.
        path: String,
        /// Why.
        why: Box<toml::de::Error>,
    },
    /// The values do not fit together.
    #[error("the policy pack {id} is not right: {why}")]
    Values {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
    /// The wanted pack is not there.
    #[error(
        "policy.active_pack names “{0}”, but there is no such pack in policy.directory or built in"
    )]
    Missing(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    id: String,
    version: String,
    target_days_before: u32,
    reminder_days: Vec<u32>,
    escalate_from_days: u32,
    unassigned_working_days: u32,
    requester_reminder_days: u32,
    unconfirmed_reminder_hours: u32,
    cooling_off_hours: u32,
    /// A pack from before this was asked waits as the built-in one does.
    #[serde(default = "address_wait_hours")]
    address_wait_hours: u32,
    /// Laws to run although they are only known from memory: somebody responsible confirmed them.
    #[serde(default)]
    switched_on: BTreeSet<String>,
    /// Laws not to run.
    #[serde(default)]
    switched_off: BTreeSet<String>,
    /// The calendar chosen for a law, by its regime.
    #[serde(default)]
    calendars: BTreeMap<String, String>,
    rule: Vec<PackRule>,
    /// What is looked at before an account is closed; without any the points of the built-in pack count.
    #[serde(default)]
    closing_point: Vec<ClosingPoint>,
    /// The data map of the pack; without one the built-in map is in force.
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    system: Vec<System>,
}

const fn address_wait_hours() -> u32 {
    72
}

/// A file of `policy.directory`: a promise with its data map, or laws.
enum File {
    Promise(Box<Pack>),
    Laws(LawPack),
}

/// The active pack: the named one, else the newest version among your own, else the built-in one.
pub fn load(settings: &Settings) -> Result<Policy, PolicyError> {
    let mut packs = vec![parse("built-in", BUILT_IN)?];
    let mut own_laws = Vec::new();
    if let Some(folder) = &settings.policy.directory {
        for file in read_folder(folder)? {
            match file {
                File::Promise(pack) => packs.push(*pack),
                File::Laws(laws) => own_laws.push(laws),
            }
        }
    }
    let chosen = if let Some(id) = &settings.policy.active_pack {
        packs
            .into_iter()
            .rev()
            .find(|pack| pack.id == *id)
            .ok_or_else(|| PolicyError::Missing(id.clone()))?
    } else {
        let own = packs.len() > 1;
        let candidates = packs.into_iter().skip(usize::from(own));
        candidates
            .max_by(|a, b| a.version.cmp(&b.version))
            .ok_or_else(|| PolicyError::Missing(String::new()))?
    };
    policy_of(chosen, own_laws, settings)
}

fn read_folder(folder: &std::path::Path) -> Result<Vec<File>, PolicyError> {
    let failed = |why| PolicyError::Io { path: folder.display().to_string(), why };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut packs = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|why| PolicyError::Io { path: name.clone(), why })?;
        packs.push(if laws::is_laws(&text) {
            File::Laws(parse(&name, &text)?)
        } else {
            File::Promise(Box::new(parse(&name, &text)?))
        });
    }
    Ok(packs)
}

fn parse<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, PolicyError> {
    toml::from_str(text)
        .map_err(|why| PolicyError::Format { path: path.to_owned(), why: Box::new(why) })
}

fn policy_of(
    mut pack: Pack,
    own_laws: Vec<LawPack>,
    settings: &Settings,
) -> Result<Policy, PolicyError> {
    check(&pack)?;
    let wrong = |why: String| PolicyError::Values { id: pack.id.clone(), why };
    for clock in [ClockKind::Complaint, ClockKind::Appeal] {
        if !pack.rule.iter().any(|rule| rule.clock == clock) {
            let built_in: Pack = parse("built-in", BUILT_IN)?;
            pack.rule.extend(built_in.rule.into_iter().filter(|rule| rule.clock == clock));
        }
    }
    let rules: Vec<Rule> =
        std::mem::take(&mut pack.rule).into_iter().map(|rule| rule.into_rule(None)).collect();
    let mut laws = laws::all(own_laws)?;
    laws::switch(&mut laws, &pack.switched_on, &pack.switched_off).map_err(wrong)?;
    let calendars = super::calendars::load(settings.policy.directory.as_deref())
        .map_err(|error| wrong(error.to_string()))?;
    laws::check_chosen(&laws, &calendars, &pack.calendars).map_err(wrong)?;
    let (categories, systems) =
        (std::mem::take(&mut pack.categories), std::mem::take(&mut pack.system));
    let closing_points = points_of(std::mem::take(&mut pack.closing_point))?;
    let data_map = map_of(categories, systems).map_err(wrong)?;
    Ok(Policy {
        pack: pack.id,
        version: pack.version,
        zone: settings.organisation.time_zone.clone(),
        rules,
        laws,
        places: laws::places()?,
        calendars,
        chosen_calendars: pack.calendars,
        target_days_before: pack.target_days_before,
        reminder_days: pack.reminder_days,
        escalate_from_days: pack.escalate_from_days,
        unassigned_working_days: pack.unassigned_working_days,
        requester_reminder_days: pack.requester_reminder_days,
        unconfirmed_reminder_hours: pack.unconfirmed_reminder_hours,
        unconfirmed_days: settings.retention.unconfirmed_days,
        cooling_off_hours: pack.cooling_off_hours,
        address_wait_hours: pack.address_wait_hours,
        closing_points,
        retention_days: settings.retention.closed_case_days,
        four_eyes: match settings.policy.four_eyes {
            Setting::Always => FourEyes::Always,
            Setting::DeleteTerminateAndRefusals => FourEyes::DeleteTerminateAndRefusals,
            Setting::Never => FourEyes::Never,
        },
        data_map,
    })
}

/// The checklist a pack brings, or the built-in one.
fn points_of(own: Vec<ClosingPoint>) -> Result<Vec<ClosingPoint>, PolicyError> {
    if own.is_empty() {
        return parse::<Pack>("built-in", BUILT_IN).map(|pack| pack.closing_point);
    }
    Ok(own)
}

fn check_points(points: &[ClosingPoint]) -> Result<(), String> {
    let keys: BTreeSet<_> = points.iter().map(|point| &point.key).collect();
    if keys.len() != points.len() {
        return Err("two closing points have the same key".to_owned());
    }
    let empty = |text: &str| text.trim().is_empty();
    match points.iter().find(|one| empty(&one.key) || empty(&one.name) || one.roles.is_empty()) {
        Some(point) => {
            Err(format!("the closing point “{}” needs a key, a name and roles", point.key))
        }
        None => Ok(()),
    }
}

/// The map a pack brings, or the built-in one. A pack from before maps named their categories uses those of its systems.
fn map_of(mut categories: Vec<String>, systems: Vec<System>) -> Result<DataMap, String> {
    if systems.is_empty() {
        return data_map::built_in().map_err(|error| error.to_string());
    }
    if categories.is_empty() {
        let held: BTreeSet<&String> = systems.iter().flat_map(|one| &one.categories).collect();
        categories = held.into_iter().cloned().collect();
    }
    data_map::checked(DataMap { number: FROM_PACK, categories, systems })
        .map_err(|error| error.to_string())
}

fn check(pack: &Pack) -> Result<(), PolicyError> {
    let wrong = |why: String| Err(PolicyError::Values { id: pack.id.clone(), why });
    if !pack.rule.iter().any(|rule| rule.clock == ClockKind::Respond) {
        return wrong("it has no rule with clock = \"respond\", so no answer would be due".into());
    }
    let ids: BTreeSet<_> = pack.rule.iter().map(|rule| &rule.id).collect();
    if ids.len() != pack.rule.len() {
        return wrong("two rules have the same id".into());
    }
    check_points(&pack.closing_point)
        .map_err(|why| PolicyError::Values { id: pack.id.clone(), why })?;
    for rule in &pack.rule {
        rule.check(true).map_err(|why| PolicyError::Values { id: pack.id.clone(), why })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::Period;
    use domain::vocabulary::AccountRole;

    #[test]
    fn the_built_in_pack_promises_thirty_days_and_no_extension() {
        let policy = load(&Settings::defaults().unwrap()).unwrap();
        let rule = policy.rule("policy_default").unwrap();
        assert_eq!(rule.period, Period::CalendarDays(30));
        assert_eq!(rule.extension, None);
        assert!(policy.data_map.systems.len() >= 5);
    }

    fn text_without_complaints() -> String {
        let (before, _) = BUILT_IN.split_once("# The policy names no time").unwrap();
        before.replace("id = \"aiml_learn\"", "id = \"bare\"")
    }

    #[test]
    fn a_pack_of_your_own_takes_the_place_of_the_built_in_one() {
        let folder = tempfile::tempdir().unwrap();
        let text = BUILT_IN.replace("id = \"aiml_learn\"", "id = \"longer\"").replace(
            "citation = \"privacy policy 6.2\"",
            "citation = \"test\"\nextension = { total = { unit = \"calendar_days\", count = 60 }, notice_within = { unit = \"calendar_days\", count = 30 } }",
        );
        std::fs::write(folder.path().join("own.toml"), text).unwrap();
        let mut settings = Settings::defaults().unwrap();
        settings.policy.directory = Some(folder.path().to_owned());
        let policy = load(&settings).unwrap();
        assert_eq!(policy.pack, "longer");
        assert!(policy.rule("policy_default").unwrap().extension.is_some());
        settings.policy.active_pack = Some("aiml_learn".to_owned());
        assert_eq!(load(&settings).unwrap().pack, "aiml_learn");
        let without = text_without_complaints();
        std::fs::write(folder.path().join("own.toml"), without).unwrap();
        settings.policy.active_pack = Some("bare".to_owned());
        let bare = load(&settings).unwrap();
        assert!(bare.rule("complaint_default").is_some() && bare.rule("appeal_default").is_some());
        settings.policy.active_pack = Some("nobody".to_owned());
        assert!(load(&settings).is_err());
    }

    #[test]
    fn every_kind_of_account_has_a_checklist_also_under_a_pack_without_one() {
        let policy = load(&Settings::defaults().unwrap()).unwrap();
        for role in AccountRole::ALL {
            let points = policy.closing_points.iter().filter(|one| one.concerns(Some(*role)));
            assert_eq!(points.count() == 0, *role == AccountRole::None, "{role}");
        }
        let (without, _) = BUILT_IN.split_once("\n[[closing_point]]").unwrap();
        let settings = Settings::defaults().unwrap();
        let own = policy_of(parse("x", without).unwrap(), Vec::new(), &settings).unwrap();
        assert_eq!(own.closing_points, policy.closing_points);
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_said() {
        for (from, to) in [
            ("clock = \"respond\"", "clock = \"acknowledge\""),
            (
                "cooling_off_hours = 72",
                "cooling_off_hours = 72\ncategories = [\"x\"]\nsystem = [{ key = \"A\", name = \"\", categories = [\"x\"] }]",
            ),
            ("unit = \"calendar_days\"", "unit = \"fortnights\""),
            ("citation = \"privacy policy 6.2\"", "citation = \" \""),
            ("key = \"certificates\"", "key = \"open_orders\""),
            ("name = \"Certificates\"", "name = \" \""),
            ("roles = [\"enterprise\"]", "roles = []"),
            ("roles = [\"enterprise\"]", "roles = [\"teacher\"]"),
        ] {
            let text = BUILT_IN.replace(from, to);
            let settings = Settings::defaults().unwrap();
            let result = parse("x", &text).and_then(|pack| policy_of(pack, Vec::new(), &settings));
            assert!(result.is_err(), "{to}");
        }
    }
}
