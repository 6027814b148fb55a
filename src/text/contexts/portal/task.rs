//! The page of one task for who answers for a system, and the page that stands there afterwards.

use chrono::NaiveDate;
use serde::Serialize;

use crate::PageContext;
use crate::contexts::form::{Choice, ErrorLine, Fact, Field};

/// One task, with what finding the data takes.
#[derive(Debug, Clone, Serialize)]
pub struct TaskPage {
    /// What is wrong with what was just sent.
    pub errors: Vec<ErrorLine>,
    /// Where its forms are sent.
    pub action: String,
    /// Reference and number of the task.
    pub number: String,
    /// The system.
    pub system: String,
    /// What is asked of it.
    pub asked: String,
    /// The last day, local to the organisation.
    pub due_on: NaiveDate,
    /// How far that is, in words.
    pub left: String,
    /// Whether it has passed.
    pub late: bool,
    /// Why it stands still; then nothing of the person is shown and nothing can be sent.
    pub waits: Option<&'static str>,
    /// By what the person is found.
    pub facts: Vec<Fact>,
    /// What the person wrote, where doing the task takes it.
    pub wish: Option<String>,
    /// What to change field by field, where that was decided.
    pub changes: Vec<Change>,
    /// Words of the desk.
    pub words: Option<String>,
    /// What is kept and why, as the data map says.
    pub kept: Vec<String>,
    /// What was asked back and is not answered.
    pub question: Option<String>,
    /// Why a person is asked although the system answers by itself.
    pub fell_back: Option<String>,
    /// Saying what came of it.
    pub done: Vec<Field>,
    /// Whether files can come with it.
    pub files: bool,
    /// Asking back; nothing while a question is open.
    pub ask: Vec<Field>,
    /// Handing it back.
    pub not_mine: Vec<Field>,
}

/// One field to change.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Which, in the person’s words.
    pub field: String,
    /// What stands there, as the person sees it.
    pub current: String,
    /// What is to stand there.
    pub proposed: String,
}

/// What stands there when nothing more is to be done.
#[derive(Debug, Clone, Serialize)]
pub struct TaskOverPage {
    /// The heading.
    pub title: &'static str,
    /// What happens now.
    pub text: &'static str,
}

impl TaskPage {
    /// Title of the page.
    pub const TITLE: &'static str = "A task for your system";
    /// While it is on hold, under review or not released.
    pub const WAITS: &'static str =
        "This task stands still just now. We write to you when it goes on; there is nothing to do.";
}

impl TaskOverPage {
    /// The page for an answer by its code.
    pub fn of_answer(answer: &str) -> Option<Self> {
        let (title, text) = match answer {
            "done" => ("Thank you, that is recorded", "The task is done, and this link with it."),
            "failed" => (
                "Thank you for telling us",
                "The privacy desk knows now, and will help. The link goes on working.",
            ),
            "question" => (
                "Your question is on its way",
                "The privacy desk answers by mail. The link goes on working.",
            ),
            "not_mine" => (
                "Thank you for telling us",
                "The privacy desk takes the task back, and this link no longer works.",
            ),
            _ => return None,
        };
        Some(Self { title, text })
    }

    /// The page for a link that no longer works.
    pub const fn gone() -> Self {
        Self {
            title: "This link does not work any more",
            text: "The task is done, was taken back or given to somebody else, or a newer mail about it was sent. Use the link in the newest mail.",
        }
    }
}

impl PageContext for TaskPage {
    const TEMPLATE: &'static str = "portal/task";

    fn samples() -> Vec<Self> {
        let open = open();
        let asked = Self {
            question: Some("Which of the two accounts?".to_owned()),
            fell_back: Some("The system could not be reached, so a person is asked.".to_owned()),
            late: true,
            left: "3 days late".to_owned(),
            wish: Some("My name is Okafor-Lee now.".to_owned()),
            changes: vec![Change {
                field: "Last name".to_owned(),
                current: "Okafor".to_owned(),
                proposed: "Okafor-Lee".to_owned(),
            }],
            words: Some("It is the older account.".to_owned()),
            kept: vec!["Invoices for 96 months: tax law says so.".to_owned()],
            ask: Vec::new(),
            errors: vec![ErrorLine::new("result", "Choose what came of it.")],
            ..open.clone()
        };
        let waits = Self {
            waits: Some(Self::WAITS),
            facts: Vec::new(),
            done: Vec::new(),
            files: false,
            ask: Vec::new(),
            not_mine: Vec::new(),
            ..open.clone()
        };
        vec![open, asked, waits]
    }
}

fn open() -> TaskPage {
    let results = vec![Choice::new("", "Choose"), Choice::new("found", "Data found")];
    TaskPage {
        errors: Vec::new(),
        action: "/task/sample".to_owned(),
        number: "DSR-2026-482915, T2".to_owned(),
        system: "Courses and learning".to_owned(),
        asked: "Collect the data".to_owned(),
        due_on: NaiveDate::from_ymd_opt(2026, 12, 9).unwrap_or_default(),
        left: "16 days left".to_owned(),
        late: false,
        waits: None,
        facts: vec![Fact::new("Name", "Maya Lindqvist"), Fact::new("Email", "maya@example.com")],
        wish: None,
        changes: Vec::new(),
        words: None,
        kept: Vec::new(),
        question: None,
        fell_back: None,
        done: vec![
            Field::select("result", "What came of it?", results),
            Field::area("rows", "What was found").optional(),
            Field::files("file", "Files").hint("Up to 4096 MB each.").optional(),
        ],
        files: true,
        ask: vec![Field::area("question", "Your question")],
        not_mine: vec![Field::area("not_mine", "Whose is it, or why is it not yours?")],
    }
}

impl PageContext for TaskOverPage {
    const TEMPLATE: &'static str = "portal/task_over";

    fn samples() -> Vec<Self> {
        let answers = ["done", "failed", "question", "not_mine"];
        answers.into_iter().filter_map(Self::of_answer).chain([Self::gone()]).collect()
    }
}
