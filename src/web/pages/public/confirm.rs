//! `GET|POST /confirm/{token}`: the link of the mail. Looking changes nothing, since mail scanners
//! look; the button works in the browser that submitted, elsewhere the code is typed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use domain::verification::Unusable;
use services::intake::{self, Confirmed};
use services::{Deps, ServiceError};
use text::contexts::public::{ConfirmPage, DeadLinkPage};

/// What a link turned out to be.
enum Found {
    Usable { same_browser: bool },
    Dead(Unusable),
}

pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    let token = token.into_inner();
    match look(&visit, &token).await? {
        Found::Usable { same_browser } => {
            let page = ConfirmPage::new(&paths::with(paths::CONFIRM, &token), same_browser, None);
            visit.page(ConfirmPage::TITLE, &page)
        }
        Found::Dead(why) => dead(&visit, &token, why),
    }
}

pub(super) async fn send(
    visit: Visit,
    token: web::Path<String>,
    form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let token = token.into_inner();
    let Found::Usable { same_browser } = look(&visit, &token).await? else {
        return show(visit, token.into()).await;
    };
    let by_button = same_browser && form.one("by") == "button";
    let (secret, link, typed) = (visit.draft.clone(), token.clone(), form.text("code"));
    let confirmed = reply::blocking(&visit.deps, move |deps| {
        confirm(deps, &secret, &link, (!by_button).then_some(typed.as_str()))
    })
    .await;
    match confirmed {
        Ok(_) => Ok(reply::see_other(paths::RECEIVED).finish()),
        Err(error) if error.kind.status == 422 => {
            let action = paths::with(paths::CONFIRM, &token);
            let page = ConfirmPage::new(&action, same_browser, Some(&error.sentence));
            visit.refused(error.status(), ConfirmPage::TITLE, &page)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn resend(
    visit: Visit,
    token: web::Path<String>,
    _: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let (token, network) = (token.into_inner(), visit.network());
    let back = paths::with(paths::CONFIRM, &token);
    reply::blocking(&visit.deps, move |deps| intake::resend_by_link(deps, &token, network)).await?;
    Ok(reply::see_other_saying(&visit.deps, &back, "code_sent"))
}

async fn look(visit: &Visit, token: &str) -> Result<Found, WebError> {
    let (secret, token) = (visit.draft.clone(), token.to_owned());
    reply::blocking(&visit.deps, move |deps| {
        match intake::look_at_link(deps, &token, Some(&secret)) {
            Ok(view) => Ok(Found::Usable { same_browser: view.same_browser }),
            Err(ServiceError::Unusable(why)) => Ok(Found::Dead(why)),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Confirms by the button, or by the code when one was typed; the receipt is then this browser's.
fn confirm(
    deps: &Deps,
    secret: &str,
    token: &str,
    typed: Option<&str>,
) -> Result<Confirmed, ServiceError> {
    let confirmed = match typed {
        None => intake::confirm_by_link(deps, token, Some(secret))?,
        Some(typed) => intake::confirm_by_link_and_code(deps, token, typed)?,
    };
    intake::adopt(deps, secret, &confirmed)?;
    Ok(confirmed)
}

fn dead(visit: &Visit, token: &str, why: Unusable) -> Result<HttpResponse, WebError> {
    let used = why == Unusable::Used;
    let page = DeadLinkPage {
        why: why.sentence(),
        used,
        resend: (!used).then(|| paths::with(paths::CONFIRM_RESEND, token)),
    };
    let status = if used { StatusCode::OK } else { StatusCode::GONE };
    visit.told(status, DeadLinkPage::TITLE, &page)
}
