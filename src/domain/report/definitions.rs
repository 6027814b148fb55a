//! What each number means, in one sentence: the page, the workbook and the docs say the same.

/// A word of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Stable id.
    pub id: &'static str,
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub sentence: &'static str,
}

const fn of(id: &'static str, word: &'static str, sentence: &'static str) -> Definition {
    Definition { id, word, sentence }
}

/// Every definition, in the order of the page.
pub const DEFINITIONS: &[Definition] = &[
    of(
        "received",
        "Received",
        "Requests by the local date on which they reached the company; a form counts once its address was confirmed, one that never was does not count.",
    ),
    of(
        "answered",
        "Answered",
        "Requests closed as fulfilled, partly fulfilled or refused, by the local date of their first closing; one that was opened again counts once it is closed again.",
    ),
    of(
        "on_time",
        "Answered on time",
        "Share of answered requests whose first closing lies on or before the due date in force, rounded down to a tenth of a percent, so that 100% means all.",
    ),
    of("late", "Answered late", "Answered requests that were first closed after their due date."),
    of(
        "withdrawn",
        "Withdrawn",
        "Requests the requester took back; they have no answer and count neither as on time nor as late.",
    ),
    of(
        "duplicate",
        "Duplicate",
        "Requests closed because an earlier one asks for the same; they have no answer of their own.",
    ),
    of(
        "expired",
        "Expired",
        "Requests ended by time, mostly forms whose address nobody confirmed in time; only their number is kept.",
    ),
    of(
        "open",
        "Open",
        "Confirmed requests that are not closed at the moment of counting, whatever the period.",
    ),
    of(
        "overdue",
        "Overdue",
        "Open requests whose due date is over and that were not answered in time before they were opened again; the due date is the earliest date any rule of the request sets, and runs to the end of that day.",
    ),
    of("near_due", "Near due", "Open requests due today or within 3, 7 or 14 days."),
    of(
        "median",
        "Median days",
        "Half of the answers took at most so many days from receipt to first closing; the day of receipt is not counted.",
    ),
    of("mean", "Mean days", "Sum of the days of all answers divided by their number, to a tenth."),
    of(
        "p90",
        "Slowest 10%",
        "Nine of ten answers took at most so many days; the rest took longer.",
    ),
    of("max", "Longest", "The most days an answer of the period took."),
    of(
        "extended",
        "Extended",
        "Requests whose due date was moved by an extension, by the local date on which the requester had been told; a notice that came too late is void and does not count.",
    ),
    of(
        "extension_void",
        "Void extension",
        "Requests of which an extension lapsed because the requester was not told in time, by the local date on which it did; the due date stayed.",
    ),
    of(
        "complaints",
        "Complaints",
        "Complaints and appeals about closed requests, by the local date on which they reached the company.",
    ),
    of(
        "complaints_decided",
        "Complaints decided",
        "Complaints and appeals by the local date of their decision.",
    ),
    of(
        "complaints_upheld",
        "Complaints upheld",
        "Decided complaints and appeals that were right, in whole or in part.",
    ),
    of(
        "complaints_late",
        "Complaints late",
        "Complaints and appeals decided after their due date: the earliest any rule for them sets.",
    ),
    of(
        "refused",
        "Refused",
        "Answered requests of which nothing was given, by their first stated ground.",
    ),
    of("age", "Age", "Days from the local date of receipt of an open request to today."),
    of(
        "waiting",
        "Who we wait for",
        "Open requests by who has to act next: our systems, a privacy agent, an approver, or the requester.",
    ),
    of(
        "law",
        "Law",
        "A request counts under every rule that measures its answer, so lines by law may add up to more than all.",
    ),
    of(
        "right",
        "Right",
        "A request that asks for several rights counts in the line of each, and once in the line of all.",
    ),
    of("owner", "Owner", "The colleague who holds the request now, or held it when it was closed."),
    of(
        "backlog",
        "Backlog",
        "Requests received up to the end of a month less those closed up to then.",
    ),
    of(
        "pace",
        "Usual pace",
        "The median of requests closed a week over the last eight full weeks.",
    ),
    of(
        "as_at",
        "As at",
        "The report shows what the journal said at that instant: events recorded later do not count, also when they are about an earlier day.",
    ),
    of(
        "rows",
        "Rows of an export",
        "Every request that was open at any time of the period: received on or before its last day, and not closed before its first; and every one about which a complaint or an appeal was open then.",
    ),
];

/// The definition with an id.
pub fn definition(id: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.id == id)
}
