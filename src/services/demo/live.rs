//! The door of a small demo: the real one, with every notice rendered and then settled as if sent.

use chrono::{DateTime, TimeDelta, Utc};

use super::play::Door;
use super::timeline::Timeline;
use crate::commands::{self, Done, Newcomer};
use crate::notices::{self, FORGET, LETTER, MAIL};
use crate::{Deps, ServiceError};
use domain::actor::Actor;
use domain::case::Case;
use domain::message::NoticeKind;
use domain::workflow::Command;
use storage::outbox::{self, Claim, Item};
use storage::{StoreError, WriteTx};

/// So long a notice is on its way.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(3);
/// When a mail that waits is tried again.
const TRIED_AGAIN: TimeDelta = TimeDelta::minutes(25);
/// Rows of one case that wait at one moment; more than any command causes.
const MOST: i64 = 500;

/// What becomes of the notices of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Post {
    /// All arrive.
    Arrives,
    /// The mail server asks to try again later, so they wait.
    Waits,
    /// The first notice asking the requester for something is refused for good.
    Refused,
}

/// A case in a write transaction.
pub(super) struct Live<'t, 'c> {
    pub(super) tx: &'t mut WriteTx<'c>,
    pub(super) deps: &'t Deps,
    pub(super) timeline: &'t Timeline,
    pub(super) now: DateTime<Utc>,
    pub(super) post: Post,
    pub(super) case: Option<Case>,
    pub(super) events: u64,
}

impl Door for Live<'_, '_> {
    fn open(&mut self, actor: &Actor, newcomer: &Newcomer) -> Result<(), ServiceError> {
        let done = commands::open(self.tx, self.deps, actor, newcomer)?;
        self.note(done);
        self.settle_post()
    }

    fn run(&mut self, actor: &Actor, command: &Command) -> Result<usize, ServiceError> {
        let count = self.execute(actor, command)?;
        self.settle_post()?;
        Ok(count)
    }

    fn case(&self) -> Option<&Case> {
        self.case.as_ref()
    }
}

impl Live<'_, '_> {
    fn execute(&mut self, actor: &Actor, command: &Command) -> Result<usize, ServiceError> {
        let id = self.case.as_ref().ok_or(ServiceError::NotFound)?.id.clone();
        let done = commands::execute(self.tx, self.deps, actor, &id, command)?;
        Ok(self.note(done))
    }

    fn note(&mut self, done: Done) -> usize {
        let count = done.events.len();
        self.events = self.events.saturating_add(u64::try_from(count).unwrap_or_default());
        self.case = Some(done.case);
        count
    }

    /// Settles what waits for this case, and what that causes in turn.
    fn settle_post(&mut self) -> Result<(), ServiceError> {
        loop {
            let own = self.case.as_ref().map(|case| case.id.0.clone());
            let sent = self.deps.now();
            let at = sent.checked_add_signed(ON_ITS_WAY).map_or(sent, |at| at.min(self.now));
            let token = self.deps.ids.uuid();
            // A letter waits until somebody has posted it.
            let topics: &[&str] =
                if self.post == Post::Waits { &[MAIL, FORGET] } else { &[MAIL, FORGET, LETTER] };
            let claim = Claim { now: at, until: at, token: &token, limit: MOST, topics };
            let items = outbox::claim(self.tx, &claim)?;
            let mut settled = false;
            for item in items.iter().filter(|item| item.new.case_id == own) {
                self.timeline.set(at);
                self.settle(item, &token, at)?;
                settled = true;
            }
            if !settled {
                return Ok(());
            }
        }
    }

    fn settle(&mut self, item: &Item, token: &str, at: DateTime<Utc>) -> Result<(), ServiceError> {
        if item.new.topic == FORGET {
            self.execute(&Actor::system(), &Command::Forget)?;
            return settled(outbox::settle_done(self.tx, &item.new.id, token, at)?);
        }
        let notice = item.new.template.as_deref().and_then(NoticeKind::from_text);
        let outward = matches!(item.new.audience.as_deref(), Some("requester" | "data_subject"));
        match self.post {
            Post::Waits if outward => {
                let why = "421 4.7.0 the server is busy, try again later";
                let due = self.now.checked_add_signed(TRIED_AGAIN).unwrap_or(at);
                settled(outbox::settle_retry(self.tx, &item.new.id, token, due, why)?)
            }
            Post::Refused if notice == Some(NoticeKind::EvidenceAsked) => {
                let why = "550 5.1.1 there is no such mailbox";
                settled(outbox::settle_dead(self.tx, &item.new.id, token, at, why)?)?;
                self.tell(item, notice, false)
            }
            Post::Arrives | Post::Waits | Post::Refused => {
                settled(outbox::settle_done(self.tx, &item.new.id, token, at)?)?;
                if outward { self.tell(item, notice, true) } else { Ok(()) }
            }
        }
    }

    /// The case hears what became of a notice.
    fn tell(
        &mut self,
        item: &Item,
        notice: Option<NoticeKind>,
        accepted: bool,
    ) -> Result<(), ServiceError> {
        let Some(notice) = notice else { return Ok(()) };
        let outbox = notices::outbox_id(item);
        self.execute(&Actor::system(), &Command::Deliver { notice, outbox, accepted })?;
        Ok(())
    }
}

/// Nobody else holds a lease inside this transaction.
fn settled(held: bool) -> Result<(), ServiceError> {
    if held { Ok(()) } else { Err(StoreError::Conflict.into()) }
}
