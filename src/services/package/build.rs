//! Building a package: rows checked and merged system by system, files copied as they are, then the page and the manifest.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::gather::{Part, Plan, gather};
use super::words::{in_words, known, safe, shown};
use super::write::{Archive, Entry, Hashing, copy};
use crate::files::receive::{note_written, stored};
use crate::files::records::{self, Wrong, looks_secret};
use crate::files::{Inside, OpenFile, content_place};
use crate::{Deps, ServiceError};
use blobs::BlobWriter;
use crypto::SealWriter;
use domain::file::{FileKind, FilePurpose, NewFile, Package, PackageStop};
use domain::ids::{CaseId, FileId};
use domain::item::TaskDetails;
use storage::files::{self, FileState, StoredFile};
use storage::{StoreError, cases};
use text::contexts::package::{FileLine, PackagePage, SystemPart, TablePart};
use text::contexts::shell::Shell;

/// The name and version of the form of `data/*.json`.
const DATA: &str = "rightsdesk.package-data/1";
/// The name and version of the manifest.
const MANIFEST: &str = "rightsdesk.package/1";
/// Entries are checked to be still ours to write after so many bytes.
const LOOK_EVERY: u64 = 32 * 1_024 * 1_024;

/// What came of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Built {
    /// It is written; a command makes it part of the case.
    Written,
    /// It must not be built.
    Stopped(PackageStop),
    /// Nobody waits for it any more.
    NotNeeded,
    /// Another worker has the job by now.
    Lost,
}

/// Why it stopped, on the way up.
enum Halt {
    Stop(PackageStop),
    Lost,
    Failed(ServiceError),
}

impl From<ServiceError> for Halt {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        // What a stream of ours could not read keeps its own reason.
        match error.downcast::<ServiceError>() {
            Ok(own) => damaged(own),
            Err(error) => Self::Failed(stored(error)),
        }
    }
}

/// Builds a case's package under this id. `ours` is asked now and then whether the job is still this worker's.
pub fn build(
    deps: &Deps,
    case: &CaseId,
    id: &FileId,
    ours: &mut dyn FnMut() -> bool,
) -> Result<Built, ServiceError> {
    let plan = deps.store.read(|tx| {
        let case = cases::load(tx, case)?;
        let waits =
            matches!(case.package, Some(Package::Building { .. } | Package::Stopped { .. }));
        if waits { gather(tx, deps, case).map(Some) } else { Ok::<_, ServiceError>(None) }
    });
    let plan = match plan {
        Ok(None) | Err(ServiceError::Erased) => return Ok(Built::NotNeeded),
        Ok(Some(Err(stop))) => return Ok(Built::Stopped(stop)),
        Ok(Some(Ok(plan))) => plan,
        Err(error) => return Err(error),
    };
    match written(deps, plan, id, ours) {
        Ok(()) => Ok(Built::Written),
        Err(Halt::Stop(stop)) => Ok(Built::Stopped(stop)),
        Err(Halt::Lost) => Ok(Built::Lost),
        Err(Halt::Failed(error)) => Err(error),
    }
}

fn written(
    deps: &Deps,
    mut plan: Plan,
    id: &FileId,
    ours: &mut dyn FnMut() -> bool,
) -> Result<(), Halt> {
    begin(deps, &plan, id)?;
    let name = format!("{}.zip", plan.case.reference);
    let mut inside = Inside::new(name, deps.ids.bytes32());
    let place = content_place(plan.case.id.as_str(), id.as_str());
    let blob = deps.blobs.create(id.as_str());
    let sealing = SealWriter::new(blob, &inside.key(), place, deps.ids.as_ref())?;
    let mut builder = Builder { deps, archive: Archive::new(sealing), ours, since: 0 };
    let parts = std::mem::take(&mut plan.systems);
    let mut systems = Vec::with_capacity(parts.len());
    for part in parts {
        systems.push(builder.part(&plan, part)?);
    }
    builder.page(&plan, systems)?;
    builder.manifest(&plan)?;
    if !(builder.ours)() {
        return Err(Halt::Lost);
    }
    let (blob, size) = builder.archive.finish()?.finish()?;
    blob.finish().map_err(ServiceError::from)?;
    // The archive checks itself; no hash of the whole is kept of what is written as a stream.
    inside.sha256 = String::new();
    let new = NewFile { id: id.clone(), kind: FileKind::Zip };
    note_written(deps, &plan.case, &new, FilePurpose::Package, &inside, size)?;
    Ok(())
}

fn begin(deps: &Deps, plan: &Plan, id: &FileId) -> Result<(), ServiceError> {
    let row = StoredFile {
        id: id.0.clone(),
        case_id: plan.case.id.0.clone(),
        task: None,
        purpose: FilePurpose::Package,
        kind: FileKind::Zip,
        state: FileState::Writing,
        size: 0,
        sealed: None,
        created_at: deps.now(),
    };
    deps.store.write::<(), StoreError>(move |tx| {
        // A claim that did not count as an attempt has the same id.
        files::delete(tx, &row.id)?;
        files::put(tx, &row)
    })?;
    Ok(())
}

struct Builder<'a> {
    deps: &'a Deps,
    archive: Archive<SealWriter<Box<dyn BlobWriter + 'a>>>,
    ours: &'a mut dyn FnMut() -> bool,
    /// Bytes since it was last asked.
    since: u64,
}

/// One kind of rows in `data/*.json`.
#[derive(Serialize)]
struct Table<'a> {
    title: &'a str,
    fields: &'a std::collections::BTreeMap<String, String>,
    records: &'a [serde_json::Map<String, Value>],
}

impl Builder<'_> {
    /// A system's rows, then its files.
    fn part(&mut self, plan: &Plan, part: Part) -> Result<SystemPart, Halt> {
        let key = safe(&part.key);
        let mut shown = SystemPart {
            facts: known(&part.system),
            name: part.system.name.clone(),
            data: None,
            tables: Vec::new(),
            files: Vec::new(),
        };
        let (rows, others): (Vec<_>, Vec<_>) =
            part.files.into_iter().partition(|file| file.kind == FileKind::Json);
        if !rows.is_empty() || !part.tables.is_empty() {
            let path = format!("data/{key}.json");
            let named = (part.key.as_str(), part.system.name.as_str());
            shown.tables = self.rows(plan, &path, named, (part.tables, rows))?;
            shown.data = Some(path);
        }
        for (at, file) in others.into_iter().enumerate() {
            let number = at.saturating_add(1);
            let path = format!("files/{key}-{number:03}.{}", file.kind);
            shown.files.push(self.file(path, file)?);
        }
        Ok(shown)
    }

    fn rows(
        &mut self,
        plan: &Plan,
        path: &str,
        (key, name): (&str, &str),
        (typed, files): (Vec<TaskDetails>, Vec<OpenFile>),
    ) -> Result<Vec<TablePart>, Halt> {
        let mut tables = Vec::with_capacity(files.len());
        let reference = &plan.case.reference;
        let size = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.reader.size()));
        let head = json!({ "schema": DATA, "subject": plan.case.reference, "system": { "key": key, "name": name } });
        let head = head.to_string();
        self.archive.add(path.to_owned(), size, true, |to| {
            to.write_all(head.strip_suffix('}').unwrap_or(&head).as_bytes())?;
            to.write_all(b",\"tables\":[")?;
            let typed = typed.iter().map(|one| Ok::<_, Halt>(records::of_table(one, reference)));
            let given = files.into_iter().map(|mut file| {
                let bytes = content(&mut file)?;
                Ok::<_, Halt>(records::check(&bytes, reference))
            });
            for records in typed.chain(given) {
                let records = records::outward(&records?.map_err(|wrong| stop_of(&wrong))?);
                if !tables.is_empty() {
                    to.write_all(b",")?;
                }
                let table = Table {
                    title: &records.title,
                    fields: &records.fields,
                    records: &records.records,
                };
                serde_json::to_writer(&mut *to, &table).map_err(io::Error::from)?;
                tables.push(shown(&records));
            }
            to.write_all(b"]}\n")?;
            Ok::<_, Halt>(())
        })?;
        self.look(size)?;
        Ok(tables)
    }

    /// A file as it is. One that is not what it was when it came stops everything.
    fn file(&mut self, path: String, mut file: OpenFile) -> Result<FileLine, Halt> {
        let size = file.reader.size();
        if matches!(file.kind, FileKind::Text | FileKind::Csv) && size <= records::MOST_BYTES {
            let text = file.reader.whole(records::MOST_BYTES).map_err(damaged)?;
            if looks_secret(&String::from_utf8_lossy(&text)) {
                return Err(Halt::Stop(PackageStop::SecretFound));
            }
        }
        let packed = matches!(file.kind, FileKind::Text | FileKind::Csv | FileKind::Mail);
        let mut content = file.reader.stream();
        let (ours, since) = (&mut *self.ours, &mut self.since);
        let entry = self.archive.add(path.clone(), size, packed, |to: &mut Hashing<'_>| {
            copy(&mut content, to, || {
                *since = since.saturating_add(262_144);
                if *since < LOOK_EVERY {
                    return Ok(());
                }
                *since = 0;
                if ours() { Ok(()) } else { Err(Halt::Lost) }
            })
        });
        let same = entry?.sha256 == file.sha256;
        if !same {
            return Err(Halt::Stop(PackageStop::FileDamaged));
        }
        Ok(FileLine { href: path, name: file.name, size: in_words(size) })
    }

    fn look(&mut self, bytes: u64) -> Result<(), Halt> {
        self.since = self.since.saturating_add(bytes);
        if self.since < LOOK_EVERY {
            return Ok(());
        }
        self.since = 0;
        if (self.ours)() { Ok(()) } else { Err(Halt::Lost) }
    }

    fn page(&mut self, plan: &Plan, systems: Vec<SystemPart>) -> Result<(), Halt> {
        let own = &self.deps.settings.organisation;
        let page = PackagePage {
            product: own.product_name.clone(),
            organisation: own.name.clone(),
            reference: plan.case.reference.as_str().to_owned(),
            name: plan.person.acting_for.clone().unwrap_or_else(|| plan.person.name.clone()),
            made_on: self.deps.local_date(self.deps.now()),
            received_on: plan.case.intake.received_on,
            words: plan.words.clone(),
            items: plan.items.clone(),
            systems,
            support_email: own.support_email.clone(),
            dpo_name: own.dpo_name.clone(),
            dpo_email: own.dpo_email.clone(),
            privacy_notice_url: own.privacy_notice_url.clone(),
        };
        let html = self.deps.texts.page(&Shell::default(), &page).map_err(ServiceError::from)?;
        self.text("index.html", &html)
    }

    /// What is in the archive, with the hash of each file, so that anybody can check it.
    fn manifest(&mut self, plan: &Plan) -> Result<(), Halt> {
        let entries: &Vec<Entry> = &self.archive.entries;
        let manifest = json!({
            "schema": MANIFEST,
            "subject": plan.case.reference,
            "made_on": self.deps.local_date(self.deps.now()),
            "policy": plan.case.intake.policy,
            "files": entries,
        });
        let text = serde_json::to_string_pretty(&manifest).map_err(ServiceError::from)?;
        self.text("manifest.json", &text)
    }

    fn text(&mut self, path: &str, text: &str) -> Result<(), Halt> {
        self.archive.add(path.to_owned(), 0, true, |to| to.write_all(text.as_bytes()))?;
        Ok(())
    }
}

/// The whole of a file of rows, when it is what it was.
fn content(file: &mut OpenFile) -> Result<zeroize::Zeroizing<Vec<u8>>, Halt> {
    use sha2::Digest as _;
    let bytes = file.reader.whole(records::MOST_BYTES).map_err(damaged)?;
    if domain::prose::hex(&sha2::Sha256::digest(&bytes)) == file.sha256 {
        return Ok(bytes);
    }
    Err(Halt::Stop(PackageStop::FileDamaged))
}

/// Bytes that are gone or do not open stay so; a store that is away comes back.
fn damaged(error: ServiceError) -> Halt {
    use blobs::BlobError;
    if matches!(error, ServiceError::Seal(_) | ServiceError::Blob(BlobError::Missing)) {
        return Halt::Stop(PackageStop::FileDamaged);
    }
    Halt::Failed(error)
}

fn stop_of(wrong: &Wrong) -> Halt {
    Halt::Stop(match wrong {
        Wrong::Subject(_) => PackageStop::ForeignSubject,
        Wrong::Secret(_) => PackageStop::SecretFound,
        Wrong::Form(_) => PackageStop::FileDamaged,
    })
}
