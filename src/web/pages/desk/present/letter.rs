//! The letter of a request and what can be done with it.

use super::Forms;
use super::case::grounds;
use crate::pages::desk::form::Sent;
use domain::intake::FieldErrors;
use domain::vocabulary::Stage;
use domain::workflow::Verb;
use services::notices::letter::LetterView;
use text::catalogue;
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::desk_parts::{Banner, Link, Tone};
use text::contexts::letter::{LetterPage, LetterPart, WordsForm};

/// The page; `sent` holds words that were typed and are not proposed.
pub(crate) fn page(
    forms: &Forms<'_>,
    view: &LetterView,
    sent: Option<&Sent>,
    errors: &FieldErrors,
) -> LetterPage {
    let reference = &view.case.reference;
    let path = format!("/desk/cases/{reference}");
    LetterPage {
        title: format!("Letter of {reference}"),
        back: Link::new(reference.as_str(), path.clone()),
        banner: if errors.is_empty() { banner(view) } else { wrong() },
        letter: view.letter.as_ref().map(|letter| LetterPart {
            subject: letter.message.subject.clone(),
            to: Some(letter.message.to.clone()).filter(|to| !to.is_empty()),
            html: letter.message.html.clone(),
            text: letter.message.text.clone(),
        }),
        words: words(forms, view, sent, errors, &path),
        approve: approve(forms, view, &path),
        send_back: send_back(forms, view, &path),
    }
}

fn possible(view: &LetterView, verb: Verb) -> bool {
    view.offered.iter().any(|offered| offered.verb == verb && offered.obstacle.is_none())
}

fn wrong() -> Banner {
    let text = "What you typed is kept: look at the marked fields below.";
    Banner::new(Tone::Bad, "alert", "Some answers need another look.", text).alert()
}

fn banner(view: &LetterView) -> Banner {
    if view.letter.is_none() {
        let text = match view.case.stage {
            Stage::Closed => "What was sent is in the outbox, as it was sent.",
            Stage::Unconfirmed | Stage::Verifying | Stage::Working | Stage::Review => {
                "Every right has to be decided before the letter can be read."
            }
        };
        return Banner::new(Tone::Idle, "file", "There is no letter to read.", text);
    }
    if view.case.proposal.is_none() {
        let text = "It is made of what was decided, right by right, and the words below. Nothing is sent from here.";
        return Banner::new(Tone::Info, "file", "Not proposed yet.", text);
    }
    let offered = view.offered.iter().find(|offered| offered.verb == Verb::Approve);
    match offered.map(|offered| offered.obstacle.as_deref()) {
        Some(None) => {
            let text = "Exactly this is sent when you approve it here; if anything in it changes before, you are told.";
            Banner::new(Tone::Plum, "shield", "Waits for an approver.", text)
        }
        Some(Some(obstacle)) => {
            Banner::new(Tone::Warn, "shield", "Waits for an approver.", obstacle)
        }
        None => {
            let text = "An approver reads it next, and it is sent as it stands here.";
            Banner::new(Tone::Plum, "shield", "Waits for an approver.", text)
        }
    }
}

/// Whether a refusal of the whole request is being written.
pub(crate) fn refuses(sent: &Sent) -> bool {
    sent.one("command") == Verb::Refuse.as_str()
}

fn words(
    forms: &Forms<'_>,
    view: &LetterView,
    sent: Option<&Sent>,
    errors: &FieldErrors,
    path: &str,
) -> Option<WordsForm> {
    let refusal = sent.is_some_and(refuses);
    let (verb, submit) = match refusal {
        true => (Verb::Refuse, "Propose this refusal"),
        false => (Verb::ProposeAnswer, "Propose this answer"),
    };
    let offered = view.offered.iter().any(|offered| offered.verb == verb);
    if !offered || (view.letter.is_none() && !refusal) {
        return None;
    }
    let kept = |name: &str| match name {
        "text" => view.words.text.clone(),
        "closing" => view.words.closing.clone(),
        _ => None,
    };
    let fill = |field: Field| {
        let typed = sent.map(|sent| sent.one(&field.name).to_owned());
        let value = typed.or_else(|| kept(&field.name)).unwrap_or_default();
        let error = errors.get(field.name.as_str()).cloned();
        field.filled(&value).error(error)
    };
    let fields = if refusal { of_refusal() } else { of_answer() };
    Some(WordsForm {
        action: format!("{path}/commands"),
        look: format!("{path}/letter"),
        tokens: forms.tokens(),
        command: verb.as_str(),
        fields: fields.into_iter().map(fill).collect(),
        submit: possible(view, verb).then_some(submit),
    })
}

fn of_answer() -> Vec<Field> {
    let above = "Above what became of each right. The requester reads this. Use plain words.";
    let below = "Below what became of each right. The requester reads this.";
    vec![
        Field::area("letter", "text", "Introduction").hint(above).optional(),
        Field::area("letter", "closing", "Closing words").hint(below).optional(),
    ]
}

fn of_refusal() -> Vec<Field> {
    let hint = "The requester reads this. Use plain words.";
    vec![grounds("letter", false), Field::area("letter", "text", "Explanation").hint(hint)]
}

fn form(forms: &Forms<'_>, verb: Verb, path: &str) -> ActionForm {
    let action = format!("{path}/commands");
    let mut form = ActionForm::command(verb.as_str(), &action, forms.tokens(), verb.as_str());
    catalogue::verb(verb).clone_into(&mut form.title);
    form.submit.clone_from(&form.title);
    form
}

fn approve(forms: &Forms<'_>, view: &LetterView, path: &str) -> Option<ActionForm> {
    let letter = view.letter.as_ref().filter(|_| possible(view, Verb::Approve))?;
    let mut form = form(forms, Verb::Approve, path);
    form.hidden.push(Hidden { name: "letter", value: letter.mark.clone() });
    Some(form)
}

fn send_back(forms: &Forms<'_>, view: &LetterView, path: &str) -> Option<ActionForm> {
    possible(view, Verb::SendBack).then(|| {
        let mut form = form(forms, Verb::SendBack, path);
        let reason = Field::area("send_back", "reason", "What has to change?");
        form.fields = vec![reason.hint("Only the desk reads this.")];
        form.quiet = true;
        form
    })
}
