//! Security headers on every answer, errors included (OWASP ASVS 5.0, 3.4).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use services::Deps;

/// No script or style in the page itself, nothing from elsewhere, no framing.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page that frames a document of ours: beside the usual it knows the styles written in that document,
/// by their hash, and no others. A frame without an address of its own is under the policy of its page.
pub(crate) fn policy_of_frame(html: &str) -> String {
    let parts = html.split("<style>").skip(1);
    let styles = parts.filter_map(|part| part.split("</style>").next());
    let known = styles.map(|style| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style))));
    CSP.replace("style-src 'self'", &format!("style-src 'self'{}", known.collect::<String>()))
}

const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Adds the headers; pages are never stored by caches.
pub(crate) async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let https = request
        .app_data::<web::Data<Deps>>()
        .is_some_and(|deps| deps.settings.server.public_url.is_https());
    let mut response = next.call(request).await?;
    add(response.headers_mut(), https);
    Ok(response)
}

/// Adds what is missing.
pub(super) fn add(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        put(headers, name, value);
    }
    put(headers, "cache-control", "no-store");
    if https {
        put(headers, "strict-transport-security", "max-age=63072000; includeSubDomains");
    }
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    let name = HeaderName::from_static(name);
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::policy_of_frame;

    #[test]
    fn a_framed_document_gets_its_own_styles_and_no_more() {
        let policy = policy_of_frame("<style>p{}</style><p>x</p>");
        let style = "style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=';";
        assert!(policy.contains(style), "{policy}");
        assert!(policy.contains("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(policy_of_frame("<p>x</p>").contains("style-src 'self';"));
    }
}
