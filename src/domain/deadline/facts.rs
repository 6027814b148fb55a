//! What a deadline is worked out from: receipt, zones, rights, calendar, choices and dated events.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::policy::{Asked, Pause, PauseDays, Period, Roll};
use crate::vocabulary;
use crate::zones::Zones;

vocabulary! {
    /// Events that a rule may count with; the names of the deadline vectors.
    pub enum Happening {
        /// The date the requester put on the request, where it is earlier than its receipt.
        Requested = "requested",
        /// Evidence of identity was asked for.
        IdRequested = "id_requested",
        /// It arrived.
        IdReceived = "id_received",
        /// A question about the scope was asked.
        ClarRequested = "clar_requested",
        /// It was answered.
        ClarReceived = "clar_received",
        /// A fee was asked for.
        FeeRequested = "fee_requested",
        /// It was paid.
        FeePaid = "fee_paid",
        /// The person was told that there will be a fee.
        FeeNotified = "fee_notified",
        /// The answer was postponed with notice.
        Postponed = "postponed",
        /// The ground for the postponement ended.
        PostponeEnded = "postpone_ended",
        /// The person was told of an extension.
        Extended = "extended",
    }
}

/// An event and its local date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dated {
    /// When, in the zone of the clock.
    pub on: NaiveDate,
    /// What.
    pub what: Happening,
}

/// Something that happened to a case, at an instant; its date depends on the zone of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurred {
    /// What.
    pub what: Happening,
    /// When.
    pub at: DateTime<Utc>,
}

vocabulary! {
    /// How pauses are counted, where that is to differ from the rule: a what-if, or caution.
    pub enum PauseChoice { AsTheRuleSays = "rule", Never = "none", Inclusive = "inclusive", HalfOpen = "half_open" }
}

impl PauseChoice {
    /// The days left out of a pause; `None` when there is no pause.
    pub fn days(self, rule: PauseDays) -> Option<PauseDays> {
        match self {
            Self::AsTheRuleSays => Some(rule),
            Self::Never => None,
            Self::Inclusive => Some(PauseDays::Inclusive),
            Self::HalfOpen => Some(PauseDays::HalfOpen),
        }
    }
}

/// Everything a rule is applied to.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instant of receipt.
    pub received_at: DateTime<Utc>,
    /// IANA zones; the one whose local date is earliest counts, the first of equals.
    pub zones: Vec<&'a str>,
    /// What is asked for.
    pub asked: Vec<Asked>,
    /// The holidays that move or make up a period; none means that nothing is moved.
    pub calendar: Option<&'a Calendar>,
    /// Move or do not move, whatever the rule says.
    pub roll: Option<Roll>,
    /// Count pauses otherwise than the rule says.
    pub pauses: PauseChoice,
    /// The period the organisation chose or published.
    pub period: Option<Period>,
    /// What happened since.
    pub events: Vec<Dated>,
    /// Leave out pauses known from memory only: so for cases, never for a what-if.
    pub cautious: bool,
    /// An extension that was found to count goes on counting, whatever its notice limit is now.
    pub extension_counts: bool,
}

impl<'a> Facts<'a> {
    /// The plain facts: received then, there, and nothing since.
    pub fn new(received_at: DateTime<Utc>, zones: Vec<&'a str>) -> Self {
        Self {
            received_at,
            zones,
            asked: vec![Asked::Access],
            calendar: None,
            roll: None,
            pauses: PauseChoice::AsTheRuleSays,
            period: None,
            events: Vec::new(),
            cautious: false,
            extension_counts: false,
        }
    }

    /// The zone that counts and the local date of receipt there.
    pub fn received(&self, zones: &dyn Zones) -> (&'a str, NaiveDate) {
        let date = |zone: &&'a str| (*zone, zones.date_at(zone, self.received_at));
        let earliest = self.zones.iter().map(date).reduce(|a, b| if b.1 < a.1 { b } else { a });
        earliest.unwrap_or_else(|| ("UTC", self.received_at.date_naive()))
    }

    /// The events in order of their dates; of one day, an asking before an answer.
    pub fn in_order(&self) -> Vec<Dated> {
        let mut events = self.events.clone();
        events.sort();
        events
    }

    /// Pairs each asking with its answer, first with first: `(asked, answered)`, in order. So many days are left out as
    /// at least one question was open. An answer nobody asked for is left out.
    pub fn pairs(&self, ask: Happening, answer: Happening) -> Vec<(NaiveDate, Option<NaiveDate>)> {
        let mut pairs: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
        let mut answers: Vec<NaiveDate> = self.dates(answer).collect();
        for asked in self.dates(ask) {
            let at = answers.iter().position(|on| *on >= asked);
            pairs.push((asked, at.map(|at| answers.remove(at))));
        }
        pairs
    }

    /// Whether everything that is asked for may be paused so. What is not known yet is not paused.
    pub fn covered_by(&self, pause: &Pause) -> bool {
        let known = !self.asked.is_empty();
        pause.rights.is_empty()
            || (known && self.asked.iter().all(|asked| pause.rights.contains(asked)))
    }

    /// Dates of one kind of event, in order.
    pub fn dates(&self, what: Happening) -> impl Iterator<Item = NaiveDate> {
        self.in_order().into_iter().filter(move |event| event.what == what).map(|event| event.on)
    }
}
