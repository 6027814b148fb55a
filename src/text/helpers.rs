//! Template helpers: dates, counts, labels, links and assets. Each refuses a value that is not there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset, NaiveDate};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender as _, JsonTruthy as _, Output,
    RenderContext, RenderError, RenderErrorReason, Renderable as _, ScopedJson,
};
use serde_json::Value;

use super::catalogue;

/// Addresses of style sheets, scripts and pictures, each with its content's hash in the path.
#[derive(Debug, Clone, Default)]
pub struct AssetPaths(BTreeMap<String, String>);

impl AssetPaths {
    /// From pairs of a name (`app.css`) and its address (`/assets/3f2a…/app.css`).
    pub fn new(paths: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(paths.into_iter().collect())
    }

    /// The address of an asset; without a hash when it is not known.
    pub fn path(&self, name: &str) -> String {
        let known = self.0.get(name).cloned();
        known.unwrap_or_else(|| format!("/assets/{name}"))
    }

    /// Whether a name is served. Without any names (mail previews, tests) every name passes.
    fn knows(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.contains_key(name)
    }
}

type Made = Result<Value, String>;

/// A helper that makes one value out of its parameters.
struct Make<F> {
    name: &'static str,
    make: F,
}

impl<F: Fn(&[&Value]) -> Made + Send + Sync> HelperDef for Make<F> {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let made = (self.make)(&values(self.name, helper)?);
        made.map(ScopedJson::Derived)
            .map_err(|why| RenderErrorReason::Other(format!("{}: {why}", self.name)).into())
    }
}

/// A helper that writes markup; what it is given is escaped by the helper itself.
struct Markup<F> {
    name: &'static str,
    write: F,
}

impl<F: Fn(&[&Value]) -> Result<String, String> + Send + Sync> HelperDef for Markup<F> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let written = (self.write)(&values(self.name, helper)?)
            .map_err(|why| RenderErrorReason::Other(format!("{}: {why}", self.name)))?;
        Ok(out.write(&written)?)
    }
}

/// `if` and `unless` that notice a misspelt name: strict mode takes it for false.
struct Branch {
    wanted: bool,
}

impl HelperDef for Branch {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let param = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
        // Tests and development stop here; a person on the live site gets the page without the part.
        if cfg!(debug_assertions) && param.is_value_missing() {
            let path = param.relative_path().cloned();
            return Err(RenderErrorReason::MissingVariable(path).into());
        }
        let branch = if param.value().is_truthy(false) == self.wanted {
            helper.template()
        } else {
            helper.inverse()
        };
        branch.map_or(Ok(()), |part| part.render(registry, context, render, out))
    }
}

fn values<'a>(name: &str, helper: &'a Helper<'_>) -> Result<Vec<&'a Value>, RenderError> {
    let value = |param: &'a handlebars::PathAndJson<'_>| {
        if param.is_value_missing() {
            let path = param.relative_path().map_or("a parameter", String::as_str);
            return Err(RenderErrorReason::Other(format!("{name}: {path} is not there")).into());
        }
        Ok(param.value())
    };
    helper.params().iter().map(value).collect()
}

/// Adds every helper to a registry. `html` tells whether markup is written.
pub(super) fn register(registry: &mut Handlebars<'static>, assets: &AssetPaths, html: bool) {
    registry.register_helper("if", Box::new(Branch { wanted: true }));
    registry.register_helper("unless", Box::new(Branch { wanted: false }));
    make(registry, "eq", |v| same(v).map(Value::Bool));
    make(registry, "ne", |v| same(v).map(|same| Value::Bool(!same)));
    make(registry, "date", |v| day(v, "%-d %B %Y"));
    make(registry, "short_date", |v| day(v, "%-d %b"));
    make(registry, "long_date", |v| day(v, "%A %-d %B %Y"));
    make(registry, "datetime", |v| instant(v, "%H:%M on %-d %B %Y"));
    make(registry, "short_datetime", |v| instant(v, "%-d %b, %H:%M"));
    make(registry, "count", count);
    make(registry, "label", label);
    make(registry, "link", link);
    let write = move |v: &[&Value]| text(v, 0).map(|text| paragraphs(&text, html));
    let name = "paragraphs";
    registry.register_helper(name, Box::new(Markup { name, write }));
    let paths = assets.clone();
    make(registry, "asset", move |v| asset(&paths, &text(v, 0)?).map(Value::String));
    let paths = assets.clone();
    let write = move |v: &[&Value]| icon(&paths, &text(v, 0)?);
    let name = "icon";
    registry.register_helper(name, Box::new(Markup { name, write }));
}

fn make(
    registry: &mut Handlebars<'static>,
    name: &'static str,
    make: impl Fn(&[&Value]) -> Made + Send + Sync + 'static,
) {
    registry.register_helper(name, Box::new(Make { name, make }));
}

fn text(values: &[&Value], at: usize) -> Result<String, String> {
    match values.get(at) {
        Some(Value::Null) | None => Err("a value is not there".to_owned()),
        Some(value) => Ok(value.render()),
    }
}

fn same(values: &[&Value]) -> Result<bool, String> {
    match values {
        [left, right] => Ok(left == right),
        _ => Err("takes two values".to_owned()),
    }
}

fn day(values: &[&Value], format: &str) -> Made {
    let text = text(values, 0)?;
    let day = text.get(..10).unwrap_or(&text).parse::<NaiveDate>();
    let day = day.map_err(|_| format!("`{text}` is not a date"))?;
    Ok(Value::String(day.format(format).to_string()))
}

fn instant(values: &[&Value], format: &str) -> Made {
    let text = text(values, 0)?;
    let at = DateTime::<FixedOffset>::parse_from_rfc3339(&text)
        .map_err(|_| format!("`{text}` is not an instant"))?;
    let zone = if at.offset().local_minus_utc() == 0 {
        "UTC".to_owned()
    } else {
        at.format("UTC%:z").to_string()
    };
    Ok(Value::String(format!("{} ({zone})", at.format(format))))
}

/// `count n "day" "days"` writes `1 day` or `3 days`.
fn count(values: &[&Value]) -> Made {
    let number = text(values, 0)?;
    let word = text(values, if number == "1" { 1 } else { 2 })?;
    Ok(Value::String(format!("{number} {word}")))
}

fn label(values: &[&Value]) -> Made {
    let (vocabulary, value) = (text(values, 0)?, text(values, 1)?);
    catalogue::label(&vocabulary, &value)
        .map(|label| Value::String(label.to_owned()))
        .ok_or_else(|| format!("no label for {vocabulary} `{value}`"))
}

/// Lets through only addresses a click on which cannot run a script.
fn link(values: &[&Value]) -> Made {
    let address = text(values, 0)?;
    let inside = address.starts_with('#')
        || address.starts_with('?')
        || (address.starts_with('/') && !address.starts_with("//"));
    let outside = ["https://", "http://", "mailto:"];
    let plain = !address.chars().any(|c| c.is_control() || c == '\\');
    if plain && (inside || outside.iter().any(|scheme| address.starts_with(scheme))) {
        Ok(Value::String(address))
    } else {
        // The address could hold a one-time token; it stays out of logs.
        Err("that is not an address to link to".to_owned())
    }
}

fn asset(paths: &AssetPaths, name: &str) -> Result<String, String> {
    if paths.knows(name) { Ok(paths.path(name)) } else { Err(format!("there is no asset {name}")) }
}

fn icon(paths: &AssetPaths, name: &str) -> Result<String, String> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(format!("`{name}` is not the name of an icon"));
    }
    let sprite = handlebars::html_escape(&asset(paths, "icons.svg")?);
    Ok(format!(
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"></use></svg>"
    ))
}

/// What a person wrote, paragraph by paragraph. In plain text the lines are indented, so that nobody
/// can write something that looks like a part of the notice.
fn paragraphs(text: &str, html: bool) -> String {
    let text = text.trim().replace("\r\n", "\n");
    if !html {
        let lines = text.lines().map(|line| format!("    {line}"));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let mut markup = String::new();
    for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        let part = handlebars::html_escape(part).replace('\n', "<br>\n");
        // Writing to a String cannot fail.
        let _ = writeln!(markup, "<p dir=\"auto\">{part}</p>");
    }
    markup
}
