//! Pieces that several pages of the desk share: tones, tags, people, banners, pagers, empty states.
//!
//! Values are ready to print; a template only repeats and leaves out.

use serde::Serialize;

/// What a colour means. The meaning never changes: see docs/style.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Done.
    Ok,
    /// In work.
    Info,
    /// Human review, or kept by law.
    Plum,
    /// Waiting or close.
    Warn,
    /// Failed or late.
    Bad,
    /// New or stopped.
    Idle,
    /// The desk's own accent, without a meaning of state.
    Accent,
}

/// A short state in a tinted box.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    /// What its colour means.
    pub tone: Tone,
    /// The words.
    pub text: String,
    /// Name of the icon before the words.
    pub icon: Option<&'static str>,
}

impl Tag {
    /// A tag without an icon.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), icon: None }
    }

    /// The same tag with an icon.
    pub fn with_icon(self, icon: &'static str) -> Self {
        Self { icon: Some(icon), ..self }
    }
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// The words.
    pub label: String,
    /// The address.
    pub href: String,
}

impl Link {
    /// From words and an address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A colleague as shown beside a case.
#[derive(Debug, Clone, Serialize)]
pub struct Colleague {
    /// The whole name.
    pub name: String,
    /// The part that is shown where room is scarce.
    pub short: String,
    /// Two letters.
    pub initials: String,
    /// Colour of the circle; the same person always has the same one.
    pub tone: Tone,
}

impl Colleague {
    /// From a name.
    pub fn named(name: &str) -> Self {
        let words: Vec<&str> = name.split_whitespace().collect();
        let first = |word: &&str| word.chars().next();
        let letters: Vec<char> = match words.as_slice() {
            [] => vec!['?'],
            [only] => only.chars().take(2).collect(),
            [start, .., end] => [start, end].into_iter().filter_map(first).collect(),
        };
        let tones = [Tone::Info, Tone::Ok, Tone::Plum, Tone::Warn, Tone::Accent];
        let sum: usize = name.bytes().map(usize::from).sum();
        Self {
            name: name.to_owned(),
            short: words.first().map_or_else(|| name.to_owned(), |word| (*word).to_owned()),
            initials: letters.into_iter().flat_map(char::to_uppercase).collect(),
            tone: tones.get(sum % tones.len()).copied().unwrap_or(Tone::Info),
        }
    }
}

/// A message across the page.
#[derive(Debug, Clone, Serialize)]
pub struct Banner {
    /// What its colour means.
    pub tone: Tone,
    /// Name of its icon.
    pub icon: &'static str,
    /// The part in bold.
    pub title: String,
    /// The rest.
    pub text: String,
    /// Where to act on it.
    pub action: Option<Link>,
    /// Whether it interrupts (an error of what was just tried) or is only there.
    pub alert: bool,
    /// Whether it tells of what was just done.
    pub status: bool,
}

impl Banner {
    /// A banner without an action.
    pub fn new(
        tone: Tone,
        icon: &'static str,
        title: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            tone,
            icon,
            title: title.into(),
            text: text.into(),
            action: None,
            alert: false,
            status: false,
        }
    }

    /// With a place to act.
    pub fn action(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { action: Some(Link::new(label, href)), ..self }
    }

    /// Read out at once.
    pub fn alert(self) -> Self {
        Self { alert: true, ..self }
    }
}

/// What a list shows when it has nothing to show.
#[derive(Debug, Clone, Serialize)]
pub struct Empty {
    /// What is so.
    pub title: String,
    /// What that means, and what to do.
    pub text: String,
    /// Where to go on; the first is the main one.
    pub links: Vec<Link>,
}

/// Moving through a list that is longer than a page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pager {
    /// What is shown.
    pub label: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}
