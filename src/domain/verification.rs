//! The life of a code and a link: issue, attempt, expire, replace. Pure decisions on stored facts.

use chrono::{DateTime, TimeDelta, Utc};

use super::vocabulary::vocabulary;

vocabulary! {
    /// What a challenge proves.
    pub enum Purpose {
        /// Control of the address of a new request.
        ConfirmEmail = "confirm_email",
        /// Sign-in to the status page.
        PortalSignIn = "portal_sign_in",
        /// Download of the package, within a session.
        Download = "download",
        /// "This was not me" for the account's address.
        Disown = "disown",
        /// The data subject confirms an agent's mandate.
        Mandate = "mandate",
        /// A new colleague sets a password.
        StaffInvite = "staff_invite",
        /// A colleague sets a new password.
        StaffReset = "staff_reset",
        /// Who answers for a system does one task.
        SystemTask = "system_task",
        /// The requester keeps the account, while its closing cools off.
        CancelTermination = "cancel_termination",
        /// Control of the address a requester wants to change to.
        ConfirmNewAddress = "confirm_new_address",
        /// The mailbox in force stops a change of address.
        StopAddressChange = "stop_address_change",
    }
}

impl Purpose {
    /// How long the typed code works (ASVS 6.5.5: at most 10 minutes).
    pub const fn code_life(self) -> TimeDelta {
        TimeDelta::minutes(10)
    }

    /// How long the link works.
    pub const fn link_life(self) -> TimeDelta {
        match self {
            Self::ConfirmEmail | Self::PortalSignIn | Self::Download | Self::ConfirmNewAddress => {
                TimeDelta::hours(24)
            }
            Self::Disown | Self::Mandate => TimeDelta::days(30),
            Self::StaffInvite => TimeDelta::days(3),
            Self::StaffReset => TimeDelta::hours(1),
            // Longer than any task has; it ends with its task before that.
            Self::SystemTask => TimeDelta::days(120),
            // The longest; it ends with its cooling-off, or with the change.
            Self::CancelTermination | Self::StopAddressChange => TimeDelta::days(30),
        }
    }
}

/// Wrong codes before a new one is needed.
pub const MAX_ATTEMPTS: i64 = 5;

/// What is stored of a challenge, as far as a decision needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Wrong tries so far.
    pub attempts: i64,
    /// When the code or link in question stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
    /// When a newer one took its place.
    pub replaced_at: Option<DateTime<Utc>>,
}

/// Why a code or link does not work, and what the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It was used already.
    Used,
    /// A newer one was sent.
    Replaced,
    /// It is too old.
    Expired,
    /// Too many wrong tries.
    TooManyTries,
    /// It is not the right one.
    Wrong {
        /// Tries that remain.
        left: i64,
    },
}

impl Unusable {
    /// One sentence that says what to do.
    pub fn sentence(self) -> String {
        match self {
            Self::Used => "This code or link was used already. Send a new one to go on.".to_owned(),
            Self::Replaced => {
                "A newer code was sent. Use the newest mail, or send a new code.".to_owned()
            }
            Self::Expired => "This code or link is too old. Send a new one.".to_owned(),
            Self::TooManyTries => "The code was wrong too many times. Send a new one.".to_owned(),
            Self::Wrong { left: 1 } => {
                "That is not the code from our newest mail. You have one more try.".to_owned()
            }
            Self::Wrong { left } => {
                format!("That is not the code from our newest mail. You have {left} more tries.")
            }
        }
    }
}

impl Standing {
    /// Whether it can still be tried.
    pub fn usable(&self, now: DateTime<Utc>) -> Result<(), Unusable> {
        if self.used_at.is_some() {
            return Err(Unusable::Used);
        }
        if self.replaced_at.is_some() {
            return Err(Unusable::Replaced);
        }
        if self.attempts >= MAX_ATTEMPTS {
            return Err(Unusable::TooManyTries);
        }
        if now >= self.expires_at {
            return Err(Unusable::Expired);
        }
        Ok(())
    }

    /// The refusal after one more wrong try.
    pub fn after_wrong_try(&self) -> Unusable {
        match MAX_ATTEMPTS.saturating_sub(self.attempts.saturating_add(1)) {
            left if left > 0 => Unusable::Wrong { left },
            _ => Unusable::TooManyTries,
        }
    }
}
