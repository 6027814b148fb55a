//! The columns of a list of cases: one model for every format. They hold what 11 CCR 7101(b) and
//! Colorado Rule 6.11 ask to be kept of each request, and no personal data.

use chrono::{DateTime, NaiveDate, Utc};

use super::facts::Facts;
use crate::ids::Reference;
use crate::vocabulary::{Ground, Outcome, WaitingReason};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Stable id: heading of the CSV, key of the JSON.
    pub id: &'static str,
    /// What it holds.
    pub sentence: &'static str,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A code, reference or id.
    Text(String),
    /// Several codes.
    Codes(Vec<String>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A local calendar date.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

const fn of(id: &'static str, sentence: &'static str) -> Column {
    Column { id, sentence }
}

/// Every column, in order; [`row`] gives the values in the same order.
pub const COLUMNS: &[Column] = &[
    of("reference", "The reference people use."),
    of("rights", "What was asked for: access, correct, delete, terminate."),
    of("role", "In which capacity: self, guardian or agent."),
    of("channel", "How the request was made."),
    of("country", "Stated country, ISO 3166-1 alpha-2."),
    of("region", "Stated region, where the law needs it."),
    of("laws", "Rules that measure the answer."),
    of("policy", "The policy pack in force on receipt."),
    of("stage", "Where the case is."),
    of("status", "Where it stands on the day of the report."),
    of("waiting_for", "What the requester was asked for and has not given yet."),
    of("received_at", "The instant of receipt."),
    of("received_on", "Its local date; the clock runs from here."),
    of("identity", "Whether identity was established."),
    of("identity_on", "When that was decided."),
    of("due_on", "The last day, by the rule that binds."),
    of("binding_rule", "The rule that binds."),
    of("citation", "Its clause or article."),
    of("time_zone", "The zone the dates are local to."),
    of("due_before_extension", "The last day before an extension that counts."),
    of("extension_told_on", "When the requester had been told of the extension."),
    of("extension_notice_by", "The last day on which telling counted."),
    of("extension_in_time", "Whether it was told in time."),
    of("extension_void_on", "When an extension became void: the requester was not told in time."),
    of("days_left", "Days until the due date of an open request; negative when it is over."),
    of("closed_on", "The local date of the first closing: the date of the response."),
    of("days_taken", "Days from receipt to the first closing."),
    of("outcome", "The nature of the response."),
    of(
        "ground",
        "The first stated ground of a refusal or partial answer: the basis of the denial.",
    ),
    of("deadline_missed", "Whether a deadline passed while it was open."),
    of("lateness_explained", "Whether the reason for lateness is kept with the case."),
    of("owner", "Random id of the colleague who holds or held it."),
    of("duplicate_of", "The earlier request it repeats."),
    of("reopened", "Whether it was opened again after it had been closed."),
    of("complaints", "How many complaints and appeals there were about it."),
    of("complaint", "What the last one is: complaint or appeal."),
    of("complaint_received_on", "When the last one was received."),
    of("complaint_due_on", "The day by which it is decided."),
    of("complaint_decided_on", "When it was decided."),
    of("complaint_outcome", "How it was decided: upheld, partly_upheld or rejected."),
];

/// The columns 11 CCR 7101(b) asks to be kept: date, nature and manner of the request; date and nature of
/// the response; the basis of a denial. By [`Column::id`].
pub const CASE_LOG: &[&str] = &[
    "reference",
    "rights",
    "channel",
    "country",
    "region",
    "received_on",
    "closed_on",
    "outcome",
    "ground",
];

/// The columns of an export with personal data, after all others.
pub const PERSONAL: &[Column] = &[
    of("requester_name", "Name of the requester; empty once erased."),
    of("requester_email", "Address notices go to."),
    of("subject_name", "Name of the data subject, when somebody else asked."),
    of("account_email", "Address of the account, when it is another one."),
    of("postal_address", "Postal address, for letters."),
];

/// The values of a case on a day that is local to its zone.
pub fn row(facts: &Facts, today: NaiveDate) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let maybe = |text: Option<&str>| text.map_or(Value::Empty, |text| Value::Text(text.to_owned()));
    let day = |day: Option<NaiveDate>| day.map_or(Value::Empty, Value::Day);
    let number = |n: Option<i64>| n.map_or(Value::Empty, Value::Number);
    let rights = facts.rights.iter().map(|right| right.as_str().to_owned()).collect();
    let extension = facts.extension;
    let mut values = vec![
        text(facts.reference.as_str()),
        Value::Codes(rights),
        text(facts.role.as_str()),
        text(facts.channel.as_str()),
        text(&facts.country),
        maybe(facts.region.as_deref()),
        Value::Codes(facts.laws.clone()),
        text(&facts.policy),
        text(facts.stage.as_str()),
        text(facts.status(today).as_str()),
        maybe(facts.waiting.map(WaitingReason::as_str)),
        Value::Instant(facts.received_at),
        Value::Day(facts.received_on),
        text(facts.identity.as_str()),
        day(facts.identity_on),
        Value::Day(facts.due_on),
        text(&facts.rule),
        text(&facts.citation),
        text(&facts.zone),
    ];
    values.extend([
        day(extension.map(|extension| extension.from)),
        day(extension.map(|extension| extension.told_on)),
        day(extension.and_then(|extension| extension.notice_by)),
        extension.map_or(Value::Empty, |extension| Value::Flag(extension.in_time())),
        day(facts.extension_void_on),
        number(facts.days_left(today)),
        day(facts.closed_on),
        number(facts.days_taken()),
        maybe(facts.outcome.map(Outcome::as_str)),
        maybe(facts.ground.map(Ground::as_str)),
        Value::Flag(facts.missed),
        Value::Flag(facts.lateness_explained),
        maybe(facts.owner.as_deref()),
        maybe(facts.duplicate_of.as_ref().map(Reference::as_str)),
        Value::Flag(facts.reopened),
        Value::Number(i64::try_from(facts.complaints.len()).unwrap_or(i64::MAX)),
    ]);
    let last = facts.complaints.last();
    let decided = last.and_then(|last| last.decided);
    values.extend([
        maybe(last.map(|last| last.kind.as_str())),
        day(last.map(|last| last.received_on)),
        day(last.map(|last| last.due_on)),
        day(decided.map(|(on, _)| on)),
        maybe(decided.map(|(_, outcome)| outcome.as_str())),
    ]);
    values
}
