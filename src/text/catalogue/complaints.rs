//! Complaints and appeals in words: for the desk, and for the person who brought one.

use domain::vocabulary::{ComplaintKind, ComplaintOutcome};

/// What somebody brings against an answer.
pub const fn complaint_kind(value: ComplaintKind) -> &'static str {
    match value {
        ComplaintKind::Complaint => "Complaint",
        ComplaintKind::Appeal => "Appeal",
    }
}

/// The same inside of a sentence.
pub const fn complaint_word(value: ComplaintKind) -> &'static str {
    match value {
        ComplaintKind::Complaint => "complaint",
        ComplaintKind::Appeal => "appeal",
    }
}

/// How it was decided.
pub const fn complaint_outcome(value: ComplaintOutcome) -> &'static str {
    match value {
        ComplaintOutcome::Upheld => "Upheld",
        ComplaintOutcome::PartlyUpheld => "Upheld in part",
        ComplaintOutcome::Rejected => "Rejected",
    }
}

/// How it was decided, as a sentence to the person.
pub const fn complaint_sentence(value: ComplaintOutcome) -> &'static str {
    match value {
        ComplaintOutcome::Upheld => "You are right, and we look at your request again.",
        ComplaintOutcome::PartlyUpheld => "You are right in a part.",
        ComplaintOutcome::Rejected => "We looked at it with care, and our answer stays as it is.",
    }
}
