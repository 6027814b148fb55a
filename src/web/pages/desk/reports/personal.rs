//! A list with names and addresses: for compliance, with a reason the journal keeps.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::super::form::Sent;
use super::super::frame;
use super::super::present::Forms;
use super::super::present::report::made;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::intake::FieldErrors;
use domain::report::Month;
use services::report::{self, Asked, Kind, PersonalReason};
use services::{Deps, ServiceError, desk};
use text::contexts::desk_form::{ActionForm, Choice, Field};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Link, Tone};
use text::contexts::reports::runs::{OrderPage, formats};

/// Where the page is.
const PATH: &str = "/desk/reports/personal";

/// `GET /desk/reports/personal`
pub(in crate::pages::desk) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let month = Month::of(deps.local_date(deps.now()));
    let (from, to) = (month.first().to_string(), month.last().to_string());
    let sent = Sent::from_pairs(&[("from", &from), ("to", &to), ("format", "csv")]);
    render(&request, &deps, &staff, &sent, &FieldErrors::new()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    sent: &Sent,
    errors: &FieldErrors,
) -> Result<HttpResponse, WebError> {
    let session = staff.session.clone();
    let frame = reply::blocking(deps, move |deps| desk::frame(deps, &session)).await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let wrong = !errors.is_empty();
    let page = OrderPage {
        title: "Export with names and addresses".to_owned(),
        banner: wrong.then(|| {
            let text = "Look at the marked answers and send it again.";
            Banner::new(Tone::Bad, "alert", "Nothing was exported.", text).alert()
        }),
        form: form(&forms, sent, errors),
        back: Link::new("Reports", "/desk/reports"),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(request, deps, staff, &frame, Place::Reports);
    frame::page(request, deps, status, &shell, &page)
}

fn form(forms: &Forms<'_>, sent: &Sent, errors: &FieldErrors) -> ActionForm {
    let id = "personal";
    let reasons =
        PersonalReason::ALL.iter().map(|why| Choice::new(why.as_str(), made::reason(*why)));
    let fields = vec![
        Field::of_kind(id, "from", "From", "date", "off"),
        Field::of_kind(id, "to", "To", "date", "off"),
        Field::select(id, "format", "As what", formats(&["csv", "xlsx", "json"])),
        Field::radios(id, "personal", "Why names are needed", reasons.collect()),
    ];
    let fill = sent.fill(errors);
    ActionForm {
        id: id.to_owned(),
        action: PATH.to_owned(),
        tokens: forms.tokens(),
        lead: Some(
            "The list holds names and addresses of everybody whose data is not erased. The audit log keeps that you took it, with the reason, and the hash of the file."
                .to_owned(),
        ),
        fields: fields.into_iter().map(fill).collect(),
        fine: Some("Keep it as safe as the requests themselves, and delete it when it is no longer needed.".to_owned()),
        submit: "Export with names".to_owned(),
        ..ActionForm::default()
    }
}

/// `POST /desk/reports/personal`
pub(in crate::pages::desk) async fn export(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, typed) = (staff.actor.clone(), sent.clone());
    let made = reply::blocking(&deps, move |deps| {
        let reason = typed.one("personal");
        // Without a reason it would be the list without names, which nobody asked for here.
        let reason = if reason.is_empty() { "none" } else { reason };
        let asked = Asked {
            kind: Kind::Deadlines,
            from: typed.one("from"),
            to: typed.one("to"),
            as_at: None,
            format: typed.one("format"),
            law: None,
            people: None,
            personal: Some(reason),
        };
        let order = asked.order(deps);
        match order.and_then(|order| report::export(deps, &actor, &order)) {
            Ok(made) => Ok(Ok(made)),
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            Err(error) => Err(error),
        }
    })
    .await?;
    match made {
        Ok(made) => reply::export(made),
        Err(errors) => render(&request, &deps, &staff, &sent, &errors).await,
    }
}
