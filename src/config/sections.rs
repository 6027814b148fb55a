//! The sections of the settings. What each one means, and its default, stands in `default.toml`.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    connector::ConnectorSettings,
    secret::{DatabaseUrl, Secret},
    values::{BaseUrl, Network, list, optional, optional_path},
};

/// All settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folder for everything the desk writes itself.
    pub data_dir: PathBuf,
    /// The database.
    pub database: DatabaseSettings,
    /// The web server.
    pub server: ServerSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// Who runs the desk.
    pub organisation: OrganisationSettings,
    /// Policy packs and the second person.
    pub policy: PolicySettings,
    /// Time zone data.
    pub tzdata: TzdataSettings,
    /// Logs.
    pub log: LogSettings,
    /// The clock, for the demo and tests.
    pub clock: ClockSettings,
    /// Sealed files.
    pub files: FileSettings,
    /// Keys.
    pub vault: VaultSettings,
    /// How long people stay signed in.
    pub session: SessionSettings,
    /// The worker.
    pub worker: WorkerSettings,
    /// Limits against abuse.
    pub limits: LimitSettings,
    /// How long data is kept.
    pub retention: RetentionSettings,
    /// Reports.
    pub reports: ReportSettings,
    /// Systems that answer by themselves.
    pub connector: ConnectorSettings,
}

/// `[database]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Where the database is.
    pub url: DatabaseUrl,
    /// Connections, or readers of the embedded database.
    pub pool_size: u32,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The address people type.
    pub public_url: BaseUrl,
    /// Proxies whose forwarding header is believed.
    #[serde(deserialize_with = "list")]
    pub trusted_proxies: Vec<Network>,
    /// Threads; 0 = one for each processor.
    pub workers: usize,
    /// Seconds a client has to send its headers, and as many again for its body.
    pub read_timeout_seconds: u32,
    /// Connections open at a time from one network; the oldest gives way. 0 = as many as they like.
    pub connections_per_network: u32,
    /// What a collector of numbers shows to read `/metrics` from elsewhere.
    #[serde(deserialize_with = "optional")]
    pub metrics_token: Option<Secret<String>>,
}

/// How mails leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    /// As files in a folder.
    File,
    /// Through a mail server.
    Smtp,
}

/// `[mail]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// How mails leave.
    pub transport: MailTransport,
    /// The mail server and its sign-in.
    #[serde(deserialize_with = "optional")]
    pub smtp_url: Option<Secret<String>>,
    /// The sender of every mail.
    pub from: String,
    /// Where mails are kept as files.
    pub directory: PathBuf,
    /// How long one mail may take.
    pub timeout_seconds: u32,
}

/// `[organisation]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationSettings {
    /// Its legal name.
    pub name: String,
    /// What people know the service as.
    pub product_name: String,
    /// For letters and notices.
    pub postal_address: String,
    /// Where people write to.
    pub support_email: String,
    /// The data protection officer.
    pub dpo_name: String,
    /// How to reach them.
    pub dpo_email: String,
    /// The privacy notice.
    #[serde(deserialize_with = "optional")]
    pub privacy_notice_url: Option<String>,
    /// ISO 3166, two letters.
    pub country: String,
    /// The zone in which it counts its days.
    pub time_zone: String,
}

/// Which steps need a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    /// Every answer.
    Always,
    /// Deletions, terminations and refusals.
    DeleteTerminateAndRefusals,
    /// None.
    Never,
}

/// `[policy]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    /// Own packs, read over the built-in ones.
    #[serde(deserialize_with = "optional_path")]
    pub directory: Option<PathBuf>,
    /// The pack for new cases; none = the newest in force.
    #[serde(deserialize_with = "optional")]
    pub active_pack: Option<String>,
    /// Which steps need a second person.
    pub four_eyes: FourEyes,
}

/// `[tzdata]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TzdataSettings {
    /// Compiled zone data; none = the built-in data.
    #[serde(deserialize_with = "optional_path")]
    pub directory: Option<PathBuf>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// How lines are written.
    pub format: LogFormat,
    /// What is written.
    pub level: String,
}

/// `[clock]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSettings {
    /// Run as if it were this moment.
    #[serde(deserialize_with = "optional")]
    pub pretend_now: Option<DateTime<Utc>>,
}

/// `[vault]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VaultSettings {
    /// The desk's key, shared by all instances.
    pub key_file: PathBuf,
    /// Months a month key is kept after its own month.
    pub month_keys_kept: u32,
}

/// `[files]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// The folder they lie in, unless `url` is set.
    pub directory: PathBuf,
    /// A bucket instead: `s3://BUCKET/FOLDER`.
    #[serde(deserialize_with = "optional")]
    pub url: Option<String>,
    /// The bucket's server, when it is not Amazon's.
    #[serde(deserialize_with = "optional")]
    pub endpoint: Option<String>,
    /// The bucket's region.
    pub region: String,
    /// Name of the account at the bucket's server.
    #[serde(deserialize_with = "optional")]
    pub access_key: Option<String>,
    /// Its secret.
    #[serde(deserialize_with = "optional")]
    pub secret_key: Option<Secret<String>>,
    /// The virus scanner every file is shown to.
    #[serde(deserialize_with = "optional")]
    pub clamd: Option<String>,
    /// Largest file a requester can give.
    pub given_megabytes: u32,
    /// All files a requester can give for one request.
    pub given_case_megabytes: u32,
    /// Largest file that can be attached to a task.
    pub result_megabytes: u32,
    /// All files that can be attached to the tasks of one request.
    pub result_case_megabytes: u32,
}

/// `[session]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SessionSettings {
    /// Staff: without a click.
    pub idle_minutes: u32,
    /// Staff: in any case.
    pub absolute_hours: u32,
    /// Requesters: without a click.
    pub requester_idle_minutes: u32,
    /// Requesters: in any case.
    pub requester_absolute_hours: u32,
}

/// `[worker]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerSettings {
    /// How often it looks for something to do.
    pub poll_seconds: u32,
    /// When a silent worker counts as gone.
    pub heartbeat_limit_seconds: u32,
    /// How long it may hold a job.
    pub lease_seconds: u32,
    /// Jobs taken at a time.
    pub batch: u32,
}

/// `[limits]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// Unverified mails to one mailbox in an hour.
    pub per_address_hour: u32,
    /// Unverified mails to one mailbox in a day.
    pub per_address_day: u32,
    /// Submissions from one network in an hour.
    pub per_network_hour: u32,
    /// Submissions altogether in a minute.
    pub overall_minute: u32,
    /// Failed sign-ins of one account from one network in an hour.
    pub sign_in_failures_hour: u32,
    /// Failed sign-ins from one network in ten minutes, whatever the account.
    pub sign_in_failures_network: u32,
}

/// `[retention]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionSettings {
    /// Unconfirmed forms.
    pub unconfirmed_days: u32,
    /// Personal data of closed cases.
    pub closed_case_days: u32,
}

/// `[reports]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSettings {
    /// Share of answers the desk wants to give on time.
    pub on_time_target_percent: u32,
    /// Reports over more requests than this are made by the worker, with a page that shows how far they are.
    pub background_above: u32,
    /// Days a report the worker made is kept.
    pub kept_days: u32,
}
