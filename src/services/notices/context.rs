//! What a notice says: from the case, the person and the event to the template's context.

use chrono::{DateTime, TimeDelta, Utc};

use super::Scene;
use super::letter::Words;
use super::recipients::Recipient;
use crate::answer::Telling;
use crate::dossier::Dossier;
use crate::verification::{self, Issued};
use crate::{Deps, ServiceError, commands, data_map, dossier, tasks};
use domain::case::Identity;
use domain::file::package_life;
use domain::ids::TaskId;
use domain::item::ItemState;
use domain::message::NoticeKind as N;
use domain::prose::Sealed;
use domain::verification::Purpose;
use domain::vocabulary::{ComplaintOutcome, Right};
use domain::workflow::event::Happened;
use domain::workflow::{Event, cooling_until};
use storage::{WriteTx, cases};
use text::catalogue::{self, complaint_word, requester};
use text::contexts::mail::{MailContext, Organisation, RequesterMail, StaffMail, SystemMail};

/// The controller as every notice names it.
pub fn organisation(deps: &Deps) -> Organisation {
    let settings = &deps.settings.organisation;
    Organisation {
        name: settings.name.clone(),
        postal_address: settings.postal_address.lines().map(str::to_owned).collect(),
        support_email: settings.support_email.clone(),
        dpo_email: settings.dpo_email.clone(),
    }
}

impl Scene<'_> {
    pub(super) fn context(
        &self,
        tx: &mut WriteTx<'_>,
        happened: &Happened,
        notice: N,
        recipient: &Recipient,
    ) -> Result<MailContext, ServiceError> {
        if notice.is_for_system_owner() {
            return Ok(self.system_mail(tx, happened, recipient)?.into());
        }
        if notice.is_for_staff() {
            return Ok(self.staff_mail(happened, recipient).into());
        }
        let mut mail = RequesterMail::new(organisation(self.deps), self.case.reference.as_str());
        self.facts(&mut mail);
        if matches!(
            notice,
            N::ConfirmAddress
                | N::ConfirmReminder
                | N::AccountNotice
                | N::MandateRequest
                | N::AddressConfirm
        ) {
            // These may reach a stranger: nothing of what the submitter typed goes in.
            (mail.name, mail.on_behalf) = (None, None);
            self.challenge(tx, notice, &mut mail)?;
        }
        if let Event::CoolingOffStarted { until } = &happened.event {
            self.cancel_link(tx, *until, &mut mail)?;
        }
        if notice == N::AddressNotice {
            self.stop_link(tx, &mut mail)?;
        }
        if notice == N::Received && self.case.authority_awaited() {
            let by_page = self.case.intake.has_email;
            let step =
                if by_page { requester::AUTHORITY_BY_PAGE } else { requester::AUTHORITY_BY_POST };
            mail.next_step = Some(step.to_owned());
        }
        self.words(tx, happened, &mut mail)?;
        if matches!(notice, N::AnswerReady | N::AnswerInPart | N::Refused) {
            self.answer(tx, &mut mail)?;
        }
        if notice == N::Duplicate {
            mail.duplicate_of = self.repeated(tx)?;
        }
        Ok(mail.into())
    }

    fn facts(&self, mail: &mut RequesterMail) {
        let case = self.case;
        mail.name = Some(self.person.name.clone());
        mail.on_behalf = requester::on_behalf(case.intake.role, self.person.subject_name());
        mail.rights = case.rights().map(|right| catalogue::right(right).to_owned()).collect();
        mail.received_on = Some(case.intake.received_on);
        mail.due_on = Some(case.work_due_on());
        let status = self.deps.settings.server.public_url.link("/status");
        mail.status_url = case.intake.has_email.then_some(status);
        mail.missed_on = case.missed.as_ref().map(|missed| missed.due_on);
        let kept = TimeDelta::days(i64::from(self.deps.policy.unconfirmed_days));
        let until = case.intake.recorded_at.checked_add_signed(kept);
        mail.kept_until = until.map(|at| self.deps.local_date(at));
        mail.happens_at = cooling_until(case).map(|until| self.local(until));
        let closing = case.item(Right::Terminate);
        mail.account_kept = closing.is_some_and(|item| matches!(item.state, ItemState::Cancelled));
    }

    /// The reference of the earlier request, when it is this person's own: one that came from another address tells
    /// somebody else's.
    fn repeated(&self, tx: &mut WriteTx<'_>) -> Result<Option<String>, ServiceError> {
        let Some(of) = &self.case.duplicate_of else {
            return Ok(None);
        };
        let Some(earlier) = cases::by_reference(tx, of)? else {
            return Ok(None);
        };
        let own = commands::is_own(tx, self.deps, &self.person, &earlier)?;
        Ok(own.then(|| of.as_str().to_owned()))
    }

    fn local(&self, at: DateTime<Utc>) -> DateTime<chrono::FixedOffset> {
        self.deps.zones.local(&self.deps.policy.zone, at)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn challenge(
        &self,
        tx: &mut WriteTx<'_>,
        notice: N,
        mail: &mut RequesterMail,
    ) -> Result<(), ServiceError> {
        let (purpose, path) = match notice {
            N::AccountNotice => (Purpose::Disown, "/about-you/"),
            N::MandateRequest => (Purpose::Mandate, "/about-you/"),
            N::AddressConfirm => (Purpose::ConfirmNewAddress, "/address/"),
            _ => (Purpose::ConfirmEmail, "/confirm/"),
        };
        let Issued { code, token, code_until, link_until } =
            verification::issue(tx, self.deps, purpose, self.case.id.as_str(), self.browser)?;
        let url = &self.deps.settings.server.public_url;
        mail.link = Some(url.link(&format!("{path}{}", token.expose())));
        mail.link_until = Some(self.local(link_until));
        if notice == N::ConfirmAddress {
            mail.code = Some(code.expose().to_owned());
            mail.code_until = Some(self.local(code_until));
        }
        Ok(())
    }

    /// Keeping the account needs no sign-in: who reads the mailbox may press the button. A letter has no link.
    fn cancel_link(
        &self,
        tx: &mut WriteTx<'_>,
        until: DateTime<Utc>,
        mail: &mut RequesterMail,
    ) -> Result<(), ServiceError> {
        if !self.case.intake.has_email {
            return Ok(());
        }
        let (purpose, case) = (Purpose::CancelTermination, self.case.id.as_str());
        let token = verification::issue_only_link(tx, self.deps, purpose, case, until)?;
        let url = &self.deps.settings.server.public_url;
        mail.link = Some(url.link(&format!("/cancel/{}", token.expose())));
        mail.link_until = Some(self.local(until));
        Ok(())
    }

    /// Who reads the mailbox in force stops a change without a sign-in. Each of its notices has a link; all end with it.
    fn stop_link(
        &self,
        tx: &mut WriteTx<'_>,
        mail: &mut RequesterMail,
    ) -> Result<(), ServiceError> {
        let Some(change) = &self.case.address else {
            return Ok(());
        };
        mail.happens_at = Some(self.local(change.earliest(self.deps.policy.address_wait_hours)));
        let (purpose, case) = (Purpose::StopAddressChange, self.case.id.as_str());
        let token = verification::issue_link(tx, self.deps, purpose, case)?;
        let url = &self.deps.settings.server.public_url;
        mail.link = Some(url.link(&format!("/address/{}", token.expose())));
        Ok(())
    }

    /// The words of the event's author, and the dates it names.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn words(
        &self,
        tx: &mut WriteTx<'_>,
        happened: &Happened,
        mail: &mut RequesterMail,
    ) -> Result<(), ServiceError> {
        match &happened.event {
            Event::EvidenceAsked { text }
            | Event::ClarificationAsked { text }
            | Event::MessageSent { text, .. } => mail.text = self.text(tx, text)?,
            Event::ExtensionDecided { ground, text, due_on, .. } => {
                mail.text = self.text(tx, text)?;
                mail.ground = Some(catalogue::ground_sentence(*ground).to_owned());
                mail.old_due = Some(self.case.due_on());
                mail.new_due = Some(*due_on);
                mail.citation = self.case.effective_clock().map(|clock| clock.citation.clone());
            }
            Event::ComplaintRecorded { kind, received_on, .. } => {
                mail.complaint = Some(complaint_word(*kind).to_owned());
                mail.received_on = Some(*received_on);
            }
            Event::ComplaintDecided { outcome, text } => {
                let kind = self.case.complaints.last().map(|complaint| complaint.kind);
                mail.complaint = kind.map(|kind| complaint_word(kind).to_owned());
                mail.decided = Some(catalogue::complaint_sentence(*outcome).to_owned());
                mail.reopened = *outcome == ComplaintOutcome::Upheld;
                mail.text = self.text(tx, text)?;
            }
            Event::Closed { .. } => {
                let until = happened.at.checked_add_signed(package_life());
                mail.download_until = until.map(|at| self.deps.local_date(at));
                if let Identity::Rejected { text, .. } = &self.case.identity {
                    mail.text = self.text(tx, text)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&self, tx: &mut WriteTx<'_>, sealed: &Sealed) -> Result<Option<String>, ServiceError> {
        dossier::read_text(tx, self.deps, &self.case.id, &sealed.id, dossier::TEXT)
    }

    /// Every right with what became of it, and the free parts of the letter.
    fn answer(&self, tx: &mut WriteTx<'_>, mail: &mut RequesterMail) -> Result<(), ServiceError> {
        let dossier = Dossier::open_for(tx, self.deps, &self.case.id, false)?;
        let words = match self.draft {
            Some(draft) => draft.clone(),
            None => Words::proposed(self.case, &dossier),
        };
        (mail.text, mail.closing) = (words.text, words.closing);
        let proposed = self.case.proposal.as_ref().and_then(|proposal| proposal.refusal);
        if let Some(ground) = words.refusal.or(proposed) {
            mail.ground = Some(catalogue::ground_sentence(ground).to_owned());
            return Ok(());
        }
        let map = data_map::pinned(tx, self.deps, self.case.data_map)?;
        let (case, person) = (self.case, &self.person);
        mail.items = Telling { case, person, dossier: &dossier, map: &map }.items();
        Ok(())
    }

    /// To who answers for a system: which task, by when, and the link to it. Nothing of the person.
    fn system_mail(
        &self,
        tx: &mut WriteTx<'_>,
        happened: &Happened,
        recipient: &Recipient,
    ) -> Result<SystemMail, ServiceError> {
        let named = recipient.key.rsplit_once(':').and_then(|(_, id)| TaskId::parse(id));
        let task = named.and_then(|id| self.case.task(id)).ok_or(ServiceError::NotFound)?;
        let subject = tasks::link_subject(&self.case.id, task.id);
        let token = verification::issue_link(tx, self.deps, Purpose::SystemTask, &subject)?;
        let url = &self.deps.settings.server.public_url;
        let late = self.deps.local_date(happened.at).signed_duration_since(task.due_on);
        Ok(SystemMail {
            organisation: organisation(self.deps),
            team: recipient.name.clone(),
            reference: self.case.reference.as_str().to_owned(),
            task: task.id.to_string(),
            system: self.deps.policy.system_name(&task.system).to_owned(),
            asked: catalogue::task_kind(task.kind).to_owned(),
            due_on: task.due_on,
            days_late: u32::try_from(late.num_days()).ok().filter(|days| *days > 0),
            link: url.link(&format!("/task/{}", token.expose())),
        })
    }

    fn staff_mail(&self, happened: &Happened, recipient: &Recipient) -> StaffMail {
        let case = self.case;
        let path = format!("/desk/cases/{}", case.reference);
        let link = self.deps.settings.server.public_url.link(&path);
        let mut mail = StaffMail::new(organisation(self.deps), &link);
        mail.name.clone_from(&recipient.name);
        mail.reference = Some(case.reference.as_str().to_owned());
        mail.stage = Some(catalogue::stage(case.stage).to_owned());
        mail.due_on = Some(case.work_due_on());
        mail.complaint = case.open_complaint().map(|one| complaint_word(one.kind).to_owned());
        let days = case.work_due_on().signed_duration_since(self.deps.local_date(happened.at));
        mail.days = u32::try_from(days.num_days().abs()).ok();
        mail.event = Some(catalogue::event(&happened.event.name()).unwrap_or_default().to_owned());
        mail.task = task_of(&happened.event)
            .and_then(|id| case.task(id))
            .map(|task| format!("{}, {}", task.id, self.deps.policy.system_name(&task.system)));
        if let Event::NoticeFailed { notice, .. } = &happened.event {
            mail.notice = Some(catalogue::notice(*notice).to_owned());
        }
        if let Event::ExtensionVoided { notice_by } = &happened.event {
            mail.notice_by = Some(*notice_by);
        }
        mail
    }
}

/// The task an event is about.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is about no task")]
const fn task_of(event: &Event) -> Option<TaskId> {
    match event {
        Event::TaskCompleted { task, .. }
        | Event::TaskFailed { task, .. }
        | Event::TaskReturned { task, .. }
        | Event::TaskFellBack { task, .. }
        | Event::TaskOverdue { task, .. } => Some(*task),
        Event::LookAgainOpened { planned, .. } => Some(planned.id),
        _ => None,
    }
}
