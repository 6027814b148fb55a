//! Where templates come from, and the rules every template must keep before it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use handlebars::Handlebars;
use handlebars::template::{Parameter, Template, TemplateElement};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::error::TextError;
use domain::message::NoticeKind;
use domain::prose::hex;

#[derive(RustEmbed)]
#[folder = "../web/templates/"]
struct PageFiles;

#[derive(RustEmbed)]
#[folder = "../../email_templates/"]
struct MailFiles;

/// Characters of the hash that names a template version.
const VERSION_LENGTH: usize = 12;

/// The built-in page templates: name without `.hbs`, source.
pub(super) fn pages() -> Result<Vec<(String, String)>, TextError> {
    embedded::<PageFiles>()
}

fn embedded<F: RustEmbed>() -> Result<Vec<(String, String)>, TextError> {
    let mut files = Vec::new();
    for path in F::iter() {
        let Some(name) = path.strip_suffix(".hbs") else {
            continue;
        };
        let bytes = F::get(&path).map(|file| file.data).unwrap_or_default();
        let source = String::from_utf8(bytes.into_owned()).map_err(|_| TextError::Template {
            name: name.to_owned(),
            why: "is not UTF-8".to_owned(),
        })?;
        files.push((name.to_owned(), source));
    }
    Ok(files)
}

/// Mail templates by name (`received/body.html`), the folder's own over the built-in ones.
pub(super) struct MailSources(BTreeMap<String, String>);

impl MailSources {
    /// Reads the built-in templates, then the files of `folder`.
    pub(super) fn load(folder: Option<&Path>) -> Result<Self, TextError> {
        let mut files: BTreeMap<_, _> = embedded::<MailFiles>()?.into_iter().collect();
        let Some(folder) = folder else {
            return Ok(Self(files));
        };
        let wrong = |why: String| TextError::Folder { folder: folder.to_owned(), why };
        for own in own_files(folder, "").map_err(|error| wrong(error.to_string()))? {
            let Some(name) = own.strip_suffix(".hbs") else {
                continue;
            };
            // A misspelt name would silently leave the built-in text in force.
            let known = files
                .get_mut(name)
                .ok_or_else(|| wrong(format!("{own} is not the name of a mail template")))?;
            let source = std::fs::read_to_string(folder.join(&own));
            *known = source.map_err(|error| wrong(format!("{own}: {error}")))?;
        }
        Ok(Self(files))
    }

    /// Every file.
    pub(super) fn files(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// The version of each notice: its own files and the shared ones (`_…`).
    pub(super) fn versions(&self) -> BTreeMap<NoticeKind, String> {
        let version = |kind: NoticeKind| {
            let own = format!("{kind}/");
            let mut hash = Sha256::new();
            for (name, source) in &self.0 {
                if name.starts_with(&own) || name.starts_with('_') {
                    hash.update(format!("{name}\0{}\0", source.len()));
                    hash.update(source);
                }
            }
            hex(&hash.finalize()).chars().take(VERSION_LENGTH).collect()
        };
        NoticeKind::ALL.iter().map(|kind| (*kind, version(*kind))).collect()
    }
}

fn own_files(folder: &Path, below: &str) -> std::io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            files.push(name);
        } else if below.is_empty() {
            files.extend(own_files(&entry.path(), &format!("{name}/"))?);
        }
    }
    files.sort();
    Ok(files)
}

/// Refuses missing partials and helpers, and output without escaping: all of them would otherwise show
/// up only when a person opens the page.
pub(super) fn check(registry: &Handlebars<'_>) -> Result<(), TextError> {
    let mut used = Used::default();
    for (name, template) in registry.get_templates() {
        used.name.clone_from(name);
        used.walk(template);
    }
    if let Some((name, why)) = used.faults.into_iter().next() {
        return Err(TextError::Template { name, why });
    }
    for (partial, name) in used.partials {
        if !registry.has_template(&partial) && !used.inline.contains(&partial) {
            let why = format!("names the partial {partial}, which does not exist");
            return Err(TextError::Template { name, why });
        }
    }
    Ok(())
}

/// What the templates of a registry mention.
#[derive(Default)]
struct Used {
    name: String,
    partials: BTreeMap<String, String>,
    inline: BTreeSet<String>,
    faults: BTreeMap<String, String>,
}

impl Used {
    fn walk(&mut self, template: &Template) {
        for element in &template.elements {
            self.element(element);
        }
    }

    fn element(&mut self, element: &TemplateElement) {
        match element {
            TemplateElement::RawString(_)
            | TemplateElement::Comment(_)
            | TemplateElement::Expression(_) => {}
            TemplateElement::HtmlExpression(_) => {
                self.fault("writes without escaping ({{{ or {{&)");
            }
            TemplateElement::HelperBlock(helper) => {
                for inner in [&helper.template, &helper.inverse].into_iter().flatten() {
                    self.walk(inner);
                }
            }
            TemplateElement::DecoratorExpression(part) | TemplateElement::DecoratorBlock(part) => {
                if let Some(Parameter::Literal(name)) = part.params.first() {
                    self.inline.extend(name.as_str().map(str::to_owned));
                }
                part.template.iter().for_each(|inner| self.walk(inner));
            }
            TemplateElement::PartialExpression(part) | TemplateElement::PartialBlock(part) => {
                match part.name.as_name() {
                    Some("@partial-block") => {}
                    Some(name) => {
                        self.partials.insert(name.to_owned(), self.name.clone());
                    }
                    None => self.fault("computes the name of a partial"),
                }
                part.template.iter().for_each(|inner| self.walk(inner));
            }
            _ => self.fault("uses a construct this check does not know"),
        }
    }

    fn fault(&mut self, why: &str) {
        self.faults.insert(self.name.clone(), why.to_owned());
    }
}
