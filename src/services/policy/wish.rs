//! What compliance wants to change of the policy: checked, kept with the reason, and carried to open requests.

use chrono::Datelike as _;
use serde::Serialize;
use serde_json::json;

use super::{CALENDAR, CHOICE, Change, Choice, Kept, LAW, Switch, recount};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, laws};
use domain::access::Permission;
use domain::actor::Actor;
use domain::calendar::own::{Edit, EditError, checked_making};
use domain::intake::FieldErrors;
use domain::policy::Policy;
use storage::settings;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Something to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A rule runs or does not.
    Switch {
        /// Its id.
        rule: String,
        /// Whether it runs.
        on: bool,
    },
    /// A calendar of one's own is made or edited.
    Edit {
        /// Its code.
        calendar: String,
        /// How.
        edit: Edit,
    },
    /// A law is counted with a calendar.
    Choose {
        /// The law (its regime).
        law: String,
        /// Code of the calendar; none when nothing is to move.
        calendar: Option<String>,
    },
}

fn wrong<T>(field: &'static str, text: impl Into<String>) -> Result<T, ServiceError> {
    Err(ServiceError::Fields(FieldErrors::from([(field, text.into())])))
}

impl From<EditError> for ServiceError {
    fn from(error: EditError) -> Self {
        Self::Fields(FieldErrors::from([(error.field, error.text)]))
    }
}

impl Wish {
    /// Key of the setting it changes, as the journal and the events of moved requests name it.
    pub fn key(&self) -> String {
        match self {
            Self::Switch { rule, .. } => format!("{LAW}{rule}"),
            Self::Edit { calendar, .. } => format!("{CALENDAR}{calendar}"),
            Self::Choose { law, .. } => format!("{CHOICE}{law}"),
        }
    }

    /// The wish as it is carried out, or `None` when it is so already.
    ///
    /// Errors: nothing of that name; a field that needs another look.
    pub(super) fn checked(
        self,
        deps: &Deps,
        kept: &Kept,
        now: &Policy,
    ) -> Result<Option<Self>, ServiceError> {
        match self {
            Self::Switch { ref rule, on } => {
                let found = now.laws.iter().find(|law| law.id == *rule);
                let found = found.ok_or(ServiceError::NotFound)?;
                if !laws::can_switch(found) {
                    return wrong("reason", "This rule is switched in its pack, not here.");
                }
                Ok((found.scope.off == on).then_some(self))
            }
            Self::Edit { calendar, edit: Edit::Made { name, parent, last_year, .. } } => {
                let year = deps.local_date(deps.now()).year();
                let making = (name.as_str(), parent.as_deref(), last_year);
                let (calendar, edit) = checked_making(&now.calendars, &calendar, making, year)?;
                Ok(Some(Self::Edit { calendar, edit }))
            }
            Self::Edit { calendar, edit } => {
                let own = kept.calendar(&calendar).ok_or(ServiceError::NotFound)?;
                let edit = own.checked(&now.calendars, edit)?;
                Ok(Some(Self::Edit { calendar, edit }))
            }
            Self::Choose { ref law, ref calendar } => {
                let mut rules = now.rules.iter().chain(&now.laws);
                if !rules.any(|rule| rule.regime() == law && rule.uses_calendar()) {
                    return Err(ServiceError::NotFound);
                }
                if calendar.as_ref().is_some_and(|code| now.calendars.get(code).is_none()) {
                    return wrong("calendar", "Choose one of the calendars of the list, or none.");
                }
                Ok((now.chosen_calendars.get(law) != calendar.as_ref()).then_some(self))
            }
        }
    }

    /// Adds it to what is kept, and gives the setting's new value.
    pub(super) fn add_to(
        &self,
        kept: &mut Kept,
        because: &Change<()>,
    ) -> Result<String, ServiceError> {
        match self {
            Self::Switch { rule, on } => {
                push(kept.laws.entry(rule.clone()).or_default(), Switch { on: *on }, because)
            }
            Self::Edit { calendar, edit } => {
                push(kept.calendars.entry(calendar.clone()).or_default(), edit.clone(), because)
            }
            Self::Choose { law, calendar } => {
                let choice = Choice { calendar: calendar.clone() };
                push(kept.choices.entry(law.clone()).or_default(), choice, because)
            }
        }
    }
}

fn push<T: Serialize>(
    changes: &mut Vec<Change<T>>,
    what: T,
    because: &Change<()>,
) -> Result<String, ServiceError> {
    let Change { reason, by, at, .. } = because.clone();
    changes.push(Change { what, reason, by, at });
    Ok(serde_json::to_string(changes)?)
}

/// Carries a wish out, and begins to move open requests. False when it was so already.
///
/// Errors: forbidden; nothing of that name; a field (`reason` among them) that needs another look.
pub fn save(deps: &Deps, actor: &Actor, wish: &Wish, reason: &str) -> Result<bool, ServiceError> {
    require(actor, Permission::SetPolicy)?;
    let (inner, actor, wish) = (deps.clone(), actor.clone(), wish.clone());
    let reason = checked_reason(&wish, reason);
    deps.store.write(move |tx| {
        settings::keep_still(tx)?;
        let mut kept = Kept::read(tx)?;
        let now = kept.over(&inner.policy);
        let Some(wish) = wish.clone().checked(&inner, &kept, &now)? else {
            return Ok(false);
        };
        let reason = reason.clone().or_else(|text| wrong("reason", text))?;
        let at = inner.now();
        let because = Change { what: (), reason, by: actor.reference.clone(), at };
        let value = wish.add_to(&mut kept, &because)?;
        settings::put(tx, &wish.key(), &value, at)?;
        // The reason and names of days are a person's own words: they stay with the setting, out of the journal.
        let body = body_of(&wish);
        journal::append(tx, &inner, &actor, Stream::Settings, DeskEvent::SettingChanged, &body)?;
        recount::begin(tx, &inner, &actor, &wish.key())?;
        Ok(true)
    })
}

fn checked_reason(wish: &Wish, reason: &str) -> Result<String, String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(match wish {
            Wish::Switch { .. } => "Say who confirmed it and where it is written.".to_owned(),
            Wish::Edit { .. } | Wish::Choose { .. } => {
                "Say why, and where it was decided.".to_owned()
            }
        });
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err("Say it in 1,000 characters.".to_owned());
    }
    Ok(reason.to_owned())
}

fn body_of(wish: &Wish) -> serde_json::Value {
    let key = wish.key();
    match wish {
        Wish::Switch { on, .. } => json!({ "key": key, "on": on }),
        Wish::Choose { calendar, .. } => json!({ "key": key, "calendar": calendar }),
        Wish::Edit { edit, .. } => match edit {
            Edit::Made { parent, .. } => json!({ "key": key, "made": true, "parent": parent }),
            Edit::Covered { last_year } => json!({ "key": key, "last_year": last_year }),
            Edit::Added { days } => {
                let days: Vec<_> = days.iter().map(|day| day.on).collect();
                json!({ "added": days, "key": key })
            }
            Edit::Removed { on } => json!({ "key": key, "removed": on }),
        },
    }
}
