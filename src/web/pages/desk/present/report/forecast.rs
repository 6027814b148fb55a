//! The next weeks: due against the usual pace, and who is at risk and why.

use super::super::words;
use super::{Made, length, linked};
use crate::pages::desk::present::queue::named;
use domain::report::{Risk, Tenths};
use services::report::AtRisk;
use text::contexts::desk_parts::{Colleague, Tone};
use text::contexts::reports::{Bar, Bars, Forecast, RiskLine};

/// Requests at risk that are named on the page before the rest is opened.
const NAMED: usize = 5;

pub(super) fn forecast(made: &Made<'_>) -> Forecast {
    let seen = &made.seen.forecast;
    let until = seen.weeks.last().map(|(week, ..)| words::long_date(week.to)).unwrap_or_default();
    let pace = seen.pace.map(|pace| pace.0);
    let whole = pace.map_or(0, |pace| pace.0 / 10);
    let most = seen.weeks.iter().map(|(_, due, _)| *due).max().unwrap_or_default().max(whole);
    let bars = seen
        .weeks
        .iter()
        .enumerate()
        .map(|(place, (week, due, pace))| {
            let pace = pace.map(|pace| pace.0);
            let (from, to) = (week.from.to_string(), week.to.to_string());
            let label = if place == 0 {
                "This week".to_owned()
            } else {
                format!("{} to {}", words::short_date(week.from), words::short_date(week.to))
            };
            let over = pace.is_some_and(|pace| due * 10 > pace.0);
            Bar {
                label,
                tone: if over { Tone::Warn } else { Tone::Accent },
                length: length(*due, most),
                value: due.to_string(),
                href: (*due > 0)
                    .then(|| linked(made, &[("view", "due"), ("from", &from), ("to", &to)])),
                mark: pace.map(|pace| Tenths(pace.0 * 100 / most.max(1)).to_string()),
                of: pace.map(|pace| pace.to_string()),
            }
        })
        .collect();
    let n = seen.at_risk.len();
    let mut cases: Vec<RiskLine> = seen.at_risk.iter().map(|risk| line(made, risk)).collect();
    let others = cases.split_off(n.min(NAMED));
    Forecast {
        title: format!("Forecast to {until}"),
        at_risk: (n > 0).then(|| format!("{n}{} at risk", if seen.more { " or more" } else { "" })),
        weeks: Bars { note: String::new(), bars },
        note: match pace {
            Some(_) => format!(
                "Bar: requests due. Mark: how many the desk usually finishes in a week, the median of the last eight{}.",
                if seen.away { ", less the part of the desk that is away" } else { "" }
            ),
            None => "Bar: requests due. In most of the last eight weeks nothing was finished, so \
                     there is no usual pace to compare with."
                .to_owned(),
        },
        cases,
        rest: match others.len() {
            0 => None,
            1 => Some("Show the other one".to_owned()),
            many => Some(format!("Show the other {many}")),
        },
        others,
    }
}

fn line(made: &Made<'_>, risk: &AtRisk) -> RiskLine {
    let case = &risk.case;
    let rights: Vec<&str> = case.rights().map(|right| words::right_mark(right).label).collect();
    let rights = rights.join(", ").to_lowercase();
    let why = match risk.why {
        Risk::Pace => "At the usual pace its turn comes too late",
        Risk::NoOwner => "No owner yet",
        Risk::Waiting => "Waiting for the requester",
        Risk::LateStart => "Not begun yet",
    };
    let begin = risk.latest_start.map_or_else(String::new, |day| {
        if day < made.today {
            format!("; was safe to begin until {}", words::short_date(day))
        } else {
            format!("; begin by {}", words::short_date(day))
        }
    });
    RiskLine {
        title: format!("{}, {rights}", case.reference),
        href: format!("/desk/cases/{}", case.reference),
        why: format!("{why}, due {}{begin}", case.due_on().format("%a %-d %b")),
        owner: case.assignee.as_ref().map(|id| owner(made, id.as_str())),
    }
}

fn owner(made: &Made<'_>, id: &str) -> Colleague {
    named(made.names, id)
}
