//! The frame around the desk's pages, and what the last click did.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};

use super::present::words;
use crate::domain::access::Permission;
use crate::services::Deps;
use crate::services::desk::Frame;
use crate::text::PageContext;
use crate::text::catalogue;
use crate::text::contexts::desk_nav::{Place, jumps, nav};
use crate::text::contexts::desk_parts::{Banner, Colleague, Tone};
use crate::text::contexts::desk_shell::DeskShell;
use crate::web::cookies::{self, Jar};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::pages::shell;
use crate::web::reply;

/// What was done, by code: a short sentence on the next page.
const DONE: &[(&str, &str)] = &[
    ("recorded", "The request is recorded; its clock runs from the day of receipt."),
    ("send_message", "Your message is on its way."),
    ("add_note", "The note is saved. It stays inside the desk."),
    ("ask_evidence", "The requester is asked for proof. The request waits for it."),
    ("ask_clarification", "The question is on its way. The request waits for the answer."),
    ("assign", "The request has another owner."),
    ("take", "The request is yours."),
    ("accept_identity", "Identity is accepted; the tasks are planned."),
    (
        "reject_identity",
        "Identity is not established. The request is closed and the person is told.",
    ),
    ("set_rights", "What is asked for is set."),
    ("complete_task", "The task is completed."),
    ("reopen_task", "The task is open again."),
    ("approve_execution", "Erasing and closing are released."),
    ("settle_item", "The right is settled."),
    ("propose_answer", "The answer is proposed. An approver looks at it next."),
    ("refuse", "The refusal is proposed. An approver looks at it next."),
    ("approve", "Approved: the answer is on its way, and the request is closed."),
    ("send_back", "Sent back."),
    ("reopen", "The request is open again, and the person is told."),
    ("extend", "The notice of the extension is on its way. The date moves once it is delivered."),
    ("mark_duplicate", "Closed as a duplicate."),
    ("correct_received_date", "The date of receipt is corrected; every clock was counted anew."),
    ("set_jurisdiction", "Country and region are set."),
    ("explain_lateness", "The delay is explained."),
    ("place_hold", "The request is on hold."),
    ("release_hold", "The hold is released."),
    ("withdraw", "The request is withdrawn."),
    ("cancel_termination", "The account stays open."),
    ("confirm_by_desk", "The request is confirmed."),
    ("bulk_assigned", "The requests have another owner."),
    (
        "bulk_partly",
        "Some requests could not be assigned: they changed, or belong to that person already.",
    ),
    ("bulk_nothing", "No request was selected."),
    ("sent_again", "It will be tried again within a minute."),
    ("posted", "The letter is marked as posted."),
    ("invited", "The invitation is on its way. Its link works for three days."),
    ("reset_sent", "A link to set a new password is on its way."),
    ("disabled", "The account is disabled and its sessions are ended."),
    ("enabled", "The account can be used again."),
    ("roles_set", "The roles are set. They count from the next click on."),
    ("revoked", "The key no longer works."),
    ("law_on", "The rule is on. Requests get its clock from now on."),
    ("law_off", "The rule is off. Requests get no clock by it from now on."),
    ("law_same", "The rule was so already; somebody may have been faster."),
    ("saved", "Saved."),
];

/// Codes that tell of something that did not happen.
const WARNINGS: &[&str] = &["bulk_partly", "bulk_nothing", "law_same"];

/// The frame of a page.
pub(in crate::web) fn shell(
    request: &HttpRequest,
    deps: &Deps,
    staff: &StaffActor,
    frame: &Frame,
    place: Place,
) -> DeskShell {
    let session = &staff.session;
    let roles: Vec<&str> = session.roles.iter().map(|role| catalogue::role(*role)).collect();
    let mut banners: Vec<Banner> = stopped(deps, frame).into_iter().collect();
    banners.extend(done(request, deps));
    DeskShell {
        organisation: deps.settings.organisation.product_name.clone(),
        theme: shell::theme(request, deps),
        csrf: staff.form_token(deps),
        me: Colleague::named(&session.name),
        roles: roles.join(", "),
        nav: nav(&session.roles, &frame.counts, place),
        palette: jumps(&session.roles),
        can_search: Permission::ReadCases.held_by(&session.roles),
        banners,
        pretend_now: shell::pretended(deps),
    }
}

/// The dead-man's switch: reminders and deadlines are only as good as the clock behind them.
fn stopped(deps: &Deps, frame: &Frame) -> Option<Banner> {
    let beat = &frame.heartbeat;
    if beat.alive {
        return None;
    }
    let since = beat.at.map_or_else(
        || "It has not run yet.".to_owned(),
        |at| format!("It last ran on {}.", words::moment(deps, at)),
    );
    let text = format!(
        "{since} Reminders, deadlines and mail stand still. Start the worker, or tell whoever runs this server."
    );
    Some(Banner::new(Tone::Bad, "alert", "The clock has stopped.", text))
}

fn done(request: &HttpRequest, deps: &Deps) -> Option<Banner> {
    let code = cookies::read(request, &deps.settings, Jar::Flash)?;
    let (code, sentence) = DONE.iter().find(|(known, _)| *known == code)?;
    let mut banner = if WARNINGS.contains(code) {
        Banner::new(Tone::Warn, "alert", "Not everything was done.", *sentence)
    } else {
        Banner::new(Tone::Ok, "check", "Done.", *sentence)
    };
    banner.status = true;
    Some(banner)
}

/// A page in its frame; what the last click did is told once.
pub(in crate::web) fn page<C: PageContext>(
    request: &HttpRequest,
    deps: &Deps,
    status: StatusCode,
    shell: &DeskShell,
    page: &C,
) -> Result<HttpResponse, WebError> {
    let mut response = reply::page_with(deps, status, shell, page)?;
    if cookies::read(request, &deps.settings, Jar::Flash).is_some() {
        let gone = cookies::clear(&deps.settings, Jar::Flash);
        response.add_cookie(&gone).map_err(|error| WebError::internal(error.to_string()))?;
    }
    Ok(response)
}

/// Goes on to a page that says what was done.
pub(in crate::web) fn see_other(deps: &Deps, path: &str, code: &str) -> HttpResponse {
    reply::see_other_saying(deps, path, code)
}

#[cfg(test)]
mod tests {
    use super::{DONE, WARNINGS};
    use crate::domain::vocabulary::Role;
    use crate::domain::workflow::RULES;

    #[test]
    fn every_verb_of_the_desk_says_what_it_did() {
        let desk = |role: &Role| Role::STAFF.contains(role);
        for rule in RULES.iter().filter(|rule| !rule.from.is_empty() && rule.by.iter().any(desk)) {
            let told = DONE.iter().any(|(code, _)| *code == rule.verb.as_str());
            assert!(told, "{}", rule.verb);
        }
        assert!(WARNINGS.iter().all(|code| DONE.iter().any(|(known, _)| known == code)));
    }
}
