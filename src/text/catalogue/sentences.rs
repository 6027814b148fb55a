//! Grounds in words: short for the desk, a whole sentence for the letter.

use domain::file::PackageStop;
use domain::vocabulary::Ground;

/// A ground as a short label.
pub const fn ground(value: Ground) -> &'static str {
    match value {
        Ground::IdentityNotEstablished => "Identity not established",
        Ground::NoAuthority => "No authority to act for the person",
        Ground::ManifestlyUnfounded => "Manifestly unfounded",
        Ground::Excessive => "Excessive or repeated",
        Ground::RightsOfOthers => "Rights of other people",
        Ground::LegalObligation => "Legal obligation to keep",
        Ground::LegalClaims => "Legal claims",
        Ground::MandatoryRecordKeeping => "Mandatory record keeping",
        Ground::CompletingTransactions => "Transaction not finished",
        Ground::NoDataHeld => "No data held",
        Ground::DataAccurate => "Data is accurate",
        Ground::Complexity => "Complexity of the request",
        Ground::NumberOfRequests => "Number of requests",
        Ground::NotApplicable => "Right does not apply",
        Ground::Other => "Another reason",
    }
}

/// A ground as a sentence to the requester.
pub const fn ground_sentence(value: Ground) -> &'static str {
    match value {
        Ground::IdentityNotEstablished => {
            "We could not establish that you are the person the data is about, and we must not give \
             someone's data to anybody else or change it for them."
        }
        Ground::NoAuthority => {
            "We were not shown that you may act for the person the data is about."
        }
        Ground::ManifestlyUnfounded => {
            "The law lets us decline a request that clearly has no basis, and we believe this is one."
        }
        Ground::Excessive => {
            "The law lets us decline requests that are excessive, in particular when the same is asked \
             again and again."
        }
        Ground::RightsOfOthers => {
            "Doing this would harm the rights of other people, for example by revealing their data."
        }
        Ground::LegalObligation => "A law obliges us to keep this data for now.",
        Ground::LegalClaims => "We need this data to establish, exercise or defend legal claims.",
        Ground::MandatoryRecordKeeping => {
            "We have to keep these records for a set time, for example for tax and accounting."
        }
        Ground::CompletingTransactions => {
            "A transaction of yours is not finished yet, and we need this data to complete it."
        }
        Ground::NoDataHeld => "We looked and do not hold such data about you.",
        Ground::DataAccurate => "We checked the data and found it to be accurate as it stands.",
        Ground::Complexity => "Your request is complex and takes more work than usual.",
        Ground::NumberOfRequests => {
            "We have to answer a large number of requests at the same time."
        }
        Ground::NotApplicable => "This right does not apply to what you asked for.",
        Ground::Other => "The reason is explained below.",
    }
}

/// Why a copy of the data was not built, and what to do.
pub const fn package_stop(value: PackageStop) -> &'static str {
    match value {
        PackageStop::ForeignSubject => {
            "A file or record names another request: it may be another person's data. Reopen the request, remove it, and answer again."
        }
        PackageStop::SecretFound => {
            "A file holds what looks like a password, key or token. Reopen the request, put a file without it in its place, and answer again."
        }
        PackageStop::FileDamaged => {
            "A file is missing or does not open. Reopen the request, attach it again, and answer again."
        }
    }
}
