//! The table of cases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    cases (id) {
        id -> Text,
        reference -> Text,
        version -> BigInt,
        stage -> Text,
        outcome -> Nullable<Text>,
        channel -> Text,
        waiting_on -> Text,
        waiting_reason -> Nullable<Text>,
        waiting_since -> Nullable<UtcTime>,
        assignee -> Nullable<Text>,
        priority -> Text,
        asks_access -> Bool,
        asks_correct -> Bool,
        asks_delete -> Bool,
        asks_terminate -> Bool,
        country -> Text,
        region -> Nullable<Text>,
        received_at -> UtcTime,
        received_on -> Date,
        due_on -> Date,
        target_on -> Date,
        missed -> Bool,
        answered_in_time -> Nullable<Bool>,
        complaint -> Nullable<Text>,
        complained_at -> Nullable<UtcTime>,
        reply_at -> Nullable<UtcTime>,
        closed_at -> Nullable<UtcTime>,
        wake_at -> Nullable<UtcTime>,
        last_event -> Text,
        updated_at -> UtcTime,
        state -> Text,
    }
}
