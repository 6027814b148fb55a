//! The list by case, actor, event and day, and page by page.

use chrono::TimeDelta;

use super::*;
use crate::access::shell;
use crate::input::CommandInput;
use crate::testing::TestDesk;
use crate::{audit, journal as desk_journal};
use domain::vocabulary::Role;

fn compliance() -> Actor {
    Actor::staff("cleo", vec![Role::Compliance])
}

fn all(desk: &TestDesk, filter: &Filter) -> Vec<Line> {
    let (mut lines, mut filter) = (Vec::new(), filter.clone());
    loop {
        let page = page(&desk.deps, &compliance(), &filter).unwrap();
        lines.extend(page.lines);
        filter.before = page.next;
        if filter.before.is_none() {
            return lines;
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a filter holds options")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A request with 120 notes over two days, one look at it, and another request.
fn busy() -> (TestDesk, Reference) {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    for n in 0..120 {
        desk.pass(TimeDelta::minutes(i64::from(n % 2) * 20));
        let text = format!("note {n}");
        desk.act(&one, &CommandInput::AddNote { text });
    }
    desk.case("Nils Nord");
    let deps = desk.deps.clone();
    let case = one.clone();
    let read = desk.deps.store.write(move |tx| {
        let found = cases::by_reference(tx, &case)?.ok_or(ServiceError::NotFound)?;
        desk_journal::case_read(tx, &deps, &compliance(), &found.id)
    });
    read.unwrap();
    audit::sequence(&desk.deps, 1000).unwrap();
    (desk, one)
}

#[test]
fn every_page_goes_on_where_the_last_one_stopped() {
    let (desk, one) = busy();
    let whole = all(&desk, &Filter::default());
    assert_eq!(whole.len(), 123);
    assert!(whole.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let mut places: Vec<_> = whole.iter().filter_map(|line| line.position).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 123, "each once");
    let of_case = all(&desk, &Filter { case: text(one.as_str()), ..Filter::default() });
    assert_eq!((of_case.len(), of_case[0].event.as_str()), (122, "case_read"));
    assert!(of_case.iter().all(|line| line.case.as_ref() == Some(&one)));
}

#[test]
fn it_is_narrowed_by_actor_event_and_day() {
    let (desk, _) = busy();
    let by_cleo = all(&desk, &Filter { actor: text("cleo"), ..Filter::default() });
    assert_eq!(by_cleo.len(), 1);
    let opened = all(&desk, &Filter { event: text("case_opened"), ..Filter::default() });
    assert_eq!(opened.len(), 2);
    let first = opened[1].at.date_naive();
    let day = |from, to| all(&desk, &Filter { from, to, ..Filter::default() }).len();
    let next = first.succ_opt();
    assert_eq!(day(Some(first), Some(first)) + day(next, None), 123);
    assert!(day(Some(first), Some(first)) > 1 && day(next, None) > 1);
    assert_eq!(day(None, first.pred_opt()), 0);
    let nowhere = Filter { case: text("DSR-2020-000000"), ..Filter::default() };
    let nowhere = page(&desk.deps, &compliance(), &nowhere);
    assert!(matches!(nowhere, Err(ServiceError::Fields(f)) if f.contains_key("case")));
}

#[test]
fn only_those_who_check_the_log_may_read_it() {
    let desk = TestDesk::new();
    for role in [Role::Admin, Role::Handler] {
        let actor = Actor::staff("a", vec![role]);
        let denied = page(&desk.deps, &actor, &Filter::default());
        assert!(matches!(denied, Err(ServiceError::Forbidden)), "{role}");
    }
    page(&desk.deps, &shell(), &Filter::default()).unwrap();
}
