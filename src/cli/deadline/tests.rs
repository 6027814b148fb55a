//! The command line of deadlines: every vector, what is shown, and what wrong lines and wrong words get told.

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
