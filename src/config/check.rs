//! Finds everything that is wrong with the settings at once, in sentences that say what to do.

use super::parts::Parts;
use super::sections::{MailTransport, Settings};

/// More than any desk needs: a limit that a slip of the hand does not pass.
const MANY: u32 = 1_000_000;

impl Settings {
    /// All problems; empty when a program with these parts can use the settings.
    ///
    /// Whether `organisation.time_zone` exists depends on the zone data in use and is checked where that
    /// is opened.
    pub fn check(&self, parts: Parts) -> Vec<String> {
        let mut problems = Vec::new();
        self.check_database(parts, &mut problems);
        self.check_server(&mut problems);
        self.check_metrics_token(&mut problems);
        self.check_mail(&mut problems);
        self.check_organisation(&mut problems);
        self.check_folders(&mut problems);
        self.check_files(parts, &mut problems);
        self.check_ranges(&mut problems);
        self.check_worker(&mut problems);
        self.check_pairs(&mut problems);
        problems
    }

    fn check_database(&self, parts: Parts, problems: &mut Vec<String>) {
        let url = &self.database.url;
        if !url.is_sqlite() && !url.is_postgres() {
            problems.push(
                "database.url must begin with sqlite:// or postgres://; for example \
                 sqlite://data/rightsdesk.db."
                    .to_owned(),
            );
        }
        if url.expose() == "sqlite://" {
            problems.push("database.url names no file; write sqlite://PATH.".to_owned());
        }
        if url.is_postgres() && url::Url::parse(url.expose()).is_err() {
            problems.push(
                "database.url is not a valid address; write signs such as @ or / in a password as \
                 %40 or %2F."
                    .to_owned(),
            );
        }
        let tls = ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"];
        let wants_tls = url.is_postgres() && tls.iter().any(|mode| url.expose().contains(mode));
        if wants_tls && !parts.pg_tls {
            problems.push(
                "database.url asks for TLS, but this program was built without it; build it with \
                 `--features pg-tls-static`."
                    .to_owned(),
            );
        }
    }

    fn check_server(&self, problems: &mut Vec<String>) {
        let url = &self.server.public_url;
        if !url.is_https() && !url.is_loopback() {
            problems.push(format!(
                "server.public_url is {url}, but people outside this machine need https: put a \
                 proxy with TLS in front and write its https:// address."
            ));
        }
    }

    fn check_metrics_token(&self, problems: &mut Vec<String>) {
        let token = self.server.metrics_token.as_ref();
        if token.is_some_and(|token| token.expose().chars().count() < 32) {
            problems.push(
                "server.metrics_token is short enough to guess; write at least 32 random characters."
                    .to_owned(),
            );
        }
    }

    fn check_mail(&self, problems: &mut Vec<String>) {
        let mail = &self.mail;
        if !is_sender(&mail.from) {
            problems.push(
                "mail.from must be an address, such as desk@example.com or \
                 Privacy desk <desk@example.com>."
                    .to_owned(),
            );
        }
        match (mail.transport, &mail.smtp_url) {
            (MailTransport::File, None) => {}
            (MailTransport::File, Some(_)) => problems.push(
                "mail.smtp_url is set, but mail.transport is file, so no mail would leave: set \
                 mail.transport to smtp, or remove mail.smtp_url."
                    .to_owned(),
            ),
            (MailTransport::Smtp, None) => problems.push(
                "mail.transport is smtp, but mail.smtp_url is not set; write \
                 smtps://USER:PASSWORD@HOST:465."
                    .to_owned(),
            ),
            (MailTransport::Smtp, Some(url)) => {
                let known = ["smtp://", "smtps://"];
                let parsed = url::Url::parse(url.expose());
                let host = parsed.is_ok_and(|url| url.has_host());
                if !host || !known.iter().any(|start| url.expose().starts_with(start)) {
                    problems.push(
                        "mail.smtp_url must be like smtps://USER:PASSWORD@HOST:465 or \
                         smtp://HOST:587?tls=required."
                            .to_owned(),
                    );
                }
            }
        }
    }

    fn check_organisation(&self, problems: &mut Vec<String>) {
        let own = &self.organisation;
        let texts = [
            ("name", &own.name),
            ("product_name", &own.product_name),
            ("postal_address", &own.postal_address),
            ("dpo_name", &own.dpo_name),
            ("time_zone", &own.time_zone),
        ];
        for (key, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
            problems.push(format!("organisation.{key} is empty; letters and pages need it."));
        }
        for (key, text) in [("support_email", &own.support_email), ("dpo_email", &own.dpo_email)] {
            if !is_address(text) {
                problems
                    .push(format!("organisation.{key} must be an address like desk@example.com."));
            }
        }
        if own.country.len() != 2 || !own.country.chars().all(|c| c.is_ascii_uppercase()) {
            problems.push(
                "organisation.country must be two capital letters, such as IN or DE.".to_owned(),
            );
        }
        let notice = own.privacy_notice_url.as_ref();
        let is_web = |text: &String| {
            url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        };
        if notice.is_some_and(|text| !is_web(text)) {
            problems.push(
                "organisation.privacy_notice_url must be an address that begins with https://."
                    .to_owned(),
            );
        }
    }

    fn check_folders(&self, problems: &mut Vec<String>) {
        let folders = [
            ("policy.directory", &self.policy.directory),
            ("tzdata.directory", &self.tzdata.directory),
        ];
        for (name, folder) in folders {
            if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
                let folder = folder.display();
                problems.push(format!(
                    "{name} is {folder}, which is not a folder; create or unset it."
                ));
            }
        }
        let paths = [
            ("data_dir", &self.data_dir),
            ("mail.directory", &self.mail.directory),
            ("vault.key_file", &self.vault.key_file),
            ("files.directory", &self.files.directory),
        ];
        for (name, _) in paths.iter().filter(|(_, path)| path.as_os_str().is_empty()) {
            problems.push(format!("{name} is empty; name a place on disk."));
        }
        if let Err(error) = self.log.level.parse::<tracing_subscriber::filter::Targets>() {
            problems.push(format!(
                "log.level cannot be read ({error}); write error, warn, info, debug or trace."
            ));
        }
    }

    fn check_files(&self, parts: Parts, problems: &mut Vec<String>) {
        let files = &self.files;
        outside(
            problems,
            &[
                ("files.given_megabytes", files.given_megabytes, 1, 1_000),
                ("files.given_case_megabytes", files.given_case_megabytes, 1, 10_000),
                ("files.result_megabytes", files.result_megabytes, 1, 100_000),
                ("files.result_case_megabytes", files.result_case_megabytes, 1, 1_000_000),
            ],
        );
        let bucket = files.url.as_deref();
        if bucket.is_some_and(|url| url.strip_prefix("s3://").is_none_or(str::is_empty)) {
            problems.push("files.url must be like s3://BUCKET/FOLDER.".to_owned());
        }
        if bucket.is_some() && !parts.s3 {
            problems.push(
                "files.url is set, but this program was built without S3; build it with \
                 `--features s3`, or remove files.url."
                    .to_owned(),
            );
        }
        let safe = |endpoint: &String| {
            let parsed = endpoint.parse::<super::values::BaseUrl>();
            parsed.is_ok_and(|url| url.is_https() || url.is_loopback())
        };
        if files.endpoint.as_ref().is_some_and(|endpoint| !safe(endpoint)) {
            problems.push(
                "files.endpoint must be an https:// address without a path; http:// only on this \
                 machine itself."
                    .to_owned(),
            );
        }
        if files.access_key.is_some() != files.secret_key.is_some() {
            problems.push(
                "files.access_key and files.secret_key belong together: set both, or neither."
                    .to_owned(),
            );
        }
        let known = |address: &String| {
            address.starts_with("tcp://")
                || address.strip_prefix("unix:").is_some_and(|path| path.starts_with('/'))
        };
        if files.clamd.as_ref().is_some_and(|address| !known(address)) {
            problems.push("files.clamd must be like tcp://HOST:3310 or unix:/PATH.".to_owned());
        }
    }

    fn check_ranges(&self, problems: &mut Vec<String>) {
        let day = 24 * 60;
        let (session, limits, kept) = (&self.session, &self.limits, &self.retention);
        let idle = session.requester_idle_minutes;
        let whole = session.requester_absolute_hours;
        outside(
            problems,
            &[
                ("database.pool_size", self.database.pool_size, 1, 500),
                ("vault.month_keys_kept", self.vault.month_keys_kept, 1, 120),
                ("session.idle_minutes", session.idle_minutes, 1, day),
                ("session.absolute_hours", session.absolute_hours, 1, 168),
                ("session.requester_idle_minutes", idle, 1, day),
                ("session.requester_absolute_hours", whole, 1, 168),
                ("limits.per_address_hour", limits.per_address_hour, 1, 1000),
                ("limits.per_address_day", limits.per_address_day, 1, 10_000),
                ("limits.per_network_hour", limits.per_network_hour, 1, MANY),
                ("limits.overall_minute", limits.overall_minute, 1, MANY),
                ("limits.sign_in_failures_hour", limits.sign_in_failures_hour, 1, 1000),
                ("limits.sign_in_failures_network", limits.sign_in_failures_network, 1, MANY),
                ("server.connections_per_network", self.server.connections_per_network, 0, MANY),
                ("retention.unconfirmed_days", kept.unconfirmed_days, 1, 365),
                ("retention.closed_case_days", kept.closed_case_days, 1, 36_500),
                ("reports.on_time_target_percent", self.reports.on_time_target_percent, 1, 100),
                ("reports.background_above", self.reports.background_above, 1, 1_000_000),
                ("reports.kept_days", self.reports.kept_days, 1, 365),
                ("server.read_timeout_seconds", self.server.read_timeout_seconds, 1, 600),
            ],
        );
        if self.server.workers > 1024 {
            problems.push("server.workers must be from 0 (automatic) to 1024.".to_owned());
        }
    }

    fn check_worker(&self, problems: &mut Vec<String>) {
        let (worker, timeout) = (&self.worker, self.mail.timeout_seconds);
        let limit = worker.heartbeat_limit_seconds;
        outside(
            problems,
            &[
                ("mail.timeout_seconds", timeout, 1, 600),
                ("worker.poll_seconds", worker.poll_seconds, 1, 3600),
                ("worker.heartbeat_limit_seconds", limit, 2, 86_400),
                ("worker.lease_seconds", worker.lease_seconds, 2, 86_400),
                ("worker.batch", worker.batch, 1, 1000),
            ],
        );
        if worker.lease_seconds <= timeout.max(self.connector.timeout_seconds) {
            problems.push(
                "worker.lease_seconds must be longer than mail.timeout_seconds and \
                 connector.timeout_seconds, else what is slow is sent twice."
                    .to_owned(),
            );
        }
        outside(problems, &self.connector.ranges());
        if let Some(host) = self.connector.strange_host() {
            problems.push(format!("connector.hosts: “{host}” is no host; write a name alone."));
        }
        if limit <= worker.poll_seconds {
            problems.push(
                "worker.heartbeat_limit_seconds must be longer than worker.poll_seconds, else the \
                 worker always counts as gone."
                    .to_owned(),
            );
        }
    }

    /// Settings that only make sense together.
    fn check_pairs(&self, problems: &mut Vec<String>) {
        let session = &self.session;
        let idle = [
            ("session.idle_minutes", session.idle_minutes, session.absolute_hours),
            (
                "session.requester_idle_minutes",
                session.requester_idle_minutes,
                session.requester_absolute_hours,
            ),
        ];
        for (name, minutes, hours) in idle {
            if u64::from(minutes) > u64::from(hours) * 60 {
                problems
                    .push(format!("{name} must not be longer than the whole session may last."));
            }
        }
        if self.limits.per_address_hour > self.limits.per_address_day {
            problems.push(
                "limits.per_address_hour must not be more than limits.per_address_day.".to_owned(),
            );
        }
    }
}

/// Names each number that is outside its range: name, value, least, most.
fn outside(problems: &mut Vec<String>, numbers: &[(&str, u32, u32, u32)]) {
    for (name, value, least, most) in numbers {
        if !(least..=most).contains(&value) {
            problems.push(format!("{name} is {value}; write a number from {least} to {most}."));
        }
    }
}

/// `a@b`, with nothing that could break out of a mail header.
fn is_address(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"()".contains(c);
    match text.rsplit_once('@') {
        Some((user, host)) => {
            !user.is_empty() && !host.is_empty() && !user.contains('@') && text.chars().all(plain)
        }
        None => false,
    }
}

/// An address, or a name and an address in angle brackets.
fn is_sender(text: &str) -> bool {
    match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => !name.chars().any(char::is_control) && is_address(address),
        None => is_address(text),
    }
}
