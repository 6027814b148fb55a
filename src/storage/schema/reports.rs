//! The tables of reports: counters, pinned instants, runs with their sealed files, schedules.

diesel::table! {
    report_counts (dimension, month, measure, value, day, laws) {
        dimension -> Text,
        month -> Text,
        measure -> Text,
        value -> Text,
        day -> BigInt,
        laws -> Text,
        n -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    report_pins (as_at) {
        as_at -> UtcTime,
        position -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    report_schedules (id) {
        id -> Text,
        staff_id -> Text,
        kind -> Text,
        format -> Text,
        every -> Text,
        people -> Text,
        law -> Nullable<Text>,
        created_at -> UtcTime,
        next_at -> UtcTime,
        paused_at -> Nullable<UtcTime>,
        removed_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    report_runs (id) {
        id -> Text,
        staff_id -> Text,
        schedule_id -> Nullable<Text>,
        wanted -> Text,
        as_at -> UtcTime,
        state -> Text,
        done -> BigInt,
        total -> BigInt,
        attempts -> BigInt,
        lease_token -> Nullable<Text>,
        lease_until -> Nullable<UtcTime>,
        name -> Nullable<Text>,
        lines -> Nullable<BigInt>,
        position -> Nullable<BigInt>,
        sha256 -> Nullable<Text>,
        last_error -> Nullable<Text>,
        created_at -> UtcTime,
        ended_at -> Nullable<UtcTime>,
        expires_at -> UtcTime,
        dedupe_key -> Nullable<Text>,
    }
}

diesel::table! {
    report_pieces (run_id, n) {
        run_id -> Text,
        n -> BigInt,
        sealed -> Binary,
    }
}
