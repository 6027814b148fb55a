//! Tables of holds and of erasures.

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    legal_holds (id) {
        id -> Text,
        address -> Nullable<Binary>,
        case_id -> Nullable<Text>,
        reference -> Nullable<Text>,
        until -> Nullable<Date>,
        reason -> Binary,
        placed_at -> UtcTime,
        placed_by -> Text,
        released_at -> Nullable<UtcTime>,
        released_by -> Nullable<Text>,
        release_reason -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    erasure_ledger (id) {
        id -> Text,
        person -> Nullable<Binary>,
        case_id -> Text,
        system -> Text,
        outcome -> Nullable<Text>,
        at -> UtcTime,
    }
}
