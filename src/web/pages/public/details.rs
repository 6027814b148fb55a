//! `GET|POST /request/details`: who asks, and what helps to find the data.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{draft_of, keep, limited, wait};
use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use domain::correction::{ROWS, WantedCorrection, rows_sent};
use domain::intake::{FieldErrors, Submission};
use services::intake::Draft;
use text::contexts::public::{DetailsPage, answer_period};

/// The button that asks for one more row of the correction.
const ANOTHER: &str = "another";

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, WebError> {
    let secret = visit.draft.clone();
    let draft = reply::blocking(&visit.deps, move |deps| draft_of(deps, &secret)).await?;
    if draft.submission.rights.is_empty() {
        return Ok(reply::see_other(paths::CHOICE).finish());
    }
    let period = answer_period(&visit.deps.policy);
    let page = DetailsPage::new(&draft.submission, &FieldErrors::new(), &period);
    visit.page(DetailsPage::TITLE, &page)
}

pub(super) async fn send(visit: Visit, form: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let (secret, network) = (visit.draft.clone(), visit.network());
    let another = form.has(ANOTHER);
    let (typed, kept) = reply::blocking(&visit.deps, move |deps| {
        let before = draft_of(deps, &secret)?;
        let submission = filled(&form, before.submission.clone()).bounded();
        let draft = Draft { submission: submission.clone(), ..before.clone() };
        let kept = keep(deps, &secret, network, &before, &draft);
        Ok((submission, limited(kept)?))
    })
    .await?;
    if let Some((sentence, seconds)) = kept {
        let period = answer_period(&visit.deps.policy);
        let page = DetailsPage::new(&typed, &FieldErrors::new(), &period).refused(&sentence);
        let page = visit.refused(StatusCode::TOO_MANY_REQUESTS, DetailsPage::TITLE, &page)?;
        return Ok(wait(page, seconds));
    }
    if typed.rights.is_empty() {
        return Ok(reply::see_other(paths::CHOICE).finish());
    }
    if another {
        let row = typed.corrections.len().checked_sub(1).and_then(|at| ROWS.get(at));
        let place = row.map_or("", |row| row.field);
        return Ok(reply::see_other(&format!("{}#{place}", paths::DETAILS)).finish());
    }
    let Err(errors) = typed.parse(true) else {
        return Ok(reply::see_other(paths::CHECK).finish());
    };
    let page = DetailsPage::new(&typed, &errors, &answer_period(&visit.deps.policy));
    visit.refused(StatusCode::UNPROCESSABLE_ENTITY, DetailsPage::TITLE, &page)
}

/// The fields of this page over those of the page before. A detail of a right that is not asked
/// for any more is not on the page, and stays as it was.
fn filled(form: &Form<ByDraft>, before: Submission) -> Submission {
    let kept = |name: &str, before: String| {
        if form.has(name) { form.text(name) } else { before }
    };
    Submission {
        name: form.text("name"),
        email: form.text("email"),
        country: form.text("country"),
        region: form.text("region"),
        role: form.text("role"),
        acting_for: form.text("acting_for"),
        subject_email: form.text("subject_email"),
        account_email: form.text("account_email"),
        account_role: form.text("account_role"),
        details: kept("details", before.details),
        details_access: kept("details_access", before.details_access),
        details_correct: kept("details_correct", before.details_correct),
        corrections: rows(form).unwrap_or(before.corrections),
        details_delete: kept("details_delete", before.details_delete),
        details_terminate: kept("details_terminate", before.details_terminate),
        rights: before.rights,
        postal_address: before.postal_address,
    }
}

/// The rows of a correction, where the page showed them.
fn rows(form: &Form<ByDraft>) -> Option<Vec<WantedCorrection>> {
    let sent = |name: &str| form.has(name).then(|| form.text(name));
    let rows = rows_sent(sent, form.has(ANOTHER));
    (!rows.is_empty()).then_some(rows)
}
