//! A system that answers by itself, as small as one can be: it takes calls, checks both signatures as the documentation
//! says, signs results, and misbehaves when a test wants it to.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;
use sha2::Sha256;

/// How it behaves.
#[derive(Debug, Clone)]
pub enum Manner {
    /// Takes every task.
    Takes,
    /// Answers with a status, and a place to go when it is a redirect.
    Says(u16, String),
    /// Takes the task and sends a body that never ends.
    Huge,
    /// Answers after a while.
    Slow(Duration),
    /// Answers once it is let go.
    Holds,
}

/// One call, as it came.
#[derive(Debug, Clone)]
pub struct Call {
    pub headers: BTreeMap<String, String>,
    pub raw: String,
}

impl Call {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.raw).unwrap()
    }

    pub fn key(&self) -> &str {
        &self.headers["idempotency-key"]
    }

    fn parts(&self, name: &str) -> Vec<&str> {
        let header = self.headers["rightsdesk-signature"].split(',');
        header
            .filter_map(|part| part.split_once('='))
            .filter(|(n, _)| *n == name)
            .map(|(_, v)| v)
            .collect()
    }

    /// Whether the call was signed with a secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let time = self.parts("t")[0];
        self.parts("hmac").contains(&code(secret, time, &self.raw).as_str())
    }

    /// Whether the desk signed it, by its published key.
    pub fn is_signed_by(&self, keys: &Value) -> bool {
        let key =
            keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == self.parts("key")[0]);
        let public = URL_SAFE_NO_PAD.decode(key.unwrap()["x"].as_str().unwrap()).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(self.parts("ed25519")[0]).unwrap();
        let message = format!("{}.{}", self.parts("t")[0], self.raw);
        UnparsedPublicKey::new(&ED25519, public).verify(message.as_bytes(), &signature).is_ok()
    }
}

/// HMAC-SHA256 of time, dot and body, in hexadecimal.
pub fn code(secret: &str, time: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Default)]
struct Door {
    open: Mutex<bool>,
    opened: Condvar,
}

/// The system. Its threads end with the test.
pub struct Receiver {
    pub address: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    manner: Arc<Mutex<Manner>>,
    door: Arc<Door>,
}

impl Receiver {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let manner = Arc::new(Mutex::new(Manner::Takes));
        let door: Arc<Door> = Arc::default();
        let (kept, how, gate) = (Arc::clone(&calls), Arc::clone(&manner), Arc::clone(&door));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, how, gate) = (Arc::clone(&kept), Arc::clone(&how), Arc::clone(&gate));
                std::thread::spawn(move || serve(stream.unwrap(), &kept, &how, &gate));
            }
        });
        Self { address, calls, manner, door }
    }

    pub fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/rights", self.address.port())
    }

    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Lets go whoever it holds.
    pub fn let_go(&self) {
        *self.door.open.lock().unwrap() = true;
        self.door.opened.notify_all();
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// Waits until it was called so often.
    pub fn wait_for(&self, calls: usize) {
        for _ in 0..400 {
            if self.calls().len() >= calls {
                return;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("only {} calls came", self.calls().len());
    }
}

fn serve(mut stream: TcpStream, calls: &Mutex<Vec<Call>>, manner: &Mutex<Manner>, door: &Door) {
    let Some(call) = read(&stream) else { return };
    let manner = manner.lock().unwrap().clone();
    calls.lock().unwrap().push(call);
    let taken = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    // Whoever gave up meanwhile does not listen any more.
    let _sent = match manner {
        Manner::Takes => stream.write_all(taken.as_bytes()),
        Manner::Says(status, to) => {
            let head = format!(
                "HTTP/1.1 {status} Said\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes())
        }
        Manner::Huge => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n";
            let mut sent = stream.write_all(head.as_bytes());
            while sent.is_ok() {
                sent = stream.write_all(&vec![b'x'; 65_536]);
            }
            sent
        }
        Manner::Slow(span) => {
            std::thread::sleep(span);
            stream.write_all(taken.as_bytes())
        }
        Manner::Holds => {
            let open = door.open.lock().unwrap();
            drop(door.opened.wait_while(open, |open| !*open).unwrap());
            stream.write_all(taken.as_bytes())
        }
    };
}

fn read(stream: &TcpStream) -> Option<Call> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    assert!(line.starts_with("POST /rights HTTP/1.1"), "{line}");
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    Some(Call { headers, raw: String::from_utf8(body).unwrap() })
}
