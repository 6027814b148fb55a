//! The daily digest: one mail for each colleague who asked for it, with what needs attention.

use chrono::{Days, NaiveDate};

use super::{Deps, ServiceError, notices};
use domain::access::Permission;
use domain::message::{Message, NoticeKind};
use domain::vocabulary::{Role, Stage};
use storage::Reads;
use storage::staff::StaffMember;
use storage::views::queue::{self, Line, Narrow, View};
use text::catalogue;
use text::contexts::mail::{DigestLine, DigestSection, StaffMail};

/// Lines of one section; the queue has the rest.
const LINES: i64 = 25;

/// Queues the digests of a day; how many. Whoever has nothing to look at gets none, and nobody gets
/// a second one of the same day.
pub fn queue(deps: &Deps, day: NaiveDate) -> Result<usize, ServiceError> {
    let mails = deps.store.read(|tx| {
        let mut mails = Vec::new();
        for member in notices::active_staff(tx)? {
            if member.mail_frequency == "digest"
                && let Some(message) = digest(tx, deps, &member, day)?
            {
                mails.push((member.id, message));
            }
        }
        Ok::<_, ServiceError>(mails)
    })?;
    let inner = deps.clone();
    deps.store.write(move |tx| {
        let mut queued = 0_usize;
        for (staff, message) in &mails {
            let once = Some(format!("digest:{day}:{staff}"));
            let new = notices::put_desk_mail(tx, &inner, message, "staff", once)?;
            queued = queued.saturating_add(usize::from(new));
        }
        Ok(queued)
    })
}

fn digest(
    tx: &mut dyn Reads,
    deps: &Deps,
    member: &StaffMember,
    day: NaiveDate,
) -> Result<Option<Message>, ServiceError> {
    let roles: Vec<Role> = member.roles.iter().filter_map(|r| Role::from_text(r)).collect();
    if !Permission::ReadCases.held_by(&roles) {
        return Ok(None);
    }
    let sections = sections(tx, deps, member, &roles, day)?;
    if sections.is_empty() {
        return Ok(None);
    }
    let link = deps.settings.server.public_url.link("/desk");
    let mut mail = StaffMail::new(notices::organisation(deps), &link);
    mail.name = Some(member.name.clone());
    mail.sections = sections;
    let kind = NoticeKind::StaffDigest;
    let message = deps.texts.mail(kind, &member.email, Some(&member.name), &mail.into())?;
    Ok(Some(message))
}

/// A handler sees their own cases and those of nobody; approvers and compliance see the desk.
fn sections(
    tx: &mut dyn Reads,
    deps: &Deps,
    member: &StaffMember,
    roles: &[Role],
    day: NaiveDate,
) -> Result<Vec<DigestSection>, ServiceError> {
    let oversees = roles.iter().any(|role| matches!(role, Role::Approver | Role::Compliance));
    let own = Narrow { owner: (!oversees).then(|| member.id.clone()), ..Narrow::default() };
    let week = day.checked_add_days(Days::new(6)).unwrap_or(day);
    let mut wanted = vec![
        ("Overdue", View::Overdue(day), own.clone()),
        ("High priority", View::HighPriority, own.clone()),
        ("Due this week", View::DueBetween(day, week), own.clone()),
        ("The requester wrote", View::Replies, own.clone()),
    ];
    if roles.contains(&Role::Approver) {
        let review = Narrow { stage: Some(Stage::Review), ..Narrow::default() };
        wanted.push(("To review", View::Open, review));
        wanted.push(("Complaints and appeals to decide", View::Complaints, Narrow::default()));
    }
    wanted.push(("Without an owner", View::Unassigned, Narrow::default()));
    wanted.push(("Waiting for the requester", View::Waiting, own));
    let mut sections = Vec::new();
    for (title, view, narrow) in wanted {
        let (lines, more) = queue::page(tx, &view, &narrow, None, LINES)?;
        if !lines.is_empty() {
            let title = if more.is_some() {
                format!("{title} (the first {LINES})")
            } else {
                title.to_owned()
            };
            sections.push(DigestSection {
                title,
                lines: lines.iter().map(|line| digest_line(deps, line)).collect(),
            });
        }
    }
    Ok(sections)
}

fn digest_line(deps: &Deps, line: &Line) -> DigestLine {
    let reference = line.case.reference.as_str();
    let path = format!("/desk/cases/{reference}");
    DigestLine {
        reference: reference.to_owned(),
        link: deps.settings.server.public_url.link(&path),
        due_on: line.case.work_due_on(),
        stage: match line.case.open_complaint() {
            Some(complaint) => catalogue::complaint_kind(complaint.kind).to_owned(),
            None => catalogue::stage(line.case.stage).to_owned(),
        },
    }
}
