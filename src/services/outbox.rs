//! The outbox as the desk sees it: what waits, what was given up, previews, letters to be posted.

use chrono::{DateTime, Utc};

use serde_json::json;

use super::access::require;
use super::journal::{self, DeskEvent, Stream};
use super::{Deps, ServiceError, commands, notices};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::{CaseId, Reference};
use domain::message::{Message, NoticeKind};
use domain::workflow::Command;
use storage::outbox::{self, Item, OutboxState};
use storage::{Reads, WriteTx, cases};

pub use storage::outbox::OutboxState as State;

/// Rows of one page.
const PAGE: i64 = 50;

/// One row, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub id: String,
    /// Waiting, done or given up.
    pub state: State,
    /// A letter somebody has to print and post.
    pub is_letter: bool,
    /// Which notice; `None` for work that is no message.
    pub notice: Option<NoticeKind>,
    /// `requester`, `data_subject` or `staff`.
    pub audience: Option<String>,
    /// The case it is about.
    pub reference: Option<Reference>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed; holds no address.
    pub last_error: Option<String>,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, while it waits.
    pub due_at: DateTime<Utc>,
    /// When it ended.
    pub done_at: Option<DateTime<Utc>>,
}

/// A page of rows, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub lines: Vec<Line>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// How many rows are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting, letters among them.
    pub ready: i64,
    /// Done.
    pub done: i64,
    /// Given up: somebody must look.
    pub dead: i64,
}

/// What a row would send or has sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Exactly as sent.
    Message(Box<Message>),
    /// It holds a code or link that acts for its reader, which is nobody at the desk.
    Secret,
    /// The personal data of its case was erased.
    Erased,
    /// It is no message.
    Nothing,
}

/// A page of rows in a state that lie before `before`.
pub fn list(
    deps: &Deps,
    actor: &Actor,
    state: State,
    before: Option<&str>,
) -> Result<Page, ServiceError> {
    require(actor, Permission::ManageOutbox)?;
    deps.store.read(|tx| {
        let mut items = outbox::in_state_page(tx, state, before, PAGE.saturating_add(1))?;
        let fits = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = items.len() > fits;
        items.truncate(fits);
        let next = items.last().filter(|_| more).map(|item| item.new.id.clone());
        let lines = items.into_iter().map(|item| line(tx, item));
        let lines = lines.collect::<Result<_, ServiceError>>()?;
        Ok(Page { lines, next })
    })
}

/// How many rows are in each state.
pub fn counts(deps: &Deps, actor: &Actor) -> Result<Counts, ServiceError> {
    require(actor, Permission::ManageOutbox)?;
    let mut counts = Counts::default();
    for (state, count) in deps.store.read(|tx| outbox::counts(tx))? {
        match state {
            OutboxState::Ready => counts.ready = count,
            OutboxState::Done => counts.done = count,
            OutboxState::Dead => counts.dead = count,
        }
    }
    Ok(counts)
}

/// One row with its content, exactly as it is sent. Looking at personal data is journalled in the same
/// transaction; what cannot be journalled is not shown.
pub fn preview(deps: &Deps, actor: &Actor, id: &str) -> Result<(Line, Content), ServiceError> {
    require(actor, Permission::ManageOutbox)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let item = outbox::get(tx, &id)?.ok_or(ServiceError::NotFound)?;
        let content = content(tx, &inner, &item)?;
        if matches!(content, Content::Message(_)) {
            let reads = Stream::Reads(&actor);
            note(tx, &inner, &actor, reads, DeskEvent::MessageRead, &item)?;
        }
        Ok((line(tx, item)?, content))
    })
}

fn content(tx: &mut dyn Reads, deps: &Deps, item: &Item) -> Result<Content, ServiceError> {
    if item.new.topic != notices::MAIL && item.new.topic != notices::LETTER {
        return Ok(Content::Nothing);
    }
    Ok(match notices::read_mail(tx, deps, item)? {
        None => Content::Erased,
        Some(message) if acts_for_its_reader(message.notice) => Content::Secret,
        Some(message) => Content::Message(Box::new(message)),
    })
}

/// Notices with a code or link in them: whoever reads one could confirm, sign in or set a password in
/// another's name.
pub(super) const fn acts_for_its_reader(notice: NoticeKind) -> bool {
    matches!(
        notice,
        NoticeKind::ConfirmAddress
            | NoticeKind::ConfirmReminder
            | NoticeKind::AccountNotice
            | NoticeKind::MandateRequest
            | NoticeKind::SignInCode
            | NoticeKind::DownloadCode
            | NoticeKind::StaffInvite
            | NoticeKind::StaffReset
            | NoticeKind::AddressConfirm
            | NoticeKind::AddressNotice
            | NoticeKind::TerminationPlanned
            | NoticeKind::SystemTask
            | NoticeKind::SystemTaskReminder
            | NoticeKind::SystemTaskOverdue
    )
}

/// Gives a message that was given up new tries.
pub fn send_again(deps: &Deps, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    require(actor, Permission::ManageOutbox)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let item = outbox::get(tx, &id)?.ok_or(ServiceError::NotFound)?;
        if content(tx, &inner, &item)? == Content::Erased {
            return Err(ServiceError::Erased);
        }
        // Already waiting or done: somebody pressed the button first, and that is what was wanted.
        if !outbox::requeue(tx, &id, inner.now())? {
            return Ok(());
        }
        let event = DeskEvent::MessageSentAgain;
        note(tx, &inner, &actor, Stream::Outbox, event, &item)
    })
}

/// Notes that a letter was posted; the case hears that its notice is on the way.
pub fn mark_posted(deps: &Deps, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    require(actor, Permission::ManageOutbox)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let item = outbox::get(tx, &id)?.ok_or(ServiceError::NotFound)?;
        if item.new.topic != notices::LETTER {
            return Err(ServiceError::NotFound);
        }
        if !outbox::settle_by_hand(tx, &id, inner.now())? {
            return Ok(());
        }
        let event = DeskEvent::LetterPosted;
        note(tx, &inner, &actor, Stream::Outbox, event, &item)?;
        tell_case(tx, &inner, &item)
    })
}

/// The case hears that a letter to the requester or the data subject is on its way.
fn tell_case(tx: &mut WriteTx<'_>, deps: &Deps, item: &Item) -> Result<(), ServiceError> {
    let notice = notice_of(item);
    let case = item.new.case_id.as_deref().map(CaseId::from);
    let (Some(case), Some(notice)) = (case, notice) else {
        return Ok(());
    };
    let command = Command::Deliver { notice, outbox: notices::outbox_id(item), accepted: true };
    commands::execute(tx, deps, &Actor::system(), &case, &command)?;
    Ok(())
}

fn note(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    stream: Stream<'_>,
    event: DeskEvent,
    item: &Item,
) -> Result<(), ServiceError> {
    let body = json!({ "case": item.new.case_id, "message": item.new.id });
    journal::append(tx, deps, actor, stream, event, &body)
}

fn notice_of(item: &Item) -> Option<NoticeKind> {
    NoticeKind::from_text(item.new.template.as_deref()?)
}

fn line(tx: &mut dyn Reads, item: Item) -> Result<Line, ServiceError> {
    let reference = match item.new.case_id.as_deref() {
        Some(case) => Some(cases::load(tx, &CaseId::from(case))?.reference),
        None => None,
    };
    Ok(Line {
        state: item.state,
        is_letter: item.new.topic == notices::LETTER,
        notice: item.new.template.as_deref().and_then(NoticeKind::from_text),
        audience: item.new.audience,
        reference,
        attempts: item.attempts,
        last_error: item.last_error,
        created_at: item.new.created_at,
        due_at: item.new.due_at,
        done_at: item.done_at,
        id: item.new.id,
    })
}
