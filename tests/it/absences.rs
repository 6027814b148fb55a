//! Absences over HTTP: a colleague notes them, an administrator as well, and choices of owners say who is away.

use domain::vocabulary::Role;

use crate::harness::app::TestApp;
use crate::harness::client::Client;

const ACCOUNT: &str = "/desk/account";
const ABSENCES: &str = "/desk/account/absences";

fn csrf(client: &Client) -> String {
    let form = client.get(ACCOUNT).form(ABSENCES);
    form.into_iter().find(|(name, _)| name == "csrf").unwrap().1
}

#[test]
fn a_colleague_is_away_and_everybody_who_gives_work_out_sees_it() {
    let app = TestApp::new();
    let handler = app.signed_in(Role::Handler);
    let approver = app.signed_in(Role::Approver);
    let mark = csrf(&handler);
    let note = |first: &str, last: &str| {
        let fields =
            [("csrf", mark.as_str()), ("change", "away"), ("first_on", first), ("last_on", last)];
        handler.post(ABSENCES, &fields)
    };
    for (first, last, told) in [
        ("", "2026-12-01", "Give the day as a date"),
        ("2026-12-02", "2026-12-01", "before the first"),
        ("2026-11-01", "2026-11-02", "That is over"),
    ] {
        let refused = note(first, last);
        assert_eq!(refused.status, 422, "{told}");
        assert!(refused.body.contains(told), "{told}: {}", refused.body);
        assert!(refused.body.contains(&format!("value=\"{last}\"")), "what was typed is kept");
    }
    assert_eq!(note("2026-11-23", "2026-11-27").status, 303);
    assert!(note("2026-11-27", "2026-11-30").body.contains("noted already"));
    let page = handler.get(ACCOUNT);
    assert!(page.body.contains("23 November 2026 to 27 November 2026"), "{}", page.body);
    let queue = approver.get("/desk");
    assert!(queue.body.contains("(away until 27 Nov)"), "{}", queue.body);
    // An administrator sees it too, and takes it back.
    let admin = app.signed_in(Role::Admin);
    let staff = admin.get("/desk/settings/staff");
    assert!(staff.body.contains("away 23 November 2026 to 27 November 2026"), "{}", staff.body);
    let action =
        staff.body.split("action=\"").filter_map(|part| part.split_once('"')).find(|(_, rest)| {
            rest.split("</form>").next().is_some_and(|form| form.contains("name=\"absence\""))
        });
    let (path, rest) = action.unwrap();
    let id = rest.split("name=\"absence\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mark = csrf(&admin);
    let back = [("csrf", mark.as_str()), ("change", "back"), ("absence", id)];
    assert_eq!(admin.post(path, &back).status, 303);
    assert_eq!(admin.post(path, &back).status, 303, "it is gone already");
    assert!(!approver.get("/desk").body.contains("away until"));
    // An administrator notes one for somebody else; only they may.
    let away = [
        ("csrf", mark.as_str()),
        ("change", "away"),
        ("first_on", "2026-11-23"),
        ("last_on", "2026-11-23"),
    ];
    assert_eq!(admin.post(path, &away).status, 303);
    assert!(handler.get(ACCOUNT).body.contains("23 November 2026"));
    app.set_clock("2026-11-25T09:00:00Z");
    let handler = app.sign_in("handler@example.org");
    assert!(handler.get(ACCOUNT).body.contains("None is noted"), "over");
    assert!(app.verify().sound);
}
