//! Keys of programs: what each opens, when it was used, making one, taking it back.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present::{Forms, words};
use super::settings_organisation::tabs;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::actor::Actor;
use domain::intake::FieldErrors;
use services::api_keys::{self, Created, KeyLine as Key, Scope};
use services::staff::{Names, Person, StaffState};
use services::{Deps, ServiceError, desk, staff};
use text::contexts::desk_form::{ActionForm, Choice, Field};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Empty, Tag, Tone};
use text::contexts::settings::{KeyLine, KeysPage, MadeKey};

/// Most keys shown.
const MOST: u32 = 200;
/// Most colleagues a key can be made for, by address.
const COLLEAGUES: usize = 200;

/// Where the page is.
const PATH: &str = "/desk/settings/keys";

/// What the page shows beside the keys: one that was just made, or what was typed and not accepted.
#[derive(Default)]
struct Outcome {
    made: Option<MadeKey>,
    sent: Sent,
    errors: FieldErrors,
}

/// `GET /desk/settings/keys`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, Outcome::default()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    outcome: Outcome,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (keys, people, names, frame) = reply::blocking(deps, move |deps| {
        Ok((
            api_keys::list(deps, &actor, None, MOST)?,
            staff::list(deps, &actor, None, COLLEAGUES)?.items,
            staff::names(deps)?,
            desk::frame(deps, &session)?,
        ))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let wrong = !outcome.errors.is_empty();
    let page = KeysPage {
        title: "API keys".to_owned(),
        tabs: tabs(&staff.session.roles, "/keys"),
        keys: keys.iter().map(|key| line(&forms, &names, key)).collect(),
        empty: keys.is_empty().then(|| Empty {
            title: "No program has a key".to_owned(),
            text: "Make one below; it is shown once.".to_owned(),
            links: Vec::new(),
        }),
        banner: wrong.then(|| {
            let text = outcome.errors.values().cloned().collect::<Vec<_>>().join(" ");
            Banner::new(Tone::Bad, "alert", "No key was made.", text).alert()
        }),
        create: creation(&forms, &people, &outcome),
        made: outcome.made,
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(request, deps, staff, &frame, Place::Settings);
    frame::page(request, deps, status, &shell, &page)
}

fn creation(forms: &Forms<'_>, people: &[Person], outcome: &Outcome) -> ActionForm {
    let id = "create";
    let scopes = Scope::ALL.iter().map(|scope| Choice::new(scope.as_str(), words_of(*scope)));
    let mut owners = vec![Choice::new("", "Nobody: an actor of its own")];
    let active = people.iter().filter(|person| person.state == StaffState::Active);
    owners.extend(active.map(|person| Choice::new(person.email.as_str(), person.name.as_str())));
    let fill = outcome.sent.fill(&outcome.errors);
    let fields = vec![
        Field::line(id, "name", "Name").hint("What the key is for."),
        Field::radios(id, "scope", "What it may do", scopes.collect()),
        Field::select(id, "for", "Acts for", owners)
            .hint("A key that acts for a colleague can only read here, and never more than they can. Others are made with rightsdesk api-key create."),
    ];
    ActionForm {
        id: id.to_owned(),
        action: PATH.to_owned(),
        tokens: forms.tokens(),
        fields: fields.into_iter().map(fill).collect(),
        fine: Some("The key is shown once, on the next page.".to_owned()),
        submit: "Make the key".to_owned(),
        ..ActionForm::default()
    }
}

const fn words_of(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "Reads everything",
        Scope::Intake => "Records requests",
        Scope::Work => "Works on requests and approves",
        Scope::Report => "Reads reports",
    }
}

fn line(forms: &Forms<'_>, names: &Names, key: &Key) -> KeyLine {
    let acts_for = match &key.acts_for {
        Some(id) => {
            let name = names.get(id.as_str()).map_or("a former colleague", String::as_str);
            format!("acts for {name}")
        }
        None => "an actor of its own".to_owned(),
    };
    let made = words::moment(forms.deps, key.created_at);
    let used = key.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("last used {}", words::moment(forms.deps, at)),
    );
    let works = key.revoked_at.is_none();
    KeyLine {
        name: key.name.clone(),
        scope: words_of(key.scope).to_owned(),
        acts_for,
        used: format!("made {made}, {used}"),
        tag: match (works, key.rests) {
            (false, _) => Tag::new(Tone::Idle, "Revoked"),
            (true, true) => Tag::new(Tone::Warn, "Rests: an account is disabled"),
            (true, false) => Tag::new(Tone::Ok, "Works"),
        },
        revoke: works.then(|| ActionForm {
            id: format!("revoke-{}", key.id),
            action: format!("{PATH}/{}/revoke", key.id),
            tokens: forms.tokens(),
            fine: Some("Programs that use it are refused from now on.".to_owned()),
            submit: "Revoke the key".to_owned(),
            danger: true,
            ..ActionForm::default()
        }),
    }
}

/// `POST /desk/settings/keys`: the answer is the page with the key, the only one that ever shows it.
pub(super) async fn create(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, typed) = (staff.actor.clone(), sent.clone());
    let tried = reply::blocking(&deps, move |deps| match make(deps, &actor, &typed) {
        Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
        other => Ok(Ok(other?)),
    })
    .await?;
    let outcome = match tried {
        // Sent twice: the key is there, and nobody can show it again.
        Ok(None) => return Ok(frame::see_other(&deps, PATH, "key_shown")),
        Ok(Some(made)) => {
            let name = sent.one("name").trim().to_owned();
            Outcome { made: Some(MadeKey { name, secret: made.secret }), ..Outcome::default() }
        }
        Err(errors) => Outcome { sent, errors, made: None },
    };
    render(&request, &deps, &staff, outcome).await
}

fn make(deps: &Deps, actor: &Actor, sent: &Sent) -> Result<Option<Created>, ServiceError> {
    let scope = Scope::from_text(sent.one("scope")).ok_or_else(|| {
        let text = "Choose what the key may do.".to_owned();
        ServiceError::Fields(FieldErrors::from([("scope", text)]))
    })?;
    let acts_for = Some(sent.one("for")).filter(|email| !email.is_empty());
    api_keys::create_once(deps, actor, sent.one("key"), sent.one("name"), scope, acts_for)
}

/// `POST /desk/settings/keys/{id}/revoke`
pub(super) async fn revoke(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let actor = staff.actor.clone();
    reply::blocking(&deps, move |deps| api_keys::revoke(deps, &actor, &id)).await?;
    Ok(frame::see_other(&deps, PATH, "revoked"))
}
