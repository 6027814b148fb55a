//! An SMTP server that misbehaves on request. The local part of the recipient selects the fault
//! (`drop-data@…`), `+N` limits it to the first N times (`rcpt-4xx+2@…`, then all is well), so one
//! server serves many tests at once. It speaks without TLS and announces none.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What can go wrong, with the local part that asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No greeting: the connection is closed at once. Switched on for all by `refuse_all`.
    Refuse,
    /// `rcpt-4xx`: 450 to RCPT, worth another try.
    RcptLater,
    /// `rcpt-5xx`: 550 to RCPT, this address will never work.
    RcptNever,
    /// `data-4xx`: 451 after the message was sent.
    DataLater,
    /// `data-5xx`: 554 after the message was sent.
    DataNever,
    /// `bye-421`: 421 to RCPT, and the connection closes.
    Bye,
    /// `slow`: every answer from RCPT on takes `SLOW`.
    Slow,
    /// `drop-data`: the connection closes in the middle of the message.
    DropData,
    /// `lose-ack`: the message is accepted and kept, but the answer never arrives.
    LoseAck,
}

/// How long a slow answer takes.
pub const SLOW: Duration = Duration::from_millis(400);

impl Fault {
    const BY_NAME: [(&'static str, Self); 8] = [
        ("rcpt-4xx", Self::RcptLater),
        ("rcpt-5xx", Self::RcptNever),
        ("data-4xx", Self::DataLater),
        ("data-5xx", Self::DataNever),
        ("bye-421", Self::Bye),
        ("slow", Self::Slow),
        ("drop-data", Self::DropData),
        ("lose-ack", Self::LoseAck),
    ];

    /// The fault an address asks for, and how often.
    fn asked_by(address: &str) -> Option<(Self, usize)> {
        let local = address.split('@').next()?;
        let (name, times) = local.split_once('+').unwrap_or((local, ""));
        let (_, fault) = Self::BY_NAME.iter().find(|(known, _)| *known == name)?;
        // `slow+ana` is a name, not a number: the fault is for ever.
        Some((*fault, times.parse().unwrap_or(usize::MAX)))
    }
}

/// A message the server took responsibility for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub message_id: String,
    pub from: String,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

#[derive(Default)]
struct State {
    injected: BTreeMap<Fault, usize>,
    by_address: BTreeMap<String, usize>,
    accepted: Vec<Accepted>,
    sessions: usize,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    refusing: AtomicBool,
    healed: AtomicBool,
    stopping: AtomicBool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn count(&self, fault: Fault) {
        *self.state().injected.entry(fault).or_default() += 1;
    }

    /// Whether this address still gets its fault; counts it when it does.
    fn inject(&self, address: &str, wanted: &[Fault]) -> Option<Fault> {
        let (fault, times) = Fault::asked_by(address)?;
        if self.healed.load(Ordering::SeqCst) || !wanted.contains(&fault) {
            return None;
        }
        let mut state = self.state();
        let so_far = state.by_address.entry(address.to_owned()).or_default();
        if *so_far >= times {
            return None;
        }
        *so_far += 1;
        *state.injected.entry(fault).or_default() += 1;
        Some(fault)
    }
}

/// The running server; it stops when dropped.
pub struct FaultySmtp {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

impl FaultySmtp {
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let inner = Arc::clone(&shared);
        let handle = thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                if inner.stopping.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&inner);
                thread::spawn(move || session(&shared, stream));
            }
        });
        Self { address, shared, listener: Some(handle) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// As the setting `mail.smtp_url` wants it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on every connection is closed before the greeting (or no longer).
    pub fn refuse_all(&self, refusing: bool) {
        self.shared.refusing.store(refusing, Ordering::SeqCst);
    }

    /// From now on nothing goes wrong any more.
    pub fn heal(&self) {
        self.refuse_all(false);
        self.shared.healed.store(true, Ordering::SeqCst);
    }

    /// How often this fault really happened. A test of a fault asserts that this is not 0.
    pub fn injected(&self, fault: Fault) -> usize {
        self.shared.state().injected.get(&fault).copied().unwrap_or(0)
    }

    /// Sessions that got as far as a greeting.
    pub fn sessions(&self) -> usize {
        self.shared.state().sessions
    }

    /// Everything accepted, in order, repeats included.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.state().accepted.clone()
    }

    /// How often each Message-ID was accepted: more than once only after a lost answer.
    pub fn times_by_id(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for message in self.accepted() {
            *times.entry(message.message_id).or_default() += 1;
        }
        times
    }
}

impl Drop for FaultySmtp {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // The listener waits for a connection; this one tells it to look at the flag.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(handle) = self.listener.take().filter(|_| woken) {
            let ended = handle.join();
            assert!(ended.is_ok() || thread::panicking(), "the SMTP server panicked");
        }
    }
}

/// One client from greeting to goodbye. A broken connection ends it and harms nobody else.
fn session(shared: &Shared, stream: TcpStream) {
    if shared.refusing.load(Ordering::SeqCst) {
        shared.count(Fault::Refuse);
        return;
    }
    shared.state().sessions += 1;
    let mut talk = Talk { reader: BufReader::new(stream), slow: false };
    let mut envelope = (String::new(), Vec::new());
    let mut open = talk.say("220 faulty.test ESMTP");
    while let Some(line) = open.then(|| talk.hear()).flatten() {
        open = answer(shared, &mut talk, &mut envelope, &line);
    }
}

/// Answers one command; `false` ends the session.
fn answer(
    shared: &Shared,
    talk: &mut Talk,
    envelope: &mut (String, Vec<String>),
    line: &str,
) -> bool {
    let verb = line.get(..4).unwrap_or(line).to_ascii_uppercase();
    match verb.as_str() {
        "EHLO" => talk.say("250-faulty.test\r\n250-8BITMIME\r\n250 SMTPUTF8"),
        "MAIL" => {
            *envelope = (bare_address(line), Vec::new());
            talk.say("250 sender ok")
        }
        "RCPT" => recipient(shared, talk, &mut envelope.1, bare_address(line)),
        "DATA" if envelope.1.is_empty() => talk.say("503 no recipient"),
        "DATA" => message(shared, talk, envelope),
        "RSET" => {
            *envelope = (String::new(), Vec::new());
            talk.say("250 forgotten")
        }
        "QUIT" => {
            talk.say("221 bye");
            false
        }
        "HELO" | "NOOP" => talk.say("250 ok"),
        _ => talk.say("502 unknown command"),
    }
}

fn recipient(shared: &Shared, talk: &mut Talk, to: &mut Vec<String>, address: String) -> bool {
    let wanted = [Fault::RcptLater, Fault::RcptNever, Fault::Bye, Fault::Slow];
    match shared.inject(&address, &wanted) {
        Some(Fault::RcptLater) => talk.say("450 4.2.1 mailbox busy, try again later"),
        Some(Fault::RcptNever) => talk.say("550 5.1.1 no such mailbox"),
        Some(Fault::Bye) => {
            talk.say("421 4.3.2 closing for a rest");
            false
        }
        other => {
            talk.slow |= other == Some(Fault::Slow);
            to.push(address);
            talk.say("250 recipient ok")
        }
    }
}

fn message(shared: &Shared, talk: &mut Talk, envelope: &(String, Vec<String>)) -> bool {
    if !talk.say("354 go ahead") {
        return false;
    }
    let wanted = [Fault::DataLater, Fault::DataNever, Fault::DropData, Fault::LoseAck];
    let fault = envelope.1.iter().find_map(|address| shared.inject(address, &wanted));
    if fault == Some(Fault::DropData) {
        talk.hear();
        return false;
    }
    let Some(raw) = talk.hear_message() else {
        return false;
    };
    match fault {
        Some(Fault::DataLater) => return talk.say("451 4.3.0 try again later"),
        Some(Fault::DataNever) => return talk.say("554 5.6.0 message refused"),
        _ => {}
    }
    let accepted = Accepted {
        message_id: message_id(&raw),
        from: envelope.0.clone(),
        to: envelope.1.clone(),
        raw,
    };
    shared.state().accepted.push(accepted);
    fault != Some(Fault::LoseAck) && talk.say("250 accepted")
}

/// `MAIL FROM:<a@b> SIZE=1` and `RCPT TO:<a@b>`: what stands between the angles.
fn bare_address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn message_id(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:"));
    let value = line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value);
    value.trim().trim_matches(['<', '>']).to_owned()
}

/// The wire. Every method says whether the other side is still there.
struct Talk {
    reader: BufReader<TcpStream>,
    slow: bool,
}

impl Talk {
    fn say(&mut self, line: &str) -> bool {
        if self.slow {
            thread::sleep(SLOW);
        }
        self.reader.get_mut().write_all(format!("{line}\r\n").as_bytes()).is_ok()
    }

    fn hear(&mut self) -> Option<String> {
        self.hear_bytes().map(|line| String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    fn hear_bytes(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        let heard = self.reader.read_until(b'\n', &mut line);
        heard.is_ok_and(|count| count > 0).then_some(line)
    }

    /// The message up to the lonely dot, with doubled dots undone (RFC 5321, 4.5.2).
    fn hear_message(&mut self) -> Option<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let line = self.hear_bytes()?;
            if line == b".\r\n" {
                return Some(raw);
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

#[cfg(test)]
mod tests;
