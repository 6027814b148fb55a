//! What events of a change of address change.

use chrono::{DateTime, Utc};

use crate::case::{AddressChange, Case, Identity, Waiting};
use crate::file::{FilePurpose, Package};
use crate::item::ItemState;
use crate::vocabulary::{Stage, WaitingReason};
use crate::workflow::event::{Event, Happened};

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn apply_address(case: &mut Case, happened: &Happened) {
    let at = happened.at;
    match &happened.event {
        Event::AddressChangeAsked { person, by_desk, .. } => {
            let (person, by_desk) = (person.clone(), *by_desk);
            case.address = Some(AddressChange { person, asked_at: at, by_desk, counts_at: None });
        }
        Event::AddressChangeConfirmed { counts_at } => {
            if let Some(change) = &mut case.address {
                change.counts_at = Some(*counts_at);
            }
        }
        Event::AddressChanged => {
            if let Some(change) = case.address.take() {
                case.intake.person = change.person;
            }
            begin_anew(case, at);
            if case.package.as_ref().is_some_and(is_in_being) {
                case.package = Some(Package::Recalled { at });
            }
        }
        Event::AddressChangeCancelled
        | Event::AddressChangeLapsed
        | Event::Closed { .. }
        | Event::PersonalDataErased => case.address = None,
        _ => {}
    }
}

/// Who reads the new mailbox is not known yet: identity is decided anew, and so is every release that rested on it.
/// What the old mailbox showed proves nothing of the new one, and an agent's mandate was given to the agent there. Tasks and
/// what was settled stay.
fn begin_anew(case: &mut Case, at: DateTime<Utc>) {
    let evidence = |waiting: &Waiting| waiting.reason == WaitingReason::Evidence;
    if case.waiting.as_ref().is_some_and(evidence) {
        case.answered(at);
        case.waiting = None;
    }
    case.confirmation.mandate_at = None;
    case.files.retain(|file| file.purpose != FilePurpose::Evidence);
    case.identity = Identity::Open;
    case.stage = Stage::Verifying;
    case.proposal = None;
    let released =
        |state: &ItemState| matches!(state, ItemState::Approved | ItemState::CoolingOff { .. });
    case.items.iter_mut().filter(|item| released(&item.state)).for_each(|item| {
        item.state = ItemState::Pending;
    });
}

const fn is_in_being(package: &Package) -> bool {
    match package {
        Package::Building { .. } | Package::Ready { .. } | Package::Stopped { .. } => true,
        Package::Recalled { .. } | Package::Expired { .. } => false,
    }
}
