//! The page of a request, put together from its parts.

mod aside;
mod corrections;
mod fields;
mod forms;
mod items;
mod need;
mod steps;
mod tasks;
mod timeline;
mod told;
mod top;

use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use fields::{countries, grounds};

use super::{Forms, words};
use crate::pages::desk::form::Sent;
use domain::access::Permission;
use domain::case::{Case, Identity};
use domain::ids::Reference;
use domain::intake::FieldErrors;
use domain::item::{Assignment, TaskDetails};
use domain::prose::Sealed;
use domain::vocabulary::TaskKind;
use domain::workflow::Verb;
use services::Deps;
use services::commands::Offered;
use services::reading::CaseView;
use services::staff::{Colleague, Names, StaffSession};
use text::contexts::case_page::CasePage;
use text::contexts::desk_parts::Link;

/// Everything the page is made from.
pub(crate) struct Scene<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) view: &'a CaseView,
    pub(crate) names: &'a Names,
    pub(crate) people: &'a [Colleague],
    pub(crate) me: &'a StaffSession,
    pub(crate) forms: Forms<'a>,
    /// Which part of the activity is shown.
    pub(crate) show: &'a str,
    /// The request that follows in the queue.
    pub(crate) next: Option<&'a Reference>,
    /// A form that was asked for by address, or that was not accepted.
    pub(crate) draft: Option<&'a Draft>,
}

/// A form with what was typed into it, and why it was not accepted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// The command.
    pub(crate) command: String,
    /// What was typed.
    pub(crate) sent: Sent,
    /// Why it was not accepted, as a whole.
    pub(crate) problem: Option<String>,
    /// What is wrong field by field.
    pub(crate) errors: FieldErrors,
    /// Somebody was faster.
    pub(crate) stale: bool,
}

impl Scene<'_> {
    fn case(&self) -> &Case {
        &self.view.case
    }

    fn today(&self) -> NaiveDate {
        self.deps.local_date(self.deps.now())
    }

    fn day(&self, at: DateTime<Utc>) -> String {
        words::short_date(self.deps.local_date(at))
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        words::moment(self.deps, at)
    }

    /// The verb, when the table offers it to the reader in this stage.
    fn offered(&self, verb: Verb) -> Option<&Offered> {
        self.view.offered.iter().find(|offered| offered.verb == verb)
    }

    /// The verb, when nothing stands against it.
    fn possible(&self, verb: Verb) -> bool {
        self.offered(verb).is_some_and(|offered| offered.obstacle.is_none())
    }

    /// The draft, when it is of this command.
    fn draft_of(&self, verb: Verb) -> Option<&Draft> {
        self.draft.filter(|draft| draft.command == verb.as_str())
    }

    fn path(&self) -> String {
        format!("/desk/cases/{}", self.case().reference)
    }

    /// The page with the form of a verb open.
    fn opened(&self, verb: Verb) -> String {
        format!("{}?do={verb}#do", self.path())
    }

    fn action(&self) -> String {
        format!("{}/commands", self.path())
    }

    /// Who a principal of the journal is.
    fn principal(&self, principal: &str) -> String {
        match principal.split_once(':') {
            Some(("staff", id)) => self.staff(id),
            Some(("key" | "api_key", _)) => "A program".to_owned(),
            Some(("system_owner", _)) => "The system’s owner".to_owned(),
            _ => "Rightsdesk".to_owned(),
        }
    }

    fn staff(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| "A former colleague".to_owned(), Clone::clone)
    }

    /// The requester's name, or a word for them.
    fn requester(&self) -> String {
        let person = self.view.dossier.person.as_ref();
        person.map_or_else(|| "The requester".to_owned(), |person| person.name.clone())
    }

    /// Whether proofs of identity were destroyed, because there is nothing more to decide on.
    fn decided(&self) -> bool {
        self.case().identity != Identity::Open || self.case().first_closed_at.is_some()
    }

    /// The words an event points at.
    fn text(&self, sealed: &Sealed) -> String {
        let found = self.view.dossier.text(sealed);
        found.map_or_else(
            || "The words are no longer kept.".to_owned(),
            |text| TaskDetails::read(text).in_words(),
        )
    }

    /// What a task brought to light.
    fn details(&self, sealed: &Sealed) -> TaskDetails {
        self.view.dossier.text(sealed).map(TaskDetails::read).unwrap_or_default()
    }

    /// To whom a task was given, with what words.
    fn assignment(&self, sealed: &Sealed) -> Option<Assignment> {
        serde_json::from_str(self.view.dossier.text(sealed)?).ok()
    }
}

/// The way to the files, where there are any or some can be attached.
fn files(scene: &Scene<'_>) -> Option<Link> {
    let case = scene.case();
    let collects = case.tasks.iter().any(|task| task.kind == TaskKind::Collect);
    let any = !case.files.is_empty() || case.package.is_some();
    (collects || any).then(|| {
        let count = words::count(case.kept_files().len(), "file", "files");
        Link::new(count, format!("{}/files", scene.path()))
    })
}

/// The page.
pub(crate) fn page(scene: &Scene<'_>) -> CasePage {
    let case = scene.case();
    let reference = case.reference.as_str();
    let open = forms::open(scene);
    let may_audit = Permission::ReadAudit.held_by(&scene.me.roles);
    let may_export = Permission::ExportEvidence.held_by(&scene.me.roles);
    CasePage {
        title: format!("{reference}, {}", words::lower(&words::heading(case))),
        back: top::back(scene),
        reference: reference.to_owned(),
        heading: words::heading(case),
        who: top::who(scene),
        tag: words::stage_tag(case),
        priority: super::queue::priority(case),
        next: scene
            .next
            .map(|next| Link::new(format!("Next: {next}"), format!("/desk/cases/{next}"))),
        actions: top::actions(scene),
        more: top::more(scene),
        reply: forms::can_write(scene).then(|| "#composer".to_owned()),
        banners: top::banners(scene, open.is_some()),
        steps: steps::steps(scene),
        dialogs: forms::dialogs(scene, open.as_ref()),
        open,
        need: need::need(scene),
        review: need::review(scene),
        items: items::items(scene),
        activity: timeline::activity(scene),
        composer: forms::composer(scene),
        clock: aside::clock(scene),
        owner: aside::owner(scene),
        request: aside::request(scene),
        person: aside::person(scene),
        related: aside::related(scene),
        files: files(scene),
        journal: may_audit.then(|| format!("/desk/audit?case={reference}")),
        evidence: may_export.then(|| format!("{}/evidence", scene.path())),
    }
}
