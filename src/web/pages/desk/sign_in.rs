//! The door: signing in and out, and setting a password by link. Nothing changes by looking.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::shell;
use crate::{network, reply};
use domain::intake::FieldErrors;
use domain::verification::Purpose;
use services::staff::{self, Invitation, NewPassword, PASSWORD_PATH};
use services::{Deps, ServiceError};
use text::contexts::desk_form::{ActionForm, Field, Tokens};
use text::contexts::desk_parts::{Banner, Tone};
use text::contexts::sign_in::{DoorPage, DoorShell};

fn door(
    request: &HttpRequest,
    deps: &Deps,
    status: StatusCode,
    page: &DoorPage,
) -> Result<HttpResponse, WebError> {
    let frame = DoorShell {
        organisation: deps.settings.organisation.product_name.clone(),
        theme: shell::theme(request, deps),
        pretend_now: shell::pretended(deps),
    };
    reply::page_with(deps, status, &frame, page)
}

fn form(id: &str, action: &str, submit: &str, fields: Vec<Field>) -> ActionForm {
    ActionForm {
        id: id.to_owned(),
        action: action.to_owned(),
        tokens: Tokens::default(),
        fields,
        submit: submit.to_owned(),
        ..ActionForm::default()
    }
}

fn sign_in_page(email: &str, banner: Option<Banner>) -> DoorPage {
    let fields = vec![
        Field::of_kind("sign-in", "email", "Email", "email", "username").filled(email),
        Field::of_kind("sign-in", "password", "Password", "password", "current-password"),
    ];
    DoorPage {
        title: "Sign in".to_owned(),
        lead: None,
        banner,
        form: Some(form("sign-in", "/sign-in", "Sign in", fields)),
        more: Some(("/sign-in/forgot".to_owned(), "Set a new password by mail".to_owned())),
        fine: None,
    }
}

fn wrong(text: String) -> Banner {
    Banner::new(Tone::Bad, "alert", "That did not work.", text).alert()
}

/// `GET /sign-in`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: Option<StaffActor>,
) -> Result<HttpResponse, WebError> {
    if staff.is_some() {
        return Ok(reply::see_other("/desk").finish());
    }
    let said = cookies::read(&request, &deps.settings, Jar::Flash);
    let done = |text: &str| Banner::new(Tone::Ok, "check", "Done.", text);
    let banner = match said.as_deref() {
        Some("password_set") => Some(done("Your password is set. Sign in with it.")),
        Some("link_sent") => {
            Some(done("If there is an account with this address, a link is on its way to it."))
        }
        _ => None,
    };
    let mut response = door(&request, &deps, StatusCode::OK, &sign_in_page("", banner))?;
    if said.is_some() {
        let gone = cookies::clear(&deps.settings, Jar::Flash);
        response.add_cookie(&gone).map_err(|error| WebError::internal(error.to_string()))?;
    }
    Ok(response)
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    request: HttpRequest,
    deps: web::Data<Deps>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    let from = network::client(&request, &deps.settings);
    let (email, password) = (sent.one("email").to_owned(), sent.one("password").to_owned());
    let typed = email.clone();
    let tried =
        reply::blocking(&deps, move |deps| match staff::sign_in(deps, &typed, &password, from) {
            Err(ServiceError::Fields(errors)) => {
                Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, errors)))
            }
            Err(error @ ServiceError::Limited { .. }) => {
                let errors = FieldErrors::from([("password", error.to_string())]);
                Ok(Err((StatusCode::TOO_MANY_REQUESTS, errors)))
            }
            other => Ok(Ok(other?)),
        })
        .await?;
    match tried {
        Ok(secret) => Ok(reply::see_other("/desk")
            .cookie(cookies::set(&deps.settings, Jar::Staff, secret))
            .finish()),
        Err((status, errors)) => {
            let text = errors.values().next().cloned().unwrap_or_default();
            door(&request, &deps, status, &sign_in_page(&email, Some(wrong(text))))
        }
    }
}

/// `POST /sign-out`
pub(super) async fn sign_out(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let secret = staff.token.clone();
    reply::blocking(&deps, move |deps| staff::sign_out(deps, &secret)).await?;
    Ok(reply::see_other("/sign-in")
        .cookie(cookies::clear(&deps.settings, Jar::Staff))
        // What the desk showed must not stay in the browser (ASVS 14.3.1).
        .insert_header(("Clear-Site-Data", "\"cache\""))
        .finish())
}

fn forgot_page(banner: Option<Banner>) -> DoorPage {
    let fields = vec![Field::of_kind("forgot", "email", "Email", "email", "username")];
    DoorPage {
        title: "Set a new password".to_owned(),
        lead: Some("We send a link to your address. It works for an hour.".to_owned()),
        banner,
        form: Some(form("forgot", "/sign-in/forgot", "Send the link", fields)),
        more: Some(("/sign-in".to_owned(), "Back to sign in".to_owned())),
        fine: None,
    }
}

/// `GET /sign-in/forgot`
pub(super) async fn forgot(
    request: HttpRequest,
    deps: web::Data<Deps>,
) -> Result<HttpResponse, WebError> {
    door(&request, &deps, StatusCode::OK, &forgot_page(None))
}

/// `POST /sign-in/forgot`
pub(super) async fn send_link(
    request: HttpRequest,
    deps: web::Data<Deps>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    let from = network::client(&request, &deps.settings);
    let email = sent.one("email").to_owned();
    let tried =
        reply::blocking(&deps, move |deps| match staff::request_reset(deps, &email, from) {
            Err(error @ ServiceError::Limited { .. }) => Ok(Err(error.to_string())),
            other => Ok(Ok(other?)),
        })
        .await?;
    match tried {
        Ok(()) => Ok(reply::see_other_saying(&deps, "/sign-in", "link_sent")),
        Err(text) => {
            let page = forgot_page(Some(wrong(text)));
            door(&request, &deps, StatusCode::TOO_MANY_REQUESTS, &page)
        }
    }
}

fn password_page(
    token: &str,
    invitation: &Invitation,
    sent: &Sent,
    errors: &FieldErrors,
) -> DoorPage {
    let id = "set";
    let fill = |field: Field| {
        let error = errors.get(field.name.as_str()).cloned();
        let value = if field.name.starts_with("password") { "" } else { sent.one(&field.name) };
        let field = if value.is_empty() { field } else { field.filled(value) };
        field.error(error)
    };
    let mut fields = Vec::new();
    if invitation.email.is_none() {
        fields.push(Field::of_kind(id, "email", "Email", "email", "username"));
    }
    if invitation.purpose == Purpose::StaffInvite {
        let name = Field::of_kind(id, "name", "Your name", "text", "name");
        fields.push(name.filled(&invitation.name).hint("As colleagues know you."));
    }
    let hint =
        "At least 12 characters. A few words in a row are good; common passwords are not accepted.";
    fields.push(Field::of_kind(id, "password", "Password", "password", "new-password").hint(hint));
    fields.push(Field::of_kind(id, "password_again", "The same again", "password", "new-password"));
    let lead = match &invitation.email {
        Some(email) => format!("For {email}"),
        None => "You are the first: this account administers the desk.".to_owned(),
    };
    DoorPage {
        title: "Set your password".to_owned(),
        lead: Some(lead),
        banner: None,
        form: Some(form(
            id,
            &format!("{PASSWORD_PATH}{token}"),
            "Set the password",
            fields.into_iter().map(fill).collect(),
        )),
        more: None,
        fine: None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn dead_page(why: &ServiceError) -> DoorPage {
    let text = match why {
        ServiceError::Unusable(why) => why.sentence(),
        _ => "Check that the whole address was copied.".to_owned(),
    };
    DoorPage {
        title: "This link does not work".to_owned(),
        lead: Some(text),
        banner: None,
        form: None,
        more: Some(("/sign-in/forgot".to_owned(), "Ask for a new link".to_owned())),
        fine: None,
    }
}

/// A link that works, or why it does not.
fn looked(deps: &Deps, token: &str) -> Result<Result<Invitation, ServiceError>, ServiceError> {
    match staff::look_at_invite(deps, token) {
        Err(why @ (ServiceError::Unusable(_) | ServiceError::NotFound)) => Ok(Err(why)),
        other => Ok(Ok(other?)),
    }
}

/// `GET /password/{token}`
pub(super) async fn password(
    request: HttpRequest,
    deps: web::Data<Deps>,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let secret = token.clone();
    match reply::blocking(&deps, move |deps| looked(deps, &secret)).await? {
        Ok(invitation) => {
            let page = password_page(&token, &invitation, &Sent::default(), &FieldErrors::new());
            door(&request, &deps, StatusCode::OK, &page)
        }
        Err(why) => door(&request, &deps, StatusCode::NOT_FOUND, &dead_page(&why)),
    }
}

/// `POST /password/{token}`
pub(super) async fn set_password(
    request: HttpRequest,
    deps: web::Data<Deps>,
    token: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    let (secret, typed) = (token.clone(), sent.clone());
    let tried = reply::blocking(&deps, move |deps| {
        let invitation = match looked(deps, &secret)? {
            Ok(invitation) => invitation,
            Err(why) => return Ok(Err((None, why))),
        };
        if typed.one("password") != typed.one("password_again") {
            let text = "The two passwords are not the same. Type the same one twice.";
            let errors = FieldErrors::from([("password_again", text.to_owned())]);
            return Ok(Err((Some(invitation), ServiceError::Fields(errors))));
        }
        let new = NewPassword {
            email: typed.one("email").to_owned(),
            name: typed.one("name").to_owned(),
            password: typed.one("password").to_owned(),
        };
        match staff::set_password(deps, &secret, &new) {
            Err(
                why
                @ (ServiceError::Fields(_) | ServiceError::Unusable(_) | ServiceError::NotFound),
            ) => Ok(Err((Some(invitation), why))),
            other => Ok(Ok(drop(other?))),
        }
    })
    .await?;
    match tried {
        Ok(()) => Ok(reply::see_other_saying(&deps, "/sign-in", "password_set")),
        Err((Some(invitation), ServiceError::Fields(errors))) => {
            let page = password_page(&token, &invitation, &sent, &errors);
            door(&request, &deps, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err((_, why)) => door(&request, &deps, StatusCode::NOT_FOUND, &dead_page(&why)),
    }
}
