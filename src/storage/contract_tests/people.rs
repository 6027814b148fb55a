//! Accounts, sessions, keys of programs.

use chrono::NaiveDate;

use super::{TestStore, at, contracts};
use crate::StoreError;
use crate::absences::{self, Noted};
use crate::api_keys::{self, ApiKey};
use crate::saved_views::{self, SavedView};
use crate::sessions::{self, Session, SessionKind};
use crate::staff::{self, StaffChange, StaffMember, StaffState};
use domain::absence::Absence;

contracts!(
    an_account_is_found_by_its_address_and_changed,
    a_row_outside_its_vocabulary_is_refused,
    sessions_end,
    a_revoked_key_opens_nothing,
    a_saved_view_is_its_owners_alone,
    an_absence_is_kept_until_it_is_over,
);

fn member(id: &str, email: &str) -> StaffMember {
    StaffMember {
        id: id.to_owned(),
        email: email.to_owned(),
        name: "Ann".to_owned(),
        roles: vec!["handler".to_owned(), "approver".to_owned()],
        password_hash: None,
        state: StaffState::Invited,
        created_at: at(0),
        created_by: None,
        last_sign_in_at: None,
        mail_frequency: "each".to_owned(),
    }
}

fn an_account_is_found_by_its_address_and_changed(test: &TestStore) {
    assert_eq!(test.read(|tx| staff::count(tx)), 0);
    test.write(|tx| staff::put(tx, &member("1", "Ann@Desk.example")));
    let other = test.store.write(|tx| staff::put(tx, &member("2", "ann@desk.EXAMPLE")));
    assert_eq!(other, Err(StoreError::Conflict));
    let found = test.read(|tx| staff::by_email(tx, "ANN@desk.example")).unwrap();
    assert_eq!(found, member("1", "ann@desk.example"));
    test.write(|tx| {
        let what = StaffChange {
            state: Some(StaffState::Active),
            password_hash: Some("$argon2id$".to_owned()),
            ..StaffChange::default()
        };
        staff::change(tx, "1", &what)?;
        staff::change(tx, "1", &StaffChange::default())
    });
    let changed = test.read(|tx| staff::get(tx, "1")).unwrap();
    assert_eq!((changed.state, changed.name.as_str()), (StaffState::Active, "Ann"));
    assert_eq!(changed.password_hash.as_deref(), Some("$argon2id$"));
    let missing = test.store.write(|tx| staff::change(tx, "9", &StaffChange::default()));
    assert_eq!(missing, Err(StoreError::NotFound));
    test.write(|tx| staff::put(tx, &member("2", "bob@desk.example")));
    let page = test.read(|tx| staff::page(tx, Some("ann@desk.example"), 9));
    assert_eq!(page.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), ["2"]);
}

fn a_row_outside_its_vocabulary_is_refused(test: &TestStore) {
    test.write(|tx| staff::put(tx, &member("1", "ann@desk.example")));
    let forged = "UPDATE staff SET state = 'root'";
    assert!(test.sql(forged).is_err(), "the CHECK did not hold");
    let unchecked = test.per_kind(
        "PRAGMA ignore_check_constraints = ON;",
        "ALTER TABLE staff DROP CONSTRAINT staff_state_check;",
    );
    test.sql(&format!("{unchecked} {forged}")).unwrap();
    let read = test.store.read(|tx| staff::get(tx, "1"));
    assert!(matches!(read, Err(StoreError::Corrupt { table: "staff", .. })), "{read:?}");
}

fn session(id: &str, kind: SessionKind) -> Session {
    Session {
        id_hash: id.as_bytes().to_vec(),
        kind,
        subject: "1".to_owned(),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(60),
    }
}

fn sessions_end(test: &TestStore) {
    test.write(|tx| {
        sessions::put(tx, &session("a", SessionKind::Staff))?;
        sessions::put(tx, &session("b", SessionKind::Staff))?;
        sessions::put(tx, &session("c", SessionKind::Requester))
    });
    let found = test.read(|tx| sessions::get(tx, b"a", at(59)));
    assert_eq!(found, Some(session("a", SessionKind::Staff)));
    assert_eq!(test.read(|tx| sessions::get(tx, b"a", at(60))), None);
    assert!(test.write(|tx| sessions::touch(tx, b"a", at(50), at(110))));
    assert_eq!(test.read(|tx| sessions::get(tx, b"a", at(60))).unwrap().seen_at, at(50));
    let out = test.write(|tx| sessions::delete_of(tx, SessionKind::Staff, "1", Some(b"a")));
    assert_eq!(out, 1);
    assert_eq!(test.write(|tx| sessions::sweep(tx, at(60), 9)), 1);
    assert!(test.write(|tx| sessions::delete(tx, b"a")));
    assert!(!test.write(|tx| sessions::touch(tx, b"a", at(50), at(110))));
}

fn a_revoked_key_opens_nothing(test: &TestStore) {
    let key = ApiKey {
        id: "k-1".to_owned(),
        name: "crm".to_owned(),
        key_hash: vec![7; 32],
        scope: "intake".to_owned(),
        staff_id: None,
        created_by: "shell".to_owned(),
        created_at: at(0),
        last_used_at: None,
        revoked_at: None,
    };
    let new = key.clone();
    test.write(move |tx| api_keys::put(tx, &new));
    assert_eq!(test.read(|tx| api_keys::by_hash(tx, &[7; 32])), Some(key));
    test.write(|tx| api_keys::touch(tx, "k-1", at(5)));
    assert!(test.write(|tx| api_keys::revoke(tx, "k-1", at(6))));
    assert!(!test.write(|tx| api_keys::revoke(tx, "k-1", at(7))));
    assert_eq!(test.read(|tx| api_keys::by_hash(tx, &[7; 32])), None);
    let listed = &test.read(|tx| api_keys::page(tx, None, 9))[0];
    assert_eq!((listed.last_used_at, listed.revoked_at), (Some(at(5)), Some(at(6))));
}

fn noted(id: &str, staff_id: &str, first: u32, last: u32) -> Noted {
    let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
    let absence = Absence { first_on: day(first), last_on: day(last) };
    Noted { id: id.to_owned(), staff_id: staff_id.to_owned(), absence }
}

fn an_absence_is_kept_until_it_is_over(test: &TestStore) {
    let all = [noted("a", "1", 1, 4), noted("b", "2", 2, 3), noted("c", "1", 7, 7)];
    let new = all.clone();
    test.write(move |tx| {
        staff::put(tx, &member("1", "ann@desk.example"))?;
        staff::put(tx, &member("2", "ben@desk.example"))?;
        new.iter().try_for_each(|one| absences::put(tx, one))
    });
    let nobody = test.store.write(|tx| absences::put(tx, &noted("d", "9", 1, 1)));
    assert!(nobody.is_err());
    let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
    assert_eq!(test.read(|tx| absences::since(tx, day(3))), all);
    assert_eq!(test.read(|tx| absences::of(tx, "1", day(5))), all[2..]);
    let today = day(4);
    assert_eq!(test.write(move |tx| absences::sweep(tx, today, 9)), 1);
    assert_eq!(test.read(|tx| absences::since(tx, day(1))), [all[0].clone(), all[2].clone()]);
    assert!(!test.write(|tx| absences::delete(tx, "2", "a")));
    assert!(test.write(|tx| absences::delete(tx, "1", "a")));
    assert!(!test.write(|tx| absences::delete(tx, "1", "a")));
}

fn kept(id: &str, staff_id: &str, name: &str) -> SavedView {
    SavedView {
        id: id.to_owned(),
        staff_id: staff_id.to_owned(),
        name: name.to_owned(),
        filters: "{}".to_owned(),
        created_at: at(5),
    }
}

fn a_saved_view_is_its_owners_alone(test: &TestStore) {
    test.write(|tx| {
        staff::put(tx, &member("1", "ann@desk.example"))?;
        staff::put(tx, &member("2", "ben@desk.example"))
    });
    test.write(|tx| {
        saved_views::put(tx, &kept("a", "1", "Mine"))?;
        saved_views::put(tx, &kept("b", "1", "Erasure"))?;
        saved_views::put(tx, &kept("c", "2", "Mine"))
    });
    let again = test.store.write(|tx| saved_views::put(tx, &kept("d", "1", "Mine")));
    assert_eq!(again, Err(StoreError::Conflict));
    let nobody = test.store.write(|tx| saved_views::put(tx, &kept("e", "9", "Mine")));
    assert!(nobody.is_err());
    let own = test.read(|tx| saved_views::of(tx, "1"));
    assert_eq!(own, [kept("b", "1", "Erasure"), kept("a", "1", "Mine")]);
    assert!(!test.write(|tx| saved_views::rename(tx, "2", "a", "Theirs")));
    assert!(!test.write(|tx| saved_views::delete(tx, "2", "a")));
    assert!(test.write(|tx| saved_views::rename(tx, "1", "a", "Work")));
    assert!(test.write(|tx| saved_views::delete(tx, "1", "b")));
    assert!(!test.write(|tx| saved_views::delete(tx, "1", "b")));
    let left = test.read(|tx| saved_views::of(tx, "1"));
    assert_eq!(left, [kept("a", "1", "Work")]);
}
