//! Saved views: filters of the queue that somebody keeps under a name, for themselves.
//!
//! Filters are stable texts of the trade and random ids of colleagues: a search is never among them,
//! so nothing here names a requester.

use serde::{Deserialize, Serialize};

use super::{soon, unsigned};
use crate::access::require;
use crate::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::StaffId;
use domain::prose::one_line;
use domain::vocabulary::{Right, Stage, WaitingOn};
use storage::saved_views::{self, SavedView};
use storage::views::queue::{self, Narrow, View};
use storage::{Reads, StoreError, staff};

/// Lists of the queue that filters can begin with.
const LISTS: &[&str] = &[
    "open",
    "mine",
    "unassigned",
    "overdue",
    "soon",
    "waiting",
    "replies",
    "high",
    "complaints",
    "unconfirmed",
    "closed",
];
/// Each page counts every saved view, so nobody has very many.
const MOST: usize = 12;
/// Longest name, in characters.
const LONGEST: usize = 40;

/// What narrows the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// The list it begins with.
    pub view: String,
    /// Only requests with this right.
    pub right: Option<Right>,
    /// Only requests in this stage.
    pub stage: Option<Stage>,
    /// Only requests of this colleague: an id, or `me`.
    pub owner: Option<String>,
    /// Only requests that wait for this side.
    pub waiting: Option<WaitingOn>,
}

impl Filters {
    /// From texts as they stand in an address; none for a list that does not exist.
    pub fn read(view: &str, right: &str, stage: &str, owner: &str, waiting: &str) -> Option<Self> {
        let view = if view.is_empty() { "open" } else { view };
        LISTS.contains(&view).then(|| Self {
            view: view.to_owned(),
            right: Right::from_text(right),
            stage: Stage::from_text(stage),
            owner: Some(owner).filter(|id| !id.is_empty()).map(str::to_owned),
            waiting: WaitingOn::from_text(waiting),
        })
    }

    /// As lists are asked for it, by this person.
    pub fn listed(&self, deps: &Deps, me: &StaffId) -> (View, Narrow) {
        let today = deps.local_date(deps.now());
        let view = match self.view.as_str() {
            "mine" => View::Owner(me.0.clone()),
            "unassigned" => View::Unassigned,
            "overdue" => View::Overdue(today),
            "soon" => soon(today),
            "waiting" => View::Waiting,
            "replies" => View::Replies,
            "high" => View::HighPriority,
            "complaints" => View::Complaints,
            "unconfirmed" => View::Unconfirmed,
            "closed" => View::Closed,
            _ => View::Open,
        };
        let narrow = Narrow {
            right: self.right,
            stage: self.stage,
            owner: self.owner.as_ref().map(|id| if id == "me" { me.0.clone() } else { id.clone() }),
            waiting: self.waiting,
            ..Narrow::default()
        };
        (view, narrow)
    }
}

/// A saved view with what is in it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Random.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The filters.
    pub filters: Filters,
    /// How many requests fit now.
    pub count: u64,
}

/// A person's saved views by name, each with its count.
pub(super) fn saved(
    tx: &mut dyn Reads,
    deps: &Deps,
    me: &StaffId,
) -> Result<Vec<Saved>, ServiceError> {
    let mut found = Vec::new();
    for row in saved_views::of(tx, me.as_str())? {
        let filters: Filters = serde_json::from_str(&row.filters).map_err(|error| {
            StoreError::Corrupt { table: "saved_views", id: row.id.clone(), why: error.to_string() }
        })?;
        let (view, narrow) = filters.listed(deps, me);
        let count = unsigned(queue::count_narrowed(tx, &view, &narrow)?);
        found.push(Saved { id: row.id, name: row.name, filters, count });
    }
    Ok(found)
}

/// Keeps filters under a name. A field error when the name is empty, too long or taken.
pub fn save_view(
    deps: &Deps,
    actor: &Actor,
    me: &StaffId,
    name: &str,
    filters: &Filters,
) -> Result<(), ServiceError> {
    require(actor, Permission::ReadCases)?;
    let name = parse_name(name)?;
    let (inner, me, filters) = (deps.clone(), me.clone(), filters.clone());
    deps.store.write(move |tx| {
        let own = saved_views::of(tx, me.as_str())?;
        check_free(&own, &name, None)?;
        if own.len() >= MOST {
            return Err(refused(
                "view_most",
                "Twelve views are the most. Delete one you no longer need.",
            ));
        }
        let mut filters = filters.clone();
        if let Some(owner) = filters.owner.take() {
            // Only a colleague's id is kept, never what else an address may say.
            let known = owner == "me" || staff::get(tx, &owner)?.is_some();
            filters.owner = Some(owner).filter(|_| known);
        }
        let view = SavedView {
            id: inner.ids.uuid(),
            staff_id: me.0.clone(),
            name: name.clone(),
            filters: serde_json::to_string(&filters)?,
            created_at: inner.now(),
        };
        Ok(saved_views::put(tx, &view)?)
    })
}

/// Gives one's own view another name.
pub fn rename_view(deps: &Deps, me: &StaffId, id: &str, name: &str) -> Result<(), ServiceError> {
    let name = parse_name(name)?;
    let (me, id) = (me.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let own = saved_views::of(tx, me.as_str())?;
        check_free(&own, &name, Some(&id))?;
        found(saved_views::rename(tx, me.as_str(), &id, &name)?)
    })
}

/// Deletes one's own view.
pub fn delete_view(deps: &Deps, me: &StaffId, id: &str) -> Result<(), ServiceError> {
    let (me, id) = (me.clone(), id.to_owned());
    deps.store.write(move |tx| found(saved_views::delete(tx, me.as_str(), &id)?))
}

fn found(there: bool) -> Result<(), ServiceError> {
    if there { Ok(()) } else { Err(ServiceError::NotFound) }
}

fn check_free(own: &[SavedView], name: &str, except: Option<&str>) -> Result<(), ServiceError> {
    let same = |view: &&SavedView| view.name.to_lowercase() == name.to_lowercase();
    match own.iter().find(same).filter(|view| Some(view.id.as_str()) != except) {
        None => Ok(()),
        Some(_) => Err(refused("view_name", "You have a view of this name. Choose another name.")),
    }
}

fn parse_name(text: &str) -> Result<String, ServiceError> {
    let name = one_line(text);
    let fits = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name)
    } else {
        Err(refused("view_name", "Give the view a name of at most 40 characters."))
    }
}

fn refused(field: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields([(field, text.to_owned())].into())
}
