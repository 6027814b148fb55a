//! `GET|POST /request/check`: everything once more, then it is sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};

use super::{draft_of, wait};
use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use domain::deadline::{Subject, effective_of, start_clocks};
use domain::intake::Submission;
use domain::policy::Asked;
use services::{Deps, intake, policy};
use text::contexts::public::{CheckPage, answer_period};

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, WebError> {
    let typed = typed_so_far(&visit).await?;
    if let Some(step) = missing(&typed) {
        return Ok(reply::see_other(step).finish());
    }
    let now = reply::blocking(&visit.deps, policy::current).await?;
    visit.page(CheckPage::TITLE, &page(&now, &typed)?)
}

pub(super) async fn send(visit: Visit, form: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let typed = typed_so_far(&visit).await?;
    if let Some(step) = missing(&typed) {
        return Ok(reply::see_other(step).finish());
    }
    let (secret, network, trap) = (visit.draft.clone(), visit.network(), form.text("website"));
    let sent =
        reply::blocking(&visit.deps, move |deps| intake::submit(deps, &secret, network, &trap))
            .await;
    let Err(error) = sent else {
        return Ok(reply::see_other(paths::CODE).finish());
    };
    if error.kind.status != 429 {
        return Err(error);
    }
    let now = reply::blocking(&visit.deps, policy::current).await?;
    let page = page(&now, &typed)?.refused(&error.sentence);
    let response = visit.refused(StatusCode::TOO_MANY_REQUESTS, CheckPage::TITLE, &page)?;
    Ok(wait(response, error.retry_after.unwrap_or(60)))
}

async fn typed_so_far(visit: &Visit) -> Result<Submission, WebError> {
    let secret = visit.draft.clone();
    let draft = reply::blocking(&visit.deps, move |deps| draft_of(deps, &secret)).await?;
    Ok(draft.submission)
}

/// The step that is not done yet: steps cannot be skipped by typing an address.
pub(super) fn missing(typed: &Submission) -> Option<&'static str> {
    if typed.rights.is_empty() {
        return Some(paths::CHOICE);
    }
    let errors = typed.parse(true).err()?;
    Some(if errors.contains_key("right") { paths::CHOICE } else { paths::DETAILS })
}

/// The last day for the answer to what was typed, received at that instant.
pub(super) fn due_on(
    deps: &Deps,
    typed: &Submission,
    received_at: DateTime<Utc>,
) -> Result<NaiveDate, WebError> {
    let subject = Subject {
        received_at,
        country: typed.country.trim(),
        region: Some(typed.region.trim()),
        asked: typed.rights.iter().filter_map(|right| Asked::from_word(right)).collect(),
        events: &[],
    };
    start_clocks(&deps.policy, &subject, deps.zones.as_ref())
        .and_then(|clocks| effective_of(&clocks).map(|clock| clock.due_on))
        .ok_or_else(|| WebError::internal("the policy promises no answer"))
}

fn page(deps: &Deps, typed: &Submission) -> Result<CheckPage, WebError> {
    let due_on = due_on(deps, typed, deps.now())?;
    Ok(CheckPage::new(typed, due_on, &answer_period(&deps.policy)))
}
