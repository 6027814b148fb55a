//! The laws: built-in packs, your own over them rule by rule, and which of them run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::PolicyError;
use super::rules::PackRule;
use domain::calendar::Calendars;
use domain::place::{Place, Places};
use domain::policy::Rule;

/// The packs in the binary.
const BUILT_IN: [(&str, &str); 3] = [
    ("laws_europe.toml", include_str!("../../domain/policy/packs/laws_europe.toml")),
    ("laws_united_states.toml", include_str!("../../domain/policy/packs/laws_united_states.toml")),
    ("laws_world.toml", include_str!("../../domain/policy/packs/laws_world.toml")),
];

const PLACES: &str = include_str!("../../domain/policy/packs/places.toml");

/// A file with `kind = "laws"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawPack {
    #[expect(dead_code, reason = "says what kind of file it is; read before the rest")]
    kind: String,
    id: String,
    version: String,
    rule: Vec<PackRule>,
}

#[derive(Deserialize)]
struct PlaceFile {
    place: Vec<PackPlace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackPlace {
    code: String,
    #[serde(default)]
    names: Vec<String>,
    zone: String,
}

/// Whether a pack file holds laws rather than a promise.
pub(super) fn is_laws(text: &str) -> bool {
    let table: Result<toml::Table, _> = toml::from_str(text);
    table.is_ok_and(|table| table.get("kind").and_then(toml::Value::as_str) == Some("laws"))
}

/// Every law: the built-in ones, with your own in the place of those of the same id.
pub(super) fn all(own: Vec<LawPack>) -> Result<Vec<Rule>, PolicyError> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut packs = Vec::new();
    for (name, text) in BUILT_IN {
        packs.push(super::parse::<LawPack>(name, text)?);
    }
    for pack in packs.into_iter().chain(own) {
        let mut seen = BTreeSet::new();
        for rule in pack.rule {
            let wrong = |why| PolicyError::Values { id: pack.id.clone(), why };
            rule.check(false).map_err(wrong)?;
            if !seen.insert(rule.id.clone()) {
                return Err(wrong(format!("two rules have the id {}", rule.id)));
            }
            rules.retain(|other| other.id != rule.id);
            rules.push(rule.into_rule(Some(format!("{}/{}", pack.id, pack.version))));
        }
    }
    Ok(rules)
}

/// Switches laws on and off by id.
pub(super) fn switch(
    laws: &mut [Rule],
    on: &BTreeSet<String>,
    off: &BTreeSet<String>,
) -> Result<(), String> {
    for id in on.iter().chain(off) {
        let Some(rule) = laws.iter_mut().find(|rule| rule.id == *id) else {
            return Err(format!("switched_on or switched_off names “{id}”, which is no law"));
        };
        rule.scope.off = off.contains(id);
    }
    Ok(())
}

/// Whether each chosen calendar is there and for a law that is there.
pub(super) fn check_chosen(
    laws: &[Rule],
    calendars: &Calendars,
    chosen: &BTreeMap<String, String>,
) -> Result<(), String> {
    for (regime, code) in chosen {
        if !laws.iter().any(|rule| rule.regime() == regime) {
            return Err(format!("calendars names “{regime}”, which is no law"));
        }
        if calendars.get(code).is_none() {
            return Err(format!("there is no calendar “{code}” for {regime}"));
        }
    }
    Ok(())
}

/// Where people live.
pub(super) fn places() -> Result<Places, PolicyError> {
    let file: PlaceFile = super::parse("places.toml", PLACES)?;
    let place = |place: PackPlace| Place { code: place.code, names: place.names, zone: place.zone };
    Ok(Places(file.place.into_iter().map(place).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use domain::policy::Confidence;

    /// The policy with this file of laws and these lines at the head of the pack.
    fn with(laws: &str, head: &str) -> Result<domain::policy::Policy, PolicyError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("laws.toml"), laws).unwrap();
        let pack = format!("{head}\n{}", super::super::BUILT_IN);
        std::fs::write(folder.path().join("pack.toml"), pack).unwrap();
        let mut settings = Settings::defaults().unwrap();
        settings.policy.directory = Some(folder.path().to_owned());
        super::super::load(&settings)
    }

    const OWN: &str = r#"
kind = "laws"
id = "own"
version = "1"

[[rule]]
id = "us_va"
name = "Virginia, as counsel reads it"
clock = "respond"
places = ["US-VA"]
period = { unit = "earliest_of", count = [{ unit = "calendar_days", count = 45 }, { unit = "business_days", count = 30 }] }
start = { from = "reflection", days = 3 }
rest_days = ["sunday"]
citation = "counsel's letter"
confidence = "text"
"#;

    #[test]
    fn every_law_has_a_citation_and_what_is_from_memory_is_off() {
        let policy = with(OWN, "").unwrap();
        assert!(policy.laws.len() > 50);
        for rule in &policy.laws {
            let memory = rule.confidence == Confidence::Memory;
            assert!(!memory || rule.scope.off, "{}", rule.id);
            for place in &rule.scope.places {
                assert!(policy.places.get(place).is_some(), "{place} of {} has no zone", rule.id);
            }
        }
    }

    #[test]
    fn a_law_of_your_own_takes_the_place_of_the_built_in_one() {
        let policy = with(OWN, "").unwrap();
        let virginia: Vec<_> = policy.laws.iter().filter(|rule| rule.id == "us_va").collect();
        assert_eq!(virginia.len(), 1);
        assert_eq!(virginia[0].citation, "counsel's letter");
        assert!(!virginia[0].scope.off);
    }

    #[test]
    fn laws_are_switched_and_given_a_calendar_by_the_pack() {
        let head = "switched_on = [\"us_co\"]\nswitched_off = [\"br_lgpd\"]\ncalendars = { eu_gdpr = \"DE-BY\" }";
        let policy = with(OWN, head).unwrap();
        assert!(!policy.rule("us_co").unwrap().scope.off);
        assert!(policy.rule("br_lgpd").unwrap().scope.off);
        assert_eq!(policy.chosen_calendars["eu_gdpr"], "DE-BY");
    }

    #[test]
    fn what_is_wrong_with_laws_is_said() {
        for (laws, head) in [
            (OWN.to_owned(), "switched_on = [\"us_xx\"]"),
            (OWN.to_owned(), "calendars = { eu_gdpr = \"XX\" }"),
            (OWN.to_owned(), "calendars = { eu_xx = \"DE\" }"),
            (OWN.replace("[\"US-VA\"]", "[]"), ""),
            (OWN.replace("\"sunday\"", "\"funday\""), ""),
            (OWN.replace("reflection", "reflexion"), ""),
            (OWN.replace("counsel's letter", ""), ""),
            (format!("{OWN}until = \"2026-01-01\"\nsince = \"2026-01-02\"\n"), ""),
            (
                format!(
                    "{OWN}{}",
                    OWN.split_once("[[rule]]").map(|(_, rule)| format!("[[rule]]{rule}")).unwrap()
                ),
                "",
            ),
        ] {
            assert!(with(&laws, head).is_err(), "{head}{laws}");
        }
    }
}
