//! What is typed about an account, checked, with a sentence that says what to do.

use super::folded;
use crate::ServiceError;
use domain::intake::FieldErrors;
use domain::person::Email;
use domain::prose::one_line;

const LONGEST_NAME: usize = 200;

pub(super) fn parse_email(text: &str) -> Result<String, ServiceError> {
    match Email::parse(text) {
        Ok(email) => Ok(folded(email.as_str())),
        Err(why) => Err(field("email", why)),
    }
}

pub(super) fn parse_name(text: &str) -> Result<Option<String>, ServiceError> {
    let name = one_line(text);
    if name.chars().count() > LONGEST_NAME {
        return Err(field("name", "Type a name of at most 200 characters."));
    }
    Ok((!name.is_empty()).then_some(name))
}

pub(super) fn field(name: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(name, text.to_owned())]))
}
