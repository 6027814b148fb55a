//! `rightsdesk serve` and `rightsdesk worker`: web and worker in one process, or either alone.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::migrate;
use crate::app;
use services::{Deps, staff};
use web;
use worker::Worker;

/// Options of `serve`.
#[derive(Args, Default)]
pub(super) struct ServeArguments {
    /// Only serve pages; run `rightsdesk worker` elsewhere.
    #[arg(long)]
    no_worker: bool,
    /// Run pending migrations first.
    #[arg(long)]
    migrate: bool,
}

pub(super) fn run(
    out: &mut impl Write,
    deps: &Deps,
    arguments: &ServeArguments,
) -> anyhow::Result<ExitCode> {
    migrate::at_start(deps, arguments.migrate)?;
    app::check_keys(deps)?;
    let worker = if arguments.no_worker { None } else { Some(start_worker(deps)?) };
    let link = staff::first_admin_link(deps)?;
    let served = actix_web::rt::System::new().block_on(async {
        let server = web::server::build(deps.clone())?;
        announce(out, deps, server.address(), link.as_deref())?;
        server.run().await.context("the server stopped")
    });
    if let Some(worker) = worker {
        worker.stop();
    }
    served?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn run_worker(deps: &Deps) -> anyhow::Result<ExitCode> {
    migrate::at_start(deps, false)?;
    app::check_keys(deps)?;
    let worker = start_worker(deps)?;
    actix_web::rt::System::new().block_on(web::server::until_asked_to_stop())?;
    worker.stop();
    Ok(ExitCode::SUCCESS)
}

fn start_worker(deps: &Deps) -> anyhow::Result<worker::Running> {
    let mailer = app::mailer(&deps.settings)?;
    let instance = format!("{}-{}", std::process::id(), deps.ids.number());
    Ok(Worker::new(deps.clone(), mailer, &instance)?.start()?)
}

fn announce(
    out: &mut impl Write,
    deps: &Deps,
    address: std::net::SocketAddr,
    link: Option<&str>,
) -> anyhow::Result<()> {
    writeln!(out, "Rightsdesk is at http://{address}")?;
    if let Some(link) = link {
        writeln!(out, "Set the first administrator's password at {link}")?;
    }
    if cfg!(debug_assertions) {
        writeln!(
            out,
            "This build is for trying it out; `cargo build --release` makes the one to run for others."
        )?;
    }
    if web::dev_mail_is_served(&deps.settings) {
        writeln!(
            out,
            "Mail is written to {} and listed at http://{address}/dev/mail",
            deps.settings.mail.directory.display()
        )?;
    }
    out.flush()?;
    Ok(())
}
