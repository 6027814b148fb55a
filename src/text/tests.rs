//! Every notice with every sample, and the rules templates must keep.

use scraper::{Html, Selector};
use serde_json::Value;

use super::engine::may_reach_a_stranger;
use super::samples::samples_for;
use super::*;
use crate::domain::message::NoticeKind as N;
use crate::text::contexts::mail::{ItemLine, RequesterMail};

fn texts() -> Texts {
    Texts::new(&TextSettings::default()).unwrap()
}

fn rendered(kind: N) -> Vec<crate::domain::message::Message> {
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
            assert!(
                !subject.is_empty() && !subject.contains(['\n', '\r']),
                "{kind}: {subject:?}"
            );
            assert!(subject.chars().count() <= 120, "{kind}: {subject}");
            for part in [subject, &message.text, &message.html] {
                assert!(
                    !part.contains("{{") && !part.contains("}}"),
                    "{kind}: {part}"
                );
                assert!(
                    !part.contains("null") && !part.contains("[object]"),
                    "{kind}: {part}"
                );
            }
            assert!(!message.text.contains('<'), "{kind}: markup in plain text");
            assert!(
                !message.text.contains("&#x") && !message.text.contains("&amp;"),
                "{kind}"
            );
            assert_eq!(message.template_version.len(), 12);
            well_formed(*kind, &message.html);
        }
    }
}

/// Every element closes in order, and nothing is loaded from elsewhere.
fn well_formed(kind: N, html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html
        .split('<')
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
    {
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
        assert!(
            !link.text().collect::<String>().trim().is_empty(),
            "{kind}: {href}"
        );
    }
}

#[test]
fn requesters_learn_reference_next_step_and_how_to_complain() {
    for kind in N::ALL.iter().filter(|kind| !kind.is_for_staff()) {
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
            let message = texts
                .mail(*kind, "a@example.com", Some(planted), &mail.into())
                .unwrap();
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
    let message = texts
        .mail(N::MessageFromDesk, "", None, &mail.into())
        .unwrap();
    assert!(!message.html.contains("<script>") && !message.html.contains("<b>"));
    assert!(
        message
            .text
            .contains("    <script>alert(1)</script>\n    {{name}}")
    );
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
        crate::domain::vocabulary::Right::Delete,
        crate::domain::vocabulary::Settlement::Refused,
        None,
        None,
    );
    assert!(!item.stays && !item.download);
}

#[test]
fn the_desk_is_mailed_no_personal_data_and_only_its_own_group() {
    for kind in N::ALL.iter().filter(|kind| kind.is_for_staff()) {
        for message in rendered(*kind) {
            assert!(
                message.text.contains("https://privacy.example.com/"),
                "{kind}"
            );
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

mod overriding {
    use super::*;

    fn settings(file: &str, source: &str) -> (tempfile::TempDir, TextSettings) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, source).unwrap();
        let email_templates = Some(folder.path().to_owned());
        (
            folder,
            TextSettings {
                email_templates,
                ..TextSettings::default()
            },
        )
    }

    #[test]
    fn an_own_template_wins_and_changes_the_version_of_its_notice_only() {
        let (_folder, settings) = settings("received/subject.txt.hbs", "Ours: {{reference}}");
        let ours = Texts::new(&settings).unwrap();
        let sample = samples_for(N::Received).remove(0);
        let message = ours.mail(N::Received, "", None, &sample).unwrap();
        assert_eq!(message.subject, "Ours: DSR-2026-482915");
        assert_ne!(
            ours.mail_version(N::Received),
            texts().mail_version(N::Received)
        );
        assert_eq!(
            ours.mail_version(N::Refused),
            texts().mail_version(N::Refused)
        );
    }

    #[test]
    fn the_layout_is_part_of_every_version() {
        let (_folder, settings) = settings("_layout.txt.hbs", "Ours\n{{> @partial-block}}");
        let ours = Texts::new(&settings).unwrap();
        assert_ne!(
            ours.mail_version(N::Received),
            texts().mail_version(N::Received)
        );
    }

    #[test]
    fn broken_templates_stop_the_start() {
        for (file, source, why) in [
            (
                "recieved/subject.txt.hbs",
                "x",
                "not the name of a mail template",
            ),
            ("received/body.txt.hbs", "{{> _missing}}", "_missing"),
            (
                "received/body.html.hbs",
                "{{{reference}}}",
                "without escaping",
            ),
            (
                "received/body.html.hbs",
                "{{#if reference}}",
                "received/body",
            ),
            (
                "received/body.html.hbs",
                "{{&reference}}",
                "without escaping",
            ),
        ] {
            let (_folder, settings) = settings(file, source);
            let error = Texts::new(&settings).unwrap_err().to_string();
            assert!(error.contains(why), "{file}: {error}");
        }
    }

    #[test]
    fn misspelt_names_are_noticed_also_in_conditions() {
        for source in [
            "{{refrence}}",
            "{{#if refrence}}x{{/if}}",
            "{{date refrence}}",
            "{{#unless refrence}}x{{/unless}}",
            "{{#if (eq refrence 1)}}x{{/if}}",
        ] {
            let (_folder, settings) = settings("received/subject.txt.hbs", source);
            let ours = Texts::new(&settings).unwrap();
            let sample = samples_for(N::Received).remove(0);
            let error = ours
                .mail(N::Received, "", None, &sample)
                .unwrap_err()
                .to_string();
            assert!(error.contains("refrence"), "{source}: {error}");
        }
    }
}

mod helpers {
    use super::*;

    fn line(source: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("received")).unwrap();
        std::fs::write(folder.path().join("received/body.html.hbs"), source).unwrap();
        let assets =
            AssetPaths::new([("icons.svg".to_owned(), "/assets/3f2a/icons.svg".to_owned())]);
        let settings = TextSettings {
            email_templates: Some(folder.path().to_owned()),
            assets,
        };
        let sample = samples_for(N::Received).remove(0);
        let texts = Texts::new(&settings).map_err(|error| error.to_string())?;
        texts
            .mail(N::Received, "", None, &sample)
            .map(|message| message.html)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_writes_what_it_says() {
        for (source, wanted) in [
            ("{{date due_on}}", "23 December 2026"),
            ("{{short_date due_on}}", "23 Dec"),
            ("{{long_date due_on}}", "Wednesday 23 December 2026"),
            ("{{date happens_at}}", "23 November 2026"),
            (
                "{{datetime happens_at}}",
                "23 November 2026, 14:35 UTC+05:30",
            ),
            (
                "{{datetime \"2026-11-23T09:05:00.000000Z\"}}",
                "23 November 2026, 09:05 UTC",
            ),
            (
                "{{count 1 \"day\" \"days\"}}, {{count 0 \"day\" \"days\"}}",
                "1 day, 0 days",
            ),
            ("{{label \"right\" \"access\"}}", "Copy of my data"),
            (
                "{{#if (eq reference \"DSR-2026-482915\")}}same{{/if}}",
                "same",
            ),
            ("{{#if (ne reference \"x\")}}other{{/if}}", "other"),
            ("{{link \"/desk\"}}", "/desk"),
            ("{{asset \"icons.svg\"}}", "/assets/3f2a/icons.svg"),
            (
                "{{paragraphs \"a<b\n\nc\nd\"}}",
                "<p>a&lt;b</p>\n<p>c<br>\nd</p>\n",
            ),
            (
                "{{icon \"clock\"}}",
                "<svg class=\"icon\" aria-hidden=\"true\">\
             <use href=\"/assets/3f2a/icons.svg#clock\"></use></svg>",
            ),
        ] {
            assert_eq!(line(source).as_deref(), Ok(wanted), "{source}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for source in [
            "{{date \"soon\"}}",
            "{{datetime \"2026-11-23\"}}",
            "{{label \"right\" \"fly\"}}",
            "{{link \"javascript:alert(1)\"}}",
            "{{link \"//evil.example\"}}",
            "{{link \"/\\\\evil.example\"}}",
            "{{link \"JavaScript:alert(1)\"}}",
            "{{asset \"missing.css\"}}",
            "{{icon \"a\\\" onload\"}}",
            "{{count}}",
            "{{nothing_such 1}}",
        ] {
            assert!(line(source).is_err(), "{source}: {:?}", line(source));
        }
    }
}
