//! `GET /`, `GET|POST /request`: what the person wants.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{draft_of, keep, limited, wait};
use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use domain::intake::{FieldErrors, parse_rights};
use services::intake::Draft;
use text::contexts::public::{ChoicePage, answer_period};

#[derive(Deserialize)]
pub(super) struct Query {
    new: Option<String>,
}

/// The page; `?new=1` forgets what this browser typed before.
pub(super) async fn show(visit: Visit, query: web::Query<Query>) -> Result<HttpResponse, WebError> {
    if query.new.is_some() {
        return Ok(visit.start_over(paths::START));
    }
    let secret = visit.draft.clone();
    let draft = reply::blocking(&visit.deps, move |deps| draft_of(deps, &secret)).await?;
    let period = answer_period(&visit.deps.policy);
    let page = ChoicePage::new(&draft.submission, &FieldErrors::new(), period);
    visit.page(ChoicePage::TITLE, &page)
}

pub(super) async fn send(visit: Visit, form: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let (secret, network, rights) = (visit.draft.clone(), visit.network(), form.all("right"));
    let chosen = rights.clone();
    let refused = parse_rights(&rights).err();
    let is_refused = refused.is_some();
    let (draft, kept) = reply::blocking(&visit.deps, move |deps| {
        let before = draft_of(deps, &secret)?;
        let mut draft: Draft = before.clone();
        draft.submission.rights = chosen;
        let kept = match is_refused {
            true => Ok(()),
            false => keep(deps, &secret, network, &before, &draft),
        };
        Ok((draft, limited(kept)?))
    })
    .await?;
    if let Some((sentence, seconds)) = kept {
        let period = answer_period(&visit.deps.policy);
        let page = ChoicePage::new(&draft.submission, &FieldErrors::new(), period);
        let page = page.refused(&sentence);
        let page = visit.refused(StatusCode::TOO_MANY_REQUESTS, ChoicePage::TITLE, &page)?;
        return Ok(wait(page, seconds));
    }
    let Some(why) = refused else {
        return Ok(reply::see_other(paths::DETAILS).finish());
    };
    let errors = FieldErrors::from([("right", why)]);
    let page = ChoicePage::new(&draft.submission, &errors, answer_period(&visit.deps.policy));
    visit.refused(StatusCode::UNPROCESSABLE_ENTITY, ChoicePage::TITLE, &page)
}
