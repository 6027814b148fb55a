//! The frame around the desk's pages, and what the last click did.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};

use super::present::words;
use super::queue::Wanted;
use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::shell;
use crate::reply;
use domain::access::Permission;
use services::Deps;
use services::desk::{Frame, Saved};
use text::contexts::desk_nav::{Counts, Place, jumps, nav, saved_link, with_saved};
use text::contexts::desk_parts::{Banner, Colleague, Tone};
use text::contexts::desk_shell::{DeskShell, NavLink};
use text::contexts::settings::MessagePage;
use text::{PageContext, TextError, catalogue};

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
    ("attach_file", "The file is attached."),
    ("remove_file", "The file is removed and destroyed."),
    ("sign_off_file", "The file is signed off."),
    ("recall_package", "The copy of the data is taken back. Nobody can download it any more."),
    ("add_task", "The task is added to the plan."),
    ("drop_task", "The task is dropped. Nothing more is expected of the system."),
    ("assign_task", "The task is handed over. Older links to it no longer work."),
    ("preview_task", "What would go is noted."),
    ("check_point", "The point is ticked."),
    ("approve_execution", "Erasing and closing are released."),
    ("decide_correction", "The field is decided."),
    ("settle_item", "The right is settled."),
    ("propose_answer", "The answer is proposed. An approver looks at it next."),
    ("refuse", "The refusal is proposed. An approver looks at it next."),
    ("approve", "Approved: the answer is on its way, and the request is closed."),
    ("send_back", "Sent back."),
    ("reopen", "The request is open again, and the person is told."),
    ("record_complaint", "The complaint is recorded, and the person is told that it arrived."),
    ("decide_complaint", "The complaint is decided. The decision is on its way to the person."),
    ("extend", "The notice of the extension is on its way. The date moves once it is delivered."),
    ("mark_duplicate", "Closed as a duplicate."),
    ("correct_received_date", "The date of receipt is corrected; every clock was counted anew."),
    ("set_jurisdiction", "Country and region are set."),
    ("explain_lateness", "The delay is explained."),
    ("place_hold", "The request is on hold."),
    ("release_hold", "The hold is released."),
    ("legal_hold_placed", "The legal hold stands. Every request it is about says so."),
    ("legal_hold_released", "The legal hold is released, and colleagues are told to look again."),
    ("withdraw", "The request is withdrawn."),
    ("cancel_termination", "The account stays open."),
    (
        "ask_address_change",
        "Both addresses are written to. Nothing goes to the new one before it counts.",
    ),
    ("cancel_address_change", "The address stays as it is."),
    ("confirm_by_desk", "The request is confirmed."),
    ("bulk_nothing", "No request was selected."),
    ("bulk_note", "Write the note before you add it. Nothing was saved."),
    ("bulk_owner", "Choose the new owner. Nothing was changed."),
    ("view_saved", "The view is saved. It stands in the navigation, for you alone."),
    ("view_renamed", "The view has another name."),
    ("view_deleted", "The view is deleted. The requests in it are as they were."),
    ("view_name", "Give the view a name of at most 40 characters that none of your views has."),
    ("view_most", "Twelve views are the most. Delete one you no longer need."),
    ("sent_again", "It will be tried again within a minute."),
    ("posted", "The letter is marked as posted."),
    ("invited", "The invitation is on its way. Its link works for three days."),
    ("reset_sent", "A link to set a new password is on its way."),
    (
        "disabled",
        "The account is disabled, its sessions are ended, and its open requests have no owner.",
    ),
    ("enabled", "The account can be used again."),
    ("away", "Noted. Owner lists and the forecast know it."),
    ("back", "Taken back."),
    ("roles_set", "The roles are set. They count from the next click on."),
    (
        "key_shown",
        "The form was sent twice; one key was made, and it is not shown again. Revoke it if nobody kept it.",
    ),
    ("revoked", "The key no longer works."),
    ("feed_ended", "The calendar address no longer works."),
    ("report_cancelled", "The report is not made."),
    ("report_over", "The report was done already; it is as it was."),
    ("report_mailed", "The link is on its way to you."),
    ("report_scheduled", "The report is scheduled. A mail tells you each time it is ready."),
    ("report_paused", "The report rests until you let it go on."),
    ("report_resumed", "The report goes on from its next time."),
    ("report_removed", "The report comes no more. What it made stays until it expires."),
    ("law_on", "The rule is on. Open requests follow now; the list says how far they are."),
    ("law_off", "The rule is off. Open requests follow now; the list says how far they are."),
    ("law_same", "The rule was so already; somebody may have been faster."),
    ("calendar_made", "The calendar is made. Close days in it, then choose it for a law."),
    ("policy_saved", "Saved. Open requests follow now; the list says how far they are."),
    ("policy_same", "It was so already; somebody may have been faster."),
    ("data_map_saved", "The new version of the data map is in force."),
    (
        "secret_shown",
        "The form was sent twice; one secret was made, and it is not shown again. Make another one if nobody kept it.",
    ),
    ("secret_ended", "The older secret no longer works."),
    ("saved", "Saved."),
];

/// Codes that tell of something that did not happen.
const WARNINGS: &[&str] = &[
    "bulk_nothing",
    "bulk_note",
    "bulk_owner",
    "view_name",
    "view_most",
    "law_same",
    "policy_same",
    "report_over",
];

/// The frame of a page.
pub(crate) fn shell(
    request: &HttpRequest,
    deps: &Deps,
    staff: &StaffActor,
    frame: &Frame,
    place: Place,
) -> DeskShell {
    let mut banners: Vec<Banner> = stopped(deps, frame).into_iter().collect();
    banners.extend(done(request, deps));
    DeskShell {
        nav: with_saved(nav(&staff.session.roles, &frame.counts, place), saved(frame)),
        banners,
        ..bare(request, deps, staff)
    }
}

/// The reader's saved views.
fn saved(frame: &Frame) -> Vec<NavLink> {
    let link = |view: &Saved| {
        let address = Wanted::of(&view.filters).address("/desk", "");
        saved_link(&view.name, &address, view.count)
    };
    frame.saved.iter().map(link).collect()
}

/// Marks the saved view at this address as where the reader is, instead of its list.
pub(super) fn at_saved(shell: &mut DeskShell, address: &str) {
    for link in shell.nav.iter_mut().flat_map(|group| &mut group.links) {
        link.here = link.icon == "star" && link.href == address;
    }
}

/// The frame without anything from the database: links, but no numbers, for error pages.
fn bare(request: &HttpRequest, deps: &Deps, staff: &StaffActor) -> DeskShell {
    let session = &staff.session;
    let roles: Vec<&str> = session.roles.iter().map(|role| catalogue::role(*role)).collect();
    let mut nav = nav(&session.roles, &Counts::default(), Place::Elsewhere);
    for link in nav.iter_mut().flat_map(|group| &mut group.links) {
        link.count = None;
    }
    DeskShell {
        organisation: deps.settings.organisation.product_name.clone(),
        theme: shell::theme(request, deps),
        csrf: staff.form_token(deps),
        me: Colleague::named(&session.name),
        roles: roles.join(", "),
        nav,
        palette: jumps(&session.roles),
        can_search: Permission::ReadCases.held_by(&session.roles),
        banners: Vec::new(),
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
pub(crate) fn page<C: PageContext>(
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

/// An error in the desk's frame. Needs no database: it may be what is away.
pub(crate) fn error_page(
    request: &HttpRequest,
    deps: &Deps,
    staff: &StaffActor,
    page: &MessagePage,
) -> Result<String, TextError> {
    deps.texts.page(&bare(request, deps, staff), page)
}

/// Goes on to a page that says what was done.
pub(crate) fn see_other(deps: &Deps, path: &str, code: &str) -> HttpResponse {
    reply::see_other_saying(deps, path, code)
}

#[cfg(test)]
mod tests {
    use super::{DONE, WARNINGS};
    use domain::vocabulary::Role;
    use domain::workflow::RULES;

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
