//! The ZIP: its files in one order, without times of making, and the list of them with their hashes.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::html;
use super::mails::Mail;
use crate::ServiceError;
use crate::report::{hash_of, io_error};
use domain::prose::hex;

/// Writes the bundle; the file at its beginning, and its hash.
pub(super) fn write(document: &Value, mails: &[Mail]) -> Result<(File, String), ServiceError> {
    let mut files = vec![
        ("index.html".to_owned(), html::page(document).into_bytes()),
        ("case.json".to_owned(), serde_json::to_vec_pretty(document)?),
    ];
    files.extend(mails.iter().filter_map(|mail| Some((mail.path()?, mail.eml.clone()?))));
    let listed: Vec<Value> = files
        .iter()
        .map(|(path, bytes)| {
            json!({ "bytes": bytes.len(), "path": path, "sha256": hex(&Sha256::digest(bytes)) })
        })
        .collect();
    let manifest = json!({
        "as_at": document.get("as_at"),
        "files": listed,
        "journal_position": document.get("journal_position"),
        "personal_data": document.get("personal_data"),
        "reference": document.get("reference"),
        "schema": "rightsdesk.evidence_manifest/1",
    });
    files.push(("manifest.json".to_owned(), serde_json::to_vec_pretty(&manifest)?));
    let mut file = tempfile::tempfile().map_err(io_error)?;
    let mut zip = ZipWriter::new(file.try_clone().map_err(io_error)?);
    // The same time in each, so that the same bundle is the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (path, bytes) in &files {
        zip.start_file(path.as_str(), options).map_err(io_error)?;
        zip.write_all(bytes).map_err(io_error)?;
    }
    zip.finish().map_err(io_error)?;
    let sha256 = hash_of(&mut file)?;
    file.seek(SeekFrom::Start(0)).map_err(io_error)?;
    Ok((file, sha256))
}
