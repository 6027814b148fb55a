//! Complaints in lists: a closed case with an open one is work again, by the date of the decision.

use super::{TestStore, contracts};
use crate::views::queue::{Narrow, View, count, count_narrowed};
use domain::vocabulary::ComplaintKind;

contracts!(an_open_complaint_makes_work_of_a_closed_case, no_other_word_is_taken);

fn a_case(test: &TestStore, id: &str, complaint: &str) {
    let (no, yes) = (test.per_kind("0", "FALSE"), test.per_kind("1", "TRUE"));
    test.sql(&format!(
        "INSERT INTO cases (id, reference, version, stage, outcome, channel, waiting_on, priority, \
         asks_access, asks_correct, asks_delete, asks_terminate, country, received_at, \
         received_on, due_on, target_on, missed, answered_in_time, complaint, closed_at, \
         last_event, updated_at, state) \
         VALUES ('{id}', 'DSR-{id}', 1, 'closed', 'refused', 'email', 'desk', 'normal', \
         {no}, {no}, {no}, {no}, 'DE', '2026-11-01T10:00:00.000000Z', '2026-11-01', '2027-01-10', \
         '2026-11-24', {no}, {yes}, {complaint}, '2026-11-20T10:00:00.000000Z', \
         'closed', '2026-11-20T10:00:00.000000Z', '{{}}')"
    ))
    .unwrap();
}

fn an_open_complaint_makes_work_of_a_closed_case(test: &TestStore) {
    a_case(test, "plain", "NULL");
    a_case(test, "one", "'complaint'");
    a_case(test, "two", "'appeal'");
    let day = |text: &str| text.parse().unwrap();
    let many = |view: View| test.read(|tx| count(tx, &view));
    assert_eq!(many(View::Complaints), 2);
    assert_eq!((many(View::Open), many(View::Unassigned), many(View::Closed)), (2, 2, 3));
    // That the answer was in time does not make the decision so.
    assert_eq!(many(View::Overdue(day("2027-01-11"))), 2);
    assert_eq!(many(View::Overdue(day("2027-01-10"))), 0);
    assert_eq!(many(View::DueBetween(day("2027-01-10"), day("2027-01-10"))), 2);
    let narrow = Narrow { due_before: Some(day("2027-01-10")), ..Narrow::default() };
    assert_eq!(test.read(|tx| count_narrowed(tx, &View::Complaints, &narrow)), 0);
    test.sql("UPDATE cases SET complaint = NULL WHERE id = 'one'").unwrap();
    assert_eq!((many(View::Complaints), many(View::Open)), (1, 1));
}

fn no_other_word_is_taken(test: &TestStore) {
    a_case(test, "one", "NULL");
    for kind in ComplaintKind::ALL {
        test.sql(&format!("UPDATE cases SET complaint = '{kind}'")).unwrap();
    }
    assert!(test.sql("UPDATE cases SET complaint = 'grievance'").is_err());
}
