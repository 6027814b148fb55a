//! What reports say of cases that are easy to get wrong.

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::absence::{Absence, Presence};
use crate::vocabulary::{Channel, Ground, Outcome, RequesterRole, Right, Stage};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn open() -> Facts {
    Facts {
        reference: crate::ids::Reference::new(2026, 412),
        rights: vec![Right::Access, Right::Delete],
        role: RequesterRole::Myself,
        channel: Channel::Post,
        country: "DE".to_owned(),
        region: None,
        laws: vec!["eu_gdpr".to_owned(), "policy_default".to_owned()],
        policy: "test 1".to_owned(),
        stage: Stage::Working,
        confirmed: true,
        waiting: None,
        received_at: at("2026-10-30T20:00:00Z"),
        received_on: day("2026-10-31"),
        identity: IdentityState::Accepted,
        identity_on: None,
        due_on: day("2026-11-30"),
        rule: "policy_default".to_owned(),
        citation: "6.2".to_owned(),
        zone: "Asia/Kolkata".to_owned(),
        extension: None,
        extension_void_on: None,
        closed_on: None,
        outcome: None,
        ground: None,
        missed: false,
        lateness_explained: false,
        owner: Some("hana".to_owned()),
        duplicate_of: None,
        reopened: false,
        complaints: Vec::new(),
        answered_in_time: false,
    }
}

fn closed(on: &str, outcome: Outcome) -> Facts {
    Facts { stage: Stage::Closed, closed_on: Some(day(on)), outcome: Some(outcome), ..open() }
}

fn all(tally: &Tally) -> Figures {
    let mut figures = Figures::default();
    for (cell, n) in tally.cells() {
        if cell.dimension == Dimension::All && cell.is_under("eu_gdpr") {
            figures.take(cell.measure, cell.day, n);
        }
    }
    figures
}

#[test]
fn the_last_day_is_on_time_and_the_next_is_late() {
    assert_eq!(open().status(day("2026-11-30")), Status::NearDue);
    assert_eq!(open().status(day("2026-12-01")), Status::Overdue);
    assert_eq!(open().status(day("2026-11-26")), Status::Open);
    assert_eq!(
        closed("2026-11-30", Outcome::Refused).status(day("2027-01-01")),
        Status::ClosedOnTime
    );
    assert_eq!(
        closed("2026-12-01", Outcome::Fulfilled).status(day("2027-01-01")),
        Status::ClosedLate
    );
    let withdrawn = closed("2026-12-09", Outcome::Withdrawn);
    assert_eq!(withdrawn.status(day("2027-01-01")), Status::ClosedUnanswered);
}

#[test]
fn what_was_never_confirmed_counts_only_as_expired() {
    let form =
        Facts { confirmed: false, channel: Channel::WebForm, stage: Stage::Unconfirmed, ..open() };
    assert!(counted(&form).is_empty());
    assert_eq!(form.status(day("2026-12-24")), Status::Unconfirmed);
    let expired = Facts {
        stage: Stage::Closed,
        closed_on: Some(day("2026-11-07")),
        outcome: Some(Outcome::Expired),
        ..form
    };
    let measures: Vec<_> = counted(&expired).iter().map(|counted| counted.measure).collect();
    assert_eq!(measures, [Measure::Expired]);
    assert_eq!(expired.status(day("2026-12-24")), Status::Expired);
}

#[test]
fn a_change_adds_the_new_and_takes_the_old_away() {
    let steps = [
        open(),
        Facts { owner: None, country: "FR".to_owned(), ..open() },
        closed("2026-11-20", Outcome::PartlyFulfilled),
        Facts { reopened: true, ..open() },
        closed("2026-12-02", Outcome::Refused),
    ];
    let mut running = Tally::default();
    let mut before = None;
    for after in &steps {
        for (cell, n) in delta(before, after).cells() {
            running.put(cell.clone(), n);
        }
        let mut fresh = Tally::default();
        fresh.add(after, 1, None);
        assert!(running.cells().eq(fresh.cells()));
        before = Some(after);
    }
    assert!(delta(before, &steps[4]).is_empty());
}

#[test]
fn answered_in_time_and_opened_again_is_open_and_never_due() {
    let again = Facts { reopened: true, answered_in_time: true, ..open() };
    let late = day("2027-06-01");
    assert_eq!((open().status(late), again.status(late)), (Status::Overdue, Status::Open));
    assert_eq!(again.days_left(late), None);
    let due = |facts: &Facts| counted(facts).iter().any(|one| one.measure == Measure::OpenDue);
    assert_eq!((due(&open()), due(&again)), (true, false));
    assert!(counted(&again).iter().any(|one| one.measure == Measure::Open));
}

#[test]
fn two_rights_are_two_lines_and_one_request() {
    let mut tally = Tally::default();
    tally.add(&closed("2026-11-20", Outcome::Refused), 1, None);
    assert_eq!(all(&tally).count(Measure::Received), 1);
    let rights: Vec<_> = tally
        .cells()
        .filter(|(cell, _)| cell.dimension == Dimension::Right && !cell.is_under("uk_gdpr"))
        .filter(|(cell, _)| cell.measure == Measure::Received)
        .map(|(cell, n)| (cell.value.clone(), n))
        .collect();
    assert_eq!(rights, [("access".to_owned(), 1), ("delete".to_owned(), 1)]);
}

#[test]
fn a_span_counts_what_happened_inside_it() {
    let october = Span { from: day("2026-10-01"), to: day("2026-10-31") };
    let mut tally = Tally::default();
    tally.add(&closed("2026-11-20", Outcome::Fulfilled), 1, Some(&october));
    let figures = all(&tally);
    assert_eq!((figures.count(Measure::Received), figures.count(Measure::Answered)), (1, 0));
}

#[test]
fn days_are_exact() {
    let mut figures = Figures::default();
    assert_eq!(
        (figures.median(), figures.mean(), figures.p90(), figures.max()),
        (None, None, None, None)
    );
    for (days, n) in [(3, 4), (10, 3), (30, 1), (31, 2)] {
        figures.take(Measure::Took, days, n);
    }
    // 3 3 3 3 10 10 10 30 31 31
    assert_eq!(figures.median(), Some(Tenths(100)));
    assert_eq!(figures.mean().unwrap().to_string(), "13.4");
    assert_eq!((figures.p90(), figures.max()), (Some(31), Some(31)));
    figures.take(Measure::Took, 3, 1);
    figures.take(Measure::Took, 4, 1);
    // 3 3 3 3 3 4 10 10 10 30 31 31
    assert_eq!(figures.median().unwrap().to_string(), "7");
    // A number that was taken away again is as if it had never been there.
    figures.take(Measure::Took, 31, -2);
    assert_eq!(figures.max(), Some(30));
}

#[test]
fn all_but_one_in_two_thousand_is_not_a_hundred_percent() {
    let mut figures = Figures::default();
    figures.take(Measure::Answered, 0, 2001);
    figures.take(Measure::OnTime, 0, 2000);
    assert_eq!(figures.on_time().unwrap().to_string(), "99.9");
    assert_eq!(figures.late(), 1);
    assert_eq!(Figures::default().on_time(), None);
    assert_eq!(Tenths(-5).to_string(), "-0.5");
}

#[test]
fn ages_fall_into_their_buckets() {
    let found: Vec<usize> = [0, 7, 8, 30, 31, 90, 91, 4000].map(age_of).to_vec();
    assert_eq!(found, [0, 0, 1, 3, 4, 6, 7, 7]);
}

#[test]
fn the_row_has_a_value_for_each_column() {
    let values = row(&open(), day("2026-11-23"));
    assert_eq!(values.len(), COLUMNS.len());
    let of = |id: &str| {
        let place = COLUMNS.iter().position(|column| column.id == id).unwrap();
        values[place].clone()
    };
    assert_eq!(of("days_left"), Value::Number(7));
    assert_eq!(of("closed_on"), Value::Empty);
    assert_eq!(of("status"), Value::Text("open".to_owned()));
    assert_eq!(of("reopened"), Value::Flag(false));
    let mut ids: Vec<_> = COLUMNS.iter().map(|column| column.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), COLUMNS.len());
}

#[test]
fn an_extension_told_after_its_limit_is_told_so() {
    let late = ExtensionFact {
        from: day("2026-11-30"),
        told_on: day("2026-12-02"),
        notice_by: Some(day("2026-11-30")),
    };
    let facts = Facts { extension: Some(late), due_on: day("2027-01-31"), ..open() };
    let measures: Vec<_> = counted(&facts).iter().map(|counted| counted.measure).collect();
    assert!(measures.contains(&Measure::Extended) && !measures.contains(&Measure::ExtendedInTime));
    assert_eq!(facts.status(day("2026-12-10")), Status::Extended);
}

#[test]
fn months_and_spans() {
    let november = Month::parse("2026-11").unwrap();
    assert_eq!((november.first(), november.last()), (day("2026-11-01"), day("2026-11-30")));
    assert_eq!(november.back(12).to_string(), "2025-11");
    assert_eq!(november.back(2).until(november).count(), 3);
    assert_eq!(Month::parse("2026-13"), None);
    assert_eq!(Month::parse("26-1"), None);
    let whole = Span { from: day("2026-02-01"), to: day("2026-02-28") };
    assert!(whole.months().is_some());
    assert_eq!(Span { to: day("2026-02-27"), ..whole }.months(), None);
}

#[test]
fn the_forecast_names_who_is_late_and_why() {
    let today = day("2026-11-23");
    let found = weeks(today, 2);
    assert_eq!((found[0].from, found[0].to), (today, day("2026-11-29")));
    assert_eq!((found[1].from, found[1].to), (day("2026-11-30"), day("2026-12-06")));
    assert_eq!(pace(&[]), None);
    assert_eq!(pace(&[0, 0, 0, 9]), None);
    let usual = pace(&[1, 12, 14, 3, 12, 13, 2, 12]).unwrap();
    assert_eq!(usual.0.to_string(), "12");
    assert_eq!(latest_start(day("2026-12-14"), Tenths(105)), day("2026-12-03"));
    let ask = |due: &str, stage, state, turn| {
        let desk = Presence::default();
        risk(today, day(due), stage, state, turn, (Some(usual), Some(Tenths(100)), &desk))
    };
    assert_eq!(ask("2026-12-14", Stage::Working, (true, false), 1), None);
    assert_eq!(ask("2026-12-14", Stage::Working, (true, false), 38), Some(Risk::Pace));
    assert_eq!(ask("2026-11-27", Stage::Verifying, (false, false), 1), Some(Risk::NoOwner));
    assert_eq!(ask("2026-11-27", Stage::Working, (true, true), 1), Some(Risk::Waiting));
    assert_eq!(ask("2026-12-02", Stage::Verifying, (true, false), 1), Some(Risk::LateStart));
    assert_eq!(ask("2026-11-20", Stage::Working, (true, false), 1), None);
}

#[test]
fn who_is_away_slows_the_desk() {
    let today = day("2026-11-23");
    let holidays = Absence { first_on: day("2026-11-30"), last_on: day("2026-12-06") };
    let desk = Presence { people: 4, away: vec![holidays, holidays] };
    let usual = Pace(Tenths(120));
    let found = weeks(today, 2);
    assert_eq!(usual.in_week(found[0], &desk), usual);
    assert_eq!(usual.in_week(found[1], &desk), Pace(Tenths(60)));
    let ask = |turn, desk: &Presence| {
        let measured = (Some(usual), None, desk);
        risk(today, day("2026-12-06"), Stage::Working, (true, false), turn, measured)
    };
    // Two weeks of twelve, of which the second has half the people: eighteen instead of twenty-four.
    assert_eq!((ask(18, &desk), ask(19, &desk)), (None, Some(Risk::Pace)));
    assert_eq!(ask(24, &Presence { people: 4, away: Vec::new() }), None);
    assert_eq!(
        ask(1, &Presence { people: 1, away: vec![Absence { first_on: today, ..holidays }] }),
        Some(Risk::Pace)
    );
}

#[test]
fn every_ground_has_its_reason_of_denial() {
    let reasons: std::collections::BTreeSet<_> =
        Ground::ALL.iter().map(|ground| denial_reason(*ground).as_str()).collect();
    assert_eq!(reasons.len(), DenialReason::ALL.len());
}

#[test]
fn definitions_are_one_sentence_each() {
    for definition in DEFINITIONS {
        assert!(definition.sentence.ends_with('.'), "{}", definition.id);
        assert_eq!(definition.sentence.matches(". ").count(), 0, "{}", definition.id);
    }
    assert!(definition("received").is_some());
}
