//! From a case's files to the page that shows them.

use super::{Forms, words};
use domain::case::Case;
use domain::file::{CaseFile, DOWNLOADS, FilePurpose, OthersData, Package};
use domain::item::{Task, TaskState};
use domain::vocabulary::TaskKind;
use domain::workflow::Verb;
use services::Deps;
use services::files::FilesView;
use services::package::in_words;
use services::staff::Names;
use text::catalogue;
use text::contexts::case_files::{AttachForm, CaseFilesPage, FileRow, PackagePart, TaskFiles};
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::desk_parts::{Banner, Link, Tag, Tone};

/// Everything the page is made from.
pub(crate) struct Scene<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) view: &'a FilesView,
    pub(crate) names: &'a Names,
    pub(crate) principal: &'a str,
    pub(crate) forms: Forms<'a>,
    pub(crate) problem: Option<&'a Problem>,
}

/// What stood in the way of files that were just sent, and what the form said.
pub(crate) struct Problem {
    pub(crate) why: String,
    /// The task they were for.
    pub(crate) task: String,
    /// The file whose place one was to take; empty without.
    pub(crate) replaces: String,
    /// Whether they were said to hold data of other people.
    pub(crate) others: bool,
}

const ON_HOLD: &str = "Nothing is attached or handed out until the hold is released.";

/// The page.
pub(crate) fn page(scene: &Scene<'_>) -> CaseFilesPage {
    let case = &scene.view.case;
    let reference = case.reference.as_str();
    let collects = |task: &&Task| task.kind == TaskKind::Collect;
    let tasks: Vec<_> =
        case.tasks.iter().filter(collects).map(|task| task_files(scene, task)).collect();
    let given: Vec<_> = case.files.iter().filter(|file| file.purpose.is_given()).collect();
    let shown = if scene.view.decides { given.as_slice() } else { &[] };
    let nothing = tasks.is_empty() && given.is_empty() && case.package.is_none();
    CaseFilesPage {
        title: format!("Files of {reference}"),
        back: Link::new(reference, path(case)),
        problem: scene
            .problem
            .map(|problem| Banner::new(Tone::Bad, "alert", "Not attached.", &problem.why).alert()),
        paused: case.hold.is_some().then(|| Banner::new(Tone::Warn, "pause", "On hold.", ON_HOLD)),
        package: case.package.as_ref().map(|package| package_part(scene, package)),
        given_note: given_note(scene, given.len()),
        given: shown.iter().map(|file| row(scene, file)).collect(),
        tasks,
        empty: nothing
            .then(|| "No file belongs to this request, and none can be attached now.".to_owned()),
    }
}

fn path(case: &Case) -> String {
    format!("/desk/cases/{}", case.reference)
}

fn given_note(scene: &Scene<'_>, count: usize) -> Option<String> {
    let note = if count == 0 {
        return None;
    } else if scene.view.decides {
        "Shown to you because you decide on it. It is destroyed when you have decided.".to_owned()
    } else {
        let files = words::count(count, "file", "files");
        format!("{files}; only who decides sees what is in them.")
    };
    Some(note)
}

fn task_files(scene: &Scene<'_>, task: &Task) -> TaskFiles {
    let case = &scene.view.case;
    let open = matches!(task.state, TaskState::Open);
    let tag = match &task.state {
        TaskState::Open => Tag::new(Tone::Idle, "Open"),
        TaskState::Done { result, .. } => {
            Tag::new(Tone::Ok, catalogue::task_result_for(task.kind, *result)).with_icon("check")
        }
        TaskState::Dropped => Tag::new(Tone::Idle, "Dropped"),
    };
    let can = open && scene.view.can(Verb::AttachFile) && case.hold.is_none();
    TaskFiles {
        id: task.id.to_string(),
        system: scene.deps.policy.system_name(&task.system).to_owned(),
        tag,
        rows: case
            .files
            .iter()
            .filter(|file| file.task == Some(task.id))
            .map(|file| row(scene, file))
            .collect(),
        attach: can.then(|| attach(scene, &format!("attach-{}", task.id), task, None)),
    }
}

fn attach(scene: &Scene<'_>, id: &str, task: &Task, replaces: Option<&CaseFile>) -> AttachForm {
    let most = scene.deps.settings.files.result_megabytes;
    let (number, replaced) = (task.id.to_string(), replaces.map_or("", |file| file.id.as_str()));
    let told = |problem: &&Problem| problem.task == number && problem.replaces == replaced;
    let problem = scene.problem.filter(|problem| told(problem));
    AttachForm {
        id: id.to_owned(),
        action: format!("{}/files", path(&scene.view.case)),
        tokens: scene.forms.tokens(),
        replaces: replaces.map(|file| file.id.as_str().to_owned()),
        others: problem.is_some_and(|problem| problem.others),
        error: problem.map(|problem| problem.why.clone()),
        hint: format!(
            "Up to {most} MB each: documents, pictures, tables, mail, sound, film, archives. Rows for programs are a JSON file in the form of docs/package.md."
        ),
        task: number,
    }
}

fn row(scene: &Scene<'_>, file: &CaseFile) -> FileRow {
    let case = &scene.view.case;
    let listed = scene.view.listed.iter().find(|listed| listed.id == file.id);
    let kind = file.kind.as_str().to_ascii_uppercase();
    let size = listed.map(|listed| format!(", {}", in_words(listed.size))).unwrap_or_default();
    let when = words::short_date(scene.deps.local_date(file.at));
    let purpose = match file.purpose {
        FilePurpose::Result | FilePurpose::Package => who(scene, &file.by),
        FilePurpose::Evidence | FilePurpose::Correction => {
            catalogue::file_purpose(file.purpose).to_owned()
        }
    };
    let open = file.others == OthersData::Open;
    let task = file.task.and_then(|task| case.task(task));
    let own = file.by == scene.principal;
    let attached = task.filter(|_| scene.view.can(Verb::AttachFile));
    let removable = task.is_some_and(|task| matches!(task.state, TaskState::Open))
        && scene.view.can(Verb::RemoveFile);
    let id = file.id.as_str();
    FileRow {
        name: listed.map_or_else(|| "A file".to_owned(), |listed| listed.name.clone()),
        href: listed.map(|_| format!("{}/files/{id}", path(case))),
        note: format!("{kind}{size}, {purpose}, {when}"),
        tag: others_tag(&file.others),
        others: others_words(scene, file),
        sign_off: (open && !own && scene.view.can(Verb::SignOffFile)).then(|| sign_off(scene, id)),
        replace: attached
            .filter(|_| open)
            .map(|task| attach(scene, &format!("replace-{id}"), task, Some(file))),
        remove: removable.then(|| command(scene, Verb::RemoveFile, id)),
    }
}

fn others_tag(others: &OthersData) -> Option<Tag> {
    match others {
        OthersData::None => None,
        OthersData::Open => Some(Tag::new(Tone::Warn, "Data of other people").with_icon("alert")),
        OthersData::SignedOff { .. } => Some(Tag::new(Tone::Ok, "Signed off").with_icon("check")),
    }
}

/// What data of other people waits for, or who let it pass.
fn others_words(scene: &Scene<'_>, file: &CaseFile) -> Option<String> {
    match &file.others {
        OthersData::None => None,
        OthersData::Open if file.by == scene.principal => Some(
            "You attached it: put a redacted file in its place, or let a second person sign it off.".to_owned(),
        ),
        OthersData::Open => {
            Some("It waits for a redacted file in its place, or for a second person to sign it off.".to_owned())
        }
        OthersData::SignedOff { by, at, .. } => {
            let day = words::short_date(scene.deps.local_date(*at));
            Some(format!("By {}, {day}. Why stands in the timeline.", who(scene, by)))
        }
    }
}

fn who(scene: &Scene<'_>, principal: &str) -> String {
    match principal.split_once(':') {
        Some(("staff", id)) => {
            scene.names.get(id).cloned().unwrap_or_else(|| "A former colleague".to_owned())
        }
        _ => "A program".to_owned(),
    }
}

fn command(scene: &Scene<'_>, verb: Verb, file: &str) -> ActionForm {
    let action = format!("{}/commands", path(&scene.view.case));
    let id = format!("{verb}-{file}");
    let mut form = ActionForm::command(&id, &action, scene.forms.tokens(), verb.as_str());
    catalogue::verb(verb).clone_into(&mut form.title);
    form.submit.clone_from(&form.title);
    form.danger = matches!(verb, Verb::RemoveFile | Verb::RecallPackage);
    if !file.is_empty() {
        form.hidden.push(Hidden { name: "file", value: file.to_owned() });
    }
    form
}

fn sign_off(scene: &Scene<'_>, file: &str) -> ActionForm {
    let mut form = command(scene, Verb::SignOffFile, file);
    let reason = Field::area(&form.id, "reason", "Why may it be handed out as it is?");
    form.fields = vec![reason.hint("Only the desk reads this.")];
    form
}

fn package_part(scene: &Scene<'_>, package: &Package) -> PackagePart {
    let moment = |at| words::moment(scene.deps, at);
    let (tag, text) = match package {
        Package::Building { since } => (
            Tag::new(Tone::Info, "Being built").with_icon("loop"),
            format!("The answer is out; the copy is put together since {}.", moment(*since)),
        ),
        Package::Stopped { reason, .. } => (
            Tag::new(Tone::Bad, "Not built").with_icon("alert"),
            catalogue::package_stop(*reason).to_owned(),
        ),
        Package::Ready { until, downloads, .. } => (
            Tag::new(Tone::Ok, "Ready").with_icon("check"),
            format!(
                "Downloaded {downloads} of {DOWNLOADS} times. It can be downloaded until {}.",
                moment(*until)
            ),
        ),
        Package::Recalled { at } => (
            Tag::new(Tone::Warn, "Taken back").with_icon("x"),
            format!("It was taken back on {} and is deleted.", moment(*at)),
        ),
        Package::Expired { at } => (
            Tag::new(Tone::Idle, "Expired").with_icon("clock"),
            format!("Its time was over on {}, and it is deleted.", moment(*at)),
        ),
    };
    let recall = scene.view.can(Verb::RecallPackage).then(|| {
        let mut form = command(scene, Verb::RecallPackage, "");
        let reason = Field::area(&form.id, "reason", "Why is it taken back?");
        form.fields = vec![reason.hint("Only the desk reads this.")];
        form.lead = Some("It is deleted at once. If it reached the wrong person, that is a breach: tell the data protection officer now.".to_owned());
        form
    });
    PackagePart { tag, text, recall }
}
