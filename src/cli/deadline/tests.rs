//! The command line of deadlines: every vector, what is shown, and what wrong lines and wrong words get told.

mod late;
mod traps;
mod walker;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    deadline: DeadlineArguments,
}

fn typed(words: &[&str]) -> (String, ExitCode) {
    let line = Line::try_parse_from(std::iter::once(&"deadline").chain(words)).unwrap();
    let mut out = Vec::new();
    let code = run(&mut out, &Settings::defaults().unwrap(), &line.deadline).unwrap();
    (String::from_utf8(out).unwrap(), code)
}

fn checked(lines: &str) -> (String, ExitCode) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vectors.csv");
    let header = "regime,received_at,timezone,event_list,expected_due_date,source,note\n";
    std::fs::write(&file, format!("{header}{lines}")).unwrap();
    typed(&["check", file.to_str().unwrap()])
}

#[test]
fn every_vector_gives_the_expected_date() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/deadline_vectors.csv");
    let (text, code) = typed(&["check", file]);
    assert_eq!(text, "87 passed, 0 failed\n");
    assert_eq!(code, ExitCode::SUCCESS);
}

#[test]
fn a_line_that_is_not_as_expected_is_told_with_its_number() {
    let (text, code) = checked(
        "eu_gdpr,2026-01-28T10:00:00+01:00,Europe/Berlin,cal=DE,2026-03-03,x,y\n\
         eu_gdpr,2026-01-28T10:00:00+01:00,Europe/Berlin,cal=DE,2026-03-02,x,y\n",
    );
    assert_eq!(
        text,
        "line 2: eu_gdpr, 2026-01-28T10:00:00+01:00, Europe/Berlin, cal=DE: expected 2026-03-03, \
         found 2026-03-02\n1 passed, 1 failed\n"
    );
    assert_eq!(code, ExitCode::FAILURE);
}

#[test]
fn malformed_lines_are_told_and_the_others_still_checked() {
    let good = "policy_default,2026-01-28T10:00:00+01:00,Europe/Berlin,,2026-02-27,x,y\n";
    for (line, needle) in [
        ("policy_default,yesterday,Europe/Berlin,,2026-02-27,x,y", "no time of receipt"),
        ("policy_default,2026-01-28T10:00:00Z,Berlin,,2026-02-27,x,y", "no time zone"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,,soon,x,y", "no expected result"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,cal=XX,2026-02-27,x,y", "no calendar"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,kal=DE,2026-02-27,x,y", "no setting"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,roll=back,2026-02-27,x,y", "roll=back"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,calc=days:x,2026-02-27,x,y", "whole number"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,calc=soon,2026-02-27,x,y", "calc=soon"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,type=acess,2026-02-27,x,y", "type=acess"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,moved@2026-02-01,2026-02-27,x,y", "no event"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,extended@soon,2026-02-27,x,y", "no date"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,hello,2026-02-27,x,y", "neither a setting"),
        ("nowhere,2026-01-28T10:00:00Z,UTC,,2026-02-27,x,y", "no rule"),
        ("policy_default,2026-01-28T10:00:00Z,UTC,calc=days:4000000000,2026-02-27,x,y", "outside"),
        ("policy_default,2026-01-28T10:00:00Z", "too few columns"),
    ] {
        let (text, code) = checked(&format!("{line}\n{good}"));
        assert!(text.starts_with("line 2: ") && text.contains(needle), "{line}: {text}");
        assert!(text.ends_with("1 passed, 1 failed\n"), "{text}");
        assert_eq!(code, ExitCode::FAILURE);
    }
}

#[test]
fn a_file_that_cannot_be_checked_at_all_is_wrong_usage() {
    assert_eq!(typed(&["check", "/nowhere/vectors.csv"]).1, ExitCode::from(2));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vectors.csv");
    std::fs::write(&file, "regime,timezone\n").unwrap();
    assert_eq!(typed(&["check", file.to_str().unwrap()]).1, ExitCode::from(2));
}

#[test]
fn explain_shows_every_step_and_the_date_last() {
    let (text, code) = typed(&[
        "explain",
        "--rule",
        "uk_gdpr",
        "--received",
        "2026-05-06T10:00:00+01:00",
        "--timezone",
        "Europe/London",
        "--calendar",
        "GB-ENG",
        "--event",
        "clar_requested@2026-05-12",
        "--event",
        "clar_received@2026-05-14",
    ]);
    assert_eq!(code, ExitCode::SUCCESS);
    assert!(text.starts_with("1. Received on 6 May 2026 (local date in Europe/London)"), "{text}");
    assert!(text.contains("3. 1 calendar month later is 6 June 2026."), "{text}");
    assert!(text.contains("4. 3 days do not count"), "{text}");
    assert!(text.contains("if the requester is told by the end of 9 June 2026"), "{text}");
    assert!(text.ends_with("\n2026-06-09\n"), "{text}");
}

#[test]
fn explain_as_json_says_what_binds_and_warns() {
    let (text, _) = typed(&[
        "explain",
        "--rule",
        "effective:policy_default+us_va",
        "--received",
        "2026-03-02",
        "--timezone",
        "America/New_York",
        "--json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["result"], "2026-04-01");
    assert_eq!(json["clocks"][0]["binding"], true);
    assert_eq!(json["clocks"][1]["switched_on"], false);
    assert_eq!(json["clocks"][1]["warnings"][0], "switched_off");
    assert_eq!(json["clocks"][1]["due_on"], "2026-04-16");
    assert_eq!(json["clocks"][1]["steps"][0]["number"], 1);
    assert!(json["zone_data"].as_str().is_some_and(|version| version >= "2026f"));
}

#[test]
fn explain_with_wrong_words_is_wrong_usage() {
    let say = |rule, received, zone, event| {
        typed(&[
            "explain",
            "--rule",
            rule,
            "--received",
            received,
            "--timezone",
            zone,
            "--event",
            event,
        ])
        .1
    };
    let event = "extended@2026-04-01";
    assert_eq!(say("nowhere", "2026-03-02", "UTC", event), ExitCode::from(2));
    assert_eq!(say("eu_gdpr", "2026-13-02", "UTC", event), ExitCode::from(2));
    assert_eq!(say("eu_gdpr", "2026-03-02", "Mars/Base", event), ExitCode::from(2));
    assert_eq!(say("eu_gdpr", "2026-03-02", "UTC", "extended"), ExitCode::from(2));
    for received in [
        "2026-03-02",
        "2026-03-02T10:00",
        "2026-03-02T10:00Z",
        "2026-03-02T10:00:00+0530",
        "2026-03-02 10:00:00",
        "2026-03-02T10:00:00.250-03:30",
    ] {
        assert_eq!(say("eu_gdpr", received, "UTC", event), ExitCode::SUCCESS, "{received}");
    }
}
