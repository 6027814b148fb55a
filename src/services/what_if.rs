//! What-ifs of the desk: typed words in, dates with every step out. Opens no case and stores nothing.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use super::access::require;
use super::{Deps, ServiceError, policy};
use domain::access::Permission;
use domain::actor::Actor;
use domain::deadline::what_if::{Answer, WhatIf};
use domain::intake::FieldErrors;
use domain::policy::Policy;

/// Years somebody can mean; what lies outside is a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
/// More events than a request ever sees.
const MOST_EVENTS: usize = 50;
/// More days than a law allows anywhere.
const LONGEST_PERIOD: u32 = 3_660;

/// A question as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Ids of rules or laws; of several the earliest date binds.
    pub rules: Vec<String>,
    /// The day of receipt, `2026-11-23`.
    pub on: String,
    /// The time on that day, `17:30`; may stay empty.
    pub time: String,
    /// The zone in which day and time are meant.
    pub zone: String,
    /// Code of a calendar; may stay empty.
    pub calendar: String,
    /// What is asked for.
    pub asked: String,
    /// Days the organisation chose instead of the rule's; may stay empty.
    pub period: String,
    /// `none` or `forward`; empty for what the rule says.
    pub roll: String,
    /// How pauses are counted; empty for what the rule says.
    pub pause: String,
    /// Events, `name@date`, one a line.
    pub events: String,
}

/// Works it out.
///
/// Errors: forbidden; or, per field, what to write instead.
pub fn answer(deps: &Deps, actor: &Actor, typed: &Typed) -> Result<Answer, ServiceError> {
    require(actor, Permission::ReadReports)?;
    let mut errors = FieldErrors::new();
    let rules = rules(deps, typed, &mut errors);
    let at = received(deps, typed, &mut errors);
    let policy = policy::current(deps)?.policy;
    let mut question = WhatIf::new("", at.unwrap_or_default(), typed.zone.trim());
    question.rules = rules;
    settings(&policy, typed, &mut question, &mut errors);
    events(typed, &mut question, &mut errors);
    if !errors.is_empty() {
        return Err(ServiceError::Fields(errors));
    }
    question.answer(&policy, deps.zones.as_ref()).map_err(|error| {
        ServiceError::Fields(FieldErrors::from([("rule", sentence(&error.to_string()))]))
    })
}

fn rules(deps: &Deps, typed: &Typed, errors: &mut FieldErrors) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for id in typed.rules.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
        if deps.policy.rule(id).is_none() {
            errors.insert("rule", format!("There is no rule “{id}”. Tick rules of the list."));
        } else if !rules.iter().any(|known| known == id) {
            rules.push(id.to_owned());
        }
    }
    if rules.is_empty() {
        errors.entry("rule").or_insert_with(|| "Tick at least one rule.".to_owned());
    }
    rules
}

/// The instant of receipt; a day without a time means the beginning of that day, as when a day is recorded.
fn received(deps: &Deps, typed: &Typed, errors: &mut FieldErrors) -> Option<DateTime<Utc>> {
    let day: Option<NaiveDate> = typed.on.trim().parse().ok();
    let day = day.filter(|day| YEARS.contains(&day.year()));
    if day.is_none() {
        errors.insert("on", "Write the day like 2026-11-23.".to_owned());
    }
    let time = match typed.time.trim() {
        "" => None,
        text => {
            let forms = ["%H:%M", "%H:%M:%S"];
            let time = forms.iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok());
            if time.is_none() {
                errors.insert("time", "Write the time like 17:30, or leave it empty.".to_owned());
            }
            time
        }
    };
    let zone = typed.zone.trim();
    let noon = day.unwrap_or_default().and_hms_opt(12, 0, 0)?;
    if deps.zones.instant_of(zone, noon).is_none() {
        let text = format!("There is no time zone “{zone}”. Write a name such as Asia/Kolkata.");
        errors.insert("zone", text);
        return None;
    }
    let day = day?;
    match time {
        Some(time) => deps.zones.instant_of(zone, day.and_time(time)),
        None => Some(deps.zones.start_of_day(zone, day)),
    }
}

fn settings(policy: &Policy, typed: &Typed, question: &mut WhatIf, errors: &mut FieldErrors) {
    let calendar = typed.calendar.trim().to_ascii_uppercase();
    if !calendar.is_empty() && policy.calendars.get(&calendar).is_none() {
        let text = format!("There is no calendar “{calendar}”. Choose one of the list.");
        errors.insert("calendar", text);
    }
    question.calendar = Some(calendar).filter(|code| !code.is_empty());
    match typed.period.trim() {
        "" => {}
        text => match text.parse() {
            Ok(days @ 1..=LONGEST_PERIOD) => question.period = Some(days),
            Ok(_) | Err(_) => {
                let text = format!("Write whole days, 1 to {LONGEST_PERIOD}, or leave it empty.");
                errors.insert("period", text);
            }
        },
    }
    for (field, key, value) in [
        ("type", "type", &typed.asked),
        ("roll", "roll", &typed.roll),
        ("pause", "pause", &typed.pause),
    ] {
        if !value.trim().is_empty()
            && let Err(error) = question.set(key, value)
        {
            errors.insert(field, sentence(&error.to_string()));
        }
    }
}

fn events(typed: &Typed, question: &mut WhatIf, errors: &mut FieldErrors) {
    let lines = typed.events.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    for (number, line) in lines.enumerate() {
        let found = match line.split_once('@') {
            _ if number >= MOST_EVENTS => Err(format!("Write at most {MOST_EVENTS} events.")),
            None => Err(format!("“{line}” has no date; write it like extended@2026-12-01.")),
            Some((name, date)) => question
                .event(name, date)
                .map_err(|error| error.to_string())
                .and_then(|()| in_reach(question, date)),
        };
        if let Err(why) = found {
            errors.entry("events").or_insert_with(|| sentence(&why));
        }
    }
}

fn in_reach(question: &WhatIf, date: &str) -> Result<(), String> {
    let known = question.events.last().is_some_and(|event| YEARS.contains(&event.on.year()));
    if known { Ok(()) } else { Err(format!("“{date}” is too far away.")) }
}

/// The domain's words as a sentence of a page.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestDesk, handler};
    use domain::vocabulary::Role;

    fn typed() -> Typed {
        Typed {
            rules: vec!["policy_default".to_owned()],
            on: "2026-11-23".to_owned(),
            zone: "UTC".to_owned(),
            ..Typed::default()
        }
    }

    fn wrong(desk: &TestDesk, typed: &Typed) -> FieldErrors {
        match answer(&desk.deps, &handler(), typed) {
            Err(ServiceError::Fields(errors)) => errors,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_date_comes_with_its_steps() {
        let desk = TestDesk::new();
        let found = answer(&desk.deps, &handler(), &typed()).unwrap();
        assert_eq!(found.result, "2026-12-23");
        assert!(found.parts[0].1.steps.len() >= 3);
        let chosen = Typed { period: "10".to_owned(), time: "17:30".to_owned(), ..typed() };
        assert_eq!(answer(&desk.deps, &handler(), &chosen).unwrap().result, "2026-12-03");
    }

    #[test]
    fn every_field_says_what_to_write_instead() {
        let desk = TestDesk::new();
        let bad = Typed {
            rules: vec!["of_nowhere".to_owned()],
            on: "soon".to_owned(),
            time: "late".to_owned(),
            calendar: "XX".to_owned(),
            asked: "everything".to_owned(),
            period: "-3".to_owned(),
            roll: "back".to_owned(),
            pause: "tea".to_owned(),
            events: "extended@2026-12-01\nextended\nextended@never".to_owned(),
            ..typed()
        };
        let errors = wrong(&desk, &bad);
        let named: Vec<&str> = errors.keys().copied().collect();
        let all = ["calendar", "events", "on", "pause", "period", "roll", "rule", "time", "type"];
        assert_eq!(named, all);
        assert!(errors["events"].starts_with("“extended” has no date"), "{}", errors["events"]);
        assert!(wrong(&desk, &Typed { rules: Vec::new(), ..typed() }).contains_key("rule"));
        let far = Typed { events: "extended@262142-01-01".to_owned(), ..typed() };
        assert!(wrong(&desk, &far).contains_key("events"));
    }

    #[test]
    fn the_database_stays_as_it_was() {
        let desk = TestDesk::new();
        desk.case("Maya Lindqvist");
        let files = || {
            let names = ["test.db", "test.db-wal"];
            names.map(|name| std::fs::read(desk.deps.settings.data_dir.join(name)).ok())
        };
        let before = files();
        assert!(before.iter().any(Option::is_some));
        answer(&desk.deps, &handler(), &typed()).unwrap();
        assert!(before == files(), "something was stored");
    }

    #[test]
    fn an_administrator_is_turned_away() {
        let desk = TestDesk::new();
        let admin = Actor::staff("ada", vec![Role::Admin]);
        let answer = answer(&desk.deps, &admin, &typed());
        assert!(matches!(answer, Err(ServiceError::Forbidden)));
    }
}
