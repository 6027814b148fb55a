//! Names and addresses in an export that was ordered with them.

use domain::person::{Email, Person};
use domain::report::{PERSONAL, Value};

/// The values of [`PERSONAL`]; empty once the person's data was erased.
pub(super) fn values(person: Option<&Person>) -> Vec<Value> {
    let Some(person) = person else {
        return vec![Value::Empty; PERSONAL.len()];
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let maybe = |found: Option<&str>| found.map_or(Value::Empty, text);
    vec![
        text(&person.name),
        maybe(person.email.as_ref().map(Email::as_str)),
        maybe(person.acting_for.as_deref()),
        maybe(person.account_email.as_ref().map(Email::as_str)),
        maybe(person.postal_address.as_deref()),
    ]
}
