//! How a system works: people do its tasks, or it is called and answers by itself. And the secrets it shares with the desk.

use actix_web::{HttpRequest, HttpResponse, web};

use super::super::form::Sent;
use super::system::{Outcome, hidden, render, with};
use super::{PATH, forms, preview};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::desk::frame;
use crate::pages::desk::present::words;
use crate::reply;
use domain::data_map::{DataMap, System};
use domain::intake::FieldErrors;
use domain::vocabulary::TaskKind;
use domain::webhook::{Identifier, SubjectReference, Webhook};
use services::connector::{self, Made, SecretLine};
use services::{Deps, ServiceError, data_map};
use text::catalogue;
use text::contexts::data_map::ByItself;
use text::contexts::desk_form::{ActionForm, Choice, Field};
use text::contexts::desk_parts::Link;
use text::contexts::settings::MadeKey;

/// Id of the form.
const ID: &str = "webhook";

fn path(key: &str) -> String {
    format!("{PATH}/systems/{key}")
}

/// The form that says how it works, with what was typed, or else as the map says.
pub(super) fn form(
    deps: &Deps,
    staff: &StaffActor,
    map: &DataMap,
    system: &System,
    sent: &Sent,
    problem: Option<String>,
) -> ActionForm {
    ActionForm {
        id: ID.to_owned(),
        action: format!("{}/webhook", path(&system.key)),
        tokens: forms(deps, staff).tokens(),
        hidden: hidden(map, system, ID),
        problem,
        fields: fields(system, sent),
        fine: Some("Nothing is saved before you saw what changes.".to_owned()),
        submit: "See what changes".to_owned(),
        cancel: Some(PATH.to_owned()),
        ..ActionForm::default()
    }
}

fn fields(system: &System, sent: &Sent) -> Vec<Field> {
    let was_sent = sent.pairs().next().is_some();
    let typed = |field: Field, known: &str| {
        let value = if was_sent { sent.one(&field.name).to_owned() } else { known.to_owned() };
        field.filled(&value)
    };
    let ticked = |name: &str, known: Vec<&str>, value: &str| {
        if was_sent { sent.many(name).contains(&value) } else { known.contains(&value) }
    };
    let now = system.webhook.as_ref();
    let does: Vec<&str> = now.iter().flat_map(|one| &one.does).map(|kind| kind.as_str()).collect();
    let told: Vec<&str> =
        now.iter().flat_map(|one| &one.identifiers).map(|what| what.as_str()).collect();
    let kinds = TaskKind::ALL.iter().map(|kind| Choice {
        chosen: ticked("does", does.clone(), kind.as_str()),
        ..Choice::new(kind.as_str(), catalogue::task_kind(*kind))
    });
    let identifiers = Identifier::ALL.iter().map(|what| Choice {
        chosen: ticked("identifiers", told.clone(), what.as_str()),
        ..Choice::new(what.as_str(), catalogue::identifier(*what))
    });
    let subjects = SubjectReference::ALL.iter();
    let subjects =
        subjects.map(|by| Choice::new(by.as_str(), catalogue::subject_reference(*by))).collect();
    let works = vec![
        Choice::new("person", "People do its tasks"),
        Choice::new("webhook", "It is called, and answers by itself"),
    ];
    let subject = now.map_or(SubjectReference::Opaque, |one| one.subject);
    vec![
        typed(
            Field::radios(ID, "works", "Who does its tasks?", works),
            if now.is_some() { "webhook" } else { "person" },
        ),
        typed(
            Field::of_kind(ID, "url", "Where it is called", "url", "off")
                .hint("https, at a host that who runs the desk has listed.")
                .optional(),
            now.map_or("", |one| one.url.as_str()),
        ),
        Field::checks(ID, "does", "What it does", kinds.collect())
            .hint("Nothing ticked: everything its rights ask for, but not telling recipients.")
            .optional(),
        Field::checks(ID, "identifiers", "What it is told of the person", identifiers.collect())
            .hint("Only what it needs to find the data."),
        typed(
            Field::radios(ID, "subject", "How its answers name the person", subjects),
            subject.as_str(),
        ),
    ]
}

/// What was typed: nothing when people do its tasks.
fn read(sent: &Sent) -> Option<Webhook> {
    if sent.one("works") != "webhook" {
        return None;
    }
    let kinds = sent.many("does").into_iter();
    let told = sent.many("identifiers").into_iter();
    Some(Webhook {
        url: sent.one("url").trim().to_owned(),
        does: kinds.filter_map(TaskKind::from_text).collect(),
        identifiers: told.filter_map(Identifier::from_text).collect(),
        subject: SubjectReference::from_text(sent.one("subject"))
            .unwrap_or(SubjectReference::Opaque),
    })
}

/// The part of the page, with the secrets.
pub(super) fn shown(
    deps: &Deps,
    staff: &StaffActor,
    system: &System,
    form: ActionForm,
    (secrets, public_key, made): (&[SecretLine], String, Option<Made>),
) -> ByItself {
    let several = secrets.len() > 1;
    let line = |(at, secret): (usize, &SecretLine)| {
        let made = words::moment(deps, secret.created_at);
        let which = if at == 0 { "the newest" } else { "the older one, works until it is ended" };
        format!("Made {made}: {which}")
    };
    let button = |id: &str, action: &str, submit: &str, fine: &str| ActionForm {
        id: id.to_owned(),
        action: format!("{}/{action}", path(&system.key)),
        tokens: forms(deps, staff).tokens(),
        fine: Some(fine.to_owned()),
        submit: submit.to_owned(),
        quiet: true,
        ..ActionForm::default()
    };
    let fine = if several {
        "It is shown once. The older of the two ends at once."
    } else {
        "It is shown once. Two work at a time, so that the system can change over."
    };
    ByItself {
        form,
        made: made.map(|made| MadeKey { name: system.name.clone(), secret: made.secret }),
        secrets: secrets.iter().enumerate().map(line).collect(),
        make: button("secret", "secret", "Make a secret", fine),
        end: several.then(|| {
            let fine = "Results signed with it are refused from now on.";
            button("end", "secret/end", "End the older secret", fine)
        }),
        public_key,
        keys: Link::new("/.well-known/rightsdesk.json", "/.well-known/rightsdesk.json"),
    }
}

/// `POST /desk/settings/data-map/systems/{name}/webhook`: the map with it, and what that would change.
pub(in crate::pages::desk) async fn change(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    name: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let actor = staff.actor.clone();
    let now = reply::blocking(&deps, move |deps| Ok(data_map::view(deps, &actor)?.map)).await?;
    let seen: u32 = sent.one("seen").parse().unwrap_or_default();
    if seen != now.number {
        return Err(ServiceError::Stale { current: i64::from(now.number) }.into());
    }
    let known = now.system(&name).cloned().ok_or_else(WebError::not_found)?;
    let map = with(now, &name, System { webhook: read(&sent), ..known });
    match preview(&request, &deps, &staff, map, "", FieldErrors::new()).await? {
        Ok(page) => Ok(page),
        Err(wrong) => {
            let outcome = Outcome { sent, webhook: Some(wrong), ..Outcome::default() };
            render(&request, &deps, &staff, &name, outcome).await
        }
    }
}

/// `POST /desk/settings/data-map/systems/{name}/secret`: the answer is the page with the secret, the only one that ever
/// shows it.
pub(in crate::pages::desk) async fn make(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    name: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, system, form) = (staff.actor.clone(), name.clone(), sent.one("key").to_owned());
    let made =
        reply::blocking(&deps, move |deps| connector::make_once(deps, &actor, &form, &system))
            .await?;
    if made.is_none() {
        // Sent twice: the secret is there, and nobody can show it again.
        return Ok(frame::see_other(&deps, &path(&name), "secret_shown"));
    }
    render(&request, &deps, &staff, &name, Outcome { made, ..Outcome::default() }).await
}

/// `POST /desk/settings/data-map/systems/{name}/secret/end`
pub(in crate::pages::desk) async fn end(
    deps: web::Data<Deps>,
    staff: StaffActor,
    name: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, system) = (staff.actor.clone(), name.clone());
    reply::blocking(&deps, move |deps| connector::end_older(deps, &actor, &system)).await?;
    Ok(frame::see_other(&deps, &path(&name), "secret_ended"))
}
