//! What the address of the report page asks for: a period of whole months, a law, a way to break down.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use domain::report::{Dimension, Month};
use services::report::Asking;
use text::contexts::desk_form::{Choice, choose};

/// The last twelve months, by name.
const YEAR_BACK: &str = "last12";

/// What the address asks for, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `2026-11`, `2026`, or `last12`; this month without it.
    pub(crate) period: String,
    /// A rule, or nothing for all.
    pub(crate) law: String,
    /// `right`, `law`, `country`, `channel`, `owner`.
    pub(crate) by: String,
}

impl Wanted {
    /// The months asked for; what is no period is this month.
    pub(crate) fn months(&self, today: NaiveDate) -> (Month, Month) {
        let this = Month::of(today);
        if self.period == YEAR_BACK {
            return (this.back(11), this);
        }
        let year = self.period.parse::<i32>().ok().filter(|year| (2000..=9999).contains(year));
        if let Some(first) = year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)) {
            return (Month::of(first), Month::of(first).on(11));
        }
        let month = Month::parse(&self.period).unwrap_or(this);
        (month, month)
    }

    /// By what the table breaks down.
    pub(crate) fn dimension(&self) -> Dimension {
        let known = [
            Dimension::Right,
            Dimension::Law,
            Dimension::Country,
            Dimension::Channel,
            Dimension::Owner,
        ];
        Dimension::from_text(&self.by)
            .filter(|dimension| known.contains(dimension))
            .unwrap_or(Dimension::Right)
    }

    /// What the service is asked.
    pub(crate) fn asking(&self, today: NaiveDate) -> Asking {
        let (first, last) = self.months(today);
        Asking { first, last, law: self.law.clone(), by: self.dimension() }
    }

    /// The periods to choose from, with the present one chosen.
    pub(crate) fn periods(&self, today: NaiveDate) -> Vec<Choice> {
        let this = Month::of(today);
        let mut choices: Vec<Choice> = (0..12)
            .map(|ago| this.back(ago))
            .map(|month| Choice::new(month.to_string(), name_of(month)))
            .collect();
        choices.push(Choice::new(YEAR_BACK, "Last 12 months"));
        for year in [today.year(), today.year() - 1] {
            choices.push(Choice::new(year.to_string(), format!("Year {year}")));
        }
        let present = if self.period.is_empty() { this.to_string() } else { self.period.clone() };
        if !choices.iter().any(|choice| choice.value == present) {
            let (first, _) = self.months(today);
            choices.push(Choice::new(present.clone(), name_of(first)));
        }
        choose(choices, &present)
    }

    /// The period in words, and the one before it.
    pub(crate) fn words(&self, today: NaiveDate) -> (String, String) {
        let (first, last) = self.months(today);
        let to_date = if self.is_running(today) { " to date" } else { "" };
        let before =
            if first == last { name_of(first.back(1)) } else { "the same time before".to_owned() };
        (format!("{}{to_date}", self.name(today)), before)
    }

    /// What a number says that has no answers to speak of.
    pub(crate) fn unanswered(&self, today: NaiveDate) -> String {
        let yet = if self.is_running(today) { " yet" } else { "" };
        format!("No answers{yet} in {}", self.name(today))
    }

    fn name(&self, today: NaiveDate) -> String {
        let (first, last) = self.months(today);
        if first == last {
            return name_of(first);
        }
        format!("{} to {}", name_of(first), name_of(last))
    }

    fn is_running(&self, today: NaiveDate) -> bool {
        let (first, last) = self.months(today);
        last.last() >= today && first.first() <= today
    }

    /// The address with another way to break down.
    pub(crate) fn address(&self, by: Dimension) -> String {
        let pairs = [("period", self.period.as_str()), ("law", &self.law), ("by", by.as_str())];
        let kept: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/desk/reports?{}#tbl-h", serde_urlencoded::to_string(kept).unwrap_or_default())
    }
}

/// `November 2026`.
pub(crate) fn name_of(month: Month) -> String {
    month.first().format("%B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(period: &str) -> (String, String) {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let wanted = Wanted { period: period.to_owned(), ..Wanted::default() };
        let (first, last) = wanted.months(today);
        assert!(wanted.periods(today).iter().filter(|choice| choice.chosen).count() == 1);
        (first.to_string(), last.to_string())
    }

    #[test]
    fn a_period_without_answers_says_which_it_is() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let said = |period: &str| {
            Wanted { period: period.to_owned(), ..Wanted::default() }.unanswered(today)
        };
        assert_eq!(said(""), "No answers yet in November 2026");
        assert_eq!(said("2026-10"), "No answers in October 2026");
        assert_eq!(said("last12"), "No answers yet in December 2025 to November 2026");
    }

    #[test]
    fn a_period_is_whole_months() {
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(months(""), pair("2026-11", "2026-11"));
        assert_eq!(months("2026-02"), pair("2026-02", "2026-02"));
        assert_eq!(months("2019-02"), pair("2019-02", "2019-02"));
        assert_eq!(months("last12"), pair("2025-12", "2026-11"));
        assert_eq!(months("2025"), pair("2025-01", "2025-12"));
        assert_eq!(months("<script>"), pair("2026-11", "2026-11"));
    }
}
