//! What-ifs in the words of the deadline vectors: a rule, a receipt, settings `key=value` and events `name@date`.

use chrono::{DateTime, NaiveDate, Utc};

use super::evaluate::{Evaluation, Verdict, evaluate};
use super::facts::{Dated, Facts, Happening, PauseChoice};
use crate::policy::{Asked, ClockKind, Period, Policy, Roll, Rule};
use crate::zones::Zones;

/// Working days in which California asks for an acknowledgement (11 CCR 7021(a)).
const ACKNOWLEDGE_DAYS: u32 = 10;
/// Working days in which California asks for an opt-out (11 CCR 7026(f)).
const OPT_OUT_DAYS: u32 = 15;

/// What cannot be worked out, in one sentence that says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WhatIfError(pub String);

fn wrong<T>(sentence: String) -> Result<T, WhatIfError> {
    Err(WhatIfError(sentence))
}

/// Which date is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Calc {
    /// The answer.
    #[default]
    Response,
    /// The last day to tell of an extension.
    ExtensionNotice,
    /// Another period under the conventions of the rule.
    Instead(Period),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Rule or regime ids; of several the earliest date counts.
    pub rules: Vec<String>,
    /// The instant of receipt.
    pub received_at: DateTime<Utc>,
    /// The IANA zone.
    pub zone: String,
    /// Code of a calendar.
    pub calendar: Option<String>,
    /// Move or not, whatever the rule says.
    pub roll: Option<Roll>,
    /// What is asked for.
    pub asked: Asked,
    /// The period the organisation chose.
    pub period: Option<u32>,
    /// Count pauses otherwise.
    pub pauses: PauseChoice,
    /// Which date.
    pub calc: Calc,
    /// What happened.
    pub events: Vec<Dated>,
}

/// One answer: the earliest date, and what each rule gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The date, `PAUSED` or `NOT_STARTED`; `NONE` where the rule knows no such date.
    pub result: String,
    /// Which of `parts` binds.
    pub binding: usize,
    /// Each rule with what it gave.
    pub parts: Vec<(Rule, Evaluation)>,
}

impl WhatIf {
    /// A question without settings and events. `rule` may be `effective:a+b`.
    pub fn new(rule: &str, received_at: DateTime<Utc>, zone: &str) -> Self {
        let names = rule.trim().strip_prefix("effective:").unwrap_or(rule);
        Self {
            rules: names.split('+').map(|name| name.trim().to_owned()).collect(),
            received_at,
            zone: zone.to_owned(),
            calendar: None,
            roll: None,
            asked: Asked::Access,
            period: None,
            pauses: PauseChoice::AsTheRuleSays,
            calc: Calc::Response,
            events: Vec::new(),
        }
    }

    /// Reads a list like `cal=DE;type=access;clar_requested@2026-05-12`.
    pub fn read(&mut self, list: &str) -> Result<(), WhatIfError> {
        for part in list.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some((name, date)) = part.split_once('@') {
                self.event(name, date)?;
            } else if let Some((key, value)) = part.split_once('=') {
                self.set(key, value)?;
            } else {
                return wrong(format!(
                    "“{part}” is neither a setting like cal=DE nor an event like extended@2026-04-01."
                ));
            }
        }
        Ok(())
    }

    /// Takes one event.
    pub fn event(&mut self, name: &str, date: &str) -> Result<(), WhatIfError> {
        let Some(what) = Happening::from_text(name.trim()) else {
            let known: Vec<_> = Happening::ALL.iter().map(|what| what.as_str()).collect();
            return wrong(format!("“{name}” is no event; write one of {}.", known.join(", ")));
        };
        let Ok(on) = date.trim().parse::<NaiveDate>() else {
            return wrong(format!("“{date}” is no date; write it like 2026-05-12."));
        };
        self.events.push(Dated { on, what });
        Ok(())
    }

    /// Takes one setting.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), WhatIfError> {
        let value = value.trim();
        match key.trim() {
            "cal" => self.calendar = (!value.is_empty()).then(|| value.to_ascii_uppercase()),
            "roll" => {
                self.roll = Some(match value {
                    "none" => Roll::None,
                    "forward" => Roll::Forward,
                    _ => return wrong(format!("roll={value}: write roll=none or roll=forward.")),
                });
            }
            "type" => {
                let Some(asked) = Asked::from_word(value) else {
                    let known: Vec<_> = Asked::ALL.iter().map(|one| one.as_str()).collect();
                    let known = known.join(", ");
                    return wrong(format!("type={value}: write one of {known}, or erasure."));
                };
                self.asked = asked;
            }
            "period" => self.period = Some(number("period", value)?),
            "pause" => {
                self.pauses = PauseChoice::from_text(value).ok_or_else(|| {
                    let known: Vec<_> = PauseChoice::ALL.iter().map(|one| one.as_str()).collect();
                    WhatIfError(format!("pause={value}: write one of {}.", known.join(", ")))
                })?;
            }
            "calc" => self.calc = calc(value)?,
            other => {
                return wrong(format!(
                    "“{other}” is no setting; write one of cal, roll, type, period, pause, calc."
                ));
            }
        }
        Ok(())
    }

    /// The answer under the policy's rules and calendars.
    pub fn answer(&self, policy: &Policy, zones: &dyn Zones) -> Result<Answer, WhatIfError> {
        let calendar = match &self.calendar {
            None => None,
            Some(code) => Some(policy.calendars.get(code).ok_or_else(|| {
                let known: Vec<_> = policy.calendars.iter().map(|own| own.code.as_str()).collect();
                WhatIfError(format!(
                    "there is no calendar “{code}”; known are {}.",
                    known.join(", ")
                ))
            })?),
        };
        let facts = Facts {
            asked: vec![self.asked],
            calendar,
            roll: self.roll,
            pauses: self.pauses,
            period: self.period.map(Period::CalendarDays),
            events: self.events.clone(),
            ..Facts::new(self.received_at, vec![self.zone.as_str()])
        };
        let received_on = facts.received(zones).1;
        let mut parts = Vec::new();
        for name in &self.rules {
            let rule = self.asked_rule(policy, name, received_on)?;
            let Some(evaluation) = evaluate(&rule, &facts, zones) else {
                return wrong(format!("{name}: the date lies outside of the calendar."));
            };
            parts.push((rule, evaluation));
        }
        let binding = self.binding(&parts);
        let result = parts.get(binding).map(|(_, evaluation)| self.text(evaluation));
        Ok(Answer { result: result.unwrap_or_else(|| "NONE".to_owned()), binding, parts })
    }

    /// The rule as asked: the one of the regime that speaks about this right on this day.
    fn asked_rule(
        &self,
        policy: &Policy,
        name: &str,
        received_on: NaiveDate,
    ) -> Result<Rule, WhatIfError> {
        let mut rule = find(policy, name, self.asked, received_on)?.clone();
        if let Calc::Instead(period) = &self.calc {
            let days = matches!(period, Period::CalendarDays(_));
            rule.name = format!("{}, counted with {}", rule.name, period.words());
            rule.period = period.clone();
            rule.extension = None;
            rule.counting.notice_within = None;
            rule.counting.at_most_days = None;
            rule.counting.after_postponement = None;
            if !days {
                // Acknowledgements and opt-outs run from receipt and wait for nobody.
                rule.counting.start = crate::policy::Start::Receipt;
                rule.counting.pauses.clear();
            }
        }
        Ok(rule)
    }

    /// The earliest that has a date; without any, one that is paused comes before one that never began.
    fn binding(&self, parts: &[(Rule, Evaluation)]) -> usize {
        let order = |evaluation: &Evaluation| match evaluation.verdict {
            Verdict::Due => (0, self.date(evaluation)),
            Verdict::Paused => (1, None),
            Verdict::NotStarted => (2, None),
        };
        let all = parts.iter().enumerate();
        let known = all.filter(|(_, (_, evaluation))| {
            evaluation.verdict != Verdict::Due || self.date(evaluation).is_some()
        });
        known.min_by_key(|(_, (_, evaluation))| order(evaluation)).map_or(0, |(at, _)| at)
    }

    fn date(&self, evaluation: &Evaluation) -> Option<NaiveDate> {
        match self.calc {
            Calc::ExtensionNotice => evaluation.notice_by,
            Calc::Response | Calc::Instead(_) => Some(evaluation.due_on),
        }
    }

    fn text(&self, evaluation: &Evaluation) -> String {
        match evaluation.verdict {
            Verdict::Paused => "PAUSED".to_owned(),
            Verdict::NotStarted => "NOT_STARTED".to_owned(),
            Verdict::Due => {
                self.date(evaluation).map_or_else(|| "NONE".to_owned(), |date| date.to_string())
            }
        }
    }
}

fn find<'a>(
    policy: &'a Policy,
    name: &str,
    asked: Asked,
    on: NaiveDate,
) -> Result<&'a Rule, WhatIfError> {
    let all = || policy.rules.iter().chain(&policy.laws);
    let of_regime = |rule: &&Rule| rule.regime() == name && rule.clock == ClockKind::Respond;
    let about = |rule: &&Rule| rule.is_about(&[asked]);
    let exact = all().find(|rule| rule.id == name && rule.scope.regime.is_none());
    all()
        .filter(of_regime)
        .filter(about)
        .find(|rule| rule.in_force(on))
        .or_else(|| all().filter(of_regime).find(about))
        .or(exact)
        .or_else(|| all().find(|rule| rule.id == name))
        .or_else(|| all().find(of_regime))
        .ok_or_else(|| {
            let known: Vec<_> = all().map(|rule| rule.id.as_str()).collect();
            WhatIfError(format!("there is no rule “{name}”; known are {}.", known.join(", ")))
        })
}

fn calc(value: &str) -> Result<Calc, WhatIfError> {
    let (name, count) = match value.split_once(':') {
        Some((name, count)) => (name, Some(number("calc", count)?)),
        None => (value, None),
    };
    Ok(match (name, count) {
        ("response", None) => Calc::Response,
        ("ext_notice_by", None) => Calc::ExtensionNotice,
        ("ack_bd", days) => Calc::Instead(Period::BusinessDays(days.unwrap_or(ACKNOWLEDGE_DAYS))),
        ("optout_bd", days) => Calc::Instead(Period::BusinessDays(days.unwrap_or(OPT_OUT_DAYS))),
        ("ack_hours", Some(hours)) => Calc::Instead(Period::Hours(hours)),
        ("days", Some(days)) => Calc::Instead(Period::CalendarDays(days)),
        _ => {
            return wrong(format!(
                "calc={value}: write one of response, ext_notice_by, ack_bd, optout_bd, ack_hours:N, days:N."
            ));
        }
    })
}

fn number(key: &str, value: &str) -> Result<u32, WhatIfError> {
    value.trim().parse().map_err(|_| WhatIfError(format!("{key}: “{value}” is no whole number.")))
}
