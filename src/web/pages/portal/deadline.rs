//! `GET /status/deadline.ics`: the last day for the answer, for a calendar.

use actix_web::{HttpResponse, web};

use super::status;
use crate::error::WebError;
use crate::extract::RequesterSession;
use crate::pages::public::calendar;
use services::Deps;

pub(super) async fn date(
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    let Some(view) = status::look(&deps, &session).await? else {
        return Ok(status::sign_in_again(&deps));
    };
    Ok(calendar::file(&deps, &view.case.reference, view.case.work_due_on()))
}
