//! Tokens in links and cookies, and codes that people type. Only their hashes are stored.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{
    entropy::{Entropy, random},
    keyed_hash::HashKey,
};

/// 256 random bits as 43 signs that fit into a link or cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A fresh token.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(random(entropy));
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// The token itself: for the link, mail or cookie only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> [u8; 32] {
        hash_token(self.expose())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([…])")
    }
}

/// The hash under which a token is stored. Plain SHA-256 is enough: nobody guesses 256 random bits.
pub fn hash_token(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Six digits that a person types.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// A fresh code; each of the million is as likely as every other.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        const CODES: u32 = 1_000_000;
        // Numbers above the last full million would make small codes likelier, so they are drawn again.
        const END: u32 = u32::MAX - u32::MAX % CODES;
        loop {
            let number = u32::from_be_bytes(random(entropy));
            if number < END {
                return Self(Zeroizing::new(format!("{:06}", number % CODES)));
            }
        }
    }

    /// The code itself: for the mail only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code([…])")
    }
}

/// The hash under which a code is stored. It is keyed, as a million codes are soon tried, and bound to its
/// challenge. Spaces and dashes that people type do not matter.
pub fn hash_code(key: &HashKey, challenge: &str, typed: &str) -> [u8; 32] {
    let separator = |c: &char| {
        c.is_whitespace() || domain::prose::is_unseen(*c) || matches!(c, '-' | '‐' | '–' | '.')
    };
    let digits: Zeroizing<String> =
        Zeroizing::new(typed.nfkc().filter(|c| !separator(c)).take(32).collect());
    key.hash(&[b"code", challenge.as_bytes(), digits.as_bytes()])
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{OsEntropy, SeededEntropy};

    #[test]
    fn tokens_are_long_plain_and_unique() {
        let seen: HashSet<String> =
            (0..10_000).map(|_| Token::generate(&OsEntropy).expose().to_owned()).collect();
        assert_eq!(seen.len(), 10_000);
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(seen.iter().all(|token| token.len() == 43 && token.chars().all(plain)));
        let token = Token::generate(&SeededEntropy::new(1));
        assert_eq!(token.hash(), hash_token(token.expose()));
        assert_eq!(format!("{token:?}"), "Token([…])");
    }

    #[test]
    fn codes_are_six_digits_and_spread() {
        let source = SeededEntropy::new(2);
        let mut first = [0_u32; 10];
        for _ in 0..10_000 {
            let code = Code::generate(&source);
            assert!(code.expose().len() == 6 && code.expose().chars().all(|c| c.is_ascii_digit()));
            first[usize::from(code.expose().as_bytes()[0] - b'0')] += 1;
        }
        assert!(first.iter().all(|&count| (850..1150).contains(&count)), "{first:?}");
    }

    /// Gives bytes from a list, then zeros.
    struct Fixed(std::sync::Mutex<Vec<u8>>);

    impl Entropy for Fixed {
        fn fill(&self, into: &mut [u8]) {
            let mut bytes = self.0.lock().unwrap();
            into.fill_with(|| if bytes.is_empty() { 0 } else { bytes.remove(0) });
        }
    }

    #[test]
    fn numbers_that_would_favour_some_codes_are_drawn_again() {
        let source = Fixed(std::sync::Mutex::new(
            [[0xff; 4], 4_294_000_000_u32.to_be_bytes(), 123_456_u32.to_be_bytes()].concat(),
        ));
        assert_eq!(Code::generate(&source).expose(), "123456");
    }

    #[test]
    fn a_code_fits_its_challenge_however_typed() {
        let key = HashKey::new([1; 32]);
        let stored = hash_code(&key, "challenge_1", "012345");
        for typed in
            ["012345", " 012 345 ", "012-345", "０１２３４５", "\u{FEFF}012\u{200B}345\u{2060}"]
        {
            assert!(same(&stored, &hash_code(&key, "challenge_1", typed)), "{typed}");
        }
        for typed in ["12345", "0123456", "012346", ""] {
            assert!(!same(&stored, &hash_code(&key, "challenge_1", typed)), "{typed}");
        }
        assert!(!same(&stored, &hash_code(&key, "challenge_2", "012345")));
        assert!(!same(&stored, &stored[..31]));
    }
}
