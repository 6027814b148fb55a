//! The plots of a demo: what can happen in a case, how often, how long ago it began and to whom.

use super::people::Wanted;
use domain::vocabulary;
use domain::vocabulary::{RequesterRole, Right};

vocabulary! {
    /// What happens in a case.
    pub enum Plot {
        Unconfirmed = "unconfirmed", Fresh = "fresh", Taken = "taken", NobodyTakes = "nobody_takes",
        EvidenceAwaited = "evidence_awaited", EvidenceCame = "evidence_came", Unsure = "unsure",
        MandateAwaited = "mandate_awaited", NotMe = "not_me", WorkBegun = "work_begun",
        WorkHalf = "work_half", Question = "question", Reply = "reply", CoolingOff = "cooling_off",
        OnHold = "on_hold", SentBack = "sent_back", InReview = "in_review",
        RefusalInReview = "refusal_in_review", DueSoon = "due_soon", DueSoonReview = "due_soon_review",
        Overdue = "overdue", OverdueReview = "overdue_review", Reopened = "reopened",
        Fulfilled = "fulfilled", Terminated = "terminated", Partly = "partly", Refused = "refused",
        IdentityRejected = "identity_rejected", Withdrawn = "withdrawn", Expired = "expired",
        Duplicate = "duplicate", Cancelled = "cancelled", Late = "late", ReopenedClosed = "reopened_closed",
    }
}

const DAY: u32 = 24;

impl Plot {
    /// Whether the case is still open at the end of the story.
    pub const fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Fulfilled
                | Self::Terminated
                | Self::Partly
                | Self::Refused
                | Self::IdentityRejected
                | Self::Withdrawn
                | Self::Expired
                | Self::Duplicate
                | Self::Cancelled
                | Self::Late
                | Self::ReopenedClosed
        )
    }

    /// How often it is told beside the others that end the same way.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    pub(super) const fn weight(self) -> u32 {
        match self {
            Self::Fulfilled => 58,
            Self::Taken | Self::WorkHalf | Self::WorkBegun | Self::Partly => 10,
            Self::Expired | Self::Fresh | Self::InReview | Self::EvidenceAwaited => 8,
            Self::Withdrawn | Self::Unconfirmed | Self::DueSoon => 6,
            Self::Terminated | Self::Refused | Self::Reply | Self::EvidenceCame => 5,
            Self::Late | Self::Duplicate | Self::IdentityRejected | Self::Question => 4,
            Self::Overdue | Self::DueSoonReview | Self::CoolingOff | Self::NobodyTakes => 3,
            _ => 2,
        }
    }

    /// How many hours ago it began: from, to.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    pub(super) const fn age(self) -> (u32, u32) {
        match self {
            Self::Unconfirmed => (1, 6 * DAY),
            Self::Fresh => (1, 40),
            Self::Taken => (30, 5 * DAY),
            Self::NobodyTakes => (6 * DAY, 9 * DAY),
            Self::EvidenceAwaited | Self::NotMe | Self::MandateAwaited | Self::Unsure => {
                (5 * DAY, 11 * DAY)
            }
            Self::EvidenceCame | Self::CoolingOff => (8 * DAY, 13 * DAY),
            Self::WorkBegun => (6 * DAY, 14 * DAY),
            Self::WorkHalf | Self::Question => (9 * DAY, 19 * DAY),
            Self::Reply | Self::OnHold | Self::RefusalInReview => (12 * DAY, 21 * DAY),
            Self::SentBack | Self::InReview => (17 * DAY, 25 * DAY),
            Self::DueSoon | Self::DueSoonReview => (27 * DAY, 29 * DAY),
            Self::Overdue | Self::OverdueReview => (33 * DAY, 38 * DAY),
            Self::Reopened => (60 * DAY, 110 * DAY),
            Self::ReopenedClosed => (80 * DAY, 360 * DAY),
            Self::Late => (55 * DAY, 360 * DAY),
            Self::Expired => (10 * DAY, 360 * DAY),
            Self::Withdrawn | Self::Duplicate | Self::IdentityRejected => (24 * DAY, 360 * DAY),
            _ => (40 * DAY, 362 * DAY),
        }
    }

    /// What it needs of its person.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    pub(super) fn wanted(self) -> Wanted {
        let mut wanted = Wanted::default();
        match self {
            Self::MandateAwaited => wanted.role = Some(RequesterRole::Agent),
            Self::CoolingOff | Self::Terminated => {
                wanted.rights = &[Right::Delete, Right::Terminate];
                wanted.role = Some(RequesterRole::Myself);
            }
            Self::Cancelled => {
                wanted.rights = &[Right::Terminate];
                wanted.role = Some(RequesterRole::Myself);
            }
            Self::WorkHalf => {
                wanted.rights = &[Right::Access, Right::Delete];
                wanted.role = Some(RequesterRole::Myself);
            }
            _ => {}
        }
        let by_myself = matches!(self, Self::NotMe | Self::EvidenceAwaited | Self::EvidenceCame);
        if by_myself || self == Self::IdentityRejected {
            wanted.role = Some(RequesterRole::Myself);
            wanted.other_account = true;
        }
        wanted.unsure = self == Self::Unsure;
        wanted
    }

    /// Whether it only makes sense for a request that came by the form.
    pub(super) const fn by_form(self) -> bool {
        // A letter counts from the day it arrived, which would move a date that is to be close.
        let dated = matches!(
            self,
            Self::DueSoon | Self::DueSoonReview | Self::Overdue | Self::OverdueReview
        );
        dated
            || matches!(
                self,
                Self::Unconfirmed
                    | Self::Expired
                    | Self::NotMe
                    | Self::MandateAwaited
                    | Self::Unsure
            )
    }
}
