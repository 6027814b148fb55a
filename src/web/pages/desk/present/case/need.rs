//! The one thing that needs a person now, and the answer under review.

use super::forms::form;
use super::items::{place, waits_for_release};
use super::{Scene, words};
use domain::case::{Identity, Proposal};
use domain::closing;
use domain::item::{ItemState, outcome_of};
use domain::vocabulary::{Right, Stage, WaitingReason};
use domain::workflow::{Event, Verb};
use text::catalogue;
use text::contexts::case_page::{Need, Review};
use text::contexts::desk_parts::{Colleague, Link, Tone};

/// What needs a person: one thing at a time.
pub(super) fn need(scene: &Scene<'_>) -> Option<Need> {
    let case = scene.case();
    // A form that is open already is what the reader is at.
    let asked = |verb| scene.draft_of(verb).is_none() && scene.possible(verb);
    match case.stage {
        Stage::Unconfirmed => Some(unconfirmed(scene)),
        Stage::Verifying if case.items.is_empty() => {
            let form = asked(Verb::SetRights).then(|| form(scene, Verb::SetRights, "need", None));
            let text = "The person was not sure. Read what they wrote, then set what is asked for.";
            Some(Need {
                form: form.flatten(),
                ..plain(Tone::Plum, "user", "What is asked for?", text)
            })
        }
        Stage::Verifying => {
            let form = asked(Verb::AcceptIdentity)
                .then(|| form(scene, Verb::AcceptIdentity, "need", None));
            let text = identity(scene);
            Some(Need {
                form: form.flatten(),
                ..plain(Tone::Plum, "shield", "Who is asking?", &text)
            })
        }
        Stage::Working => working(scene),
        Stage::Review => None,
        Stage::Closed => complaint(scene).or_else(|| look_again(scene)),
    }
}

/// A closed request needs a person once more when what was kept may go.
fn look_again(scene: &Scene<'_>) -> Option<Need> {
    let task = scene.case().open_tasks().next()?;
    let system = scene.deps.policy.system_name(&task.system);
    let by = words::short_date(task.due_on);
    let text = format!(
        "{system}, by {by}: may it go now, or why is it still kept? To erase it, open the request again."
    );
    let link = Some(Link::new("Go to it", format!("#{}", place(task.right))));
    Some(Need { link, ..plain(Tone::Warn, "loop", "Look again at what was kept.", &text) })
}

fn plain(tone: Tone, icon: &'static str, title: &str, text: &str) -> Need {
    let (title, text) = (title.to_owned(), text.to_owned());
    Need { tone, icon, title, text, quote: None, link: None, form: None }
}

/// The complaint or appeal that waits for its decision, and who may decide it.
fn complaint(scene: &Scene<'_>) -> Option<Need> {
    let complaint = scene.case().open_complaint()?;
    let word = catalogue::complaint_word(complaint.kind);
    let verb = Verb::DecideComplaint;
    let asked = scene.draft_of(verb).is_none() && scene.possible(verb);
    let who = match scene.offered(verb).map(|offered| offered.obstacle.clone()) {
        Some(Some(obstacle)) => obstacle,
        Some(None) => "Upheld, the request is opened again.".to_owned(),
        None => "An approver who did not decide the request decides this.".to_owned(),
    };
    let text = format!(
        "It was received on {} ({}). {who}",
        words::long_date(complaint.received_on),
        words::lower(catalogue::channel(complaint.channel)),
    );
    Some(Need {
        quote: Some(scene.text(&complaint.text)),
        form: asked.then(|| form(scene, verb, "need", None)).flatten(),
        ..plain(Tone::Plum, "msg", &format!("Decide the {word}."), &text)
    })
}

fn unconfirmed(scene: &Scene<'_>) -> Need {
    let days = scene.deps.policy.unconfirmed_days;
    let text = format!(
        "The form was sent, the address is not confirmed. Without a confirmation the request expires {} after it was sent. The clock runs from the day of receipt.",
        words::count(usize::try_from(days).unwrap_or(0), "day", "days")
    );
    let link = scene.possible(Verb::ConfirmByDesk).then(|| {
        Link::new(catalogue::verb(Verb::ConfirmByDesk), scene.opened(Verb::ConfirmByDesk))
    });
    Need { link, ..plain(Tone::Idle, "mail", "Waiting for the requester to confirm.", &text) }
}

fn identity(scene: &Scene<'_>) -> String {
    use domain::vocabulary::RequesterRole as R;
    let case = scene.case();
    let mut said = vec![match (case.intake.role, case.intake.other_account_address) {
        (R::Myself, false) => "Nothing is collected or changed before identity is accepted.",
        (R::Myself, true) => {
            "The account has another address, whose holder was told. Control of the mailbox alone does not show who asks."
        }
        (R::Guardian, _) => "A guardian asks: establish identity and guardianship.",
        (R::Agent, _) if case.confirmation.mandate_at.is_some() => {
            "An agent asks; the person they act for confirmed the mandate."
        }
        (R::Agent, _) => "An agent asks; the person they act for has not confirmed the mandate yet.",
    }
    .to_owned()];
    match case.waiting.as_ref() {
        Some(waiting) if waiting.reason == WaitingReason::Evidence => {
            said.push(format!("Proof was asked for on {}.", scene.day(waiting.since)));
        }
        Some(waiting) => {
            said.push(format!("A question was asked on {}.", scene.day(waiting.since)));
        }
        None => {}
    }
    said.join(" ")
}

fn working(scene: &Scene<'_>) -> Option<Need> {
    let case = scene.case();
    if case.all_settled() && case.gives_copy() && case.has_open_redaction() {
        let text = "A file holds data of other people. Put a redacted one in its place, or have another person sign it off; then the answer can be proposed.";
        return Some(Need {
            link: Some(Link::new("Files", format!("{}/files", scene.path()))),
            ..plain(Tone::Warn, "shield", "A file waits for a second look.", text)
        });
    }
    if case.all_settled() {
        let asked = scene.draft_of(Verb::ProposeAnswer).is_none();
        let form = (asked && scene.possible(Verb::ProposeAnswer))
            .then(|| form(scene, Verb::ProposeAnswer, "need", None));
        let text = "Every right is settled. Look at what was decided, then propose the answer.";
        return Some(Need {
            form: form.flatten(),
            link: Some(letter(scene)),
            ..plain(Tone::Ok, "check", "Ready to propose.", text)
        });
    }
    if [Right::Delete, Right::Terminate].into_iter().any(|right| waits_for_release(scene, right)) {
        let form = scene
            .possible(Verb::ApproveExecution)
            .then(|| form(scene, Verb::ApproveExecution, "need", None));
        let text = [Some(release(scene)), authority(scene)].into_iter().flatten();
        let text = text.collect::<Vec<_>>().join(" ");
        return Some(Need {
            form: form.flatten(),
            ..plain(Tone::Plum, "shield", "Erasing and closing wait for release.", &text)
        });
    }
    let open: Vec<_> = case.open_tasks().collect();
    if let Some(first) = open.first() {
        let late = open.iter().filter(|task| task.due_on < scene.today()).count();
        let title = format!("{} open.", words::count(open.len(), "task is", "tasks are"));
        let text = match late {
            0 => format!(
                "The next is {}, due {}.",
                scene.deps.policy.system_name(&first.system),
                words::short_date(first.due_on)
            ),
            n => format!("{} behind our own target.", words::count(n, "of them is", "of them are")),
        };
        let tone = if late > 0 { Tone::Warn } else { Tone::Info };
        let link = Some(Link::new("Go to it", format!("#{}", place(first.right))));
        return Some(Need { link, ..plain(tone, "loop", &title, &text) });
    }
    let next = case.items.iter().find(|item| !item.state.is_settled())?;
    if let ItemState::CoolingOff { until } = next.state {
        let text = format!(
            "The requester can cancel it until {}. Nothing is needed before.",
            scene.moment(until)
        );
        return Some(plain(Tone::Warn, "pause", "The account closure cools off.", &text));
    }
    let link = Some(Link::new("Decide", format!("#{}", place(next.right))));
    let text =
        format!("Every task is done. Decide on: {}.", words::lower(catalogue::right(next.right)));
    Some(Need { link, ..plain(Tone::Warn, "user", "A right is not decided.", &text) })
}

/// What comes before the release.
fn release(scene: &Scene<'_>) -> String {
    let open = closing::open_points(scene.case(), &scene.deps.policy).next().is_some();
    let barred = scene.offered(Verb::ApproveExecution).and_then(|one| one.obstacle.as_deref());
    let next = if open && waits_for_release(scene, Right::Terminate) {
        "The checklist before the account is closed has open points: tick them first."
    } else {
        barred.unwrap_or("An approver looks at what would go, then releases it.")
    };
    format!("{next} Other tasks go on meanwhile.")
}

/// Who decided, when and by what, that a guardian or agent may act; the approver answers for it as well.
fn authority(scene: &Scene<'_>) -> Option<String> {
    let case = scene.case();
    let subject = scene.view.dossier.person.as_ref()?.acting_for.as_ref()?;
    let Identity::Accepted { at, by, method } = &case.identity else {
        return Some(format!("Authority to act for {subject}: not decided."));
    };
    let method = words::lower(catalogue::verification_method(*method));
    let (by, on) = (scene.principal(by), scene.day(*at));
    let note = scene.view.events.iter().rev().find_map(|told| {
        let Event::IdentityAccepted { note, .. } = &told.happened.event else { return None };
        note.as_ref().map(|note| scene.text(note))
    });
    let note = note.map(|note| format!(" Noted: {note}")).unwrap_or_default();
    Some(format!("Authority to act for {subject}: accepted by {by}, {on}, by {method}.{note}"))
}

/// The way to the letter as it will be sent.
fn letter(scene: &Scene<'_>) -> Link {
    Link::new("Read the letter", format!("{}/letter", scene.path()))
}

/// The answer under review.
pub(super) fn review(scene: &Scene<'_>) -> Option<Review> {
    let case = scene.case();
    if case.stage != Stage::Review {
        return None;
    }
    let proposal = case.proposal.as_ref()?;
    let (four_eyes, barred) = four_eyes(scene, proposal);
    let outcome = words::lower(catalogue::outcome(outcome_of(&case.items)));
    let title = match proposal.refusal {
        Some(_) => "Proposed: a refusal".to_owned(),
        None => format!("Proposed answer: {outcome}"),
    };
    let place = |verb, id| {
        let free = scene.draft_of(verb).is_none() && scene.possible(verb);
        free.then(|| form(scene, verb, id, None)).flatten()
    };
    Some(Review {
        title,
        by: Colleague::named(&scene.principal(&proposal.by)),
        at: scene.moment(proposal.at),
        iso: words::iso(proposal.at),
        ground: proposal.refusal.map(|ground| words::lower(catalogue::ground(ground))),
        text: proposal.text.as_ref().map(|text| scene.text(text)),
        authority: authority(scene),
        letter: letter(scene),
        approve: place(Verb::Approve, "approve"),
        send_back: place(Verb::SendBack, "send-back"),
        four_eyes,
        barred,
    })
}

/// Who may approve, and why; and whether the reader is barred.
fn four_eyes(scene: &Scene<'_>, proposal: &Proposal) -> (String, bool) {
    let case = scene.case();
    let rule = catalogue::four_eyes(scene.deps.policy.four_eyes);
    let second = scene.deps.policy.needs_second_person(case.rights(), case.falls_short());
    let mine = proposal.by == format!("staff:{}", scene.me.id);
    if let Some(obstacle) =
        scene.offered(Verb::Approve).and_then(|offered| offered.obstacle.clone())
    {
        let text = if mine && second { format!("{obstacle} {rule}.") } else { obstacle };
        return (text, true);
    }
    if scene.offered(Verb::Approve).is_none() {
        return ("An approver looks at this next.".to_owned(), true);
    }
    let text = match (second, mine) {
        (true, _) => format!("{rule}; you are the second person here."),
        (false, true) => "You proposed this and may approve it yourself.".to_owned(),
        (false, false) => "You may approve it.".to_owned(),
    };
    (text, false)
}
