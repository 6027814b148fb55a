//! The evidence of a request as one file, for compliance and approvers.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::case::known;
use super::form::Sent;
use super::frame;
use super::present::Forms;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::intake::FieldErrors;
use services::evidence::{self, Wish};
use services::report::instant_of;
use services::{Deps, ServiceError, desk};
use text::contexts::desk_form::{ActionForm, Choice, Field};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Link, Tone};
use text::contexts::reports::runs::OrderPage;

/// `GET /desk/cases/{reference}/evidence`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let sent = Sent::from_pairs(&[("people", "masked")]);
    render(&request, &deps, &staff, &path, &sent, &FieldErrors::new()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    path: &str,
    sent: &Sent,
    errors: &FieldErrors,
) -> Result<HttpResponse, WebError> {
    let reference = known(path)?;
    let session = staff.session.clone();
    let frame = reply::blocking(deps, move |deps| desk::frame(deps, &session)).await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let wrong = !errors.is_empty();
    let case = format!("/desk/cases/{reference}");
    let page = OrderPage {
        title: format!("Evidence of {reference}"),
        banner: wrong.then(|| {
            let text = "Look at the marked answers and send it again.";
            Banner::new(Tone::Bad, "alert", "Nothing was made.", text).alert()
        }),
        form: form(&forms, &format!("{case}/evidence"), sent, errors),
        back: Link::new("The request", case),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(request, deps, staff, &frame, Place::Elsewhere);
    frame::page(request, deps, status, &shell, &page)
}

fn form(forms: &Forms<'_>, action: &str, sent: &Sent, errors: &FieldErrors) -> ActionForm {
    let id = "evidence";
    let people = vec![
        Choice::new("masked", "Masked"),
        Choice::new("whole", "As they are, for whoever may read the request itself"),
    ];
    let fields = vec![
        Field::radios(id, "people", "Names, addresses and free text", people),
        Field::line(id, "as_at", "As at")
            .hint("A day, or an instant like 2026-11-23T10:00:00Z. Now, when it is empty.")
            .optional(),
    ];
    let fill = sent.fill(errors);
    ActionForm {
        id: id.to_owned(),
        action: action.to_owned(),
        tokens: forms.tokens(),
        lead: Some(
            "One ZIP that opens without the desk: what happened, decisions with their grounds, every date step by step, mails as sent, and the journal with its hashes."
                .to_owned(),
        ),
        fields: fields.into_iter().map(fill).collect(),
        fine: Some("The audit log keeps that you took it, and the hash of the file.".to_owned()),
        submit: "Make the bundle".to_owned(),
        ..ActionForm::default()
    }
}

/// `POST /desk/cases/{reference}/evidence`
pub(super) async fn make(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, typed, reference) = (staff.actor.clone(), sent.clone(), known(&path)?);
    let made = reply::blocking(&deps, move |deps| {
        let at = instant_of(deps, typed.one("as_at"));
        let wish = |as_at| Wish { as_at, personal: typed.one("people") == "whole" };
        match at.and_then(|at| evidence::bundle(deps, &actor, &reference, wish(at))) {
            Ok(made) => Ok(Ok(made)),
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            Err(error) => Err(error),
        }
    })
    .await?;
    match made {
        Ok(made) => reply::export(made),
        Err(errors) => render(&request, &deps, &staff, &path, &sent, &errors).await,
    }
}
