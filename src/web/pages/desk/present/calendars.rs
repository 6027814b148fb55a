//! From calendars to what their settings pages print.

mod edits;
pub(crate) mod told;

use chrono::Datelike as _;

use told::{CHOICE, FIXED, LEAD, OWN, calendar_choice, named_day, years};

use super::{Forms, words};
use domain::calendar::own::{Edit, OwnCalendar, PREFIX};
use domain::calendar::{Calendar, Holiday};
use domain::intake::FieldErrors;
use domain::policy::Policy;
use services::policy::{Change, Choice, Kept};
use services::staff::Names;
use text::contexts::calendars::{
    CalendarLine, CalendarsPage, ChoiceLine, ChoicePage, DayLine, OwnCalendarPage,
};
use text::contexts::case_page::{Fact, Tab};
use text::contexts::desk_form::{self, ActionForm, Field, Hidden};
use text::contexts::desk_parts::{Empty, Link, Tag, Tone};
use text::contexts::policy::RunLine;

/// Where the pages are.
pub(crate) const PATH: &str = "/desk/settings/calendars";

/// What the pages are made of.
pub(crate) struct Scene<'a> {
    /// Tokens of forms.
    pub(crate) forms: Forms<'a>,
    /// Colleagues by reference.
    pub(crate) names: &'a Names,
    /// The policy in force.
    pub(crate) policy: &'a Policy,
    /// What was changed at the desk.
    pub(crate) kept: &'a Kept,
    /// Whether the reader may change it.
    pub(crate) may: bool,
    /// The parts of the settings.
    pub(crate) tabs: Vec<Tab>,
    /// What was typed, by form and field.
    pub(crate) typed: &'a dyn Fn(&str, &str) -> String,
    /// What is wrong, by field of the form that was sent.
    pub(crate) errors: &'a FieldErrors,
    /// The form that was sent.
    pub(crate) sent: &'a str,
}

impl Scene<'_> {
    /// Every calendar.
    pub(crate) fn list(self, runs: Vec<RunLine>) -> CalendarsPage {
        let is_own = |calendar: &&Calendar| calendar.code.starts_with(PREFIX);
        let (own, public): (Vec<_>, Vec<_>) = self.policy.calendars.iter().partition(is_own);
        let lines = |all: Vec<&Calendar>| all.into_iter().map(|one| self.line(one)).collect();
        let own: Vec<CalendarLine> = lines(own);
        CalendarsPage {
            title: "Calendars".to_owned(),
            lead: LEAD,
            runs,
            empty: own.is_empty().then_some("None is kept at this desk."),
            own,
            make: self.may.then(|| self.make()),
            laws: self.choices(),
            calendars: lines(public),
            tabs: self.tabs,
        }
    }

    fn line(&self, calendar: &Calendar) -> CalendarLine {
        let days = calendar.holidays();
        let provisional: Vec<String> =
            days.iter().filter(|day| day.provisional).map(named_day).collect();
        let mut sub = vec![years(calendar), words::count(days.len(), "day", "days")];
        sub.extend(Some(calendar.source.clone()).filter(|source| !source.is_empty()));
        sub.extend(calendar.checked_on.map(|on| format!("compared {}", words::long_date(on))));
        let laws = self.laws_of(&calendar.code);
        if !laws.is_empty() {
            sub.push(format!("chosen for {laws}"));
        }
        let kept = self.kept.calendars.contains_key(&calendar.code);
        CalendarLine {
            href: kept.then(|| format!("{PATH}/{}", calendar.code)),
            code: calendar.code.clone(),
            name: calendar.name.clone(),
            sub: sub.join(" · "),
            tag: if calendar.covers_to < calendar.covers_from {
                Tag::new(Tone::Bad, "The table below it is gone")
            } else if provisional.is_empty() {
                Tag::new(Tone::Ok, "Confirmed")
            } else {
                let count = words::count(provisional.len(), "day", "days");
                Tag::new(Tone::Warn, format!("{count} not confirmed"))
            },
            provisional,
        }
    }

    fn laws_of(&self, code: &str) -> String {
        let chosen = self.policy.chosen_calendars.iter().filter(|(_, chosen)| *chosen == code);
        chosen.map(|(law, _)| law.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Laws whose dates a calendar can change, once each.
    fn choices(&self) -> Vec<ChoiceLine> {
        let mut laws: Vec<&str> = Vec::new();
        for rule in self.policy.rules.iter().chain(&self.policy.laws) {
            if rule.uses_calendar() && !laws.contains(&rule.regime()) {
                laws.push(rule.regime());
            }
        }
        laws.into_iter()
            .map(|law| {
                let chosen = self.policy.chosen_calendars.get(law);
                let known = chosen.is_none_or(|code| self.policy.calendars.get(code).is_some());
                ChoiceLine {
                    link: Link::new(law, format!("{PATH}/laws/{law}")),
                    sub: self.chosen(law),
                    tag: match chosen {
                        _ if !known => Tag::new(Tone::Bad, "The calendar is gone, nothing moves"),
                        None => Tag::new(Tone::Idle, "Nothing moves"),
                        Some(_) => Tag::new(Tone::Ok, "Counts"),
                    },
                }
            })
            .collect()
    }

    fn chosen(&self, law: &str) -> String {
        let here = if self.kept.choices.contains_key(law) { "chosen here" } else { "in the pack" };
        match self.policy.chosen_calendars.get(law) {
            Some(code) => format!("{code}, {here}"),
            None if self.kept.choices.contains_key(law) => "none, chosen here".to_owned(),
            None => "none chosen".to_owned(),
        }
    }

    fn make(&self) -> ActionForm {
        let id = "make";
        let public = self.policy.calendars.iter().filter(|one| !one.code.starts_with(PREFIX));
        let mut parents = vec![desk_form::Choice::new("", "None: weekends alone")];
        parents.extend(public.map(calendar_choice));
        let year = self.forms.deps.local_date(self.forms.deps.now()).year();
        let last = Field::line(id, "last_year", "Last year its list is complete for");
        ActionForm {
            fields: self.filled(
                id,
                vec![
                    Field::line(id, "name", "Name"),
                    Field::line(id, "code", "Code")
                        .hint("Letters, digits and dashes, like X-OFFICE."),
                    Field::select(id, "parent", "Stands on", parents)
                        .hint("Its days are those of this table and your own."),
                    last.filled(&year.saturating_add(1).to_string())
                        .hint("Later dates are marked: only weekends are known then."),
                    Field::area(id, "reason", "Reason"),
                ],
            ),
            submit: "Make the calendar".to_owned(),
            ..self.form(id, PATH.to_owned(), "")
        }
    }

    /// The page of a calendar kept here.
    pub(crate) fn own(self, own: &OwnCalendar) -> OwnCalendarPage {
        let action = format!("{PATH}/{}", own.code);
        let table = own.built(&self.policy.calendars);
        let laws = self.laws_of(&own.code);
        let days: Vec<DayLine> =
            own.days().enumerate().map(|(n, day)| self.day(n, day, &action)).collect();
        let changes = self.kept.calendars.get(&own.code).map(Vec::as_slice).unwrap_or_default();
        OwnCalendarPage {
            title: own.name.clone(),
            back: Link::new("All calendars", PATH),
            code: own.code.clone(),
            facts: vec![
                Fact::new(
                    "Stands on",
                    own.parent.as_deref().unwrap_or("weekends alone").to_owned(),
                ),
                Fact::new("Complete for", years(&table)),
                Fact::new("Chosen for", if laws.is_empty() { "no law".to_owned() } else { laws }),
            ],
            note: OWN,
            empty: days.is_empty().then(|| Empty {
                title: "No day is closed yet".to_owned(),
                text: "It has the days of the table it stands on, and none of its own.".to_owned(),
                links: Vec::new(),
            }),
            days,
            changes: changes.iter().rev().map(|change| self.edited(change)).collect(),
            fixed: (!self.may).then_some(FIXED),
            forms: if self.may { self.edits(&action, own) } else { Vec::new() },
            tabs: self.tabs,
        }
    }

    fn day(&self, n: usize, day: &Holiday, action: &str) -> DayLine {
        let remove = || ActionForm {
            hidden: vec![
                Hidden { name: "form", value: "remove".to_owned() },
                Hidden { name: "on", value: day.on.to_string() },
            ],
            lead: Some("The next page shows what that moves. Nothing is saved yet.".to_owned()),
            submit: "Take it out".to_owned(),
            ..self.form(&format!("remove-{n}"), action.to_owned(), "")
        };
        DayLine {
            on: words::long_date(day.on),
            name: day.name.clone(),
            provisional: day.provisional,
            remove: self.may.then(remove),
        }
    }

    fn edited(&self, change: &Change<Edit>) -> String {
        let what = match &change.what {
            Edit::Made { .. } => "made".to_owned(),
            Edit::Covered { last_year } => format!("complete until {last_year}"),
            Edit::Removed { on } => format!("{} taken out", words::long_date(*on)),
            Edit::Added { days } => match days.as_slice() {
                [day] => format!("{} added", named_day(day)),
                days => format!("{} added", words::count(days.len(), "day", "days")),
            },
        };
        self.told(change, &what)
    }

    fn told<T>(&self, change: &Change<T>, what: &str) -> String {
        let at = words::moment(self.forms.deps, change.at);
        let name = change.by.as_ref().and_then(|by| self.names.get(by));
        let name = name.map_or("somebody", String::as_str);
        format!("{at}: {what} by {name}. {}", change.reason)
    }

    /// Which calendar counts for a law.
    pub(crate) fn choice(self, law: &str) -> ChoicePage {
        let changes = self.kept.choices.get(law).map(Vec::as_slice).unwrap_or_default();
        let chosen = |change: &Change<Choice>| {
            let code = change.what.calendar.as_deref().unwrap_or("no calendar");
            self.told(change, &format!("{code} chosen"))
        };
        let all = self.policy.rules.iter().chain(&self.policy.laws);
        let rules = all.filter(|rule| rule.regime() == law).map(|rule| rule.name.as_str());
        ChoicePage {
            title: format!("Calendar of {law}"),
            back: Link::new("All calendars", PATH),
            facts: vec![
                Fact::new("Rules", rules.collect::<Vec<_>>().join("; ")),
                Fact::new("Calendar", self.chosen(law)),
            ],
            note: CHOICE,
            changes: changes.iter().rev().map(chosen).collect(),
            fixed: (!self.may).then_some(FIXED),
            form: self.may.then(|| self.choose(law)),
            tabs: self.tabs,
        }
    }

    fn choose(&self, law: &str) -> ActionForm {
        let id = "choose";
        let now = self.policy.chosen_calendars.get(law).map_or("", String::as_str);
        let mut choices = vec![desk_form::Choice::new("", "None: nothing moves")];
        choices.extend(self.policy.calendars.iter().map(calendar_choice));
        let field = Field::select(id, "calendar", "Calendar", choices).filled(now);
        ActionForm {
            fields: self.filled(id, vec![field]),
            submit: "Look at what moves".to_owned(),
            ..self.form(id, format!("{PATH}/laws/{law}"), "choose")
        }
    }

    fn form(&self, id: &str, action: String, name: &str) -> ActionForm {
        let hidden = (!name.is_empty()).then(|| Hidden { name: "form", value: name.to_owned() });
        let wrong = !self.errors.is_empty() && self.sent == id;
        ActionForm {
            id: id.to_owned(),
            action,
            tokens: self.forms.tokens(),
            hidden: hidden.into_iter().collect(),
            problem: wrong.then(|| {
                let all = self.errors.values().cloned().collect::<Vec<_>>().join(" ");
                format!("Nothing was saved. {all}")
            }),
            ..ActionForm::default()
        }
    }

    /// Fields with what was typed and what is wrong, when this form was sent.
    fn filled(&self, id: &str, fields: Vec<Field>) -> Vec<Field> {
        if self.sent != id {
            return fields;
        }
        let fill = |field: Field| {
            let error = self.errors.get(field.name.as_str()).cloned();
            let value = (self.typed)(id, &field.name);
            field.filled(&value).error(error)
        };
        fields.into_iter().map(fill).collect()
    }
}
