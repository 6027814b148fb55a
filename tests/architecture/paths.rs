//! Finds which parts of another floor a source file names, in `use` trees and inline.

use crate::tokens::Token;

/// A path that begins with the name of a floor, and the line that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// Every path of the tokens that begins with `floor`.
pub fn named(floor: &str, tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match word(tokens, at) {
            "use" if word(tokens, at + 1) != "<" => at = tree(tokens, at + 1, &[], &mut found),
            text if text == floor && word(tokens, at + 1) == "::" && !joined(tokens, at) => {
                let (path, next) = inline(tokens, at);
                found.push(Named { path, line: tokens[at].line });
                at = next;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found.retain(|name| name.path.first().is_some_and(|first| first == floor));
    found
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

fn joined(tokens: &[Token], at: usize) -> bool {
    at > 0 && word(tokens, at - 1) == "::"
}

/// `a::b` in the middle of code; returns the path and the first token after it.
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
fn tree(tokens: &[Token], start: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let line = tokens.get(start).map_or(0, |token| token.line);
    let mut path = prefix.to_vec();
    let mut at = start;
    loop {
        match word(tokens, at) {
            "" | ";" | "," | "}" => {
                path.retain(|part| part != "self");
                found.push(Named { path, line });
                return at;
            }
            "{" => {
                at += 1;
                while !matches!(word(tokens, at), "}" | "") {
                    at = tree(tokens, at, &path, found);
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
