//! Files that are generated and checked in (docs, OpenAPI): compared on every run, rewritten on
//! request. Tests that use this live below `generated::`, which is what `tests/run docs` runs.
#![expect(clippy::disallowed_methods, reason = "tests read their own environment and make names")]

use std::fs;
use std::path::{Path, PathBuf};

fn in_repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Panics when the checked-in file differs from what was generated just now. With `UPDATE_DOCS=1`
/// the file is written instead.
pub fn must_equal(name: &str, fresh: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        fs::write(in_repository(name), fresh).unwrap();
    }
    let complaint = difference(&fs::read_to_string(in_repository(name)).unwrap_or_default(), fresh);
    assert!(
        complaint.is_none(),
        "{name} is not what the code generates; run `UPDATE_DOCS=1 ./tests/run docs`. {}",
        complaint.unwrap_or_default()
    );
}

/// As `must_equal`, for the part of a file between two marker lines that hold `name`:
/// `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
pub fn part_must_equal(file: &str, name: &str, fresh: &str) {
    let text = fs::read_to_string(in_repository(file)).unwrap();
    must_equal(file, &with_part(&text, name, fresh));
}

fn with_part(text: &str, name: &str, fresh: &str) -> String {
    let (open, close) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = text.split_once(&open).expect("the opening marker is in the file");
    let (_, after) = rest.split_once(&close).expect("the closing marker is in the file");
    format!("{before}{open}{}\n{close}{after}", fresh.trim_end())
}

fn difference(stored: &str, fresh: &str) -> Option<String> {
    if stored == fresh {
        return None;
    }
    let same = stored.lines().zip(fresh.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(end of file)").to_owned();
    Some(format!("Line {}: `{}` should be `{}`", same + 1, line(stored), line(fresh)))
}

#[test]
fn a_file_that_is_up_to_date_passes() {
    let stored = fs::read_to_string(in_repository("rustfmt.toml")).unwrap();
    must_equal("rustfmt.toml", &stored);
    assert!(difference("a\nb\n", "a\nc\n").unwrap().contains("Line 2: `b` should be `c`"));
    assert!(difference("a\n", "a").is_some());
}

#[test]
fn only_the_marked_part_is_replaced() {
    let text = "Top\n<!-- generated: table -->\nold\n<!-- end: table -->\nBottom\n";
    let new = with_part(text, "table", "new\n");
    assert_eq!(new, "Top\n<!-- generated: table -->\nnew\n<!-- end: table -->\nBottom\n");
    assert_eq!(with_part(&new, "table", "new"), new);
    let missing = std::panic::catch_unwind(|| part_must_equal("rustfmt.toml", "table", "x"));
    assert!(missing.is_err());
}
