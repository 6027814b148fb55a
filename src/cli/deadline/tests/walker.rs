//! A slow second opinion: walks from day to day without the engine's arithmetic, and must agree on random cases.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

use super::super::Tools;
use crate::zones::Zones;
use config::{self, Settings};
use domain::calendar::{Calendar, Holiday};
use domain::deadline::what_if::WhatIf;
use domain::policy::{Asked, PauseDays, Period, Policy, Roll, Rule, Start};

/// Small numbers in a fixed order, so that a failure can be repeated.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn index(&mut self, below: usize) -> usize {
        usize::try_from(self.roll(below.try_into().unwrap())).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

pub(super) fn tools() -> Tools {
    let policy = config::policy::load(&Settings::defaults().unwrap()).unwrap();
    Tools { policy, zones: Zones::bundled() }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap()
}

/// The walk: what one day is, asked again for each day.
struct Walk<'a> {
    rule: &'a Rule,
    calendar: Option<&'a Calendar>,
    moves: bool,
    /// Pairs of asking and answer that stop the clock, with how their days are counted.
    pauses: Vec<(NaiveDate, Option<NaiveDate>, PauseDays)>,
}

enum Walked {
    On(NaiveDate),
    Paused,
}

impl Walk<'_> {
    fn rests(&self, day: NaiveDate, own_weekend: bool) -> bool {
        let Some(calendar) = self.calendar else {
            return matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        };
        let weekend = self.rule.counting.rest_days.as_ref().filter(|_| own_weekend);
        weekend.unwrap_or(&calendar.weekend).contains(&day.weekday())
            || calendar.holidays().iter().rev().any(|holiday| holiday.on == day)
    }

    fn bare(&self, period: &Period, start: NaiveDate) -> NaiveDate {
        let mut day = start;
        match period {
            Period::CalendarDays(n) => (0..*n).for_each(|_| day = next(day)),
            Period::CalendarMonths(n) => {
                let mut crossed = 0;
                while crossed < *n || (day.day() != start.day() && next(day).month() == day.month())
                {
                    day = next(day);
                    crossed += u32::from(day.day() == 1);
                }
            }
            Period::BusinessDays(n) => {
                let mut left = *n;
                while left > 0 {
                    day = next(day);
                    left -= u32::from(!self.rests(day, false));
                }
            }
            Period::Hours(_) | Period::EarliestOf(_) => panic!("not walked"),
        }
        day
    }

    fn moved(&self, period: &Period, mut day: NaiveDate) -> NaiveDate {
        if self.moves && self.calendar.is_some() && !matches!(period, Period::BusinessDays(_)) {
            while self.rests(day, true) {
                day = next(day);
            }
        }
        day
    }

    /// Lives through every day after the start: a day inside a pause does not count.
    fn end(&self, period: &Period, start: NaiveDate) -> Walked {
        let mut end = self.bare(period, start);
        let mut running: Vec<usize> = Vec::new();
        let mut day = next(start);
        while day <= self.moved(period, end) || !running.is_empty() {
            for (at, (from, _, _)) in self.pauses.iter().enumerate() {
                let begins = *from == day || (day == next(start) && *from <= start);
                if begins && day <= self.moved(period, end) {
                    running.push(at);
                }
            }
            running.retain(|at| match self.pauses[*at] {
                (_, None, _) => true,
                (_, Some(to), PauseDays::Inclusive) => day <= to,
                (_, Some(to), PauseDays::HalfOpen) => day < to,
            });
            if running.iter().any(|at| self.pauses[*at].1.is_none()) {
                return Walked::Paused;
            }
            if !running.is_empty() {
                end = next(end);
            }
            day = next(day);
        }
        Walked::On(self.moved(period, end))
    }
}

#[derive(Debug, Default)]
pub(super) struct Happened {
    pub(super) identity: Vec<(NaiveDate, Option<NaiveDate>)>,
    pub(super) questions: Vec<(NaiveDate, Option<NaiveDate>)>,
    pub(super) told: Option<NaiveDate>,
}

fn naive(
    rule: &Rule,
    received: NaiveDate,
    calendar: Option<&Calendar>,
    asked: Asked,
    happened: &Happened,
) -> String {
    let moves = matches!(rule.counting.roll, Some(Roll::Forward | Roll::WhenChosen));
    let mut walk = Walk { rule, calendar, moves, pauses: Vec::new() };
    let mut start = received;
    if rule.counting.start == Start::Latest {
        for (_, to) in &happened.identity {
            let Some(to) = to else { return "NOT_STARTED".to_owned() };
            start = start.max(*to);
        }
    }
    for pause in &rule.counting.pauses {
        if !pause.rights.is_empty() && !pause.rights.contains(&asked) {
            continue;
        }
        let pairs = match pause.reason {
            domain::policy::PauseReason::Identity => &happened.identity,
            domain::policy::PauseReason::Clarification => &happened.questions,
        };
        walk.pauses.extend(pairs.iter().map(|(from, to)| (*from, *to, pause.days)));
    }
    let mut period = &rule.period;
    if let (Some(extension), Some(told)) = (&rule.extension, happened.told) {
        let in_time = match walk.end(&extension.notice_within, start) {
            Walked::On(limit) => told <= limit,
            Walked::Paused => true,
        };
        if in_time && told >= received {
            period = &extension.total;
        }
    }
    match walk.end(period, start) {
        Walked::On(day) => day.to_string(),
        Walked::Paused => "PAUSED".to_owned(),
    }
}

pub(super) fn rules(policy: &Policy) -> Vec<Rule> {
    let walked = |rule: &&Rule| !matches!(rule.period, Period::Hours(_) | Period::EarliestOf(_));
    let versions = |rule: &&Rule| rule.scope.until.is_none();
    policy.rules.iter().chain(&policy.laws).filter(walked).filter(versions).cloned().collect()
}

fn pair(dice: &mut Dice, from: NaiveDate, span: u64) -> (NaiveDate, Option<NaiveDate>) {
    let asked = from + Days::new(dice.roll(span));
    (asked, dice.chance(85).then(|| asked + Days::new(dice.roll(12))))
}

/// Some pairs: one after the other, inside each other, or overlapping.
pub(super) fn pairs(
    dice: &mut Dice,
    received: NaiveDate,
    span: u64,
    most: u64,
) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let mut all = Vec::new();
    let mut from = received;
    for _ in 0..dice.roll(most + 1) {
        let one = pair(dice, from, span);
        all.push(one);
        from = one.0 + Days::new(dice.roll(8));
    }
    all
}

pub(super) fn listed(happened: &Happened, question: &mut WhatIf) {
    let mut event = |name: &str, on: NaiveDate| question.event(name, &on.to_string()).unwrap();
    for (from, to) in &happened.identity {
        event("id_requested", *from);
        if let Some(to) = to {
            event("id_received", *to);
        }
    }
    for (from, to) in &happened.questions {
        event("clar_requested", *from);
        if let Some(to) = to {
            event("clar_received", *to);
        }
    }
    if let Some(on) = happened.told {
        event("extended", on);
    }
}

#[test]
fn a_slow_walk_from_day_to_day_agrees_on_twelve_thousand_random_cases() {
    let tools = tools();
    let rules = rules(&tools.policy);
    let calendars: Vec<&Calendar> = tools.policy.calendars.iter().collect();
    let zones = [
        "UTC",
        "Asia/Kolkata",
        "America/Los_Angeles",
        "Pacific/Kiritimati",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Europe/London",
        "America/Havana",
        "Australia/Lord_Howe",
    ];
    let rights = [Asked::Access, Asked::Access, Asked::Delete, Asked::Correct];
    let first = "2024-01-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let mut dice = Dice(20_261_123);
    let own: Vec<Policy> = rules.iter().map(|rule| only(&tools.policy, rule)).collect();
    let pausing: Vec<usize> =
        (0..rules.len()).filter(|at| !rules[*at].counting.pauses.is_empty()).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for case in 0..12_000 {
        let any = dice.index(rules.len());
        let chosen = if dice.chance(40) { *dice.pick(&pausing) } else { any };
        let rule = &rules[chosen];
        let at = first + TimeDelta::seconds(dice.roll(5 * 365 * 86_400).try_into().unwrap());
        let zone = dice.pick(&zones);
        let calendar = dice.chance(70).then(|| *dice.pick(&calendars));
        let asked = *dice.pick(&rights);
        let received = at
            .with_timezone(&chrono::FixedOffset::east_opt(offset(zone, at)).unwrap())
            .date_naive();
        let mut happened = Happened::default();
        if dice.chance(60) {
            happened.identity = pairs(&mut dice, received, 6, 1);
            happened.questions = pairs(&mut dice, received, 40, 3);
        }
        happened.told = dice.chance(40).then(|| received + Days::new(dice.roll(60)));
        let mut question = WhatIf::new(&rule.id, at, zone);
        question.calendar = calendar.map(|calendar| calendar.code.clone());
        question.asked = asked;
        listed(&happened, &mut question);
        let found =
            question.answer(&own[chosen], &crate::app::LocalTime::over(&tools.zones)).unwrap();
        let expected = naive(rule, received, calendar, asked, &happened);
        assert_eq!(
            found.result, expected,
            "case {case}: {} received {received} ({at}, {zone}), {:?}, {asked:?}, {happened:?}: {:#?}",
            rule.id, question.calendar, found.parts[0].1.steps
        );
        *seen.entry(if expected.starts_with('2') { "date" } else { "none" }).or_default() += 1;
    }
    assert!(seen["date"] > 8_000 && seen["none"] > 300, "{seen:?}");
}

fn offset(zone: &str, at: chrono::DateTime<chrono::Utc>) -> i32 {
    let zone = jiff::tz::TimeZone::get(zone).unwrap();
    zone.to_offset(jiff::Timestamp::from_second(at.timestamp()).unwrap()).seconds()
}

/// A policy with this one rule, for anything.
pub(super) fn only(policy: &Policy, rule: &Rule) -> Policy {
    let mut own = policy.clone();
    let mut rule = rule.clone();
    rule.scope.rights.clear();
    own.rules = vec![rule];
    own.laws.clear();
    own
}

#[test]
fn a_request_received_later_is_never_due_earlier() {
    let tools = tools();
    for rule in rules(&tools.policy) {
        for code in [None, Some("DE"), Some("GB-SCT"), Some("US-CA")] {
            let mut day: NaiveDate = "2025-12-01".parse().unwrap();
            let mut before = String::new();
            for _ in 0..500 {
                let at = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
                let mut question = WhatIf::new(&rule.id, at, "UTC");
                question.calendar = code.map(str::to_owned);
                let found = tools.answer(&question).unwrap().result;
                assert!(found >= before, "{} {day}: {found} after {before}", rule.id);
                before = found;
                day = next(day);
            }
        }
    }
}

#[test]
fn one_more_holiday_never_makes_a_moved_date_earlier() {
    let tools = tools();
    let mut dice = Dice(7);
    let plain = tools.policy.calendars.get("DE").unwrap();
    for _ in 0..2_000 {
        let on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(dice.roll(700));
        let extra = on + Days::new(dice.roll(6));
        let day = Holiday { on: extra, name: "Extra".to_owned(), provisional: false };
        let more = plain.clone().with_holidays(plain.holidays().iter().cloned().chain([day]));
        let (before, after) =
            (plain.roll_forward(on, None).unwrap(), more.roll_forward(on, None).unwrap());
        assert!(after.on >= before.on, "{on}, {extra}");
        assert!(more.is_working(after.on));
        let (before, after) =
            (plain.add_business_days(on, 10).unwrap(), more.add_business_days(on, 10).unwrap());
        assert!(after.on >= before.on, "{on}, {extra}");
    }
}
