//! How fields of a correction and rights are decided in a story.

use super::{Ending, Pen};
use crate::demo::words;
use domain::case::Case;
use domain::correction::settlement_of;
use domain::item::{Item, ItemState};
use domain::vocabulary::{FieldDecision, Ground, Right, Settlement};
use domain::workflow::Command;

impl Pen<'_> {
    /// Decides every field of a correction that is open.
    pub(super) fn fields(&self, case: &Case) -> Vec<Command> {
        let fields = case.corrections.iter().zip(1..);
        let open = fields.filter(|(field, _)| field.decision.is_none());
        open.map(|(_, number)| {
            let refused = self.dice.chance(20);
            Command::DecideCorrection {
                number,
                decision: if refused { FieldDecision::Refused } else { FieldDecision::Accepted },
                ground: refused.then_some(Ground::DataAccurate),
                text: refused.then(|| self.write(words::FIELD_REFUSED)),
            }
        })
        .collect()
    }

    pub(super) fn settle(&self, case: &Case, ending: Ending, count: usize) -> Vec<Command> {
        let cooling = |item: &Item| matches!(item.state, ItemState::CoolingOff { .. });
        let open = case.items.iter().filter(|item| !item.state.is_settled() && !cooling(item));
        let mut first = true;
        let mut all = Vec::new();
        for item in open.take(count) {
            let partly = ending == Ending::Partly && std::mem::take(&mut first);
            let wanted = if partly { Settlement::PartlyDone } else { Settlement::Done };
            let settlement = if item.right == Right::Correct {
                let decided = self.fields(case);
                let sum = settled(case, &decided);
                all.extend(decided);
                sum.unwrap_or(wanted)
            } else if item.right == Right::Delete && case.keeps_some(item.right) {
                Settlement::PartlyDone
            } else {
                wanted
            };
            let explained = settlement != Settlement::Done;
            all.push(Command::SettleItem {
                right: item.right,
                settlement,
                ground: explained.then(|| ground(item.right)),
                text: explained.then(|| self.write(words::PARTLY)),
            });
        }
        all
    }
}

/// How a correction ends once these decisions are taken too.
fn settled(case: &Case, decided: &[Command]) -> Option<Settlement> {
    let mut fields = case.corrections.clone();
    for command in decided {
        if let Command::DecideCorrection { number, decision, .. } = command
            && let Some(at) = usize::try_from(*number).ok().and_then(|number| number.checked_sub(1))
            && let Some(field) = fields.get_mut(at)
        {
            field.decision = Some(*decision);
        }
    }
    settlement_of(&fields)
}

const fn ground(right: Right) -> Ground {
    match right {
        Right::Access => Ground::RightsOfOthers,
        Right::Correct => Ground::DataAccurate,
        Right::Delete => Ground::MandatoryRecordKeeping,
        Right::Terminate => Ground::CompletingTransactions,
    }
}
