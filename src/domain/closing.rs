//! What is looked at before an account is closed: points by the kind of account, as data of the policy pack (policy 6.2).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::policy::Policy;
use super::prose::Sealed;
use super::vocabulary::AccountRole;

/// A point of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingPoint {
    /// Stable key.
    pub key: String,
    /// What is looked at, in a few words.
    pub name: String,
    /// What to find out or to arrange.
    pub hint: String,
    /// The kinds of account it is about.
    pub roles: Vec<AccountRole>,
}

impl ClosingPoint {
    /// Whether it is about a kind of account. While nobody knows the kind, every point is.
    pub fn concerns(&self, role: Option<AccountRole>) -> bool {
        role.is_none_or(|role| self.roles.contains(&role))
    }
}

/// A point somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPoint {
    /// Key of the point.
    pub point: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who (principal).
    pub by: String,
    /// What was found or arranged. Only the desk reads it.
    pub note: Sealed,
}

/// The checklist of a case: the points of the policy in force that are about its account.
pub fn checklist<'a>(
    case: &Case,
    policy: &'a Policy,
) -> impl Iterator<Item = &'a ClosingPoint> + use<'a> {
    let role = case.intake.account_role;
    policy.closing_points.iter().filter(move |point| point.concerns(role))
}

/// The points of the checklist that nobody looked at yet.
pub fn open_points<'a>(
    case: &'a Case,
    policy: &'a Policy,
) -> impl Iterator<Item = &'a ClosingPoint> {
    let checked = |key: &str| case.checked.iter().any(|one| one.point == key);
    checklist(case, policy).filter(move |point| !checked(&point.key))
}
