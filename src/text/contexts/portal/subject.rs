//! The page of the person whose data it is when another one asked; and examples of the status page.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Due, Entry, GiveCorrection, GiveFiles, ItemState, PackageCard, Progress, Question, StatusPage,
    Step, WantedAddress,
};
use crate::PageContext;
use crate::contexts::form::{Choice, Fact, Field};
use crate::contexts::mail::ItemList;

/// What the link of the mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectWish {
    /// "This was not me".
    Disown,
    /// "Yes, this person acts for me".
    Mandate,
}

impl SubjectWish {
    /// As it is sent and linked.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disown => "disown",
            Self::Mandate => "mandate",
        }
    }

    /// The other way round.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Disown, Self::Mandate].into_iter().find(|wish| wish.as_str() == text)
    }
}

/// Asks the person whose data it is.
#[derive(Debug, Clone, Serialize)]
pub struct SubjectPage {
    /// What the link is for.
    pub wish: SubjectWish,
    /// Where its form is sent.
    pub action: String,
    /// What was asked, in words.
    pub rights: Vec<&'static str>,
    /// The day it was received.
    pub received_on: NaiveDate,
}

/// Tells the person whose data it is that it was done.
#[derive(Debug, Clone, Serialize)]
pub struct SubjectDonePage {
    /// What the link was for.
    pub wish: SubjectWish,
}

impl SubjectPage {
    /// Title of the page.
    pub const TITLE: &'static str = "A request about you";
}

impl PageContext for SubjectPage {
    const TEMPLATE: &'static str = "portal/subject";

    fn samples() -> Vec<Self> {
        let of = |wish, rights| Self {
            wish,
            action: "/subject/sample".to_owned(),
            rights,
            received_on: day(11, 23),
        };
        vec![
            of(SubjectWish::Disown, vec!["Copy of my data", "Delete my data"]),
            of(SubjectWish::Mandate, Vec::new()),
        ]
    }
}

impl SubjectDonePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Thank you";
}

impl PageContext for SubjectDonePage {
    const TEMPLATE: &'static str = "portal/subject_done";

    fn samples() -> Vec<Self> {
        let of = |wish| Self { wish };
        vec![of(SubjectWish::Disown), of(SubjectWish::Mandate)]
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// A request in work with everything, one that waits for the person, and one that is over.
pub(super) fn status_samples() -> Vec<StatusPage> {
    let working = working();
    let asked = Question {
        evidence: true,
        text: "Please tell us the month in which you opened the account.".to_owned(),
        fields: vec![Field::area("answer", "Your answer").optional()],
        files: Some(GiveFiles {
            error: Some("The file is empty. Choose another one.".to_owned()),
            ..GiveFiles::new("Files that show it", 20)
        }),
    };
    let waiting = StatusPage {
        lede: "We need something from you before we can go on.".to_owned(),
        next: "You: answer our question below.".to_owned(),
        your_turn: true,
        question: Some(asked),
        cancel_until: Some("2026-11-26T10:48:00+05:30".to_owned()),
        ..working.clone()
    };
    let closed = StatusPage {
        lede: "Your request is closed: done in part.".to_owned(),
        on_behalf: None,
        next: "Nobody: it is finished.".to_owned(),
        due: None,
        message: Vec::new(),
        complaint: complaint(),
        address: Vec::new(),
        wanted: None,
        can_withdraw: false,
        closed: true,
        package: Some(PackageCard {
            tone: "ok",
            title: "Your data is ready".to_owned(),
            text: "You can download it 4 more times, until 9 December 2026 at 10:48.".to_owned(),
            ready: true,
            open: true,
            size: "81 kB".to_owned(),
        }),
        words: Some("Thank you for your patience.".to_owned()),
        closing: Some("Write to us if something is not clear.".to_owned()),
        items: items(),
        ..working.clone()
    };
    let preparing = StatusPage { package: Some(building()), ..closed.clone() };
    vec![working, waiting, closed, preparing]
}

fn complaint() -> Vec<Field> {
    let anew = Choice::new("appeal", "Decide my request anew");
    let how = Choice::new("complaint", "Complain about how you handled it");
    let kinds = vec![anew.explained("This is called an appeal.", None), how];
    vec![
        Field::radios("kind", "What do you want?", kinds).filled("appeal"),
        Field::area("complaint", "What is wrong with our answer?"),
    ]
}

fn building() -> PackageCard {
    PackageCard {
        tone: "idle",
        title: "We put your data together".to_owned(),
        text: "This takes some minutes.".to_owned(),
        ready: false,
        open: false,
        size: String::new(),
    }
}

fn working() -> StatusPage {
    StatusPage {
        errors: Vec::new(),
        email: "maya.lindqvist@example.com".to_owned(),
        heading: "Copy of my data".to_owned(),
        lede: "We are working on it.".to_owned(),
        on_behalf: Some("You ask for your child, Ola Lindqvist.".to_owned()),
        next: "We do: you need not do anything right now.".to_owned(),
        your_turn: false,
        steps: steps(),
        due: Some(Due {
            on: day(12, 23),
            words: "30 days left".to_owned(),
            gone: 34,
            late: false,
            steps: vec!["Received on 23 November 2026. That day is not counted.".to_owned()],
            citation: "policy 6.2".to_owned(),
        }),
        items: Vec::new(),
        words: None,
        closing: None,
        package: None,
        correction: Some(GiveCorrection { files: GiveFiles::new("Files", 20), given: 2 }),
        question: None,
        entries: entries(),
        message: vec![Field::area("message", "Write to us about this request")],
        complaint: Vec::new(),
        address: vec![Field::line("email", "New email address")],
        wanted: Some(WantedAddress {
            email: "maya@new.example.com".to_owned(),
            counts_at: Some("2026-11-26T10:48:00+05:30".to_owned()),
        }),
        facts: vec![Fact::new("Reference", "DSR-2026-482915"), Fact::new("Cost", "Free")],
        can_withdraw: true,
        cancel_until: None,
        closed: false,
        version: 7,
    }
}

fn steps() -> Vec<Step> {
    let step = |label, progress, note: &str| Step { label, progress, note: note.to_owned() };
    vec![
        step("Received", Progress::Done, "23 Nov"),
        step("Checking who asks", Progress::Now, "Now"),
        step("Answered", Progress::Ahead, "By 23 Dec"),
    ]
}

fn entries() -> Vec<Entry> {
    let at = "2026-11-23T14:12:00+05:30".to_owned();
    let message = Entry {
        at: at.clone(),
        tone: "accent",
        icon: "msg",
        from: Some("AIML-Learn".to_owned()),
        text: "Hello Maya,\n\nwe found two accounts.".to_owned(),
    };
    let event = Entry {
        at,
        tone: "ok",
        icon: "shield",
        from: None,
        text: "You confirmed your email address.".to_owned(),
    };
    vec![message, event]
}

fn items() -> Vec<ItemState> {
    let done = ItemState {
        right: "Copy of my data",
        tone: "ok",
        state: "Done".to_owned(),
        ground: None,
        text: None,
        lists: Vec::new(),
    };
    let refused = ItemState {
        right: "Delete my data",
        tone: "plum",
        state: "Done in part".to_owned(),
        ground: Some("We have to keep these records for a set time."),
        text: Some("Invoices are kept until 31 March 2034.".to_owned()),
        lists: vec![ItemList { heading: "What we erased", lines: vec!["Accounts".to_owned()] }],
    };
    vec![done, refused]
}
