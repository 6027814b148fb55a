//! Examples of the settings pages.

use super::{
    AbsenceLine, Absences, AccountPage, ActionForm, Banner, Colleague, Empty, Fact, KeyLine,
    KeysPage, Link, MadeKey, MessagePage, OrganisationPage, RuleLine, Section, StaffLine,
    StaffPage, Tab, Tag, TemplateGroup, TemplateLine, TemplatePage, TemplatesPage,
};
use crate::contexts::desk_form::{Choice, Field, Tokens};
use crate::contexts::desk_parts::Tone;

fn tabs(here: &str) -> Vec<Tab> {
    let tab = |label, place: &str| Tab {
        label,
        count: String::new(),
        href: format!("/desk/settings{place}"),
        here: place == here,
    };
    vec![
        tab("In force", ""),
        tab("Staff", "/staff"),
        tab("API keys", "/keys"),
        tab("Mail templates", "/templates"),
    ]
}

fn form(id: &str, submit: &str, fields: Vec<Field>) -> ActionForm {
    ActionForm {
        id: id.to_owned(),
        action: "/desk/settings/staff".to_owned(),
        tokens: Tokens::default(),
        title: submit.to_owned(),
        fields,
        submit: submit.to_owned(),
        ..ActionForm::default()
    }
}

pub(super) fn organisation() -> Vec<OrganisationPage> {
    let section = |title, facts| Section {
        title,
        note: "Changed in rightsdesk.toml or the environment, where the server is started.",
        facts,
    };
    vec![OrganisationPage {
        title: "Settings".to_owned(),
        tabs: tabs(""),
        sections: vec![
            section(
                "Organisation",
                vec![
                    Fact::new("Name", "AIML-Learn Pvt. Ltd."),
                    Fact::new("Time zone", "Asia/Kolkata"),
                ],
            ),
            section(
                "Mail",
                vec![Fact::new("Sent by", "SMTP"), Fact::new("From", "privacy@aimllearn.com")],
            ),
        ],
        rules: vec![RuleLine {
            name: "Answer within 30 days".to_owned(),
            id: "policy_default".to_owned(),
            period: "30 calendar days".to_owned(),
            extension: "None promised".to_owned(),
            citation: "policy 6.2".to_owned(),
            confidence: Tag::new(Tone::Ok, "Text read"),
        }],
    }]
}

#[expect(
    clippy::too_many_lines,
    reason = "data, or one arm per case: shorter would not be clearer"
)]
pub(super) fn staff() -> Vec<StaffPage> {
    let roles = vec![
        Choice::new("handler", "Handler"),
        Choice::new("approver", "Approver"),
        Choice::new("compliance", "Compliance officer"),
        Choice::new("admin", "Administrator"),
    ];
    let line = |id: &str, name: &str, tag: Tag| StaffLine {
        id: id.to_owned(),
        person: Colleague::named(name),
        email: "lena.roth@example.com".to_owned(),
        roles: "Handler, Approver".to_owned(),
        tag,
        seen: "Last here 23 November 2026".to_owned(),
        actions: vec![
            form(
                &format!("roles-{id}"),
                "Set roles",
                vec![Field::checks(&format!("roles-{id}"), "role", "Roles", roles.clone())],
            ),
            form(&format!("reset-{id}"), "Send a link to set a new password", Vec::new()),
            ActionForm {
                danger: true,
                ..form(&format!("disable-{id}"), "Disable the account", Vec::new())
            },
        ],
    };
    let full = StaffPage {
        title: "Staff".to_owned(),
        tabs: tabs("/staff"),
        banner: Some(Banner::new(
            Tone::Ok,
            "check",
            "The invitation is on its way.",
            "The link in it works for three days.",
        )),
        people: vec![
            line("st1", "Lena Roth", Tag::new(Tone::Ok, "Active")),
            line("st2", "Priya Nair", Tag::new(Tone::Warn, "Invited")),
            line(
                "st3",
                "Bartholomew Featherstonehaugh-Cholmondeley-Majoribanks",
                Tag::new(Tone::Idle, "Disabled"),
            ),
        ],
        invite: Some(form(
            "invite",
            "Send invitation",
            vec![
                Field::line("invite", "name", "Name"),
                Field::of_kind("invite", "email", "Email", "email", "off"),
                Field::checks("invite", "role", "Roles", roles.clone()),
            ],
        )),
    };
    let mut read_only = full.clone();
    read_only.invite = None;
    read_only.banner = None;
    for line in &mut read_only.people {
        line.actions.clear();
    }
    vec![full, read_only]
}

pub(super) fn keys() -> Vec<KeysPage> {
    let full = KeysPage {
        title: "API keys".to_owned(),
        tabs: tabs("/keys"),
        keys: vec![KeyLine {
            name: "Website contact form".to_owned(),
            scope: "Record requests".to_owned(),
            acts_for: "Nobody: an actor of its own".to_owned(),
            used: "Made 3 November 2026, last used 23 November 2026".to_owned(),
            tag: Tag::new(Tone::Ok, "Works"),
            revoke: Some(ActionForm { danger: true, ..form("revoke-1", "Revoke", Vec::new()) }),
        }],
        empty: None,
        made: None,
        banner: None,
        create: form(
            "create",
            "Make the key",
            vec![
                Field::line("create", "name", "Name"),
                Field::radios("create", "scope", "Scope", vec![Choice::new("read", "Read")]),
                Field::select("create", "for", "Acts for", vec![Choice::new("", "Nobody")]),
            ],
        ),
    };
    let made = KeysPage {
        made: Some(MadeKey {
            name: "Website contact form".to_owned(),
            secret: "rdk_0000000000000000000000000000000000000000000".to_owned(),
        }),
        ..full.clone()
    };
    let refused = KeysPage {
        banner: Some(Banner::new(Tone::Bad, "alert", "Not done.", "See below.").alert()),
        ..full.clone()
    };
    let none = KeysPage {
        keys: Vec::new(),
        empty: Some(Empty {
            title: "No program has a key".to_owned(),
            text: "Make one below; it is shown once.".to_owned(),
            links: Vec::new(),
        }),
        ..full.clone()
    };
    vec![full, none, made, refused]
}

pub(super) fn templates() -> Vec<TemplatesPage> {
    vec![TemplatesPage {
        title: "Mail templates".to_owned(),
        tabs: tabs("/templates"),
        groups: vec![TemplateGroup {
            title: "To the requester",
            templates: vec![TemplateLine {
                label: "Request received",
                name: "received",
                version: "3f9c0a1b2c3d".to_owned(),
                href: "/desk/settings/templates/received".to_owned(),
            }],
        }],
    }]
}

pub(super) fn template() -> Vec<TemplatePage> {
    let tab =
        |label, href: &str, here| Tab { label, count: String::new(), href: href.to_owned(), here };
    vec![TemplatePage {
        title: "Request received".to_owned(),
        name: "received",
        version: "3f9c0a1b2c3d".to_owned(),
        tabs: vec![
            tab("Full example", "?sample=1", true),
            tab("Least example", "?sample=2", false),
        ],
        subject: "We have your request DSR-2026-482915".to_owned(),
        text: "Hello Maya Lindqvist,\n\nwe have your request.\n".to_owned(),
        html: "<!doctype html>\n<p>Hello <b>Maya</b> &amp; others".to_owned(),
    }]
}

pub(super) fn account() -> Vec<AccountPage> {
    let rhythms = vec![
        Choice { chosen: true, ..Choice::new("each", "A mail for each event") },
        Choice::new("daily", "One mail a day"),
    ];
    let noted = AbsenceLine {
        days: "24 December 2026 to 2 January 2027".to_owned(),
        remove: form("back-1", "Take it back", Vec::new()),
    };
    let day = |name, label| Field::of_kind("away", name, label, "date", "off");
    let note =
        form("away", "Note it", vec![day("first_on", "First day"), day("last_on", "Last day")]);
    let none = Absences { noted: Vec::new(), empty: Some("None is noted."), note: note.clone() };
    let page = AccountPage {
        title: "My account".to_owned(),
        banner: None,
        facts: vec![
            Fact::new("Name", "Lena Roth"),
            Fact::new("Email", "lena.roth@example.com"),
            Fact::new("Roles", "Handler"),
        ],
        absences: Absences { noted: vec![noted], empty: None, note },
        frequency: form(
            "frequency",
            "Save",
            vec![Field::radios(
                "frequency",
                "mail_frequency",
                "How often should we write to you?",
                rhythms,
            )],
        ),
        password: Some(form(
            "password",
            "Change the password",
            vec![
                Field::of_kind(
                    "password",
                    "password",
                    "Present password",
                    "password",
                    "current-password",
                ),
                Field::of_kind(
                    "password",
                    "new_password",
                    "New password",
                    "password",
                    "new-password",
                ),
            ],
        )),
        everywhere: form("everywhere", "Sign out everywhere", Vec::new()),
    };
    vec![AccountPage { absences: none, ..page.clone() }, page]
}

pub(super) fn message() -> Vec<MessagePage> {
    let missing = MessagePage {
        title: "There is nothing here".to_owned(),
        text: "The request does not exist, or you may not see it. Check the reference.".to_owned(),
        code: Some("not_found".to_owned()),
        reference: None,
        links: vec![Link::new("All open requests", "/desk")],
    };
    let forbidden = MessagePage {
        title: "Your role does not include this".to_owned(),
        text: "Recording a request needs the role handler or approver. Ask an administrator."
            .to_owned(),
        code: None,
        reference: None,
        links: vec![Link::new("My account", "/desk/account")],
    };
    let fault = MessagePage {
        title: "Something went wrong on our side".to_owned(),
        text: "Nothing was changed. Try again in a few minutes.".to_owned(),
        code: Some("internal".to_owned()),
        reference: Some("0f3a9c".to_owned()),
        links: vec![Link::new("Go to the queue", "/desk")],
    };
    vec![missing, forbidden, fault]
}
