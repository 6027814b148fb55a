//! Files in a store that speaks the S3 protocol.

use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;

use super::{BlobError, Blobs};

/// Where the store is and how to sign in.
pub struct S3<'a> {
    /// `s3://BUCKET/FOLDER`.
    pub url: &'a str,
    /// The server, when it is not Amazon's.
    pub endpoint: Option<&'a str>,
    /// The region; any word for servers that have none.
    pub region: &'a str,
    /// Name and secret of the account; without them those of the machine's environment.
    pub account: Option<(&'a str, &'a str)>,
}

impl Blobs {
    /// Files in a bucket.
    pub fn in_bucket(s3: &S3<'_>) -> Result<Self, BlobError> {
        // Whoever was first chose the same one: a second choice is refused, and nothing is wrong.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let bad = || BlobError::Unavailable("files.url must be like s3://BUCKET/FOLDER".to_owned());
        let path = s3.url.strip_prefix("s3://").ok_or_else(bad)?;
        let (bucket, folder) = path.split_once('/').unwrap_or((path, ""));
        let mut builder =
            AmazonS3Builder::from_env().with_bucket_name(bucket).with_region(s3.region);
        if let Some(endpoint) = s3.endpoint {
            // Plain http is for a store on this machine; `config` checks that.
            builder = builder.with_endpoint(endpoint).with_allow_http(true);
        }
        if let Some((name, secret)) = s3.account {
            builder = builder.with_access_key_id(name).with_secret_access_key(secret);
        }
        let store = builder.build()?;
        let folder = folder.trim_matches('/');
        if folder.is_empty() {
            return Self::new(Arc::new(store), None);
        }
        Self::new(Arc::new(PrefixStore::new(store, folder)), None)
    }
}
