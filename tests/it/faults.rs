//! The database goes away (PostgreSQL) or the disk is full (SQLite): a clear answer, nothing that was
//! acknowledged is lost, and the desk recovers by itself.
#![expect(clippy::disallowed_methods, reason = "tests read their own environment and make names")]

use std::path::{Path, PathBuf};
use std::process::Command;

use domain::vocabulary::Role;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::Client;
use crate::harness::proxy::Wire;

/// A fault of the store, injected and taken back.
enum Fault {
    Cut(Wire),
    Full { disk: SmallDisk, filler: PathBuf },
}

/// A disk of a few megabytes.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount() -> Self {
        let path = std::env::temp_dir().join(format!("rightsdesk-disk-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&path).unwrap();
        let options = ["-t", "tmpfs", "-o", "size=12m", "tmpfs"];
        let done = Command::new("mount").args(options).arg(&path).status().unwrap();
        assert!(done.success(), "a small disk needs the right to mount: run the tests as root");
        Self(path)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _done = Command::new("umount").arg("-l").arg(&self.0).status();
        let _done = std::fs::remove_dir(&self.0);
    }
}

impl Fault {
    fn prepare() -> (Self, TestApp) {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => {
                let url = url::Url::parse(&url).unwrap();
                let (host, port) = (url.host_str().unwrap(), url.port().unwrap_or(5432));
                let wire = Wire::to(format!("{host}:{port}"));
                let app = TestApp::through(&wire.address());
                (Self::Cut(wire), app)
            }
            Err(_) => {
                let disk = SmallDisk::mount();
                let url = format!("sqlite://{}", disk.0.join("desk.db").display());
                let app = TestApp::with(&[("RIGHTSDESK__DATABASE__URL", &url)]);
                let filler = disk.0.join("filler");
                (Self::Full { disk, filler }, app)
            }
        }
    }

    fn inject(&self) {
        match self {
            Self::Cut(wire) => wire.cut(),
            Self::Full { filler, .. } => fill(filler),
        }
    }

    fn mend(&self) {
        match self {
            Self::Cut(wire) => wire.mend(),
            Self::Full { filler, .. } => std::fs::remove_file(filler).unwrap(),
        }
    }

    fn happened(&self) -> bool {
        match self {
            Self::Cut(wire) => wire.refused() > 0,
            Self::Full { disk, .. } => disk.0.exists(),
        }
    }
}

/// Writes until not one more byte fits.
fn fill(path: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).unwrap();
    for size in [1 << 20, 1 << 12, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// The queue notes who read it, so it needs to write. The page of the error does not: it has the
/// desk's frame when the reader was known before the fault, and the plain one otherwise.
fn desk_says_so(fault: &Fault, hana: &Client) {
    let pages = std::iter::repeat_with(|| hana.get("/desk")).take(40);
    let page = pages.into_iter().find(|page| page.status == 503).expect("the queue needs a write");
    assert_eq!(page.text("h1"), "The desk is not available for a moment");
    let frame = match fault {
        Fault::Cut(_) => "<body class=\"public\">",
        Fault::Full { .. } => "<body class=\"desk\">",
    };
    assert!(page.body.contains(frame), "{}", page.body);
    assert!(page.body.contains("Go to the queue"), "{}", page.body);
}

#[test]
fn what_was_acknowledged_survives_and_the_desk_recovers() {
    let (fault, app) = Fault::prepare();
    let client = app.client().with_key(&app.key("work", None));
    let body = |n: usize| new_case("email", &["access"], &format!("p{n}@example.com"));
    assert_eq!(client.send_json("/api/v1/cases", &body(0), &[]).status, 201);
    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    fault.inject();
    let mut refused = 0;
    for n in 1..40 {
        let key = format!("k{n}");
        let answer = client.send_json("/api/v1/cases", &body(n), &[("Idempotency-Key", &key)]);
        match answer.status {
            201 => {}
            503 => {
                refused += 1;
                assert_eq!(answer.json()["code"], "unavailable");
                assert!(!answer.header("retry-after").is_empty());
                if refused == 3 {
                    break;
                }
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert!(refused > 0 && fault.happened(), "the fault did not happen");
    assert_eq!(app.client().get("/healthz").status, 200);
    desk_says_so(&fault, &hana);
    fault.mend();
    for n in 1..40 {
        let key = format!("k{n}");
        let answer = client.send_json("/api/v1/cases", &body(n), &[("Idempotency-Key", &key)]);
        assert_eq!(answer.status, 201, "recovers without a restart: {}", answer.body);
    }
    let all = client.get("/api/v1/cases?limit=200").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 40, "each request once");
    app.work();
    assert_eq!(app.client().get("/readyz").status, 200);
}
