//! Rules about the text of files: length, opening line, unfinished work, and what templates hold.

/// The cap of one source file.
pub const MOST_LINES: usize = 350;

/// Files above the cap, each with its reason. Keep it empty.
pub const LONG_FILES: &[(&str, &str)] = &[];

/// Templates that put ready HTML into a page with three braces: only a layout, for its body.
pub const RAW_BODIES: &[(&str, &str)] = &[];

// Put together, so that this file does not contain what it looks for.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// Marks of unfinished work, in code and comments alike.
pub fn unfinished(file: &str, source: &str) -> Vec<String> {
    let lines = source.lines().enumerate();
    lines
        .filter(|(_, line)| UNFINISHED.iter().any(|mark| line.contains(mark)))
        .map(|(n, _)| format!("{file}:{}: unfinished work: an issue number or nothing", n + 1))
        .collect()
}

/// What every file below `src` keeps.
pub fn rust_file(file: &str, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let long = LONG_FILES.iter().any(|(name, _)| *name == file);
    let lines = source.lines().count();
    if lines > MOST_LINES && !long {
        wrong.push(format!("{file}: {lines} lines, more than {MOST_LINES}"));
    }
    if lines <= MOST_LINES && long {
        wrong.push(format!("{file}: listed as too long, but it is not"));
    }
    let first = source.lines().next().unwrap_or_default();
    if !first.starts_with("//! ") || first.len() < 15 {
        wrong.push(format!("{file}: does not open with a `//!` line that says its job"));
    }
    if source.lines().any(|line| line.trim_start().starts_with("//") && line.contains("```")) {
        wrong.push(format!("{file}: an example in the docs, which nothing runs: make it a test"));
    }
    if file.ends_with("/mod.rs") {
        wrong.push(format!("{file}: a module file is `foo.rs` beside `foo/`"));
    }
    wrong
}

/// Folders of templates whose pages leave the desk.
const ALONE: [&str; 2] = ["email_templates/", "src/web/templates/package/"];

/// What every template keeps. A mail has no style sheet to link, nor has a page that opens without the desk, so
/// their styles may stand inline.
pub fn template(file: &str, source: &str) -> Vec<String> {
    let text = without_comments(source);
    let mut wrong = Vec::new();
    let raw = RAW_BODIES.iter().any(|(name, _)| *name == file);
    if !raw && (text.contains("{{{") || text.contains("{{&") || text.contains("{{~&")) {
        wrong.push(format!("{file}: unescaped output"));
    }
    if !is_html(file) {
        return wrong;
    }
    for tag in tags(&text) {
        let alone = ALONE.iter().any(|folder| file.starts_with(folder));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let has = |what: &str| attributes(tag).iter().any(|found| found == what);
        if name.eq_ignore_ascii_case("script") && !has("src") {
            wrong.push(format!("{file}: inline script"));
        }
        if !alone && (name.eq_ignore_ascii_case("style") || has("style")) {
            wrong.push(format!("{file}: inline style in <{name}>"));
        }
        if let Some(found) = attributes(tag).iter().find(|found| found.starts_with("on")) {
            wrong.push(format!("{file}: script in the attribute `{found}`"));
        }
        if tag.to_ascii_lowercase().contains("javascript:") {
            wrong.push(format!("{file}: script in an address"));
        }
    }
    wrong
}

fn is_html(file: &str) -> bool {
    !file.contains(".txt.")
}

fn without_comments(source: &str) -> String {
    let mut text = source.to_owned();
    for (open, close) in [("{{!--", "--}}"), ("{{~!--", "--}}"), ("{{!", "}}"), ("<!--", "-->")] {
        while let Some((before, rest)) = text.split_once(open) {
            let after = rest.split_once(close).map_or("", |(_, after)| after);
            text = format!("{before}{after}");
        }
    }
    text
}

/// The insides of every opening tag, `<` and `>` left out.
fn tags(text: &str) -> Vec<&str> {
    let opened = text.match_indices('<').filter_map(|(at, sign)| text.get(at + sign.len()..));
    opened.filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())).map(inside).collect()
}

/// Up to where a tag ends: the first `>` outside of quotes.
fn inside(rest: &str) -> &str {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), close) if open == close => quote = None,
            (None, '>') => return rest.get(..at).unwrap_or(rest),
            _ => {}
        }
    }
    rest
}

/// Attribute names in lower case; values are skipped, so that words in them do not count.
fn attributes(tag: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = String::new();
    let mut quote = None;
    for c in tag.chars() {
        match (quote, c) {
            (Some(open), close) => {
                if open == close {
                    quote = None;
                }
            }
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if c.is_ascii_alphanumeric() || c == '-' => name.push(c.to_ascii_lowercase()),
            (None, _) => names.push(std::mem::take(&mut name)),
        }
    }
    names.push(name);
    names.retain(|found| !found.is_empty());
    names.split_off(1.min(names.len()))
}
