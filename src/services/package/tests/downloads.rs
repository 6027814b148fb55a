//! How often a package goes out, to whom, and how that ends.

use super::*;

#[test]
fn a_download_needs_a_fresh_code_of_the_same_session() {
    let mut working = Working::new();
    working.answer();
    let deps = working.desk.deps.clone();
    let bare = session(&deps, &working.case.id);
    assert!(matches!(ask_code(&deps, &bare), Err(ServiceError::NotFound)), "there is nothing yet");
    working.build();
    assert!(matches!(begin(&deps, &bare), Err(ServiceError::Unusable(_))));
    let first = working.stepped_up();
    assert!(matches!(begin(&deps, &bare), Err(ServiceError::Unusable(_))), "another session");
    ask_code(&deps, &bare).unwrap_or_else(|error| panic!("{error}"));
    let mail = working.desk.mails().pop().unwrap();
    let code = mail.text.lines().map(str::trim).find(|line| line.len() == 6).unwrap().to_owned();
    assert!(
        matches!(enter_code(&deps, &first, &code), Err(ServiceError::Unusable(_))),
        "a code of another session"
    );
    begin(&deps, &first).unwrap_or_else(|error| panic!("{error}"));
    working.desk.pass(TimeDelta::minutes(16));
    assert!(matches!(
        begin(&deps, &first),
        Err(ServiceError::NotFound | ServiceError::Unusable(_))
    ));
}

#[test]
fn two_hundred_downloads_at_once_give_exactly_five() {
    let mut working = Working::new();
    working.answer();
    working.build();
    let secret = working.stepped_up();
    let tries: Vec<_> = (0..200)
        .map(|_| {
            let (deps, secret) = (working.desk.deps.clone(), secret.clone());
            std::thread::spawn(move || begin(&deps, &secret))
        })
        .collect();
    let (mut given, mut used) = (Vec::new(), 0);
    for one in tries {
        match one.join().unwrap() {
            Ok(ticket) => given.push(ticket),
            Err(ServiceError::Refused(refusal)) if refusal.code == RefusalCode::DownloadsUsed => {
                used += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((u32::try_from(given.len()).unwrap(), used), (DOWNLOADS, 195));
    for ticket in &given {
        assert!(
            working.download(ticket).is_ok() && working.download(ticket).is_ok(),
            "a ticket fetches on"
        );
    }
    let (long, rested) = given.split_first().unwrap();
    for _ in 0..24 {
        working.desk.pass(TimeDelta::minutes(16));
        assert!(working.download(long).is_ok(), "as long as it is fetched it goes on");
    }
    let ended = |ticket: &String| matches!(working.download(ticket), Err(ServiceError::NotFound));
    assert!(rested.iter().all(ended));
    working.desk.pass(TimeDelta::minutes(30));
    assert!(ended(long));
}

#[test]
fn a_package_taken_back_or_expired_opens_for_nobody() {
    for expires in [true, false] {
        let mut working = Working::new();
        working.answer();
        working.build();
        let ticket = begin(&working.desk.deps, &working.stepped_up())
            .unwrap_or_else(|error| panic!("{error}"));
        let mut open_before = working.download(&ticket).unwrap_or_else(|error| panic!("{error}"));
        let (actor, end) = if expires {
            working.desk.pass(TimeDelta::days(14));
            (Actor::system(), Command::Tick)
        } else {
            let reason = working.desk.deps.prose("wrong".to_owned());
            (handler(), Command::RecallPackage { reason })
        };
        working.execute(&actor, &end).unwrap_or_else(|error| panic!("{error}"));
        assert!(matches!(working.download(&ticket), Err(ServiceError::NotFound)));
        let row = working.desk.deps.store.read(|tx| rows::get(tx, "package-1")).unwrap().unwrap();
        assert_eq!((row.state, row.sealed), (rows::FileState::Gone, None));
        files::delete_bytes(&working.desk.deps, "package-1").unwrap();
        assert!(open_before.reader.part(0).is_err());
    }
}

#[test]
fn sizes_are_told_as_people_say_them() {
    let told: Vec<_> = [0, 999, 1_000, 81_500, 4_200_000, 2_000_000_000, 123_000_000_000]
        .into_iter()
        .map(in_words)
        .collect();
    assert_eq!(told, ["0 bytes", "999 bytes", "1.0 kB", "81 kB", "4.2 MB", "2.0 GB", "123 GB"]);
}

#[test]
fn a_ticket_opens_only_beside_a_session_of_its_request() {
    let mut working = Working::new();
    working.answer();
    working.build();
    let deps = working.desk.deps.clone();
    let own = working.stepped_up();
    let ticket = begin(&deps, &own).unwrap_or_else(|error| panic!("{error}"));
    let other = working.desk.case("Somebody Else");
    let other = deps.store.read(|tx| cases::by_reference(tx, &other)).unwrap().unwrap();
    for strange in ["x".to_owned(), session(&deps, &other.id)] {
        assert!(matches!(open(&deps, &strange, &ticket), Err(ServiceError::NotFound)));
    }
    assert!(open(&deps, &own, &ticket).is_ok());
    portal::sign_out(&deps, &own).unwrap();
    assert!(!goes_on(&deps, &ticket), "signing out ends one that is under way");
}
