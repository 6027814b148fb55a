//! A full report and an empty one.

use super::{
    Bar, Bars, CalendarDay, CalendarPage, CalendarTable, Chart, ChartRow, ExportLink, Feed,
    Forecast, Meaning, ReportCell, ReportPage, ReportRow, ReportTable, ReportTile, RiskLine, Way,
};
use crate::contexts::desk_form::{Choice, Tokens};
use crate::contexts::desk_parts::{Banner, Colleague, Empty, Link, Tone};

pub(super) fn reports() -> Vec<ReportPage> {
    vec![full(), empty()]
}

fn full() -> ReportPage {
    let tile = |label, value: &str, note: &str, tone| ReportTile {
        label,
        value: value.to_owned(),
        note: note.to_owned(),
        tone,
        href: Some("/desk?view=closed".to_owned()),
    };
    ReportPage {
        title: "Compliance report".to_owned(),
        counted: "November 2026 to date, compared with October. Counted at 10:48.".to_owned(),
        periods: vec![Choice { chosen: true, ..Choice::new("2026-11", "November 2026") }],
        laws: vec![Choice::new("", "All laws"), Choice::new("policy_default", "The promise")],
        by: "right".to_owned(),
        alarm: Some(
            Banner::new(Tone::Bad, "alert", "1 request is past its deadline", "and 3 more may be.")
                .action("See them", "/desk?view=overdue"),
        ),
        exports: vec![ExportLink {
            label: "Workbook",
            kind: "XLSX",
            icon: "file",
            href: "/desk/reports/deadlines.xlsx?from=2026-11-01&to=2026-11-30".to_owned(),
        }],
        print_page: true,
        ready: super::runs::ready_sample(),
        more: vec![Link::new("Scheduled and long reports", "/desk/reports/deliveries")],
        tiles: vec![
            tile("Answered on time", "97.4%", "1.2 points better", Tone::Ok),
            tile("Extended", "4", "1 told too late", Tone::Warn),
        ],
        chart: chart(),
        ages: Bars { note: "38 open, days since receipt".to_owned(), bars: vec![bar(None)] },
        waiting: Bars { note: String::new(), bars: vec![bar(None)] },
        calendar: table(),
        earlier: "/desk/calendar?month=2026-10".to_owned(),
        later: "/desk/calendar?month=2026-12".to_owned(),
        forecast: Forecast {
            title: "Forecast to 20 December".to_owned(),
            at_risk: Some("1 at risk".to_owned()),
            weeks: Bars { note: String::new(), bars: vec![bar(Some("85.7"))] },
            note: "Bar: requests due. Mark: how many the desk usually finishes in a week."
                .to_owned(),
            cases: vec![risk("551412", Some(Colleague::named("Lena Roth")))],
            rest: Some("Show the other one".to_owned()),
            others: vec![risk("551413", None)],
        },
        table: lines(),
        definitions: vec![Meaning { word: "Received", sentence: "Requests that reached us." }],
        feed: Feed {
            tokens: Tokens { csrf: "sample-token".to_owned(), ..Tokens::default() },
            since: Some("1 November 2026".to_owned()),
            address: Some("https://desk.example/feeds/sample/deadlines.ics".to_owned()),
        },
    }
}

fn lines() -> ReportTable {
    let cell = |text: &str, href: Option<&str>| ReportCell {
        text: text.to_owned(),
        href: href.map(str::to_owned),
    };
    let row = |label: &str, icon| ReportRow {
        label: label.to_owned(),
        icon,
        cells: vec![cell("34", Some("/desk?view=received")), cell("–", None)],
    };
    ReportTable {
        title: "By right".to_owned(),
        heading: "Right".to_owned(),
        ways: vec![
            Way { label: "Right", href: None },
            Way { label: "Law", href: Some("/desk/reports?by=law".to_owned()) },
        ],
        rows: vec![row("Access", Some("download"))],
        all: row("All", None),
    }
}

fn chart() -> Chart {
    Chart {
        sentence: "On-time share from 91% in October to 97.4% in November; the target is 95%."
            .to_owned(),
        scale: ["100%", "95%", "90%"].map(str::to_owned).to_vec(),
        months: vec!["Oct".to_owned(), "Nov".to_owned()],
        lines: vec!["0,144 600,41.6".to_owned()],
        areas: vec!["0,160 0,144 600,41.6 600,160".to_owned()],
        dots: "M0 144h0M600 41.6h0".to_owned(),
        target: "80".to_owned(),
        target_label: "Target 95%".to_owned(),
        rows: vec![ChartRow {
            month: "November 2026".to_owned(),
            on_time: "97.4%".to_owned(),
            received: "82".to_owned(),
            answered: "76".to_owned(),
            backlog: "38".to_owned(),
        }],
    }
}

fn bar(mark: Option<&str>) -> Bar {
    Bar {
        label: "0 to 7 days".to_owned(),
        tone: Tone::Ok,
        length: "64.3".to_owned(),
        value: "14".to_owned(),
        href: Some("/desk?from=2026-11-16&to=2026-11-23".to_owned()),
        mark: mark.map(str::to_owned),
        of: mark.map(|_| "12".to_owned()),
    }
}

fn table() -> CalendarTable {
    let day = |label: &str, count: Option<&str>| CalendarDay {
        label: label.to_owned(),
        date: "2026-11-23".to_owned(),
        off: count.is_none(),
        today: count.is_some(),
        count: count.map(str::to_owned),
        tone: Tone::Info,
        href: "/desk?view=due&from=2026-11-23&to=2026-11-23".to_owned(),
        words: "2 due on 23 November".to_owned(),
    };
    CalendarTable {
        caption: "Deadlines in November 2026".to_owned(),
        weeks: vec![vec![day("23", Some("2")), day("24", None)]],
    }
}

fn risk(number: &str, owner: Option<Colleague>) -> RiskLine {
    RiskLine {
        title: format!("DSR-2026-{number}, delete"),
        href: format!("/desk/cases/DSR-2026-{number}"),
        why: "No owner yet, due Fri 18 Dec, to be begun by 4 Dec".to_owned(),
        owner,
    }
}

fn empty() -> ReportPage {
    ReportPage {
        alarm: None,
        tiles: Vec::new(),
        forecast: Forecast {
            title: "Forecast to 20 December".to_owned(),
            at_risk: None,
            weeks: Bars { note: String::new(), bars: Vec::new() },
            note: "Nothing was finished in the last eight weeks.".to_owned(),
            cases: Vec::new(),
            rest: None,
            others: Vec::new(),
        },
        chart: Chart { lines: Vec::new(), areas: Vec::new(), dots: String::new(), ..chart() },
        feed: Feed { tokens: Tokens::default(), since: None, address: None },
        ..full()
    }
}

pub(super) fn calendars() -> Vec<CalendarPage> {
    let full = CalendarPage {
        title: "November 2026".to_owned(),
        total: "38 due".to_owned(),
        earlier: Link::new("October 2026", "/desk/calendar?month=2026-10"),
        later: Link::new("December 2026", "/desk/calendar?month=2026-12"),
        today: None,
        whose: vec![
            Way { label: "Everybody", href: None },
            Way { label: "Mine", href: Some("/desk/calendar?owner=me".to_owned()) },
        ],
        calendar: table(),
        empty: None,
    };
    let empty = CalendarPage {
        today: Some("/desk/calendar".to_owned()),
        empty: Some(Empty {
            title: "Nothing is due in November 2026".to_owned(),
            text: "Deadlines of open requests stand here.".to_owned(),
            links: vec![Link::new("All open requests", "/desk")],
        }),
        ..full.clone()
    };
    vec![full, empty]
}

#[cfg(test)]
mod tests {
    use super::super::runs::{DeliveriesPage, OrderPage, RunPage};
    use super::super::{CalendarPage, ReportPage};
    use crate::contexts::desk_shell::DeskShell;
    use crate::{PageContext, TextSettings, Texts};

    fn each<C: PageContext>() {
        let texts = Texts::new(&TextSettings::default()).unwrap();
        for page in C::samples() {
            for shell in DeskShell::samples() {
                let html = texts.page(&shell, &page).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(html.matches("<h1").count(), 1);
                assert!(!html.contains("style=") && !html.contains("{{"), "{html}");
            }
        }
    }

    #[test]
    fn reports_and_calendar_render_with_each_of_their_examples() {
        each::<ReportPage>();
        each::<CalendarPage>();
        each::<RunPage>();
        each::<DeliveriesPage>();
        each::<OrderPage>();
    }
}
