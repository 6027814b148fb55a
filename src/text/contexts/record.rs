//! Recording a request that came by email, post or phone.

use serde::Serialize;

use super::desk_form::{ActionForm, Choice, Field, LineInput, Tokens};
use super::desk_parts::Banner;
use crate::PageContext;

/// The page with the form.
#[derive(Debug, Clone, Serialize)]
pub struct RecordPage {
    /// The heading.
    pub title: String,
    /// What is wrong with it as a whole.
    pub banner: Option<Banner>,
    /// The form.
    pub form: ActionForm,
}

impl PageContext for RecordPage {
    const TEMPLATE: &'static str = "desk/record";

    fn samples() -> Vec<Self> {
        let wrong = {
            let mut page = sample();
            page.form.problem = Some("Three answers need another look.".to_owned());
            for field in &mut page.form.fields {
                if ["right", "name", "received_at"].contains(&field.name.as_str()) {
                    field.error = Some("Choose at least one, or “I am not sure”.".to_owned());
                }
            }
            page
        };
        vec![sample(), wrong]
    }
}

fn sample() -> RecordPage {
    let id = "record";
    let channels = vec![
        Choice::new("email", "Email"),
        Choice::new("post", "Post"),
        Choice::new("phone", "Phone"),
    ];
    let rights = vec![
        Choice::new("access", "Copy of my data"),
        Choice::new("not_sure", "Not sure: to be sorted"),
    ];
    let received = Field {
        line: Some(LineInput {
            kind: "date",
            autocomplete: "off",
            most: 10,
            max: Some("2026-11-23".to_owned()),
        }),
        ..Field::line(id, "received_at", "Date of receipt")
    };
    let countries = vec![Choice::new("SE", "Sweden"), Choice::new("IN", "India")];
    RecordPage {
        title: "Record a request".to_owned(),
        banner: None,
        form: ActionForm {
            id: id.to_owned(),
            action: "/desk/record".to_owned(),
            tokens: Tokens {
                csrf: "sample-token".to_owned(),
                key: "sample-key".to_owned(),
                version: None,
            },
            fields: vec![
                Field::radios(id, "channel", "How did it arrive?", channels),
                received.filled("2026-11-20").hint(
                    "The day it reached the company, in Asia/Kolkata. The clock runs from it.",
                ),
                Field::checks(id, "right", "What is asked for?", rights),
                Field::line(id, "name", "Full name"),
                Field::of_kind(id, "email", "Email", "email", "off").optional(),
                Field::select(id, "country", "Country", countries),
                Field::area(id, "details", "What the person wrote or said").optional(),
            ],
            fine: Some("The person is told by mail that the request arrived.".to_owned()),
            submit: "Record the request".to_owned(),
            cancel: Some("/desk".to_owned()),
            ..ActionForm::default()
        },
    }
}
