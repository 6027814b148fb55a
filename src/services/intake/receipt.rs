//! What the browser of a draft may be told: that a code is on its way, or that the request is received.

use super::{Confirmed, Draft, Pending, confirmed_already, draft, live_code};
use crate::{Deps, ServiceError};
use domain::verification::Purpose;

/// The code a draft waits for; `None` while it was not sent.
pub fn pending(deps: &Deps, token: &str) -> Result<Option<Pending>, ServiceError> {
    let Some(draft) = draft::draft_load(deps, token)? else {
        return Ok(None);
    };
    let Some(sent_at) = draft.sent_at else {
        return Ok(None);
    };
    let life = Purpose::ConfirmEmail.code_life();
    let mut code_until = sent_at.checked_add_signed(life).unwrap_or(sent_at);
    if let Some(case) = &draft.case {
        code_until = live_code(deps, case)?.unwrap_or(code_until);
    }
    let email = draft.submission.email.trim().to_owned();
    Ok(Some(Pending { email, code_until, sent_at, typed: draft.submission }))
}

/// The receipt of a draft's request; `None` while it is not confirmed.
pub fn receipt(deps: &Deps, token: &str) -> Result<Option<Confirmed>, ServiceError> {
    let draft = draft::draft_load(deps, token)?;
    let Some(case) = draft.and_then(|draft| draft.case) else {
        return Ok(None);
    };
    deps.store.read(|tx| confirmed_already(tx, deps, &case))
}

/// Shows the receipt in the browser that confirmed, which need not be the one that submitted.
pub fn adopt(deps: &Deps, token: &str, confirmed: &Confirmed) -> Result<(), ServiceError> {
    let now = deps.now();
    let case = Some(confirmed.case.clone());
    let draft = Draft { case, done: true, sent_at: Some(now), ..Draft::new(now) };
    draft::draft_save(deps, Some(token), &draft)?;
    Ok(())
}
