//! The transport for development and for desks that hand mail over themselves: one file per message.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::build::build;
use super::{Outgoing, Receipt, SendFault};

/// Writes `<date>-<outbox id>.eml` files.
#[derive(Debug, Clone)]
pub struct FileMailer {
    folder: PathBuf,
}

impl FileMailer {
    /// Into this folder; it is made when the first mail is written.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { folder }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes the mail so that readers see it whole or not at all. Sent again, it replaces itself.
    pub fn send(&self, outgoing: &Outgoing<'_>) -> Result<Receipt, SendFault> {
        let built = build(outgoing)?;
        let name = file_name(outgoing);
        self.write(&name, &built.mime.formatted()).map_err(|error| {
            SendFault::Retry(format!("the mail folder cannot be written: {error}"))
        })?;
        Ok(Receipt { message_id: built.message_id, accepted_by: name })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        make_private_folder(&self.folder)?;
        let temporary = self.folder.join(format!(".{name}.part"));
        let mut file =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, self.folder.join(name))?;
        // The rename is only durable once the folder is.
        File::open(&self.folder)?.sync_all()
    }
}

/// The file of a message: the day of the notice, and its outbox id.
fn file_name(outgoing: &Outgoing<'_>) -> String {
    format!("{}-{}.eml", outgoing.date.format("%Y-%m-%d"), outgoing.id)
}

/// Mails are personal data: nobody else on the machine reads them.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{date, id, message, sender};
    use super::*;
    use domain::message::Message;

    fn send(mailer: &FileMailer, message: &Message) -> Result<Receipt, SendFault> {
        let (id, from) = (id(), sender());
        mailer.send(&Outgoing { id: &id, message, from: &from, date: date() })
    }

    #[test]
    fn one_file_per_notice_however_often_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = FileMailer::new(folder.path().join("mail"));
        let receipt = send(&mailer, &message()).unwrap();
        assert_eq!(receipt.accepted_by, "2026-11-23-0193-7f-abc.eml");
        assert_eq!(receipt.message_id, "<0193-7f-abc@aimllearn.com>");
        send(&mailer, &Message { subject: "Again".to_owned(), ..message() }).unwrap();
        let files: Vec<_> =
            fs::read_dir(mailer.folder()).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let mail = fs::read_to_string(&files[0]).unwrap();
        assert!(mail.contains("Subject: Again\r\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("mail");
        fs::write(&taken, "a file").unwrap();
        let fault = send(&FileMailer::new(taken), &message()).unwrap_err();
        assert!(matches!(fault, SendFault::Retry(_)), "{fault:?}");
    }
}
