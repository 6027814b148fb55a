//! Plays a story: commands at their moments through a door, and between them whatever time brings.

use chrono::{DateTime, TimeDelta, Utc};

use super::acts::{Pen, Players};
use super::stories::Step;
use super::timeline::Timeline;
use crate::commands::Newcomer;
use crate::{Deps, ServiceError};
use domain::actor::Actor;
use domain::case::Case;
use domain::workflow::{Command, wake_at};

/// A way to change a case: the real door, or the same decisions folded in memory.
pub(super) trait Door {
    /// Opens the case.
    fn open(&mut self, actor: &Actor, newcomer: &Newcomer) -> Result<(), ServiceError>;
    /// Does something to it; how many events came of it.
    fn run(&mut self, actor: &Actor, command: &Command) -> Result<usize, ServiceError>;
    /// The case as it is.
    fn case(&self) -> Option<&Case>;
}

/// Everything a story is played with.
pub(super) struct Stage<'a> {
    /// With the story's clock and identifiers.
    pub(super) deps: &'a Deps,
    pub(super) timeline: &'a Timeline,
    pub(super) players: &'a Players,
    pub(super) pen: &'a Pen<'a>,
    /// When the story is told.
    pub(super) now: DateTime<Utc>,
}

/// A story ready to be played.
pub(super) struct Story {
    pub(super) opened: DateTime<Utc>,
    pub(super) opener: Actor,
    pub(super) newcomer: Newcomer,
    pub(super) steps: Vec<Step>,
}

/// So soon after its alarm the worker looks at a case.
const LOOK: TimeDelta = TimeDelta::seconds(2);

impl Stage<'_> {
    /// Plays a story up to now. What would happen later does not happen.
    pub(super) fn play(&self, door: &mut impl Door, story: &Story) -> Result<(), ServiceError> {
        self.timeline.set(story.opened);
        door.open(&story.opener, &story.newcomer)?;
        let mut last = story.opened;
        for step in story.steps.iter().filter(|step| step.at <= self.now) {
            last = self.pass(door, last, step.at)?;
            let mut at = last.max(step.at);
            self.timeline.set(at);
            let Some(case) = door.case() else {
                return Err(ServiceError::NotFound);
            };
            let actor = self.players.actor(step.by);
            for command in self.pen.commands(&step.act, case, step.by) {
                self.timeline.set(at);
                door.run(&actor, &command)?;
                last = at;
                at = self.soon(at);
            }
        }
        self.pass(door, last, self.now)?;
        Ok(())
    }

    /// A few minutes later, but not in the future.
    fn soon(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = TimeDelta::seconds(i64::from(self.pen.dice.between(40, 700)));
        at.checked_add_signed(seconds).map_or(at, |later| later.min(self.now).max(at))
    }

    /// Lets time act on the case until a moment; when it last did.
    fn pass(
        &self,
        door: &mut impl Door,
        mut last: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, ServiceError> {
        let actor = Actor::system();
        loop {
            let env = self.deps.env(&actor, until);
            let Some(wake) = door.case().and_then(|case| wake_at(case, &env)) else {
                return Ok(last);
            };
            if wake > until {
                return Ok(last);
            }
            // What came up in the last seconds is looked at as well, so that nothing is left to do.
            let at = wake.max(last).checked_add_signed(LOOK).unwrap_or(wake);
            let at = at.min(until).max(last);
            self.timeline.set(at);
            if door.run(&actor, &Command::Tick)? == 0 {
                return Ok(last);
            }
            last = at;
        }
    }
}
