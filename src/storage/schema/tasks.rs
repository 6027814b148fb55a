//! The tables of fulfilment: open tasks for the board, calls of systems that answer by themselves and their secrets.

diesel::table! {
    open_tasks (case_id, task) {
        case_id -> Text,
        task -> BigInt,
        system -> Text,
        asked -> Text,
        given_to -> Text,
        due_on -> Date,
        handed_back -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    system_calls (id) {
        id -> Text,
        case_id -> Text,
        task -> BigInt,
        system -> Text,
        subject -> Text,
        created_at -> UtcTime,
        ended_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    system_secrets (id) {
        id -> Text,
        system -> Text,
        sealed -> Binary,
        created_at -> UtcTime,
    }
}
