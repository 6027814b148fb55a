//! A mail server that does what each test planned for the next message, and notes what it accepted.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mail::{Mailer, SmtpMailer, SmtpSettings};

/// What happens to the next message.
pub(super) enum Play {
    /// It is accepted, after this was done.
    AcceptAfter(Box<dyn FnOnce() + Send>),
    /// The recipient is answered so.
    Recipient(&'static str),
    /// The connection breaks in the middle of the message.
    HangUpInData,
    /// The message is accepted, and the answer never arrives.
    LoseAnswer,
}

#[derive(Default)]
struct State {
    plays: VecDeque<Play>,
    accepted: Vec<String>,
    tries: usize,
}

/// Accepts everything that no play was planned for.
#[derive(Clone)]
pub(super) struct Server {
    state: Arc<Mutex<State>>,
    url: String,
}

impl Server {
    pub(super) fn start(plays: impl IntoIterator<Item = Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            state: Arc::default(),
        };
        server.state.lock().unwrap().plays.extend(plays);
        let host = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let host = host.clone();
                thread::spawn(move || host.session(stream));
            }
        });
        server
    }

    pub(super) fn mailer(&self) -> Mailer {
        let settings =
            SmtpSettings { timeout: Duration::from_secs(20), ..SmtpSettings::new(&self.url) };
        Mailer::Smtp(SmtpMailer::new(&settings).unwrap())
    }

    /// Message-IDs of what was accepted, in order.
    pub(super) fn accepted(&self) -> Vec<String> {
        self.state.lock().unwrap().accepted.clone()
    }

    /// How many messages were begun.
    pub(super) fn tries(&self) -> usize {
        self.state.lock().unwrap().tries
    }

    fn session(&self, mut stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
        let mut play = None;
        stream.write_all(b"220 test ESMTP\r\n").ok()?;
        while let Some(Ok(line)) = lines.next() {
            let verb = line.get(..4).unwrap_or(&line).to_uppercase();
            if verb == "RCPT" {
                let mut state = self.state.lock().unwrap();
                state.tries += 1;
                play = state.plays.pop_front();
            }
            let answer = match (verb.as_str(), &play) {
                ("EHLO", _) => "250-test\r\n250 8BITMIME",
                ("RCPT", Some(Play::Recipient(answer))) => answer,
                ("DATA", _) => "354 go on",
                ("QUIT", _) => "221 bye",
                _ => "250 ok",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
            if verb != "DATA" {
                continue;
            }
            if matches!(play, Some(Play::HangUpInData)) {
                lines.next()?.ok()?;
                return None;
            }
            let read = lines.by_ref().map_while(Result::ok);
            let data: Vec<String> = read.take_while(|line| line != ".").collect();
            let id = data.iter().find_map(|line| line.strip_prefix("Message-ID: "));
            self.state.lock().unwrap().accepted.push(id?.to_owned());
            match play.take() {
                Some(Play::LoseAnswer) => return None,
                Some(Play::AcceptAfter(act)) => act(),
                _ => {}
            }
            stream.write_all(b"250 queued\r\n").ok()?;
        }
        Some(())
    }
}
