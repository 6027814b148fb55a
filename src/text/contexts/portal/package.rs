//! The copy of the data on the status page, the code that opens it, and files that can be given.

use serde::Serialize;

use crate::PageContext;
use crate::contexts::form::{ErrorLine, Field};
use crate::contexts::public::code_field;

/// Where the copy of the data stands.
#[derive(Debug, Clone, Serialize)]
pub struct PackageCard {
    /// What its colour means.
    pub tone: &'static str,
    /// What is so.
    pub title: String,
    /// What that means, and what to do.
    pub text: String,
    /// Whether it can be downloaded.
    pub ready: bool,
    /// Whether the code was typed a short while ago.
    pub open: bool,
    /// Its size in words.
    pub size: String,
}

/// Files that can be given beside a question.
#[derive(Debug, Clone, Serialize)]
pub struct GiveFiles {
    /// The label.
    pub label: &'static str,
    /// What can be given.
    pub hint: String,
    /// What is wrong.
    pub error: Option<String>,
    /// Endings a file dialog offers.
    pub accept: &'static str,
}

impl GiveFiles {
    /// The label and kinds are the same for everything that shows something.
    pub fn new(label: &'static str, largest_megabytes: u32) -> Self {
        Self {
            label,
            hint: format!(
                "PDF, JPG, PNG or WEBP, up to {largest_megabytes} MB each, ten at most. Cover what we did not ask for. From pictures we remove place, time and camera."
            ),
            error: None,
            accept: ".pdf,.jpg,.jpeg,.png,.webp",
        }
    }
}

/// Showing what is wrong with the data.
#[derive(Debug, Clone, Serialize)]
pub struct GiveCorrection {
    /// The files.
    pub files: GiveFiles,
    /// How many were given already.
    pub given: usize,
}

/// The code that opens the download.
#[derive(Debug, Clone, Serialize)]
pub struct DownloadCodePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The field for the code.
    pub fields: Vec<Field>,
}

impl DownloadCodePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Enter the code for your data";

    /// The page, with what was wrong with the last try.
    pub fn new(wrong: Option<&str>) -> Self {
        let (fields, errors) = code_field(wrong);
        Self { errors, fields }
    }
}

impl PageContext for DownloadCodePage {
    const TEMPLATE: &'static str = "portal/download_code";

    fn samples() -> Vec<Self> {
        let wrong = "That is not the code from our newest mail. You have one more try.";
        vec![Self::new(None), Self::new(Some(wrong))]
    }
}
