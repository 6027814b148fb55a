//! Laws: which run, what was switched at the desk since, and the switch itself ([`super::policy`]).

#[cfg(test)]
mod tests;

use super::access::require;
use super::policy::{Change, Kept, Switch};
use super::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::policy::{ClockKind, Confidence, Policy, Rule};

/// A law as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// The rule; `scope.off` says how it is now.
    pub rule: Rule,
    /// What was changed here, oldest first.
    pub changes: Vec<Change<Switch>>,
}

/// Whether a person may switch it: it is known from memory only, and its clock is one that requests start.
pub fn can_switch(rule: &Rule) -> bool {
    let starts = matches!(rule.clock, ClockKind::Respond | ClockKind::Acknowledge);
    starts && rule.confidence == Confidence::Memory
}

/// Switches a rule in a policy.
pub(super) fn set(policy: &mut Policy, id: &str, on: bool) {
    // A newer pack that read the text of the law knows better than a switch.
    if let Some(rule) = policy.laws.iter_mut().find(|rule| rule.id == id && can_switch(rule)) {
        rule.scope.off = !on;
    }
}

/// Every law, in the order of the packs.
pub fn list(deps: &Deps, actor: &Actor) -> Result<Vec<Law>, ServiceError> {
    require(actor, Permission::ReadLaws)?;
    deps.store.read(|tx| {
        let kept = Kept::read(tx)?;
        let law = |rule: &Rule| Law {
            rule: rule.clone(),
            changes: kept.laws.get(&rule.id).cloned().unwrap_or_default(),
        };
        Ok(kept.over(&deps.policy).laws.iter().map(law).collect())
    })
}

/// One law.
pub fn find(deps: &Deps, actor: &Actor, id: &str) -> Result<Law, ServiceError> {
    let found = list(deps, actor)?.into_iter().find(|law| law.rule.id == id);
    found.ok_or(ServiceError::NotFound)
}
