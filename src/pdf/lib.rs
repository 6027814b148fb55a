//! PDF: a template and values in, bytes out. Typst sets the type; there is no file system, no network
//! and no clock in reach of a template, so the same values give the same bytes.
//!
//! The file is tagged and held to PDF/UA-1 by the exporter; fonts are embedded. A crate of its own, because typst
//! is as much to build as the rest of the program: the cargo feature `pdf` brings it in.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Reading the fonts takes a moment, so it is done once.
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| typst_assets::fonts().flat_map(|font| Font::iter(Bytes::new(font))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Template and values do not fit together, or the result breaks PDF/UA-1.
#[derive(Debug)]
pub struct Wrong(String);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

struct Desk {
    main: Source,
    values: (FileId, Bytes),
}

fn file(name: &str) -> Result<FileId, Wrong> {
    let path = VirtualPath::new(name).map_err(|why| Wrong(format!("{why:?}")))?;
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

/// Prints a typst template, which reads its values as `data.json`.
pub fn typeset(template: &str, values: String) -> Result<Vec<u8>, Wrong> {
    let main = Source::new(file("main.typ")?, template.to_owned());
    let desk = Desk { main, values: (file("data.json")?, Bytes::from_string(values)) };
    let wrong = |why: &dyn std::fmt::Debug| Wrong(format!("{why:?}"));
    let made = typst::compile::<PagedDocument>(&desk).output.map_err(|why| wrong(&why))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|why| wrong(&why))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&made, &options).map_err(|why| wrong(&why));
    // Typst remembers what it laid out, to be quick the next time; a desk prints too rarely for that.
    typst::comemo::evict(0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = r#"#set document(title: "T")
#let d = json("data.json")
#d.text"#;

    #[test]
    fn values_are_text_and_never_markup_and_the_same_values_give_the_same_bytes() {
        let values = r##"{ "text": "#panic() *bold* Žofie" }"##;
        let first = typeset(TEMPLATE, values.to_owned()).unwrap();
        assert!(first.starts_with(b"%PDF-"));
        assert_eq!(first, typeset(TEMPLATE, values.to_owned()).unwrap());
    }

    #[test]
    fn a_template_reaches_no_file_and_a_mistake_is_an_error() {
        for template in [r#"#read("/etc/hostname")"#, r#"#image("x.png")"#, "#nothing", "#{"] {
            assert!(typeset(template, "{}".to_owned()).is_err(), "{template}");
        }
    }
}
