//! Tests of the settings.

use std::{collections::BTreeSet, net::IpAddr, path::Path};

use super::{load::dot_env, *};

const EXAMPLE: &str = include_str!("../../.env.example");

/// A program with everything in it.
const WHOLE: Parts = Parts { pg_tls: true, s3: true };

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    Layers { environment: pairs(environment), ..Layers::default() }.settings()
}

/// The lines of `.env.example` as they are when nothing is commented out.
fn example() -> Vec<(String, String)> {
    let lines =
        EXAMPLE.lines().map(|line| line.strip_prefix("#RIGHTS").map(|l| format!("RIGHTS{l}")));
    let text: Vec<String> = lines.flatten().collect();
    dot_env(Path::new(".env.example"), &text.join("\n")).unwrap()
}

#[test]
fn the_defaults_are_complete_and_right() {
    let settings = Settings::defaults().unwrap();
    assert_eq!(settings.check(WHOLE), Vec::<String>::new());
    assert_eq!(settings.database.url.expose(), "sqlite://data/rightsdesk.db");
    assert_eq!(settings.vault.key_file, Path::new("data/keys/service.key"));
    assert_eq!(settings.mail.smtp_url, None);
    assert_eq!(settings.clock.pretend_now, None);
    assert_eq!(settings.organisation.time_zone, "Asia/Kolkata");
    assert_eq!(settings.policy.four_eyes, FourEyes::DeleteTerminateAndRefusals);
}

#[test]
fn env_example_lists_every_setting_and_nothing_else() {
    let effective = Settings::defaults().unwrap().effective();
    let names = effective.lines().filter_map(|line| line.split_once(" = "));
    let ours: BTreeSet<String> = names
        .map(|(name, _)| format!("RIGHTSDESK__{}", name.to_uppercase().replace('.', "__")))
        .collect();
    let listed: BTreeSet<String> = example().into_iter().map(|(name, _)| name).collect();
    assert_eq!(ours, listed);
    assert_eq!(example().len(), listed.len(), "a setting is listed twice");
}

#[test]
fn env_example_shows_the_defaults() {
    let settings = Layers { dot_env: example(), ..Layers::default() }.settings().unwrap();
    assert_eq!(settings.effective(), Settings::defaults().unwrap().effective());
}

#[test]
fn every_default_is_explained() {
    let settings = DEFAULTS.lines().filter(|line| line.contains(" = ") && !line.starts_with('#'));
    assert_eq!(settings.count(), Settings::defaults().unwrap().effective().lines().count());
    assert!(DEFAULTS.lines().filter(|line| line.starts_with("# ")).count() > 40);
}

#[test]
fn the_environment_wins_over_dot_env_over_the_file() {
    let mut layers = Layers {
        file: Some(("x.toml".into(), "[server]\nlisten = \"127.0.0.1:1\"\nworkers = 3".into())),
        dot_env: pairs(&[("RIGHTSDESK__SERVER__LISTEN", "127.0.0.1:2")]),
        environment: pairs(&[("RIGHTSDESK__SERVER__LISTEN", "127.0.0.1:3"), ("OTHER", "x")]),
    };
    assert_eq!(layers.settings().unwrap().server.listen.port(), 3);
    layers.environment.clear();
    assert_eq!(layers.settings().unwrap().server.listen.port(), 2);
    layers.dot_env.clear();
    assert_eq!(layers.settings().unwrap().server.listen.port(), 1);
    assert_eq!(layers.settings().unwrap().server.workers, 3);
}

#[test]
fn the_data_folder_moves_what_lies_in_it() {
    let settings = with(&[("RIGHTSDESK__DATA_DIR", "/srv/desk")]).unwrap();
    assert_eq!(settings.database.url.expose(), "sqlite:///srv/desk/rightsdesk.db");
    assert_eq!(settings.mail.directory, Path::new("/srv/desk/mail"));
    assert_eq!(settings.vault.key_file, Path::new("/srv/desk/keys/service.key"));
}

#[test]
fn an_unknown_key_is_named() {
    for (name, needle) in [
        ("RIGHTSDESK__SERVER__LISTENN", "listenn"),
        ("RIGHTSDESK__SEVRER__LISTEN", "sevrer"),
        ("RIGHTSDESK__DATADIR", "datadir"),
    ] {
        let error = with(&[(name, "x")]).unwrap_err().to_string();
        assert!(error.contains(needle), "{error}");
    }
    let file = Some(("x.toml".into(), "[mail]\nsmpt_url = \"smtp://x\"".to_owned()));
    let error = Layers { file, ..Layers::default() }.settings().unwrap_err().to_string();
    assert!(error.contains("smpt_url"), "{error}");
    assert!(error.contains("x.toml") && error.contains("Did you mean mail.smtp_url?"), "{error}");
}

#[test]
fn several_faults_are_told_at_once_with_their_source_and_what_is_meant() {
    let layers = Layers {
        file: Some(("x.toml".into(), "[log]\nformat = \"xml\"\n[worker]\nbatch = -1".into())),
        dot_env: pairs(&[("RIGHTSDESK__SERVER__LISTEN", "8080")]),
        environment: pairs(&[
            ("RIGHTSDESK__SERVER__LISTENN", "127.0.0.1:80"),
            ("RIGHTSDESK__POLICY__FOUR_EYES", "sometimes"),
        ]),
    };
    let error = layers.settings().unwrap_err().to_string();
    for sentence in [
        "log.format is “xml” (x.toml), but must be text or json.",
        "worker.batch is “-1” (x.toml), but must be a whole number, 0 or more.",
        "server.listen is “8080” (RIGHTSDESK__SERVER__LISTEN in .env), but must be an address and a port, such as 127.0.0.1:8080.",
        "server.listenn (RIGHTSDESK__SERVER__LISTENN in the environment) is not a setting. Did you mean server.listen?",
        "but must be always, delete_terminate_and_refusals or never.",
    ] {
        assert!(error.contains(sentence), "no {sentence} in {error}");
    }
    assert_eq!(error.lines().count(), 6, "{error}");
}

#[test]
fn a_wrong_value_names_its_place() {
    let error = with(&[("RIGHTSDESK__SERVER__LISTEN", "nowhere")]).unwrap_err().to_string();
    assert!(error.contains("server.listen"), "{error}");
    let error = with(&[("RIGHTSDESK__WORKER__BATCH", "many")]).unwrap_err().to_string();
    assert!(error.contains("batch"), "{error}");
}

#[test]
fn errors_do_not_quote_lines_that_may_hold_secrets() {
    let file = Some(("x.toml".into(), "[mail]\nsmtp_url = \"smtp://a:hunter2@b".to_owned()));
    let error = Layers { file, ..Layers::default() }.settings().unwrap_err().to_string();
    assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
    let error = dot_env(Path::new(".env"), "A=1\nSECRET='hunter2").unwrap_err().to_string();
    assert!(error.contains("after A") && !error.contains("hunter2"), "{error}");
}

#[test]
fn texts_stay_texts() {
    let settings = with(&[("RIGHTSDESK__ORGANISATION__NAME", "007")]).unwrap();
    assert_eq!(settings.organisation.name, "007");
}

#[test]
fn lists_are_read_from_text_and_from_toml() {
    let text = with(&[("RIGHTSDESK__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1")]).unwrap();
    assert_eq!(text.server.trusted_proxies.len(), 2);
    let file = "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]".to_owned();
    let toml = Layers { file: Some(("x".into(), file)), ..Layers::default() }.settings().unwrap();
    assert_eq!(toml.server.trusted_proxies, text.server.trusted_proxies);
    assert!(with(&[("RIGHTSDESK__SERVER__TRUSTED_PROXIES", "10.0.0.0/33")]).is_err());
}

#[test]
fn networks_contain_their_addresses() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let net = |text: &str| text.parse::<Network>().unwrap();
    assert!(net("10.0.0.0/8").contains(ip("10.255.0.1")));
    assert!(net("10.0.0.0/8").contains(ip("::ffff:10.1.2.3")));
    assert!(!net("10.0.0.0/8").contains(ip("11.0.0.1")));
    assert!(!net("10.0.0.1").contains(ip("10.0.0.2")));
    assert!(net("0.0.0.0/0").contains(ip("203.0.113.9")));
    assert!(!net("0.0.0.0/0").contains(ip("2001:db8::1")));
    assert!(net("2001:db8::/32").contains(ip("2001:db8:1::1")));
    assert!(!net("2001:db8::/32").contains(ip("2001:db9::1")));
}

#[test]
fn secrets_do_not_print() {
    let settings = with(&[
        ("RIGHTSDESK__MAIL__TRANSPORT", "smtp"),
        ("RIGHTSDESK__MAIL__SMTP_URL", "smtps://u:hunter2@mail.example.com"),
        (
            "RIGHTSDESK__DATABASE__URL",
            "postgres://u:hunter3@db:5433/x?sslmode=disable&password=hunter4",
        ),
    ])
    .unwrap();
    assert_eq!(settings.check(WHOLE), Vec::<String>::new());
    for text in [settings.effective(), format!("{settings:?}")] {
        assert!(!text.contains("hunter"), "{text}");
        assert!(text.contains("postgres://u:[…]@db:5433/x?sslmode=disable"), "{text}");
    }
}

#[test]
fn public_addresses() {
    let url = |text: &str| text.parse::<BaseUrl>();
    assert_eq!(url("https://a.example/").unwrap().link("/status"), "https://a.example/status");
    assert_eq!(url("http://[::1]:8080").unwrap().origin(), "http://[::1]:8080");
    assert!(url("http://localhost:8080").unwrap().is_loopback());
    assert!(!url("https://localhost.example").unwrap().is_loopback());
    for wrong in ["a.example", "ftp://a.example", "https://a.example/desk", "https://u@a.example"] {
        assert!(url(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn check_finds_everything_at_once() {
    let settings = with(&[
        ("RIGHTSDESK__DATABASE__URL", "mysql://x"),
        ("RIGHTSDESK__DATABASE__POOL_SIZE", "0"),
        ("RIGHTSDESK__SERVER__PUBLIC_URL", "http://privacy.example.com"),
        ("RIGHTSDESK__MAIL__TRANSPORT", "smtp"),
        ("RIGHTSDESK__MAIL__FROM", "nobody"),
        ("RIGHTSDESK__ORGANISATION__NAME", " "),
        ("RIGHTSDESK__ORGANISATION__COUNTRY", "India"),
        ("RIGHTSDESK__ORGANISATION__DPO_EMAIL", "a@b@c"),
        ("RIGHTSDESK__POLICY__DIRECTORY", "/does/not/exist"),
        ("RIGHTSDESK__LOG__LEVEL", "a=b=c"),
        ("RIGHTSDESK__WORKER__LEASE_SECONDS", "30"),
        ("RIGHTSDESK__LIMITS__PER_ADDRESS_HOUR", "9"),
        ("RIGHTSDESK__SESSION__IDLE_MINUTES", "1000"),
    ])
    .unwrap();
    let problems = settings.check(WHOLE);
    for name in [
        "database.url",
        "database.pool_size",
        "server.public_url",
        "mail.smtp_url",
        "mail.from",
        "organisation.name",
        "organisation.country",
        "organisation.dpo_email",
        "policy.directory",
        "log.level",
        "worker.lease_seconds",
        "limits.per_address_hour",
        "session.idle_minutes",
    ] {
        let found = problems.iter().filter(|problem| problem.contains(name));
        assert_eq!(found.count(), 1, "{name} in {problems:#?}");
    }
    assert_eq!(problems.len(), 13, "{problems:#?}");
    assert!(problems.iter().all(|problem| problem.ends_with('.')));
}

#[test]
fn a_setting_that_needs_a_part_that_was_left_out_is_refused_with_the_way_to_get_it() {
    let plain = Parts { pg_tls: false, s3: false };
    for (setting, value, feature) in [
        (
            "RIGHTSDESK__DATABASE__URL",
            "postgres://u:p@db/x?sslmode=verify-full",
            "--features pg-tls-static",
        ),
        ("RIGHTSDESK__FILES__URL", "s3://bucket/desk", "--features s3"),
    ] {
        let settings = with(&[(setting, value)]).unwrap();
        assert_eq!(settings.check(WHOLE), Vec::<String>::new());
        let problems = settings.check(plain);
        assert!(problems.len() == 1 && problems[0].contains(feature), "{problems:?}");
    }
}

#[test]
fn systems_are_called_at_listed_hosts_only() {
    let hosts = |list| with(&[("RIGHTSDESK__CONNECTOR__HOSTS", list)]).unwrap();
    assert!(!hosts("").connector.may_call("courses.example.com"));
    let settings = hosts("Courses.example.com, ::1, 10.0.0.7");
    for known in ["courses.example.com", "COURSES.example.com", "[::1]", "10.0.0.7"] {
        assert!(settings.connector.may_call(known), "{known}");
    }
    for other in ["example.com", "a.courses.example.com", "courses.example.com.", "10.0.0.70"] {
        assert!(!settings.connector.may_call(other), "{other}");
    }
    assert_eq!(settings.check(WHOLE), Vec::<String>::new());
    for wrong in ["https://courses.example.com", "*.example.com", "courses.example.com:8443"] {
        let problems = hosts(wrong).check(WHOLE);
        assert!(problems.len() == 1 && problems[0].contains("connector.hosts"), "{problems:?}");
    }
}
