//! One action on several requests at once, and a page that says where it was done and where not.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::desk::form::Sent;
use crate::pages::desk::frame;
use crate::pages::desk::present::words;
use crate::reply;
use domain::ids::Reference;
use services::input::CommandInput;
use services::{Deps, ServiceError, commands, desk};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Link, Tone};
use text::contexts::queue::{BulkLine, BulkPage};

/// Most requests at once: more than a page of the queue shows.
const MOST: usize = 200;

/// `POST /desk/bulk`
pub(in crate::pages::desk) async fn several(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let mut references: Vec<Reference> =
        sent.many("case").into_iter().filter_map(Reference::parse).collect();
    references.sort_unstable();
    references.dedup();
    references.truncate(MOST);
    let back = if sent.one("back").starts_with("/desk?") { sent.one("back") } else { "/desk" };
    if references.is_empty() {
        return Ok(frame::see_other(&deps, back, "bulk_nothing"));
    }
    let (input, what) = match wanted(&sent)? {
        Ok(wanted) => wanted,
        Err(code) => return Ok(frame::see_other(&deps, back, code)),
    };
    let (actor, session, key) =
        (staff.actor.clone(), staff.session.clone(), sent.one("key").to_owned());
    let (told, frame) = reply::blocking(&deps, move |deps| {
        let told = commands::run_for_each(deps, &actor, &references, &input, &key);
        Ok((told, desk::frame(deps, &session)?))
    })
    .await?;
    let page = page(what, back, told);
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Elsewhere);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

/// The command and its words, or why there is none: a code of `frame::DONE`.
fn wanted(sent: &Sent) -> Result<Result<(CommandInput, &'static str), &'static str>, WebError> {
    let (owner, note) = (sent.one("owner"), sent.one("note").trim());
    Ok(match sent.one("to") {
        "me" => Ok((CommandInput::Take {}, "Assigned to me")),
        "owner" if owner.is_empty() => Err("bulk_owner"),
        "owner" => {
            Ok((CommandInput::Assign { to: Some(owner.to_owned()) }, "Given to another owner"))
        }
        "nobody" => Ok((CommandInput::Assign { to: None }, "Released")),
        "note" if note.is_empty() => Err("bulk_note"),
        "note" => Ok((CommandInput::AddNote { text: note.to_owned() }, "Note added")),
        _ => return Err(WebError::bad_request("Choose what to do with the requests.")),
    })
}

fn page(what: &str, back: &str, told: Vec<(Reference, Result<(), ServiceError>)>) -> BulkPage {
    let all = words::count(told.len(), "request", "requests");
    let line = |reference: Reference, why: Option<String>| BulkLine {
        href: format!("/desk/cases/{reference}"),
        reference: reference.to_string(),
        why,
    };
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (reference, result) in told {
        match result {
            Ok(()) => done.push(line(reference, None)),
            Err(error) => failed.push(line(reference, Some(reason(error)))),
        }
    }
    let banner = if failed.is_empty() {
        Banner::new(Tone::Ok, "check", "Done.", format!("{what}: {all}."))
    } else {
        let text = format!("{what}: {} of {all}. The reasons are below.", done.len());
        Banner::new(Tone::Warn, "alert", "Not everything was done.", text)
    };
    BulkPage {
        title: what.to_owned(),
        banner: Banner { status: true, ..banner },
        failed,
        done,
        back: Link::new("Back to the list", back),
    }
}

/// Why, in words for whoever chose the request.
fn reason(error: ServiceError) -> String {
    let error = WebError::from(error);
    error.fields.into_values().next().unwrap_or(error.sentence)
}
