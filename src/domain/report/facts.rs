//! The facts of one case a report may hold: codes, dates and random ids; never a name or a free text.

use chrono::{DateTime, NaiveDate, Utc};

use crate::case::{Case, Identity};
use crate::complaint::Complaint;
use crate::deadline::Clock;
use crate::ids::Reference;
use crate::item::ItemState;
use crate::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, Ground, Outcome, RequesterRole, Right, Settlement,
    Stage, WaitingReason, vocabulary,
};
use crate::zones::Zones;

/// An open request is near due on its last day and so many days before.
pub const NEAR_DUE_DAYS: i64 = 3;

vocabulary! {
    /// Where a request stands on the day of a report.
    pub enum Status {
        /// The address was never confirmed, so it does not count.
        Unconfirmed = "unconfirmed",
        /// Open, with time left.
        Open = "open",
        /// Open, and due within three days.
        NearDue = "near_due",
        /// Open, after an extension that counts.
        Extended = "extended",
        /// Open after its due date.
        Overdue = "overdue",
        /// Answered by the due date.
        ClosedOnTime = "closed_on_time",
        /// Answered after the due date.
        ClosedLate = "closed_late",
        /// Withdrawn, a duplicate, or ended by time: closed without an answer.
        ClosedUnanswered = "closed_unanswered",
        /// Ended by time without the address being confirmed.
        Expired = "expired",
    }
}

vocabulary! {
    /// What was decided on who asks.
    pub enum IdentityState { Open = "open", Accepted = "accepted", Rejected = "rejected" }
}

/// An extension of the clock that binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionFact {
    /// The date before.
    pub from: NaiveDate,
    /// The local day on which the requester had been told.
    pub told_on: NaiveDate,
    /// The last day on which telling counted.
    pub notice_by: Option<NaiveDate>,
}

impl ExtensionFact {
    /// Whether the requester was told in time.
    pub fn in_time(&self) -> bool {
        self.notice_by.is_none_or(|limit| self.told_on <= limit)
    }
}

/// A complaint or an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComplaintFact {
    /// Which of the two.
    pub kind: ComplaintKind,
    /// The local date of receipt.
    pub received_on: NaiveDate,
    /// The day by which it is decided.
    pub due_on: NaiveDate,
    /// When and how it was decided.
    pub decided: Option<(NaiveDate, ComplaintOutcome)>,
}

impl ComplaintFact {
    fn of(complaint: &Complaint, zones: &dyn Zones) -> Self {
        let decided = complaint
            .decision
            .as_ref()
            .map(|decision| (zones.date_at(complaint.zone(), decision.at), decision.outcome));
        Self {
            kind: complaint.kind,
            received_on: complaint.received_on,
            due_on: complaint.due_on(),
            decided,
        }
    }

    /// Whether it was decided after its date.
    pub fn decided_late(&self) -> bool {
        self.decided.is_some_and(|(on, _)| on > self.due_on)
    }

    /// Whether it was right, in whole or in a part.
    pub fn upheld(&self) -> bool {
        self.decided.is_some_and(|(_, outcome)| match outcome {
            ComplaintOutcome::Upheld | ComplaintOutcome::PartlyUpheld => true,
            ComplaintOutcome::Rejected => false,
        })
    }
}

/// What is known of a case at the place its events were folded to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each column of the list")]
pub struct Facts {
    /// The reference people use.
    pub reference: Reference,
    /// What was asked for; empty while it is not sorted.
    pub rights: Vec<Right>,
    /// In which capacity.
    pub role: RequesterRole,
    /// How it reached the company.
    pub channel: Channel,
    /// Stated country.
    pub country: String,
    /// Stated region.
    pub region: Option<String>,
    /// Rules that measure the answer, each once, sorted.
    pub laws: Vec<String>,
    /// The pack in force on receipt.
    pub policy: String,
    /// Where the case is.
    pub stage: Stage,
    /// Whether control of the address was shown, or staff recorded the request.
    pub confirmed: bool,
    /// For what the desk waits, while it waits for the requester.
    pub waiting: Option<WaitingReason>,
    /// The instant of receipt.
    pub received_at: DateTime<Utc>,
    /// Its local date.
    pub received_on: NaiveDate,
    /// What was decided on who asks.
    pub identity: IdentityState,
    /// The local date of that.
    pub identity_on: Option<NaiveDate>,
    /// The last day, by the rule that binds.
    pub due_on: NaiveDate,
    /// The rule that binds.
    pub rule: String,
    /// Its clause or article.
    pub citation: String,
    /// The zone its days are local to.
    pub zone: String,
    /// An extension that counts.
    pub extension: Option<ExtensionFact>,
    /// The local date on which an extension became void: the requester was not told in time.
    pub extension_void_on: Option<NaiveDate>,
    /// The local date of the first closing, while it is closed.
    pub closed_on: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why not everything was given: the first ground that was stated.
    pub ground: Option<Ground>,
    /// A deadline passed while it was open.
    pub missed: bool,
    /// Whether lateness was explained; the reason itself stays with the case.
    pub lateness_explained: bool,
    /// Random id of whoever works on it.
    pub owner: Option<String>,
    /// The earlier request it repeats.
    pub duplicate_of: Option<Reference>,
    /// Whether it was opened again after an answer.
    pub reopened: bool,
    /// Complaints and appeals about it, in the order they came.
    pub complaints: Vec<ComplaintFact>,
    /// Whether it was first closed by its due date: opened again, nothing is due of it any more.
    pub answered_in_time: bool,
}

impl Facts {
    /// The facts of a case as it stands after its events.
    pub fn of(case: &Case, zones: &dyn Zones) -> Self {
        let clock = case.effective_clock();
        let zone = clock.map_or("UTC", |clock| clock.zone.as_str());
        let day = |at: DateTime<Utc>| zones.date_at(zone, at);
        let (identity, decided) = identity_of(case);
        let reopened_at = case.first_closed_at.filter(|first| case.closed_at != Some(*first));
        Self {
            reference: case.reference.clone(),
            rights: case.rights().collect(),
            role: case.intake.role,
            channel: case.intake.channel,
            country: case.intake.country.clone(),
            region: case.intake.region.clone(),
            laws: case.laws(),
            policy: case.intake.policy.clone(),
            stage: case.stage,
            // A form waits for its code; what staff or a program records does not.
            confirmed: case.intake.channel != Channel::WebForm
                || case.confirmation.confirmed_at.is_some(),
            waiting: case.waiting.as_ref().map(|waiting| waiting.reason),
            received_at: case.intake.received_at,
            received_on: case.intake.received_on,
            identity,
            identity_on: decided.map(day),
            due_on: case.due_on(),
            rule: clock.map(|clock| clock.rule.clone()).unwrap_or_default(),
            citation: clock.map(|clock| clock.citation.clone()).unwrap_or_default(),
            extension: clock.and_then(extension_of),
            extension_void_on: case.extension_void_at.map(day),
            closed_on: case.closed_at.and(case.first_closed_at).map(day),
            zone: zone.to_owned(),
            outcome: case.outcome,
            ground: case.outcome.and_then(|_| ground_of(case)),
            missed: case.missed.is_some(),
            lateness_explained: case.lateness.is_some(),
            owner: case.assignee.as_ref().map(|id| id.0.clone()),
            duplicate_of: case.duplicate_of.clone(),
            reopened: reopened_at.is_some(),
            complaints: case.complaints.iter().map(|one| ComplaintFact::of(one, zones)).collect(),
            answered_in_time: case.answered_in_time(zones),
        }
    }

    /// Whether it is confirmed and not closed.
    pub fn is_open(&self) -> bool {
        self.confirmed && self.stage != Stage::Closed
    }

    /// Whether it was answered: fulfilled, in part, or refused.
    pub fn is_answered(&self) -> bool {
        self.confirmed
            && matches!(
                self.outcome,
                Some(Outcome::Fulfilled | Outcome::PartlyFulfilled | Outcome::Refused)
            )
    }

    /// Days from receipt to the first closing; the day of receipt is not counted.
    pub fn days_taken(&self) -> Option<i64> {
        let closed = self.closed_on?;
        Some(closed.signed_duration_since(self.received_on).num_days().max(0))
    }

    /// Days until the due date of an open request; negative when it is over. `None` when it was answered
    /// in time before it was opened again.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        (self.is_open() && !self.answered_in_time)
            .then(|| self.due_on.signed_duration_since(today).num_days())
    }

    /// Where it stands on a day that is local to [`Self::zone`].
    pub fn status(&self, today: NaiveDate) -> Status {
        if let Some(left) = self.days_left(today) {
            return match left {
                ..0 => Status::Overdue,
                0..=NEAR_DUE_DAYS => Status::NearDue,
                _ if self.extension.is_some() => Status::Extended,
                _ => Status::Open,
            };
        }
        match self.closed_on {
            None if self.is_open() => Status::Open,
            None => Status::Unconfirmed,
            Some(_) if !self.confirmed => Status::Expired,
            Some(_) if !self.is_answered() => Status::ClosedUnanswered,
            Some(day) if day <= self.due_on => Status::ClosedOnTime,
            Some(_) => Status::ClosedLate,
        }
    }

    /// Whether it, or a complaint about it, was open at some time of a stretch of days, or received or closed in it.
    pub fn touches(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let complained = self
            .complaints
            .iter()
            .any(|one| one.received_on <= to && one.decided.is_none_or(|(on, _)| on >= from));
        complained || (self.received_on <= to && self.closed_on.is_none_or(|day| day >= from))
    }
}

fn identity_of(case: &Case) -> (IdentityState, Option<DateTime<Utc>>) {
    match &case.identity {
        Identity::Open => (IdentityState::Open, None),
        Identity::Accepted { at, .. } => (IdentityState::Accepted, Some(*at)),
        Identity::Rejected { at, .. } => (IdentityState::Rejected, Some(*at)),
    }
}

fn extension_of(clock: &Clock) -> Option<ExtensionFact> {
    let extended = clock.extended?;
    Some(ExtensionFact {
        from: extended.from,
        told_on: extended.told_on,
        notice_by: clock.extension.map(|limit| limit.notice_by),
    })
}

/// The first ground that was stated: identity, refusal of the whole, or of one right.
fn ground_of(case: &Case) -> Option<Ground> {
    if matches!(case.identity, Identity::Rejected { .. }) {
        return Some(Ground::IdentityNotEstablished);
    }
    let whole = case.proposal.as_ref().and_then(|proposal| proposal.refusal);
    whole.or_else(|| {
        case.items.iter().find_map(|item| match &item.state {
            ItemState::Settled {
                settlement: Settlement::Refused | Settlement::PartlyDone,
                ground,
                ..
            } => *ground,
            ItemState::Settled { .. }
            | ItemState::Pending
            | ItemState::Approved
            | ItemState::CoolingOff { .. }
            | ItemState::Cancelled => None,
        })
    })
}
