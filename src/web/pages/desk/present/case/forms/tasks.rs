//! Fields about tasks: the plan before it starts, what came of one, whom it is given to.

use chrono::NaiveDate;

use super::super::fields::{self, Typed};
use super::super::{Scene, words};
use domain::data_map::{
    self, DataMap, Dates, Planned, RetentionBasis, RetentionRule, System, chosen_systems,
};
use domain::ids::TaskId;
use domain::item::Task;
use domain::vocabulary::{Right, TaskKind, TaskWith};
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::desk_form::{Choice, Field};

/// The words of the button.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is about no task")]
pub(super) const fn submit(verb: Verb) -> &'static str {
    match verb {
        Verb::CompleteTask => "Complete task",
        Verb::PreviewTask => "Note the count",
        Verb::ReopenTask => "Open the task again",
        Verb::AssignTask => "Hand the task over",
        _ => "Drop the task",
    }
}

/// Which systems are asked, with what each does until when: the map's own are ticked.
pub(super) fn plan(scene: &Scene<'_>, id: &str) -> Field {
    let case = scene.case();
    let map = &scene.deps.policy.data_map;
    let rights: Vec<Right> = case.rights().collect();
    let usual = chosen_systems(map, &rights);
    let dates = Dates { today: scene.today(), target_on: case.target_on(), due_on: case.due_on() };
    let tasks = data_map::plan(map, &Planned { rights: &rights, systems: None, last: 0, dates });
    let choice = |system: &System| Choice {
        chosen: usual.contains(&system.key),
        hint: Some(told(system, &tasks)),
        ..Choice::new(system.key.as_str(), system.name.as_str())
    };
    let choices = map.systems.iter().map(choice).collect();
    let count = words::count(tasks.len(), "task", "tasks");
    let hint = format!("{count} planned. Nobody is asked before identity is accepted.");
    Field::checks(id, "systems", "Which systems are asked", choices).hint(hint)
}

fn told(system: &System, tasks: &[Task]) -> String {
    let own = tasks.iter().filter(|task| task.system == system.key);
    let asked: Vec<String> = own
        .map(|task| {
            let kind = catalogue::task_kind(task.kind);
            format!("{kind} by {}", words::short_date(task.due_on))
        })
        .collect();
    if asked.is_empty() {
        return "The data map does not ask it for this.".to_owned();
    }
    let team = if system.owner.team.is_empty() { "the desk" } else { &system.owner.team };
    let itself = if system.webhook.is_some() { "answers by itself · " } else { "" };
    format!("{} · {itself}{team}", asked.join(", "))
}

/// Why other systems are asked.
pub(super) fn other_plan(id: &str) -> Field {
    Field::line(id, "reason", "Why these systems?")
        .hint("Needed when you leave one out or add one. Only the desk reads this.")
        .optional()
}

/// One more system for one right.
pub(super) fn add(scene: &Scene<'_>, id: &str) -> Vec<Field> {
    let items = scene.case().items.iter().filter(|item| !item.state.is_settled());
    let rights =
        items.map(|item| Choice::new(item.right.as_str(), catalogue::right(item.right))).collect();
    vec![
        Field::select(id, "right", "For which right?", rights),
        Field::select(id, "system", "Which system?", systems(&scene.deps.policy.data_map)),
        fields::reason(id, "Why is it asked as well?"),
    ]
}

fn systems(map: &DataMap) -> Vec<Choice> {
    let systems = map.systems.iter();
    systems.map(|system| Choice::new(system.key.as_str(), system.name.as_str())).collect()
}

/// Whom a task is given to.
pub(super) fn assign(scene: &Scene<'_>, id: &str, typed: Typed<'_>) -> Vec<Field> {
    let task = task(scene, typed);
    let owner = task.and_then(|task| scene.deps.policy.data_map.system(&task.system));
    let named = owner.is_some_and(|system| system.owner.mail.is_some());
    let map = &scene.deps.policy.data_map;
    let called = task.is_some_and(|task| map.webhook(&task.system, task.kind).is_some());
    let all = TaskWith::ALL.iter().filter(|with| match with {
        TaskWith::Owner => named,
        TaskWith::System => called,
        TaskWith::Desk | TaskWith::Other => true,
    });
    let choices = all.map(|with| Choice::new(with.as_str(), catalogue::task_with(*with))).collect();
    vec![
        Field::select(id, "with", "Who does it?", choices),
        Field::line(id, "team", "Team").hint("For somebody else.").optional(),
        Field::of_kind(id, "mail", "Mail address", "email", "off")
            .hint("For somebody else. A link to this one task is sent there.")
            .optional(),
        Field::area(id, "text", "Words for them")
            .hint("Shown on the page of the task, never in the mail.")
            .optional(),
    ]
}

fn task<'a>(scene: &'a Scene<'_>, typed: Typed<'_>) -> Option<&'a Task> {
    scene.case().task(TaskId::parse(typed.one("task"))?)
}

/// What came of a task; only what its kind can have.
pub(super) fn complete(scene: &Scene<'_>, id: &str, typed: Typed<'_>) -> Vec<Field> {
    let Some(task) = task(scene, typed) else { return Vec::new() };
    let rules = scene.deps.policy.data_map.system(&task.system);
    // Who looks again says it anew, so nothing is filled in.
    let rules = rules.filter(|_| task.kind != TaskKind::LookAgain);
    let rules = rules.map(|system| system.retention.as_slice()).unwrap_or_default();
    let mut all = vec![fields::results(scene, id, task)];
    if !matches!(task.kind, TaskKind::TellRecipients | TaskKind::LookAgain) {
        let how = "Found, corrected, erased or made anonymous.";
        all.push(Field::line(id, "count", "How many records?").hint(how).optional());
    }
    if task.kind == TaskKind::Collect {
        let how = "Paste a table with the names of the columns in its first line, or JSON.";
        all.push(Field::long(id, "rows", "What was found").hint(how).optional());
    }
    if task.kind == TaskKind::Correct {
        let how = "A line for each field: field | old | new.";
        all.push(Field::area(id, "corrections", "What was corrected").hint(how).optional());
    }
    if !matches!(task.kind, TaskKind::Collect | TaskKind::TellRecipients) {
        all.extend(kept(scene.today(), id, rules));
    }
    all.push(
        Field::area(id, "details", "Details")
            .hint("For the desk. When data is kept: which, and why.")
            .optional(),
    );
    all
}

/// What is kept, why and until when; filled in where the map has one rule.
fn kept(today: NaiveDate, id: &str, rules: &[RetentionRule]) -> Vec<Field> {
    let known = RetentionBasis::ALL.iter();
    let known = known.map(|basis| Choice::new(basis.as_str(), catalogue::retention_basis(*basis)));
    let mut choices = vec![Choice::new("", "Nothing is kept")];
    choices.extend(known);
    let basis = Field::select(id, "basis", "On what basis is it kept?", choices);
    let (basis, until) = match rules {
        [rule] => {
            let until = rule.period.end(today).map(|day| day.to_string()).unwrap_or_default();
            let said = format!("The data map says: {}", rule.reason);
            (basis.hint(said).filled(rule.basis.as_str()), until)
        }
        _ => (basis, String::new()),
    };
    let day = |name: &str, label: &str| Field::of_kind(id, name, label, "date", "off").optional();
    vec![
        basis.optional(),
        day("until", "Kept until").filled(&until),
        day("look_again_on", "Look at it again on"),
    ]
}
