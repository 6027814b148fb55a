//! Names of the journal's events, as shown in a timeline.

/// Every event of a case: stable name and what the timeline says.
pub const EVENTS: &[(&str, &str)] = &[
    ("case_opened", "Request recorded"),
    ("email_confirmed", "Email address confirmed"),
    ("confirmation_resent", "Code sent again"),
    ("confirmation_reminded", "Reminded to confirm the address"),
    ("confirmed_by_desk", "Confirmed by the desk"),
    ("mandate_confirmed", "Mandate confirmed by the data subject"),
    ("disowned", "“This was not me”"),
    ("evidence_asked", "Proof of identity asked for"),
    ("evidence_given", "Proof of identity given"),
    ("clarification_asked", "Question asked"),
    ("clarification_answered", "Question answered"),
    ("message_sent", "Message"),
    ("note_added", "Note"),
    ("assigned", "Assigned"),
    ("rights_set", "What is asked for was set"),
    ("identity_accepted", "Identity accepted"),
    ("identity_rejected", "Identity rejected"),
    ("task_completed", "Task completed"),
    ("task_reopened", "Task opened again"),
    ("execution_approved", "Erasure and closing released"),
    ("cooling_off_started", "Account closure planned"),
    ("cooling_off_ended", "Cooling-off period ended"),
    ("termination_cancelled", "Account closure cancelled"),
    ("item_settled", "Right decided"),
    ("answer_proposed", "Answer proposed"),
    ("refusal_proposed", "Refusal proposed"),
    ("answer_approved", "Answer approved"),
    ("sent_back", "Sent back"),
    ("withdrawn", "Withdrawn"),
    ("expired", "Expired without confirmation"),
    ("duplicate_marked", "Marked as a duplicate"),
    ("closed", "Closed"),
    ("reopened", "Reopened"),
    ("extension_decided", "Extension decided"),
    ("deadline_extended", "Deadline extended"),
    ("extension_voided", "Extension did not take effect"),
    ("received_date_corrected", "Date of receipt corrected"),
    ("jurisdiction_set", "Country and region set"),
    ("deadline_missed", "Deadline missed"),
    ("lateness_explained", "Delay explained"),
    ("hold_placed", "Hold placed"),
    ("hold_released", "Hold released"),
    ("reminder_due", "Reminder of the due date"),
    ("overdue_reminder_due", "Reminder of the missed date"),
    ("unassigned_escalated", "Escalated: nobody works on it"),
    ("requester_reminded", "Requester reminded"),
    ("notice_delivered", "Notice delivered"),
    ("notice_failed", "Notice not delivered"),
    ("personal_data_erased", "Personal data erased"),
];

/// Every event of the desk itself: accounts, keys, settings, and what was looked at.
pub const DESK_EVENTS: &[(&str, &str)] = &[
    ("case_read", "Request read"),
    ("list_read", "List read"),
    ("searched", "Searched"),
    ("exported", "Exported"),
    ("signed_in", "Signed in"),
    ("sign_in_failed", "Failed to sign in"),
    ("signed_out", "Signed out"),
    ("signed_out_everywhere", "Signed out everywhere"),
    ("staff_invited", "Colleague invited"),
    ("staff_reset", "Link for a new password sent"),
    ("password_set", "Password set"),
    ("staff_disabled", "Account disabled"),
    ("staff_enabled", "Account enabled"),
    ("roles_changed", "Roles changed"),
    ("mail_frequency_set", "Rhythm of mails changed"),
    ("setting_changed", "Setting changed"),
    ("api_key_created", "API key created"),
    ("api_key_revoked", "API key revoked"),
];

/// What the timeline says of an event.
pub fn event(name: &str) -> Option<&'static str> {
    let mut all = EVENTS.iter().chain(DESK_EVENTS);
    let found = all.find(|(known, _)| *known == name);
    found.map(|(_, label)| *label)
}
