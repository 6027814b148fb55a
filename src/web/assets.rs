//! Style sheets, scripts and pictures in the binary, under addresses that change with their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;

use super::WebError;
use domain::prose::hex;
use text::AssetPaths;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Name → hash of the content, twelve hexadecimal digits.
static HASHES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let hash = hex(&Files::get(&name)?.metadata.sha256_hash());
            Some((name.into_owned(), hash.chars().take(12).collect()))
        })
        .collect()
});

/// The addresses templates link to.
pub fn paths() -> AssetPaths {
    AssetPaths::new(
        HASHES.iter().map(|(name, hash)| (name.clone(), format!("/assets/{hash}/{name}"))),
    )
}

/// `GET /assets/{hash}/{name}`: kept by browsers for a year, since a change gives a new address.
pub(super) async fn asset(path: web::Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let (hash, name) = path.into_inner();
    if HASHES.get(&name) != Some(&hash) {
        return Err(WebError::not_found());
    }
    let Some(file) = Files::get(&name) else {
        return Err(WebError::not_found());
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type(&name)))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((ETAG, format!("\"{hash}\"")))
        .body(file.data.into_owned()))
}

/// `GET /favicon.ico`: the icon browsers ask for by themselves.
pub(super) async fn favicon() -> Result<HttpResponse, WebError> {
    let Some(file) = Files::get("icon.svg") else {
        return Err(WebError::not_found());
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(file.data.into_owned()))
}

fn content_type(name: &str) -> String {
    let guessed = mime_guess::from_path(name).first_or_octet_stream();
    if guessed.type_() == mime_guess::mime::TEXT {
        return format!("{}; charset=utf-8", guessed.essence_str());
    }
    guessed.essence_str().to_owned()
}
