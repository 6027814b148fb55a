//! The picture and the table in docs/workflow.md, written from the rules.

use std::fmt::Write as _;

use super::rules::{RULES, Rule};
use crate::vocabulary::{Role, Stage};

/// A mermaid state diagram of the stages.
pub fn mermaid() -> String {
    let mut out = String::from("stateDiagram-v2\n");
    for rule in RULES.iter().filter(|rule| rule.from.is_empty()) {
        for to in rule.to {
            line(&mut out, format_args!("    [*] --> {to}: {}", rule.verb));
        }
    }
    for from in Stage::ALL {
        for to in Stage::ALL {
            let verbs: Vec<_> = RULES
                .iter()
                .filter(|rule| rule.from.contains(from) && rule.to.contains(to) && from != to)
                .map(|rule| rule.verb.as_str())
                .collect();
            if !verbs.is_empty() {
                line(&mut out, format_args!("    {from} --> {to}: {}", verbs.join(", ")));
            }
        }
    }
    out
}

/// The table verb × stage, each cell naming the roles, as markdown.
pub fn table() -> String {
    let mut out = String::from("| verb |");
    for stage in Stage::ALL {
        let _ = write!(out, " {stage} |");
    }
    out.push_str(" leads to | follows |\n| --- |");
    for _ in Stage::ALL {
        out.push_str(" --- |");
    }
    out.push_str(" --- | --- |\n");
    for rule in RULES {
        row(&mut out, rule);
    }
    out
}

fn row(out: &mut String, rule: &Rule) {
    let roles = rule.by.iter().map(|role| letter(*role)).collect::<String>();
    let _ = write!(out, "| `{}` |", rule.verb);
    for stage in Stage::ALL {
        let cell = if rule.from.contains(stage) { roles.as_str() } else { "" };
        let _ = write!(out, " {cell} |");
    }
    let to: Vec<_> = rule.to.iter().map(|stage| stage.as_str()).collect();
    let created = if rule.from.is_empty() { format!("new ({roles}): ") } else { String::new() };
    line(out, format_args!(" {created}{} | {} |", to.join(", "), rule.cite));
}

/// The letter of a role in the table.
pub const fn letter(role: Role) -> char {
    match role {
        Role::Requester => 'R',
        Role::DataSubject => 'D',
        Role::Handler => 'H',
        Role::Approver => 'A',
        Role::Compliance => 'C',
        Role::Admin => 'M',
        Role::SystemOwner => 'O',
        Role::System => 'S',
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}
