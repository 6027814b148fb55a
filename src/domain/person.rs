//! Personal data of a request and its parts: parsed once, so that no later layer checks again.

use serde::{Deserialize, Serialize};

use super::correction::WantedCorrection;
use super::prose::one_line;
use super::vocabulary::{AccountRole, RequesterRole, Right};

/// Longest accepted values, in characters.
pub const MAX_NAME: usize = 200;
/// Longest free text, in characters.
pub const MAX_TEXT: usize = 10_000;

/// A mailbox: one addr-spec, the domain in lower case, the local part exactly as given (RFC 5321 2.4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Parses an address, or says in one sentence what is wrong.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "Enter an email address like name@example.com.";
        let text = one_line(text);
        let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(&text);
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let (local, domain) = text.rsplit_once('@').ok_or(WRONG)?;
        let domain = domain.strip_suffix('.').unwrap_or(domain).to_lowercase();
        let local_fits = !local.is_empty() && local.len() <= 64 && local.split('.').all(is_atom);
        let labels: Vec<_> = domain.split('.').collect();
        let domain_fits = domain.len() <= 253 && labels.len() >= 2;
        if local_fits && domain_fits && labels.iter().all(|label| is_label(label)) {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(WRONG)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether mail to both may reach the same person: capitals and what follows a `+` do not matter. For doubt, never for
    /// trust: not every provider delivers `joe+anything@…` to `joe@…`, so that an account stays another's by such a sign.
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        mailbox(&self.folded()) == mailbox(&other.folded())
    }

    /// What two spellings of one mailbox share for limits and search: everything in lower case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// The mailbox behind a folded address: many providers deliver `joe+anything@…` to `joe@…`.
pub fn mailbox(folded_address: &str) -> String {
    match folded_address.rsplit_once('@') {
        Some((local, domain)) => {
            let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
            format!("{name}@{domain}")
        }
        None => folded_address.to_owned(),
    }
}

fn is_atom(text: &str) -> bool {
    // RFC 5321 dot-atom, ASCII only: quoted and UTF-8 local parts are rare and easily abused.
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Everything personal in a request, as sealed in the vault under the case's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name of the requester.
    pub name: String,
    /// Where notices go; `None` for post and phone cases without an address.
    pub email: Option<Email>,
    /// Postal address, for letters.
    pub postal_address: Option<String>,
    /// The account's address, when it differs.
    pub account_email: Option<Email>,
    /// The data subject, when a guardian or agent asks.
    pub acting_for: Option<String>,
    /// The data subject's own address, to confirm an agent's mandate.
    pub subject_email: Option<Email>,
    /// What the requester wrote, by right (`not_sure` under the key `details`).
    pub details: Vec<Detail>,
    /// What is to be corrected, field by field, in the order their numbers follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<WantedCorrection>,
}

/// What was written about one right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The right, or `None` for the whole request.
    pub right: Option<Right>,
    /// The words.
    pub text: String,
}

impl Person {
    /// First word of the name, for a greeting.
    pub fn greeting_name(&self) -> &str {
        &self.name
    }

    /// The name of the data subject.
    pub fn subject_name(&self) -> &str {
        self.acting_for.as_deref().unwrap_or(&self.name)
    }
}

/// What the form's facts ask for beside the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// In which capacity.
    pub role: RequesterRole,
    /// Stated country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Stated region, an ISO 3166-2 code without the country.
    pub region: Option<String>,
    /// The kind of account.
    pub account_role: Option<AccountRole>,
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn one_mailbox_is_one_however_it_is_written() {
        let email = |text: &str| Email::parse(text).unwrap();
        let nora = email("nora.berg@example.com");
        for same in ["Nora.Berg@Example.com", "NORA.BERG+shop@example.com"] {
            assert!(nora.is_same_mailbox(&email(same)), "{same}");
        }
        for other in ["nora@example.com", "nora.berg@example.org"] {
            assert!(!nora.is_same_mailbox(&email(other)), "{other}");
        }
        assert!(!email("+1@x.org").is_same_mailbox(&email("+2@x.org")));
    }

    #[test]
    fn what_comes_along_when_an_address_is_copied_is_left_out() {
        for text in [
            "\u{200B}maya@example.com\u{FEFF}",
            "<maya@example.com>",
            "mailto:maya@example.com",
            "may\u{AD}a@exam\u{2060}ple.com",
        ] {
            assert_eq!(Email::parse(text).unwrap().as_str(), "maya@example.com", "{text:?}");
        }
    }

    #[test]
    fn addresses_are_parsed_to_one_spelling() {
        let parsed = |text: &str| Email::parse(text).map(|email| email.as_str().to_owned());
        assert_eq!(parsed(" Maya@Example.COM. ").as_deref(), Ok("Maya@example.com"));
        assert_eq!(parsed("a+b@x.org").as_deref(), Ok("a+b@x.org"));
        for wrong in [
            "",
            "maya",
            "@x.org",
            "a@",
            "a@b",
            "a b@x.org",
            "a@x..org",
            "a@-x.org",
            "a\n@x.org",
            "a@x.org\r\nBcc: b@x.org",
            "a@@x.org",
            ".a@x.org",
            "\"a\"@x.org",
            "ä@x.org",
            "a@x_y.org",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }
}
