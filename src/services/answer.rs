//! What an answer tells of each right. The letter, the status page and the copy of the data say the same.

use super::dossier::Dossier;
use domain::case::Case;
use domain::correction::{FieldState, WantedCorrection};
use domain::data_map::{DataMap, System};
use domain::item::{Item, ItemState, Task, TaskFacts, TaskState};
use domain::person::Person;
use domain::prose::Sealed;
use domain::vocabulary::{Right, Settlement, TaskKind, TaskResult};
use text::catalogue::{self, lists};
use text::contexts::mail::{ItemLine, ItemList};

/// What is told from.
pub(super) struct Telling<'a> {
    pub(super) case: &'a Case,
    pub(super) person: &'a Person,
    pub(super) dossier: &'a Dossier,
    /// The map the tasks were planned from.
    pub(super) map: &'a DataMap,
}

impl Telling<'_> {
    /// Every decided right with what became of it.
    pub(super) fn items(&self) -> Vec<ItemLine> {
        self.case.items.iter().filter_map(|item| self.item(item)).collect()
    }

    fn item(&self, item: &Item) -> Option<ItemLine> {
        match &item.state {
            ItemState::Settled { settlement, ground, text } => {
                let text = text.as_ref().and_then(|text| self.text(text));
                let line = ItemLine::settled(item.right, *settlement, *ground, text);
                Some(line.with(self.lists(item.right, *settlement)))
            }
            ItemState::Cancelled => Some(ItemLine::cancelled(item.right)),
            ItemState::Pending | ItemState::Approved | ItemState::CoolingOff { .. } => None,
        }
    }

    fn text(&self, sealed: &Sealed) -> Option<String> {
        self.dossier.text(sealed).map(str::to_owned)
    }

    /// What was done for a right, field by field and system by system. What was refused as a whole lists no systems.
    pub(super) fn lists(&self, right: Right, settlement: Settlement) -> Vec<ItemList> {
        let mut all = Vec::new();
        if right == Right::Correct {
            all.extend(ItemList::of(lists::CORRECTED, self.corrected()));
            all.extend(ItemList::of(lists::NOT_CORRECTED, self.not_corrected()));
        }
        if settlement != Settlement::Refused {
            all.extend(self.systems(right));
        }
        all
    }

    fn corrected(&self) -> Vec<String> {
        let fields = self.case.corrections.iter().zip(&self.person.corrections);
        let accepted = fields.filter(|(state, _)| state.is_accepted());
        let line = |(state, wanted): (&FieldState, &WantedCorrection)| {
            let WantedCorrection { field, current, proposed } = wanted;
            let changed = catalogue::correction(field, current, proposed);
            match state.text.as_ref().and_then(|text| self.text(text)) {
                Some(words) => format!("{changed}. {words}"),
                None => changed,
            }
        };
        accepted.map(line).collect()
    }

    fn not_corrected(&self) -> Vec<String> {
        let fields = self.case.corrections.iter().zip(&self.person.corrections);
        let refused = fields.filter(|(state, _)| state.decision.is_some() && !state.is_accepted());
        refused
            .map(|(state, wanted)| {
                let ground = state.ground.map(catalogue::ground_sentence);
                let words = state.text.as_ref().and_then(|text| self.dossier.text(text));
                let why: Vec<&str> = ground.into_iter().chain(words).collect();
                catalogue::not_corrected(&wanted.field, &wanted.current, &why)
            })
            .collect()
    }

    /// Systems by what came of their tasks.
    fn systems(&self, right: Right) -> impl Iterator<Item = ItemList> {
        let of = |wanted: &[TaskResult]| {
            let done = self.done(right).filter(|(_, result, _)| wanted.contains(result));
            done.map(|(task, _, _)| self.named(task)).collect::<Vec<_>>()
        };
        let kept = self.done(right).filter(|(_, result, _)| *result == TaskResult::Retained);
        let kept = kept.map(|(task, _, facts)| self.kept(task, facts)).collect();
        let all = [
            ItemList::of(lists::FOUND, of(&[TaskResult::Found])),
            ItemList::of(lists::ERASED, of(&[TaskResult::Erased])),
            ItemList::of(lists::ANONYMISED, of(&[TaskResult::Anonymised])),
            ItemList::of(lists::KEPT, kept),
            ItemList::of(lists::NOTHING, of(&[TaskResult::NothingHeld])),
            ItemList::of(lists::TOLD, self.told(right)),
        ];
        all.into_iter().flatten()
    }

    /// Tasks of a right that are done, but for the telling of others.
    fn done(&self, right: Right) -> impl Iterator<Item = (&Task, TaskResult, TaskFacts)> {
        let tasks = self.case.tasks.iter();
        let own =
            tasks.filter(move |task| task.right == right && task.kind != TaskKind::TellRecipients);
        own.filter_map(|task| match &task.state {
            TaskState::Done { result, facts, .. } => Some((task, *result, *facts)),
            TaskState::Open | TaskState::Dropped => None,
        })
    }

    fn system(&self, task: &Task) -> Option<&System> {
        self.map.system(&task.system)
    }

    fn named(&self, task: &Task) -> String {
        match self.system(task) {
            Some(system) => catalogue::in_system(&system.name, &system.categories),
            None => task.system.clone(),
        }
    }

    fn kept(&self, task: &Task, facts: TaskFacts) -> String {
        let rules = self.system(task).into_iter().flat_map(|system| &system.retention);
        let rule = rules.into_iter().find(|rule| Some(rule.basis) == facts.basis);
        let reason = rule.map(|rule| rule.reason.as_str());
        catalogue::kept(&self.named(task), facts.basis, reason, facts.until)
    }

    /// Who was told of a correction or erasure (GDPR Art. 19).
    fn told(&self, right: Right) -> Vec<String> {
        let told = |task: &&Task| {
            let done = matches!(&task.state, TaskState::Done { result: TaskResult::Found, .. });
            task.right == right && task.kind == TaskKind::TellRecipients && done
        };
        let systems = self.case.tasks.iter().filter(told).filter_map(|task| self.system(task));
        let mut names: Vec<String> =
            systems.flat_map(|system| &system.recipients).map(|one| one.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
