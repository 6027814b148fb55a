//! From a task to what its page prints.

use chrono::NaiveDate;

use super::Typed;
use crate::paths;
use domain::correction::accepted;
use domain::data_map::{RetentionBasis, RetentionRule, results_of};
use domain::intake::FieldErrors;
use domain::item::Task;
use domain::person::Person;
use domain::vocabulary::{Right, TaskKind, TaskResult};
use services::Deps;
use services::tasks::OwnerView;
use text::catalogue::{self, requester};
use text::contexts::form::{Choice, Fact, Field, with_errors};
use text::contexts::portal::{Change, TaskPage};

/// The page, with nothing typed yet.
pub(super) fn page(deps: &Deps, token: &str, view: &OwnerView) -> TaskPage {
    let task = &view.task;
    let today = deps.local_date(deps.now());
    let days = task.due_on.signed_duration_since(today).num_days();
    let forms = view.ready;
    let asked = forms.then(|| Field::area("question", "Your question"));
    let whose = Field::area("not_mine", "Whose is it, or why is it not yours?");
    TaskPage {
        errors: Vec::new(),
        action: paths::with(paths::TASK, token),
        number: format!("{}, {}", view.case.reference, task.id),
        system: if view.system.name.is_empty() { &task.system } else { &view.system.name }.clone(),
        asked: catalogue::task_kind(task.kind).to_owned(),
        due_on: task.due_on,
        left: requester::days_left(days),
        late: task.is_late(today),
        waits: (!forms).then_some(TaskPage::WAITS),
        facts: view.person.as_ref().map(facts).unwrap_or_default(),
        wish: view.person.as_ref().and_then(|person| wish(person, task)),
        changes: view.person.as_ref().map(|person| changes(view, person)).unwrap_or_default(),
        words: Some(view.words.clone()).filter(|words| !words.is_empty()),
        kept: if forms { kept(task, &view.system.retention) } else { Vec::new() },
        question: view.question.clone(),
        fell_back: task
            .fell_back
            .map(|why| format!("The system {}, so a person is asked.", catalogue::call_fault(why))),
        done: if forms { done(deps, task, &view.system.retention, today) } else { Vec::new() },
        files: forms && task.kind == TaskKind::Collect,
        ask: asked.filter(|_| view.task.question.is_none()).into_iter().collect(),
        not_mine: forms.then_some(whose).into_iter().collect(),
    }
}

/// By what the person is found; who acts for them is nobody's business here.
fn facts(person: &Person) -> Vec<Fact> {
    let own = person.acting_for.is_none();
    let mails = [
        ("Email", person.email.as_ref().filter(|_| own)),
        ("Email of the account", person.account_email.as_ref()),
        ("Email of the person", person.subject_email.as_ref()),
    ];
    let mails = mails.into_iter().filter_map(|(term, mail)| Some((term, mail?.as_str())));
    let all = [("Name", person.subject_name())].into_iter().chain(mails);
    all.map(|(term, words)| Fact::new(term, words)).collect()
}

/// What was accepted, field by field.
fn changes(view: &OwnerView, person: &Person) -> Vec<Change> {
    let accepted = accepted(&view.case.corrections, &person.corrections);
    let own = accepted.filter(|_| view.task.kind == TaskKind::Correct);
    own.map(|wanted| Change {
        field: wanted.field.clone(),
        current: wanted.current.clone(),
        proposed: wanted.proposed.clone(),
    })
    .collect()
}

/// A correction cannot be made without what the person wrote, unless it was decided field by field; everything else can.
fn wish(person: &Person, task: &Task) -> Option<String> {
    if !person.corrections.is_empty() {
        return None;
    }
    let wanted = |right: Option<Right>| right.is_none_or(|right| right == task.right);
    let details = person.details.iter().filter(|_| task.right == Right::Correct);
    let words: Vec<&str> =
        details.filter(|one| wanted(one.right)).map(|one| one.text.as_str()).collect();
    (!words.is_empty()).then(|| words.join("\n\n"))
}

fn kept(task: &Task, rules: &[RetentionRule]) -> Vec<String> {
    let rules = rules.iter().filter(|_| task.right.is_destructive());
    let line = |rule: &RetentionRule| {
        let basis = catalogue::retention_basis(rule.basis);
        format!("{basis}, {}: {}", rule.period.words(), rule.reason)
    };
    rules.map(line).collect()
}

/// What can come of a task.
fn done(deps: &Deps, task: &Task, rules: &[RetentionRule], today: NaiveDate) -> Vec<Field> {
    let results = results_of(task.kind).iter();
    let mut choices = vec![Choice::new("", "Choose")];
    choices.extend(
        results.map(|one| Choice::new(one.as_str(), catalogue::task_result_for(task.kind, *one))),
    );
    let mut all = vec![Field::select("result", "What came of it?", choices)];
    if task.kind != TaskKind::TellRecipients {
        all.push(Field::line("count", "How many records?").optional());
    }
    if task.kind == TaskKind::Collect {
        let how = "Paste a table with the names of the columns in its first line, or JSON. Nothing found? Choose that above.";
        all.push(Field::area("rows", "What was found").hint(how).optional());
        all.extend(files(deps));
    }
    if task.kind == TaskKind::Correct {
        let how = "A line for each field: field | old | new.";
        all.push(Field::area("corrections", "What was corrected").hint(how).optional());
    }
    if results_of(task.kind).contains(&TaskResult::Retained) {
        all.extend(keeping(rules, today));
    }
    let why = "Anything the desk should know. When data is kept: which, and why.";
    all.push(Field::area("details", "In your words").hint(why).optional());
    all
}

fn files(deps: &Deps) -> [Field; 2] {
    let most = deps.settings.files.result_megabytes;
    let how = format!(
        "Up to {most} MB each, ten at most: documents, pictures, tables, mail, sound, film, archives."
    );
    let yes = Choice::new("yes", "The files hold data of other people");
    let yes = yes.explained("Then the privacy desk looks at them before anything leaves.", None);
    [
        Field::files("file", "Files").hint(how).optional(),
        Field::checks("others", "Other people", vec![yes]).optional(),
    ]
}

fn keeping(rules: &[RetentionRule], today: NaiveDate) -> Vec<Field> {
    let mut choices = vec![Choice::new("", "Nothing is kept")];
    let known = RetentionBasis::ALL.iter();
    choices
        .extend(known.map(|basis| Choice::new(basis.as_str(), catalogue::retention_basis(*basis))));
    let basis = Field::select("basis", "On what basis is something kept?", choices).optional();
    let until = Field::line("until", "Kept until").filled_by("date", "off").optional();
    let again = Field::line("look_again_on", "Look at it again on").filled_by("date", "off");
    match rules {
        [rule] => {
            let day = rule.period.end(today).map(|day| day.to_string()).unwrap_or_default();
            vec![basis.filled(rule.basis.as_str()), until.filled(&day), again.optional()]
        }
        _ => vec![basis, until, again.optional()],
    }
}

/// Puts back what was typed, and says what is wrong with it.
pub(super) fn fill(page: &mut TaskPage, typed: &Typed, errors: &FieldErrors) {
    let mut summary = Vec::new();
    for fields in [&mut page.done, &mut page.ask, &mut page.not_mine] {
        for field in fields.iter_mut() {
            if let Some(value) = typed.get(field.name) {
                *field = std::mem::take(field).filled(value);
            }
        }
        *fields = with_errors(std::mem::take(fields), errors, &mut summary);
    }
    page.errors = summary;
}
