//! The forms of absences, on a person's own account and on the list of accounts.

use super::form::Sent;
use super::present::{Forms, words};
use domain::actor::Actor;
use domain::ids::StaffId;
use domain::intake::FieldErrors;
use services::staff::{self, Noted};
use services::{Deps, ServiceError};
use text::contexts::desk_form::{ActionForm, Field, Hidden};

/// Whose absences, and where their forms are sent.
pub(super) struct Scene<'a> {
    /// Tokens of forms.
    pub(super) forms: &'a Forms<'a>,
    /// Where they are sent.
    pub(super) action: &'a str,
    /// Tells ids of several people on one page apart.
    pub(super) whose: &'a str,
}

impl Scene<'_> {
    /// Noting one, with what was typed and what is wrong with it.
    pub(super) fn note(&self, sent: &Sent, errors: &FieldErrors) -> ActionForm {
        let id = format!("away-{}", self.whose);
        let day = |name: &'static str, label| {
            Field::of_kind(&id, name, label, "date", "off")
                .filled(sent.one(name))
                .error(errors.get(name).cloned())
        };
        ActionForm {
            fields: vec![day("first_on", "First day away"), day("last_on", "Last day away")],
            fine: Some(
                "Owner lists say so and the forecast counts with it. Requests stay with their owner. No reason is kept."
                    .to_owned(),
            ),
            submit: "Note an absence".to_owned(),
            ..self.form(id, "away")
        }
    }

    /// Taking one back.
    pub(super) fn back(&self, noted: &Noted, submit: &str) -> ActionForm {
        let mut form = self.form(format!("back-{}", noted.id), "back");
        form.hidden.push(Hidden { name: "absence", value: noted.id.clone() });
        ActionForm { submit: format!("{submit}: {}", words::days(noted.absence)), ..form }
    }

    fn form(&self, id: String, change: &str) -> ActionForm {
        ActionForm {
            id,
            action: self.action.to_owned(),
            tokens: self.forms.tokens(),
            hidden: vec![Hidden { name: "change", value: change.to_owned() }],
            ..ActionForm::default()
        }
    }
}

/// Does what one of the forms asks for; the code of what was done.
pub(super) fn change(
    deps: &Deps,
    actor: &Actor,
    whose: &StaffId,
    sent: &Sent,
) -> Result<&'static str, ServiceError> {
    match sent.one("change") {
        "away" => {
            let typed = (sent.one("first_on"), sent.one("last_on"));
            staff::note_absence(deps, actor, whose, typed).map(|()| "away")
        }
        "back" => staff::remove_absence(deps, actor, whose, sent.one("absence")).map(|()| "back"),
        _ => Err(ServiceError::NotFound),
    }
}
