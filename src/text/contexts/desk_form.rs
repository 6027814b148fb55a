//! Forms of the desk: fields, what every form carries, and the form of one action.

use serde::Serialize;

/// What every form that changes something carries.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tokens {
    /// Proof that the form came from this site.
    pub csrf: String,
    /// One key per form shown, so that sending it twice acts once.
    pub key: String,
    /// The version of the case the reader saw.
    pub version: Option<i64>,
}

/// One choice of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// The words.
    pub label: String,
    /// A second line.
    pub hint: Option<String>,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, chosen: false }
    }
}

/// Marks the choice with this value.
pub fn choose(mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    for choice in &mut choices {
        choice.chosen = choice.value == value;
    }
    choices
}

/// A field of a form: label, hint, error, control. Exactly one of the controls is set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// Id of the control, unique on the page.
    pub id: String,
    /// What it is sent as.
    pub name: String,
    /// The label.
    pub label: String,
    /// A sentence below the label.
    pub hint: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What is in it.
    pub value: String,
    /// Whether it may stay empty; the label says so.
    pub optional: bool,
    /// A one-line control.
    pub line: Option<LineInput>,
    /// A text of this many rows.
    pub rows: Option<u8>,
    /// Whether it takes a whole file or table.
    pub long: bool,
    /// A list to choose one from.
    pub select: Option<Vec<Choice>>,
    /// Buttons to choose one.
    pub radios: Option<Vec<Choice>>,
    /// Boxes to choose several.
    pub checks: Option<Vec<Choice>>,
}

/// A one-line control.
#[derive(Debug, Clone, Serialize)]
pub struct LineInput {
    /// The `type` attribute.
    pub kind: &'static str,
    /// The `autocomplete` attribute.
    pub autocomplete: &'static str,
    /// Longest value, in characters.
    pub most: u32,
    /// Last accepted date.
    pub max: Option<String>,
}

impl Field {
    fn named(form: &str, name: &str, label: &str) -> Self {
        Self {
            id: format!("{form}-{name}"),
            name: name.to_owned(),
            label: label.to_owned(),
            ..Self::default()
        }
    }

    /// One line of text.
    pub fn line(form: &str, name: &str, label: &str) -> Self {
        Self {
            line: Some(LineInput { kind: "text", autocomplete: "off", most: 200, max: None }),
            ..Self::named(form, name, label)
        }
    }

    /// One line of another kind: `email`, `password`, `date`.
    pub fn of_kind(
        form: &str,
        name: &str,
        label: &str,
        kind: &'static str,
        autocomplete: &'static str,
    ) -> Self {
        Self {
            line: Some(LineInput { kind, autocomplete, most: 320, max: None }),
            ..Self::named(form, name, label)
        }
    }

    /// Several lines of text.
    pub fn area(form: &str, name: &str, label: &str) -> Self {
        Self { rows: Some(4), ..Self::named(form, name, label) }
    }

    /// Several lines that take a whole file or table.
    pub fn long(form: &str, name: &str, label: &str) -> Self {
        Self { rows: Some(8), long: true, ..Self::named(form, name, label) }
    }

    /// A list to choose one from.
    pub fn select(form: &str, name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self { select: Some(choices), ..Self::named(form, name, label) }
    }

    /// Buttons to choose one.
    pub fn radios(form: &str, name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self { radios: Some(choices), ..Self::named(form, name, label) }
    }

    /// Boxes to choose several.
    pub fn checks(form: &str, name: &str, label: &str, choices: Vec<Choice>) -> Self {
        Self { checks: Some(choices), ..Self::named(form, name, label) }
    }

    /// With a sentence below the label.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// May stay empty.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// With what was typed before, chosen in lists as well.
    pub fn filled(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        for choices in [&mut self.select, &mut self.radios].into_iter().flatten() {
            *choices = choose(std::mem::take(choices), value);
        }
        self
    }

    /// With what is wrong.
    pub fn error(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }
}

/// A value that is sent without being shown.
#[derive(Debug, Clone, Serialize)]
pub struct Hidden {
    /// What it is sent as.
    pub name: &'static str,
    /// The value.
    pub value: String,
}

/// A second button of a form, told by its name.
#[derive(Debug, Clone, Serialize)]
pub struct Extra {
    /// What it is sent as.
    pub name: &'static str,
    /// The words.
    pub label: &'static str,
    /// Where it sends the form, when not where the first one does.
    pub action: Option<String>,
}

/// The form of one action: on the page of its case, in a dialog, or on its own.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActionForm {
    /// Prefix of the ids in it, unique on the page.
    pub id: String,
    /// Where it is sent.
    pub action: String,
    /// What every form carries.
    pub tokens: Tokens,
    /// What is sent without being shown, the command among it.
    pub hidden: Vec<Hidden>,
    /// Its heading.
    pub title: String,
    /// What will happen.
    pub lead: Option<String>,
    /// The clause it follows.
    pub cite: Option<String>,
    /// Why it was not accepted.
    pub problem: Option<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Small print above the button.
    pub fine: Option<String>,
    /// The button.
    pub submit: String,
    /// A second button.
    pub extra: Option<Extra>,
    /// Whether it cannot be taken back.
    pub danger: bool,
    /// Whether its button is one of many, and not what the page is for.
    pub quiet: bool,
    /// Where to go without doing it.
    pub cancel: Option<String>,
}

impl ActionForm {
    /// A form that sends `command` to a case.
    pub fn command(id: &str, action: &str, tokens: Tokens, command: &str) -> Self {
        Self {
            id: id.to_owned(),
            action: action.to_owned(),
            tokens,
            hidden: vec![Hidden { name: "command", value: command.to_owned() }],
            ..Self::default()
        }
    }
}
