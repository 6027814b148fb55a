//! The API's documents: what a case, an event, a clock and a message look like as JSON.

mod clock;
mod complaint;
mod correction;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) use clock::{ClockDocument, ExtensionDocument};
pub(super) use complaint::ComplaintDocument;
pub(super) use correction::{CorrectionDocument, NewCorrection};

use domain::case::{Case, Identity};
use domain::closing;
use domain::intake::Submission;
use domain::item::{ItemState, TaskState};
use domain::person::Person;
use domain::policy::Policy;
use domain::vocabulary::Right;
use services::commands::Offered;

/// A request to be recorded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCase {
    /// `access`, `correct`, `delete`, `terminate`; or `not_sure` alone.
    pub(super) rights: Vec<String>,
    /// Who asks.
    pub(super) requester: NewRequester,
    /// The account's address, when it differs.
    #[serde(default)]
    pub(super) account_email: String,
    /// `student`, `instructor`, `both`, `enterprise` or `none`.
    #[serde(default)]
    pub(super) account_role: String,
    /// `web_form`, `email`, `post`, `phone` or `api`.
    pub(super) channel: String,
    /// When it reached the company (RFC 3339); now, when left out.
    #[serde(default, deserialize_with = "domain::instant::optional")]
    pub(super) received_at: Option<DateTime<Utc>>,
    /// Whether a guardian's proof of authority came with it. If not, it is asked for at once.
    #[serde(default)]
    pub(super) authority_enclosed: bool,
    /// Language of notices (`en`).
    #[serde(default)]
    pub(super) language: Option<String>,
    /// What the person wrote.
    #[serde(default)]
    pub(super) details: String,
    /// What is to be corrected, field by field: ten at most.
    #[serde(default)]
    pub(super) corrections: Vec<NewCorrection>,
}

/// The person of a new request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRequester {
    /// Full name.
    pub(super) name: String,
    /// Address for notices; may be left out for post and phone.
    #[serde(default)]
    pub(super) email: String,
    /// ISO 3166-1 alpha-2.
    pub(super) country: String,
    /// Region, where the law needs it.
    #[serde(default)]
    pub(super) region: String,
    /// `self`, `guardian` or `agent`.
    #[serde(default)]
    pub(super) role: String,
    /// The data subject, for guardian and agent.
    #[serde(default)]
    pub(super) acting_for: String,
    /// The data subject's own address, for an agent.
    #[serde(default)]
    pub(super) subject_email: String,
    /// Postal address, for letters.
    #[serde(default)]
    pub(super) postal_address: String,
}

impl NewCase {
    pub(super) fn submission(&self) -> Submission {
        Submission {
            rights: self.rights.clone(),
            name: self.requester.name.clone(),
            email: self.requester.email.clone(),
            country: self.requester.country.clone(),
            region: self.requester.region.clone(),
            role: self.requester.role.clone(),
            acting_for: self.requester.acting_for.clone(),
            subject_email: self.requester.subject_email.clone(),
            postal_address: self.requester.postal_address.clone(),
            account_email: self.account_email.clone(),
            account_role: self.account_role.clone(),
            details: self.details.clone(),
            corrections: self.corrections.iter().map(NewCorrection::wanted).collect(),
            ..Submission::default()
        }
    }
}

/// A case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CaseDocument {
    reference: String,
    /// Number of events; send it back in `If-Match`.
    version: i64,
    stage: &'static str,
    outcome: Option<&'static str>,
    rights: Vec<&'static str>,
    items: Vec<ItemDocument>,
    /// Every field of a correction, in the order of its number.
    corrections: Vec<CorrectionDocument>,
    tasks: Vec<TaskDocument>,
    channel: &'static str,
    received_at: DateTime<Utc>,
    /// Local date of receipt in the organisation's zone.
    received_on: NaiveDate,
    /// The effective due date, local to the binding clock's zone.
    due_on: NaiveDate,
    target_on: NaiveDate,
    /// Rule id of the clock that binds.
    binding_rule: Option<String>,
    waiting_on: &'static str,
    waiting_reason: Option<&'static str>,
    assignee: Option<String>,
    priority: &'static str,
    requester_role: &'static str,
    country: String,
    region: Option<String>,
    account_role: Option<&'static str>,
    identity: &'static str,
    on_hold: bool,
    /// Whether a legal hold forbids erasing and closing.
    under_legal_hold: bool,
    deadline_missed: bool,
    closed_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    duplicate_of: Option<String>,
    /// Complaints and appeals in the order they came; only the last one can be open.
    complaints: Vec<ComplaintDocument>,
    policy: String,
    /// Personal data; only where the caller may read it, and until it is erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    requester: Option<PersonDocument>,
    /// Keys of points of the checklist that are not ticked yet, when an account is to be closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_points: Option<Vec<String>>,
    /// What the caller could do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    offered: Option<Vec<OfferedDocument>>,
}

/// One right of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ItemDocument {
    right: &'static str,
    /// `pending`, `approved`, `cooling_off`, `cancelled`, `done`, `partly_done`, `refused`, `not_applicable`.
    state: &'static str,
    ground: Option<&'static str>,
}

/// One task of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TaskDocument {
    id: String,
    right: &'static str,
    system: String,
    kind: &'static str,
    due_on: NaiveDate,
    /// `open`, `done` or `dropped`.
    state: &'static str,
    result: Option<&'static str>,
    /// Who is to do it: `desk`, `owner`, `other` or `system`.
    with: &'static str,
    /// Why it came back from its system to people.
    fell_back: Option<&'static str>,
}

/// The person of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PersonDocument {
    name: String,
    email: Option<String>,
    account_email: Option<String>,
    acting_for: Option<String>,
}

/// A command the caller could give.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OfferedDocument {
    command: &'static str,
    citation: &'static str,
    /// Why it would be refused now; `null` when it is possible.
    obstacle: Option<String>,
}

impl CaseDocument {
    pub(super) fn of(case: &Case) -> Self {
        let waiting = case.waiting.as_ref();
        Self {
            reference: case.reference.as_str().to_owned(),
            version: case.version,
            stage: case.stage.as_str(),
            outcome: case.outcome.map(domain::vocabulary::Outcome::as_str),
            rights: case.rights().map(Right::as_str).collect(),
            items: case.items.iter().map(item_of).collect(),
            corrections: CorrectionDocument::all(&case.corrections),
            tasks: case.tasks.iter().map(task_of).collect(),
            channel: case.intake.channel.as_str(),
            received_at: case.intake.received_at,
            received_on: case.intake.received_on,
            due_on: case.due_on(),
            target_on: case.target_on(),
            binding_rule: case.effective_clock().map(|clock| clock.rule.clone()),
            waiting_on: if waiting.is_some() { "requester" } else { "desk" },
            waiting_reason: waiting.map(|waiting| waiting.reason.as_str()),
            assignee: case.assignee.as_ref().map(|id| id.0.clone()),
            priority: case.priority.as_str(),
            requester_role: case.intake.role.as_str(),
            country: case.intake.country.clone(),
            region: case.intake.region.clone(),
            account_role: case.intake.account_role.map(domain::vocabulary::AccountRole::as_str),
            identity: match case.identity {
                Identity::Open => "open",
                Identity::Accepted { .. } => "accepted",
                Identity::Rejected { .. } => "rejected",
            },
            on_hold: case.hold.is_some(),
            under_legal_hold: !case.legal_holds.is_empty(),
            deadline_missed: case.missed.is_some(),
            closed_at: case.closed_at,
            erased_at: case.erased_at,
            duplicate_of: case.duplicate_of.as_ref().map(|of| of.as_str().to_owned()),
            complaints: case.complaints.iter().map(ComplaintDocument::of).collect(),
            policy: case.intake.policy.clone(),
            requester: None,
            open_points: None,
            offered: None,
        }
    }

    pub(super) fn with_person(mut self, person: Option<&Person>) -> Self {
        self.requester = person.map(|person| PersonDocument {
            name: person.name.clone(),
            email: person.email.as_ref().map(|email| email.as_str().to_owned()),
            account_email: person.account_email.as_ref().map(|email| email.as_str().to_owned()),
            acting_for: person.acting_for.clone(),
        });
        let wanted = person.into_iter().flat_map(|person| &person.corrections);
        for (document, wanted) in self.corrections.iter_mut().zip(wanted) {
            document.filled(wanted);
        }
        self
    }

    pub(super) fn with_open_points(mut self, case: &Case, policy: &Policy) -> Self {
        let closes = case.item(Right::Terminate).is_some();
        let open = closing::open_points(case, policy).map(|point| point.key.clone());
        self.open_points = closes.then(|| open.collect());
        self
    }

    pub(super) fn with_offered(mut self, offered: Vec<Offered>) -> Self {
        let offered = offered.into_iter().map(|offer| OfferedDocument {
            command: offer.verb.as_str(),
            citation: offer.cite,
            obstacle: offer.obstacle,
        });
        self.offered = Some(offered.collect());
        self
    }
}

fn item_of(item: &domain::item::Item) -> ItemDocument {
    let (state, ground) = match &item.state {
        ItemState::Pending => ("pending", None),
        ItemState::Approved => ("approved", None),
        ItemState::CoolingOff { .. } => ("cooling_off", None),
        ItemState::Cancelled => ("cancelled", None),
        ItemState::Settled { settlement, ground, .. } => (settlement.as_str(), *ground),
    };
    ItemDocument {
        right: item.right.as_str(),
        state,
        ground: ground.map(domain::vocabulary::Ground::as_str),
    }
}

fn task_of(task: &domain::item::Task) -> TaskDocument {
    let (state, result) = match &task.state {
        TaskState::Open => ("open", None),
        TaskState::Done { result, .. } => ("done", Some(result.as_str())),
        TaskState::Dropped => ("dropped", None),
    };
    TaskDocument {
        id: task.id.to_string(),
        right: task.right.as_str(),
        system: task.system.clone(),
        kind: task.kind.as_str(),
        due_on: task.due_on,
        state,
        result,
        with: task.with.as_str(),
        fell_back: task.fell_back.map(domain::webhook::CallFault::as_str),
    }
}

/// One message between the desk and the requester.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MessageDocument {
    pub(super) at: DateTime<Utc>,
    /// `desk` or `requester`.
    pub(super) from: &'static str,
    /// Name of the event that carried it.
    pub(super) event: String,
    /// The words; `null` once erased.
    pub(super) text: Option<String>,
}

/// A page of cases.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CasePage {
    pub(super) items: Vec<CaseDocument>,
    /// Send it back as `cursor`; `null` on the last page.
    pub(super) next_cursor: Option<String>,
}
