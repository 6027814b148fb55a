//! The yearly numbers of California (11 CCR 7102): why a request was denied, in the four reasons that
//! regulation names.

use std::collections::BTreeMap;

use super::count::Measure;
use super::facts::Facts;
use super::figures::{Figures, Tenths};
use super::month::Span;
use crate::case::{Case, Identity};
use crate::item::ItemState;
use crate::vocabulary::{Ground, Outcome, Right, Settlement, vocabulary};

vocabulary! {
    /// 11 CCR 7102(a)(2).
    pub enum DenialReason {
        /// The requester could not be verified.
        NotVerifiable = "not_verifiable",
        /// Not made by a consumer, or not about what the right covers.
        NotAConsumer = "not_a_consumer",
        /// The data is exempt.
        Exempt = "exempt",
        /// Another reason.
        Other = "other",
    }
}

/// Which of the four a ground belongs to.
pub const fn denial_reason(ground: Ground) -> DenialReason {
    match ground {
        Ground::IdentityNotEstablished | Ground::NoAuthority => DenialReason::NotVerifiable,
        Ground::NotApplicable | Ground::NoDataHeld => DenialReason::NotAConsumer,
        Ground::RightsOfOthers
        | Ground::LegalObligation
        | Ground::LegalClaims
        | Ground::MandatoryRecordKeeping
        | Ground::CompletingTransactions => DenialReason::Exempt,
        Ground::ManifestlyUnfounded
        | Ground::Excessive
        | Ground::DataAccurate
        | Ground::Complexity
        | Ground::NumberOfRequests
        | Ground::Other => DenialReason::Other,
    }
}

/// What came of one right of a request that was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    /// Complied with in whole.
    Whole,
    /// Complied with in part.
    Part,
    /// Denied.
    Denied(DenialReason),
    /// Closed without an answer to it: withdrawn, cancelled, a duplicate, ended by time.
    None,
}

/// What came of a right, by its own answer and not by that of the whole request.
pub fn response_to(case: &Case, facts: &Facts, right: Right) -> Response {
    if !facts.is_answered() {
        return Response::None;
    }
    if matches!(case.identity, Identity::Rejected { .. }) {
        return Response::Denied(DenialReason::NotVerifiable);
    }
    if let Some(ground) = case.proposal.as_ref().and_then(|proposal| proposal.refusal) {
        return Response::Denied(denial_reason(ground));
    }
    let reason = |ground: Option<Ground>, other| ground.map_or(other, denial_reason);
    match case.item(right).map(|item| &item.state) {
        Some(ItemState::Settled { settlement, ground, .. }) => match settlement {
            Settlement::Done => Response::Whole,
            Settlement::PartlyDone => Response::Part,
            Settlement::Refused => Response::Denied(reason(*ground, DenialReason::Other)),
            Settlement::NotApplicable => {
                Response::Denied(reason(*ground, DenialReason::NotAConsumer))
            }
        },
        Some(ItemState::Cancelled) | None => Response::None,
        // Closed as answered without a word on this right: as the whole was.
        Some(ItemState::Pending | ItemState::Approved | ItemState::CoolingOff { .. }) => {
            match facts.outcome {
                Some(Outcome::Fulfilled) => Response::Whole,
                Some(Outcome::PartlyFulfilled) => Response::Part,
                _ => Response::Denied(reason(facts.ground, DenialReason::Other)),
            }
        }
    }
}

/// The numbers of one kind of request in a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CcpaLine {
    /// Received in it.
    pub received: i64,
    /// Answered in it, with everything.
    pub whole: i64,
    /// Answered in it, with a part.
    pub part: i64,
    /// Denied in it, by reason.
    pub denied: BTreeMap<DenialReason, i64>,
    /// Closed in it without an answer.
    pub unanswered: i64,
    days: Figures,
}

impl CcpaLine {
    /// Takes a request in that asks for a right.
    pub fn take(&mut self, case: &Case, facts: &Facts, right: Right, span: &Span) {
        if !facts.confirmed || !facts.rights.contains(&right) {
            return;
        }
        self.received += i64::from(span.holds(facts.received_on));
        if !facts.closed_on.is_some_and(|day| span.holds(day)) {
            return;
        }
        match response_to(case, facts, right) {
            Response::Whole => self.whole += 1,
            Response::Part => self.part += 1,
            Response::Denied(reason) => *self.denied.entry(reason).or_default() += 1,
            Response::None => {
                self.unanswered += 1;
                return;
            }
        }
        self.days.take(Measure::Took, facts.days_taken().unwrap_or_default(), 1);
    }

    /// Denied, for whatever reason.
    pub fn all_denied(&self) -> i64 {
        self.denied.values().sum()
    }

    /// Median days to a substantive response.
    pub fn median(&self) -> Option<Tenths> {
        self.days.median()
    }

    /// Mean days.
    pub fn mean(&self) -> Option<Tenths> {
        self.days.mean()
    }
}
