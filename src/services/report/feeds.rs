//! Calendar feeds: a secret address by which a calendar program follows the deadlines of a colleague.
//! Only the hash of the secret is kept; the feed holds references and dates, never a person.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::json;

use super::format::CalendarEntry;
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::staff::{self, StaffSession};
use crate::{Deps, ServiceError};
use crypto::{Token, hash_token};
use domain::access::Permission;
use domain::vocabulary::{Right, Role};
use storage::feeds::{self, Feed};
use storage::staff::{self as accounts, StaffState};
use storage::views::queue::{self, Narrow, View};
use storage::{Reads, StoreError};

/// Entries of a feed.
const MOST: i64 = 1000;
/// How far a feed looks ahead.
const AHEAD: Days = Days::new(120);
/// So long a closed request stays in the feed as cancelled, so that calendars take it away.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Since when somebody has a feed.
pub fn since(deps: &Deps, session: &StaffSession) -> Result<Option<DateTime<Utc>>, ServiceError> {
    let found = deps.store.read(|tx| feeds::of_staff(tx, session.id.as_str()))?;
    Ok(found.map(|feed| feed.created_at))
}

/// Makes a feed and ends the one before; its secret, which is not kept.
pub fn make(deps: &Deps, session: &StaffSession) -> Result<String, ServiceError> {
    let actor = staff::actor(session);
    require(&actor, Permission::ReadReports)?;
    let token = Token::generate(deps.ids.as_ref());
    let (secret, hash) = (token.expose().to_owned(), token.hash());
    let now = deps.now();
    let feed = Feed { id: deps.ids.uuid(), staff_id: session.id.0.clone(), created_at: now };
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        feeds::revoke(tx, &feed.staff_id, now)?;
        feeds::insert(tx, &feed, &hash)?;
        let body = json!({ "feed": feed.id });
        let stream = Stream::Account(&feed.staff_id);
        journal::append(tx, &inner, &actor, stream, DeskEvent::FeedCreated, &body)
    })?;
    Ok(secret)
}

/// Ends somebody's feed.
pub fn revoke(deps: &Deps, session: &StaffSession) -> Result<(), ServiceError> {
    let actor = staff::actor(session);
    let (inner, id, now) = (deps.clone(), session.id.0.clone(), deps.now());
    deps.store.clone().write(move |tx| {
        if feeds::revoke(tx, &id, now)? > 0 {
            let stream = Stream::Account(&id);
            journal::append(tx, &inner, &actor, stream, DeskEvent::FeedRevoked, &json!({}))?;
        }
        Ok(())
    })
}

/// The deadlines a secret opens: those of the colleague's own requests, for approvers and compliance of
/// all. Unknown and ended secrets, and accounts without the right to it, answer alike.
pub fn entries(deps: &Deps, secret: &str) -> Result<Vec<CalendarEntry>, ServiceError> {
    let hash = hash_token(secret);
    let now = deps.now();
    let today = deps.local_date(now);
    deps.store.read(|tx| {
        let feed = feeds::by_secret(tx, &hash)?.ok_or(ServiceError::NotFound)?;
        let roles = roles(tx, &feed)?;
        if !Permission::ReadReports.held_by(&roles) {
            return Err(ServiceError::NotFound);
        }
        let all = roles.iter().any(|role| matches!(role, Role::Approver | Role::Compliance));
        let owner = (!all).then(|| feed.staff_id.clone());
        let until = today.checked_add_days(AHEAD).unwrap_or(today);
        let narrow = Narrow { owner: owner.clone(), ..Narrow::default() };
        let mut lines = Vec::new();
        for view in [View::Overdue(today), View::DueBetween(today, until)] {
            lines.extend(queue::page(tx, &view, &narrow, None, MOST)?.0);
        }
        let since = now.checked_sub_signed(KEPT).unwrap_or(now);
        let closed = Narrow { closed: Some((since, now + TimeDelta::days(1))), ..narrow };
        let closed = queue::page(tx, &View::Closed, &closed, None, MOST)?.0;
        lines.extend(closed.into_iter().filter(|line| !line.case.needs_work()));
        Ok(lines
            .into_iter()
            .map(|line| CalendarEntry {
                reference: line.case.reference.as_str().to_owned(),
                rights: line.case.rights().map(Right::as_str).collect(),
                due_on: line.case.work_due_on(),
                complaint: line.case.open_complaint().map(|complaint| complaint.kind),
                sequence: line.case.version,
                closed: !line.case.needs_work(),
                changed_at: line.updated_at,
            })
            .collect())
    })
}

/// What the owner of a feed may do now; nothing once the account is out of use.
fn roles(tx: &mut dyn Reads, feed: &Feed) -> Result<Vec<Role>, StoreError> {
    let found = accounts::get(tx, &feed.staff_id)?;
    let active = found.filter(|member| member.state == StaffState::Active);
    Ok(active.map_or_else(Vec::new, |member| {
        member.roles.iter().filter_map(|role| Role::from_text(role)).collect()
    }))
}
