//! Words about systems that answer by themselves.

use domain::webhook::{CallFault, Identifier, SubjectReference};

/// Why a task came back from its system, as the rest of a sentence that names the system.
pub const fn call_fault(value: CallFault) -> &'static str {
    match value {
        CallFault::NotSetUp => "is not set up to be called",
        CallFault::AddressRefused => "lies in a network that may not be called",
        CallFault::Unreachable => "could not be reached",
        CallFault::Refused => "refused the call",
        CallFault::Failed => "said that it could not do it",
        CallFault::NoResult => "sent no result in time",
    }
}

/// What a system is told of a person.
pub const fn identifier(value: Identifier) -> &'static str {
    match value {
        Identifier::Name => "Name of the person",
        Identifier::Email => "Mail address of the person",
        Identifier::AccountEmail => "Address of the account",
        Identifier::Words => "What was written about the right",
    }
}

/// By what a system names the person.
pub const fn subject_reference(value: SubjectReference) -> &'static str {
    match value {
        SubjectReference::Opaque => "A random text made for each task",
        SubjectReference::Case => "The reference of the request",
    }
}
