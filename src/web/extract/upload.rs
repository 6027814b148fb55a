//! A form with files, read as it arrives: fields first, then each file straight into the sealed store. Nothing of a file is
//! kept in memory, and none is taken before the form's token was checked.

use std::collections::BTreeMap;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::web;
use futures_util::StreamExt as _;

use super::Form;
use super::pipe::{skip, store};
use crate::error::{self, WebError};
use domain::case::Case;
use domain::file::{MOST_GIVEN, NewFile};
use services::files::{self, Incoming};
use services::{Deps, ServiceError};

/// Longest field that is no file.
const FIELD_LIMIT: usize = 64 * 1_024;
/// Fields of a form.
const FIELDS: usize = 40;

/// What was sent.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    fields: BTreeMap<String, String>,
    /// Files that are stored and wait for their command.
    pub(crate) files: Vec<NewFile>,
    /// Why a file was not taken; what came before it is kept.
    pub(crate) refused: Option<ServiceError>,
}

impl Upload {
    /// The value of a field; empty when it was not sent.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// A form without files that was read already.
    pub(crate) fn without_files<B>(form: &Form<B>) -> Self {
        Self { fields: form.firsts(), ..Self::default() }
    }

    /// Reads a form. `check` sees the fields before the first file and refuses a form that is not ours; `about` says what
    /// the files are for.
    pub(crate) async fn read(
        deps: &web::Data<Deps>,
        case: &Case,
        mut parts: Multipart,
        check: impl Fn(&Self) -> Result<(), WebError>,
        about: impl Fn(&Self) -> Option<Incoming>,
    ) -> Result<Self, WebError> {
        let mut upload = Self::default();
        let mut checked = false;
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| unreadable(&error))?;
            let name = part.name().unwrap_or_default().to_owned();
            let disposition = part.content_disposition();
            let file = disposition.and_then(|how| how.get_filename()).map(str::to_owned);
            let Some(file) = file else {
                upload.field(name, part).await?;
                continue;
            };
            if !checked {
                check(&upload)?;
                checked = true;
            }
            // A field for a file that stayed empty.
            if file.is_empty() {
                skip(part).await;
                continue;
            }
            upload.file(deps, case, part, file, &about).await?;
        }
        if !checked {
            check(&upload)?;
        }
        Ok(upload)
    }

    async fn field(&mut self, name: String, mut part: Field) -> Result<(), WebError> {
        let bytes = part.bytes(FIELD_LIMIT).await.map_err(|_| WebError::new(error::TOO_LARGE))?;
        let bytes = bytes.map_err(|_| WebError::new(error::BAD_REQUEST))?;
        let text =
            String::from_utf8(bytes.to_vec()).map_err(|_| WebError::new(error::BAD_REQUEST))?;
        if text.contains('\0') || self.fields.len() >= FIELDS {
            return Err(WebError::bad_request("Remove the invisible characters from the text."));
        }
        // Browsers send line ends as CR LF; texts are kept with LF.
        self.fields.entry(name).or_insert_with(|| text.replace("\r\n", "\n"));
        Ok(())
    }

    async fn file(
        &mut self,
        deps: &web::Data<Deps>,
        case: &Case,
        part: Field,
        name: String,
        about: impl Fn(&Self) -> Option<Incoming>,
    ) -> Result<(), WebError> {
        let incoming = about(self).map(|about| Incoming { name, ..about });
        let Some(incoming) =
            incoming.filter(|_| self.refused.is_none() && self.files.len() < MOST_GIVEN)
        else {
            skip(part).await;
            return Ok(());
        };
        match store(deps, case, part, incoming).await? {
            Ok(file) => self.files.push(file),
            Err(refused) => self.refused = Some(refused),
        }
        Ok(())
    }

    /// Takes the files back that no command wanted.
    pub(crate) async fn discard(&mut self, deps: &web::Data<Deps>) -> Result<(), WebError> {
        let (deps, stored) = (web::Data::clone(deps), std::mem::take(&mut self.files));
        web::block(move || stored.iter().for_each(|file| files::discard(&deps, file))).await?;
        Ok(())
    }
}

fn unreadable(refused: &MultipartError) -> WebError {
    if matches!(refused, MultipartError::ContentTypeMissing | MultipartError::ContentTypeParse) {
        return WebError::new(error::MEDIA);
    }
    WebError::new(error::BAD_REQUEST)
}
