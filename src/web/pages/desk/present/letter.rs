//! The letter of a request and what can be done with it.

use super::Forms;
use crate::domain::intake::FieldErrors;
use crate::domain::vocabulary::Stage;
use crate::domain::workflow::Verb;
use crate::services::notices::letter::LetterView;
use crate::text::catalogue;
use crate::text::contexts::desk_form::{ActionForm, Field, Hidden};
use crate::text::contexts::desk_parts::{Banner, Link, Tone};
use crate::text::contexts::letter::{LetterPage, LetterPart, WordsForm};
use crate::web::pages::desk::form::Sent;

/// The page; `sent` holds words that were typed and are not proposed.
pub(in crate::web) fn page(
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
        banner: banner(view),
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
    if view.case.stage == Stage::Working {
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

fn words(
    forms: &Forms<'_>,
    view: &LetterView,
    sent: Option<&Sent>,
    errors: &FieldErrors,
    path: &str,
) -> Option<WordsForm> {
    let offered = view.offered.iter().any(|offered| offered.verb == Verb::ProposeAnswer);
    let field = |name: &'static str, label, hint, value: &Option<String>| {
        let typed = sent.map(|sent| sent.one(name).to_owned());
        let value = typed.or_else(|| value.clone()).unwrap_or_default();
        let field = Field::area("letter", name, label).hint(hint).optional();
        field.filled(&value).error(errors.get(name).cloned())
    };
    (view.letter.is_some() && offered).then(|| WordsForm {
        action: format!("{path}/commands"),
        look: format!("{path}/letter"),
        tokens: forms.tokens(),
        fields: vec![
            field(
                "text",
                "Introduction",
                "Above what became of each right. The requester reads this. Use plain words.",
                &view.words.text,
            ),
            field(
                "closing",
                "Closing words",
                "Below what became of each right. The requester reads this.",
                &view.words.closing,
            ),
        ],
        proposes: possible(view, Verb::ProposeAnswer),
    })
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
