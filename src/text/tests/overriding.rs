//! Own mail templates, and templates that must not be used.

use super::*;

fn settings(file: &str, source: &str) -> (tempfile::TempDir, TextSettings) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, source).unwrap();
    let email_templates = Some(folder.path().to_owned());
    (folder, TextSettings { email_templates, ..TextSettings::default() })
}

#[test]
fn an_own_template_wins_and_changes_the_version_of_its_notice_only() {
    let (_folder, settings) = settings("received/subject.txt.hbs", "Ours: {{reference}}");
    let ours = Texts::new(&settings).unwrap();
    let sample = samples_for(N::Received).remove(0);
    let message = ours.mail(N::Received, "", None, &sample).unwrap();
    assert_eq!(message.subject, "Ours: DSR-2026-482915");
    assert_ne!(ours.mail_version(N::Received), texts().mail_version(N::Received));
    assert_eq!(ours.mail_version(N::Refused), texts().mail_version(N::Refused));
}

#[test]
fn the_layout_is_part_of_every_version() {
    let (_folder, settings) = settings("_layout.txt.hbs", "Ours\n{{> @partial-block}}");
    let ours = Texts::new(&settings).unwrap();
    assert_ne!(ours.mail_version(N::Received), texts().mail_version(N::Received));
}

#[test]
fn broken_templates_stop_the_start() {
    for (file, source, why) in [
        ("recieved/subject.txt.hbs", "x", "not the name of a mail template"),
        ("received/body.txt.hbs", "{{> _missing}}", "_missing"),
        ("received/body.html.hbs", "{{{reference}}}", "without escaping"),
        ("received/body.html.hbs", "{{#if reference}}", "received/body"),
        ("received/body.html.hbs", "{{&reference}}", "without escaping"),
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
        let error = ours.mail(N::Received, "", None, &sample).unwrap_err().to_string();
        assert!(error.contains("refrence"), "{source}: {error}");
    }
}
