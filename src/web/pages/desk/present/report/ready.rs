//! Reports a regulation names, as links; and what else can be had.

use chrono::Datelike as _;

use super::Made;
use domain::access::Permission;
use services::Deps;
use services::report::{Format, Kind};
use text::contexts::desk_parts::Link;
use text::contexts::reports::ReadyReport;

/// The numbers of this year and the last one, and the log of the period on the page.
pub(super) fn ready(made: &Made<'_>) -> Vec<ReadyReport> {
    let this = made.today.year();
    let mut all = Vec::new();
    for year in [this, this.saturating_sub(1)] {
        for (people, note) in
            [("california", "Consumers in California"), ("all", "All individuals")]
        {
            let query = [("year", year.to_string()), ("people", people.to_owned())];
            all.push(ReadyReport {
                label: format!("Numbers of the year {year} (11 CCR 7102)"),
                note,
                links: links(made.deps, Kind::CcpaMetrics, "ccpa-metrics", &query),
            });
        }
    }
    let span = made.asking.span();
    for (people, note) in [("california", "Consumers in California"), ("all", "All individuals")] {
        let query = [
            ("from", span.from.to_string()),
            ("to", span.to.to_string()),
            ("law", made.asking.law.clone()),
            ("people", people.to_owned()),
        ];
        all.push(ReadyReport {
            label: "Log of requests in this period (11 CCR 7101(b))".to_owned(),
            note,
            links: links(made.deps, Kind::CaseLog, "case-log", &query),
        });
    }
    all
}

fn links(deps: &Deps, kind: Kind, name: &str, query: &[(&str, String)]) -> Vec<Link> {
    let kept: Vec<_> = query.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(kept).unwrap_or_default();
    let formats = kind.formats().iter().filter(|format: &&Format| format.is_offered(deps));
    formats
        .map(|format| {
            let href = format!("/desk/reports/{name}.{format}?{query}");
            Link::new(format.as_str().to_uppercase(), href)
        })
        .collect()
}

/// Pages beside the report.
pub(super) fn more(made: &Made<'_>) -> Vec<Link> {
    let mut all = vec![Link::new("Scheduled and long reports", "/desk/reports/deliveries")];
    if Permission::ExportPersonalData.held_by(made.roles) {
        all.push(Link::new("Export with names and addresses", "/desk/reports/personal"));
    }
    all
}
