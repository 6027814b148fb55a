//! Free text on its way to the vault: commands carry it, events only point at it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ids::VaultId;

/// What an event keeps of a text or person: where it is sealed, and a salted commitment to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The vault entry.
    pub id: VaultId,
    /// Hex of `SHA-256("rightsdesk/v1" ‖ salt ‖ text)`; hiding once the salt is erased with the key.
    pub commitment: String,
}

/// A text a person wrote, with the place it will be sealed at. Ids and salts are made above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The words.
    pub text: String,
    /// 32 random bytes, kept beside the text in the vault.
    pub salt: [u8; 32],
    /// Where it will be found, and the commitment to it.
    pub sealed: Sealed,
}

impl Prose {
    /// Commits to `text`.
    pub fn new(text: String, id: VaultId, salt: [u8; 32]) -> Self {
        let commitment = commit(&salt, text.as_bytes());
        Self { text, salt, sealed: Sealed { id, commitment } }
    }
}

/// The commitment of [`Sealed`].
pub fn commit(salt: &[u8; 32], bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"rightsdesk/v1");
    hash.update(salt);
    hash.update(bytes);
    hex(&hash.finalize())
}

/// Whether a character turns the direction of what stands around it without being seen (Unicode TR 36, 2.4): it could
/// make a name read as another one, or hide a part of it.
pub const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no room and changes nothing that is read: what comes along when something is copied. Joiners
/// are not among them: some scripts need them.
pub const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// A name or title as it is kept: one space between words, without what is not seen, marks that turn the direction among
/// it. Scripts that run from right to left need none of them within one line of their own.
pub fn one_line(text: &str) -> String {
    let seen = |c: &char| !turns_direction(*c) && !is_unseen(*c);
    let seen: String = text.chars().filter(seen).collect();
    let words = seen.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Free text as it is kept. What word processors and PDF use to break lines and pages becomes a line break; other control
/// characters, which nobody sees or can find, and what is not seen go.
pub fn paragraphs(text: &str) -> String {
    let kept = |c: char| match c {
        '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\n' | '\r' | '\t' => Some(c),
        c => (!c.is_control() && !is_unseen(c)).then_some(c),
    };
    let text: String = text.chars().filter_map(kept).collect();
    text.trim().to_owned()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{one_line, paragraphs};

    #[test]
    fn text_from_a_page_keeps_its_lines_and_loses_what_nobody_sees() {
        assert_eq!(paragraphs(" one\u{B}two\u{C}three\u{2028}four\n"), "one\ntwo\nthree\nfour");
        assert_eq!(paragraphs("\u{FEFF}Pl\u{AD}ease\0 \u{7}now\t1\u{200B}"), "Please now\t1");
        // Joiners belong to the script.
        assert_eq!(paragraphs("क्\u{200D}ष"), "क्\u{200D}ष");
        assert_eq!(one_line("\u{FEFF}Ma\u{200B}ya\0\u{B}Maple"), "Maya Maple");
    }

    #[test]
    fn a_name_holds_nothing_that_turns_its_direction() {
        assert_eq!(one_line(" Maya\u{202E}  \u{2066}Maple\u{2069}\u{200F}\u{61C} "), "Maya Maple");
        assert_eq!(one_line("\u{202D}\u{200E}"), "");
        assert_eq!(one_line("שרה כהן"), "שרה כהן");
    }
}
