//! Who is behind a request, and what they sent. A handler names the narrowest extractor, so that a
//! forgotten check does not compile; services check again.

mod form;
mod pipe;
mod requester;
mod staff;
mod upload;
mod visit;

pub(super) use form::{ByDraft, ByRequester, Form};
pub(super) use pipe::{skip, store};
pub(super) use requester::RequesterSession;
pub(super) use staff::{Needed, StaffActor};
pub(super) use upload::Upload;
pub(super) use visit::Visit;
