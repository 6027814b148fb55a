//! Who is behind a request. A handler names the narrowest extractor, so that a forgotten check does
//! not compile; services check again.

mod requester;
mod staff;

pub(super) use requester::RequesterSession;
pub(super) use staff::StaffActor;
