//! Tables of files and of the tickets that let a requester download.

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    files (id) {
        id -> Text,
        case_id -> Text,
        task -> Nullable<BigInt>,
        purpose -> Text,
        kind -> Text,
        state -> Text,
        size -> BigInt,
        sealed -> Nullable<Binary>,
        created_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    tickets (token_hash) {
        token_hash -> Binary,
        kind -> Text,
        case_id -> Text,
        file_id -> Nullable<Text>,
        expires_at -> UtcTime,
    }
}
