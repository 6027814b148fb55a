//! The faulty server is talked to over a bare connection: each fault happens, and is counted.

use super::*;
use std::time::Instant;

/// A client that says one line and hears the last line of each answer; "" is a closed line.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(server: &FaultySmtp) -> (Self, String) {
        let mut client = Self(BufReader::new(TcpStream::connect(server.address()).unwrap()));
        let greeting = client.hear();
        (client, greeting)
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        while self.0.read_line(&mut line).is_ok_and(|count| count > 0) {
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
            line.clear();
        }
        String::new()
    }

    fn say(&mut self, line: &str) -> String {
        let sent = self.0.get_mut().write_all(format!("{line}\r\n").as_bytes());
        if sent.is_ok() { self.hear() } else { String::new() }
    }

    /// One whole mail; the answer that decided its fate.
    fn send(&mut self, to: &str, id: &str) -> String {
        assert!(self.say("MAIL FROM:<desk@example.org> SIZE=9").starts_with("250"));
        let answer = self.say(&format!("RCPT TO:<{to}>"));
        if !answer.starts_with("250") {
            return answer;
        }
        assert!(self.say("DATA").starts_with("354"));
        self.say(&format!("Message-ID: <{id}>\r\nSubject: x\r\n\r\n..dot\r\nend\r\n."))
    }
}

fn send(server: &FaultySmtp, to: &str, id: &str) -> String {
    let (mut client, greeting) = Client::connect(server);
    if greeting.is_empty() {
        return greeting;
    }
    assert!(client.say("EHLO client.test").starts_with("250"));
    client.send(to, id)
}

#[test]
fn a_well_behaved_mail_is_kept_byte_by_byte() {
    let server = FaultySmtp::start();
    assert_eq!(send(&server, "ana@example.org", "1@desk"), "250 accepted");
    let [kept] = server.accepted().try_into().unwrap();
    assert_eq!(kept.raw, b"Message-ID: <1@desk>\r\nSubject: x\r\n\r\n.dot\r\nend\r\n");
    assert_eq!((kept.message_id.as_str(), kept.from.as_str()), ("1@desk", "desk@example.org"));
    assert_eq!(kept.to, ["ana@example.org"]);
    assert_eq!(server.url(), format!("smtp://127.0.0.1:{}", server.address().port()));
}

#[test]
fn every_local_part_brings_its_own_fault_and_is_counted() {
    let server = FaultySmtp::start();
    let expected = [
        ("rcpt-4xx", Fault::RcptLater, "450", 0),
        ("rcpt-5xx", Fault::RcptNever, "550", 0),
        ("data-4xx", Fault::DataLater, "451", 0),
        ("data-5xx", Fault::DataNever, "554", 0),
        ("bye-421", Fault::Bye, "421", 0),
        ("drop-data", Fault::DropData, "", 0),
        ("lose-ack", Fault::LoseAck, "", 1),
        ("slow", Fault::Slow, "250", 1),
    ];
    assert_eq!(expected.len(), Fault::BY_NAME.len());
    for (local, fault, answer, kept) in expected {
        let before = server.accepted().len();
        let said = send(&server, &format!("{local}@example.org"), local);
        assert!(
            said.starts_with(answer) && said.is_empty() == answer.is_empty(),
            "{local}: {said}"
        );
        assert_eq!(server.injected(fault), 1, "{local}");
        assert_eq!(server.accepted().len() - before, kept, "{local}");
    }
    assert_eq!(server.sessions(), expected.len());
}

#[test]
fn a_counted_fault_ends_by_itself_and_healing_ends_all() {
    let server = FaultySmtp::start();
    let answers: Vec<_> =
        (0..3).map(|_| send(&server, "data-4xx+2@example.org", "a@desk")).collect();
    assert_eq!(answers, ["451 4.3.0 try again later", "451 4.3.0 try again later", "250 accepted"]);
    assert!(send(&server, "rcpt-5xx+ana@example.org", "b@desk").starts_with("550"));
    server.heal();
    assert_eq!(send(&server, "rcpt-5xx+ana@example.org", "b@desk"), "250 accepted");
    assert_eq!((server.injected(Fault::DataLater), server.injected(Fault::RcptNever)), (2, 1));
}

#[test]
fn a_lost_answer_makes_the_second_try_a_repeat() {
    let server = FaultySmtp::start();
    assert_eq!(send(&server, "lose-ack+1@example.org", "c@desk"), "");
    assert_eq!(send(&server, "lose-ack+1@example.org", "c@desk"), "250 accepted");
    assert_eq!(server.times_by_id(), BTreeMap::from([("c@desk".to_owned(), 2)]));
}

#[test]
fn a_server_that_is_away_comes_back() {
    let server = FaultySmtp::start();
    server.refuse_all(true);
    assert_eq!(send(&server, "ana@example.org", "d@desk"), "");
    server.refuse_all(false);
    assert_eq!(send(&server, "ana@example.org", "d@desk"), "250 accepted");
    assert_eq!(server.injected(Fault::Refuse), 1);
}

#[test]
fn slow_is_slow() {
    let server = FaultySmtp::start();
    let start = Instant::now();
    assert_eq!(send(&server, "slow@example.org", "e@desk"), "250 accepted");
    assert!(start.elapsed() >= 2 * SLOW);
}

#[test]
fn one_session_carries_several_mails_and_odd_commands() {
    let server = FaultySmtp::start();
    let (mut client, greeting) = Client::connect(&server);
    assert!(greeting.starts_with("220"));
    for (said, answer) in
        [("HELO x", "250"), ("NOOP", "250"), ("STARTTLS", "502"), ("DATA", "503"), ("é", "502")]
    {
        assert!(client.say(said).starts_with(answer), "{said}");
    }
    assert!(client.send("rcpt-5xx@example.org", "f@desk").starts_with("550"));
    assert!(client.say("RSET").starts_with("250"));
    assert_eq!(client.send("ana@example.org", "g@desk"), "250 accepted");
    assert!(client.say("QUIT").starts_with("221"));
    assert_eq!(server.times_by_id().len(), 1);
}
