//! Cookies: random secrets only. With https they carry the `__Host-` prefix (RFC 6265bis 4.1.3.2).

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use config::Settings;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jar {
    /// The form in progress.
    Draft,
    /// A status page's sign-in in progress.
    Pending,
    /// A requester's session.
    Requester,
    /// A download that was counted.
    Ticket,
    /// A colleague's session.
    Staff,
    /// Light or dark, chosen without scripts.
    Theme,
    /// One sentence to show on the next page.
    Flash,
}

impl Jar {
    const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Requester => "requester",
            Self::Ticket => "ticket",
            Self::Staff => "staff",
            Self::Theme => "theme",
            Self::Flash => "flash",
        }
    }

    fn full_name(self, settings: &Settings) -> String {
        let prefix = if settings.server.public_url.is_https() { "__Host-" } else { "" };
        format!("{prefix}rd_{}", self.name())
    }
}

/// The value of a cookie; absurdly long ones are passed over.
pub(super) fn read(request: &HttpRequest, settings: &Settings, jar: Jar) -> Option<String> {
    let cookie = request.cookie(&jar.full_name(settings))?;
    let value = cookie.value();
    (!value.is_empty() && value.len() <= 512).then(|| value.to_owned())
}

/// Sets a cookie until the browser closes.
pub(super) fn set(settings: &Settings, jar: Jar, value: String) -> Cookie<'static> {
    Cookie::build(jar.full_name(settings), value)
        .path("/")
        .http_only(true)
        .secure(settings.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .finish()
}

/// Removes a cookie.
pub(super) fn clear(settings: &Settings, jar: Jar) -> Cookie<'static> {
    let mut cookie = set(settings, jar, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}
