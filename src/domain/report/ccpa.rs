//! The yearly numbers of California (11 CCR 7102): why a request was denied, in the four reasons that
//! regulation names.

use crate::domain::vocabulary::{Ground, vocabulary};

vocabulary! {
    /// 11 CCR 7102(a)(2).
    pub enum DenialReason {
        /// The requester could not be verified.
        NotVerifiable = "not_verifiable",
        /// Not made by a consumer, or not about what the right covers.
        NotAConsumer = "not_a_consumer",
        /// The data is exempt.
        Exempt = "exempt",
        /// Another reason.
        Other = "other",
    }
}

/// Which of the four a ground belongs to.
pub const fn denial_reason(ground: Ground) -> DenialReason {
    match ground {
        Ground::IdentityNotEstablished | Ground::NoAuthority => DenialReason::NotVerifiable,
        Ground::NotApplicable | Ground::NoDataHeld => DenialReason::NotAConsumer,
        Ground::RightsOfOthers
        | Ground::LegalObligation
        | Ground::LegalClaims
        | Ground::MandatoryRecordKeeping
        | Ground::CompletingTransactions => DenialReason::Exempt,
        Ground::ManifestlyUnfounded
        | Ground::Excessive
        | Ground::DataAccurate
        | Ground::Complexity
        | Ground::NumberOfRequests
        | Ground::Other => DenialReason::Other,
    }
}
