//! A package of so many megabytes: files taken in, put together, downloaded over HTTP; how long each took and how much
//! memory the process held at most.

use std::io::{Read, Write};
use std::sync::mpsc;
use std::time::Instant;

use anyhow::Context as _;
use chrono::TimeDelta;
use crypto::{Token, hash_token};
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FilePurpose, Package};
use domain::ids::{FileId, TaskId};
use domain::vocabulary::{Right, Role, Settlement, TaskResult, VerificationMethod};
use domain::workflow::Command;
use services::files::{self, Attachment, Incoming};
use services::input::CommandInput;
use services::package::{self, Built};
use services::tasks::DetailsInput;
use services::{Deps, ServiceError, commands};
use storage::StoreError;
use storage::sessions::{self, Session, SessionKind};
use storage::tickets::{self, Ticket, TicketKind};

use crate::desk::{Database, Desk};

const MEGABYTE: u64 = 1_000_000;
/// The largest file of the package.
const FILE: u64 = 500 * MEGABYTE;

/// Prints time and memory of each step.
pub fn measure(out: &mut impl Write, megabytes: u64) -> anyhow::Result<()> {
    writeln!(out, "\nA package of {megabytes} MB, SQLite, files in a folder")?;
    writeln!(out, "{:>10} {:>10} {:>8} {:>14}", "step", "seconds", "MB/s", "peak memory")?;
    let mut desk = Desk::open(&Database::Sqlite)?;
    let mut settings = desk.deps.settings.as_ref().clone();
    settings.server.listen = "127.0.0.1:0".parse()?;
    desk.deps.settings = std::sync::Arc::new(settings);
    let accept = CommandInput::AcceptIdentity {
        method: VerificationMethod::Other,
        note: String::new(),
        systems: None,
        reason: String::new(),
    };
    let case = desk.recorded(0)?;
    let case = run(&desk, &desk.handler, &case, &accept)?;
    step(out, "take in", megabytes, || attach(&desk, &case, megabytes * MEGABYTE))?;
    answer(&desk, &case)?;
    step(out, "build", megabytes, || build(&desk, &case))?;
    step(out, "download", megabytes, || download(&desk.deps, &case, megabytes * MEGABYTE))
}

/// One step, with the most memory the process held in it (Linux only).
fn step(
    out: &mut impl Write,
    name: &str,
    megabytes: u64,
    work: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // Forgets the peak of the step before, where the system can.
    let _forgotten = std::fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    work()?;
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("-").trim();
    let speed = f64::from(u32::try_from(megabytes)?) / seconds;
    writeln!(out, "{name:>10} {seconds:>10.1} {speed:>8.0} {peak:>14}")?;
    Ok(out.flush()?)
}

/// Bytes that nothing packs smaller, after the beginning of a document.
struct Noise {
    head: &'static [u8],
    left: u64,
    state: u64,
}

impl Read for Noise {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(into);
        }
        let size = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        for part in into.chunks_mut(8) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            for (to, from) in part.iter_mut().zip(self.state.to_le_bytes()) {
                *to = from;
            }
        }
        self.left = self.left.saturating_sub(u64::try_from(size).unwrap_or(u64::MAX));
        Ok(size)
    }
}

fn attach(desk: &Desk, case: &Case, bytes: u64) -> anyhow::Result<()> {
    let task = TaskId(1);
    let mut left = bytes;
    let mut attached = Vec::new();
    while left > 0 {
        let size = left.min(FILE);
        left -= size;
        let incoming = Incoming {
            purpose: FilePurpose::Result,
            task: Some(task),
            name: "scan.pdf".to_owned(),
        };
        let mut noise = Noise { head: b"%PDF-1.7\n", left: size, state: left + 1 };
        let file = files::receive(&desk.deps, case, &incoming, &mut noise)?;
        attached.push(Attachment { file, task, others: false, replaces: None });
    }
    Ok(files::attach(&desk.deps, &desk.handler, &case.reference, None, &attached)?)
}

fn run(desk: &Desk, actor: &Actor, case: &Case, input: &CommandInput) -> anyhow::Result<Case> {
    Ok(commands::run(&desk.deps, actor, &case.reference, None, input)?.case)
}

fn answer(desk: &Desk, case: &Case) -> anyhow::Result<()> {
    for task in &case.tasks {
        let result = if task.id == TaskId(1) { TaskResult::Found } else { TaskResult::NothingHeld };
        let task = task.id.to_string();
        let done = CommandInput::CompleteTask { task, result, details: DetailsInput::default() };
        run(desk, &desk.handler, case, &done)?;
    }
    let settle = CommandInput::SettleItem {
        right: Right::Access,
        outcome: Settlement::Done,
        ground: None,
        text: None,
    };
    run(desk, &desk.handler, case, &settle)?;
    run(desk, &desk.handler, case, &CommandInput::ProposeAnswer { text: None, closing: None })?;
    let approver = Actor::staff(&desk.deps.ids.uuid(), vec![Role::Approver]);
    run(desk, &approver, case, &CommandInput::Approve { letter: None })?;
    Ok(())
}

fn build(desk: &Desk, case: &Case) -> anyhow::Result<()> {
    let file = FileId(desk.deps.ids.uuid());
    let built = package::build(&desk.deps, &case.id, &file, &mut || true)?;
    anyhow::ensure!(built == Built::Written, "{built:?}");
    let (deps, id) = (desk.deps.clone(), case.id.clone());
    desk.deps.store.write(move |tx| {
        let command = Command::BuildPackage { built: Ok(file.clone()) };
        commands::execute(tx, &deps, &Actor::system(), &id, &command)?;
        Ok::<_, ServiceError>(())
    })?;
    Ok(())
}

/// Fetches it from the server as a browser does that holds a session and a ticket.
fn download(deps: &Deps, case: &Case, least: u64) -> anyhow::Result<()> {
    let cookies = cookies(deps, case)?;
    let (sender, receiver) = mpsc::channel();
    let inner = deps.clone();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = web::server::build(inner)?;
            sender.send((server.handle(), server.address()))?;
            anyhow::Ok(server.run().await?)
        })
    });
    let (handle, address) = receiver.recv().context("the server did not start")?;
    let url = format!("http://{address}/status/package/file");
    let mut response = ureq::get(&url).header("Cookie", cookies).call()?;
    let mut body = response.body_mut().with_config().limit(u64::MAX).reader();
    let bytes = std::io::copy(&mut body, &mut std::io::sink())?;
    anyhow::ensure!(bytes >= least, "only {bytes} bytes arrived");
    actix_web::rt::System::new().block_on(handle.stop(false));
    Ok(())
}

fn cookies(deps: &Deps, case: &Case) -> anyhow::Result<String> {
    let (session, ticket) =
        (Token::generate(deps.ids.as_ref()), Token::generate(deps.ids.as_ref()));
    let now = deps.now();
    let until = now + TimeDelta::hours(1);
    let row = Session {
        id_hash: session.hash().to_vec(),
        kind: SessionKind::Requester,
        subject: case.id.0.clone(),
        created_at: now,
        seen_at: now,
        expires_at: until,
    };
    let id = case.id.clone();
    let case = deps.store.read(|tx| storage::cases::load(tx, &id))?;
    let file = case.package.as_ref().and_then(Package::file).context("there is no package")?;
    let paper = Ticket {
        token_hash: hash_token(ticket.expose()).to_vec(),
        kind: TicketKind::Download,
        case_id: id.0.clone(),
        file_id: Some(file.0.clone()),
        expires_at: until,
    };
    deps.store.write(move |tx| {
        sessions::put(tx, &row)?;
        tickets::put(tx, &paper)?;
        Ok::<_, StoreError>(())
    })?;
    Ok(format!("rd_requester={}; rd_ticket={}", session.expose(), ticket.expose()))
}
