//! Making a case from a parsed submission: for the form, for staff who record a letter or call, and
//! for the API.

use chrono::{DateTime, Utc};

use super::open_unconfirmed;
use crate::commands::{self, Done, Newcomer};
use crate::{Deps, ServiceError, dossier};
use domain::actor::Actor;
use domain::case::Intake;
use domain::intake::{FieldErrors, Parsed, Submission};
use domain::message::Language;
use domain::receipt;
use domain::vocabulary::Channel;
use domain::workflow::Verb;
use domain::workflow::command::Opening;
use domain::workflow::refusal::RefusalCode;
use storage::WriteTx;

/// The address of a form is confirmed first; proof follows on the status page.
const NOTHING_ENCLOSED: &str = "Nothing can be enclosed with the web form. Leave this out, or name the channel the proof came by.";

/// A request that came by another channel, as staff typed it or the API sent it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The fields.
    pub submission: Submission,
    /// How it reached the company.
    pub channel: Channel,
    /// When it reached the company; `None` for now.
    pub received_at: Option<DateTime<Utc>>,
    /// Whether a guardian's proof of authority came with it.
    pub authority_enclosed: bool,
}

/// Records a request in a transaction of the caller. Channel `web_form` starts unconfirmed and mails
/// the code, as the form does; every other starts at `verifying`.
pub fn record(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    newcomer: &Newcomer,
) -> Result<Done, ServiceError> {
    if newcomer.opening.verb == Verb::Submit {
        return open_unconfirmed(tx, deps, actor, None, newcomer);
    }
    commands::open(tx, deps, actor, newcomer)
}

impl Recorded {
    /// Checks the fields and the date of receipt.
    pub fn newcomer(&self, deps: &Deps) -> Result<Newcomer, ServiceError> {
        let by_form = self.channel == Channel::WebForm;
        let needs_email = !matches!(self.channel, Channel::Post | Channel::Phone);
        let parsed = self.submission.parse(needs_email).map_err(ServiceError::Fields)?;
        let now = deps.now();
        let received_at = self.received_at.unwrap_or(now);
        if let Some(code) = receipt::obstacle(received_at, now) {
            let early = code == RefusalCode::DateTooEarly;
            let text = if early { receipt::TOO_EARLY } else { receipt::IN_FUTURE };
            let errors = FieldErrors::from([("received_at", text.to_owned())]);
            return Err(ServiceError::Fields(errors));
        }
        if by_form && self.authority_enclosed {
            let errors = FieldErrors::from([("authority_enclosed", NOTHING_ENCLOSED.to_owned())]);
            return Err(ServiceError::Fields(errors));
        }
        let verb = if by_form { Verb::Submit } else { Verb::Record };
        let mut newcomer = newcomer_of(deps, verb, parsed, self.channel, received_at, None)?;
        newcomer.opening.intake.authority_enclosed = self.authority_enclosed;
        Ok(newcomer)
    }
}

/// The opening of a case from parsed fields.
pub fn newcomer_of(
    deps: &Deps,
    verb: Verb,
    parsed: Parsed,
    channel: Channel,
    received_at: DateTime<Utc>,
    browser: Option<String>,
) -> Result<Newcomer, ServiceError> {
    let sealed = dossier::person_prose(deps, &parsed.person)?;
    let person = parsed.person;
    let intake = Intake {
        channel,
        received_at,
        received_on: deps.local_date(received_at),
        recorded_at: deps.now(),
        role: parsed.facts.role,
        language: Language::En,
        country: parsed.facts.country,
        region: parsed.facts.region,
        account_role: parsed.facts.account_role,
        has_email: person.email.is_some(),
        other_account_address: person.account_email.is_some(),
        person: sealed.sealed.clone(),
        policy: deps.policy.label(),
        corrections: u32::try_from(person.corrections.len()).unwrap_or(0),
        authority_enclosed: false,
    };
    let opening = Opening { verb, intake, rights: parsed.rights };
    Ok(Newcomer { opening, person, sealed, browser })
}
