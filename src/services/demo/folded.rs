//! The door of a large demo: decisions folded in memory, and the rows they would have made.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::director::Kit;
use super::play::Door;
use crate::commands::{Newcomer, decides_identity, entry_of, filing, kind_of, stamp};
use crate::{Deps, ServiceError, StoreError, dossier};
use crypto::{CaseKey, KeyMonth};
use domain::actor::Actor;
use domain::case::Case;
use domain::effect::Effect;
use domain::ids::{CaseId, Reference};
use domain::prose::Prose;
use domain::report::{Facts, Tally};
use domain::workflow::decide::decide_opening;
use domain::workflow::event::Happened;
use domain::workflow::{Command, Event, decide, evolve, open, react};
use storage::cases::Filing;
use storage::journal::NewEntry;
use storage::vault::{self, VaultEntry, Word};

/// Rows of many cases.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) cases: Vec<(Case, Filing)>,
    pub(super) keys: Vec<vault::CaseKey>,
    pub(super) vault: Vec<VaultEntry>,
    pub(super) words: Vec<Word>,
    pub(super) entries: Vec<(NewEntry, i64)>,
    pub(super) counts: Tally,
}

impl Sheet {
    /// Puts rows in the order their tables keep them in, which is much faster to store.
    pub(super) fn sort(&mut self) {
        self.vault.sort_by(|a, b| a.id.cmp(&b.id));
        self.words.sort_by(|a, b| (&a.hash, a.kind).cmp(&(&b.hash, b.kind)));
        self.entries.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    }
}

/// Six digits a year, each given once.
#[derive(Default)]
pub(super) struct References(HashMap<i32, Vec<bool>>);

impl References {
    pub(super) fn free(
        &mut self,
        deps: &Deps,
        at: DateTime<Utc>,
    ) -> Result<Reference, ServiceError> {
        let year = deps.local_date(at).year();
        let given = self.0.entry(year).or_insert_with(|| vec![false; 1_000_000]);
        for _ in 0..2_000 {
            let number = deps.ids.number() % 1_000_000;
            let place = given.get_mut(usize::try_from(number).unwrap_or_default());
            if let Some(taken) = place.filter(|taken| !**taken) {
                *taken = true;
                return Ok(Reference::new(year, number));
            }
        }
        let why = "no free reference was found for this year";
        Err(StoreError::Database(why.to_owned()).into())
    }
}

/// One case in memory.
pub(super) struct Folded<'a> {
    kit: &'a Kit,
    month: KeyMonth,
    reference: Reference,
    case: Option<Case>,
    key: Option<CaseKey>,
    filing: Option<Filing>,
    rows: Sheet,
}

impl<'a> Folded<'a> {
    pub(super) fn new(kit: &'a Kit, month: KeyMonth, reference: Reference) -> Self {
        let rows = Sheet::default();
        Self { kit, month, reference, case: None, key: None, filing: None, rows }
    }

    /// Moves the case's rows onto a sheet.
    pub(super) fn file(mut self, sheet: &mut Sheet) {
        if let Some(case) = &self.case {
            sheet.counts.add(&Facts::of(case, self.kit.deps.zones.as_ref()), 1, None);
        }
        sheet.cases.extend(self.case.take().zip(self.filing.take()));
        sheet.keys.append(&mut self.rows.keys);
        sheet.vault.append(&mut self.rows.vault);
        sheet.words.append(&mut self.rows.words);
        sheet.entries.append(&mut self.rows.entries);
    }

    fn seal(&mut self, id: &CaseId, kind: &'static str, prose: &Prose) -> Result<(), ServiceError> {
        let Some(key) = &self.key else {
            return Err(ServiceError::Erased);
        };
        self.rows.vault.push(dossier::sealed(&self.kit.deps, key, id, kind, prose)?);
        Ok(())
    }

    /// Folds events in and writes them down.
    fn record(
        &mut self,
        actor: &Actor,
        mut case: Option<Case>,
        events: &[Happened],
    ) -> Result<(), ServiceError> {
        let deps = &self.kit.deps;
        for happened in events {
            let after = match case {
                Some(case) => Some(evolve(case, happened)),
                None => open(happened),
            };
            let Some(after) = after else {
                return Err(ServiceError::NotFound);
            };
            let entry = entry_of(deps, actor, &after.id, happened)?;
            self.rows.entries.push((entry, after.version));
            case = Some(after);
        }
        if let Some(case) = &case {
            self.filing = Some(filing(&deps.env(actor, deps.now()), case, events));
        }
        self.case = case;
        Ok(())
    }

    /// Without its key nothing of a case opens again, so its rows are not made in the first place.
    fn forget(&mut self) {
        self.key = None;
        self.rows.keys.clear();
        self.rows.vault.clear();
        self.rows.words.clear();
    }

    fn must_forget(&self, events: &[Happened]) -> bool {
        self.case.as_ref().is_some_and(|case| {
            let policy = &self.kit.deps.policy;
            let effects = |happened: &Happened| react(case, &happened.event, policy);
            events.iter().any(|happened| effects(happened).contains(&Effect::Forget))
        })
    }
}

impl Door for Folded<'_> {
    fn open(&mut self, actor: &Actor, newcomer: &Newcomer) -> Result<(), ServiceError> {
        let deps = &self.kit.deps;
        let now = deps.now();
        let id = CaseId(deps.ids.uuid());
        let env = deps.env(actor, now);
        let reference = self.reference.clone();
        let events = decide_opening(id.clone(), reference, &newcomer.opening, &env)?;
        self.record(actor, None, &stamp(actor, now, events))?;
        let (key, row) = dossier::new_key(&self.kit.deps, &id, self.month)?;
        self.key = Some(key);
        self.rows.keys.push(row);
        self.seal(&id, dossier::PERSON, &newcomer.sealed)?;
        for (kind, hash) in dossier::search_words(&self.kit.deps, &newcomer.person) {
            self.rows.words.push(Word { case_id: id.0.clone(), kind, hash });
        }
        Ok(())
    }

    fn run(&mut self, actor: &Actor, command: &Command) -> Result<usize, ServiceError> {
        let now = self.kit.deps.now();
        let Some(case) = self.case.take() else {
            return Err(ServiceError::NotFound);
        };
        let events = decide(&case, command, &self.kit.deps.env(actor, now))?;
        let events = stamp(actor, now, events);
        for prose in command.prose() {
            self.seal(&case.id, kind_of(command), prose)?;
        }
        self.record(actor, Some(case), &events)?;
        if decides_identity(&events) {
            self.rows.vault.retain(|entry| entry.kind != dossier::EVIDENCE);
        }
        if events.iter().any(|happened| happened.event == Event::PersonalDataErased) {
            self.forget();
        }
        if self.must_forget(&events) {
            self.kit.timeline.set(now.checked_add_signed(TimeDelta::seconds(2)).unwrap_or(now));
            self.run(&Actor::system(), &Command::Forget)?;
        }
        Ok(events.len())
    }

    fn case(&self) -> Option<&Case> {
        self.case.as_ref()
    }
}
