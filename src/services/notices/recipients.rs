//! Whom a notice goes to: addresses for an audience.

use super::Scene;
use crate::{ServiceError, address, tasks};
use domain::effect::Audience;
use domain::ids::TaskId;
use domain::item::TaskWith;
use domain::message::NoticeKind;
use domain::person::Email;
use domain::vocabulary::{RequesterRole, Role};
use domain::workflow::event::Happened;
use storage::staff::{StaffMember, StaffState};
use storage::{Reads, WriteTx, staff};

/// One mailbox, or a letter when the address is empty.
pub(super) struct Recipient {
    /// Where it goes.
    pub(super) address: String,
    /// The name to greet with, where one may be shown.
    pub(super) name: Option<String>,
    /// Tells recipients apart without naming them (a staff id or a role).
    pub(super) key: String,
}

impl Recipient {
    fn system(mail: &Email, team: String, key: String) -> Self {
        let name = (!team.is_empty()).then_some(team);
        Self { address: mail.as_str().to_owned(), name, key }
    }
}

/// Every active colleague; a desk has tens of them, not thousands.
pub fn active_staff(tx: &mut dyn Reads) -> Result<Vec<StaffMember>, ServiceError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = staff::page(tx, after.as_deref(), 200)?;
        let Some(last) = page.last() else {
            return Ok(all);
        };
        after = Some(last.email.clone());
        all.extend(page.into_iter().filter(|member| member.state == StaffState::Active));
    }
}

impl Scene<'_> {
    pub(super) fn recipients(
        &self,
        tx: &mut WriteTx<'_>,
        happened: &Happened,
        notice: NoticeKind,
        to: &Audience,
    ) -> Result<Vec<Recipient>, ServiceError> {
        match to {
            Audience::Requester => Ok(vec![self.requester()]),
            Audience::NewAddress => {
                let wanted = address::wanted(tx, self.deps, self.case)?;
                let mailbox = |email: Email| Recipient {
                    address: email.as_str().to_owned(),
                    name: None,
                    key: "new_address".to_owned(),
                };
                Ok(wanted.map(mailbox).into_iter().collect())
            }
            Audience::DataSubject => Ok(self.data_subject().into_iter().collect()),
            Audience::Staff(id) => {
                let id = id.0.clone();
                colleagues(tx, happened, notice, |member| member.id == id)
            }
            Audience::Owner => match &self.case.assignee {
                Some(id) => {
                    let id = id.0.clone();
                    colleagues(tx, happened, notice, |member| member.id == id)
                }
                None => colleagues(tx, happened, notice, |member| has(member, Role::Handler)),
            },
            Audience::Approvers => {
                colleagues(tx, happened, notice, |member| has(member, Role::Approver))
            }
            Audience::Compliance => {
                colleagues(tx, happened, notice, |member| has(member, Role::Compliance))
            }
            Audience::SystemOwner(task) => Ok(self.system_owner(tx, *task)?.into_iter().collect()),
            Audience::Escalation(task) => {
                let owner = self.system_owner(tx, *task)?;
                Ok(owner.into_iter().chain(self.escalation(*task)).collect())
            }
        }
    }

    fn requester(&self) -> Recipient {
        Recipient {
            address: self.person.email.as_ref().map(|e| e.as_str().to_owned()).unwrap_or_default(),
            name: Some(self.person.name.clone()),
            key: "requester".to_owned(),
        }
    }

    /// Whoever a task was given to, when there is an address.
    fn system_owner(
        &self,
        tx: &mut WriteTx<'_>,
        id: TaskId,
    ) -> Result<Option<Recipient>, ServiceError> {
        let Some(task) = self.case.task(id) else { return Ok(None) };
        let owner = self.deps.policy.data_map.system(&task.system).map(|system| &system.owner);
        let owner = owner.and_then(|owner| Some((owner.mail.clone()?, owner.team.clone())));
        let contact = match task.with {
            TaskWith::Desk | TaskWith::System => None,
            TaskWith::Owner => owner,
            TaskWith::Other => {
                let words = tasks::assignment(tx, self.deps, &self.case.id, task)?;
                words.mail.map(|mail| (mail, words.team))
            }
        };
        let key = format!("owner:{id}");
        Ok(contact.map(|(mail, team)| Recipient::system(&mail, team, key)))
    }

    fn escalation(&self, id: TaskId) -> Option<Recipient> {
        let task = self.case.task(id)?;
        let owner = &self.deps.policy.data_map.system(&task.system)?.owner;
        let mail = owner.escalation_mail.as_ref()?;
        Some(Recipient::system(mail, owner.team.clone(), format!("escalation:{id}")))
    }

    /// The mailbox that can say "this was not me" or confirm a mandate.
    fn data_subject(&self) -> Option<Recipient> {
        let person = &self.person;
        let address = person.subject_email.as_ref().or(person.account_email.as_ref())?;
        // Nobody says for themselves that they may act for another.
        let own = person.email.as_ref().is_some_and(|own| own.is_same_mailbox(address));
        if own && self.case.intake.role == RequesterRole::Agent {
            return None;
        }
        Some(Recipient {
            address: address.as_str().to_owned(),
            name: None,
            key: "data_subject".to_owned(),
        })
    }
}

/// Notices a colleague who reads the daily digest does without. Escalations are never among them.
const fn digest_covers(notice: NoticeKind) -> bool {
    matches!(notice, NoticeKind::StaffAssigned | NoticeKind::StaffReply | NoticeKind::StaffReview)
}

fn has(member: &StaffMember, role: Role) -> bool {
    member.roles.iter().any(|text| text == role.as_str())
}

fn colleagues(
    tx: &mut WriteTx<'_>,
    happened: &Happened,
    notice: NoticeKind,
    wanted: impl Fn(&StaffMember) -> bool,
) -> Result<Vec<Recipient>, ServiceError> {
    let recipients = active_staff(tx)?
        .into_iter()
        .filter(|member| wanted(member))
        // Nobody is told of what they just did themselves.
        .filter(|member| happened.by != format!("staff:{}", member.id))
        .filter(|member| !(digest_covers(notice) && member.mail_frequency == "digest"))
        .map(|member| Recipient { address: member.email, name: Some(member.name), key: member.id })
        .collect();
    Ok(recipients)
}
