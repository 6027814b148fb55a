//! From effects to rows of the outbox: recipients, contexts, rendering, sealing. A notice is rendered
//! before it is stored, so the preview, the proof and what is sent are the same bytes.

mod context;
pub mod letter;
mod recipients;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Deps, ServiceError, connector, dossier, limits, package};
pub use context::organisation;
use crypto::{CaseKey, SealContext, SealKey, open, seal};
use domain::case::Case;
use domain::effect::{Audience, Effect};
use domain::ids::{CaseId, OutboxId};
use domain::message::{Message, NoticeKind};
use domain::person::Person;
use domain::workflow::event::Happened;
use domain::workflow::react;
use recipients::Recipient;
pub use recipients::active_staff;
use storage::{WriteTx, outbox};

/// Outbox topic of mail the worker sends.
pub const MAIL: &str = "mail";
/// Outbox topic of letters staff print, post and mark as posted.
pub const LETTER: &str = "letter";
/// Outbox topic of the erasure that follows an expiry.
pub const FORGET: &str = "forget";

/// Everything the notices of one command are made from.
struct Scene<'a> {
    deps: &'a Deps,
    case: &'a Case,
    key: CaseKey,
    person: Person,
    browser: Option<&'a str>,
    /// Free parts of an answer that is not proposed yet.
    draft: Option<&'a letter::Words>,
}

/// Queues everything the events ask for, in the transaction that caused them.
pub fn queue(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    events: &[Happened],
    browser: Option<&str>,
) -> Result<(), ServiceError> {
    let effects: Vec<_> = events
        .iter()
        .flat_map(|happened| {
            let effects = react(case, &happened.event, &deps.policy);
            effects.into_iter().map(move |effect| (happened, effect))
        })
        .collect();
    if effects.is_empty() {
        return Ok(());
    }
    let Some(key) = dossier::key_of(tx, deps, &case.id)? else {
        return Ok(());
    };
    let Some(person) = dossier::person(tx, deps, &case.id, &case.intake.person)? else {
        return Ok(());
    };
    let scene = Scene { deps, case, key, person, browser, draft: None };
    for (happened, effect) in effects {
        match effect {
            Effect::Notify { notice, to } => scene.notify(tx, happened, notice, &to)?,
            Effect::BuildPackage => package::queue(tx, deps, case)?,
            Effect::CallSystem(task) => connector::queue(tx, deps, case, task)?,
            Effect::Forget => scene.forget(tx)?,
        }
    }
    Ok(())
}

impl Scene<'_> {
    fn notify(
        &self,
        tx: &mut WriteTx<'_>,
        happened: &Happened,
        notice: NoticeKind,
        to: &Audience,
    ) -> Result<(), ServiceError> {
        for recipient in self.recipients(tx, happened, notice, to)? {
            let Some(due_at) = self.leaves_at(tx, notice, to, &recipient)? else {
                tracing::warn!(notice = notice.as_str(), "mail.left_out");
                continue;
            };
            let context = self.context(tx, happened, notice, &recipient)?;
            let to_name = recipient.name.as_deref();
            let message = self.deps.texts.mail(notice, &recipient.address, to_name, &context)?;
            self.put(tx, &message, to, &recipient, due_at)?;
        }
        Ok(())
    }

    /// When a notice leaves: now, unless its mailbox never agreed to hear from us and got enough.
    /// `None` leaves it out. Code mails are counted where they are asked for (`limits::unverified_mail`).
    fn leaves_at(
        &self,
        tx: &mut WriteTx<'_>,
        notice: NoticeKind,
        to: &Audience,
        recipient: &Recipient,
    ) -> Result<Option<DateTime<Utc>>, ServiceError> {
        let now = self.deps.now();
        let folded = recipient.address.to_lowercase();
        if folded.is_empty() {
            return Ok(Some(now));
        }
        if matches!(to, Audience::DataSubject | Audience::NewAddress) {
            return limits::unasked_mail(tx, self.deps, &folded);
        }
        if matches!(notice, NoticeKind::ConfirmReminder | NoticeKind::Expired) {
            return Ok(limits::follow_up_mail(tx, self.deps, &folded)?.then_some(now));
        }
        Ok(Some(now))
    }

    fn put(
        &self,
        tx: &mut WriteTx<'_>,
        message: &Message,
        to: &Audience,
        recipient: &Recipient,
        due_at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let now = self.deps.now();
        let id = self.deps.ids.uuid();
        let place = mail_place(Some(&self.case.id), &id);
        let sealed = seal(
            &self.key,
            place.context(),
            &serde_json::to_vec(message)?,
            self.deps.ids.as_ref(),
        )?;
        let who = if recipient.address.is_empty() { "letter" } else { recipient.key.as_str() };
        let case = &self.case.id;
        outbox::put(
            tx,
            &outbox::NewItem {
                dedupe_key: Some(format!("{case}:{}:{}:{who}", self.case.version, message.notice)),
                id,
                topic: if recipient.address.is_empty() { LETTER } else { MAIL }.to_owned(),
                case_id: Some(case.0.clone()),
                template: Some(message.notice.as_str().to_owned()),
                audience: Some(audience_text(to).to_owned()),
                recipient_hash: None,
                payload: sealed,
                due_at,
                created_at: now,
            },
        )?;
        Ok(())
    }

    fn forget(&self, tx: &mut WriteTx<'_>) -> Result<(), ServiceError> {
        let now = self.deps.now();
        // The last notice should be out first; the worker looks again while one is waiting.
        let due_at = now.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(now);
        outbox::put(
            tx,
            &outbox::NewItem {
                id: self.deps.ids.uuid(),
                topic: FORGET.to_owned(),
                case_id: Some(self.case.id.0.clone()),
                template: None,
                audience: None,
                recipient_hash: None,
                payload: Vec::new(),
                due_at,
                dedupe_key: Some(format!("{}:forget", self.case.id)),
                created_at: now,
            },
        )?;
        Ok(())
    }
}

/// Queues a mail that belongs to no case (sign-in codes, invitations, digests), sealed under the desk's key.
pub fn put_desk_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    message: &Message,
    audience: &str,
    dedupe_key: Option<String>,
) -> Result<bool, ServiceError> {
    let now = deps.now();
    let id = deps.ids.uuid();
    let place = mail_place(None, &id);
    let bytes = serde_json::to_vec(message)?;
    let payload = seal(deps.keys.desk(), place.context(), &bytes, deps.ids.as_ref())?;
    Ok(outbox::put(
        tx,
        &outbox::NewItem {
            id,
            topic: MAIL.to_owned(),
            case_id: None,
            template: Some(message.notice.as_str().to_owned()),
            audience: Some(audience.to_owned()),
            recipient_hash: None,
            payload,
            due_at: now,
            dedupe_key,
            created_at: now,
        },
    )?)
}

/// Queues a mail of a case outside its events (portal codes), sealed under the case's key.
pub fn put_case_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
    message: &Message,
) -> Result<(), ServiceError> {
    let Some(key) = dossier::key_of(tx, deps, case)? else {
        return Ok(());
    };
    let now = deps.now();
    let id = deps.ids.uuid();
    let place = mail_place(Some(case), &id);
    let bytes = serde_json::to_vec(message)?;
    let payload = seal(&key, place.context(), &bytes, deps.ids.as_ref())?;
    outbox::put(
        tx,
        &outbox::NewItem {
            id,
            topic: MAIL.to_owned(),
            case_id: Some(case.0.clone()),
            template: Some(message.notice.as_str().to_owned()),
            audience: Some("requester".to_owned()),
            recipient_hash: None,
            payload,
            due_at: now,
            dedupe_key: None,
            created_at: now,
        },
    )?;
    Ok(())
}

/// Opens a stored mail; `None` once the personal data of its case is erased.
pub fn read_mail(
    tx: &mut dyn storage::Reads,
    deps: &Deps,
    item: &outbox::Item,
) -> Result<Option<Message>, ServiceError> {
    let case = item.new.case_id.as_deref().map(CaseId::from);
    let key: SealKey = match &case {
        Some(case) => match dossier::key_of(tx, deps, case)? {
            Some(key) => key,
            None => return Ok(None),
        },
        None => deps.keys.desk().clone(),
    };
    let place = mail_place(case.as_ref(), &item.new.id);
    let bytes = open(&key, place.context(), &item.new.payload)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// The id of an outbox row as events name it.
pub fn outbox_id(item: &outbox::Item) -> OutboxId {
    OutboxId(item.new.id.clone())
}

struct MailPlace<'a> {
    case: &'a str,
    entry: &'a str,
}

impl MailPlace<'_> {
    fn context(&self) -> SealContext<'_> {
        SealContext { purpose: "mail", case: self.case, entry: self.entry }
    }
}

fn mail_place<'a>(case: Option<&'a CaseId>, entry: &'a str) -> MailPlace<'a> {
    MailPlace { case: case.map_or("desk", CaseId::as_str), entry }
}

const fn audience_text(to: &Audience) -> &'static str {
    match to {
        Audience::Requester | Audience::NewAddress => "requester",
        Audience::DataSubject => "data_subject",
        Audience::SystemOwner(_) | Audience::Escalation(_) => "system_owner",
        Audience::Staff(_) | Audience::Owner | Audience::Approvers | Audience::Compliance => {
            "staff"
        }
    }
}
