//! The transport against a small server that says what each test wants it to say.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use super::super::samples::{date, id, message, sender};
use super::*;
use domain::message::Message;

/// Where the server leaves the usual path, and what it does instead.
#[derive(Clone, Copy)]
enum Play {
    Accept,
    Answer(&'static str, &'static str),
    HangUpAt(&'static str),
    HangUpInData,
    SilentAt(&'static str),
}

impl Play {
    fn answer(self, verb: &str) -> Option<&'static str> {
        if let Self::Answer(at, answer) = self {
            return (at == verb).then_some(answer);
        }
        None
    }
}

/// Serves connections one after the other; each accepted mail's data arrives on the channel.
fn server(plays: Vec<Play>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for play in plays {
            let Ok((stream, _)) = listener.accept() else {
                return;
            };
            serve(stream, play, &sender);
        }
    });
    (url, receiver)
}

fn serve(mut stream: TcpStream, play: Play, mails: &mpsc::Sender<String>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    stream.write_all(b"220 test ESMTP\r\n").ok()?;
    while let Some(Ok(line)) = lines.next() {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        if matches!(play, Play::HangUpAt(at) if at == verb) {
            return None;
        }
        if matches!(play, Play::SilentAt(at) if at == verb) {
            thread::sleep(Duration::from_secs(2));
            return None;
        }
        let usual = match verb.as_str() {
            "EHLO" => "250-test\r\n250 SIZE 10000000",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        let answer = play.answer(&verb).unwrap_or(usual);
        stream.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
        if verb == "DATA" && answer.starts_with("354") {
            let data: Vec<String> = lines
                .by_ref()
                .map_while(Result::ok)
                .take_while(|line| line != ".")
                .take(if matches!(play, Play::HangUpInData) { 3 } else { usize::MAX })
                .collect();
            if matches!(play, Play::HangUpInData) {
                return None;
            }
            let end = play.answer("END").unwrap_or("250 2.0.0 queued for <maya@example.com>");
            stream.write_all(format!("{end}\r\n").as_bytes()).ok()?;
            mails.send(data.join("\n")).ok()?;
        }
    }
    Some(())
}

fn mailer(url: &str) -> SmtpMailer {
    let settings = SmtpSettings { timeout: Duration::from_millis(500), ..SmtpSettings::new(url) };
    SmtpMailer::new(&settings).unwrap()
}

fn send(mailer: &SmtpMailer, message: &Message) -> Result<Receipt, SendFault> {
    let (id, from) = (id(), sender());
    mailer.send(&Outgoing { id: &id, message, from: &from, date: date() })
}

fn fault_of(play: Play) -> SendFault {
    let (url, _mails) = server(vec![play]);
    send(&mailer(&url), &message()).unwrap_err()
}

#[test]
fn an_accepted_mail_arrives_whole_and_gives_a_receipt() {
    let (url, mails) = server(vec![Play::Accept]);
    let mailer = mailer(&url);
    let receipt = send(&mailer, &message()).unwrap();
    assert_eq!(receipt.message_id, "<0193-7f-abc@aimllearn.com>");
    assert_eq!(receipt.accepted_by, "250 2.0.0 queued for (address)");
    let mail = mails.recv_timeout(Duration::from_secs(2)).unwrap();
    assert!(mail.contains("Message-ID: <0193-7f-abc@aimllearn.com>"));
    assert!(mail.contains("\n..a line that begins with a dot"), "{mail}");
    // The second mail goes over the same connection.
    send(&mailer, &message()).unwrap();
    assert!(mails.recv_timeout(Duration::from_secs(2)).is_ok());
}

#[test]
fn answers_of_the_server_are_told_apart() {
    for (at, answer, retry) in [
        ("RCPT", "450 4.2.1 <maya@example.com> busy, try later", true),
        ("RCPT", "550 5.1.1 <maya@example.com>: no such user", false),
        ("RCPT", "452 4.2.2 mailbox full", true),
        ("MAIL", "553 5.1.8 sender refused", false),
        ("MAIL", "530 5.7.0 authentication required", true),
        ("MAIL", "421 4.3.2 shutting down", true),
        ("DATA", "554 5.7.1 spam", false),
        ("END", "451 4.3.0 queue file write error", true),
        ("END", "552 5.3.4 too big", false),
        ("EHLO", "521 no mail here", true),
        ("RCPT", "nonsense", true),
    ] {
        let fault = fault_of(Play::Answer(at, answer));
        let (is_retry, why) = match &fault {
            SendFault::Retry(why) => (true, why),
            SendFault::Fail(why) => (false, why),
        };
        assert_eq!(is_retry, retry, "{answer}: {fault:?}");
        assert!(!why.contains("maya") && !why.contains('\n'), "{why}");
    }
    let SendFault::Fail(why) = fault_of(Play::Answer("RCPT", "550 5.1.1 no such user")) else {
        panic!();
    };
    assert!(why.contains("550") && why.contains("no such user"), "{why}");
}

#[test]
fn broken_connections_are_tried_again() {
    for play in [Play::HangUpAt("EHLO"), Play::HangUpAt("RCPT"), Play::HangUpInData] {
        let fault = fault_of(play);
        assert!(matches!(fault, SendFault::Retry(_)), "{fault:?}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let fault = send(&mailer(&format!("smtp://{closed}")), &message()).unwrap_err();
    assert!(matches!(&fault, SendFault::Retry(why) if why.contains("refused")), "{fault:?}");
}

#[test]
fn a_silent_server_is_not_waited_for_long() {
    let started = std::time::Instant::now();
    let fault = fault_of(Play::SilentAt("RCPT"));
    assert_eq!(fault, SendFault::Retry("the mail server did not answer in time".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn after_a_broken_connection_the_next_mail_gets_through() {
    let (url, mails) = server(vec![Play::HangUpInData, Play::Accept]);
    let mailer = mailer(&url);
    assert!(send(&mailer, &message()).is_err());
    assert!(send(&mailer, &message()).is_ok());
    assert!(mails.recv_timeout(Duration::from_secs(2)).is_ok());
}

#[test]
fn tls_is_not_given_up_when_the_server_has_none() {
    let (url, _mails) = server(vec![Play::Accept]);
    let port = url.rsplit(':').next().unwrap();
    let mailer = mailer(&format!("smtp://localhost:{port}?tls=required"));
    let fault = send(&mailer, &message()).unwrap_err();
    assert!(matches!(fault, SendFault::Retry(_)), "{fault:?}");
}

#[test]
fn settings_never_show_the_password() {
    let settings = SmtpSettings::new("smtps://desk:hunter2@mail.example.com");
    assert!(!format!("{settings:?}").contains("hunter2"));
    let mailer = SmtpMailer::new(&settings).unwrap();
    assert!(!format!("{mailer:?}").contains("hunter2"));
    let wrong = SmtpMailer::new(&SmtpSettings::new("http://desk:hunter2@mail.example.com"));
    assert!(!wrong.unwrap_err().contains("hunter2"));
}

#[test]
fn plain_connections_are_known() {
    for clear in ["smtp://mail.example.com", "smtp://10.0.0.7:25?tls=opportunistic"] {
        assert!(sends_in_the_clear(clear), "{clear}");
    }
    for fine in [
        "smtps://mail.example.com",
        "smtp://mail.example.com?tls=required",
        "smtp://localhost:1025",
        "smtp://127.0.0.1:1025",
        "smtp://[::1]:1025",
    ] {
        assert!(!sends_in_the_clear(fine), "{fine}");
    }
}
