//! A request answered in time and opened again: nowhere late.

use chrono::TimeDelta;

use crate::pages::desk::present::{queue, words};
use crate::testing::{TestDesk, handler};
use domain::actor::Actor;
use domain::vocabulary::Role;
use services::commands;
use services::desk::{self, QueueLine};
use services::input::CommandInput;
use services::lists::Listing;
use services::staff::Names;
use storage::views::queue::{Narrow, View, count};
use text::contexts::desk_parts::Tone;

fn listed(desk: &TestDesk) -> Vec<QueueLine> {
    let listing = Listing { view: View::Open, narrow: Narrow::default(), cursor: None, limit: 50 };
    desk::queue(&desk.deps, &handler(), &listing).unwrap().lines
}

#[test]
fn a_request_answered_in_time_and_reopened_late_is_nowhere_shown_as_late() {
    let desk = TestDesk::new();
    let (answered, forgotten) = (desk.case("Maya Maple"), desk.case("Nils Nord"));
    desk.pass(TimeDelta::days(10));
    desk.act(&answered, &CommandInput::Withdraw { reason: "asked by phone".to_owned() });
    desk.pass(TimeDelta::days(50));
    let approver = Actor::staff("ben", vec![Role::Approver]);
    let reopen = CommandInput::Reopen { reason: "complaint".to_owned() };
    commands::run(&desk.deps, &approver, &answered, None, &reopen).unwrap();
    let today = desk.deps.local_date(desk.deps.now());
    let overdue = desk.deps.store.read(|tx| count(tx, &View::Overdue(today)));
    assert_eq!(overdue, Ok(1));
    let groups = queue::groups(&desk.deps, &listed(&desk), &Names::new(), "open");
    let shown: Vec<_> = groups.iter().map(|g| (g.title, g.rows[0].reference.as_str())).collect();
    assert_eq!(shown, [("Overdue", forgotten.as_str()), ("Later", answered.as_str())]);
    assert_eq!(groups[1].rows[0].due.words, "Answered in time");
    let case = listed(&desk).remove(0).line.case;
    let case = if case.reference == answered { case } else { listed(&desk).remove(1).line.case };
    let left = words::left(&desk.deps, &case);
    assert_eq!((left.tone, left.words().as_str(), left.used), (Tone::Ok, "20 days early", 33));
    // Closed again, it ended today and is early all the same.
    let case = desk.act(&answered, &CommandInput::Withdraw { reason: "by phone".to_owned() }).case;
    assert_eq!(words::left(&desk.deps, &case).days, 20);
    assert_eq!(words::due(&desk.deps, &case).words, "Ended 22 Jan");
    assert!(services::audit::verify(&desk.deps).unwrap().is_sound());
}
