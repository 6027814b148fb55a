//! From legal holds to what their pages print.

use super::{Forms, words};
use crate::pages::desk::form::Sent;
use domain::access::Permission;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use services::legal_holds::{Held, Overview};
use services::staff::{Names, StaffSession};
use text::contexts::case_page::Fact;
use text::contexts::desk_form::{ActionForm, Field};
use text::contexts::desk_parts::{Empty, Link, Tag, Tone};
use text::contexts::legal_holds::{HoldLine, LegalHoldPage, LegalHoldsPage};

const LEAD: &str = "While a legal hold stands, nothing of the person or the request is erased and no account is closed. \
    Answers still go out in time: what is kept is told with the ground “legal claims”.";

/// What the pages are made of.
pub(crate) struct Scene<'a> {
    /// Tokens of forms.
    pub(crate) forms: Forms<'a>,
    /// Colleagues by reference.
    pub(crate) names: &'a Names,
    /// The reader.
    pub(crate) me: &'a StaffSession,
}

impl Scene<'_> {
    /// All of them.
    pub(crate) fn list(
        &self,
        found: &Overview,
        sent: &Sent,
        errors: &FieldErrors,
    ) -> LegalHoldsPage {
        let may = Permission::PlaceLegalHolds.held_by(&self.me.roles);
        let older = |id: &String| Link::new("Older holds", format!("/desk/holds?after={id}"));
        LegalHoldsPage {
            title: "Legal holds".to_owned(),
            lead: LEAD,
            standing: found.standing.iter().map(|held| self.line(held)).collect(),
            more: found.next.as_ref().map(older),
            empty: found.standing.is_empty().then(|| Empty {
                title: "No legal hold stands".to_owned(),
                text: if may { "Place one below." } else { "Compliance places one here." }
                    .to_owned(),
                links: vec![Link::new("All open requests", "/desk")],
            }),
            released: found.released.iter().map(|held| self.line(held)).collect(),
            place: may.then(|| self.placing(sent, errors)),
        }
    }

    fn line(&self, held: &Held) -> HoldLine {
        let since = words::moment(self.forms.deps, held.placed_at);
        let sub = format!("Since {since}, by {} · {}", self.who(&held.placed_by), until(held));
        let link = Link::new(on(held), format!("/desk/holds/{}", held.id));
        HoldLine { link, sub, tag: tag(held) }
    }

    fn placing(&self, sent: &Sent, errors: &FieldErrors) -> ActionForm {
        let id = "place";
        let fill = |field: Field| {
            let error = errors.get(field.name.as_str()).cloned();
            let value = sent.one(&field.name);
            field.filled(value).error(error)
        };
        let fields = vec![
            Field::line(id, "subject", "Email address or reference").hint(
                "An address holds every request from it, now and later. Only a keyed hash of it is kept.",
            ),
            Field::of_kind(id, "until", "Last day", "date", "off")
                .hint("Empty: until an approver releases it.")
                .optional(),
            Field::area(id, "reason", "Reason").hint("The claim or the order, and who asked. It is kept sealed."),
        ];
        ActionForm {
            id: id.to_owned(),
            action: "/desk/holds".to_owned(),
            tokens: self.forms.tokens(),
            cite: Some("GDPR Art. 17(3)(e)".to_owned()),
            problem: (!errors.is_empty()).then(|| "No hold was placed. Look again.".to_owned()),
            fields: fields.into_iter().map(fill).collect(),
            submit: "Place the hold".to_owned(),
            ..ActionForm::default()
        }
    }

    /// One hold; `typed` is the reason that was not accepted.
    pub(crate) fn one(
        &self,
        held: &Held,
        requests: &[Reference],
        typed: &str,
        errors: &FieldErrors,
    ) -> LegalHoldPage {
        let open = held.released.is_none();
        let own = held.placed_by == format!("staff:{}", self.me.id);
        let may = open && Permission::ReleaseLegalHolds.held_by(&self.me.roles) && !own;
        let shown = may || !errors.is_empty();
        let link = |one: &Reference| Link::new(one.as_str(), format!("/desk/cases/{one}"));
        LegalHoldPage {
            title: held.reference.as_ref().map_or_else(
                || "Legal hold on a person".to_owned(),
                |reference| format!("Legal hold on {reference}"),
            ),
            back: Link::new("All legal holds", "/desk/holds"),
            tag: tag(held),
            facts: self.facts(held),
            requests: requests.iter().map(link).collect(),
            fixed: (open && !shown).then_some("An approver who did not place it releases it."),
            release: shown.then(|| self.releasing(held, typed, errors)),
        }
    }

    fn facts(&self, held: &Held) -> Vec<Fact> {
        let deps = self.forms.deps;
        let placed = words::moment(deps, held.placed_at);
        let mut facts = vec![
            Fact::new("Reason", held.reason.clone()),
            Fact::new("Placed", format!("{placed}, by {}", self.who(&held.placed_by))),
            Fact::new("Until", until(held)),
        ];
        if let Some((at, by, reason)) = &held.released {
            let at = words::moment(deps, *at);
            facts.push(Fact::new("Released", format!("{at}, by {}. {reason}", self.who(by))));
        }
        facts
    }

    fn releasing(&self, held: &Held, typed: &str, errors: &FieldErrors) -> ActionForm {
        ActionForm {
            id: "release".to_owned(),
            action: format!("/desk/holds/{}", held.id),
            tokens: self.forms.tokens(),
            lead: Some("Erasing and closing goes on where it was released, and colleagues are told to look again.".to_owned()),
            problem: (!errors.is_empty()).then(|| "Not released. Look again.".to_owned()),
            fields: vec![
                Field::area("release", "reason", "Reason")
                    .hint("Why nothing has to be kept any more.")
                    .filled(typed)
                    .error(errors.get("reason").cloned()),
            ],
            submit: "Release the hold".to_owned(),
            cancel: Some("/desk/holds".to_owned()),
            ..ActionForm::default()
        }
    }

    fn who(&self, principal: &str) -> String {
        let id = principal.strip_prefix("staff:").unwrap_or(principal);
        self.names.get(id).cloned().unwrap_or_else(|| "a former colleague".to_owned())
    }
}

fn on(held: &Held) -> String {
    held.reference.clone().unwrap_or_else(|| "A person".to_owned())
}

fn until(held: &Held) -> String {
    held.until.map_or_else(
        || "until released".to_owned(),
        |day| format!("until {}", words::long_date(day)),
    )
}

fn tag(held: &Held) -> Tag {
    match (&held.released, held.over) {
        (Some(_), _) => Tag::new(Tone::Idle, "Released"),
        (None, true) => Tag::new(Tone::Idle, "Ended"),
        (None, false) => Tag::new(Tone::Warn, "Stands").with_icon("lock"),
    }
}
