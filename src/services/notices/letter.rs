//! The letter of a request before it is sent: from the same template, with the same words, as it will be sent. What is
//! approved carries the mark of the letter that was seen, and another letter than that is not sent.

use serde::{Deserialize, Serialize};

use super::Scene;
use crate::commands::{self, Offered};
use crate::dossier::Dossier;
use crate::input::CommandInput;
use crate::{Deps, ServiceError, dossier, policy, reading};
use domain::actor::Actor;
use domain::case::{Case, Proposal};
use domain::effect::{Audience, Effect};
use domain::ids::Reference;
use domain::item::outcome_of;
use domain::message::{Message, NoticeKind as N};
use domain::prose::{Sealed, commit};
use domain::vocabulary::{Ground, Outcome, Stage};
use domain::workflow::event::Happened;
use domain::workflow::{Event, evolve, react};
use storage::{WriteTx, cases};

/// The free parts of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Above what became of each right.
    pub text: Option<String>,
    /// Below it.
    pub closing: Option<String>,
    /// The ground, when the whole request is to be refused and that is not proposed yet.
    pub refusal: Option<Ground>,
}

/// A letter as it would be sent now.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The message.
    pub message: Message,
    /// Changes when anything in the letter does.
    pub mark: String,
}

/// What the page of a letter shows.
#[derive(Debug)]
pub struct LetterView {
    /// The request.
    pub case: Case,
    /// The letter; `None` while a right is not decided, and once it was sent.
    pub letter: Option<Letter>,
    /// Its free parts: as proposed, or as they were proposed last.
    pub words: Words,
    /// What the reader could do now.
    pub offered: Vec<Offered>,
}

impl Words {
    /// The words of the proposal under review.
    pub(super) fn proposed(case: &Case, dossier: &Dossier) -> Self {
        let proposal = case.proposal.as_ref();
        let said = |part: fn(&Proposal) -> Option<&Sealed>| {
            proposal.and_then(part).and_then(|text| dossier.text(text)).map(str::to_owned)
        };
        Self {
            text: said(|proposal| proposal.text.as_ref()),
            closing: said(|proposal| proposal.closing.as_ref()),
            refusal: None,
        }
    }

    /// The words that were proposed last, so that what was sent back need not be written again.
    pub fn last(events: &[reading::Told], dossier: &Dossier) -> Self {
        let said = |text: &Option<Sealed>| {
            text.as_ref().and_then(|text| dossier.text(text)).map(str::to_owned)
        };
        let found = events.iter().rev().find_map(|told| {
            let Event::AnswerProposed { text, closing } = &told.happened.event else {
                return None;
            };
            Some(Self { text: said(text), closing: said(closing), refusal: None })
        });
        found.unwrap_or_default()
    }
}

/// Opens the letter for reading, with the free parts of a draft where there is one. Looking is journalled.
pub fn preview(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    draft: Option<Words>,
) -> Result<LetterView, ServiceError> {
    reading::read(deps, actor, reference, move |tx, deps, actor, case| {
        let dossier = Dossier::open_for(tx, deps, &case.id, false)?;
        let words = match (&draft, &case.proposal) {
            (Some(draft), None) => draft.clone(),
            (_, Some(_)) => Words::proposed(&case, &dossier),
            (None, None) => Words::last(&reading::events(tx, &case)?, &dossier),
        };
        let letter = render(tx, deps, &case, &words)?;
        Ok(LetterView { offered: commands::offered(deps, actor, &case), letter, words, case })
    })
}

/// Another letter than the one that was seen is not approved.
///
/// Errors: [`ServiceError::Stale`] when it changed since.
pub fn check_seen(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    reference: &Reference,
    input: &CommandInput,
) -> Result<(), ServiceError> {
    let CommandInput::Approve { letter: Some(seen) } = input else {
        return Ok(());
    };
    let case = cases::by_reference(tx, reference)?.ok_or(ServiceError::NotFound)?;
    let dossier = Dossier::open_for(tx, deps, &case.id, false)?;
    let words = Words::proposed(&case, &dossier);
    let now = render(tx, deps, &case, &words)?;
    if now.is_some_and(|letter| letter.mark == *seen) {
        return Ok(());
    }
    Err(ServiceError::Stale { current: case.version })
}

/// The letter as if the answer were approved at this moment.
fn render(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    words: &Words,
) -> Result<Option<Letter>, ServiceError> {
    let deps = &policy::in_force(tx, deps)?;
    let Some(outcome) = outcome(case, words) else {
        return Ok(None);
    };
    let (key, person) = (
        dossier::key_of(tx, deps, &case.id)?,
        dossier::person(tx, deps, &case.id, &case.intake.person)?,
    );
    let (Some(key), Some(person)) = (key, person) else {
        return Ok(None);
    };
    let event = Event::Closed { outcome };
    let closed = Happened { at: deps.now(), by: String::new(), via: None, event };
    let after = evolve(case.clone(), &closed);
    let effects = react(&after, &closed.event, &deps.policy);
    let notice = effects.into_iter().find_map(|effect| {
        let Effect::Notify { notice, to: Audience::Requester } = effect else {
            return None;
        };
        is_answer(notice).then_some(notice)
    });
    let Some(notice) = notice else {
        return Ok(None);
    };
    let scene = Scene { deps, case: &after, key, person, browser: None, draft: Some(words) };
    let Some(to) = scene.recipients(tx, &closed, notice, &Audience::Requester)?.pop() else {
        return Ok(None);
    };
    let context = scene.context(tx, &closed, notice, &to)?;
    let message = deps.texts.mail(notice, &to.address, to.name.as_deref(), &context)?;
    let mark = commit(&[0; 32], &serde_json::to_vec(&message)?);
    Ok(Some(Letter { message, mark }))
}

/// How the request would end; `None` while nothing can be proposed, and once it is closed.
fn outcome(case: &Case, words: &Words) -> Option<Outcome> {
    let refused = case.proposal.as_ref().is_some_and(|proposal| proposal.refusal.is_some());
    match case.stage {
        Stage::Review if refused => Some(Outcome::Refused),
        Stage::Verifying | Stage::Working if words.refusal.is_some() => Some(Outcome::Refused),
        Stage::Working | Stage::Review if case.all_settled() => Some(outcome_of(&case.items)),
        Stage::Unconfirmed | Stage::Verifying | Stage::Working | Stage::Review | Stage::Closed => {
            None
        }
    }
}

const fn is_answer(notice: N) -> bool {
    matches!(
        notice,
        N::AnswerReady | N::AnswerInPart | N::Refused | N::IdentityRejected | N::Withdrawn
    )
}
