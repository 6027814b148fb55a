//! Decides which stories a demo tells, when each began and who plays in it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::acts::{Pen, Players};
use super::live::Post;
use super::people;
use super::play::{Door, Stage, Story};
use super::plots::Plot;
use super::stories::Telling;
use super::timeline::{Dice, SeededIds, Timeline};
use crate::intake::newcomer_of;
use crate::{Deps, ServiceError};
use domain::actor::{Actor, ActorKind};
use domain::ids::Reference;
use domain::intake::Submission;
use domain::vocabulary::{Channel, RequesterRole, Role};
use domain::workflow::Verb;

/// Time, chance and everything else a story is played with.
#[derive(Clone)]
pub(super) struct Kit {
    /// With the story's clock and identifiers.
    pub(super) deps: Deps,
    pub(super) timeline: Arc<Timeline>,
    pub(super) dice: Arc<Dice>,
    /// When the stories are told.
    pub(super) now: DateTime<Utc>,
}

impl Kit {
    /// A kit around the desk's own parts. The seed decides everything but the present moment.
    pub(super) fn new(deps: &Deps, seed: u64) -> Self {
        let now = deps.now();
        let timeline = Arc::new(Timeline::new(now));
        let mut inside = deps.clone();
        inside.clock = timeline.clone();
        inside.ids = Arc::new(SeededIds::new(timeline.clone(), seed));
        // Another stream of chance, so that it does not depend on how much sealing needs.
        let dice = Arc::new(Dice::new(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)));
        Self { deps: inside, timeline, dice, now }
    }

    /// Plays a story through a door.
    pub(super) fn play(&self, door: &mut impl Door, ready: &Ready) -> Result<(), ServiceError> {
        let pen = Pen { deps: &self.deps, dice: &self.dice };
        let stage = Stage {
            deps: &self.deps,
            timeline: &self.timeline,
            players: &ready.players,
            pen: &pen,
            now: self.now,
        };
        stage.play(door, &ready.story)
    }
}

/// A story with its players.
pub(super) struct Ready {
    pub(super) story: Story,
    pub(super) players: Players,
    pub(super) post: Post,
    submission: Submission,
}

/// Who works at the desk.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    pub(super) handlers: Vec<Actor>,
    pub(super) approvers: Vec<Actor>,
    pub(super) compliance: Vec<Actor>,
}

impl Cast {
    /// Puts somebody where their roles belong.
    pub(super) fn add(&mut self, actor: &Actor) {
        let places = [
            (Role::Handler, &mut self.handlers),
            (Role::Approver, &mut self.approvers),
            (Role::Compliance, &mut self.compliance),
        ];
        for (role, list) in places {
            if actor.has(role) {
                list.push(actor.clone());
            }
        }
    }
}

#[rustfmt::skip]
const CHANNELS: &[Channel] = &[
    Channel::WebForm, Channel::Email, Channel::WebForm, Channel::WebForm, Channel::Post,
    Channel::WebForm, Channel::WebForm, Channel::Email, Channel::WebForm, Channel::WebForm,
    Channel::WebForm, Channel::Phone, Channel::WebForm, Channel::Api, Channel::WebForm,
    Channel::WebForm, Channel::WebForm, Channel::Email, Channel::WebForm,
];

/// A case to come.
#[derive(Debug, Clone, Copy)]
struct Part {
    opened: DateTime<Utc>,
    plot: Plot,
}

/// Tells one story after the other, the oldest first.
pub(super) struct Director {
    pub(super) kit: Kit,
    cast: Cast,
    parts: std::vec::IntoIter<Part>,
    earlier: Option<(Submission, Reference)>,
    /// A deck of channels, dealt in turn, so that a small demo shows every one.
    channels: std::iter::Cycle<std::slice::Iter<'static, Channel>>,
    waiting: u32,
    refused: bool,
}

impl Director {
    pub(super) fn new(kit: Kit, cast: Cast, cases: u32, open: u32) -> Self {
        let parts = parts(&kit, cases, open).into_iter();
        Self {
            kit,
            cast,
            parts,
            earlier: None,
            channels: CHANNELS.iter().cycle(),
            waiting: 0,
            refused: false,
        }
    }

    /// How many stories are left.
    pub(super) fn left(&self) -> u64 {
        u64::try_from(self.parts.len()).unwrap_or_default()
    }

    /// Remembers whose request came last, for the one that repeats it.
    pub(super) fn remember(&mut self, ready: &Ready, reference: Reference) {
        // A duplicate is repeated by nothing: the one it repeats stays the earlier one.
        if self.earlier.as_ref().is_some_and(|(earlier, _)| *earlier == ready.submission) {
            return;
        }
        self.earlier = Some((ready.submission.clone(), reference));
    }

    /// The next story; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Ready>, ServiceError> {
        let Some(part) = self.parts.next() else {
            return Ok(None);
        };
        let kit = self.kit.clone();
        let dice = kit.dice.as_ref();
        let channel = self.channel(part.plot);
        let submission = self.submission(part.plot, channel);
        let players = self.players();
        let mut telling = Telling {
            deps: &kit.deps,
            dice,
            now: kit.now,
            at: part.opened,
            role: RequesterRole::from_text(&submission.role).unwrap_or(RequesterRole::Myself),
            closes: submission.rights.iter().any(|right| right == "terminate"),
            unsure: submission.rights.iter().any(|right| right == "not_sure"),
            steps: Vec::new(),
        };
        let opened = recorded(&telling, channel, part.opened);
        telling.at = opened;
        let repeated = self.earlier.as_ref().filter(|(earlier, _)| *earlier == submission);
        telling.tell(part.plot, channel, repeated.map(|(_, of)| of));
        let steps = telling.steps;
        kit.timeline.set(opened);
        let by_form = channel == Channel::WebForm;
        let needs_email = !matches!(channel, Channel::Post | Channel::Phone);
        let parsed = submission.parse(needs_email).map_err(ServiceError::Fields)?;
        let verb = if by_form { Verb::Submit } else { Verb::Record };
        let received = received(dice, channel, opened);
        let newcomer = newcomer_of(&kit.deps, verb, parsed, channel, received, None)?;
        let opener = opener(&players, channel);
        let post = self.post(part.plot);
        let story = Story { opened, opener, newcomer, steps };
        Ok(Some(Ready { story, players, post, submission }))
    }

    fn channel(&mut self, plot: Plot) -> Channel {
        if plot.by_form() {
            return Channel::WebForm;
        }
        self.channels.next().copied().unwrap_or(Channel::WebForm)
    }

    fn submission(&self, plot: Plot, channel: Channel) -> Submission {
        let dice = &self.kit.dice;
        let by_letter = matches!(channel, Channel::Post | Channel::Phone);
        if let (Plot::Duplicate, Some((earlier, _))) = (plot, &self.earlier)
            && (by_letter || !earlier.email.is_empty())
        {
            return earlier.clone();
        }
        let mut wanted = plot.wanted();
        wanted.by_letter = by_letter && dice.chance(70);
        wanted.unsure |= plot == Plot::Fulfilled && channel == Channel::WebForm && dice.chance(4);
        people::submission(dice, &wanted)
    }

    fn players(&self) -> Players {
        let dice = &self.kit.dice;
        let one = |list: &[Actor]| {
            let bound = u32::try_from(list.len()).unwrap_or_default();
            let at = usize::try_from(dice.below(bound)).unwrap_or_default();
            list.get(at).cloned().unwrap_or_else(Actor::system)
        };
        let handler = one(&self.cast.handlers);
        let others: Vec<Actor> =
            self.cast.approvers.iter().filter(|a| **a != handler).cloned().collect();
        let approver = one(&others);
        let other = others.into_iter().find(|other| *other != approver);
        let second = other.unwrap_or_else(|| approver.clone());
        Players { approver, second, compliance: one(&self.cast.compliance), handler }
    }

    /// A handful of the newest cases wait for the mail server, and one mailbox does not exist.
    fn post(&mut self, plot: Plot) -> Post {
        if plot == Plot::EvidenceAwaited && !self.refused {
            self.refused = true;
            return Post::Refused;
        }
        if plot == Plot::Fresh && self.waiting < 4 {
            self.waiting = self.waiting.saturating_add(1);
            return Post::Waits;
        }
        Post::Arrives
    }
}

/// A form opens at any hour, a letter when somebody is there to record it.
fn recorded(telling: &Telling<'_>, channel: Channel, opened: DateTime<Utc>) -> DateTime<Utc> {
    if matches!(channel, Channel::WebForm | Channel::Api) {
        return opened;
    }
    let office = telling.in_office(opened);
    if office > telling.now { opened } else { office }
}

/// What arrives on paper or in a shared mailbox was there before it was recorded.
fn received(dice: &Dice, channel: Channel, recorded: DateTime<Utc>) -> DateTime<Utc> {
    let hours = match channel {
        Channel::Post => dice.between(20, 70),
        Channel::Email => dice.between(1, 30),
        Channel::WebForm | Channel::Phone | Channel::Api => 0,
    };
    recorded.checked_sub_signed(TimeDelta::hours(i64::from(hours))).unwrap_or(recorded)
}

fn opener(players: &Players, channel: Channel) -> Actor {
    match channel {
        Channel::WebForm => Actor::requester(),
        Channel::Api => Actor {
            kind: ActorKind::ApiKey,
            reference: Some("demo".to_owned()),
            ..players.handler.clone()
        },
        Channel::Email | Channel::Post | Channel::Phone => players.handler.clone(),
    }
}

/// Every plot once, as far as there is room, then by weight; sorted by when they began.
fn parts(kit: &Kit, cases: u32, open: u32) -> Vec<Part> {
    let open = open.min(cases);
    let mut parts = Vec::with_capacity(usize::try_from(cases).unwrap_or_default());
    for (is_open, count) in [(true, open), (false, cases.saturating_sub(open))] {
        let plots: Vec<Plot> =
            Plot::ALL.iter().copied().filter(|plot| plot.is_open() == is_open).collect();
        let weighted: Vec<(u32, Plot)> = plots.iter().map(|plot| (plot.weight(), *plot)).collect();
        let mut first = plots.iter().copied();
        for _ in 0..count {
            let Some(plot) = first.next().or_else(|| kit.dice.weighted(&weighted)) else {
                break;
            };
            let (low, high) = plot.age();
            let seconds = kit.dice.between(low.saturating_mul(3600), high.saturating_mul(3600));
            let age = TimeDelta::seconds(i64::from(seconds));
            parts.push(Part { opened: kit.now.checked_sub_signed(age).unwrap_or(kit.now), plot });
        }
    }
    parts.sort_by_key(|part| part.opened);
    parts
}
