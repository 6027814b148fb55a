//! The frame of public pages, from the request: title, theme, flash, form token, pretended clock.

use actix_web::HttpRequest;

use crate::cookies::{self, Jar};
use crate::csrf;
use services::Deps;
use text::contexts::shell::{Flash, Shell};

/// The frame for a visitor; the form token belongs to the draft or session cookie at hand.
pub(crate) fn public(request: &HttpRequest, deps: &Deps, title: &str) -> Shell {
    let settings = &deps.settings;
    let bound = [Jar::Requester, Jar::Draft]
        .into_iter()
        .find_map(|jar| cookies::read(request, settings, jar))
        .unwrap_or_default();
    framed(request, deps, title, &bound)
}

/// The frame with a form token bound to a given secret.
pub(crate) fn framed(request: &HttpRequest, deps: &Deps, title: &str, bound: &str) -> Shell {
    let settings = &deps.settings;
    let organisation = &settings.organisation;
    Shell {
        title: title.to_owned(),
        has_errors: false,
        organisation: organisation.name.clone(),
        product: organisation.product_name.clone(),
        postal_address: postal_address(&organisation.name, &organisation.postal_address),
        support_email: organisation.support_email.clone(),
        dpo_name: organisation.dpo_name.clone(),
        dpo_email: organisation.dpo_email.clone(),
        privacy_notice_url: organisation.privacy_notice_url.clone(),
        theme: theme(request, deps),
        csrf: csrf::token(deps, bound),
        flash: cookies::read(request, settings, Jar::Flash).and_then(|code| Flash::of_code(&code)),
        pretend_now: pretended(deps),
    }
}

/// One line for an envelope: the organisation, unless the address begins with it, and the address.
fn postal_address(name: &str, address: &str) -> String {
    let lines: Vec<_> = address.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let line = lines.join(", ");
    if line.starts_with(name) { line } else { format!("{name}, {line}") }
}

/// `light`, `dark`, or nothing for what the system says.
pub(crate) fn theme(request: &HttpRequest, deps: &Deps) -> &'static str {
    match cookies::read(request, &deps.settings, Jar::Theme).as_deref() {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "",
    }
}

/// The pretended time in words, when the clock is not the real one.
pub(crate) fn pretended(deps: &Deps) -> Option<String> {
    deps.settings.clock.pretend_now?;
    let local = deps.zones.local(&deps.policy.zone, deps.now());
    Some(local.format("%H:%M on %-d %B %Y (UTC%:z)").to_string())
}
