//! Extending: one notice to the person extends every clock that allows it, each within its own limit.

use chrono::NaiveDate;

use super::{Clock, Extended, ExtensionLimit, Step, Verdict, effective_of};
use crate::policy::ClockKind;

/// Why the answer cannot be put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoExtension {
    /// A rule that binds knows no longer period.
    Unknown,
    /// It was put off once.
    Twice,
    /// The person had to be told by this day.
    TooLate(NaiveDate),
}

/// What an extension told from today on would give: the earliest date of all clocks after it, and the day by which the
/// person must know so that it counts for every clock it has to move. `today` answers for a zone.
pub fn extension_of(
    clocks: &[Clock],
    today: impl Fn(&str) -> NaiveDate,
) -> Result<ExtensionLimit, NoExtension> {
    let binding = effective_of(clocks).ok_or(NoExtension::Unknown)?;
    possible(binding, &today)?;
    let longer = |clock: &Clock| match possible(clock, &today) {
        Ok(limit) => limit.due_on,
        Err(_) => clock.due_on,
    };
    let due_on = running(clocks).map(longer).min().ok_or(NoExtension::Unknown)?;
    let mut notice_by = None;
    for clock in running(clocks).filter(|clock| clock.due_on < due_on || clock == &binding) {
        let limit = possible(clock, &today)?;
        notice_by =
            Some(notice_by.map_or(limit.notice_by, |by: NaiveDate| by.min(limit.notice_by)));
    }
    if due_on <= binding.due_on {
        // Another clock ends on that day too and cannot be put off.
        let mut blocks = running(clocks).filter(|clock| clock.due_on == due_on);
        let why = blocks.find_map(|clock| possible(clock, &today).err());
        return Err(why.unwrap_or(NoExtension::Unknown));
    }
    notice_by.map(|notice_by| ExtensionLimit { due_on, notice_by }).ok_or(NoExtension::Unknown)
}

/// Extends every clock whose limit the notice met.
pub fn extend_all(clocks: &mut [Clock], told_on: impl Fn(&str) -> NaiveDate) {
    for clock in clocks.iter_mut().filter(|clock| runs(clock)) {
        let told = told_on(&clock.zone);
        if clock.extension.is_some_and(|limit| told <= limit.notice_by) {
            clock.extend(told);
        }
    }
}

fn runs(clock: &Clock) -> bool {
    clock.kind == ClockKind::Respond && clock.verdict == Verdict::Due
}

fn running(clocks: &[Clock]) -> impl Iterator<Item = &Clock> {
    clocks.iter().filter(|clock| runs(clock))
}

fn possible(
    clock: &Clock,
    today: &impl Fn(&str) -> NaiveDate,
) -> Result<ExtensionLimit, NoExtension> {
    if clock.extended.is_some() {
        return Err(NoExtension::Twice);
    }
    let limit = clock.extension.ok_or(NoExtension::Unknown)?;
    if today(&clock.zone) > limit.notice_by {
        return Err(NoExtension::TooLate(limit.notice_by));
    }
    Ok(limit)
}

impl Clock {
    /// Applies an extension that was told in time; the new date counts from the original start.
    pub fn extend(&mut self, told_on: NaiveDate) {
        if let Some(limit) = self.extension
            && self.extended.is_none()
        {
            self.extended = Some(Extended { from: self.due_on, told_on });
            self.steps.push(Step::extended(self.due_on, limit.due_on, told_on));
            self.due_on = limit.due_on;
        }
    }
}
