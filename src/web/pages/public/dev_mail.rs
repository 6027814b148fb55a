//! `GET /dev/mail`: the mails of a desk that writes them to a folder. Only on this machine, only with
//! that transport, only without a proxy in between.

use std::path::Path;

use actix_web::{HttpRequest, HttpResponse, web};

use super::eml;
use crate::error::WebError;
use crate::extract::Visit;
use crate::{dev_mail_is_served, network, paths, reply};
use services::{Deps, ServiceError};
use text::contexts::public::{DevMail, DevMailPage, MailLine, OneMailPage};

/// Shown at most, the newest first.
const SHOWN: usize = 100;

pub(super) async fn list(visit: Visit, request: HttpRequest) -> Result<HttpResponse, WebError> {
    only_here(&visit, &request)?;
    let mails = reply::blocking(&visit.deps, |deps| Ok(newest(deps))).await?;
    let folder = visit.deps.settings.mail.directory.display().to_string();
    visit.page(DevMailPage::TITLE, &DevMailPage { mails, folder })
}

pub(super) async fn one(
    visit: Visit,
    request: HttpRequest,
    file: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    only_here(&visit, &request)?;
    let file = file.into_inner();
    let mail = reply::blocking(&visit.deps, move |deps| {
        read(&deps.settings.mail.directory, &file).ok_or(ServiceError::NotFound)
    })
    .await?;
    let own = visit.deps.settings.server.public_url.origin();
    let page = OneMailPage {
        lines: mail.text.lines().map(|line| MailLine::of(line, &own)).collect(),
        to: mail.to,
        date: mail.date,
        subject: mail.subject,
    };
    visit.page(OneMailPage::TITLE, &page)
}

fn only_here(visit: &Visit, request: &HttpRequest) -> Result<(), WebError> {
    if dev_mail_is_served(&visit.deps.settings) && network::is_local(request) {
        return Ok(());
    }
    Err(WebError::not_found())
}

fn newest(deps: &Deps) -> Vec<DevMail> {
    let folder = &deps.settings.mail.directory;
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    // Names begin with the day and go on with an id that is sorted by time.
    files.sort_unstable_by(|one, other| other.cmp(one));
    files
        .into_iter()
        .filter_map(|file| {
            let mail = read(folder, &file)?;
            let href = paths::with(paths::DEV_MAIL_ONE, &file);
            Some(DevMail { file, href, to: mail.to, subject: mail.subject, date: mail.date })
        })
        .take(SHOWN)
        .collect()
}

/// A mail of the folder; nothing for any other name.
fn read(folder: &Path, file: &str) -> Option<eml::Mail> {
    let stem = file.strip_suffix(".eml")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if stem.is_empty() || !stem.chars().all(plain) {
        return None;
    }
    let raw = std::fs::read(folder.join(file)).ok()?;
    Some(eml::read(&String::from_utf8_lossy(&raw)))
}
