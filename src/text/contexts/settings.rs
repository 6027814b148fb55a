//! Settings of the desk: what is in force, staff, keys, templates, and the reader's own account.

use serde::Serialize;

use super::case_page::{Fact, Tab};
use super::desk_form::ActionForm;
use super::desk_parts::{Banner, Colleague, Empty, Link, Tag};
use crate::PageContext;

mod samples;

/// What is in force, read only: settings are changed where the server is started.
#[derive(Debug, Clone, Serialize)]
pub struct OrganisationPage {
    /// Title of the window.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Settings by section.
    pub sections: Vec<Section>,
    /// The rules of time.
    pub rules: Vec<RuleLine>,
}

/// Settings of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// A sentence about it.
    pub note: &'static str,
    /// The values; secrets are never among them.
    pub facts: Vec<Fact>,
}

/// A rule of time.
#[derive(Debug, Clone, Serialize)]
pub struct RuleLine {
    /// Its name.
    pub name: String,
    /// Its stable id.
    pub id: String,
    /// How long.
    pub period: String,
    /// Whether it can be extended.
    pub extension: String,
    /// The clause.
    pub citation: String,
    /// How sure it is.
    pub confidence: Tag,
}

/// The people of the desk.
#[derive(Debug, Clone, Serialize)]
pub struct StaffPage {
    /// Title of the window.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// What was just done: a link to hand over, for example.
    pub banner: Option<Banner>,
    /// The accounts.
    pub people: Vec<StaffLine>,
    /// Inviting someone.
    pub invite: Option<ActionForm>,
}

/// One account.
#[derive(Debug, Clone, Serialize)]
pub struct StaffLine {
    /// Id of the row.
    pub id: String,
    /// Who.
    pub person: Colleague,
    /// The address.
    pub email: String,
    /// The roles in words.
    pub roles: String,
    /// Where the account stands.
    pub tag: Tag,
    /// When they were last here.
    pub seen: String,
    /// What can be done to it.
    pub actions: Vec<ActionForm>,
}

/// Keys of programs.
#[derive(Debug, Clone, Serialize)]
pub struct KeysPage {
    /// Title of the window.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// The keys.
    pub keys: Vec<KeyLine>,
    /// What is shown instead of keys.
    pub empty: Option<Empty>,
    /// The key that was just made: shown this once.
    pub made: Option<MadeKey>,
    /// Why none was made.
    pub banner: Option<Banner>,
    /// Making a key.
    pub create: ActionForm,
}

/// A key that was just made.
#[derive(Debug, Clone, Serialize)]
pub struct MadeKey {
    /// Its name.
    pub name: String,
    /// The key itself.
    pub secret: String,
}

/// One key.
#[derive(Debug, Clone, Serialize)]
pub struct KeyLine {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scope: String,
    /// For whom it acts.
    pub acts_for: String,
    /// When it was made and last used.
    pub used: String,
    /// Whether it works.
    pub tag: Tag,
    /// Taking it back.
    pub revoke: Option<ActionForm>,
}

/// Every notice.
#[derive(Debug, Clone, Serialize)]
pub struct TemplatesPage {
    /// Title of the window.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Notices by whom they are for.
    pub groups: Vec<TemplateGroup>,
}

/// Notices for the same people.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateGroup {
    /// The heading.
    pub title: &'static str,
    /// The notices.
    pub templates: Vec<TemplateLine>,
}

/// One notice.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateLine {
    /// What it is about.
    pub label: &'static str,
    /// Its stable name: the folder of its files.
    pub name: &'static str,
    /// Version of its files.
    pub version: String,
    /// Its preview.
    pub href: String,
}

/// A notice, exactly as it would be sent.
#[derive(Debug, Clone, Serialize)]
pub struct TemplatePage {
    /// What it is about.
    pub title: String,
    /// Its stable name.
    pub name: &'static str,
    /// Version of its files.
    pub version: String,
    /// One link per example.
    pub tabs: Vec<Tab>,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The source of the HTML part.
    pub html: String,
}

/// The reader's own account.
#[derive(Debug, Clone, Serialize)]
pub struct AccountPage {
    /// Title of the window.
    pub title: String,
    /// What was just done.
    pub banner: Option<Banner>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// When they are away, and noting more of it.
    pub absences: Absences,
    /// How often to be told by mail.
    pub frequency: ActionForm,
    /// Another password.
    pub password: Option<ActionForm>,
    /// Signing out everywhere.
    pub everywhere: ActionForm,
}

/// Days somebody is away.
#[derive(Debug, Clone, Serialize)]
pub struct Absences {
    /// Each that is not over, with the form that takes it back.
    pub noted: Vec<AbsenceLine>,
    /// What to say when there are none.
    pub empty: Option<&'static str>,
    /// Noting one.
    pub note: ActionForm,
}

/// One absence.
#[derive(Debug, Clone, Serialize)]
pub struct AbsenceLine {
    /// From when to when.
    pub days: String,
    /// Taking it back.
    pub remove: ActionForm,
}

/// A page that only says something: no permission, nothing here.
#[derive(Debug, Clone, Serialize)]
pub struct MessagePage {
    /// The heading.
    pub title: String,
    /// What is so, and what to do.
    pub text: String,
    /// The stable code of an error.
    pub code: Option<String>,
    /// Finds the fault in the log; only for faults of ours.
    pub reference: Option<String>,
    /// Where to go on.
    pub links: Vec<Link>,
}

impl PageContext for OrganisationPage {
    const TEMPLATE: &'static str = "desk/settings_organisation";

    fn samples() -> Vec<Self> {
        samples::organisation()
    }
}

impl PageContext for StaffPage {
    const TEMPLATE: &'static str = "desk/settings_staff";

    fn samples() -> Vec<Self> {
        samples::staff()
    }
}

impl PageContext for KeysPage {
    const TEMPLATE: &'static str = "desk/settings_keys";

    fn samples() -> Vec<Self> {
        samples::keys()
    }
}

impl PageContext for TemplatesPage {
    const TEMPLATE: &'static str = "desk/settings_templates";

    fn samples() -> Vec<Self> {
        samples::templates()
    }
}

impl PageContext for TemplatePage {
    const TEMPLATE: &'static str = "desk/settings_template";

    fn samples() -> Vec<Self> {
        samples::template()
    }
}

impl PageContext for AccountPage {
    const TEMPLATE: &'static str = "desk/account";

    fn samples() -> Vec<Self> {
        samples::account()
    }
}

impl PageContext for MessagePage {
    const TEMPLATE: &'static str = "desk/message";

    fn samples() -> Vec<Self> {
        samples::message()
    }
}
