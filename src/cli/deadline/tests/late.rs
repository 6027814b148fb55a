//! What the sentences of a deadline say of what came too late agrees with the date that is given.

use chrono::{Days, NaiveDate};

use super::walker::{Dice, Happened, listed, only, pairs, rules, tools};
use domain::deadline::evaluate::Verdict;
use domain::deadline::explain::StepKey;
use domain::deadline::what_if::WhatIf;
use domain::policy::{Rule, Start};

#[test]
fn what_is_said_to_have_come_too_late_came_after_the_date_that_is_given() {
    let tools = tools();
    let rules = rules(&tools.policy);
    let latest: Vec<&Rule> =
        rules.iter().filter(|rule| rule.counting.start == Start::Latest).collect();
    assert!(!latest.is_empty());
    let received = NaiveDate::from_ymd_opt(2026, 5, 6).unwrap();
    let at = received.and_hms_opt(9, 0, 0).unwrap().and_utc();
    let mut dice = Dice(20_261_201);
    let (mut late, mut restarted) = (0, 0);
    for case in 0..20_000 {
        let rule = *dice.pick(&latest);
        let mut happened = Happened {
            identity: pairs(&mut dice, received, 50, 3),
            questions: pairs(&mut dice, received, 50, 3),
            told: None,
        };
        happened.told = dice.chance(40).then(|| received + Days::new(dice.roll(60)));
        let mut question = WhatIf::new(&rule.id, at, "Europe/London");
        question.calendar = dice.chance(70).then(|| "GB-ENG".to_owned());
        listed(&happened, &mut question);
        let zones = crate::app::LocalTime::over(&tools.zones);
        let found = question.answer(&only(&tools.policy, rule), &zones).unwrap();
        let told = &found.parts[0].1;
        for step in &told.steps {
            let too_late = step.key == StepKey::PauseTooLate && told.verdict == Verdict::Due;
            let day = step.other.filter(|_| too_late);
            late += u32::from(day.is_some());
            assert!(
                day.is_none_or(|day| day > told.due_on),
                "case {case}: {happened:?} is due on {}: {:#?}",
                told.due_on,
                told.steps
            );
        }
        restarted += u32::from(told.started_on > received);
    }
    assert!(late > 500 && restarted > 500, "{late} {restarted}");
}
