//! THE table of errors: stable code, status, title, advice, log level.

use tracing::Level;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorKind {
    /// Stable, for machines.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What is so, in a few words.
    pub title: &'static str,
    /// What to do, where the error does not say it better itself.
    pub advice: &'static str,
    /// How loud the log is.
    pub level: Level,
}

macro_rules! kind {
    ($name:ident, $code:literal, $status:literal, $level:ident, $title:literal, $advice:literal) => {
        /// A row of the table.
        pub(crate) const $name: ErrorKind = ErrorKind {
            code: $code,
            status: $status,
            title: $title,
            advice: $advice,
            level: Level::$level,
        };
    };
}

kind!(
    BAD_REQUEST,
    "bad_request",
    400,
    INFO,
    "We could not read that",
    "Go back, check the form and send it again."
);
kind!(SIGN_IN, "sign_in_needed", 401, INFO, "Please sign in", "Sign in, then try again.");
kind!(
    FORBIDDEN,
    "forbidden",
    403,
    INFO,
    "You may not do this",
    "Ask an administrator for the role you need."
);
kind!(
    ORIGIN,
    "wrong_origin",
    403,
    WARN,
    "This form came from somewhere else",
    "Open the page here again and send the form once more."
);
kind!(
    REFUSED_ROLE,
    "not_your_role",
    403,
    INFO,
    "Your role does not allow this",
    "Ask a colleague who has the role."
);
kind!(
    NOT_FOUND,
    "not_found",
    404,
    INFO,
    "There is nothing here",
    "Check the address, or start again from the first page."
);
kind!(
    METHOD,
    "method_not_allowed",
    405,
    INFO,
    "That is not possible here",
    "Open the page and use its buttons."
);
kind!(
    TOO_SLOW,
    "request_timeout",
    408,
    INFO,
    "That took too long to arrive",
    "Check your connection and send it again."
);
kind!(
    REFUSED,
    "refused",
    409,
    INFO,
    "That is not possible now",
    "Look at the request again and choose what is offered."
);
kind!(
    STALE,
    "stale",
    409,
    INFO,
    "Somebody was faster",
    "Look at what changed, then decide again. What you typed is kept."
);
kind!(IN_PROGRESS, "in_progress", 409, INFO, "Still being answered", "Try again in a moment.");
kind!(
    GONE,
    "gone",
    410,
    INFO,
    "This is no longer kept",
    "The personal data was erased. Send a new request if you need to."
);
kind!(TOO_LARGE, "too_large", 413, INFO, "That is too long", "Shorten the text and send it again.");
kind!(
    MEDIA,
    "wrong_media_type",
    415,
    INFO,
    "We cannot read this kind of content",
    "Send application/json."
);
kind!(
    FIELDS,
    "fields",
    422,
    INFO,
    "Some answers need another look",
    "Correct the fields named and send again."
);
kind!(
    CODE,
    "code_unusable",
    422,
    INFO,
    "That code does not work",
    "Send a new code and use the newest mail."
);
kind!(
    KEY_REUSED,
    "idempotency_key_reused",
    422,
    INFO,
    "This key was used before",
    "Use a new Idempotency-Key for a new request."
);
kind!(
    LIMITED,
    "too_many_requests",
    429,
    WARN,
    "Too many tries",
    "Wait a while, then try again. Nothing you typed is lost."
);
kind!(
    INTERNAL,
    "internal",
    500,
    ERROR,
    "Something went wrong on our side",
    "Nothing was changed. Try again in a few minutes, or write to us and give the reference below."
);
kind!(
    UNAVAILABLE,
    "unavailable",
    503,
    ERROR,
    "The desk is not available for a moment",
    "Nothing was lost that we confirmed. Try again in a minute."
);

kind!(
    BUSY,
    "busy",
    503,
    WARN,
    "Many people are signing in",
    "Wait a few seconds, then send it again."
);

/// The whole table, for docs and tests.
pub const ERRORS: &[ErrorKind] = &[
    BAD_REQUEST,
    SIGN_IN,
    FORBIDDEN,
    ORIGIN,
    REFUSED_ROLE,
    NOT_FOUND,
    METHOD,
    TOO_SLOW,
    REFUSED,
    STALE,
    IN_PROGRESS,
    GONE,
    TOO_LARGE,
    MEDIA,
    FIELDS,
    CODE,
    KEY_REUSED,
    LIMITED,
    INTERNAL,
    UNAVAILABLE,
    BUSY,
];
