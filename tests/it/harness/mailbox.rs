//! Reads mails as a recipient would: from the folder of the file transport, or from the bytes an
//! SMTP server was given. The parser is a stranger to the code that wrote them, on purpose.

use std::fs;
use std::path::{Path, PathBuf};

use mail_parser::{Address, MessageParser};

/// One mail, decoded.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Where it was read from; empty when it came over the wire.
    pub path: PathBuf,
    pub message_id: String,
    pub from: String,
    pub to: Vec<String>,
    pub reply_to: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: usize,
    pub raw: Vec<u8>,
}

impl Mail {
    /// Parses one message; `None` when it has no headers at all.
    pub fn read(raw: &[u8]) -> Option<Self> {
        let parsed = MessageParser::default().parse(raw)?;
        let body = |text: Option<std::borrow::Cow<'_, str>>| {
            text.map(|text| text.replace("\r\n", "\n")).unwrap_or_default()
        };
        // A part that is missing must read as empty: the parser would convert the other one.
        let has = |kind: &str| {
            parsed.parts.iter().any(|part| match kind {
                "html" => part.is_text_html(),
                _ => part.is_text() && !part.is_text_html(),
            })
        };
        Some(Self {
            path: PathBuf::new(),
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            from: addresses(parsed.from()).into_iter().next().unwrap_or_default(),
            to: addresses(parsed.to()),
            reply_to: addresses(parsed.reply_to()).into_iter().next(),
            subject: parsed.subject().unwrap_or_default().to_owned(),
            text: if has("text") { body(parsed.body_text(0)) } else { String::new() },
            html: if has("html") { body(parsed.body_html(0)) } else { String::new() },
            attachments: parsed.attachment_count(),
            raw: raw.to_vec(),
        })
    }

    /// Every `.eml` file of the folder, oldest first (file names break a tie of the clock).
    /// A folder that does not exist yet holds no mails.
    pub fn all_in(folder: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut files: Vec<_> = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "eml"))
            .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path()))
            .collect();
        files.sort();
        let read = |path: PathBuf| {
            let raw = fs::read(&path).unwrap();
            let mail = Self::read(&raw).unwrap_or_else(|| panic!("{} is no mail", path.display()));
            Self { path, ..mail }
        };
        files.into_iter().map(|(_, path)| read(path)).collect()
    }

    /// The six-digit code in the plain text: six digits that stand alone, perhaps parted by one
    /// blank in the middle. Digits inside a reference or a link do not count.
    pub fn code(&self) -> Option<String> {
        let words: Vec<&str> = self
            .text
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| ".,:;!?()*".contains(c)))
            .collect();
        let digits =
            |word: &str, count| word.len() == count && word.bytes().all(|b| b.is_ascii_digit());
        let whole = words.iter().find(|word| digits(word, 6)).map(|word| (*word).to_owned());
        whole.or_else(|| {
            let halves = words.windows(2).find(|pair| pair.iter().all(|word| digits(word, 3)));
            halves.map(<[_]>::concat)
        })
    }

    /// The first link in the plain text whose path begins so, such as `/confirm/`.
    pub fn link(&self, path: &str) -> Option<String> {
        self.links().into_iter().find(|link| {
            let rest = link.split_once("://").map_or("", |(_, rest)| rest);
            let from_path = rest.find('/').and_then(|at| rest.get(at..));
            from_path.is_some_and(|found| found.starts_with(path))
        })
    }

    /// Every link of the plain text.
    pub fn links(&self) -> Vec<String> {
        let words = self.text.split(|c: char| c.is_whitespace() || "<>\"()".contains(c));
        words
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(|word| word.trim_end_matches(['.', ',', ';']).to_owned())
            .collect()
    }
}

fn addresses(found: Option<&Address<'_>>) -> Vec<String> {
    let listed = found.map(Address::iter).into_iter().flatten();
    listed.filter_map(|one| one.address().map(ToOwned::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::Mail;

    const BOTH: &str = "Message-ID: <7@desk.example>\r\nFrom: Privacy <privacy@desk.example>\r\n\
        To: =?utf-8?Q?Ana_Mu=C3=B1oz?= <ana@example.org>\r\nReply-To: dsr+412@desk.example\r\n\
        Subject: =?utf-8?B?WW91ciBjw7NkZQ==?=\r\n\
        Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        DSR-2026-000412: your code is 481 516.\r\nSee http://127.0.0.1:8080/confirm/abc=\r\n\
        def?x=3D123456.\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nPGI+aGk8L2I+\r\n--b--\r\n";

    #[test]
    fn both_bodies_and_all_addresses_are_decoded() {
        let mail = Mail::read(BOTH.as_bytes()).unwrap();
        assert_eq!(mail.message_id, "7@desk.example");
        assert_eq!(
            (mail.from.as_str(), mail.subject.as_str()),
            ("privacy@desk.example", "Your códe")
        );
        assert_eq!(mail.to, ["ana@example.org"]);
        assert_eq!(mail.reply_to.as_deref(), Some("dsr+412@desk.example"));
        assert_eq!(mail.html, "<b>hi</b>");
        assert!(mail.text.starts_with("DSR-2026-000412: your code"), "{}", mail.text);
        assert_eq!((mail.attachments, mail.raw.len()), (0, BOTH.len()));
    }

    #[test]
    fn code_and_links_are_found() {
        let mail = Mail::read(BOTH.as_bytes()).unwrap();
        assert_eq!(mail.code().as_deref(), Some("481516"));
        let link = "http://127.0.0.1:8080/confirm/abcdef?x=123456";
        assert_eq!(mail.link("/confirm/").as_deref(), Some(link));
        assert_eq!(mail.link("/status"), None);
    }

    #[test]
    fn a_missing_part_reads_as_empty() {
        let text = Mail::read(b"Subject: x\r\n\r\nhello 123456\r\n").unwrap();
        assert_eq!((text.html.as_str(), text.code().as_deref()), ("", Some("123456")));
        let html = Mail::read(b"Content-Type: text/html\r\n\r\n<p>123456</p>\r\n").unwrap();
        assert_eq!((html.text.as_str(), html.code()), ("", None));
    }

    #[test]
    fn a_folder_is_read_in_order_and_may_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Mail::all_in(&folder.path().join("none")).is_empty());
        for name in ["b.eml", "a.eml", "note.txt"] {
            std::fs::write(folder.path().join(name), format!("Subject: {name}\r\n\r\n")).unwrap();
        }
        let mails = Mail::all_in(folder.path());
        assert!(mails.iter().all(|mail| mail.path.ends_with(&mail.subject)));
        let subjects: Vec<_> = mails.into_iter().map(|m| m.subject).collect();
        assert_eq!(subjects.len(), 2);
        assert!(subjects.contains(&"a.eml".to_owned()) && subjects.contains(&"b.eml".to_owned()));
    }
}
