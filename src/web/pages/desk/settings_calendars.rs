//! Calendars: the public tables, those kept at the desk, and which counts for which law. Every change is looked at before
//! it is saved.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use chrono::NaiveDate;

use super::form::Sent;
use super::frame;
use super::present::Forms;
use super::present::calendars::told::edit_lines;
use super::present::calendars::{PATH, Scene};
use super::present::policy::{Look, runs};
use super::settings_organisation::tabs;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::access::Permission;
use domain::calendar::Holiday;
use domain::calendar::own::Edit;
use domain::intake::FieldErrors;
use services::desk::Frame;
use services::policy::{self, Kept, Preview, Wish};
use services::staff::Names;
use services::{Deps, ServiceError, calendar_files, desk, staff as people};
use text::contexts::desk_form::Hidden;
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::Link;
use text::contexts::policy::PreviewPage;

/// What was sent and what is wrong with it.
#[derive(Default)]
struct Tried {
    sent: Sent,
    errors: FieldErrors,
}

/// What every page of calendars shows.
struct Shown {
    now: Deps,
    kept: Kept,
    names: Names,
    frame: Frame,
}

async fn shown(deps: &web::Data<Deps>, staff: &StaffActor) -> Result<Shown, WebError> {
    let session = staff.session.clone();
    reply::blocking(deps, move |deps| {
        Ok(Shown {
            now: policy::current(deps)?,
            kept: policy::kept(deps)?,
            names: people::names(deps)?,
            frame: desk::frame(deps, &session)?,
        })
    })
    .await
}

/// Hands the scene to what prints one of the pages.
fn with_scene<T>(
    deps: &Deps,
    staff: &StaffActor,
    shown: &Shown,
    tried: &Tried,
    print: impl FnOnce(Scene<'_>) -> T,
) -> T {
    let typed = |_: &str, name: &str| tried.sent.one(name).to_owned();
    let sent = match tried.sent.one("form") {
        "" if tried.sent.pairs().next().is_some() => "make",
        form => form,
    };
    print(Scene {
        forms: Forms { deps, csrf: staff.form_token(deps), version: None },
        names: &shown.names,
        policy: &shown.now.policy,
        kept: &shown.kept,
        may: Permission::SetPolicy.held_by(&staff.session.roles),
        tabs: tabs(&staff.session.roles, "/calendars"),
        typed: &typed,
        errors: &tried.errors,
        sent,
    })
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// `GET /desk/settings/calendars`
pub(super) async fn list(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    render_list(&request, &deps, &staff, Tried::default()).await
}

async fn render_list(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    tried: Tried,
) -> Result<HttpResponse, WebError> {
    let actor = staff.actor.clone();
    let shown = shown(deps, staff).await?;
    let found = reply::blocking(deps, move |deps| policy::recount::newest(deps, &actor)).await?;
    let lines = runs(&shown.now, &found);
    let page = with_scene(deps, staff, &shown, &tried, |scene| scene.list(lines));
    let shell = frame::shell(request, deps, staff, &shown.frame, Place::Settings);
    frame::page(request, deps, status(&tried.errors), &shell, &page)
}

/// `POST /desk/settings/calendars`
pub(super) async fn make(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let Ok(last_year) = sent.one("last_year").trim().parse() else {
        let errors = FieldErrors::from([("last_year", "Give a year, like 2027.".to_owned())]);
        return render_list(&request, &deps, &staff, Tried { sent, errors }).await;
    };
    let edit = Edit::Made {
        name: sent.one("name").to_owned(),
        parent: Some(sent.one("parent").to_owned()),
        first_year: last_year,
        last_year,
    };
    let wish = Wish::Edit { calendar: sent.one("code").to_owned(), edit };
    match save(&deps, &staff, wish, sent.one("reason")).await? {
        Ok(_) => Ok(frame::see_other(&deps, PATH, "calendar_made")),
        Err(errors) => render_list(&request, &deps, &staff, Tried { sent, errors }).await,
    }
}

/// Saves a wish; errors of fields come back.
async fn save(
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    wish: Wish,
    reason: &str,
) -> Result<Result<bool, FieldErrors>, WebError> {
    let (actor, reason) = (staff.actor.clone(), reason.to_owned());
    reply::blocking(deps, move |deps| fields(policy::save(deps, &actor, &wish, &reason))).await
}

fn fields<T>(result: Result<T, ServiceError>) -> Result<Result<T, FieldErrors>, ServiceError> {
    match result {
        Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
        other => Ok(Ok(other?)),
    }
}

/// `GET /desk/settings/calendars/{code}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    code: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render_own(&request, &deps, &staff, &code, Tried::default()).await
}

async fn render_own(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    code: &str,
    tried: Tried,
) -> Result<HttpResponse, WebError> {
    let shown = shown(deps, staff).await?;
    let own = shown.kept.calendar(code).ok_or(ServiceError::NotFound)?;
    let page = with_scene(deps, staff, &shown, &tried, |scene| scene.own(&own));
    let shell = frame::shell(request, deps, staff, &shown.frame, Place::Settings);
    frame::page(request, deps, status(&tried.errors), &shell, &page)
}

/// `POST /desk/settings/calendars/{code}`
pub(super) async fn edit(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    code: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let code = code.into_inner();
    let edit = match edit_of(&sent) {
        Ok(edit) => edit,
        Err(errors) => {
            return render_own(&request, &deps, &staff, &code, Tried { sent, errors }).await;
        }
    };
    let wish = Wish::Edit { calendar: code.clone(), edit };
    let back = Link::new("The calendar", format!("{PATH}/{code}"));
    match look_or_save(&request, &deps, &staff, wish, &sent, back).await? {
        Ok(answer) => Ok(answer),
        Err(errors) => render_own(&request, &deps, &staff, &code, Tried { sent, errors }).await,
    }
}

/// The edit a form asks for; what was looked at comes back whole.
fn edit_of(sent: &Sent) -> Result<Edit, FieldErrors> {
    let wrong = |field, text: &str| FieldErrors::from([(field, text.to_owned())]);
    if sent.one("step") == "save" {
        let edit = serde_json::from_str(sent.one("change"));
        return edit.map_err(|_| wrong("on", "Fill in the form again."));
    }
    let day = || sent.one("on").trim().parse::<NaiveDate>();
    match sent.one("form") {
        "remove" => day().map(|on| Edit::Removed { on }).map_err(|_| wrong("on", "Give a day.")),
        "years" => {
            let year = sent.one("last_year").trim().parse();
            year.map(|last_year| Edit::Covered { last_year })
                .map_err(|_| wrong("last_year", "Give a year, like 2027."))
        }
        "import" => {
            let texts = [sent.one("file"), sent.one("text")];
            let text = texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
            calendar_files::days_of(text)
                .map(|days| Edit::Added { days })
                .map_err(|why| wrong("text", &why))
        }
        _ => {
            let on = day().map_err(|_| wrong("on", "Give the day as a date."))?;
            let name = sent.one("name").to_owned();
            Ok(Edit::Added { days: vec![Holiday { on, name, provisional: false }] })
        }
    }
}

/// `GET /desk/settings/calendars/laws/{law}`
pub(super) async fn show_choice(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    law: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render_choice(&request, &deps, &staff, &law, Tried::default()).await
}

async fn render_choice(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    law: &str,
    tried: Tried,
) -> Result<HttpResponse, WebError> {
    let shown = shown(deps, staff).await?;
    let mut rules = shown.now.policy.rules.iter().chain(&shown.now.policy.laws);
    if !rules.any(|rule| rule.regime() == law && rule.uses_calendar()) {
        return Err(ServiceError::NotFound.into());
    }
    let page = with_scene(deps, staff, &shown, &tried, |scene| scene.choice(law));
    let shell = frame::shell(request, deps, staff, &shown.frame, Place::Settings);
    frame::page(request, deps, status(&tried.errors), &shell, &page)
}

/// `POST /desk/settings/calendars/laws/{law}`
pub(super) async fn choose(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    law: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let law = law.into_inner();
    let calendar = Some(sent.one("calendar").to_owned()).filter(|code| !code.is_empty());
    let wish = Wish::Choose { law: law.clone(), calendar };
    let back = Link::new("The choice", format!("{PATH}/laws/{law}"));
    match look_or_save(&request, &deps, &staff, wish, &sent, back).await? {
        Ok(answer) => Ok(answer),
        Err(errors) => render_choice(&request, &deps, &staff, &law, Tried { sent, errors }).await,
    }
}

/// Shows what a wish would move, or saves it after that. Errors of fields that are not on that page come back.
async fn look_or_save(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    wish: Wish,
    sent: &Sent,
    back: Link,
) -> Result<Result<HttpResponse, FieldErrors>, WebError> {
    let mut errors = FieldErrors::new();
    if sent.one("step") == "save" {
        match save(deps, staff, wish.clone(), sent.one("reason")).await? {
            Ok(true) => return Ok(Ok(frame::see_other(deps, PATH, "policy_saved"))),
            Ok(false) => return Ok(Ok(frame::see_other(deps, PATH, "policy_same"))),
            Err(found) if found.keys().any(|field| *field != "reason") => return Ok(Err(found)),
            Err(found) => errors = found,
        }
    }
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (looked, frame) = reply::blocking(deps, move |deps| {
        let looked = fields(policy::preview(deps, &actor, &wish))?;
        Ok((looked, desk::frame(deps, &session)?))
    })
    .await?;
    let (wish, preview) = match looked {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(Ok(frame::see_other(deps, &back.href, "policy_same"))),
        Err(found) => return Ok(Err(found)),
    };
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let page = preview_page(staff, &forms, &wish, &preview, (back, sent.one("reason"), &errors))?;
    let shell = frame::shell(request, deps, staff, &frame, Place::Settings);
    Ok(Ok(frame::page(request, deps, status(&errors), &shell, &page)?))
}

fn preview_page(
    staff: &StaffActor,
    forms: &Forms<'_>,
    wish: &Wish,
    preview: &Preview,
    (back, reason, errors): (Link, &str, &FieldErrors),
) -> Result<PreviewPage, WebError> {
    let mut hidden = Vec::new();
    let (title, lines) = match wish {
        Wish::Edit { edit, .. } => {
            let text = serde_json::to_string(edit).map_err(ServiceError::from)?;
            hidden.push(Hidden { name: "change", value: text });
            edit_lines(edit)
        }
        Wish::Choose { calendar, .. } => {
            let code = calendar.clone().unwrap_or_default();
            hidden.push(Hidden { name: "calendar", value: code.clone() });
            let line = if code.is_empty() { "No calendar: nothing moves".to_owned() } else { code };
            ("Choose another calendar", vec![line])
        }
        Wish::Switch { rule, .. } => ("Switch a rule", vec![rule.clone()]),
    };
    let look = Look {
        title: title.to_owned(),
        action: back.href.clone(),
        back,
        lines,
        preview,
        hidden,
        reason,
        errors,
    };
    Ok(look.page(forms, tabs(&staff.session.roles, "/calendars")))
}
