//! One form per verb: in the page, in a dialog, or opened by address with what was typed before.

mod answering;
mod explain;
mod tasks;

use super::corrections::wanted;
use super::fields::{self, Typed};
use super::{Draft, Scene, words};
use domain::ids::{FileId, TaskId};
use domain::vocabulary::{RequesterRole, Right};
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::case_page::{Composer, Kind};
use text::contexts::desk_form::{ActionForm, Choice, Field, Hidden};

/// Verbs that open as a dialog; the others have their place on the page.
const DIALOGS: &[Verb] = &[
    Verb::Extend,
    Verb::Refuse,
    Verb::RejectIdentity,
    Verb::Withdraw,
    Verb::MarkDuplicate,
    Verb::CorrectReceivedDate,
    Verb::SetJurisdiction,
    Verb::ExplainLateness,
    Verb::PlaceHold,
    Verb::ReleaseHold,
    Verb::RecallPackage,
    Verb::Reopen,
    Verb::RecordComplaint,
    Verb::SetRights,
    Verb::ConfirmByDesk,
    Verb::CancelTermination,
    Verb::AskAddressChange,
    Verb::CancelAddressChange,
    Verb::ApproveExecution,
    Verb::AddTask,
];

/// Whether a verb opens as a dialog.
pub(super) fn is_dialog(verb: Verb) -> bool {
    DIALOGS.contains(&verb)
}

/// The form that was asked for by address, or that was not accepted. Messages come back in the
/// composer instead.
pub(super) fn open(scene: &Scene<'_>) -> Option<ActionForm> {
    let draft = scene.draft?;
    let verb = Verb::from_text(&draft.command)?;
    if is_message(verb) || scene.offered(verb).is_none() {
        return None;
    }
    let mut form = form(scene, verb, "do", Some(draft))?;
    form.problem = draft.problem.clone().filter(|_| draft.errors.is_empty());
    form.cancel = Some(scene.path());
    Some(form)
}

/// Every possible dialog but the one that is open already.
pub(super) fn dialogs(scene: &Scene<'_>, open: Option<&ActionForm>) -> Vec<ActionForm> {
    let opened = open.and(scene.draft).and_then(|draft| Verb::from_text(&draft.command));
    DIALOGS
        .iter()
        .filter(|verb| Some(**verb) != opened && scene.possible(**verb))
        .filter_map(|verb| {
            let mut form = form(scene, *verb, &format!("do-{verb}"), None)?;
            form.cancel = Some(scene.path());
            Some(form)
        })
        .collect()
}

/// The form of a verb. `draft` holds what was typed, and which task or right it is about.
pub(super) fn form(
    scene: &Scene<'_>,
    verb: Verb,
    id: &str,
    draft: Option<&Draft>,
) -> Option<ActionForm> {
    let typed = Typed(draft);
    let mut form = ActionForm::command(id, &scene.action(), scene.forms.tokens(), verb.as_str());
    catalogue::verb(verb).clone_into(&mut form.title);
    form.submit.clone_from(&form.title);
    form.cite = scene.offered(verb).map(|offered| offered.cite.to_owned());
    form.danger = matches!(
        verb,
        Verb::Refuse
            | Verb::RejectIdentity
            | Verb::Withdraw
            | Verb::ApproveExecution
            | Verb::RecallPackage
            | Verb::RemoveFile
    );
    about(scene, verb, typed, &mut form)?;
    form.fields = fields_of(scene, verb, id, typed);
    form.fields = form.fields.into_iter().map(|field| typed.fill(field)).collect();
    explain::explain(scene, verb, &mut form);
    Some(form)
}

/// Which task or right the form is about; without one there is no form.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn about(scene: &Scene<'_>, verb: Verb, typed: Typed<'_>, form: &mut ActionForm) -> Option<()> {
    match verb {
        Verb::CompleteTask
        | Verb::PreviewTask
        | Verb::ReopenTask
        | Verb::AssignTask
        | Verb::DropTask => {
            let task = scene.case().task(TaskId::parse(typed.one("task"))?)?;
            let system = scene.deps.policy.system_name(&task.system);
            form.title = format!("{}: {system}", task.id);
            form.hidden.push(Hidden { name: "task", value: task.id.to_string() });
            tasks::submit(verb).clone_into(&mut form.submit);
        }
        Verb::CheckPoint => {
            let key = typed.one("point");
            let points = &scene.deps.policy.closing_points;
            let point = points.iter().find(|point| point.key == key)?;
            form.title.clone_from(&point.name);
            form.lead = Some(point.hint.clone());
            form.hidden.push(Hidden { name: "point", value: key.to_owned() });
            "Tick this point".clone_into(&mut form.submit);
        }
        Verb::AcceptIdentity => form.hidden.push(Hidden { name: "plan", value: "1".to_owned() }),
        Verb::DecideCorrection => {
            let number: u32 = typed.one("number").parse().ok()?;
            scene.case().correction(number)?;
            let field = wanted(scene, number).map(|wanted| wanted.field.as_str());
            form.title = format!("Decide on field {number}: {}", field.unwrap_or("no longer kept"));
            form.hidden.push(Hidden { name: "number", value: number.to_string() });
            "Decide on this field".clone_into(&mut form.submit);
        }
        Verb::SettleItem => {
            let right = Right::from_text(typed.one("right"))?;
            scene.case().item(right)?;
            form.title = format!("Decide: {}", words::lower(catalogue::right(right)));
            form.hidden.push(Hidden { name: "right", value: right.as_str().to_owned() });
            "Settle this right".clone_into(&mut form.submit);
        }
        Verb::SignOffFile | Verb::RemoveFile => {
            let file = scene.case().file(&FileId::from(typed.one("file")))?;
            form.hidden.push(Hidden { name: "file", value: file.id.as_str().to_owned() });
        }
        _ => {}
    }
    Some(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn fields_of(scene: &Scene<'_>, verb: Verb, id: &str, typed: Typed<'_>) -> Vec<Field> {
    if let Some(question) = why(verb) {
        return vec![fields::reason(id, question)];
    }
    let case = scene.case();
    match verb {
        Verb::Extend => {
            vec![fields::grounds_of_time(id), fields::for_requester(id, "Why is more time needed?")]
        }
        Verb::Refuse => vec![fields::grounds(id, false), fields::for_requester(id, "Explanation")],
        Verb::RejectIdentity => {
            vec![fields::for_requester(id, "Why could identity not be established?")]
        }
        Verb::MarkDuplicate => {
            let of = Field::line(id, "of", "Earlier request").hint("Its reference.");
            let first = scene.view.duplicates.first();
            vec![of.filled(first.map_or("", |other| other.reference.as_str()))]
        }
        Verb::CorrectReceivedDate => vec![
            fields::past_date(scene, id, "received_at", "It reached the company on")
                .filled(&case.intake.received_on.to_string()),
            fields::reason(id, "How is that known?"),
        ],
        Verb::SetJurisdiction => vec![
            fields::countries(id, &case.intake.country),
            Field::line(id, "region", "Region")
                .hint("Its code, like CA or US-CA for California.")
                .filled(case.intake.region.as_deref().unwrap_or_default())
                .optional(),
            fields::reason(id, "How is that known?"),
        ],
        Verb::RecordComplaint => vec![
            fields::complaint_kinds(id),
            fields::channels(id),
            fields::past_date(scene, id, "received_at", "It reached the company on")
                .filled(&scene.today().to_string()),
            Field::area(id, "text", "What does the person say?")
                .hint("The requester sees this on the status page."),
        ],
        Verb::DecideComplaint => vec![
            fields::complaint_outcomes(id),
            fields::for_requester(id, "What was decided, and why?"),
        ],
        Verb::AddTask => tasks::add(scene, id),
        Verb::AssignTask => tasks::assign(scene, id, typed),
        Verb::SetRights => vec![fields::rights(scene, id)],
        Verb::ConfirmByDesk => vec![
            fields::methods(scene, id),
            Field::area(id, "note", "How was it confirmed?").hint("Only the desk reads this."),
        ],
        Verb::AcceptIdentity => vec![
            fields::methods(scene, id),
            identity_note(scene, id),
            tasks::plan(scene, id),
            tasks::other_plan(id),
        ],
        verb => work(scene, verb, id, typed),
    }
}

/// What carrying it out and answering ask.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn work(scene: &Scene<'_>, verb: Verb, id: &str, typed: Typed<'_>) -> Vec<Field> {
    match verb {
        Verb::PreviewTask => vec![
            Field::line(id, "count", "How many records would go?")
                .hint("Leave it empty when the system cannot say.")
                .optional(),
        ],
        Verb::CheckPoint => {
            let field = Field::area(id, "note", "What was found or arranged?");
            vec![field.hint("Only the desk reads this.")]
        }
        Verb::ApproveExecution => vec![
            fields::reason(id, "Released before every count is in?")
                .hint("Then say why. Only the desk reads this.")
                .optional(),
        ],
        Verb::AskAddressChange => vec![
            Field::line(id, "email", "New email address"),
            fields::reason(id, "How did the wish come?"),
        ],
        Verb::CompleteTask => tasks::complete(scene, id, typed),
        verb => answering::fields(scene, verb, id),
    }
}

/// What an act that needs nothing but a reason asks.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest asks for more, or for nothing")]
fn why(verb: Verb) -> Option<&'static str> {
    Some(match verb {
        Verb::Withdraw => "What did the person say?",
        Verb::ExplainLateness => "Why is the answer late?",
        Verb::PlaceHold => "Why must everything stop?",
        Verb::ReleaseHold => "Why can it go on?",
        Verb::Reopen => "Why is it opened again?",
        Verb::SendBack => "What has to change?",
        Verb::RecallPackage => "Why is it taken back?",
        Verb::SignOffFile => "Why may it be handed out as it is?",
        Verb::ReopenTask => "Why is it opened again?",
        Verb::DropTask => "Why is nothing expected of it?",
        _ => return None,
    })
}

fn is_message(verb: Verb) -> bool {
    matches!(verb, Verb::SendMessage | Verb::AskClarification | Verb::AskEvidence | Verb::AddNote)
}

/// Whether the reader can write anything.
pub(super) fn can_write(scene: &Scene<'_>) -> bool {
    Verb::ALL.iter().any(|verb| is_message(*verb) && scene.possible(*verb))
}

/// Writing to the requester or a note.
pub(super) fn composer(scene: &Scene<'_>) -> Option<Composer> {
    let kinds = [
        (Verb::SendMessage, "Reply", "Sent by mail and shown on the status page."),
        (
            Verb::AskClarification,
            "Question",
            "Sent by mail; the request then waits for the answer.",
        ),
        (
            Verb::AskEvidence,
            "Ask for proof",
            "Sent by mail; proof comes through the status page, never by mail.",
        ),
        (Verb::AddNote, "Internal note", "Stays inside the desk."),
    ];
    let draft = scene.draft.filter(|draft| Verb::from_text(&draft.command).is_some_and(is_message));
    let chosen = draft.map(|draft| draft.command.as_str());
    let mut shown = Vec::new();
    for (verb, label, hint) in kinds {
        if scene.possible(verb) {
            let number = u8::try_from(shown.len()).unwrap_or(0).saturating_add(1);
            shown.push(Kind {
                number,
                command: verb.as_str(),
                label: label.to_owned(),
                hint,
                chosen: chosen.map_or(number == 1, |chosen| chosen == verb.as_str()),
                internal: verb == Verb::AddNote,
            });
        }
    }
    if shown.is_empty() {
        return None;
    }
    let told = draft.map(|draft| {
        let field = draft.errors.values().next().cloned();
        field.or_else(|| draft.problem.clone())
    });
    Some(Composer {
        action: scene.action(),
        tokens: scene.forms.tokens(),
        kinds: shown,
        value: draft.map(|draft| draft.sent.one("text").to_owned()).unwrap_or_default(),
        problem: told.flatten(),
    })
}

/// Who the case can be given to; the owner is chosen.
pub(super) fn people(scene: &Scene<'_>) -> Vec<Choice> {
    let owner = scene.case().assignee.as_ref();
    let mut choices: Vec<Choice> = scene
        .people
        .iter()
        .map(|person| Choice {
            chosen: Some(&person.id) == owner,
            ..Choice::new(person.id.as_str(), words::owner(person))
        })
        .collect();
    choices.push(Choice { chosen: owner.is_none(), ..Choice::new("", "Nobody") });
    choices
}

/// Who releases a child's data goes by the note alone, so there it is needed.
fn identity_note(scene: &Scene<'_>, id: &str) -> Field {
    let note = Field::area(id, "note", "Note").hint("What was shown, and by whom.");
    let guardian = scene.case().intake.role == RequesterRole::Guardian;
    if guardian { note } else { note.optional() }
}
