//! What a change of the policy moves, and requests following it, in words.

use super::{Forms, words};
use domain::intake::FieldErrors;
use domain::policy::Policy;
use services::Deps;
use services::policy::recount::Recount;
use services::policy::{Moved, Preview};
use text::contexts::case_page::Tab;
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::desk_parts::{Link, Tag, Tone};
use text::contexts::policy::{MovedLine, Moves, PreviewPage, RunLine};

/// What is so of every change.
const FOLLOW: &str = "They follow once it is saved, each by an entry of its own with both dates. \
    What is received from then on has the change from the start; closed requests keep their dates.";

/// What a change would move.
pub(crate) fn moves(preview: &Preview) -> Moves {
    let open = |n| words::count(n, "open request", "open requests");
    let title = match (preview.earlier, preview.later) {
        (0, 0) => "No open request would have another date".to_owned(),
        (earlier, 0) => format!("{} would be due earlier", open(earlier)),
        (0, later) => format!("{} would be due later", open(later)),
        (earlier, later) => format!("{} would be due earlier, {later} later", open(earlier)),
    };
    Moves { title, notes: notes(preview), moved: preview.moved.iter().map(moved_line).collect() }
}

fn notes(preview: &Preview) -> Vec<String> {
    let requests = |n| words::count(n, "of them", "of them");
    let mut notes = Vec::new();
    if preview.count() > 0 {
        notes.push(FOLLOW.to_owned());
    }
    if preview.past > 0 {
        notes.push(format!("{} would be overdue at once.", requests(preview.past)));
    }
    if preview.beyond > 0 {
        let text =
            "would be due beyond the last year of their calendar, where only weekends are known.";
        notes.push(format!("{} {text}", requests(preview.beyond)));
    }
    if preview.cut {
        let checked = preview.checked;
        notes.push(format!(
            "Counted among the {checked} open requests that are due first; there are more."
        ));
    }
    if preview.count() > preview.moved.len() {
        notes.push(format!("The first {} of {}:", preview.moved.len(), preview.count()));
    }
    notes
}

fn moved_line(moved: &Moved) -> MovedLine {
    let (from, to) = (words::long_date(moved.from), words::long_date(moved.to));
    let beyond = if moved.beyond { ", beyond the calendar's table" } else { "" };
    MovedLine {
        link: Link::new(moved.reference.as_str(), format!("/desk/cases/{}", moved.reference)),
        text: format!("{from} now, {to} then{beyond}"),
    }
}

/// Requests following changes, newest first.
pub(crate) fn runs(deps: &Deps, runs: &[Recount]) -> Vec<RunLine> {
    runs.iter().map(|run| run_line(deps, run)).collect()
}

fn run_line(deps: &Deps, run: &Recount) -> RunLine {
    let at = words::moment(deps, run.started_at);
    let mut text = if run.finished_at.is_some() {
        words::count(number(run.checked), "request looked at", "requests looked at")
    } else {
        // What was opened meanwhile is looked at too.
        let total = run.total.max(run.checked);
        format!("{} of {total} requests looked at", run.checked)
    };
    text.push_str(&match run.moved {
        0 => ", none has another date".to_owned(),
        1 => ", 1 has another date".to_owned(),
        n => format!(", {n} have another date"),
    });
    if run.failed > 0 {
        text.push_str(&format!(", {} could not be worked out", run.failed));
    }
    let tag = match (run.finished_at, run.failed) {
        (None, _) => Tag::new(Tone::Info, "Running"),
        (Some(_), 0) => Tag::new(Tone::Ok, "Finished"),
        (Some(_), _) => Tag::new(Tone::Warn, "Finished, with failures"),
    };
    RunLine { title: format!("{}, {at}", cause(&deps.policy, &run.because)), text, tag }
}

fn number(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

/// A changed setting in words: `law:us_va`, `calendar:X-OFFICE`, `choice:eu_gdpr`.
pub(crate) fn cause(policy: &Policy, key: &str) -> String {
    match key.split_once(':') {
        Some(("law", id)) => {
            policy.rule(id).map_or_else(|| id.to_owned(), |rule| rule.name.clone())
        }
        Some(("calendar", code)) => format!("Calendar {code}"),
        Some(("choice", law)) => format!("Calendar of {law}"),
        _ => key.to_owned(),
    }
}

/// A change before it is saved.
pub(crate) struct Look<'a> {
    /// The heading.
    pub(crate) title: String,
    /// Where it was wished for.
    pub(crate) back: Link,
    /// What it is, in lines.
    pub(crate) lines: Vec<String>,
    /// What it would move.
    pub(crate) preview: &'a Preview,
    /// Where it is saved.
    pub(crate) action: String,
    /// What is sent to save it.
    pub(crate) hidden: Vec<Hidden>,
    /// The reason as typed.
    pub(crate) reason: &'a str,
    /// What is wrong.
    pub(crate) errors: &'a FieldErrors,
}

impl Look<'_> {
    /// The page.
    pub(crate) fn page(self, forms: &Forms<'_>, tabs: Vec<Tab>) -> PreviewPage {
        let mut hidden = vec![Hidden { name: "step", value: "save".to_owned() }];
        hidden.extend(self.hidden);
        let form = ActionForm {
            id: "save".to_owned(),
            action: self.action,
            tokens: forms.tokens(),
            hidden,
            problem: (!self.errors.is_empty()).then(|| "Not saved. Look again.".to_owned()),
            fields: vec![
                Field::area("save", "reason", "Reason")
                    .hint("Why, and where it was decided. No names of requesters.")
                    .filled(self.reason)
                    .error(self.errors.get("reason").cloned()),
            ],
            fine: Some("It counts at once, and stands in the audit log.".to_owned()),
            submit: "Save".to_owned(),
            cancel: Some(self.back.href.clone()),
            ..ActionForm::default()
        };
        let (title, back, lines) = (self.title, self.back, self.lines);
        PreviewPage { title, tabs, back, lines, moves: moves(self.preview), form }
    }
}
