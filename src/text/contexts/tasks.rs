//! The board of tasks.

use serde::Serialize;

use super::desk_form::{Choice, Field};
use super::desk_parts::{Empty, Link, Pager, Tag, Tone};
use super::queue::{Filters, Tile};
use crate::PageContext;

/// Open tasks of every request.
#[derive(Debug, Clone, Serialize)]
pub struct TasksPage {
    /// The heading.
    pub title: String,
    /// How many fit.
    pub total: String,
    /// Numbers; each narrows the board.
    pub tiles: Vec<Tile>,
    /// What narrows it.
    pub filters: Filters,
    /// The tasks.
    pub rows: Vec<TaskRow>,
    /// What is shown instead of them.
    pub empty: Option<Empty>,
    /// Moving through them.
    pub pager: Pager,
}

/// One task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskRow {
    /// The system, with the task on the page of its request.
    pub link: Link,
    /// What is asked.
    pub asked: String,
    /// Reference of the request, and number of the task.
    pub number: String,
    /// Who has it.
    pub with: String,
    /// The day.
    pub due: String,
    /// The same, for programs.
    pub iso: String,
    /// How far that is.
    pub left: String,
    /// Where it stands.
    pub tag: Tag,
}

impl PageContext for TasksPage {
    const TEMPLATE: &'static str = "desk/tasks";

    fn samples() -> Vec<Self> {
        let row = |system: &str, tag: Tag| TaskRow {
            link: Link::new(system, "/desk/cases/DSR-2026-551412#item-access"),
            asked: "Collect the data".to_owned(),
            number: "DSR-2026-551412 · T2".to_owned(),
            with: "Learning platform".to_owned(),
            due: "9 Dec".to_owned(),
            iso: "2026-12-09".to_owned(),
            left: "16 days left".to_owned(),
            tag,
        };
        let systems = vec![Choice::new("", "Any system"), Choice::new("learning", "Courses (1)")];
        let full = Self {
            title: "Tasks".to_owned(),
            total: "2".to_owned(),
            tiles: vec![Tile {
                label: "Late",
                value: "1".to_owned(),
                note: "Ask the owners".to_owned(),
                tone: Tone::Bad,
                icon: "alert",
                href: "/desk/tasks?show=late".to_owned(),
                here: true,
            }],
            filters: Filters {
                kept: vec![("show", "late".to_owned())],
                selects: vec![Field::select("filter", "system", "System", systems)],
                chips: vec![Link::new("Courses", "/desk/tasks")],
            },
            rows: vec![
                row("Courses and learning", Tag::new(Tone::Bad, "Late").with_icon("alert")),
                row("Accounts and profiles", Tag::new(Tone::Idle, "Open")),
            ],
            empty: None,
            pager: Pager {
                label: "2 tasks on this page".to_owned(),
                previous: None,
                next: Some("/desk/tasks?after=x".to_owned()),
            },
        };
        let none = Self {
            rows: Vec::new(),
            empty: Some(Empty {
                title: "No open tasks".to_owned(),
                text: "Tasks appear here once identity is accepted.".to_owned(),
                links: Vec::new(),
            }),
            pager: Pager::default(),
            ..full.clone()
        };
        vec![full, none]
    }
}

#[cfg(test)]
mod tests {
    use super::super::data_map::{DataMapPage, MapChangePage, SystemPage};
    use super::super::desk_shell::DeskShell;
    use super::*;
    use crate::{TextSettings, Texts};

    fn each<C: PageContext>(texts: &Texts) {
        for page in C::samples() {
            for shell in DeskShell::samples() {
                let html = texts.page(&shell, &page).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(html.matches("<h1").count(), 1);
                assert!(!html.contains("style=") && !html.contains("{{"), "{html}");
            }
        }
    }

    #[test]
    fn the_board_and_the_map_render_with_each_of_their_examples() {
        let texts = Texts::new(&TextSettings::default()).unwrap();
        each::<TasksPage>(&texts);
        each::<DataMapPage>(&texts);
        each::<SystemPage>(&texts);
        each::<MapChangePage>(&texts);
    }
}
