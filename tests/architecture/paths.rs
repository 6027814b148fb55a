//! Finds which modules of the crate a source file names: `crate::`, `self::` and `super::` paths,
//! in `use` trees and inline, resolved to names that start at the crate's root.

use crate::tokens::Token;

/// A path from the root of the crate, and the line that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// `src/web/pages/desk.rs` is the module `web::pages::desk`; `lib.rs` and `main.rs` are the root.
pub fn module_of(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    if matches!(inner, "lib" | "main") {
        return Vec::new();
    }
    inner.split('/').map(ToOwned::to_owned).collect()
}

/// Every path into the crate that the tokens of `module` name.
pub fn named(module: &[String], tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut here = module.to_vec();
    let mut inner: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < tokens.len() {
        let text = tokens[at].text.as_str();
        match text {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if inner.last() == Some(&depth) {
                    inner.pop();
                    here.pop();
                }
            }
            "mod" if word(tokens, at + 2) == "{" => {
                here.push(word(tokens, at + 1).to_owned());
                inner.push(depth);
            }
            "use" if word(tokens, at + 1) != "<" => {
                at = tree(tokens, at + 1, &[], &here, &mut found);
            }
            "crate" | "self" | "super" if word(tokens, at + 1) == "::" && !joined(tokens, at) => {
                let (path, next) = inline(tokens, at);
                found.extend(resolve(&here, &path, tokens[at].line));
                at = next;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

fn joined(tokens: &[Token], at: usize) -> bool {
    at > 0 && word(tokens, at - 1) == "::"
}

/// `crate::a::b` in the middle of code; returns the path and the first token after it.
fn inline(tokens: &[Token], start: usize) -> (Vec<String>, usize) {
    let mut path = vec![tokens[start].text.clone()];
    let mut at = start + 1;
    while word(tokens, at) == "::" && tokens.get(at + 1).is_some_and(Token::is_word) {
        path.push(tokens[at + 1].text.clone());
        at += 2;
    }
    (path, at)
}

/// One `use` tree; returns the position of the sign that ended it.
fn tree(
    tokens: &[Token],
    start: usize,
    prefix: &[String],
    here: &[String],
    found: &mut Vec<Named>,
) -> usize {
    let line = tokens.get(start).map_or(0, |token| token.line);
    let mut path = prefix.to_vec();
    let mut at = start;
    loop {
        match word(tokens, at) {
            "" | ";" | "," | "}" => {
                found.extend(resolve(here, &path, line));
                return at;
            }
            "{" => {
                at += 1;
                while !matches!(word(tokens, at), "}" | "") {
                    at = tree(tokens, at, &path, here, found);
                    if word(tokens, at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "as" => at += 2,
            "::" => at += 1,
            text => {
                path.push(text.to_owned());
                at += 1;
            }
        }
    }
}

/// Makes a path absolute. A path that does not begin with one of the three words is a name of
/// another crate or of the same module, and says nothing about floors.
fn resolve(here: &[String], path: &[String], line: usize) -> Option<Named> {
    let mut absolute = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => here.to_vec(),
        _ => return None,
    };
    for part in path {
        match part.as_str() {
            "crate" | "self" => {}
            "super" => {
                absolute.pop();
            }
            other => absolute.push(other.to_owned()),
        }
    }
    (!absolute.is_empty()).then_some(Named { path: absolute, line })
}
