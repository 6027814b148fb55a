//! `GET|POST /about-you/{token}`: the person whose data it is, when another one asked.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use domain::verification::{Purpose, Unusable};
use services::ServiceError;
use services::subject::{self, SubjectView};
use text::catalogue;
use text::contexts::portal::{SubjectDonePage, SubjectPage, SubjectWish};
use text::contexts::public::DeadLinkPage;

pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    let token = token.into_inner();
    let link = token.clone();
    let found = reply::blocking(&visit.deps, move |deps| match subject::look(deps, &link) {
        Ok(view) => Ok(Ok(view)),
        Err(ServiceError::Unusable(why)) => Ok(Err(why)),
        Err(error) => Err(error),
    })
    .await?;
    match found {
        Ok(view) => visit.page(SubjectPage::TITLE, &page(&token, &view)),
        Err(why) => dead(&visit, why),
    }
}

pub(super) async fn send(
    visit: Visit,
    token: web::Path<String>,
    form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let token = token.into_inner();
    let disowns = form.one("answer") == SubjectWish::Disown.as_str();
    let view =
        reply::blocking(&visit.deps, move |deps| subject::act(deps, &token, disowns)).await?;
    let wish = if disowns { SubjectWish::Disown } else { wish_of(view.purpose) };
    Ok(reply::see_other(&paths::with(paths::ABOUT_YOU_DONE, wish.as_str())).finish())
}

/// What was done; says nothing that a stranger could not guess.
pub(super) async fn done(visit: Visit, wish: web::Path<String>) -> Result<HttpResponse, WebError> {
    let wish = SubjectWish::from_text(&wish).ok_or_else(WebError::not_found)?;
    visit.page(SubjectDonePage::TITLE, &SubjectDonePage { wish })
}

fn page(token: &str, view: &SubjectView) -> SubjectPage {
    SubjectPage {
        wish: wish_of(view.purpose),
        action: paths::with(paths::ABOUT_YOU, token),
        rights: view.rights.iter().copied().map(catalogue::right).collect(),
        received_on: view.received_on,
    }
}

fn wish_of(purpose: Purpose) -> SubjectWish {
    if purpose == Purpose::Mandate { SubjectWish::Mandate } else { SubjectWish::Disown }
}

fn dead(visit: &Visit, why: Unusable) -> Result<HttpResponse, WebError> {
    let page = DeadLinkPage {
        why: catalogue::requester::dead_subject_link(why).to_owned(),
        used: false,
        resend: None,
    };
    visit.told(StatusCode::GONE, DeadLinkPage::TITLE, &page)
}
