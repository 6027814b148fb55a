//! The files of a request: what the requester gave, what systems found, and the copy made of it.

use serde::Serialize;

use super::desk_form::{ActionForm, Tokens};
use super::desk_parts::{Banner, Link, Tag, Tone};
use crate::PageContext;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct CaseFilesPage {
    /// Title of the window.
    pub title: String,
    /// The request.
    pub back: Link,
    /// What stood in the way of what was just sent.
    pub problem: Option<Banner>,
    /// Why nothing can be changed now.
    pub paused: Option<Banner>,
    /// The copy of the data.
    pub package: Option<PackagePart>,
    /// Files the requester gave.
    pub given: Vec<FileRow>,
    /// What is said where they are not shown.
    pub given_note: Option<String>,
    /// Tasks that collect, with what they found.
    pub tasks: Vec<TaskFiles>,
    /// What is shown when there is nothing.
    pub empty: Option<String>,
}

/// The copy of the data.
#[derive(Debug, Clone, Serialize)]
pub struct PackagePart {
    /// Where it stands.
    pub tag: Tag,
    /// What that means.
    pub text: String,
    /// Taking it back.
    pub recall: Option<ActionForm>,
}

/// One task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskFiles {
    /// Its number, as an id on the page.
    pub id: String,
    /// The system.
    pub system: String,
    /// Where the task stands.
    pub tag: Tag,
    /// Its files.
    pub rows: Vec<FileRow>,
    /// Attaching more.
    pub attach: Option<AttachForm>,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// Where it can be fetched.
    pub href: Option<String>,
    /// Kind, size, who and when.
    pub note: String,
    /// Data of other people.
    pub tag: Option<Tag>,
    /// What that waits for, or who let it pass and when.
    pub others: Option<String>,
    /// Signing it off.
    pub sign_off: Option<ActionForm>,
    /// Putting a redacted file in its place.
    pub replace: Option<AttachForm>,
    /// Removing it.
    pub remove: Option<ActionForm>,
}

/// A form with files.
#[derive(Debug, Clone, Serialize)]
pub struct AttachForm {
    /// Prefix of the ids in it.
    pub id: String,
    /// Where it is sent.
    pub action: String,
    /// What every form carries.
    pub tokens: Tokens,
    /// The task.
    pub task: String,
    /// The file whose place the new one takes.
    pub replaces: Option<String>,
    /// What can be attached.
    pub hint: String,
    /// Whether the files were said to hold data of other people.
    pub others: bool,
    /// Why the last try was not taken.
    pub error: Option<String>,
}

impl PageContext for CaseFilesPage {
    const TEMPLATE: &'static str = "desk/case_files";

    fn samples() -> Vec<Self> {
        let least = Self {
            title: "Files of DSR-2026-551412".to_owned(),
            back: Link::new("DSR-2026-551412", "/desk/cases/DSR-2026-551412"),
            problem: None,
            paused: None,
            package: None,
            given: Vec::new(),
            given_note: None,
            tasks: Vec::new(),
            empty: Some(
                "No file belongs to this request, and none can be attached now.".to_owned(),
            ),
        };
        let full = Self {
            problem: Some(
                Banner::new(
                    Tone::Bad,
                    "alert",
                    "Not attached.",
                    "The file is empty. Choose another one.",
                )
                .alert(),
            ),
            paused: Some(Banner::new(
                Tone::Warn,
                "pause",
                "On hold.",
                "Nothing is attached or handed out.",
            )),
            package: Some(PackagePart {
                tag: Tag::new(Tone::Ok, "Ready").with_icon("check"),
                text: "It can be downloaded 4 more times, until 9 Dec, 10:48.".to_owned(),
                recall: Some(command("recall", "recall_package", "Take the copy of the data back")),
            }),
            given: vec![row("passport.jpg", None)],
            given_note: Some("Shown to you because you decide on it.".to_owned()),
            tasks: tasks(),
            empty: None,
            ..least.clone()
        };
        vec![full, least]
    }
}

/// A task with a file and one without.
fn tasks() -> Vec<TaskFiles> {
    vec![
        TaskFiles {
            id: "T1".to_owned(),
            system: "Orders and invoices".to_owned(),
            tag: Tag::new(Tone::Idle, "Open"),
            rows: vec![row(
                &"invoice".repeat(30),
                Some(Tag::new(Tone::Warn, "Others' data").with_icon("alert")),
            )],
            attach: Some(AttachForm {
                others: true,
                error: Some("The file is empty. Choose another one.".to_owned()),
                ..attach("attach-T1")
            }),
        },
        TaskFiles {
            id: "T2".to_owned(),
            system: "Support desk".to_owned(),
            tag: Tag::new(Tone::Ok, "Done"),
            rows: Vec::new(),
            attach: None,
        },
    ]
}

fn attach(id: &str) -> AttachForm {
    AttachForm {
        id: id.to_owned(),
        action: "/desk/cases/DSR-2026-551412/files".to_owned(),
        tokens: Tokens {
            csrf: "sample-token".to_owned(),
            key: "sample-key".to_owned(),
            version: Some(7),
        },
        task: "T1".to_owned(),
        replaces: None,
        hint: "Up to 4096 MB.".to_owned(),
        others: false,
        error: None,
    }
}

fn command(id: &str, command: &str, submit: &str) -> ActionForm {
    let action = "/desk/cases/DSR-2026-551412/commands";
    let mut form = ActionForm::command(id, action, attach("x").tokens, command);
    submit.clone_into(&mut form.title);
    submit.clone_into(&mut form.submit);
    form
}

fn row(name: &str, tag: Option<Tag>) -> FileRow {
    let open = tag.is_some();
    FileRow {
        name: name.to_owned(),
        href: Some("/desk/cases/DSR-2026-551412/files/f1".to_owned()),
        note: "PDF, 81 kB, Lena Brandt, 23 Nov".to_owned(),
        tag,
        others: open.then(|| "It waits for a redacted file, or for a second person.".to_owned()),
        sign_off: open.then(|| command("sign-f1", "sign_off_file", "Sign the file off")),
        replace: open
            .then(|| AttachForm { replaces: Some("f1".to_owned()), ..attach("replace-f1") }),
        remove: open.then(|| command("remove-f1", "remove_file", "Remove the file")),
    }
}
