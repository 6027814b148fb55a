//! What the status page shows: the person's own side, and what was said to them. Nothing internal.

use chrono::{DateTime, NaiveDate, Utc};

use crate::answer::Telling;
use crate::dossier::Dossier;
use crate::{Deps, ServiceError, address, commands, data_map, package};
use domain::case::{Case, Identity};
use domain::file::Package;
use domain::item::{Item, ItemState};
use domain::person::{Email, Person};
use domain::prose::Sealed;
use domain::vocabulary::{Ground, Outcome, Right, Settlement};
use domain::workflow::Event;
use domain::workflow::event::{Happened, Side};
use storage::{ReadTx, cases, files, journal};
use text::contexts::mail::ItemList;

/// One thing that was said or happened, as the requester may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the event.
    pub event: String,
    /// Who wrote it, for messages.
    pub from: Option<Side>,
    /// The words, where it has any for the requester.
    pub text: Option<String>,
}

/// Everything the status page shows.
#[derive(Debug, Clone)]
pub struct PortalView {
    /// The case.
    pub case: Case,
    /// The person.
    pub person: Person,
    /// The address a change was asked to.
    pub wanted: Option<Email>,
    /// What was said and what happened, newest first.
    pub lines: Vec<PortalLine>,
    /// What became of each right; empty before the answer went out.
    pub answers: Vec<PortalAnswer>,
    /// The words of the answer as a whole.
    pub words: Option<String>,
    /// Its closing words.
    pub closing: Option<String>,
    /// Bytes of the copy of the data, while it can be downloaded.
    pub package_size: Option<u64>,
    /// Whether a fresh code was typed in this session.
    pub stepped_up: bool,
    /// Today in the organisation's zone.
    pub today: NaiveDate,
}

/// What became of one right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAnswer {
    /// Which.
    pub right: Right,
    /// How it was decided; `None` for a closing of the account that the person cancelled.
    pub settlement: Option<Settlement>,
    /// Why, when not everything was done.
    pub ground: Option<Ground>,
    /// The words of the desk.
    pub text: Option<String>,
    /// What was done, field by field and system by system.
    pub lists: Vec<ItemList>,
}

/// The status page of a session. `NotFound` when the session ended.
pub fn view(deps: &Deps, session: &str) -> Result<PortalView, ServiceError> {
    let id = super::case_of(deps, session)?;
    deps.store.read(|tx| {
        let case = cases::load(tx, &id)?;
        let dossier = Dossier::open(tx, deps, &id)?;
        let Some(person) = dossier.person.clone() else {
            return Err(ServiceError::Erased);
        };
        let mut lines = Vec::new();
        for entry in journal::page(tx, &commands::stream_of(&id), 0, 2_000)? {
            let happened = Happened::read(&entry.body)?;
            lines.extend(portal_line(&happened, &entry.event, &dossier));
        }
        lines.reverse();
        let map = data_map::pinned(tx, deps, case.data_map)?;
        let telling = Telling { case: &case, person: &person, dossier: &dossier, map: &map };
        let closing = case.proposal.as_ref().and_then(|proposal| proposal.closing.as_ref());
        let closing = closing.filter(|_| is_answered(&case)).and_then(|text| dossier.text(text));
        Ok(PortalView {
            answers: answers(&telling),
            words: words(&case, &dossier),
            closing: closing.map(str::to_owned),
            package_size: package_size(tx, &case)?,
            wanted: address::wanted(tx, deps, &case)?,
            stepped_up: package::stepped_up(tx, deps, session)?,
            today: deps.local_date(deps.now()),
            case,
            person,
            lines,
        })
    })
}

fn package_size(tx: &mut ReadTx<'_>, case: &Case) -> Result<Option<u64>, ServiceError> {
    let Some(file) = case.package.as_ref().and_then(Package::file) else {
        return Ok(None);
    };
    Ok(files::get(tx, file.as_str())?.map(|row| row.size))
}

/// What was decided stays inside until the answer has gone out.
fn is_answered(case: &Case) -> bool {
    matches!(case.outcome, Some(Outcome::Fulfilled | Outcome::PartlyFulfilled | Outcome::Refused))
}

fn answers(telling: &Telling<'_>) -> Vec<PortalAnswer> {
    let answer = |item: &Item| match &item.state {
        ItemState::Settled { settlement, ground, text } => Some(PortalAnswer {
            right: item.right,
            settlement: Some(*settlement),
            ground: *ground,
            text: text.as_ref().and_then(|text| telling.dossier.text(text)).map(str::to_owned),
            lists: telling.lists(item.right, *settlement),
        }),
        ItemState::Cancelled => Some(PortalAnswer {
            right: item.right,
            settlement: None,
            ground: None,
            text: None,
            lists: Vec::new(),
        }),
        ItemState::Pending | ItemState::Approved | ItemState::CoolingOff { .. } => None,
    };
    if !is_answered(telling.case) {
        return Vec::new();
    }
    telling.case.items.iter().filter_map(answer).collect()
}

fn words(case: &Case, dossier: &Dossier) -> Option<String> {
    if !is_answered(case) {
        return None;
    }
    let sealed = match &case.identity {
        Identity::Rejected { text, .. } => Some(text),
        Identity::Open | Identity::Accepted { .. } => {
            case.proposal.as_ref().and_then(|proposal| proposal.text.as_ref())
        }
    };
    sealed.and_then(|text| dossier.text(text)).map(str::to_owned)
}

/// What a requester sees of an event: their own side and what was said to them, nothing internal.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn portal_line(happened: &Happened, name: &str, dossier: &Dossier) -> Option<PortalLine> {
    let said = |from: Side, text: &Sealed| (Some(from), dossier.text(text).map(str::to_owned));
    let (from, text) = match &happened.event {
        Event::MessageSent { from, text } => said(*from, text),
        Event::EvidenceAsked { text }
        | Event::ClarificationAsked { text }
        | Event::ComplaintDecided { text, .. } => said(Side::Desk, text),
        Event::EvidenceGiven { text }
        | Event::ClarificationAnswered { text }
        | Event::ComplaintRecorded { text, .. } => said(Side::Requester, text),
        Event::CaseOpened { .. }
        | Event::EmailConfirmed { .. }
        | Event::ConfirmedByDesk { .. }
        | Event::AuthorityAsked
        | Event::IdentityAccepted { .. }
        | Event::IdentityRejected { .. }
        | Event::DeadlineExtended { .. }
        | Event::CoolingOffStarted { .. }
        | Event::FileGiven { .. }
        | Event::PackageBuilt { .. }
        | Event::PackageDownloaded { .. }
        | Event::PackageRecalled { .. }
        | Event::PackageExpired
        | Event::TerminationCancelled
        | Event::AddressChangeAsked { .. }
        | Event::AddressChangeConfirmed { .. }
        | Event::AddressChangeCancelled
        | Event::AddressChangeLapsed
        | Event::AddressChanged
        | Event::Withdrawn { .. }
        | Event::Closed { .. }
        | Event::Reopened { .. } => (None, None),
        _ => return None,
    };
    Some(PortalLine { at: happened.at, event: name.to_owned(), from, text })
}
