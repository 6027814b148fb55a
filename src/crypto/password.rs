//! Passwords of staff: which are good enough, how they are kept (argon2id) and how they are compared.

use std::num::NonZero;
use std::sync::LazyLock;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use super::entropy::{Entropy, random};
use super::turns::Turns;

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest password, in characters. Long sentences fit; a flood does not.
pub const LONGEST: usize = 256;

const LONGEST_BYTES: usize = LONGEST * 4;
const COMMON: &str = include_str!("common_passwords.txt");
/// Words that anybody who sees the sign-in page would try first.
const OUR_WORDS: &[&str] =
    &["rightsdesk", "rights", "desk", "privacy", "dsar", "gdpr", "aimllearn", "aiml", "learn"];

// OWASP's recommendation for argon2id: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Why a password is not good enough. There are no rules about kinds of characters: they make passwords worse.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Too few characters.
    #[error("use at least {SHORTEST} characters; a few unrelated words make a good password")]
    TooShort,
    /// Too many characters.
    #[error("use at most {LONGEST} characters")]
    TooLong,
    /// On the list of what is tried first.
    #[error("this password is among those that are tried first; choose another")]
    TooCommon,
    /// Little more than the product's, the organisation's or the person's own name.
    #[error("this password is little more than a name that is easy to guess; choose another")]
    TooObvious,
    /// The same few characters again and again.
    #[error("this password repeats itself; choose another")]
    Repeats,
}

/// Why a password cannot be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The computation failed, for want of memory.
    #[error("the password cannot be hashed: {0}")]
    Failed(String),
    /// Too many wait for their turn.
    #[error("many people are signing in just now; try again in a few seconds")]
    Busy,
    /// What is stored is not a password hash.
    #[error("the stored password hash is damaged; reset the password of this account")]
    Damaged,
}

/// Whether a new password is good enough. `names` are those of the person and the organisation.
pub fn check_password(password: &str, names: &[&str]) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordProblem::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    let small = password.to_lowercase();
    if COMMON.lines().any(|common| common == small) {
        return Err(PasswordProblem::TooCommon);
    }
    if repeats(&small) {
        return Err(PasswordProblem::Repeats);
    }
    if is_obvious(&small, names) {
        return Err(PasswordProblem::TooObvious);
    }
    Ok(())
}

/// Whether up to four characters repeat from start to end.
fn repeats(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    (1..=4).any(|period| signs.iter().zip(signs.iter().skip(period)).all(|(a, b)| a == b))
}

/// Whether fewer than six letters remain without the names.
fn is_obvious(small: &str, names: &[&str]) -> bool {
    let own = names.iter().map(|name| name.to_lowercase());
    let parts: Vec<String> = own
        .flat_map(|name| {
            let words = name.split(|c: char| !c.is_alphanumeric());
            words.filter(|word| word.chars().count() > 2).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let mut all: Vec<&str> =
        parts.iter().map(String::as_str).chain(OUR_WORDS.iter().copied()).collect();
    all.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = all.iter().fold(small.to_owned(), |rest, word| rest.replace(word, ""));
    let changed = rest.len() < small.len();
    changed && rest.chars().filter(|c| c.is_alphabetic()).count() < 6
}

/// The text under which a password is stored. Takes tens of milliseconds and 19 MiB: call it off the request loop.
pub fn hash_password(password: &str, entropy: &dyn Entropy) -> Result<String, PasswordError> {
    hash_in(&TURNS, password, entropy)
}

fn hash_in(turns: &Turns, password: &str, entropy: &dyn Entropy) -> Result<String, PasswordError> {
    let _turn = turns.take().ok_or(PasswordError::Busy)?;
    let salt: [u8; 16] = random(entropy);
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|why| PasswordError::Failed(why.to_string()))
}

/// Whether the password fits. Without a stored hash (an unknown account, or one without a password) the same work
/// is done, so that the time of the answer does not tell which accounts exist.
pub fn verify_password(password: &str, stored: Option<&str>) -> Result<bool, PasswordError> {
    verify_in(&TURNS, password, stored)
}

fn verify_in(turns: &Turns, password: &str, stored: Option<&str>) -> Result<bool, PasswordError> {
    let _turn = turns.take().ok_or(PasswordError::Busy)?;
    let too_long = password.len() > LONGEST_BYTES;
    let Some(stored) = stored.filter(|_| !too_long) else {
        let word = if too_long { "" } else { password };
        argon2()?
            .hash_password_with_salt(word.as_bytes(), &[0; 16])
            .map_err(|why| PasswordError::Failed(why.to_string()))?;
        return Ok(false);
    };
    let parsed = PasswordHash::new(stored).map_err(|_| PasswordError::Damaged)?;
    Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
}

/// Whether a stored hash was made with other parameters than today's, so that it should be made again at the next
/// sign-in.
pub fn needs_new_hash(stored: &str) -> bool {
    let today = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
    !stored.starts_with(&today)
}

/// Each computation takes 19 MiB and a processor: as many at a time as there are processors.
static TURNS: LazyLock<Turns> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    Turns::new(processors, MOST_WAITING, LONGEST_WAIT)
});

/// How many may wait for their turn; each keeps a thread.
const MOST_WAITING: usize = 32;
/// How long one waits.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))
        .map_err(|why| PasswordError::Failed(why.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn a_password_fits_itself_only() {
        let stored = hash_password("correct horse battery", &OsEntropy).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(!needs_new_hash(&stored));
        assert!(needs_new_hash(&stored.replace("t=2", "t=1")));
        assert!(verify_password("correct horse battery", Some(&stored)).unwrap());
        for wrong in ["correct horse batter", "Correct horse battery", "correct horse battery ", ""]
        {
            assert!(!verify_password(wrong, Some(&stored)).unwrap(), "{wrong}");
        }
        assert_ne!(stored, hash_password("correct horse battery", &OsEntropy).unwrap());
    }

    #[test]
    fn without_a_turn_nothing_is_computed() {
        let turns = Turns::new(1, 1, Duration::from_millis(20));
        let held = turns.take().unwrap();
        for stored in [None, Some("$argon2id$")] {
            let refused = verify_in(&turns, "correct horse battery", stored);
            assert!(matches!(refused, Err(PasswordError::Busy)), "{refused:?}");
        }
        let refused = hash_in(&turns, "correct horse battery", &OsEntropy);
        assert!(matches!(refused, Err(PasswordError::Busy)), "{refused:?}");
        drop(held);
        assert!(!verify_in(&turns, "correct horse battery", None).unwrap());
    }

    #[test]
    fn unknown_accounts_and_floods_are_refused_with_the_same_work() {
        assert!(!verify_password("whatever it is", None).unwrap());
        let flood = "a".repeat(LONGEST_BYTES + 1);
        assert!(!verify_password(&flood, None).unwrap());
        let stored = hash_password("", &OsEntropy).unwrap();
        assert!(!verify_password(&flood, Some(&stored)).unwrap());
        let damaged = verify_password("whatever it is", Some("plain"));
        assert!(matches!(damaged, Err(PasswordError::Damaged)));
    }

    #[test]
    fn the_rules() {
        use PasswordProblem::{Repeats, TooCommon, TooLong, TooObvious, TooShort};
        let names = ["meera.iyer@example.com", "Meera Iyer", "AIML-Learn Pvt. Ltd."];
        let long = "x7".repeat(LONGEST);
        for (password, expected) in [
            ("correct horse battery", Ok(())),
            ("äöüßéèñçøåłž", Ok(())),
            ("平仮名片仮名漢字交じり文だよ", Ok(())),
            ("all small letters are fine", Ok(())),
            ("privacy of my grandmother", Ok(())),
            ("eleven sign", Err(TooShort)),
            ("ééééééééééé", Err(TooShort)),
            (long.as_str(), Err(TooLong)),
            ("Password1234", Err(TooCommon)),
            ("123456789012", Err(TooCommon)),
            ("qwertyuiop123", Err(TooCommon)),
            ("aaaaaaaaaaaaa", Err(Repeats)),
            ("abcdabcdabcda", Err(Repeats)),
            ("Rightsdesk2026!", Err(TooObvious)),
            ("Meera.Iyer.1990", Err(TooObvious)),
            ("aimllearn@2026", Err(TooObvious)),
        ] {
            assert_eq!(check_password(password, &names), expected, "{password}");
        }
    }

    #[test]
    fn the_list_holds_only_what_can_match() {
        let mut seen = std::collections::HashSet::new();
        for line in COMMON.lines() {
            assert!(line.chars().count() >= SHORTEST, "{line} is too short to matter");
            assert_eq!(line, line.to_lowercase());
            assert!(seen.insert(line), "{line} is listed twice");
        }
        assert!(seen.len() >= 100, "{}", seen.len());
    }
}
