//! The head of the page: who, actions with their clauses, and what is out of the ordinary.

use super::forms::is_dialog;
use super::{Scene, words};
use domain::access::Permission;
use domain::vocabulary::Stage;
use domain::workflow::Verb;
use services::commands::Offered;
use text::catalogue;
use text::contexts::case_page::ActionLink;
use text::contexts::desk_parts::{Banner, Link, Tone};

/// Actions that stand in the head when they are possible.
const FIRST: &[Verb] =
    &[Verb::Extend, Verb::Refuse, Verb::RejectIdentity, Verb::Reopen, Verb::RecordComplaint];
/// Most of them at once.
const MOST: usize = 2;

/// The list the page belongs to.
pub(super) fn back(scene: &Scene<'_>) -> Link {
    match scene.case().stage {
        Stage::Unconfirmed => Link::new("Unconfirmed", "/desk?view=unconfirmed"),
        Stage::Closed if scene.case().needs_work() => {
            Link::new("Complaints", "/desk?view=complaints")
        }
        Stage::Closed => Link::new("Closed", "/desk?view=closed"),
        Stage::Verifying | Stage::Working | Stage::Review => Link::new("All open", "/desk"),
    }
}

/// Who asks.
pub(super) fn who(scene: &Scene<'_>) -> String {
    let Some(person) = scene.view.dossier.person.as_ref() else {
        return "Personal data was erased".to_owned();
    };
    let mut who = person.name.clone();
    if let Some(email) = &person.email {
        who = format!("{who}, {}", email.as_str());
    }
    match &person.acting_for {
        Some(subject) => format!("{who}, for {subject}"),
        None => who,
    }
}

/// The most likely actions.
pub(super) fn actions(scene: &Scene<'_>) -> Vec<ActionLink> {
    let possible = FIRST.iter().filter_map(|verb| {
        let offered = scene.offered(*verb)?;
        offered.obstacle.is_none().then(|| short(link(scene, offered)))
    });
    possible.take(MOST).collect()
}

/// Every other action the table offers in this stage, also those that are not possible, and why.
pub(super) fn more(scene: &Scene<'_>) -> Vec<ActionLink> {
    let shown: Vec<String> = actions(scene).into_iter().map(|action| action.dialog).collect();
    let mut more: Vec<ActionLink> = scene
        .view
        .offered
        .iter()
        .filter(|offered| is_dialog(offered.verb) && !is_beside_the_point(scene, offered))
        .map(|offered| link(scene, offered))
        .filter(|action| !shown.contains(&action.dialog))
        .collect();
    more.sort_by_key(|action| action.blocked.is_some());
    more
}

/// What cannot matter for this request is not worth a line: nothing to cancel, nothing on hold.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn is_beside_the_point(scene: &Scene<'_>, offered: &Offered) -> bool {
    let case = scene.case();
    match offered.verb {
        Verb::CancelTermination | Verb::ApproveExecution | Verb::CancelAddressChange => {
            offered.obstacle.is_some()
        }
        Verb::AskAddressChange => !case.intake.has_email,
        Verb::ReleaseHold => case.hold.is_none(),
        Verb::PlaceHold => case.hold.is_some(),
        Verb::RecallPackage | Verb::RecordComplaint => offered.obstacle.is_some(),
        Verb::ExplainLateness => offered.obstacle.is_some() && case.missed.is_none(),
        _ => false,
    }
}

/// A verb as a link to its form.
pub(super) fn link(scene: &Scene<'_>, offered: &Offered) -> ActionLink {
    let verb = offered.verb;
    ActionLink {
        label: catalogue::verb(verb).to_owned(),
        href: scene.opened(verb),
        dialog: format!("do-{verb}"),
        icon: icon(verb),
        cite: offered.cite.to_owned(),
        blocked: offered.obstacle.clone(),
    }
}

fn short(mut link: ActionLink) -> ActionLink {
    let label = match link.dialog.as_str() {
        "do-extend" => "Extend",
        "do-refuse" => "Refuse",
        "do-record_complaint" => "Record a complaint",
        _ => return link,
    };
    label.clone_into(&mut link.label);
    link
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
const fn icon(verb: Verb) -> &'static str {
    match verb {
        Verb::Extend | Verb::ExplainLateness => "clock",
        Verb::CorrectReceivedDate => "cal",
        Verb::MarkDuplicate => "copy",
        Verb::SetJurisdiction => "globe",
        Verb::PlaceHold => "lock",
        Verb::ReleaseHold | Verb::Reopen => "loop",
        Verb::ApproveExecution => "trash",
        Verb::ConfirmByDesk => "check",
        Verb::SetRights => "pencil",
        Verb::Withdraw | Verb::RejectIdentity | Verb::RecallPackage => "x",
        Verb::CancelTermination => "user",
        Verb::AskAddressChange | Verb::CancelAddressChange => "mail",
        Verb::RecordComplaint => "msg",
        _ => "stop",
    }
}

/// What is out of the ordinary. `open`: a form below already says what was wrong with it.
pub(super) fn banners(scene: &Scene<'_>, open: bool) -> Vec<Banner> {
    let case = scene.case();
    let mut banners = Vec::new();
    banners.extend(refused(scene, open));
    banners.extend(legal_hold(scene));
    if case.stage.is_open() {
        banners.extend(hold(scene));
        banners.extend(late(scene));
        banners.extend(address(scene));
    }
    banners.extend(complaint_late(scene));
    banners.extend(undelivered(scene));
    if let Some(pending) = case.extension.as_ref().filter(|_| case.stage.is_open()) {
        let text = format!(
            "The date moves to {} once the notice is delivered, by {} at the latest.",
            words::long_date(pending.due_on),
            words::long_date(pending.notice_by)
        );
        banners.push(Banner::new(Tone::Info, "clock", "An extension is on its way.", text));
    }
    if let Some(of) = &case.duplicate_of {
        let text = format!("It repeats {of}.");
        let banner = Banner::new(Tone::Idle, "copy", "A duplicate.", text);
        banners.push(banner.action("Open the earlier one", format!("/desk/cases/{of}")));
    }
    banners
}

/// Why the last try was not accepted.
fn refused(scene: &Scene<'_>, open: bool) -> Option<Banner> {
    let draft = scene.draft?;
    if draft.stale {
        let text = "Somebody changed this request meanwhile. What you typed is kept: look at what changed, then send it again.";
        return Some(Banner::new(Tone::Bad, "alert", "Changed meanwhile.", text).alert());
    }
    let in_composer = scene.draft_of(Verb::SendMessage).is_some()
        || scene.draft_of(Verb::AddNote).is_some()
        || scene.draft_of(Verb::AskEvidence).is_some()
        || scene.draft_of(Verb::AskClarification).is_some();
    let problem = draft.problem.clone()?;
    let told_below = (open || in_composer) && draft.errors.is_empty();
    let title =
        if draft.errors.is_empty() { "Not done." } else { "Some answers need another look." };
    let text = if draft.errors.is_empty() { problem } else { "See below.".to_owned() };
    (!told_below).then(|| Banner::new(Tone::Bad, "alert", title, text).alert())
}

fn hold(scene: &Scene<'_>) -> Option<Banner> {
    let hold = scene.case().hold.as_ref()?;
    let why = match (&hold.reason, hold.disowned) {
        (_, true) => "The holder of the account says that they did not ask for this.".to_owned(),
        (Some(reason), false) => scene.text(reason),
        (None, false) => "Nothing is carried out until it is released.".to_owned(),
    };
    let title = format!("On hold since {}.", scene.day(hold.since));
    let banner = Banner::new(Tone::Warn, "pause", title, why);
    Some(if scene.possible(Verb::ReleaseHold) {
        banner.action("Release the hold", scene.opened(Verb::ReleaseHold))
    } else {
        banner
    })
}

/// Another address that was asked for and does not count yet.
fn address(scene: &Scene<'_>) -> Option<Banner> {
    let change = scene.case().address.as_ref()?;
    let who = if change.by_desk { "recorded here" } else { "asked for by the requester" };
    let wanted = scene.view.wanted_address.as_deref().unwrap_or("no longer kept");
    let when = change.counts_at.map_or_else(
        || "It is not confirmed yet".to_owned(),
        |at| format!("It counts from {}; identity is then verified anew", scene.moment(at)),
    );
    let title = format!("Another address was {who} on {}.", scene.day(change.asked_at));
    let text = format!("{when}. Until then nothing goes to it. New address: {wanted}.");
    let banner = Banner::new(Tone::Warn, "mail", title, text);
    Some(if scene.possible(Verb::CancelAddressChange) {
        banner.action("Cancel the change", scene.opened(Verb::CancelAddressChange))
    } else {
        banner
    })
}

/// What a legal hold stops, and where it is released.
fn legal_hold(scene: &Scene<'_>) -> Option<Banner> {
    let holds = &scene.case().legal_holds;
    let since = holds.iter().map(|hold| hold.since).min()?;
    let open_ended = holds.iter().any(|hold| hold.until.is_none());
    let last = holds.iter().filter_map(|hold| hold.until).max().filter(|_| !open_ended);
    let until = last.map_or_else(
        || "until it is released".to_owned(),
        |day| format!("up to {}", words::long_date(day)),
    );
    let title = format!("Legal hold since {}.", scene.day(since));
    let text = format!(
        "Nothing is erased and no account is closed {until}. The answer still goes out in time."
    );
    let banner = Banner::new(Tone::Warn, "lock", title, text);
    let reads = Permission::ReadLegalHolds.held_by(&scene.me.roles);
    Some(if reads { banner.action("See legal holds", "/desk/holds") } else { banner })
}

fn late(scene: &Scene<'_>) -> Option<Banner> {
    let case = scene.case();
    let due = case.due_on();
    // An answer given in time stays in time when the case is opened again (ADR 10).
    let late = case.missed.is_some() || words::is_overdue(scene.deps, case);
    if !late || case.stage == Stage::Unconfirmed {
        return None;
    }
    let passed = case.missed.as_ref().map_or(due, |missed| missed.due_on);
    let title = format!("The answer was due on {}.", words::long_date(passed));
    if case.lateness.is_some() {
        let text = "The delay is explained; the request can be closed.";
        return Some(Banner::new(Tone::Bad, "clock", title, text));
    }
    let text = "It cannot close before somebody explains why it is late.";
    let banner = Banner::new(Tone::Bad, "clock", title, text);
    Some(if scene.possible(Verb::ExplainLateness) {
        banner.action("Explain the delay", scene.opened(Verb::ExplainLateness))
    } else {
        banner
    })
}

fn complaint_late(scene: &Scene<'_>) -> Option<Banner> {
    let complaint = scene.case().open_complaint()?;
    let late = complaint.missed.is_some() || words::is_overdue(scene.deps, scene.case());
    let title = format!(
        "The decision on the {} was due on {}.",
        catalogue::complaint_word(complaint.kind),
        words::long_date(complaint.due_on())
    );
    let text = "Decide it now. The journal keeps that the date was missed.";
    late.then(|| Banner::new(Tone::Bad, "clock", title, text))
}

fn undelivered(scene: &Scene<'_>) -> Option<Banner> {
    let failed = &scene.case().undelivered;
    let first = failed.first()?;
    let title =
        format!("{} not be delivered.", words::count(failed.len(), "mail could", "mails could"));
    let text =
        "The mail server refused it for good. Check the address, or reach the person another way.";
    let banner = Banner::new(Tone::Bad, "mail", title, text);
    Some(banner.action("See the mail", format!("/desk/outbox/{first}")))
}
