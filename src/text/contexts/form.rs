//! Pieces of public forms: fields, the error summary, and rows of a summary list.

use serde::Serialize;

use domain::intake::FieldErrors;

/// One choice of a list, of buttons or of boxes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Choice {
    /// Id of the control. The first of a field has the field's own, so that the summary can lead there.
    pub id: String,
    /// What is sent.
    pub value: String,
    /// The words.
    pub label: String,
    /// A second line.
    pub hint: Option<&'static str>,
    /// Name of an icon.
    pub icon: Option<&'static str>,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// With a second line and an icon.
    pub fn explained(self, hint: &'static str, icon: Option<&'static str>) -> Self {
        Self { hint: Some(hint), icon, ..self }
    }
}

/// What a person fills a field in with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// One line of text.
    #[default]
    Line,
    /// Several lines of text.
    Area,
    /// A list to choose one from.
    Select,
    /// Buttons to choose one.
    Radios,
    /// Boxes to choose several.
    Checks,
    /// Files.
    Files,
}

/// A field: label, hint, error, control. Shown by `partials/field`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// Id of the control, and what it is sent as.
    pub name: &'static str,
    /// The label.
    pub label: String,
    /// A sentence below the label.
    pub hint: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Ids of the sentences that describe the control.
    pub described_by: Option<String>,
    /// What is in it.
    pub value: String,
    /// Whether it may stay empty; the label says so.
    pub optional: bool,
    /// Which control.
    pub control: Control,
    /// The `type` of a line.
    pub kind: &'static str,
    /// The `autocomplete` attribute.
    pub autocomplete: &'static str,
    /// The `inputmode` of a line.
    pub inputmode: Option<&'static str>,
    /// A class of its own.
    pub class: &'static str,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

impl Field {
    fn named(name: &'static str, label: impl Into<String>, control: Control) -> Self {
        Self {
            name,
            label: label.into(),
            control,
            kind: "text",
            autocomplete: "off",
            ..Self::default()
        }
    }

    /// One line of text.
    pub fn line(name: &'static str, label: impl Into<String>) -> Self {
        Self::named(name, label, Control::Line)
    }

    /// Several lines of text.
    pub fn area(name: &'static str, label: impl Into<String>) -> Self {
        Self::named(name, label, Control::Area)
    }

    /// A list to choose one from.
    pub fn select(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::named(name, label, Control::Select).choosing(choices)
    }

    /// Buttons to choose one.
    pub fn radios(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::named(name, label, Control::Radios).choosing(choices)
    }

    /// Boxes to choose several.
    pub fn checks(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::named(name, label, Control::Checks).choosing(choices)
    }

    /// The field for a six-digit code.
    pub fn code() -> Self {
        Self {
            inputmode: Some("numeric"),
            class: "code",
            ..Self::line("code", "Code from the email").filled_by("text", "one-time-code")
        }
        .hint("6 digits. You can paste it; spaces and dashes are fine.")
    }

    /// Files, several of them.
    pub fn files(name: &'static str, label: impl Into<String>) -> Self {
        Self::named(name, label, Control::Files)
    }

    fn choosing(mut self, mut choices: Vec<Choice>) -> Self {
        for (at, choice) in choices.iter_mut().enumerate() {
            choice.id = if at == 0 {
                self.name.to_owned()
            } else {
                format!("{}-{}", self.name, choice.value)
            };
        }
        self.choices = choices;
        self
    }

    /// With the `type` and `autocomplete` of a line.
    pub fn filled_by(self, kind: &'static str, autocomplete: &'static str) -> Self {
        Self { kind, autocomplete, ..self }
    }

    /// With a sentence below the label.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self.describe()
    }

    /// May stay empty.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// With what was typed before, chosen in lists as well.
    pub fn filled(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        for choice in &mut self.choices {
            choice.chosen = choice.value == value;
        }
        self
    }

    /// With the boxes ticked that were ticked before.
    pub fn ticked(mut self, values: &[String]) -> Self {
        for choice in &mut self.choices {
            choice.chosen = values.contains(&choice.value);
        }
        self
    }

    /// With what is wrong.
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self.describe()
    }

    fn describe(mut self) -> Self {
        let ids = [
            self.hint.as_ref().map(|_| format!("{}-hint", self.name)),
            self.error.as_ref().map(|_| format!("{}-error", self.name)),
        ];
        let ids: Vec<_> = ids.into_iter().flatten().collect();
        self.described_by = (!ids.is_empty()).then(|| ids.join(" "));
        self
    }
}

/// Gives every field its error and gathers them for the summary, in the order of the page.
pub fn with_errors(
    fields: Vec<Field>,
    errors: &FieldErrors,
    summary: &mut Vec<ErrorLine>,
) -> Vec<Field> {
    let mark = |field: Field| {
        let Some(text) = errors.get(field.name) else {
            return field;
        };
        summary.push(ErrorLine::new(field.name, text));
        field.error(Some(text.clone()))
    };
    fields.into_iter().map(mark).collect()
}

/// A line of the error summary: what is wrong, and where.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorLine {
    /// Id of the field; none when no field is to blame.
    pub field: Option<String>,
    /// What to do.
    pub text: String,
}

impl ErrorLine {
    /// About a field.
    pub fn new(field: &str, text: &str) -> Self {
        Self { field: Some(field.to_owned()), text: text.to_owned() }
    }

    /// About the whole form.
    pub fn of_form(text: &str) -> Self {
        Self { field: None, text: text.to_owned() }
    }
}

/// A term with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The term.
    pub term: &'static str,
    /// The words.
    pub words: String,
}

impl Fact {
    /// From a term and words.
    pub fn new(term: &'static str, words: impl Into<String>) -> Self {
        Self { term, words: words.into() }
    }
}
