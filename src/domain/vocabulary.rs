//! Field-less enums of the trade: one stable text each, used in columns, URLs, JSON, docs and tests.
//!
//! The texts never change once released; a new variant needs a migration for the `CHECK` that lists it.

/// Declares an enum with `ALL`, a `const as_str`, `from_text` and serde through the stable text.
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $(#[doc = concat!("`", $text, "`")] $(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of a stable text, or `None`.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::from_text(&text).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|v| v.as_str()).collect();
                    serde::de::Error::custom(format!(
                        "`{text}` is not one of {}", known.join(", ")
                    ))
                })
            }
        }
    };
}
pub use super::correction::FieldDecision;
pub(crate) use vocabulary;

vocabulary! {
    /// Where the case is. Values of workflow.md, "Stages of a case".
    pub enum Stage {
        /// The form was sent; control of the address is not proven.
        Unconfirmed = "unconfirmed",
        /// The desk establishes who is asking.
        Verifying = "verifying",
        /// Tasks are carried out and items settled.
        Working = "working",
        /// The answer is drafted; a second person looks.
        Review = "review",
        /// Finished with one outcome.
        Closed = "closed",
    }
}

impl Stage {
    /// Every stage but `closed`.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

vocabulary! {
    /// What a person asks for: the four of the policy, clause 6.2 (GDPR Art. 15, 16, 17 and account closure).
    pub enum Right {
        /// A copy of the personal data (GDPR Art. 15).
        Access = "access",
        /// Rectification (GDPR Art. 16).
        Correct = "correct",
        /// Erasure (GDPR Art. 17).
        Delete = "delete",
        /// Closing the account (policy 6.2).
        Terminate = "terminate",
    }
}

impl Right {
    /// Rights whose execution cannot be undone.
    pub const fn is_destructive(self) -> bool {
        matches!(self, Self::Delete | Self::Terminate)
    }
}

vocabulary! {
    /// The way the request reached the company.
    pub enum Channel { WebForm = "web_form", Email = "email", Post = "post", Phone = "phone", Api = "api" }
}

vocabulary! {
    /// What somebody brings against an answer.
    pub enum ComplaintKind {
        /// About how the request was handled.
        Complaint = "complaint",
        /// Against the answer itself: it is to be decided anew.
        Appeal = "appeal",
    }
}

vocabulary! {
    /// How a complaint or an appeal was decided.
    pub enum ComplaintOutcome {
        /// It was right: the request is opened again.
        Upheld = "upheld",
        /// It was right in a part; the words say in which, and what follows.
        PartlyUpheld = "partly_upheld",
        /// It was not.
        Rejected = "rejected",
    }
}

vocabulary! {
    /// In which capacity the requester asks.
    pub enum RequesterRole {
        /// The data subject.
        Myself = "self",
        /// Parent or guardian of a child (policy 6.3).
        Guardian = "guardian",
        /// An authorised agent.
        Agent = "agent",
    }
}

vocabulary! {
    /// The kind of account the data subject holds.
    pub enum AccountRole {
        Student = "student", Instructor = "instructor", Both = "both", Enterprise = "enterprise", None = "none",
    }
}

vocabulary! {
    /// Who acts: the columns of the permission table.
    pub enum Role {
        /// The person who asked.
        Requester = "requester",
        /// The person whose data it is, when another one asked, or who holds the account named.
        DataSubject = "data_subject",
        /// Support staff.
        Handler = "handler",
        /// The second pair of eyes.
        Approver = "approver",
        /// Reads everything, decides nothing on a case.
        Compliance = "compliance",
        /// Accounts, keys, settings.
        Admin = "admin",
        /// Who answers for a system of the data map, through the link of one task.
        SystemOwner = "system_owner",
        /// The engine itself: time and deliveries.
        System = "system",
    }
}

impl Role {
    /// The roles a staff account can hold.
    pub const STAFF: &'static [Self] =
        &[Self::Handler, Self::Approver, Self::Compliance, Self::Admin];
}

vocabulary! {
    /// How a case ended.
    pub enum Outcome {
        Fulfilled = "fulfilled", PartlyFulfilled = "partly_fulfilled", Refused = "refused",
        Withdrawn = "withdrawn", Expired = "expired", Duplicate = "duplicate",
    }
}

vocabulary! {
    /// Why something is refused, given in part, or takes longer: coded, so that reports can count it.
    pub enum Ground {
        /// The requester's identity could not be established (GDPR Art. 12(2), 12(6)).
        IdentityNotEstablished = "identity_not_established",
        /// No authority to act for the data subject was shown.
        NoAuthority = "no_authority",
        /// Manifestly unfounded (GDPR Art. 12(5)).
        ManifestlyUnfounded = "manifestly_unfounded",
        /// Excessive, in particular repetitive (GDPR Art. 12(5)).
        Excessive = "excessive",
        /// Rights of other people would be harmed (GDPR Art. 15(4)).
        RightsOfOthers = "rights_of_others",
        /// Kept to comply with a legal obligation (GDPR Art. 17(3)(b); policy 6.2).
        LegalObligation = "legal_obligation",
        /// Kept to establish, exercise or defend legal claims (GDPR Art. 17(3)(e)).
        LegalClaims = "legal_claims",
        /// Mandatory record keeping (policy 6.2).
        MandatoryRecordKeeping = "mandatory_record_keeping",
        /// A transaction is still being completed (policy 6.2).
        CompletingTransactions = "completing_transactions",
        /// Nothing is held about the person.
        NoDataHeld = "no_data_held",
        /// The data is accurate as it stands.
        DataAccurate = "data_accurate",
        /// Complexity of the request (GDPR Art. 12(3)).
        Complexity = "complexity",
        /// Number of requests (GDPR Art. 12(3)).
        NumberOfRequests = "number_of_requests",
        /// The right does not apply to what was asked.
        NotApplicable = "not_applicable",
        /// Another reason, told in the text.
        Other = "other",
    }
}

vocabulary! {
    /// Whom the case waits for.
    pub enum WaitingOn { Desk = "desk", Requester = "requester" }
}

vocabulary! {
    /// What a requester is asked for while the desk waits.
    pub enum WaitingReason { Evidence = "evidence", Clarification = "clarification" }
}

vocabulary! {
    /// Order in the queue beside the deadline; a child's case is `high` (policy 6.3).
    pub enum Priority { Normal = "normal", High = "high" }
}

vocabulary! {
    /// How identity, or control of an address, was established.
    pub enum VerificationMethod {
        /// The address is the account's and the mailbox was shown to be controlled.
        AccountMatch = "account_match",
        /// Evidence given through the portal.
        Evidence = "evidence",
        /// Authority documents of a guardian or agent.
        Authority = "authority",
        /// Another way, told in the note.
        Other = "other",
    }
}

vocabulary! {
    /// How an item ends; the outcomes of `settle_item`.
    pub enum Settlement { Done = "done", PartlyDone = "partly_done", Refused = "refused", NotApplicable = "not_applicable" }
}

vocabulary! {
    /// What came of a task in one system.
    pub enum TaskResult {
        Found = "found", NothingHeld = "nothing_held", Corrected = "corrected",
        Erased = "erased", Anonymised = "anonymised", Retained = "retained",
        /// It could not be done: the task stays open, and a person of the desk is told.
        Failed = "failed",
    }
}

impl TaskResult {
    /// Results that destroy data.
    pub const fn is_destructive(self) -> bool {
        matches!(self, Self::Erased | Self::Anonymised)
    }
}

vocabulary! {
    /// What a task asks its system to do.
    pub enum TaskKind {
        Collect = "collect", Correct = "correct", Erase = "erase",
        /// Make it impossible to tell whose data it was.
        Anonymise = "anonymise",
        /// Nothing is erased there; say what is kept, why and until when.
        Retain = "retain",
        CloseAccount = "close_account",
        /// Tell who got the data of its correction or erasure (GDPR Art. 19).
        TellRecipients = "tell_recipients",
        /// See whether what was kept may go now.
        LookAgain = "look_again",
    }
}

vocabulary! {
    /// Who is to do a task.
    pub enum TaskWith {
        /// The desk itself.
        Desk = "desk",
        /// The owner the data map names for the system.
        Owner = "owner",
        /// Somebody else the desk gave it to.
        Other = "other",
        /// The system itself: it is called and answers by itself.
        System = "system",
    }
}

vocabulary! {
    /// Why a system's owner hands a task back.
    pub enum ReturnReason {
        /// Something has to be known first.
        Question = "question",
        /// The system is somebody else's.
        NotMine = "not_mine",
    }
}

vocabulary! {
    /// When an answer needs a second person.
    pub enum FourEyes {
        Always = "always",
        DeleteTerminateAndRefusals = "delete_terminate_and_refusals",
        /// For a desk of one person.
        Never = "never",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip_and_are_unique() {
        fn check<T: Copy + PartialEq + std::fmt::Debug>(
            all: &[T],
            text: fn(T) -> &'static str,
            back: fn(&str) -> Option<T>,
        ) {
            let mut seen = std::collections::BTreeSet::new();
            for value in all {
                assert!(seen.insert(text(*value)), "{value:?} twice");
                assert_eq!(back(text(*value)), Some(*value));
            }
        }
        check(Stage::ALL, Stage::as_str, Stage::from_text);
        check(Right::ALL, Right::as_str, Right::from_text);
        check(Role::ALL, Role::as_str, Role::from_text);
        check(Ground::ALL, Ground::as_str, Ground::from_text);
        check(Outcome::ALL, Outcome::as_str, Outcome::from_text);
        assert_eq!(Stage::from_text("nowhere"), None);
    }
}
