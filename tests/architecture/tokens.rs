//! Turns Rust source into words and signs, without comments and without the insides of literals,
//! so that a rule about code is never broken or hidden by a comment or a string.

/// One word or sign of the source and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Words, `::` and single signs. A literal leaves one `"` behind, so that neighbours stay apart.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 1, found: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.found
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    found: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            if self.peek(0) == '\n' {
                self.line += 1;
            }
            self.at += 1;
        }
    }

    fn put(&mut self, text: impl Into<String>) {
        self.found.push(Token { text: text.into(), line: self.line });
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.skip(1);
                }
            }
            ('/', '*') => self.block_comment(),
            ('"', _) => self.quoted(),
            ('\'', _) => self.tick(),
            (':', ':') => {
                self.put("::");
                self.skip(2);
            }
            (c, _) if c.is_alphabetic() || c == '_' => self.word(),
            (c, _) if c.is_whitespace() => self.skip(1),
            (c, _) if c.is_ascii_digit() => {
                while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                    self.skip(1);
                }
            }
            (c, _) => {
                self.put(c);
                self.skip(1);
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.skip(2);
                }
                ('*', '/') => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.skip(1),
            }
        }
    }

    /// A word, or the prefix of a literal: `r"…"`, `br#"…"#`, `b'x'`, `c"…"`, `r#word`.
    fn word(&mut self) {
        let mut word = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            word.push(self.peek(0));
            self.skip(1);
        }
        let prefix = matches!(word.as_str(), "r" | "b" | "br" | "c" | "cr");
        let rest = self.chars.iter().skip(self.at);
        let hashes = rest.take_while(|c| **c == '#').count();
        match self.peek(hashes) {
            '"' if prefix && word.ends_with('r') => {
                self.skip(hashes);
                self.raw(hashes);
            }
            '"' if prefix && hashes == 0 => self.quoted(),
            '\'' if word == "b" => self.tick(),
            _ if word == "r" && hashes == 1 => {
                self.skip(1);
                self.word();
            }
            _ => self.put(word),
        }
    }

    fn quoted(&mut self) {
        self.put('"');
        self.skip(1);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            self.skip(if self.peek(0) == '\\' { 2 } else { 1 });
        }
        self.skip(1);
    }

    fn raw(&mut self, hashes: usize) {
        self.put('"');
        self.skip(1);
        let ends =
            |lexer: &Self| lexer.peek(0) == '"' && (1..=hashes).all(|n| lexer.peek(n) == '#');
        while self.at < self.chars.len() && !ends(self) {
            self.skip(1);
        }
        self.skip(hashes + 1);
    }

    /// A character literal or a lifetime: only the literal has a closing tick.
    fn tick(&mut self) {
        if self.peek(1) == '\\' {
            self.put('"');
            self.skip(3);
            while self.at < self.chars.len() && self.peek(0) != '\'' {
                self.skip(1);
            }
            self.skip(1);
        } else if self.peek(2) == '\'' {
            self.put('"');
            self.skip(3);
        } else {
            self.skip(1);
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.skip(1);
            }
        }
    }
}
