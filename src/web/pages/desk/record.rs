//! Recording a request that came by email, post or phone, with its true day of receipt.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::command::day_of;
use super::form::Sent;
use super::frame;
use super::present::case::countries;
use super::present::{Forms, words};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::correction::{MOST_FIELDS, ROWS, RowNames, WantedCorrection, rows_sent};
use domain::ids::Reference;
use domain::intake::{FieldErrors, Submission};
use domain::vocabulary::{AccountRole, Channel, RequesterRole, Right};
use services::desk::{self, Frame};
use services::intake::{self, Recorded};
use services::{Deps, ServiceError, idempotency};
use text::catalogue;
use text::contexts::desk_form::{ActionForm, Choice, Extra, Field, LineInput};
use text::contexts::desk_nav::Place;
use text::contexts::record::RecordPage;

/// Channels a person records; the form and programs have their own doors.
const CHANNELS: &[Channel] = &[Channel::Email, Channel::Post, Channel::Phone];

/// The button that asks for one more row of the correction.
const ANOTHER: &str = "another";

/// `GET /desk/record`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let today = deps.local_date(deps.now()).to_string();
    let blank =
        Sent::from_pairs(&[("channel", "email"), ("received_at", &today), ("role", "self")]);
    let session = staff.session.clone();
    let frame = reply::blocking(&deps, move |deps| desk::frame(deps, &session)).await?;
    page(&request, &deps, &staff, &frame, &blank, &FieldErrors::new())
}

/// `POST /desk/record`
pub(super) async fn record(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let typed = sent.clone();
    let (tried, frame) = reply::blocking(&deps, move |deps| {
        let frame = desk::frame(deps, &session)?;
        if !typed.one(ANOTHER).is_empty() {
            return Ok((Err(FieldErrors::new()), frame));
        }
        let newcomer = match recorded(deps, &typed).and_then(|recorded| recorded.newcomer(deps)) {
            Err(ServiceError::Fields(errors)) => return Ok((Err(errors), frame)),
            other => other?,
        };
        let body =
            typed.pairs().map(|(name, value)| format!("{name}={value}\n")).collect::<String>();
        let key = format!("{} {body}", typed.one("key"));
        let call = idempotency::Call::new(deps, &actor.principal, "record", &key, body.as_bytes());
        let inner = deps.clone();
        let answer = deps.store.clone().write(move |tx| {
            idempotency::once(tx, &inner, Some(&call), |tx| {
                let done = intake::record(tx, &inner, &actor, &newcomer)?;
                Ok(idempotency::Answer {
                    status: 303,
                    body: done.case.reference.as_str().to_owned(),
                    case: Some(done.case.id),
                })
            })
        });
        match answer {
            Err(ServiceError::Fields(errors)) => Ok((Err(errors), frame)),
            answer => Ok((Ok(answer?.body), frame)),
        }
    })
    .await?;
    match tried {
        Ok(reference) => {
            let reference = Reference::parse(&reference).ok_or_else(WebError::not_found)?;
            Ok(frame::see_other(&deps, &format!("/desk/cases/{reference}"), "recorded"))
        }
        Err(errors) => page(&request, &deps, &staff, &frame, &sent, &errors),
    }
}

fn recorded(deps: &Deps, sent: &Sent) -> Result<Recorded, ServiceError> {
    let text = |name| sent.one(name).to_owned();
    let mut errors = FieldErrors::new();
    let channel = Channel::from_text(sent.one("channel")).filter(|c| CHANNELS.contains(c));
    if channel.is_none() {
        errors.insert("channel", "Choose how it arrived.".to_owned());
    }
    let today = deps.local_date(deps.now()).to_string();
    // Today is now, not this morning; any other day is known only as a day.
    let received_at = match sent.one("received_at") {
        day if day == today => None,
        day => Some(day_of(deps, day)?),
    };
    let Some(channel) = channel else {
        return Err(ServiceError::Fields(errors));
    };
    let submission = Submission {
        rights: sent.many("right").into_iter().map(str::to_owned).collect(),
        name: text("name"),
        email: text("email"),
        country: text("country"),
        region: text("region"),
        role: text("role"),
        acting_for: text("acting_for"),
        subject_email: text("subject_email"),
        account_email: text("account_email"),
        account_role: text("account_role"),
        details: text("details"),
        corrections: rows(sent),
        postal_address: text("postal_address"),
        ..Submission::default()
    };
    let authority_enclosed = !sent.one("authority_enclosed").is_empty();
    Ok(Recorded { submission, channel, received_at, authority_enclosed })
}

/// The rows of the correction as they were sent.
fn rows(sent: &Sent) -> Vec<WantedCorrection> {
    let value = |name: &str| sent.pairs().find(|(known, _)| *known == name);
    let value = |name: &str| value(name).map(|(_, value)| value.to_owned());
    rows_sent(value, !sent.one(ANOTHER).is_empty())
}

fn page(
    request: &HttpRequest,
    deps: &Deps,
    staff: &StaffActor,
    frame: &Frame,
    sent: &Sent,
    errors: &FieldErrors,
) -> Result<HttpResponse, WebError> {
    let id = "record";
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let fill = |field: Field| {
        let error = errors.get(field.name.as_str()).cloned();
        if let Some(mut checks) = field.checks.clone() {
            for choice in &mut checks {
                choice.chosen = sent.many(&field.name).contains(&choice.value.as_str());
            }
            return Field { checks: Some(checks), ..field }.error(error);
        }
        let value = sent.one(&field.name).to_owned();
        field.filled(&value).error(error)
    };
    let page = RecordPage {
        title: "Record a request".to_owned(),
        banner: None,
        form: ActionForm {
            id: id.to_owned(),
            action: "/desk/record".to_owned(),
            tokens: forms.tokens(),
            problem: (!errors.is_empty())
                .then(|| "Some answers need another look. What you typed is kept.".to_owned()),
            fields: fields(deps, id, rows(sent).len()).into_iter().map(fill).collect(),
            fine: Some(
                "The person is told that the request arrived: by mail, or by a letter you post."
                    .to_owned(),
            ),
            submit: "Record the request".to_owned(),
            extra: (rows(sent).len() < MOST_FIELDS).then_some(Extra {
                name: ANOTHER,
                label: "Add a field to correct",
                action: None,
            }),
            cancel: Some("/desk".to_owned()),
            ..ActionForm::default()
        },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = frame::shell(request, deps, staff, frame, Place::Elsewhere);
    frame::page(request, deps, status, &shell, &page)
}

fn fields(deps: &Deps, id: &str, rows: usize) -> Vec<Field> {
    let channels =
        CHANNELS.iter().map(|c| Choice::new(c.as_str(), catalogue::channel(*c))).collect();
    let mut rights: Vec<Choice> =
        Right::ALL.iter().map(|r| Choice::new(r.as_str(), catalogue::right(*r))).collect();
    rights.push(Choice::new("not_sure", "Not clear yet: to be sorted"));
    let roles = RequesterRole::ALL
        .iter()
        .map(|role| Choice::new(role.as_str(), words::asks_as(*role)))
        .collect();
    let mut accounts = vec![Choice::new("", "Not known")];
    accounts.extend(
        AccountRole::ALL
            .iter()
            .map(|role| Choice::new(role.as_str(), catalogue::account_role(*role))),
    );
    let today = deps.local_date(deps.now()).to_string();
    let line = LineInput { kind: "date", autocomplete: "off", most: 10, max: Some(today) };
    let received = Field { line: Some(line), ..Field::line(id, "received_at", "Day of receipt") };
    let zone = &deps.policy.zone;
    let enclosed = vec![Choice::new("yes", "It came with the request")];
    let email = |name, label| Field::of_kind(id, name, label, "email", "off");
    let mut all = vec![
        Field::radios(id, "channel", "How did it arrive?", channels),
        received
            .hint(format!("The day it reached the company, in {zone}. The clock runs from it.")),
        Field::checks(id, "right", "What is asked for?", rights),
        Field::line(id, "name", "Full name"),
        email("email", "Email").hint("May stay empty for letters and calls.").optional(),
        Field { rows: Some(3), ..Field::area(id, "postal_address", "Postal address") }
            .hint("Needed for letters.")
            .optional(),
        countries(id, ""),
        Field::line(id, "region", "Region")
            .hint("Its code, like CA or US-CA for California.")
            .optional(),
        Field::radios(id, "role", "Who asks?", roles),
        Field::line(id, "acting_for", "Acts for")
            .hint("Whose data it is, when someone else asks.")
            .optional(),
        Field::checks(id, "authority_enclosed", "Proof of authority", enclosed)
            .hint("A parent or guardian who sent none is asked for it with the confirmation.")
            .optional(),
        email("subject_email", "Email of the person concerned")
            .hint("An agent’s mandate is confirmed there.")
            .optional(),
        email("account_email", "Email of the account").hint("When it is another one.").optional(),
        Field::select(id, "account_role", "Kind of account", accounts)
            .hint("Needed to close an account.")
            .optional(),
        Field::area(id, "details", "What the person wrote or said").optional(),
    ];
    for (number, names) in (1..=rows.max(1)).zip(&ROWS) {
        all.extend(correction(id, number, names));
    }
    all
}

/// One field that is to be corrected; only kept when a correction is asked for.
fn correction(id: &str, number: usize, names: &RowNames) -> [Field; 3] {
    let line = |name, label: &str| {
        let line = LineInput { kind: "text", autocomplete: "off", most: 1_000, max: None };
        let label = format!("Correction {number}: {label}");
        Field { line: Some(line), ..Field::line(id, name, &label) }.optional()
    };
    [
        line(names.field, "which field"),
        line(names.current, "what it says now"),
        line(names.proposed, "what it should say"),
    ]
}
