//! One manipulation each.

use super::*;
use storage::journal;

const OPEN: &str = "DROP TRIGGER journal_insert; DROP TRIGGER journal_update; DROP TRIGGER journal_delete; \
    DROP TRIGGER journal_position_insert; DROP TRIGGER journal_position_update; DROP TRIGGER journal_position_delete; \
    PRAGMA foreign_keys = OFF;";

fn plant(desk: &TestDesk, sql: &str) {
    desk.tamper(&format!("{OPEN} {sql}"));
}

fn found(desk: &TestDesk, kind: FindingKind) -> Finding {
    let report = verify(&desk.deps).unwrap();
    let found = report.findings.iter().find(|finding| finding.kind == kind);
    found.unwrap_or_else(|| panic!("{kind} is not among {report:?}")).clone()
}

fn stream_of(desk: &TestDesk, reference: &Reference) -> String {
    let case = desk.deps.store.read(|tx| cases::by_reference(tx, reference)).unwrap().unwrap();
    commands::stream_of(&case.id)
}

#[test]
fn a_changed_event_is_found() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    plant(
        &desk,
        &format!("UPDATE journal SET actor_ref = 'somebody' WHERE stream = '{stream}' AND n = 2"),
    );
    assert_eq!(kinds(&desk), [FindingKind::ChangedEntry]);
    assert!(found(&desk, FindingKind::ChangedEntry).place.ends_with(&format!("{stream} entry 2")));
}

#[test]
fn a_changed_event_is_found_even_when_its_hash_was_made_again() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    let page = desk.deps.store.read(|tx| journal::page(tx, &stream, 1, 1)).unwrap();
    let mut entry = page[0].clone();
    entry.actor_ref = Some("somebody".to_owned());
    let leaf = hex(&leaf_of(&entry));
    plant(
        &desk,
        &format!(
            "UPDATE journal SET actor_ref = 'somebody' WHERE id = '{id}'; \
             UPDATE journal_position SET leaf = x'{leaf}' WHERE entry = '{id}'",
            id = entry.id
        ),
    );
    assert_eq!(kinds(&desk), [FindingKind::Rewritten]);
    // Later heads are remembered of the log as it should be, and say so too.
    note(&desk, &one, "life goes on");
    settle(&desk);
    assert_eq!(kinds(&desk), [FindingKind::Rewritten]);
}

#[test]
fn a_changed_row_is_found_column_by_column() {
    for (change, column) in [
        ("due_on = '2030-01-01'", "due_on"),
        ("missed = 1", "missed"),
        ("answered_in_time = 1", "answered_in_time"),
        ("stage = 'review'", "stage"),
        ("wake_at = NULL", "wake_at"),
        ("version = version + 1", "version"),
        ("assignee = NULL, state = replace(state, '\"DE\"', '\"FR\"')", "state"),
        ("country = 'FR'", "country"),
        ("last_event = 'closed'", "last_event"),
    ] {
        let (desk, one) = desk();
        plant(&desk, &format!("UPDATE cases SET {change} WHERE reference = '{one}'"));
        let finding = found(&desk, FindingKind::ChangedRow);
        assert_eq!(finding.place, one.as_str());
        assert!(finding.sentence.ends_with(&format!(": {column}.")), "{}", finding.sentence);
        assert_eq!(kinds(&desk), [FindingKind::ChangedRow]);
    }
}

#[test]
fn a_deleted_entry_is_found() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    plant(&desk, &format!("DELETE FROM journal WHERE stream = '{stream}' AND n = 2"));
    assert_eq!(kinds(&desk), [FindingKind::MissingEntry, FindingKind::MissingNumber]);
}

#[test]
fn a_truncated_tail_is_found() {
    let (desk, _) = desk();
    let size = head(&desk.deps).unwrap().size;
    plant(
        &desk,
        "DELETE FROM journal_position WHERE entry IN (SELECT id FROM journal WHERE stream = 'keys'); \
         DELETE FROM journal WHERE stream = 'keys';",
    );
    // The key's entry was the last one: the log is one shorter.
    assert_eq!(head(&desk.deps).unwrap().size, size - 1);
    let finding = found(&desk, FindingKind::Truncated);
    assert_eq!(finding.place, format!("positions {} to {}", size - 1, size - 1));
    assert_eq!(kinds(&desk), [FindingKind::Truncated]);
}

#[test]
fn a_case_that_vanished_without_a_trace_is_found() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    let entries = format!("(SELECT id FROM journal WHERE stream = '{stream}')");
    // Everything behind moves up, so that no place of the log is empty.
    plant(
        &desk,
        &format!(
            "CREATE TABLE kept AS SELECT entry, leaf FROM journal_position \
               WHERE entry NOT IN {entries} ORDER BY position; \
             DELETE FROM journal_position; \
             INSERT INTO journal_position SELECT rowid - 1, entry, leaf FROM kept; \
             DELETE FROM journal WHERE stream = '{stream}'; \
             DELETE FROM cases WHERE reference = '{one}'"
        ),
    );
    assert_eq!(kinds(&desk), [FindingKind::Truncated]);
    for n in 0..5 {
        desk.case(&format!("Someone {n}"));
    }
    settle(&desk);
    assert_eq!(kinds(&desk), [FindingKind::Rewritten]);
}

#[test]
fn a_tail_cut_off_and_grown_again_is_found() {
    let (desk, one) = desk();
    plant(
        &desk,
        "DELETE FROM journal_position WHERE entry IN (SELECT id FROM journal WHERE stream = 'keys'); \
         DELETE FROM journal WHERE stream = 'keys';",
    );
    for n in 0..5 {
        note(&desk, &one, &format!("note {n}"));
    }
    settle(&desk);
    assert_eq!(kinds(&desk), [FindingKind::Rewritten]);
}

#[test]
fn an_entry_kept_from_its_place_is_found() {
    let (desk, one) = desk();
    note(&desk, &one, "to be forgotten");
    plant(&desk, "DELETE FROM journal_pending");
    assert_eq!(kinds(&desk), [FindingKind::Unplaced]);
}

#[test]
fn a_deleted_row_and_an_invented_one_are_found() {
    let (desk, one) = desk();
    plant(&desk, &format!("DELETE FROM cases WHERE reference = '{one}'"));
    assert_eq!(kinds(&desk), [FindingKind::MissingRow]);
    let (desk, one) = super::desk();
    let stream = stream_of(&desk, &one);
    plant(
        &desk,
        &format!(
            "DELETE FROM journal_position WHERE entry IN (SELECT id FROM journal WHERE stream = '{stream}'); \
             DELETE FROM journal WHERE stream = '{stream}'"
        ),
    );
    assert_eq!(found(&desk, FindingKind::UnknownRow).place, one.as_str());
}

#[test]
fn texts_that_were_swapped_deleted_or_locked_away_are_found() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    let case = stream.trim_start_matches("case:");
    let text = format!("FROM vault WHERE case_id = '{case}' AND kind = 'text'");
    plant(
        &desk,
        &format!(
            "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE kind = 'person' LIMIT 1) \
             WHERE id IN (SELECT id {text})"
        ),
    );
    assert_eq!(kinds(&desk), [FindingKind::ChangedText]);
    desk.tamper(&format!("DELETE {text}"));
    assert_eq!(kinds(&desk), [FindingKind::MissingText]);
    desk.tamper(&format!("DELETE FROM case_keys WHERE case_id = '{case}'"));
    assert!(found(&desk, FindingKind::MissingText).sentence.contains("key"));
}

#[test]
fn an_event_nobody_can_read_is_found() {
    let (desk, one) = desk();
    let stream = stream_of(&desk, &one);
    plant(&desk, &format!("UPDATE journal SET body = '{{}}' WHERE stream = '{stream}' AND n = 2"));
    assert_eq!(kinds(&desk), [FindingKind::ChangedEntry, FindingKind::Unreadable]);
}

#[test]
fn a_damaged_head_file_is_told_and_the_other_heads_still_count() {
    let (desk, one) = desk();
    note(&desk, &one, "more");
    settle(&desk);
    let file = heads::file_of(&desk.deps);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{{\"at\":\n{text}")).unwrap();
    let report = verify(&desk.deps).unwrap();
    assert_eq!((report.wrong, report.heads), (1, 2));
    assert_eq!(report.findings[0].kind, FindingKind::DamagedHead);
}

#[test]
fn a_role_raised_past_the_desk_is_found() {
    let (desk, _) = desk();
    let roles = [domain::vocabulary::Role::Handler];
    let invite = |email| crate::staff::invite(&desk.deps, &shell(), email, "Bob", &roles).unwrap();
    let (bob, eve) = (invite("bob@desk.example"), invite("eve@desk.example"));
    crate::staff::disable(&desk.deps, &shell(), &eve).unwrap();
    settle(&desk);
    assert_eq!(kinds(&desk), []);
    plant(&desk, &format!("UPDATE staff SET roles = 'handler,approver' WHERE id = '{bob}'"));
    let finding = found(&desk, FindingKind::ChangedAccount);
    assert_eq!(finding.place, format!("account {bob}"));
    assert!(finding.sentence.contains("(approver, handler)"), "{}", finding.sentence);
    desk.tamper(&format!("UPDATE staff SET roles = 'handler' WHERE id = '{bob}'"));
    desk.tamper(&format!("UPDATE staff SET state = 'active' WHERE id = '{eve}'"));
    assert_eq!(found(&desk, FindingKind::ChangedAccount).place, format!("account {eve}"));
}
