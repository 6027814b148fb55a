//! Each template helper, through a template.

use super::*;

fn line(source: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("received")).unwrap();
    std::fs::write(folder.path().join("received/body.html.hbs"), source).unwrap();
    let assets = AssetPaths::new([("icons.svg".to_owned(), "/assets/3f2a/icons.svg".to_owned())]);
    let settings = TextSettings { email_templates: Some(folder.path().to_owned()), assets };
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
        ("{{datetime happens_at}}", "14:35 on 23 November 2026 (UTC+05:30)"),
        ("{{datetime \"2026-11-23T09:05:00.000000Z\"}}", "09:05 on 23 November 2026 (UTC)"),
        ("{{count 1 \"day\" \"days\"}}, {{count 0 \"day\" \"days\"}}", "1 day, 0 days"),
        ("{{label \"right\" \"access\"}}", "Copy of my data"),
        ("{{#if (eq reference \"DSR-2026-482915\")}}same{{/if}}", "same"),
        ("{{#if (ne reference \"x\")}}other{{/if}}", "other"),
        ("{{link \"/desk\"}}", "/desk"),
        ("{{asset \"icons.svg\"}}", "/assets/3f2a/icons.svg"),
        (
            "{{paragraphs text}}",
            "<p dir=\"auto\">Thank you for your patience.</p>\n\
                 <p dir=\"auto\">We looked in every system of ours.<br>\nThis is what we found.</p>\n",
        ),
        ("{{paragraphs \"a<b\"}}", "<p dir=\"auto\">a&lt;b</p>\n"),
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
