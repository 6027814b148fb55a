//! Calendars of one's own: what may be edited, and what comes of it.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holiday(on: &str, name: &str) -> Holiday {
    Holiday { on: day(on), name: name.to_owned(), provisional: false }
}

fn public() -> Calendars {
    let table = Calendar::new("DE", "Germany", vec![Weekday::Sun], (2017, 2030))
        .with_holidays([holiday("2026-12-25", "Christmas Day")]);
    Calendars::new(vec![table])
}

fn office() -> OwnCalendar {
    let made = checked_making(&public(), "office", ("Office", Some("DE"), 2027), 2026);
    let (code, edit) = made.unwrap();
    assert_eq!(code, "X-OFFICE");
    OwnCalendar::folded(&code, [&edit]).unwrap()
}

fn told(result: Result<Edit, EditError>) -> String {
    result.unwrap_err().text
}

fn add(days: &[(&str, &str)]) -> Edit {
    Edit::Added { days: days.iter().map(|(on, name)| holiday(on, name)).collect() }
}

#[test]
fn it_has_the_days_of_its_parent_and_its_own() {
    let edit = office().checked(&public(), add(&[("2026-12-24", "Closed")])).unwrap();
    let table = office().after(&edit).built(&public());
    assert!(!table.is_working(day("2026-12-24")) && !table.is_working(day("2026-12-25")));
    assert_eq!(table.weekend, [Weekday::Sun]);
    assert_eq!((table.covers_from, table.covers_to), (2026, 2027));
}

#[test]
fn a_day_added_and_taken_out_again_changes_nothing() {
    for on in ["2026-11-30", "2027-01-02", "2027-12-31"] {
        let added = office().checked(&public(), add(&[(on, "Closed")])).unwrap();
        let with = office().after(&added);
        let removed = with.checked(&public(), Edit::Removed { on: day(on) }).unwrap();
        assert_ne!(with, office());
        assert_eq!(with.after(&removed), office());
    }
}

#[test]
fn what_is_wrong_with_a_day_is_said() {
    let all = public();
    let office = office();
    let text = told(office.checked(&all, add(&[("2028-01-03", "Closed")])));
    assert_eq!(text, "3 January 2028 lies outside the years it covers, 2026 to 2027.");
    let text = told(office.checked(&all, add(&[("2026-12-25", "Closed")])));
    assert_eq!(text, "25 December 2026 is closed already: Christmas Day.");
    assert!(told(office.checked(&all, add(&[("2026-12-24", " ")]))).contains("Name 24"));
    let text = told(office.checked(&all, Edit::Removed { on: day("2026-12-25") }));
    assert!(text.contains("stands in the table below"), "{text}");
    let text = told(office.checked(&all, Edit::Removed { on: day("2026-12-24") }));
    assert!(text.contains("is not a closed day"), "{text}");
    assert!(told(office.checked(&all, Edit::Covered { last_year: 1999 })).contains("2026"));
    assert!(told(office.checked(&all, Edit::Covered { last_year: 2027 })).contains("already"));
}

#[test]
fn an_import_leaves_out_what_is_there_and_takes_no_day_outside_its_years() {
    let (all, office) = (public(), office());
    let both = add(&[("2026-12-25", "Xmas"), ("2026-12-24", "Eve"), ("2026-12-24", "Again")]);
    assert_eq!(office.checked(&all, both).unwrap(), add(&[("2026-12-24", "Eve")]));
    let far = add(&[("2026-12-24", "Eve"), ("2029-01-01", "New Year")]);
    assert!(told(office.checked(&all, far)).starts_with("1 of its days lie outside"));
    let known = add(&[("2026-12-25", "a"), ("2026-12-25", "b")]);
    assert!(told(office.checked(&all, known)).contains("closed already"));
}

#[test]
fn years_do_not_end_before_a_closed_day() {
    let with = office().after(&add(&[("2027-01-02", "Closed")]));
    let text = told(with.checked(&public(), Edit::Covered { last_year: 2026 }));
    assert!(text.starts_with("2 January 2027 is closed"), "{text}");
    let edit = with.checked(&public(), Edit::Covered { last_year: 2029 }).unwrap();
    assert_eq!(with.after(&edit).built(&public()).covers_to, 2029);
}

#[test]
fn without_its_parent_it_covers_no_year() {
    let table = office().built(&Calendars::default());
    assert!(!table.covers(day("2026-12-25")));
    let found = table.roll_forward(day("2026-12-26"), None).unwrap();
    assert_eq!((found.on, found.beyond), (day("2026-12-28"), true));
}

#[test]
fn a_code_a_name_a_parent_and_years_are_checked() {
    let making = |code, name, parent, last| {
        checked_making(&public(), code, (name, parent, last), 2026).map_err(|e| e.field)
    };
    assert_eq!(making("", "Office", None, 2027), Err("code"));
    assert_eq!(making("X-Ä", "Office", None, 2027), Err("code"));
    assert_eq!(making("office", " ", None, 2027), Err("name"));
    assert_eq!(making("office", "Office", Some("ZZ"), 2027), Err("parent"));
    assert_eq!(making("office", "Office", Some("DE"), 2031), Err("last_year"));
    assert_eq!(making("office", "Office", None, 2025), Err("last_year"));
    assert!(making("x-office", "Office", None, 2031).is_ok());
}
