//! PDF: a template and values in, bytes out. Typst sets the type; there is no file system, no network
//! and no clock in reach of a template, so the same values give the same bytes.
//!
//! The file is tagged and held to PDF/UA-1 by the exporter; fonts are embedded.

#[cfg(feature = "pdf")]
mod typeset;

use serde::Serialize;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The cargo feature was off.
    #[error("this build prints no PDF (it was built without the feature `pdf`)")]
    LeftOut,
    /// The values are no JSON.
    #[error("the values of the PDF: {0}")]
    Values(#[from] serde_json::Error),
    /// Template and values do not fit together, or the result breaks PDF/UA-1.
    #[error("typesetting the PDF: {0}")]
    Typeset(String),
}

/// Whether this build prints PDF.
pub const AVAILABLE: bool = cfg!(feature = "pdf");

/// Prints a typst template, which reads its values as `data.json`.
pub fn print(template: &str, values: &impl Serialize) -> Result<Vec<u8>, PdfError> {
    let values = serde_json::to_string(values)?;
    #[cfg(feature = "pdf")]
    return typeset::typeset(template, values);
    #[cfg(not(feature = "pdf"))]
    {
        let _unused = (template, values);
        Err(PdfError::LeftOut)
    }
}

#[cfg(all(test, feature = "pdf"))]
mod tests {
    use super::*;

    const TEMPLATE: &str = r#"#set document(title: "T")
#let d = json("data.json")
#d.text"#;

    #[test]
    fn values_are_text_and_never_markup_and_the_same_values_give_the_same_bytes() {
        let values = serde_json::json!({ "text": "#panic() *bold* Žofie" });
        let first = print(TEMPLATE, &values).unwrap();
        assert!(first.starts_with(b"%PDF-"));
        assert_eq!(first, print(TEMPLATE, &values).unwrap());
    }

    #[test]
    fn a_template_reaches_no_file_and_a_mistake_is_an_error() {
        let values = serde_json::json!({});
        for template in [r#"#read("/etc/hostname")"#, r#"#image("x.png")"#, "#nothing", "#{"] {
            assert!(matches!(print(template, &values), Err(PdfError::Typeset(_))), "{template}");
        }
    }
}
