//! The forms that edit a calendar kept at the desk.

use super::Scene;
use domain::calendar::own::OwnCalendar;
use text::contexts::calendars::{EditForm, FileField};
use text::contexts::desk_form::{ActionForm, Field};

impl Scene<'_> {
    pub(super) fn edits(&self, action: &str, own: &OwnCalendar) -> Vec<EditForm> {
        let look = "Look at what moves";
        let add = ActionForm {
            fields: self.filled(
                "add",
                vec![
                    Field::of_kind("add", "on", "Day", "date", "off"),
                    Field::line("add", "name", "Name").hint("Such as “Office closed”."),
                ],
            ),
            submit: look.to_owned(),
            ..self.form("add", action.to_owned(), "add")
        };
        let import = ActionForm {
            fields: self.filled(
                "import",
                vec![
                    Field::area("import", "text", "Or paste its text")
                        .hint("From BEGIN:VCALENDAR to END:VCALENDAR.")
                        .optional(),
                ],
            ),
            fine: Some(
                "Whole-day events count; events with a time of day and cancelled ones are left out. Days that are there already stay as they are.".to_owned(),
            ),
            submit: look.to_owned(),
            ..self.form("import", action.to_owned(), "import")
        };
        let last = own.years.1.to_string();
        let years = ActionForm {
            fields: self.filled(
                "years",
                vec![
                    Field::line("years", "last_year", "Last year its list is complete for")
                        .filled(&last),
                ],
            ),
            submit: look.to_owned(),
            ..self.form("years", action.to_owned(), "years")
        };
        let file = FileField {
            id: "import-file",
            name: "file",
            label: "File",
            hint: "A calendar file (.ics) of at most 200 kB.",
            accept: ".ics,text/calendar",
        };
        vec![
            EditForm { title: "Close a day", file: None, form: add },
            EditForm { title: "Import a calendar file", file: Some(file), form: import },
            EditForm { title: "Cover other years", file: None, form: years },
        ]
    }
}
