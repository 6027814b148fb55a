//! The rendering engine: registries built and checked once at start, then read only.

use std::collections::BTreeMap;
use std::path::PathBuf;

use handlebars::Handlebars;
use serde::Serialize;

use super::contexts::mail::MailContext;
use super::error::TextError;
use super::helpers::{self, AssetPaths};
use super::sources::{self, MailSources};
use domain::message::{Message, NoticeKind};

/// Where texts come from.
#[derive(Debug, Clone, Default)]
pub struct TextSettings {
    /// A folder whose mail templates win over the built-in ones, file by file.
    pub email_templates: Option<PathBuf>,
    /// Addresses of style sheets, scripts and pictures.
    pub assets: AssetPaths,
}

/// A page: its template and the values it shows.
pub trait PageContext: Serialize {
    /// The template below `src/web/templates`, without `.hbs`.
    const TEMPLATE: &'static str;

    /// At least one full and one minimal example, for previews and checks.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// Every template, ready to render. Immutable, shared between threads.
#[derive(Debug)]
pub struct Texts {
    pages: Handlebars<'static>,
    mail_html: Handlebars<'static>,
    mail_text: Handlebars<'static>,
    versions: BTreeMap<NoticeKind, String>,
}

/// What a page template sees: `shell.*` and `page.*`.
#[derive(Serialize)]
pub(super) struct Frame<'a, S, P> {
    pub(super) shell: &'a S,
    pub(super) page: &'a P,
}

impl Texts {
    /// Reads and checks every template.
    pub fn new(settings: &TextSettings) -> Result<Self, TextError> {
        let mail = MailSources::load(settings.email_templates.as_deref())?;
        let mut pages = registry(&settings.assets, true);
        for (name, source) in sources::pages()? {
            add(&mut pages, &name, &source)?;
        }
        let mut mail_html = registry(&settings.assets, true);
        let mut mail_text = registry(&settings.assets, false);
        for (name, source) in mail.files() {
            if let Some(name) = name.strip_suffix(".html") {
                add(&mut mail_html, name, source)?;
            } else if let Some(name) = name.strip_suffix(".txt") {
                add(&mut mail_text, name, source)?;
            }
        }
        for registry in [&pages, &mail_html, &mail_text] {
            sources::check(registry)?;
        }
        for kind in NoticeKind::ALL {
            require(&mail_text, &format!("{kind}/subject"))?;
            require(&mail_text, &format!("{kind}/body"))?;
            require(&mail_html, &format!("{kind}/body"))?;
        }
        Ok(Self { pages, mail_html, mail_text, versions: mail.versions() })
    }

    /// A page inside its layout: the template's first line is `{{#> layouts/…}}`.
    pub fn page<C: PageContext>(
        &self,
        shell: &impl Serialize,
        page: &C,
    ) -> Result<String, TextError> {
        render(&self.pages, C::TEMPLATE, &Frame { shell, page })
    }

    /// Whether there is a page template of this name.
    pub fn has_page(&self, template: &str) -> bool {
        self.pages.has_template(template)
    }

    /// A notice, exactly as it will be sent. `to` is empty for a letter to be printed.
    pub fn mail(
        &self,
        kind: NoticeKind,
        to: &str,
        to_name: Option<&str>,
        context: &MailContext,
    ) -> Result<Message, TextError> {
        if !context.fits(kind) {
            return Err(TextError::WrongContext(kind));
        }
        let subject = render(&self.mail_text, &format!("{kind}/subject"), context)?;
        let text = render(&self.mail_text, &format!("{kind}/body"), context)?;
        let html = render(&self.mail_html, &format!("{kind}/body"), context)?;
        // Whoever typed an address into the form may not be its owner: a stranger gets no name.
        let to_name = to_name.filter(|_| !may_reach_a_stranger(kind));
        Ok(Message {
            to: to.to_owned(),
            to_name: to_name.map(str::to_owned),
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            text: tidy(&text),
            html,
            notice: kind,
            template_version: self.mail_version(kind).to_owned(),
        })
    }

    /// The version of a notice's templates: a short hash of their sources, layout included.
    pub fn mail_version(&self, kind: NoticeKind) -> &str {
        self.versions.get(&kind).map_or("", String::as_str)
    }
}

/// Notices to addresses whose owner has not shown to be the person in the request.
pub const fn may_reach_a_stranger(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::ConfirmAddress
            | NoticeKind::ConfirmReminder
            | NoticeKind::AccountNotice
            | NoticeKind::MandateRequest
            | NoticeKind::AddressConfirm
            | NoticeKind::Expired
            | NoticeKind::SignInCode
            | NoticeKind::DownloadCode
    )
}

pub(super) fn registry(assets: &AssetPaths, escape: bool) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    if !escape {
        registry.register_escape_fn(handlebars::no_escape);
    }
    helpers::register(&mut registry, assets, escape);
    registry
}

pub(super) fn add(
    registry: &mut Handlebars<'static>,
    name: &str,
    source: &str,
) -> Result<(), TextError> {
    registry
        .register_template_string(name, source)
        .map_err(|error| TextError::Template { name: name.to_owned(), why: error.to_string() })
}

fn require(registry: &Handlebars<'static>, name: &str) -> Result<(), TextError> {
    if registry.has_template(name) {
        return Ok(());
    }
    Err(TextError::Template { name: name.to_owned(), why: "is missing".to_owned() })
}

pub(super) fn render(
    registry: &Handlebars<'static>,
    name: &str,
    context: &impl Serialize,
) -> Result<String, TextError> {
    registry
        .render(name, context)
        .map_err(|error| TextError::Render { name: name.to_owned(), why: error.to_string() })
}

/// Plain text without trailing spaces and with at most one empty line in a row.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let mut tidy = lines.join("\n");
    tidy.push('\n');
    tidy
}
