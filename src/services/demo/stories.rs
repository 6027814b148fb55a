//! The stories of a demo: what everybody does, and when, until a case is where its plot leads.

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::acts::{ALL, Act, By, Ending};
use super::plots::Plot;
use super::timeline::Dice;
use crate::Deps;
use domain::ids::Reference;
use domain::vocabulary::{Channel, ComplaintOutcome, RequesterRole, Right};

/// Longer than a termination waits.
const COOLING_OFF: TimeDelta = TimeDelta::hours(74);

/// Something somebody does at a moment.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    pub(super) by: By,
    pub(super) act: Act,
}

/// A plot being told: what has happened so far, and up to when.
pub(super) struct Telling<'a> {
    pub(super) deps: &'a Deps,
    pub(super) dice: &'a Dice,
    pub(super) now: DateTime<Utc>,
    pub(super) at: DateTime<Utc>,
    /// Who asks, as far as the story depends on it.
    pub(super) role: RequesterRole,
    /// An account is to be closed, which waits for its cooling-off.
    pub(super) closes: bool,
    /// No right was chosen.
    pub(super) unsure: bool,
    pub(super) steps: Vec<Step>,
}

impl Telling<'_> {
    /// Somebody outside does something after so many hours, at any time of the day.
    fn outside(&mut self, by: By, hours: (u32, u32), act: Act) {
        self.at = self.later(hours);
        self.steps.push(Step { at: self.at, by, act });
    }

    fn requester(&mut self, hours: (u32, u32), act: Act) {
        self.outside(By::Requester, hours, act);
    }

    /// Somebody of the desk does something after so many hours, when the office is open.
    fn staff(&mut self, by: By, hours: (u32, u32), act: Act) {
        let wanted = self.later(hours);
        // What must lie before the story's end does, even on a Sunday.
        let last = self.now.checked_sub_signed(TimeDelta::minutes(2)).unwrap_or(self.now);
        let office = self.in_office(wanted);
        self.at = if office > last && wanted <= last { wanted } else { office };
        self.steps.push(Step { at: self.at, by, act });
    }

    fn handler(&mut self, hours: (u32, u32), act: Act) {
        self.staff(By::Handler, hours, act);
    }

    fn approver(&mut self, hours: (u32, u32), act: Act) {
        self.staff(By::Approver, hours, act);
    }

    fn later(&self, (low, high): (u32, u32)) -> DateTime<Utc> {
        let minutes = self.dice.between(low.saturating_mul(60), high.saturating_mul(60));
        let pause = TimeDelta::minutes(i64::from(minutes.max(2)));
        let pause = pause + TimeDelta::seconds(i64::from(self.dice.below(60)));
        self.at.checked_add_signed(pause).unwrap_or(self.at)
    }

    /// The same or the next moment on a working day between nine and six, local time.
    pub(super) fn in_office(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        use chrono::Datelike as _;
        let local = self.deps.zones.local(&self.deps.policy.zone, at);
        let weekend = local.weekday().number_from_monday() > 5;
        if !weekend && (9..18).contains(&local.hour()) {
            return at;
        }
        let today = !weekend && local.hour() < 9;
        let mut day = local.date_naive();
        if !today {
            day = day.succ_opt().unwrap_or(day);
        }
        while day.weekday().number_from_monday() > 5 {
            day = day.succ_opt().unwrap_or(day);
        }
        let start = self.deps.zones.start_of_day(&self.deps.policy.zone, day);
        let minutes = TimeDelta::minutes(i64::from(self.dice.between(9 * 60, 12 * 60)));
        start.checked_add_signed(minutes).unwrap_or(start)
    }

    /// Tells a plot. `earlier` is another request that a duplicate repeats.
    pub(super) fn tell(&mut self, plot: Plot, channel: Channel, earlier: Option<&Reference>) {
        if channel == Channel::WebForm && !matches!(plot, Plot::Unconfirmed | Plot::Expired) {
            if self.dice.chance(6) && plot != Plot::Fresh {
                self.requester((0, 1), Act::ConfirmAgain);
            }
            self.requester((0, 0), Act::Confirm);
        }
        if plot.is_open() {
            self.tell_open(plot);
        } else {
            self.tell_closed(plot, earlier);
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn tell_open(&mut self, plot: Plot) {
        match plot {
            Plot::Unconfirmed | Plot::Fresh | Plot::NobodyTakes => {}
            Plot::Taken => {
                self.handler((2, 20), Act::Take);
                if self.dice.chance(60) {
                    self.handler((0, 2), Act::Note);
                }
            }
            Plot::Unsure => {
                self.handler((3, 20), Act::Take);
                self.handler((0, 3), Act::Ask);
            }
            Plot::MandateAwaited => self.handler((3, 20), Act::Take),
            Plot::NotMe => {
                self.handler((3, 20), Act::Take);
                self.outside(By::Subject, (8, 40), Act::Disown);
            }
            Plot::EvidenceAwaited | Plot::EvidenceCame => {
                self.handler((3, 24), Act::Take);
                self.handler((0, 4), Act::AskEvidence);
                if plot == Plot::EvidenceCame {
                    self.requester((10, 60), Act::GiveEvidence);
                }
            }
            Plot::CoolingOff => {
                self.identified();
                self.at = self.at.max(self.now - TimeDelta::hours(60));
                self.approver((1, 8), Act::Release);
                self.handler((1, 4), Act::Tasks(80));
            }
            plot => {
                self.identified();
                self.tell_work(plot);
            }
        }
    }

    /// Taken, and identity accepted, sometimes after asking for evidence.
    fn identified(&mut self) {
        self.handler((2, 30), Act::Take);
        if self.unsure {
            self.handler((0, 4), Act::Ask);
            self.requester((4, 40), Act::Answer);
            self.handler((1, 8), Act::SetRights(&[Right::Access, Right::Delete]));
        }
        if self.role == RequesterRole::Agent && self.dice.chance(60) {
            self.outside(By::Subject, (1, 40), Act::ConfirmMandate);
        }
        if self.dice.chance(20) {
            self.handler((0, 6), Act::AskEvidence);
            self.requester((4, 60), Act::GiveEvidence);
        }
        if self.dice.chance(15) {
            self.handler((0, 3), Act::Note);
        }
        self.handler((1, 14), Act::Accept);
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn tell_work(&mut self, plot: Plot) {
        match plot {
            Plot::WorkBegun => self.handler((2, 20), Act::Tasks(20)),
            Plot::WorkHalf => {
                self.approver((2, 20), Act::Release);
                self.handler((4, 40), Act::Tasks(70));
                self.handler((0, 2), Act::Settle(Ending::Done, 1));
                self.handler((0, 1), Act::Note);
            }
            Plot::Question | Plot::Reply => {
                self.handler((2, 20), Act::Tasks(40));
                self.handler((4, 30), Act::Ask);
                if plot == Plot::Reply {
                    self.requester((8, 50), Act::Answer);
                }
            }
            Plot::OnHold => {
                self.handler((2, 20), Act::Tasks(30));
                self.staff(By::Compliance, (10, 50), Act::Hold);
                self.handler((1, 3), Act::Note);
            }
            Plot::RefusalInReview => self.handler((10, 40), Act::Refuse),
            Plot::DueSoon => {
                self.handler((40, 200), Act::Tasks(75));
                self.requester((30, 90), Act::Message);
                self.handler((4, 20), Act::Message);
            }
            Plot::Overdue => {
                self.handler((40, 200), Act::Tasks(50));
                self.handler((20, 100), Act::Note);
                self.explained_late();
            }
            Plot::OverdueReview => {
                self.worked((40, 200), Ending::Partly);
                self.explained_late();
                self.handler((1, 4), Act::Propose);
            }
            Plot::SentBack => {
                self.worked((20, 80), Ending::Done);
                self.handler((1, 4), Act::Propose);
                self.approver((3, 20), Act::SendBack);
            }
            Plot::Reopened => {
                self.answered((60, 160), Ending::Done);
                self.at = self.at.max(self.now - TimeDelta::hours(90));
                self.approver((2, 20), Act::Reopen);
                self.handler((2, 20), Act::Note);
            }
            _ => {
                self.worked((20, 90), Ending::Done);
                self.handler((1, 4), Act::Propose);
            }
        }
    }

    /// Somebody says why, in the days after the date was missed.
    fn explained_late(&mut self) {
        self.at = self.at.max(self.now - TimeDelta::hours(40));
        self.handler((1, 12), Act::Explain);
    }

    fn worked(&mut self, hours: (u32, u32), ending: Ending) {
        self.approver((2, 26), Act::Release);
        if self.closes {
            self.at += COOLING_OFF;
        }
        self.handler(hours, Act::Tasks(100));
        self.handler((0, 3), Act::Settle(ending, ALL));
    }

    fn answered(&mut self, hours: (u32, u32), ending: Ending) {
        self.worked(hours, ending);
        self.handler((0, 5), Act::Propose);
        if self.dice.chance(7) {
            self.approver((2, 16), Act::SendBack);
            self.handler((2, 10), Act::Propose);
        }
        self.handler((1, 3), Act::Explain);
        self.approver((2, 20), Act::Approve);
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn tell_closed(&mut self, plot: Plot, earlier: Option<&Reference>) {
        match plot {
            Plot::Expired => {}
            Plot::IdentityRejected => {
                self.handler((3, 24), Act::Take);
                if self.dice.chance(30) {
                    self.handler((0, 2), Act::CorrectDate);
                }
                self.handler((0, 4), Act::AskEvidence);
                self.requester((10, 90), Act::GiveEvidence);
                self.handler((4, 30), Act::RejectIdentity);
            }
            Plot::Withdrawn => {
                self.handler((3, 30), Act::Take);
                self.requester((10, 140), Act::Withdraw);
            }
            Plot::Duplicate => {
                self.handler((3, 30), Act::Take);
                match earlier {
                    // A letter has no address to compare, so the approver decides.
                    Some(of) => self.approver((1, 20), Act::Duplicate(of.clone())),
                    None => self.requester((5, 40), Act::Withdraw),
                }
            }
            plot => {
                self.identified();
                self.tell_answered(plot);
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn tell_answered(&mut self, plot: Plot) {
        match plot {
            Plot::Refused => {
                self.handler((10, 60), Act::Refuse);
                self.handler((1, 3), Act::Explain);
                self.approver((3, 30), Act::Approve);
                self.requester((30, 300), Act::Complain);
                self.staff(By::Second, (100, 900), Act::Decide(ComplaintOutcome::Rejected));
            }
            Plot::Terminated => {
                self.answered((20, 80), Ending::Done);
            }
            Plot::Cancelled => {
                self.approver((2, 20), Act::Release);
                self.requester((5, 60), Act::CancelTermination);
            }
            Plot::Partly => {
                if self.dice.chance(15) {
                    self.staff(By::Compliance, (2, 30), Act::Hold);
                    self.approver((20, 90), Act::ReleaseHold);
                }
                self.answered((60, 240), Ending::Partly);
            }
            Plot::Late => {
                self.at += TimeDelta::days(27);
                self.answered((70, 200), Ending::Done);
            }
            Plot::ReopenedClosed => {
                self.answered((60, 160), Ending::Done);
                self.requester((20, 200), Act::Complain);
                self.staff(By::Second, (20, 100), Act::Decide(ComplaintOutcome::Upheld));
                self.answered((30, 120), Ending::Partly);
            }
            _ => {
                if self.dice.chance(25) {
                    self.requester((20, 60), Act::Message);
                    self.handler((2, 20), Act::Message);
                }
                self.answered((30, 240), Ending::Done);
            }
        }
    }
}
