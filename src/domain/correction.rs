//! A correction field by field: what the person says is wrong, and what the desk decided about each.

use serde::{Deserialize, Serialize};

use super::intake::FieldErrors;
use super::prose::{Sealed, one_line};
use super::vocabulary::{Ground, Settlement, vocabulary};

vocabulary! {
    /// What the desk decided about one field of a correction.
    pub enum FieldDecision { Accepted = "accepted", Refused = "refused" }
}

/// The most fields of one request.
pub const MOST_FIELDS: usize = ROWS.len();
/// Longest name of a field, in characters.
pub const LONGEST_NAME: usize = 200;
/// Longest value, in characters.
pub const LONGEST_VALUE: usize = 1_000;

/// One field the person wants corrected, as typed. Personal data: it is only kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WantedCorrection {
    /// Which field, in the person's words.
    pub field: String,
    /// What stands there now, as the person sees it; empty where nothing does.
    pub current: String,
    /// What should stand there.
    pub proposed: String,
}

/// Where one field stands. Holds nothing of the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldState {
    /// What was decided; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<FieldDecision>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// The words for the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sealed>,
}

impl FieldState {
    /// Whether it was accepted.
    pub fn is_accepted(&self) -> bool {
        self.decision == Some(FieldDecision::Accepted)
    }
}

/// Whether a field is not decided.
pub fn any_open(fields: &[FieldState]) -> bool {
    fields.iter().any(|field| field.decision.is_none())
}

/// What was accepted, in the order of the fields.
pub fn accepted<'a>(
    fields: &'a [FieldState],
    wanted: &'a [WantedCorrection],
) -> impl Iterator<Item = &'a WantedCorrection> {
    let pairs = fields.iter().zip(wanted);
    pairs.filter(|(field, _)| field.is_accepted()).map(|(_, wanted)| wanted)
}

/// How decided fields add up; `None` without fields, and while one is open.
pub fn settlement_of(fields: &[FieldState]) -> Option<Settlement> {
    if fields.is_empty() || any_open(fields) {
        return None;
    }
    let accepted = fields.iter().filter(|field| field.is_accepted()).count();
    Some(match accepted {
        0 => Settlement::Refused,
        all if all == fields.len() => Settlement::Done,
        _ => Settlement::PartlyDone,
    })
}

/// What the three parts of one row are sent as in forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowNames {
    /// Of [`WantedCorrection::field`].
    pub field: &'static str,
    /// Of [`WantedCorrection::current`].
    pub current: &'static str,
    /// Of [`WantedCorrection::proposed`].
    pub proposed: &'static str,
}

macro_rules! rows {
    ($($number:literal)*) => {
        [$(RowNames {
            field: concat!("correct_", $number, "_field"),
            current: concat!("correct_", $number, "_current"),
            proposed: concat!("correct_", $number, "_proposed"),
        }),*]
    };
}

/// The rows of a form, in order.
pub const ROWS: [RowNames; 10] = rows!(1 2 3 4 5 6 7 8 9 10);

/// The rows a form sent, empty ones among them; with one more where that was asked for and there is room. `sent` knows
/// what was typed into a field, and nothing of fields the form did not have.
pub fn rows_sent(sent: impl Fn(&str) -> Option<String>, another: bool) -> Vec<WantedCorrection> {
    let row = |names: &RowNames| {
        let rest = |name| sent(name).unwrap_or_default();
        let field = sent(names.field)?;
        Some(WantedCorrection {
            field,
            current: rest(names.current),
            proposed: rest(names.proposed),
        })
    };
    let mut rows: Vec<_> = ROWS.iter().map_while(row).collect();
    if another && rows.len() < MOST_FIELDS {
        rows.push(WantedCorrection::default());
    }
    rows
}

/// Checks every row; rows in which nothing was typed are left out. What is wrong is told by the names of [`ROWS`].
pub fn parse(typed: &[WantedCorrection], errors: &mut FieldErrors) -> Vec<WantedCorrection> {
    if typed.len() > MOST_FIELDS
        && let Some(last) = ROWS.last()
    {
        let text = format!("Give {MOST_FIELDS} fields at most, and write the rest in your words.");
        errors.insert(last.field, text);
    }
    let rows = typed.iter().zip(&ROWS);
    let rows = rows.map(|(row, names)| (row.in_one_line(), names));
    let filled = rows.filter(|(row, _)| *row != WantedCorrection::default());
    filled.map(|(row, names)| row.checked(names, errors)).collect()
}

impl WantedCorrection {
    fn in_one_line(&self) -> Self {
        Self {
            field: one_line(&self.field),
            current: one_line(&self.current),
            proposed: one_line(&self.proposed),
        }
    }

    fn checked(self, names: &RowNames, errors: &mut FieldErrors) -> Self {
        if self.field.is_empty() {
            errors.insert(names.field, "Say which field it is.".to_owned());
        }
        if self.proposed.is_empty() {
            errors.insert(names.proposed, "Say what should stand there.".to_owned());
        }
        let parts = [
            (names.field, &self.field, LONGEST_NAME),
            (names.current, &self.current, LONGEST_VALUE),
            (names.proposed, &self.proposed, LONGEST_VALUE),
        ];
        for (name, text, most) in parts {
            if text.chars().count() > most {
                errors.insert(name, format!("Shorten this to {most} characters."));
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(field: &str, current: &str, proposed: &str) -> WantedCorrection {
        let own = str::to_owned;
        WantedCorrection { field: own(field), current: own(current), proposed: own(proposed) }
    }

    #[test]
    fn rows_are_checked_one_by_one_and_empty_ones_are_left_out() {
        let mut errors = FieldErrors::new();
        let typed = [row(" Last\u{202E} name ", "Okafor", "Okafor-Lee"), row(" ", "", "\n")];
        assert_eq!(parse(&typed, &mut errors), [row("Last name", "Okafor", "Okafor-Lee")]);
        assert!(errors.is_empty(), "{errors:?}");
        let long = "ä".repeat(LONGEST_VALUE + 1);
        let typed = [row("", "", "x"), row("Town", &long, ""), row("a\u{7}", "", "")];
        parse(&typed, &mut errors);
        let names: Vec<_> = errors.keys().copied().collect();
        let wrong =
            ["correct_1_field", "correct_2_current", "correct_2_proposed", "correct_3_proposed"];
        assert_eq!(names, wrong);
        parse(&vec![row("a", "", "b"); MOST_FIELDS + 1], &mut errors);
        assert!(errors["correct_10_field"].contains("10 fields at most"));
    }

    #[test]
    fn decisions_add_up_once_all_are_taken() {
        let field = |decision| FieldState { decision, ..FieldState::default() };
        let (yes, no) = (Some(FieldDecision::Accepted), Some(FieldDecision::Refused));
        let sum = |all: &[Option<FieldDecision>]| {
            settlement_of(&all.iter().map(|one| field(*one)).collect::<Vec<_>>())
        };
        assert_eq!(sum(&[]), None);
        assert_eq!(sum(&[yes, None]), None);
        assert_eq!(sum(&[yes, yes]), Some(Settlement::Done));
        assert_eq!(sum(&[no, no]), Some(Settlement::Refused));
        assert_eq!(sum(&[yes, no]), Some(Settlement::PartlyDone));
    }
}
