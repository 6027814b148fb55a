//! Which places of the desk a colleague is shown, by role: side navigation and palette.

use domain::access::Permission;
use domain::vocabulary::Role;

use super::desk_shell::{Jump, NavGroup, NavLink};

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Requests assigned to the reader.
    Mine,
    /// Requests without an owner.
    Unassigned,
    /// Every open request.
    Open,
    /// Requests past their date.
    Overdue,
    /// Requests that wait for the requester.
    Waiting,
    /// Requests whose address is not confirmed.
    Unconfirmed,
    /// Complaints and appeals to decide.
    Complaints,
    /// Finished requests.
    Closed,
    /// Open tasks of every request.
    Tasks,
    /// What was sent and what was not.
    Outbox,
    /// The compliance report.
    Reports,
    /// Deadlines by day.
    Calendar,
    /// Working a date out.
    WhatIf,
    /// Legal holds.
    LegalHolds,
    /// The journal.
    Audit,
    /// The reader's own account.
    Account,
    /// Settings.
    Settings,
    /// None of these.
    Elsewhere,
}

/// How much is behind each place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Assigned to the reader.
    pub mine: u64,
    /// Without an owner.
    pub unassigned: u64,
    /// Open.
    pub open: u64,
    /// Past their date.
    pub overdue: u64,
    /// Waiting for the requester.
    pub waiting: u64,
    /// Complaints and appeals that are open.
    pub complaints: u64,
    /// Not confirmed.
    pub unconfirmed: u64,
    /// Messages that could not be delivered.
    pub dead: u64,
    /// Open tasks whose day has passed.
    pub late_tasks: u64,
}

/// A place with its words: label, address, icon, second key of its shortcut.
type Entry = (Place, &'static str, &'static str, &'static str, &'static str);

const WORK: &[Entry] = &[
    (Place::Mine, "My requests", "/desk?view=mine", "user", "m"),
    (Place::Unassigned, "Unassigned", "/desk?view=unassigned", "userx", ""),
    (Place::Open, "All open", "/desk", "inbox", "q"),
    (Place::Overdue, "Overdue", "/desk?view=overdue", "alert", ""),
    (Place::Waiting, "Waiting", "/desk?view=waiting", "pause", ""),
    (Place::Complaints, "Complaints", "/desk?view=complaints", "msg", ""),
    (Place::Unconfirmed, "Unconfirmed", "/desk?view=unconfirmed", "shield", ""),
    (Place::Closed, "Closed", "/desk?view=closed", "checkc", ""),
    (Place::Tasks, "Tasks", "/desk/tasks", "hand", "t"),
];

/// The groups of the side navigation for someone with these roles.
pub fn nav(roles: &[Role], counts: &Counts, here: Place) -> Vec<NavGroup> {
    let mut groups = Vec::new();
    if Permission::ReadCases.held_by(roles) {
        groups.push(group("Work", WORK, counts, here));
    }
    let oversight: Vec<Entry> = [
        (Permission::ReadReports, (Place::Reports, "Reports", "/desk/reports", "chart", "r")),
        (
            Permission::ReadReports,
            (Place::Calendar, "Deadline calendar", "/desk/calendar", "cal", ""),
        ),
        (Permission::ManageOutbox, (Place::Outbox, "Outbox", "/desk/outbox", "mail", "")),
        (Permission::ReadReports, (Place::WhatIf, "What if", "/desk/what-if", "clock", "")),
        (Permission::ReadLegalHolds, (Place::LegalHolds, "Legal holds", "/desk/holds", "lock", "")),
        (Permission::ReadAudit, (Place::Audit, "Audit log", "/desk/audit", "log", "")),
    ]
    .into_iter()
    .filter_map(|(needs, entry)| needs.held_by(roles).then_some(entry))
    .collect();
    if !oversight.is_empty() {
        groups.push(group("Oversight", &oversight, counts, here));
    }
    let mut own: Vec<Entry> = vec![(Place::Account, "My account", "/desk/account", "user", "")];
    if Permission::ReadSettings.held_by(roles) {
        own.push((Place::Settings, "Settings", "/desk/settings", "gear", ""));
    } else if Permission::ReadLaws.held_by(roles) {
        own.push((Place::Settings, "Laws", "/desk/settings/laws", "book", ""));
    }
    groups.push(group("Set up", &own, counts, here));
    groups
}

/// The same with the reader's saved views below the lists of work.
pub fn with_saved(mut groups: Vec<NavGroup>, links: Vec<NavLink>) -> Vec<NavGroup> {
    if !links.is_empty() {
        let at = groups.len().min(1);
        groups.insert(at, NavGroup { heading: "Saved views", links });
    }
    groups
}

/// The link of a saved view.
pub fn saved_link(name: &str, href: &str, count: u64) -> NavLink {
    NavLink {
        label: name.to_owned(),
        href: href.to_owned(),
        icon: "star",
        count: Some(count.to_string()),
        hot: false,
        here: false,
        jump: "",
    }
}

fn group(heading: &'static str, entries: &[Entry], counts: &Counts, here: Place) -> NavGroup {
    let links = entries
        .iter()
        .map(|(place, label, href, icon, jump)| NavLink {
            label: (*label).to_owned(),
            href: (*href).to_owned(),
            icon,
            count: count(*place, counts).map(|n| n.to_string()),
            hot: matches!(place, Place::Overdue | Place::Outbox | Place::Tasks)
                && count(*place, counts).is_some_and(|n| n > 0),
            here: *place == here,
            jump,
        })
        .collect();
    NavGroup { heading, links }
}

fn count(place: Place, counts: &Counts) -> Option<u64> {
    match place {
        Place::Mine => Some(counts.mine),
        Place::Unassigned => Some(counts.unassigned),
        Place::Open => Some(counts.open),
        Place::Overdue => Some(counts.overdue),
        Place::Waiting => Some(counts.waiting),
        Place::Complaints => Some(counts.complaints).filter(|open| *open > 0),
        Place::Unconfirmed => Some(counts.unconfirmed),
        // A number here would only say that nothing is wrong.
        Place::Outbox => Some(counts.dead).filter(|dead| *dead > 0),
        Place::Tasks => Some(counts.late_tasks).filter(|late| *late > 0),
        Place::Closed
        | Place::Reports
        | Place::Calendar
        | Place::WhatIf
        | Place::LegalHolds
        | Place::Audit
        | Place::Account
        | Place::Settings
        | Place::Elsewhere => None,
    }
}

/// Everything someone with these roles can jump to from the palette.
pub fn jumps(roles: &[Role]) -> Vec<Jump> {
    let mut jumps = Vec::new();
    if Permission::RecordCases.held_by(roles) {
        jumps.push(Jump {
            label: "Record a request that came by email, post or phone".to_owned(),
            href: "/desk/record".to_owned(),
            icon: "plus",
            keys: "N",
        });
    }
    for group in nav(roles, &Counts::default(), Place::Elsewhere) {
        jumps.extend(group.links.into_iter().map(|link| Jump {
            label: format!("Go to: {}", link.label),
            href: link.href,
            icon: link.icon,
            keys: match link.jump {
                "m" => "G M",
                "q" => "G Q",
                "r" => "G R",
                "t" => "G T",
                _ => "",
            },
        }));
    }
    jumps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(roles: &[Role]) -> Vec<String> {
        nav(roles, &Counts::default(), Place::Open)
            .into_iter()
            .flat_map(|group| group.links)
            .map(|link| link.label)
            .collect()
    }

    #[test]
    fn an_administrator_is_shown_no_way_to_cases() {
        assert_eq!(places(&[Role::Admin]), ["My account", "Settings"]);
        assert!(jumps(&[Role::Admin]).iter().all(|jump| jump.icon != "inbox"));
    }

    #[test]
    fn the_audit_log_is_shown_to_those_who_may_read_it() {
        let shown = |role, place: &str| places(&[role]).iter().any(|known| known == place);
        assert!(!shown(Role::Handler, "Audit log"));
        assert!(shown(Role::Approver, "Audit log"));
        assert!(shown(Role::Compliance, "Settings"));
        assert!(shown(Role::Compliance, "Reports"));
    }

    #[test]
    fn what_ifs_are_for_those_who_answer_for_dates() {
        let shown = |role| places(&[role]).iter().any(|known| known == "What if");
        assert!(shown(Role::Handler));
        assert!(!shown(Role::Admin));
    }

    #[test]
    fn overdue_is_marked_only_when_something_is_overdue() {
        let hot = |overdue| {
            let counts = Counts { overdue, ..Counts::default() };
            nav(&[Role::Handler], &counts, Place::Open)
                .into_iter()
                .flat_map(|group| group.links)
                .any(|link| link.hot)
        };
        assert!(hot(1));
        assert!(!hot(0));
    }
}
