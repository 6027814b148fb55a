//! Tokens of forms: bound to the cookie the form belongs to, so another site cannot know them.
//!
//! Beside them the origin of every changing request is checked (`middleware::origin`).

use super::{WebError, error};
use services::Deps;

/// The token of a form that belongs to a cookie's secret.
pub(super) fn token(deps: &Deps, bound_to: &str) -> String {
    deps.form_token(bound_to)
}

/// Refuses a form whose token is not the cookie's.
pub(super) fn check(deps: &Deps, bound_to: &str, given: &str) -> Result<(), WebError> {
    if deps.form_token_holds(bound_to, given) {
        return Ok(());
    }
    Err(WebError::new(error::ORIGIN))
}
