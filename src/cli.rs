//! The command line: one arm per subcommand.
//!
//! Exit codes: 0 done, 1 failed or found wrong, 2 wrong usage. Errors go to stderr in one sentence.

mod api_key;
mod audit;
mod data_map;
mod deadline;
mod demo;
mod doctor;
mod erasure;
mod migrate;
mod report;
mod serve;
mod staff;
mod there;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app;
use crate::telemetry::{self, LogStyle};
use config::{self, LogFormat, Settings};
use services::Deps;

/// A desk for data subject rights requests.
#[derive(Parser)]
#[command(name = "rightsdesk", version, about)]
struct Arguments {
    /// Settings file; without it `rightsdesk.toml` is read when it is there.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the desk (also without a subcommand).
    Serve(serve::ServeArguments),
    /// Only work the clock and the outbox; several may run.
    Worker,
    /// Bring the database up to date.
    Migrate(migrate::MigrateArguments),
    /// Accounts of the desk.
    Staff(staff::StaffArguments),
    /// Keys with which programs call the API.
    ApiKey(api_key::ApiKeyArguments),
    /// The journal: verify, show its head, export.
    Audit(audit::AuditArguments),
    /// The data map: systems, owners, what each right means there.
    DataMap(data_map::DataMapArguments),
    /// The ledger of erasures, and erasing again after a restore.
    Erasure(erasure::ErasureArguments),
    /// Deadlines: work one out with every step, or check a file of vectors.
    Deadline(deadline::DeadlineArguments),
    /// Reports: lists of requests with their dates, as at an instant.
    Report(report::ReportArguments),
    /// Check settings, database, keys, templates, policy and mail.
    Doctor(doctor::DoctorArguments),
    /// A desk full of made-up requests, to look around in.
    Demo(demo::DemoArguments),
    /// Print the OpenAPI description of the JSON API.
    Openapi,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let wrong = error.use_stderr();
            // Nothing is left to tell when the terminal is gone.
            let _gone = error.print();
            return if wrong { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match dispatch(arguments) {
        Ok(code) => code,
        Err(error) => {
            let _gone = writeln!(std::io::stderr(), "rightsdesk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    let command = arguments.command.unwrap_or(Command::Serve(serve::ServeArguments::default()));
    if matches!(command, Command::Openapi) {
        writeln!(out, "{}", web::api::openapi_json()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let settings = config::load(arguments.config.as_deref())?;
    if let Command::Doctor(arguments) = &command {
        return doctor::run(&mut out, &settings, arguments);
    }
    if matches!(&command, Command::Migrate(arguments) if arguments.only_looks()) {
        return migrate::check(&mut out, &settings);
    }
    if matches!(
        &command,
        Command::Staff(_) | Command::ApiKey(_) | Command::Audit(_) | Command::Erasure(_)
    ) {
        there::is_there(&settings)?;
    }
    if let Command::Demo(arguments) = &command {
        return demo::run(&mut out, settings, arguments);
    }
    if let Command::DataMap(arguments) = &command
        && let Some(file) = arguments.only_looks()
    {
        return data_map::check(&mut out, file);
    }
    if let Command::Deadline(arguments) = &command {
        return deadline::run(&mut out, &settings, arguments);
    }
    let deps = prepare(settings)?;
    match command {
        Command::Serve(arguments) => serve::run(&mut out, &deps, &arguments),
        Command::Worker => serve::run_worker(&deps),
        Command::Migrate(_) => migrate::run(&mut out, &deps),
        Command::Staff(arguments) => staff::run(&mut out, ready(&deps)?, &arguments),
        Command::ApiKey(arguments) => api_key::run(&mut out, ready(&deps)?, &arguments),
        Command::Audit(arguments) => audit::run(&mut out, ready(&deps)?, &arguments),
        Command::DataMap(arguments) => data_map::run(&mut out, ready(&deps)?, &arguments),
        Command::Erasure(arguments) => erasure::run(&mut out, ready(&deps)?, &arguments),
        Command::Report(arguments) => report::run(&mut out, ready(&deps)?, &arguments),
        Command::Deadline(_) | Command::Demo(_) | Command::Doctor(_) | Command::Openapi => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What works with the data checks first that database and keys are the ones it can work with.
fn ready(deps: &Deps) -> anyhow::Result<&Deps> {
    there::is_filled(deps)?;
    migrate::at_start(deps, false)?;
    app::check_keys(deps)?;
    Ok(deps)
}

/// Checks the settings, starts the log and builds the house.
fn prepare(settings: Settings) -> anyhow::Result<Deps> {
    refuse_wrong(&settings)?;
    start_log(&settings)?;
    // One TLS provider for everything; a second attempt in the same process changes nothing.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    app::build(settings)
}

fn refuse_wrong(settings: &Settings) -> anyhow::Result<()> {
    let problems = settings.check(app::parts::PARTS);
    anyhow::ensure!(
        problems.is_empty(),
        "the settings are not right:\n  {}",
        problems.join("\n  ")
    );
    Ok(())
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let style = match settings.log.format {
        LogFormat::Text => LogStyle::Text,
        LogFormat::Json => LogStyle::Json,
    };
    telemetry::start(style, &settings.log.level)?;
    Ok(())
}
