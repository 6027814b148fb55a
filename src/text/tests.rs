//! Every notice with every sample, and the rules templates must keep.

mod helpers;
mod overriding;
mod pages;

use scraper::{Html, Selector};
use serde_json::Value;

use super::engine::may_reach_a_stranger;
use super::samples::samples_for;
use super::*;
use crate::contexts::mail::{ItemLine, RequesterMail};
use domain::message::NoticeKind as N;

fn texts() -> &'static Texts {
    static TEXTS: std::sync::OnceLock<Texts> = std::sync::OnceLock::new();
    TEXTS.get_or_init(|| Texts::new(&TextSettings::default()).unwrap())
}

fn rendered(kind: N) -> Vec<domain::message::Message> {
    let texts = texts();
    samples_for(kind)
        .iter()
        .map(|sample| {
            let made = texts.mail(kind, "maya@example.com", Some("Maya Okafor"), sample);
            made.unwrap_or_else(|error| panic!("{kind}: {error}"))
        })
        .collect()
}

#[test]
fn every_notice_renders_from_every_sample() {
    for kind in N::ALL {
        let messages = rendered(*kind);
        assert!(messages.len() >= 2, "{kind}: a full and a minimal sample");
        for message in messages {
            let subject = &message.subject;
            assert!(!subject.is_empty() && !subject.contains(['\n', '\r']), "{kind}: {subject:?}");
            assert!(subject.chars().count() <= 120, "{kind}: {subject}");
            for part in [subject, &message.text, &message.html] {
                assert!(!part.contains("{{") && !part.contains("}}"), "{kind}: {part}");
                assert!(!part.contains("null") && !part.contains("[object]"), "{kind}: {part}");
            }
            assert!(!message.text.contains('<'), "{kind}: markup in plain text");
            assert!(!message.text.contains("&#x") && !message.text.contains("&amp;"), "{kind}");
            assert_eq!(message.template_version.len(), 12);
            well_formed(*kind, &message.html);
        }
    }
}

/// Every element closes in order, and nothing is loaded from elsewhere.
fn well_formed(kind: N, html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split_whitespace().next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{kind}: {html}");
        } else if !matches!(name, "!DOCTYPE" | "meta" | "br") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{kind}: {open:?}");
    let page = Html::parse_document(html);
    let remote = Selector::parse("[src], link, script, img, iframe, p:empty, p p").unwrap();
    assert_eq!(page.select(&remote).count(), 0, "{kind}: {html}");
    let links = Selector::parse("a[href]").unwrap();
    for link in page.select(&links) {
        let href = link.value().attr("href").unwrap();
        let good = href.starts_with("https://") || href.starts_with("mailto:");
        assert!(good, "{kind}: {href}");
        assert!(!link.text().collect::<String>().trim().is_empty(), "{kind}: {href}");
    }
}

#[test]
fn requesters_learn_reference_next_step_and_how_to_complain() {
    let theirs = |kind: &&N| !kind.is_for_staff() && !kind.is_for_system_owner();
    for kind in N::ALL.iter().filter(theirs) {
        for message in rendered(*kind) {
            for part in [&message.text, &message.html] {
                assert!(part.contains("dpo@aimllearn.com"), "{kind}");
                assert!(part.contains("supervisory authority"), "{kind}");
                assert!(part.contains("12 Example Road"), "{kind}");
                assert!(part.contains("whatever your mail preferences"), "{kind}");
                if may_reach_a_stranger(*kind) {
                    continue;
                }
                assert!(part.contains("DSR-2026-482915"), "{kind}");
                assert!(part.contains("What happens next"), "{kind}");
            }
        }
    }
}

#[test]
fn strangers_read_nothing_the_submitter_typed() {
    let texts = texts();
    let planted = "canary-7c1";
    for kind in N::ALL.iter().filter(|kind| may_reach_a_stranger(**kind)) {
        for sample in samples_for(*kind) {
            let MailContext::Requester(sample) = sample else {
                panic!("{kind}");
            };
            let mail = RequesterMail {
                name: Some(planted.to_owned()),
                text: Some(planted.to_owned()),
                next_step: Some(planted.to_owned()),
                ..*sample
            };
            let message = texts.mail(*kind, "a@example.com", Some(planted), &mail.into()).unwrap();
            let all = serde_json::to_string(&message).unwrap();
            assert!(!all.contains(planted), "{kind}: {all}");
            assert_eq!(message.to_name, None);
        }
    }
}

#[test]
fn markup_in_values_stays_text() {
    let texts = texts();
    let sample = samples_for(N::MessageFromDesk).remove(0);
    let MailContext::Requester(sample) = sample else {
        panic!();
    };
    let mail = RequesterMail {
        name: Some("<b>Maya</b>".to_owned()),
        text: Some("<script>alert(1)</script>\n{{name}}".to_owned()),
        ..*sample
    };
    let message = texts.mail(N::MessageFromDesk, "", None, &mail.into()).unwrap();
    assert!(!message.html.contains("<script>") && !message.html.contains("<b>"));
    assert!(message.text.contains("    <script>alert(1)</script>\n    {{name}}"));
    assert!(message.text.contains("Hello <b>Maya</b>,"));
}

#[test]
fn a_letter_lists_every_right_and_says_what_stays() {
    let [full, _] = &rendered(N::AnswerInPart)[..] else {
        panic!();
    };
    for part in [&full.text, &full.html] {
        for right in [
            "Copy of my data: Done",
            "Correct my data: Refused",
            "Delete my data: Done in part",
            "Close my account: Cancelled by you",
        ] {
            assert!(part.contains(right), "{right}\n{part}");
        }
        assert!(part.contains("(a) what other users copied"));
        assert!(part.contains("go to court"));
        assert!(part.contains("never attach it"));
        assert!(part.contains("accurate as it stands"));
    }
    let item = ItemLine::settled(
        domain::vocabulary::Right::Delete,
        domain::vocabulary::Settlement::Refused,
        None,
        None,
    );
    assert!(!item.stays && !item.download);
}

#[test]
fn a_planned_closing_links_to_keeping_the_account_and_says_what_stays() {
    let [full, least] = &rendered(N::TerminationPlanned)[..] else {
        panic!();
    };
    for part in [&full.text, &full.html] {
        assert!(part.contains("/cancel/3q2-7wQ") && part.contains("/status"), "{part}");
        assert!(part.contains("(a) what other users copied"), "{part}");
    }
    for part in [&least.text, &least.html] {
        assert!(!part.contains("/cancel/") && part.contains("Write to us"), "a letter: {part}");
    }
    let [kept, withdrawn] = &rendered(N::Withdrawn)[..] else {
        panic!();
    };
    for (kept, withdrawn) in [(&kept.text, &withdrawn.text), (&kept.html, &withdrawn.html)] {
        assert!(kept.contains("account stays as it is") && !withdrawn.contains("account stays"));
    }
}

#[test]
fn the_desk_is_mailed_no_personal_data_and_only_its_own_group() {
    for kind in N::ALL.iter().filter(|kind| kind.is_for_staff()) {
        for message in rendered(*kind) {
            assert!(message.text.contains("https://privacy.example.com/"), "{kind}");
            assert!(!message.text.contains("Maya"), "{kind}");
        }
    }
    let sample = samples_for(N::StaffDigest).remove(0);
    let wrong = texts().mail(N::Received, "", None, &sample);
    assert!(matches!(wrong, Err(TextError::WrongContext(N::Received))));
}

#[test]
fn full_samples_fill_in_every_value() {
    // What is null in every sample would never be seen by the templates' check.
    for kind in N::ALL {
        let Value::Object(values) = serde_json::to_value(&samples_for(*kind)[0]).unwrap() else {
            panic!();
        };
        let empty: Vec<_> = values
            .iter()
            .filter(|(_, v)| v.is_null() || v.as_array().is_some_and(Vec::is_empty))
            .collect();
        assert!(empty.is_empty(), "{kind}: {empty:?}");
    }
}

#[test]
fn owners_of_systems_are_mailed_a_link_and_nothing_of_the_person() {
    for kind in N::ALL.iter().filter(|kind| kind.is_for_system_owner()) {
        for message in rendered(*kind) {
            for part in [&message.text, &message.html] {
                assert!(part.contains("/task/") && part.contains("DSR-2026-482915"), "{kind}");
                assert!(!part.contains("Maya"), "{kind}");
            }
        }
    }
}
