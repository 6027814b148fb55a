//! The door of the desk: signing in, and setting a password by link.

use serde::Serialize;

use super::desk_form::{ActionForm, Field, Tokens};
use super::desk_parts::Banner;
use super::desk_parts::Tone;
use crate::PageContext;

/// What the frame of the door shows.
#[derive(Debug, Clone, Serialize)]
pub struct DoorShell {
    /// Name of the organisation.
    pub organisation: String,
    /// `light`, `dark` or empty for what the system says.
    pub theme: &'static str,
    /// The pretended time, when the clock is not the real one.
    pub pretend_now: Option<String>,
}

/// Signing in, asking for a new password, or setting one.
#[derive(Debug, Clone, Serialize)]
pub struct DoorPage {
    /// The heading.
    pub title: String,
    /// A sentence below it.
    pub lead: Option<String>,
    /// What went wrong or was done.
    pub banner: Option<Banner>,
    /// The form; none when a link no longer works.
    pub form: Option<ActionForm>,
    /// Where else to go: address and words.
    pub more: Option<(String, String)>,
    /// Small print below it.
    pub fine: Option<String>,
}

impl PageContext for DoorPage {
    const TEMPLATE: &'static str = "desk/door";

    fn samples() -> Vec<Self> {
        vec![sign_in(), refused(), set_password(), dead_link()]
    }
}

fn sign_in() -> DoorPage {
    let form = ActionForm {
        id: "sign-in".to_owned(),
        action: "/sign-in".to_owned(),
        tokens: Tokens::default(),
        fields: vec![
            Field::of_kind("sign-in", "email", "Email", "email", "username"),
            Field::of_kind("sign-in", "password", "Password", "password", "current-password"),
        ],
        submit: "Sign in".to_owned(),
        ..ActionForm::default()
    };
    DoorPage {
        title: "Sign in".to_owned(),
        lead: None,
        banner: None,
        form: Some(form),
        more: Some(("/sign-in/forgot".to_owned(), "Set a new password by mail".to_owned())),
        fine: Some(
            "Forgot your password? Ask an administrator for a link to set a new one.".to_owned(),
        ),
    }
}

fn refused() -> DoorPage {
    DoorPage {
        banner: Some(
            Banner::new(
                Tone::Bad,
                "alert",
                "That did not work.",
                "The address or the password is not right.",
            )
            .alert(),
        ),
        ..sign_in()
    }
}

fn set_password() -> DoorPage {
    let hint =
        "At least 12 characters. A few words in a row are good; common passwords are not accepted.";
    DoorPage {
        title: "Set your password".to_owned(),
        lead: Some("For ada@example.com".to_owned()),
        form: Some(ActionForm {
            action: "/sign-in/link/sample".to_owned(),
            fields: vec![
                Field::of_kind("set", "password", "Password", "password", "new-password")
                    .hint(hint)
                    .error(Some("This password is too common. Choose another.".to_owned())),
                Field::of_kind(
                    "set",
                    "password_again",
                    "The same again",
                    "password",
                    "new-password",
                ),
            ],
            submit: "Set the password".to_owned(),
            ..ActionForm::default()
        }),
        fine: None,
        ..sign_in()
    }
}

fn dead_link() -> DoorPage {
    DoorPage {
        title: "This link does not work".to_owned(),
        lead: Some("This code or link is too old. Ask an administrator for a new one.".to_owned()),
        form: None,
        fine: None,
        ..sign_in()
    }
}

impl DoorShell {
    /// Plain, and with a pretended clock.
    pub fn samples() -> Vec<Self> {
        let plain = Self { organisation: "AIML-Learn".to_owned(), theme: "", pretend_now: None };
        let pretended = Self {
            theme: "dark",
            pretend_now: Some("23 November 2026, 10:48 UTC".to_owned()),
            ..plain.clone()
        };
        vec![plain, pretended]
    }
}
