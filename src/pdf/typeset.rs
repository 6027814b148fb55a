//! The world a template lives in: itself, its values, and the fonts in the binary.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::PdfError;

/// Reading the fonts takes a moment, so it is done once.
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| typst_assets::fonts().flat_map(|font| Font::iter(Bytes::new(font))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

struct Desk {
    main: Source,
    values: (FileId, Bytes),
}

fn file(name: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(name).map_err(|why| PdfError::Typeset(format!("{why:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (known, bytes) = &self.values;
        if id == *known { Ok(bytes.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // Paper bears the instant it speaks of, never that of printing.
        None
    }
}

pub(super) fn typeset(template: &str, values: String) -> Result<Vec<u8>, PdfError> {
    let main = Source::new(file("main.typ")?, template.to_owned());
    let desk = Desk { main, values: (file("data.json")?, Bytes::from_string(values)) };
    let wrong = |why: &dyn std::fmt::Debug| PdfError::Typeset(format!("{why:?}"));
    let made = typst::compile::<PagedDocument>(&desk).output.map_err(|why| wrong(&why))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|why| wrong(&why))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&made, &options).map_err(|why| wrong(&why));
    // Typst remembers what it laid out, to be quick the next time; a desk prints too rarely for that.
    typst::comemo::evict(0);
    bytes
}
