//! What is wrong with a map, each in a sentence that says what to do.

use std::collections::BTreeSet;

use super::{DataMap, System, duties_of};
use crate::person::Email;
use crate::policy::Period;
use crate::vocabulary::Right;
use crate::webhook::Webhook;

/// Longest name, key, purpose and the like, in characters.
const LONGEST: usize = 200;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;
/// The most systems of one map.
const MOST_SYSTEMS: usize = 200;

impl DataMap {
    /// Why it cannot be used; empty when it can.
    pub fn problems(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.systems.is_empty() {
            wrong.push("The map has no system. Add one with [[system]].".to_owned());
        }
        if self.systems.len() > MOST_SYSTEMS {
            wrong.push(format!("The map has more than {MOST_SYSTEMS} systems. Join some."));
        }
        if self.categories.is_empty() {
            wrong.push("The map names no categories. List them in “categories”.".to_owned());
        }
        wrong.extend(twice(&self.categories, "category"));
        let keys: Vec<String> = self.systems.iter().map(|system| system.key.clone()).collect();
        wrong.extend(twice(&keys, "system key"));
        for system in &self.systems {
            let own = self.problems_of(system).into_iter();
            wrong.extend(own.map(|text| format!("System “{}”: {text}", system.key)));
        }
        wrong
    }

    /// What a person should know about it, although it can be used.
    pub fn remarks(&self) -> Vec<String> {
        let held: BTreeSet<&String> =
            self.systems.iter().flat_map(|system| &system.categories).collect();
        let nowhere = self.categories.iter().filter(|name| !held.contains(name));
        let mut remarks: Vec<String> =
            nowhere.map(|name| format!("No system holds the category “{name}”.")).collect();
        for system in self.systems.iter().filter(|system| system.owner.mail.is_none()) {
            let text = match system.webhook {
                None => "has no owner mail, so the desk does its tasks itself",
                Some(_) => "has no owner mail, so the desk does what it does not do by itself",
            };
            remarks.push(format!("“{}” {text}.", system.name));
        }
        remarks
    }

    fn problems_of(&self, system: &System) -> Vec<String> {
        let mut wrong = Vec::new();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if system.key.is_empty() || system.key.len() > 40 || !system.key.chars().all(fits) {
            wrong.push("write the key in small letters, digits and “_”, 40 at most.".to_owned());
        }
        wrong.extend(words("name", &system.name, LONGEST));
        if system.categories.is_empty() {
            wrong.push("name the categories it holds.".to_owned());
        }
        wrong.extend(unknown(&system.categories, &self.categories));
        for right in Right::ALL {
            let kind = system.duty(*right).filter(|kind| !duties_of(*right).contains(kind));
            if let Some(kind) = kind {
                let known: Vec<_> = duties_of(*right).iter().map(|kind| kind.as_str()).collect();
                let known = known.join(", ");
                wrong.push(format!("“{kind}” is no task of {right}; it can be {known}."));
            }
        }
        for text in system.purposes.iter().chain(&system.sources) {
            wrong.extend(words("purposes and sources", text, LONGEST));
        }
        if system.owner.team.chars().count() > LONGEST {
            wrong.push(format!("shorten the team to {LONGEST} characters."));
        }
        for mail in [&system.owner.mail, &system.owner.escalation_mail].into_iter().flatten() {
            if Email::parse(mail.as_str()).as_ref() != Ok(mail) {
                wrong.push("an owner’s address is not one like name@example.com.".to_owned());
            }
        }
        for rule in &system.retention {
            wrong.extend(words("a retention reason", &rule.reason, LONGEST_REASON));
            wrong.extend(unknown(&rule.categories, &system.categories));
            if !matches!(rule.period, Period::CalendarDays(1..) | Period::CalendarMonths(1..)) {
                wrong.push("give a retention period in calendar days or months.".to_owned());
            }
        }
        wrong.extend(system.webhook.iter().flat_map(Webhook::problems));
        for recipient in &system.recipients {
            wrong.extend(words("a recipient’s name", &recipient.name, LONGEST));
            wrong.extend(unknown(&recipient.categories, &system.categories));
        }
        wrong
    }
}

fn twice(all: &[String], what: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = all.iter().filter(|name| !seen.insert(name.as_str()));
    again.map(|name| format!("The {what} “{name}” stands twice. Keep one.")).collect()
}

fn unknown(used: &[String], known: &[String]) -> Vec<String> {
    let strange = used.iter().filter(|name| !known.contains(name));
    strange.map(|name| format!("the category “{name}” is not listed above it.")).collect()
}

fn words(what: &str, text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some(format!("{what} cannot be empty."));
    }
    if text.chars().any(char::is_control) {
        return Some(format!("remove the control characters from {what}."));
    }
    (text.chars().count() > most).then(|| format!("shorten {what} to {most} characters."))
}
