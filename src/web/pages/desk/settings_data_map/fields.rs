//! The form of one system: its fields as text, and the system they make. What is wrong with it as a whole, the map says.

use super::super::form::Sent;
use domain::data_map::{
    DataMap, Owner, Recipient, RetentionBasis, RetentionRule, System, duties_of,
};
use domain::person::Email;
use domain::policy::Period;
use domain::vocabulary::{Right, TaskKind};
use text::catalogue;
use text::contexts::desk_form::{Choice, Field};

/// Id of the form.
const ID: &str = "system";

/// The fields, with what was typed, or else as the map says.
pub(super) fn all(map: &DataMap, system: &System, sent: &Sent) -> Vec<Field> {
    let typed = |field: Field| {
        let known = sent.pairs().any(|(name, _)| name == field.name);
        if known { field.clone().filled(sent.one(&field.name)) } else { field }
    };
    let mut fields = vec![typed(Field::line(ID, "name", "Name").filled(&system.name))];
    if system.key.is_empty() {
        let hint = "Small letters, digits and “_”. It never changes.";
        fields.push(typed(Field::line(ID, "key", "Key").hint(hint)));
    }
    fields.push(categories(map, system, sent));
    fields.extend(Right::ALL.iter().map(|right| typed(duty(system, *right))));
    let mail = |email: &Option<Email>| email.as_ref().map(|one| one.as_str().to_owned());
    let owner = &system.owner;
    fields.push(typed(Field::line(ID, "team", "Owner’s team").filled(&owner.team).optional()));
    fields.push(typed(
        Field::of_kind(ID, "mail", "Owner’s mail", "email", "off")
            .hint("Tasks are mailed there with a link. Without one the desk does them.")
            .filled(&mail(&owner.mail).unwrap_or_default())
            .optional(),
    ));
    fields.push(typed(
        Field::of_kind(ID, "escalation_mail", "Mail for late tasks", "email", "off")
            .filled(&mail(&owner.escalation_mail).unwrap_or_default())
            .optional(),
    ));
    let lines = |name: &str, label: &str, hint: &str, text: &str| {
        typed(Field::area(ID, name, label).hint(hint).filled(text).optional())
    };
    let line = "A line for each.";
    fields.push(lines("purposes", "Purposes", line, &system.purposes.join("\n")));
    fields.push(lines("sources", "Sources", line, &system.sources.join("\n")));
    let rules: Vec<String> = system.retention.iter().map(written).collect();
    let how = "A line for each rule: basis | period | reason | review on | categories. The last two may stay empty, as in: legal_claims | 36 months | Claims can be made so long.";
    fields.push(lines("retention", "What is kept after a deletion", how, &rules.join("\n")));
    let told: Vec<String> = system.recipients.iter().map(told).collect();
    let how = "A line for each: name | categories. Without categories: all of them.";
    fields.push(lines("recipients", "Who gets data from it", how, &told.join("\n")));
    fields
}

fn categories(map: &DataMap, system: &System, sent: &Sent) -> Field {
    let typed = sent.many("categories");
    let was_sent = sent.pairs().next().is_some();
    let choices = map.categories.iter().map(|name| Choice {
        chosen: if was_sent {
            typed.contains(&name.as_str())
        } else {
            system.categories.contains(name)
        },
        ..Choice::new(name.as_str(), name.as_str())
    });
    Field::checks(ID, "categories", "Data it holds", choices.collect())
}

fn duty(system: &System, right: Right) -> Field {
    let mut choices = vec![Choice::new("", "Nothing")];
    let known = duties_of(right).iter();
    choices.extend(known.map(|kind| Choice::new(kind.as_str(), catalogue::task_kind(*kind))));
    let now = system.duty(right).map_or("", TaskKind::as_str);
    Field::select(ID, right.as_str(), catalogue::right(right), choices).filled(now)
}

fn written(rule: &RetentionRule) -> String {
    let period = match &rule.period {
        Period::CalendarDays(n) => format!("{n} days"),
        Period::CalendarMonths(n) => format!("{n} months"),
        other @ (Period::BusinessDays(_) | Period::Hours(_) | Period::EarliestOf(_)) => {
            other.words()
        }
    };
    let review = rule.review_on.map(|day| day.to_string()).unwrap_or_default();
    let parts = [
        rule.basis.as_str().to_owned(),
        period,
        rule.reason.clone(),
        review,
        rule.categories.join(", "),
    ];
    parts.join(" | ").trim_end_matches([' ', '|']).to_owned()
}

fn told(recipient: &Recipient) -> String {
    let parts = [recipient.name.clone(), recipient.categories.join(", ")];
    parts.join(" | ").trim_end_matches([' ', '|']).to_owned()
}

/// The system of a form, or what could not be read in it.
pub(super) fn read(map: &DataMap, old: &str, sent: &Sent) -> Result<System, String> {
    let text = |name: &str| sent.one(name).trim().to_owned();
    let key = if old.is_empty() { text("key") } else { old.to_owned() };
    if old.is_empty() && map.system(&key).is_some() {
        return Err(format!("The key “{key}” is taken. Choose another."));
    }
    let mut system = System {
        key,
        name: text("name"),
        categories: chosen(map.system(old), &sent.many("categories")),
        purposes: lines(sent.one("purposes")),
        sources: lines(sent.one("sources")),
        owner: Owner {
            team: text("team"),
            mail: mail(sent.one("mail"))?,
            escalation_mail: mail(sent.one("escalation_mail"))?,
        },
        retention: lines(sent.one("retention"))
            .iter()
            .map(|line| rule(line))
            .collect::<Result<_, _>>()?,
        recipients: lines(sent.one("recipients")).iter().map(|line| recipient(line)).collect(),
        // An administrator says where it is called, on a form of its own.
        webhook: map.system(old).and_then(|system| system.webhook.clone()),
        ..System::default()
    };
    for right in Right::ALL {
        system.set_duty(*right, TaskKind::from_text(sent.one(right.as_str())));
    }
    Ok(system)
}

/// What was ticked: in the order the system had, then what is new to it.
fn chosen(before: Option<&System>, ticked: &[&str]) -> Vec<String> {
    let had = before.map(|system| system.categories.as_slice()).unwrap_or_default();
    let kept = had.iter().filter(|name| ticked.contains(&name.as_str())).cloned();
    let new = ticked.iter().map(|name| (*name).to_owned()).filter(|name| !had.contains(name));
    kept.chain(new).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn mail(text: &str) -> Result<Option<Email>, String> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { Email::parse(text).map(Some).map_err(str::to_owned) }
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn rule(line: &str) -> Result<RetentionRule, String> {
    let wrong = |why: &str| format!("“{line}”: {why}");
    let mut cells = line.split('|').map(str::trim);
    let mut next = || cells.next().unwrap_or_default();
    let basis = RetentionBasis::from_text(next()).ok_or_else(|| {
        let known: Vec<&str> = RetentionBasis::ALL.iter().map(|basis| basis.as_str()).collect();
        wrong(&format!("begin with one of {}.", known.join(", ")))
    })?;
    let period = period(next())
        .ok_or_else(|| wrong("give the period second, like 96 months or 30 days."))?;
    let reason = next().to_owned();
    let review = next();
    let review_on = if review.is_empty() {
        None
    } else {
        let day = review.parse().map_err(|_| wrong("give the review as a date, like 2027-10-01."));
        Some(day?)
    };
    Ok(RetentionRule { categories: names(next()), basis, reason, period, review_on })
}

fn period(text: &str) -> Option<Period> {
    let (count, unit) = text.split_once(' ')?;
    let count = count.parse().ok()?;
    match unit.trim() {
        "day" | "days" => Some(Period::CalendarDays(count)),
        "month" | "months" => Some(Period::CalendarMonths(count)),
        _ => None,
    }
}

fn recipient(line: &str) -> Recipient {
    let (name, categories) = line.split_once('|').unwrap_or((line, ""));
    Recipient { name: name.trim().to_owned(), categories: names(categories) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::data_map::built_in;

    /// What a browser would send of these fields.
    fn sent(fields: &[Field]) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for field in fields {
            match &field.checks {
                Some(checks) => pairs.extend(
                    checks
                        .iter()
                        .filter(|choice| choice.chosen)
                        .map(|choice| (field.name.clone(), choice.value.clone())),
                ),
                None => pairs.push((field.name.clone(), field.value.clone())),
            }
        }
        pairs
    }

    #[test]
    fn a_form_that_is_sent_as_it_stands_changes_nothing() {
        let map = built_in().unwrap();
        for system in &map.systems {
            let pairs = Sent::from_query(sent(&all(&map, system, &Sent::default())));
            assert_eq!(read(&map, &system.key, &pairs).as_ref(), Ok(system));
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let map = built_in().unwrap();
        for (name, value, said) in [
            ("retention", "habit | 3 months | x", "begin with one of"),
            ("retention", "legal_claims | soon | x", "96 months"),
            ("retention", "legal_claims | 3 months | x | later", "2027-10-01"),
            ("mail", "finance", "name@example.com"),
        ] {
            let pairs = Sent::from_pairs(&[(name, value)]);
            let why = read(&map, "accounts", &pairs).unwrap_err();
            assert!(why.contains(said), "{value}: {why}");
        }
        let taken = Sent::from_pairs(&[("key", "accounts")]);
        assert!(read(&map, "", &taken).unwrap_err().contains("is taken"));
    }
}
