//! What may be left out when the program is built: PDF, S3 and TLS to PostgreSQL are cargo features, because each is
//! much to build and few need it. What was left out is refused in a sentence that says how to get it.

use std::sync::Arc;

use blobs::Blobs;
use config::{Parts, Settings};
use services::Press;

/// What this build has.
pub const PARTS: Parts = Parts { pg_tls: storage::HAS_TLS, s3: cfg!(feature = "s3") };

/// Prints reports.
#[cfg(feature = "pdf")]
pub const PRESS: Option<Press> =
    Some(|template, values| pdf::typeset(template, values).map_err(|wrong| wrong.to_string()));
/// Prints reports.
#[cfg(not(feature = "pdf"))]
pub const PRESS: Option<Press> = None;

/// Sealed files in a bucket.
#[cfg(feature = "s3")]
pub fn bucket(settings: &Settings, url: &str) -> anyhow::Result<Arc<dyn Blobs>> {
    let files = &settings.files;
    let secret = files.secret_key.as_ref().map(|secret| secret.expose().as_str());
    let access = s3::Access {
        url,
        endpoint: files.endpoint.as_deref(),
        region: &files.region,
        account: files.access_key.as_deref().zip(secret),
    };
    Ok(Arc::new(s3::Bucket::open(&access)?))
}

/// Never opened: `Settings::check` refuses the setting in a build without S3.
#[cfg(not(feature = "s3"))]
pub fn bucket(_: &Settings, _: &str) -> anyhow::Result<Arc<dyn Blobs>> {
    anyhow::bail!("this program was built without S3; build it with `--features s3`")
}
