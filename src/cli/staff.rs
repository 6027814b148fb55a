//! `rightsdesk staff`: accounts of the desk from the machine's own command line.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use domain::vocabulary::Role;
use services::access::shell;
use services::{Deps, ServiceError, staff};

/// Accounts of the desk.
#[derive(Args)]
pub(super) struct StaffArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make an account and mail its invitation.
    Invite {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// handler, approver, compliance or admin; may be given several times.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
        /// As colleagues know the person.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// List all accounts.
    List,
    /// Take an account out of use and end its sessions.
    Disable {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Put an account back into use.
    Enable {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Mail a link for a new password, or the invitation again.
    Reset {
        /// Whose.
        #[arg(long)]
        email: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::STAFF
        .iter()
        .copied()
        .find(|role| role.as_str() == text)
        .ok_or_else(|| "choose handler, approver, compliance or admin".to_owned())
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &StaffArguments,
) -> anyhow::Result<ExitCode> {
    let by = shell();
    match &arguments.what {
        What::Invite { email, roles, name } => {
            staff::invite(deps, &by, email, name, roles)?;
            writeln!(
                out,
                "{email} is invited. The invitation is mailed as soon as the worker runs."
            )?;
        }
        What::List => list(out, deps)?,
        What::Disable { email } => {
            let id = find(deps, email)?;
            let open = staff::open_requests(deps, &by)?.get(&id).copied().unwrap_or(0);
            writeln!(out, "{email} owns {open} open requests; they become unassigned.")?;
            let released = staff::disable(deps, &by, &id)?;
            writeln!(
                out,
                "{email} is disabled and signed out. Requests without an owner now: {released}. API keys they made, or that act for them, stop working."
            )?;
        }
        What::Enable { email } => {
            staff::enable(deps, &by, &find(deps, email)?)?;
            writeln!(out, "{email} can be used again.")?;
        }
        What::Reset { email } => {
            staff::reset(deps, &by, &find(deps, email)?)?;
            writeln!(out, "A link for {email} is mailed as soon as the worker runs.")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find(deps: &Deps, email: &str) -> anyhow::Result<domain::ids::StaffId> {
    match staff::by_email(deps, &shell(), email) {
        Ok(person) => Ok(person.id),
        Err(ServiceError::NotFound) => {
            anyhow::bail!("there is no account {email}; `rightsdesk staff list` shows them all")
        }
        Err(error) => Err(error.into()),
    }
}

fn list(out: &mut dyn Write, deps: &Deps) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let first = after.is_none();
        let page = staff::list(deps, &shell(), after.as_deref(), 200)?;
        if first && page.items.is_empty() {
            writeln!(
                out,
                "There is no account yet. `rightsdesk staff invite --email ADDRESS --role admin` makes one."
            )?;
        }
        for person in page.items {
            let roles: Vec<_> = person.roles.iter().map(|role| role.as_str()).collect();
            let last = person.last_sign_in_at.map_or_else(
                || "never signed in".to_owned(),
                |at| format!("last {}", at.format("%Y-%m-%d")),
            );
            writeln!(
                out,
                "{}\t{}\t{}\t{}\t{last}",
                person.email,
                person.name,
                roles.join(","),
                person.state.as_str()
            )?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::testing::TestDesk;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        staff: StaffArguments,
    }

    fn typed(desk: &TestDesk, line: &str) -> anyhow::Result<String> {
        let line = Line::try_parse_from(std::iter::once("staff").chain(line.split(' ')))?;
        let mut out = Vec::new();
        run(&mut out, &desk.deps, &line.staff)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn accounts_are_made_listed_and_disabled() {
        let desk = TestDesk::new();
        assert!(typed(&desk, "list").unwrap().starts_with("There is no account yet."));
        typed(&desk, "invite --email hana@desk.example --role handler --role approver").unwrap();
        assert_eq!(desk.mails().len(), 1);
        typed(&desk, "reset --email Hana@desk.example").unwrap();
        assert_eq!(desk.mails().len(), 2);
        typed(&desk, "disable --email hana@desk.example").unwrap();
        let listed = typed(&desk, "list").unwrap();
        assert_eq!(
            listed,
            "hana@desk.example\thana@desk.example\thandler,approver\tdisabled\tnever signed in\n"
        );
        typed(&desk, "enable --email hana@desk.example").unwrap();
        assert!(typed(&desk, "list").unwrap().contains("\tinvited\t"));
        let unknown = typed(&desk, "disable --email nobody@desk.example").unwrap_err();
        assert!(unknown.to_string().contains("there is no account"));
        assert!(typed(&desk, "invite --email x@desk.example --role system").is_err());
        assert!(typed(&desk, "invite --email x@desk.example").is_err());
    }
}
