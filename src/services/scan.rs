//! Asking a virus scanner (clamd) about a file while it arrives: the INSTREAM command of its protocol, over TCP or a
//! socket of this machine. The file goes there and nowhere else.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it may take to pick up.
const PICK_UP: Duration = Duration::from_secs(5);

/// What the scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing bad of it.
    Clean,
    /// It knows it by this name.
    Found(String),
}

trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

/// A file under examination.
pub struct Scan {
    line: Box<dyn Line>,
}

impl Scan {
    /// Calls the scanner at `tcp://HOST:PORT` or `unix:/PATH`.
    pub fn begin(address: &str) -> io::Result<Self> {
        let mut line = dial(address)?;
        line.write_all(b"zINSTREAM\0")?;
        Ok(Self { line })
    }

    /// Hands over the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) -> io::Result<()> {
        for part in bytes.chunks(65_536).filter(|part| !part.is_empty()) {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            self.line.write_all(&length.to_be_bytes())?;
            self.line.write_all(part)?;
        }
        Ok(())
    }

    /// Ends the file and waits for the answer.
    pub fn verdict(mut self) -> io::Result<Verdict> {
        self.line.write_all(&0_u32.to_be_bytes())?;
        self.line.flush()?;
        let mut answer = Vec::new();
        // The answer ends with a zero; whether the scanner hangs up then is its own affair.
        BufReader::new(self.line.take(4_096)).read_until(0, &mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        let answer = answer.trim_matches(['\0', '\n', ' ']);
        let answer = answer.strip_prefix("stream:").unwrap_or(answer).trim();
        match answer.strip_suffix("FOUND") {
            Some(name) => Ok(Verdict::Found(name.trim().to_owned())),
            None if answer == "OK" => Ok(Verdict::Clean),
            None => Err(io::Error::other(format!("the scanner answered “{answer}”"))),
        }
    }
}

fn dial(address: &str) -> io::Result<Box<dyn Line>> {
    if let Some(host) = address.strip_prefix("tcp://") {
        let place = host.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let line = TcpStream::connect_timeout(&place, PICK_UP)?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.set_write_timeout(Some(PATIENCE))?;
        return Ok(Box::new(line));
    }
    #[cfg(unix)]
    if let Some(path) = address.strip_prefix("unix:") {
        let line = UnixStream::connect(path)?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.set_write_timeout(Some(PATIENCE))?;
        return Ok(Box::new(line));
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "files.clamd is no address"))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A scanner that knows one word. It answers `calls` calls and reads each whole file.
    pub(crate) fn scanner(word: &'static [u8], calls: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for line in listener.incoming().take(calls) {
                let mut line = line.unwrap();
                let mut command = [0; 10];
                line.read_exact(&mut command).unwrap();
                assert_eq!(&command, b"zINSTREAM\0");
                let mut file = Vec::new();
                loop {
                    let mut length = [0; 4];
                    line.read_exact(&mut length).unwrap();
                    let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
                    if length == 0 {
                        break;
                    }
                    let mut part = vec![0; length];
                    line.read_exact(&mut part).unwrap();
                    file.extend(part);
                }
                let bad = file.windows(word.len()).any(|part| part == word);
                let answer = if bad { "stream: Test.Word FOUND\0" } else { "stream: OK\0" };
                line.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    #[test]
    fn a_file_is_clean_or_known() {
        let address = scanner(b"evil", 3);
        let ask = |parts: &[&[u8]]| {
            let mut scan = Scan::begin(&address).unwrap();
            for part in parts {
                scan.feed(part).unwrap();
            }
            scan.verdict().unwrap()
        };
        assert_eq!(ask(&[b"good", b"", b" file"]), Verdict::Clean);
        assert_eq!(ask(&[b"an ev", b"il file"]), Verdict::Found("Test.Word".to_owned()));
        assert_eq!(ask(&[&vec![7; 200_000], b"evil"]), Verdict::Found("Test.Word".to_owned()));
    }

    #[test]
    fn a_scanner_that_is_away_or_mumbles_is_an_error() {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(Scan::begin(&format!("tcp://{gone}")).is_err());
        assert!(Scan::begin("unix:/nowhere/clamd").is_err());
        assert!(Scan::begin("clamd").is_err());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let mut line = listener.accept().unwrap().0;
            line.write_all(b"INSTREAM size limit exceeded. ERROR\0").unwrap();
            let mut rest = Vec::new();
            let _ended = line.read_to_end(&mut rest);
        });
        let mut scan = Scan::begin(&address).unwrap();
        scan.feed(b"file").unwrap();
        let said = scan.verdict().map(|_| ()).unwrap_err().to_string();
        assert!(
            said.contains("size limit") || said.contains("reset") || said.contains("pipe"),
            "{said}"
        );
    }
}
