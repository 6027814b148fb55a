//! `rightsdesk demo`: a desk full of made-up requests, in a throwaway folder or in a database of its own.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::{migrate, prepare, serve};
use crate::app;
use config::{DatabaseUrl, MailTransport, Settings};
use services::Deps;
use services::demo::{self, Filled, Progress, Wish};

/// Options of `demo`.
#[derive(Args)]
pub(super) struct DemoArguments {
    /// How many cases; above 2000 no mails are made, so that millions of rows take minutes.
    #[arg(long, default_value_t = 120)]
    cases: u32,
    /// What the stories depend on: the same number tells the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fill this empty database and stop, instead of starting a desk in a throwaway folder.
    #[arg(long, value_name = "URL")]
    into: Option<String>,
}

pub(super) fn run(
    out: &mut impl Write,
    settings: Settings,
    arguments: &DemoArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.into {
        Some(url) => fill_into(out, settings, url, arguments),
        None => serve_thrown_away(out, settings, arguments),
    }
}

fn fill_into(
    out: &mut impl Write,
    mut settings: Settings,
    url: &str,
    arguments: &DemoArguments,
) -> anyhow::Result<ExitCode> {
    settings.database.url = DatabaseUrl::new(url);
    let deps = prepare(settings)?;
    let filled = fill(&deps, arguments)?;
    writeln!(out, "{} cases with {} journal entries are there.", filled.cases, filled.events)?;
    tell_sign_ins(out, &filled)?;
    Ok(ExitCode::SUCCESS)
}

/// The folder goes when the desk stops.
fn serve_thrown_away(
    out: &mut impl Write,
    settings: Settings,
    arguments: &DemoArguments,
) -> anyhow::Result<ExitCode> {
    let folder = tempfile::Builder::new()
        .prefix("rightsdesk-demo-")
        .tempdir()
        .context("cannot make a folder for the demo")?;
    let deps = prepare(inside(settings, folder.path()))?;
    writeln!(out, "The demo lives in {} until it is stopped.", folder.path().display())?;
    let filled = fill(&deps, arguments)?;
    tell_sign_ins(out, &filled)?;
    serve::run(out, &deps, &serve::ServeArguments::default())
}

/// Everything a demo writes stays in its folder; the rest is as set.
fn inside(mut settings: Settings, folder: &Path) -> Settings {
    let database = folder.join("rightsdesk.db");
    folder.clone_into(&mut settings.data_dir);
    settings.database.url = DatabaseUrl::new(format!("sqlite://{}", database.display()));
    settings.mail.transport = MailTransport::File;
    settings.mail.directory = folder.join("mail");
    settings.vault.key_file = folder.join("keys").join("service.key");
    settings.files.directory = folder.join("files");
    settings.files.url = None;
    settings
}

fn fill(deps: &Deps, arguments: &DemoArguments) -> anyhow::Result<Filled> {
    migrate::at_start(deps, false)?;
    app::check_keys(deps)?;
    let wish = Wish { cases: arguments.cases, open: None, seed: arguments.seed };
    let mut screen = std::io::stderr();
    let shown = screen.is_terminal();
    let filled = demo::fill(deps, wish, &mut |progress| {
        if shown {
            show(&mut screen, progress);
        }
    })?;
    if shown {
        // The line of the progress is over; a terminal that has gone does not matter.
        let _gone = writeln!(screen, "\r\u{1b}[K");
    }
    Ok(filled)
}

fn show(screen: &mut impl Write, progress: Progress) {
    let Progress { what, done, of } = progress;
    let _gone = write!(screen, "\r\u{1b}[K{done} of {of} {what}");
    let _gone = screen.flush();
}

/// One line for each role: the role, the address, the password.
fn tell_sign_ins(out: &mut impl Write, filled: &Filled) -> anyhow::Result<()> {
    for one in &filled.sign_ins {
        writeln!(out, "{:<10}  {:<30}  {}", one.role.as_str(), one.email, one.password)?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_thrown_away_demo_lies_outside_its_folder() {
        let mut set = Settings::defaults().unwrap();
        set.files.url = Some("s3://real-files".to_owned());
        let settings = inside(set, Path::new("/demo"));
        assert_eq!(settings.database.url.expose(), "sqlite:///demo/rightsdesk.db");
        for path in [
            &settings.data_dir,
            &settings.mail.directory,
            &settings.vault.key_file,
            &settings.files.directory,
        ] {
            assert!(path.starts_with("/demo"), "{}", path.display());
        }
        assert_eq!(settings.files.url, None);
        assert_eq!(settings.mail.transport, MailTransport::File);
    }

    #[test]
    fn each_line_begins_with_the_role_and_ends_with_the_password() {
        let sign_ins = vec![demo::SignIn {
            role: domain::vocabulary::Role::Admin,
            email: "a@example.com".to_owned(),
            password: "secret",
        }];
        let mut out = Vec::new();
        tell_sign_ins(&mut out, &Filled { cases: 1, events: 1, sign_ins }).unwrap();
        let text = String::from_utf8(out).unwrap();
        let words: Vec<_> = text.split_whitespace().collect();
        assert_eq!(words, ["admin", "a@example.com", "secret"]);
    }
}
