//! Keys that move on with the months, and rows that are swept out.

use chrono::TimeDelta;

use super::desk::Desk;
use crypto::KeyMonth;
use domain::vocabulary::Channel;
use services::StoreError;
use services::dossier;
use storage::{drafts, limits, vault};

fn months(desk: &Desk) -> Vec<String> {
    let months = desk.deps.keys.months().unwrap();
    months.iter().map(KeyMonth::to_string).collect()
}

#[test]
fn case_keys_move_to_the_current_month_and_old_months_are_destroyed() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    desk.work();
    assert_eq!(months(&desk), ["2026-11"]);
    desk.set_clock("2027-02-10T09:00:00Z");
    desk.work();
    let key = desk.deps.store.read(|tx| vault::key(tx, case.id.as_str())).unwrap();
    assert_eq!(key.unwrap().month, "2027-02");
    assert_eq!(months(&desk), ["2026-11", "2027-02"], "three months are kept");
    desk.set_clock("2027-03-10T09:00:00Z");
    desk.work();
    assert_eq!(months(&desk), ["2027-02", "2027-03"]);
    let stored = desk.case(&case.id);
    let person =
        desk.deps.store.read(|tx| dossier::person(tx, &desk.deps, &case.id, &stored.intake.person));
    assert_eq!(person.unwrap().unwrap().name, "Maya Okafor");
}

#[test]
fn a_month_is_kept_while_one_key_could_not_be_moved() {
    let desk = Desk::new();
    let broken = desk.open(Channel::Email, "broken@example.com");
    let sound = desk.open(Channel::Email, "maya@example.com");
    desk.work();
    desk.spoil_key(&broken.id);
    desk.set_clock("2027-06-10T09:00:00Z");
    // Waking the broken case fails too; that is not what this is about.
    let _rotated = services::upkeep::rotate_keys(&desk.deps).unwrap();
    let key = |case| desk.deps.store.read(|tx| vault::key(tx, case)).unwrap().unwrap();
    assert_eq!(key(sound.id.as_str()).month, "2027-06");
    assert_eq!(key(broken.id.as_str()).month, "2026-11");
    assert_eq!(months(&desk), ["2026-11", "2027-06"]);
}

#[test]
fn nothing_is_destroyed_under_a_pretended_clock() {
    let desk = Desk::with("[clock]\npretend_now = \"2026-11-23T10:00:00Z\"\n");
    desk.open(Channel::Email, "maya@example.com");
    desk.set_clock("2027-06-10T09:00:00Z");
    desk.work();
    assert_eq!(months(&desk), ["2026-11", "2027-06"]);
}

#[test]
fn what_has_expired_is_swept_out_every_hour() {
    let desk = Desk::new();
    desk.set_clock("2026-11-23T09:00:00Z");
    let worker = desk.worker();
    worker.run_until_idle().unwrap();
    let now = desk.deps.now();
    desk.deps
        .store
        .write::<(), StoreError>(move |tx| {
            drafts::put(tx, b"old", b"x", now + TimeDelta::minutes(5), now)?;
            drafts::put(tx, b"young", b"x", now + TimeDelta::days(5), now)?;
            limits::increment(tx, b"old", now - TimeDelta::days(3))?;
            limits::increment(tx, b"young", now)?;
            Ok(())
        })
        .unwrap();
    desk.advance(TimeDelta::minutes(59));
    assert_eq!(worker.run_until_idle().unwrap(), 0);
    desk.advance(TimeDelta::minutes(1));
    assert_eq!(worker.run_until_idle().unwrap(), 2);
    let left = desk.deps.store.read(|tx| {
        let draft = drafts::get(tx, b"young", now)?;
        Ok::<_, StoreError>((draft, limits::count(tx, b"young", now)?))
    });
    assert_eq!(left.unwrap(), (Some(b"x".to_vec()), 1));
}
