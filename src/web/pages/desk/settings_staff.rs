//! The people of the desk: inviting, roles, links for a new password, disabling.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::present::{Forms, words};
use super::settings_organisation::tabs;
use super::{absences, frame};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::ids::StaffId;
use domain::intake::FieldErrors;
use domain::vocabulary::Role;
use services::desk::{self, Frame};
use services::staff::{self, Absences, Person, StaffState};
use services::{Deps, ServiceError};
use text::catalogue;
use text::contexts::desk_form::{ActionForm, Choice, Field, Hidden};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Colleague, Tag, Tone};
use text::contexts::settings::{StaffLine, StaffPage};

/// Where the page is.
const PATH: &str = "/desk/settings/staff";

/// What was typed and not accepted.
#[derive(Default)]
struct Refused {
    sent: Sent,
    errors: FieldErrors,
    /// Whose account it was about; nobody's for an invitation.
    about: Option<String>,
}

/// What is known of people beside their accounts.
struct Known {
    /// How many open requests each owns.
    owned: HashMap<StaffId, u64>,
    /// When each is away.
    away: Absences,
}

/// `GET /desk/settings/staff`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, Refused::default()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    refused: Refused,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (people, known, frame): (Vec<Person>, Known, Frame) = reply::blocking(deps, move |deps| {
        let mut people = Vec::new();
        let mut after = None;
        loop {
            let page = staff::list(deps, &actor, after.as_deref(), 200)?;
            people.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let known = Known {
            owned: staff::open_requests(deps, &actor)?,
            away: staff::all_absences(deps, &actor)?,
        };
        Ok((people, known, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let wrong = !refused.errors.is_empty();
    let page = StaffPage {
        title: "Staff".to_owned(),
        tabs: tabs(&staff.session.roles, "/staff"),
        banner: wrong.then(|| {
            let text = refused.errors.values().cloned().collect::<Vec<_>>().join(" ");
            Banner::new(Tone::Bad, "alert", "Not done.", text).alert()
        }),
        people: people.iter().map(|person| line(&forms, staff, person, &known)).collect(),
        invite: Some(invitation(&forms, &refused)),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(request, deps, staff, &frame, Place::Settings);
    frame::page(request, deps, status, &shell, &page)
}

fn roles_field(id: &str, chosen: &[&str]) -> Field {
    let hint = |role| match role {
        Role::Handler => "Works on requests.",
        Role::Approver => "Works on requests, approves answers and releases erasing.",
        Role::Compliance => "Reads everything, decides nothing.",
        Role::Admin => "Accounts, keys and settings; sees no requests.",
        Role::Requester | Role::DataSubject | Role::SystemOwner | Role::System => "",
    };
    let choices = Role::STAFF
        .iter()
        .map(|role| Choice {
            chosen: chosen.contains(&role.as_str()),
            hint: Some(hint(*role).to_owned()),
            ..Choice::new(role.as_str(), catalogue::role(*role))
        })
        .collect();
    Field::checks(id, "role", "Roles", choices)
}

fn invitation(forms: &Forms<'_>, refused: &Refused) -> ActionForm {
    let id = "invite";
    let typed = refused.about.is_none();
    let value = |name: &str| if typed { refused.sent.one(name) } else { "" };
    let error = |name: &str| refused.errors.get(name).filter(|_| typed).cloned();
    let chosen = if typed { refused.sent.many("role") } else { Vec::new() };
    ActionForm {
        id: id.to_owned(),
        action: PATH.to_owned(),
        tokens: forms.tokens(),
        fields: vec![
            Field::line(id, "name", "Name").filled(value("name")).error(error("name")),
            Field::of_kind(id, "email", "Email", "email", "off")
                .filled(value("email"))
                .error(error("email")),
            roles_field(id, &chosen).error(error("roles")),
        ],
        fine: Some("They get a link to set a password; it works for three days.".to_owned()),
        submit: "Send invitation".to_owned(),
        ..ActionForm::default()
    }
}

/// What disabling does, before it is done.
fn disabling(open: u64) -> String {
    let requests = match open {
        0 => "They own no open request.".to_owned(),
        1 => "1 open request goes back to nobody.".to_owned(),
        n => format!("{n} open requests go back to nobody."),
    };
    format!(
        "Every session of the account ends at once. {requests} API keys they made, or that act for them, stop working."
    )
}

fn line(forms: &Forms<'_>, staff: &StaffActor, person: &Person, known: &Known) -> StaffLine {
    let id = person.id.as_str();
    let roles: Vec<&str> = person.roles.iter().map(|role| catalogue::role(*role)).collect();
    let own: Vec<&str> = person.roles.iter().map(|role| role.as_str()).collect();
    let act = |what: &str, submit: &str, fields: Vec<Field>| ActionForm {
        id: format!("{what}-{id}"),
        action: format!("{PATH}/{id}"),
        tokens: forms.tokens(),
        hidden: vec![Hidden { name: "change", value: what.to_owned() }],
        fields,
        submit: submit.to_owned(),
        ..ActionForm::default()
    };
    let mut actions =
        vec![act("roles", "Set roles", vec![roles_field(&format!("roles-{id}"), &own)])];
    let tag = match person.state {
        StaffState::Invited => {
            actions.push(act("reset", "Send the invitation again", Vec::new()));
            Tag::new(Tone::Warn, "Invited")
        }
        StaffState::Active => {
            actions.push(act("reset", "Send a link to set a new password", Vec::new()));
            Tag::new(Tone::Ok, "Active")
        }
        StaffState::Disabled => {
            actions.push(act("enable", "Enable the account", Vec::new()));
            Tag::new(Tone::Idle, "Disabled")
        }
    };
    if person.state != StaffState::Disabled {
        let action = format!("{PATH}/{id}");
        let away = absences::Scene { forms, action: &action, whose: id };
        actions.push(away.note(&Sent::default(), &FieldErrors::new()));
        let noted = known.away.get(&person.id).into_iter().flatten();
        actions.extend(noted.map(|one| away.back(one, "Take back")));
    }
    if person.state != StaffState::Disabled && person.id != staff.session.id {
        actions.push(ActionForm {
            danger: true,
            fine: Some(disabling(known.owned.get(&person.id).copied().unwrap_or(0))),
            ..act("disable", "Disable the account", Vec::new())
        });
    }
    let noted = known.away.get(&person.id).map(Vec::as_slice).unwrap_or_default();
    let seen = person.last_sign_in_at.map_or_else(
        || "never signed in".to_owned(),
        |at| format!("last here {}", words::moment(forms.deps, at)),
    );
    let away = noted.iter().map(|one| format!("away {}", words::days(one.absence)));
    StaffLine {
        id: id.to_owned(),
        person: Colleague::named(&person.name),
        email: person.email.clone(),
        roles: roles.join(", "),
        tag,
        seen: std::iter::once(seen).chain(away).collect::<Vec<_>>().join(" · "),
        actions,
    }
}

fn roles_of(sent: &Sent) -> Vec<Role> {
    sent.many("role").into_iter().filter_map(Role::from_text).collect()
}

/// `POST /desk/settings/staff`
pub(super) async fn invite(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, typed) = (staff.actor.clone(), sent.clone());
    let tried = reply::blocking(&deps, move |deps| {
        let (email, name) = (typed.one("email"), typed.one("name"));
        match staff::invite(deps, &actor, email, name, &roles_of(&typed)) {
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            other => Ok(Ok(drop(other?))),
        }
    })
    .await?;
    match tried {
        Ok(()) => Ok(frame::see_other(&deps, PATH, "invited")),
        Err(errors) => render(&request, &deps, &staff, Refused { sent, errors, about: None }).await,
    }
}

/// `POST /desk/settings/staff/{id}`: one change of one account.
pub(super) async fn change(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let id = id.into_inner();
    let (actor, typed, who) = (staff.actor.clone(), sent.clone(), StaffId::from(id.as_str()));
    let tried = reply::blocking(&deps, move |deps| {
        let done = match typed.one("change") {
            "roles" => {
                staff::set_roles(deps, &actor, &who, &roles_of(&typed)).map(|()| "roles_set")
            }
            "reset" => staff::reset(deps, &actor, &who).map(|()| "reset_sent"),
            "disable" => staff::disable(deps, &actor, &who).map(|_released| "disabled"),
            "enable" => staff::enable(deps, &actor, &who).map(|()| "enabled"),
            _ => absences::change(deps, &actor, &who, &typed),
        };
        match done {
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            other => Ok(Ok(other?)),
        }
    })
    .await?;
    match tried {
        Ok(code) => Ok(frame::see_other(&deps, PATH, code)),
        Err(errors) => {
            render(&request, &deps, &staff, Refused { sent, errors, about: Some(id) }).await
        }
    }
}
