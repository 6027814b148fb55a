//! Days colleagues are away, and how much of the desk is there. Nobody is asked for a reason.

use chrono::{Days, NaiveDate};

/// The longest absence that is noted at once, in days.
const LONGEST: i64 = 400;
/// More absences of one person that are not over yet are taken for a mistake.
const MOST: usize = 50;

/// Somebody is away from one day to another, both counted; days of the organisation's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The first day.
    pub first_on: NaiveDate,
    /// The last day.
    pub last_on: NaiveDate,
}

impl Absence {
    /// Whether it can be noted beside those known of the same person.
    ///
    /// Errors: the field to look at again (`first_on`, `last_on`), and a sentence that says what to do.
    pub fn check(self, known: &[Self], today: NaiveDate) -> Result<(), (&'static str, String)> {
        let wrong = |field, text: &str| Err((field, text.to_owned()));
        if self.last_on < self.first_on {
            return wrong("last_on", "The last day lies before the first.");
        }
        if self.last_on < today {
            return wrong("last_on", "That is over. Only what is to come makes a difference.");
        }
        if days(self.first_on, self.last_on) > LONGEST {
            return wrong("last_on", "Note 400 days at most, or disable the account.");
        }
        if known.len() >= MOST {
            return wrong("first_on", "Fifty absences are noted already. Take some back first.");
        }
        if let Some(other) =
            known.iter().find(|other| self.within(other.first_on, other.last_on) > 0)
        {
            let day = |on: NaiveDate| on.format("%-d %B %Y");
            let (from, to) = (day(other.first_on), day(other.last_on));
            return Err(("first_on", format!("{from} to {to} is noted already.")));
        }
        Ok(())
    }

    /// Whether a day is one of its days.
    pub fn covers(self, day: NaiveDate) -> bool {
        (self.first_on..=self.last_on).contains(&day)
    }

    /// How many of its days lie between two days, both counted.
    fn within(self, from: NaiveDate, to: NaiveDate) -> i64 {
        days(self.first_on.max(from), self.last_on.min(to)).max(0)
    }
}

/// The last day of a person's being away from a day on: absences that follow one another are one.
pub fn away_until(absences: &[Absence], day: NaiveDate) -> Option<NaiveDate> {
    let mut until = None;
    let mut next = day;
    while let Some(found) = absences.iter().find(|one| one.covers(next)) {
        until = Some(found.last_on);
        let Some(after) = found.last_on.checked_add_days(Days::new(1)) else {
            break;
        };
        next = after;
    }
    until
}

/// Days from one to another, both counted; nothing or less when the second is earlier.
fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days() + 1
}

/// Who works on requests, and when which of them are away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// How many there are.
    pub people: i64,
    /// Their absences.
    pub away: Vec<Absence>,
}

impl Presence {
    /// How many days of work there are between two days, both counted, as a part of those there would be with nobody
    /// away: the two numbers. With nobody known, everybody counts as there.
    pub fn share(&self, from: NaiveDate, to: NaiveDate) -> (i64, i64) {
        let whole = days(from, to).max(0) * self.people.max(1);
        let away: i64 = self.away.iter().map(|one| one.within(from, to)).sum();
        ((whole - away).max(0), whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
    }

    fn away(first: u32, last: u32) -> Absence {
        Absence { first_on: on(first), last_on: on(last) }
    }

    #[test]
    fn an_absence_is_checked() {
        let known = [away(7, 11)];
        let field = |one: Absence| one.check(&known, on(3)).map_err(|(field, _)| field);
        assert_eq!(field(away(3, 3)), Ok(()));
        assert_eq!(field(away(1, 6)), Ok(()), "it began before it was noted");
        assert_eq!(field(away(5, 4)), Err("last_on"));
        assert_eq!(field(away(1, 2)), Err("last_on"), "over");
        assert_eq!(
            field(Absence { last_on: on(31) + Days::new(400), ..away(3, 3) }),
            Err("last_on")
        );
        for both in [away(11, 12), away(6, 7), away(1, 31), away(8, 9)] {
            assert_eq!(field(both), Err("first_on"));
        }
        assert_eq!(away(20, 21).check(&[away(7, 7); MOST], on(3)).unwrap_err().0, "first_on");
    }

    #[test]
    fn absences_in_a_row_are_one() {
        let all = [away(10, 11), away(7, 9), away(14, 15)];
        assert_eq!(away_until(&all, on(6)), None);
        assert_eq!(away_until(&all, on(8)), Some(on(11)));
        assert_eq!(away_until(&all, on(14)), Some(on(15)));
    }

    #[test]
    fn presence_is_a_part_of_the_whole() {
        let desk = Presence { people: 2, away: vec![away(7, 11), away(13, 20)] };
        assert_eq!(desk.share(on(1), on(6)), (12, 12));
        assert_eq!(desk.share(on(7), on(13)), (8, 14));
        assert_eq!(desk.share(on(8), on(7)), (0, 0));
        assert_eq!(Presence::default().share(on(1), on(7)), (7, 7));
        let alone = Presence { people: 1, away: vec![away(1, 7)] };
        assert_eq!(alone.share(on(1), on(7)), (0, 7));
    }
}
