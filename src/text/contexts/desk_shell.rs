//! The frame around every page of the desk: side navigation, palette, warnings that concern all of it.

use serde::Serialize;

use super::desk_nav::{Counts, Place, jumps, nav, saved_link, with_saved};
use super::desk_parts::{Banner, Colleague, Tone};
use domain::vocabulary::Role;

/// The frame, as `layouts/desk` shows it.
#[derive(Debug, Clone, Serialize)]
pub struct DeskShell {
    /// Name of the organisation.
    pub organisation: String,
    /// `light`, `dark` or empty for what the system says.
    pub theme: &'static str,
    /// Token of the forms in the frame.
    pub csrf: String,
    /// Who is signed in.
    pub me: Colleague,
    /// Their roles in words.
    pub roles: String,
    /// The side navigation.
    pub nav: Vec<NavGroup>,
    /// Everything that can be jumped to.
    pub palette: Vec<Jump>,
    /// Whether there are cases to search.
    pub can_search: bool,
    /// What just happened, or is wrong with the desk as a whole.
    pub banners: Vec<Banner>,
    /// The pretended time, when the clock is not the real one.
    pub pretend_now: Option<String>,
}

/// A heading of the side navigation with its links.
#[derive(Debug, Clone, Serialize)]
pub struct NavGroup {
    /// The heading.
    pub heading: &'static str,
    /// The links.
    pub links: Vec<NavLink>,
}

/// A link of the side navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavLink {
    /// The words.
    pub label: String,
    /// The address.
    pub href: String,
    /// Its icon.
    pub icon: &'static str,
    /// How much is behind it.
    pub count: Option<String>,
    /// Whether the number needs attention.
    pub hot: bool,
    /// Whether it is where the reader is.
    pub here: bool,
    /// The second key of its shortcut after `g`, or nothing.
    pub jump: &'static str,
}

/// An entry of the palette.
#[derive(Debug, Clone, Serialize)]
pub struct Jump {
    /// The words.
    pub label: String,
    /// The address.
    pub href: String,
    /// Its icon.
    pub icon: &'static str,
    /// The keys that do the same.
    pub keys: &'static str,
}

impl DeskShell {
    /// A handler's frame, a compliance officer's with every warning, an administrator's without cases.
    pub fn samples() -> Vec<Self> {
        vec![handler(), compliance(), administrator()]
    }
}

fn handler() -> DeskShell {
    DeskShell {
        organisation: "AIML-Learn".to_owned(),
        theme: "",
        csrf: "sample-token".to_owned(),
        me: Colleague::named("Lena Roth"),
        roles: "Handler".to_owned(),
        nav: nav(&[Role::Handler], &counts(), Place::Open),
        palette: jumps(&[Role::Handler]),
        can_search: true,
        banners: Vec::new(),
        pretend_now: None,
    }
}

fn compliance() -> DeskShell {
    let stopped = Banner::new(
        Tone::Bad,
        "alert",
        "The clock has stopped.",
        "Reminders and deadlines were last looked at on 23 November 2026, 09:12 UTC. Restart the worker, \
         or tell whoever runs this server.",
    );
    DeskShell {
        theme: "dark",
        me: Colleague::named("Bartholomew Featherstonehaugh-Cholmondeley"),
        roles: "Compliance officer, Approver, Handler, Administrator".to_owned(),
        nav: with_saved(
            nav(Role::STAFF, &counts(), Place::Audit),
            vec![saved_link("Erasure, waits for us", "/desk?right=delete&waiting=desk", 9)],
        ),
        palette: jumps(Role::STAFF),
        banners: vec![stopped],
        pretend_now: Some("23 November 2026, 10:48 UTC".to_owned()),
        ..handler()
    }
}

fn administrator() -> DeskShell {
    DeskShell {
        me: Colleague::named("Ada"),
        roles: "Administrator".to_owned(),
        nav: nav(&[Role::Admin], &Counts::default(), Place::Settings),
        palette: jumps(&[Role::Admin]),
        can_search: false,
        ..handler()
    }
}

fn counts() -> Counts {
    Counts {
        mine: 6,
        unassigned: 4,
        open: 38,
        overdue: 1,
        waiting: 5,
        complaints: 1,
        unconfirmed: 2,
        dead: 1,
        late_tasks: 1,
    }
}
