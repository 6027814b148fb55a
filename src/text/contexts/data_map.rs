//! The data map: its systems, one of them with its form, and what a version changes.

use serde::Serialize;

use super::case_page::{Fact, Tab};
use super::desk_form::{ActionForm, Field};
use super::desk_parts::{Link, Tag, Tone};
use super::settings::MadeKey;
use crate::PageContext;

/// The map in force.
#[derive(Debug, Clone, Serialize)]
pub struct DataMapPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// What the page is about.
    pub lead: String,
    /// Its systems, in the order tasks are planned.
    pub systems: Vec<SystemLine>,
    /// What a person should know about it.
    pub remarks: Vec<String>,
    /// Its versions, newest first.
    pub versions: Vec<SystemLine>,
    /// Where earlier versions are, when there are more.
    pub older: Option<String>,
    /// The map as a file.
    pub export: String,
    /// Adding a system; only for those who may.
    pub add: Option<Link>,
    /// Replacing the map by a file; only for those who may.
    pub import: Option<ActionForm>,
}

/// A system, or a version, with its page.
#[derive(Debug, Clone, Serialize)]
pub struct SystemLine {
    /// The name and the page.
    pub link: Link,
    /// What there is to know at a glance.
    pub sub: String,
    /// What each right means there.
    pub tags: Vec<Tag>,
}

/// One system.
#[derive(Debug, Clone, Serialize)]
pub struct SystemPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to all.
    pub back: Link,
    /// What the map says of it.
    pub facts: Vec<Fact>,
    /// Changing it; only for those who may.
    pub form: Option<ActionForm>,
    /// Taking it out of the map; only for those who may.
    pub remove: Option<ActionForm>,
    /// Where it is called and its secrets; only for administrators, and not for a new system.
    pub by_itself: Option<ByItself>,
}

/// A system that answers by itself, or could.
#[derive(Debug, Clone, Serialize)]
pub struct ByItself {
    /// Where it is called, and for what.
    pub form: ActionForm,
    /// A secret that was just made: shown this once.
    pub made: Option<MadeKey>,
    /// The secrets that count, newest first.
    pub secrets: Vec<String>,
    /// Making one.
    pub make: ActionForm,
    /// Ending the older one, when there are two.
    pub end: Option<ActionForm>,
    /// The key by which the desk's signature is checked.
    pub public_key: String,
    /// Where programs find it.
    pub keys: Link,
}

/// What a version changes: before it is saved, or after.
#[derive(Debug, Clone, Serialize)]
pub struct MapChangePage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to the map.
    pub back: Link,
    /// What follows from saving it, or why it was made.
    pub lead: String,
    /// The differences.
    pub lines: Vec<ChangeLine>,
    /// Saving it; nothing for a version that was made.
    pub form: Option<ActionForm>,
}

/// One difference.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeLine {
    /// Of which system, and what.
    pub what: String,
    /// How it was.
    pub from: String,
    /// How it will be.
    pub to: String,
}

fn tabs() -> Vec<Tab> {
    let href = "/desk/settings/data-map".to_owned();
    vec![Tab { label: "Data map", count: String::new(), href, here: true }]
}

fn form(submit: &str) -> ActionForm {
    ActionForm {
        id: "map".to_owned(),
        action: "/desk/settings/data-map/check".to_owned(),
        fields: vec![Field::long("map", "map", "The map as a file")],
        submit: submit.to_owned(),
        ..ActionForm::default()
    }
}

fn by_itself() -> ByItself {
    let button = |id: &str, submit: &str| ActionForm {
        id: id.to_owned(),
        fields: Vec::new(),
        ..form(submit)
    };
    ByItself {
        form: ActionForm { id: "webhook".to_owned(), ..form("See what changes") },
        made: Some(MadeKey { name: "Courses".to_owned(), secret: "rdsys_sample".to_owned() }),
        secrets: vec!["made on 23 Nov 2026, 15:30: signs from now on".to_owned()],
        make: button("secret", "Make a secret"),
        end: Some(button("end", "End the older one")),
        public_key: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned(),
        keys: Link::new("rightsdesk.json", "/.well-known/rightsdesk.json"),
    }
}

impl PageContext for DataMapPage {
    const TEMPLATE: &'static str = "desk/settings_data_map";

    fn samples() -> Vec<Self> {
        let line = |label: &str, href: &str| SystemLine {
            link: Link::new(label, href),
            sub: "Identity and accounts · identity@example.com · Account Data".to_owned(),
            tags: vec![Tag::new(Tone::Idle, "Collect the data")],
        };
        let full = Self {
            title: "Data map".to_owned(),
            tabs: tabs(),
            lead: "Version 2 is in force.".to_owned(),
            systems: vec![line(
                "Accounts and profiles",
                "/desk/settings/data-map/systems/accounts",
            )],
            remarks: vec!["“Courses” has no owner mail.".to_owned()],
            versions: vec![line("Version 2", "/desk/settings/data-map/versions/2")],
            older: Some("/desk/settings/data-map?before=2".to_owned()),
            export: "/desk/settings/data-map/export".to_owned(),
            add: Some(Link::new("Add a system", "/desk/settings/data-map/add")),
            import: Some(form("See what changes")),
        };
        let read = Self {
            remarks: Vec::new(),
            versions: Vec::new(),
            older: None,
            add: None,
            import: None,
            ..full.clone()
        };
        vec![full, read]
    }
}

impl PageContext for SystemPage {
    const TEMPLATE: &'static str = "desk/settings_system";

    fn samples() -> Vec<Self> {
        let full = Self {
            title: "Accounts and profiles".to_owned(),
            tabs: tabs(),
            back: Link::new("Data map", "/desk/settings/data-map"),
            facts: vec![Fact::new("Key", "accounts"), Fact::new("Team", "Identity and accounts")],
            form: Some(form("See what changes")),
            remove: Some(ActionForm { danger: true, fields: Vec::new(), ..form("Remove it") }),
            by_itself: Some(by_itself()),
        };
        let read = Self { form: None, remove: None, by_itself: None, ..full.clone() };
        vec![full, read]
    }
}

impl PageContext for MapChangePage {
    const TEMPLATE: &'static str = "desk/settings_map_change";

    fn samples() -> Vec<Self> {
        let full = Self {
            title: "What changes".to_owned(),
            tabs: tabs(),
            back: Link::new("Data map", "/desk/settings/data-map"),
            lead: "Requests whose identity is accepted from then on are planned from it."
                .to_owned(),
            lines: vec![ChangeLine {
                what: "Accounts and profiles: owner mail".to_owned(),
                from: String::new(),
                to: "identity@example.com".to_owned(),
            }],
            form: Some(form("Put it in force")),
        };
        let same = Self { lines: Vec::new(), form: None, ..full.clone() };
        vec![full, same]
    }
}
