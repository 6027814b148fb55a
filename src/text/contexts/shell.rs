//! The frame around every public page: who runs the desk, how it looks, what just happened.

use serde::Serialize;

/// The frame, as `layouts/public` shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shell {
    /// Title of the page, without the name of the service.
    pub title: String,
    /// Whether something on the page needs another look; its title then begins with "Error: ".
    pub has_errors: bool,
    /// Legal name of the organisation.
    pub organisation: String,
    /// What people know the service as.
    pub product: String,
    /// Where letters go, in one line that begins with the organisation.
    pub postal_address: String,
    /// Where people write to.
    pub support_email: String,
    /// The data protection officer.
    pub dpo_name: String,
    /// How to reach them.
    pub dpo_email: String,
    /// The privacy notice.
    pub privacy_notice_url: Option<String>,
    /// `light`, `dark`, or empty for what the system says.
    pub theme: &'static str,
    /// Proof that a form came from this site.
    pub csrf: String,
    /// What just happened.
    pub flash: Option<Flash>,
    /// The pretended time, when the clock is not the real one.
    pub pretend_now: Option<String>,
}

/// What the last click did, told once on the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Flash {
    /// What its colour means.
    pub tone: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// The sentence.
    pub text: &'static str,
}

macro_rules! flashes {
    ($($code:literal, $tone:literal, $icon:literal, $text:literal;)+) => {
        /// The sentence of a code, as it travels in a cookie; nothing for an unknown one.
        pub fn of_code(code: &str) -> Option<Self> {
            match code {
                $($code => Some(Self { tone: $tone, icon: $icon, text: $text }),)+
                _ => None,
            }
        }

        /// Every code.
        pub const CODES: &'static [&'static str] = &[$($code),+];
    };
}

impl Flash {
    flashes! {
        "code_sent", "info", "mail", "We sent a new code. Only the newest one works.";
        "message_sent", "ok", "check", "We have your message and will answer it here and by email.";
        "complaint_sent", "ok", "check", "Thank you. We look at it, and write to you what we decided.";
        "answer_sent", "ok", "check", "Thank you. We have your answer.";
        "evidence_sent", "ok", "check", "Thank you. Only the colleague who decides on your identity sees this, and we destroy it afterwards.";
        "files_sent", "ok", "check", "Thank you. Only the colleague who decides sees your files, and we destroy them afterwards.";
        "no_files", "warn", "alert", "No file was chosen, so nothing was sent.";
        "download_open", "ok", "check", "The code was right. You can download your data now; this holds for 15 minutes.";
        "withdrawn", "ok", "check", "You withdrew your request. Nothing more happens with it.";
        "termination_cancelled", "ok", "check", "Your account stays open.";
        "address_asked", "ok", "check", "We wrote to both addresses. Open the mail at the new one and confirm it within 24 hours.";
        "address_cancelled", "ok", "check", "Your email address stays as it is.";
        "signed_out", "ok", "lock", "You are signed out.";
        "sign_in_again", "info", "lock", "For your safety we signed you out. Sign in again to go on.";
        "start_again", "info", "clock", "We no longer have what you typed: forms are kept for a day. Please start again.";
    }
}

impl Shell {
    /// The frame with a title.
    pub fn titled(self, title: &str, has_errors: bool) -> Self {
        Self { title: title.to_owned(), has_errors, ..self }
    }

    /// A plain frame, and one with everything.
    pub fn samples() -> Vec<Self> {
        let plain = Self {
            title: "A page".to_owned(),
            organisation: "AIML-Learn Pvt. Ltd.".to_owned(),
            product: "AIML-Learn".to_owned(),
            postal_address: "AIML-Learn Pvt. Ltd., Privacy desk, India".to_owned(),
            support_email: "support@aimllearn.com".to_owned(),
            dpo_name: "Data Protection Officer".to_owned(),
            dpo_email: "dpo@aimllearn.com".to_owned(),
            csrf: "sample-token".to_owned(),
            ..Self::default()
        };
        let full = Self {
            has_errors: true,
            privacy_notice_url: Some("https://www.aimllearn.com/privacy".to_owned()),
            theme: "dark",
            flash: Flash::of_code("message_sent"),
            pretend_now: Some("23 November 2026, 10:48 UTC".to_owned()),
            ..plain.clone()
        };
        vec![plain, full]
    }
}
