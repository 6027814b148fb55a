//! The tables as queries see them, once for both databases. `UtcTime` is ours (`types.rs`); a day is
//! diesel's `Date`.

#![cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "how `table!` is told its types"))]

mod case_files;
mod cases_table;
mod erasure;
mod reports;
mod tasks;

pub use case_files::{files, tickets};
pub use cases_table::cases;
pub use erasure::{erasure_ledger, legal_holds};
pub use reports::{report_counts, report_pieces, report_pins, report_runs, report_schedules};
pub use tasks::{open_tasks, system_calls, system_secrets};

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    staff (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        roles -> Text,
        password_hash -> Nullable<Text>,
        state -> Text,
        created_at -> UtcTime,
        created_by -> Nullable<Text>,
        last_sign_in_at -> Nullable<UtcTime>,
        mail_frequency -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    sessions (id_hash) {
        id_hash -> Binary,
        kind -> Text,
        subject -> Text,
        created_at -> UtcTime,
        seen_at -> UtcTime,
        expires_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    api_keys (id) {
        id -> Text,
        name -> Text,
        key_hash -> Binary,
        scope -> Text,
        staff_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> UtcTime,
        last_used_at -> Nullable<UtcTime>,
        revoked_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    journal (id) {
        id -> Text,
        stream -> Text,
        n -> BigInt,
        at -> UtcTime,
        actor_kind -> Text,
        actor_ref -> Nullable<Text>,
        event -> Text,
        body -> Text,
    }
}

diesel::table! {
    journal_pending (entry) {
        entry -> Text,
    }
}

diesel::table! {
    journal_position (position) {
        position -> BigInt,
        entry -> Text,
        leaf -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    case_keys (case_id) {
        case_id -> Text,
        month -> Text,
        wrapped -> Binary,
        created_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    vault (id) {
        id -> Text,
        case_id -> Text,
        kind -> Text,
        sealed -> Binary,
        created_at -> UtcTime,
    }
}

diesel::table! {
    search_words (hash, kind, case_id) {
        case_id -> Text,
        kind -> Text,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    outbox (id) {
        id -> Text,
        topic -> Text,
        case_id -> Nullable<Text>,
        template -> Nullable<Text>,
        audience -> Nullable<Text>,
        recipient_hash -> Nullable<Binary>,
        payload -> Binary,
        state -> Text,
        due_at -> UtcTime,
        attempts -> BigInt,
        lease_token -> Nullable<Text>,
        lease_until -> Nullable<UtcTime>,
        last_error -> Nullable<Text>,
        dedupe_key -> Nullable<Text>,
        created_at -> UtcTime,
        done_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    challenges (id) {
        id -> Text,
        purpose -> Text,
        subject -> Text,
        code_hash -> Nullable<Binary>,
        token_hash -> Nullable<Binary>,
        browser_hash -> Nullable<Binary>,
        attempts -> BigInt,
        code_expires_at -> UtcTime,
        token_expires_at -> UtcTime,
        used_at -> Nullable<UtcTime>,
        replaced_at -> Nullable<UtcTime>,
        created_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    form_drafts (id_hash) {
        id_hash -> Binary,
        sealed -> Binary,
        expires_at -> UtcTime,
        updated_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    limits (key, window_start) {
        key -> Binary,
        window_start -> UtcTime,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    idempotency (key_hash) {
        key_hash -> Binary,
        body_hash -> Binary,
        status -> Nullable<BigInt>,
        sealed_answer -> Nullable<Binary>,
        case_id -> Nullable<Text>,
        created_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    settings (key) {
        key -> Text,
        value -> Text,
        updated_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    heartbeats (name) {
        name -> Text,
        at -> UtcTime,
        instance -> Text,
    }
}

diesel::table! {
    case_rules (case_id, rule) {
        case_id -> Text,
        rule -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    feeds (id) {
        id -> Text,
        staff_id -> Text,
        secret_hash -> Binary,
        created_at -> UtcTime,
        revoked_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    saved_views (id) {
        id -> Text,
        staff_id -> Text,
        name -> Text,
        filters -> Text,
        created_at -> UtcTime,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    recounts (id) {
        id -> Text,
        because -> Text,
        started_at -> UtcTime,
        started_by -> Nullable<Text>,
        total -> BigInt,
        checked -> BigInt,
        moved -> BigInt,
        failed -> BigInt,
        place -> Text,
        finished_at -> Nullable<UtcTime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    absences (id) {
        id -> Text,
        staff_id -> Text,
        first_on -> Date,
        last_on -> Date,
    }
}

diesel::joinable!(case_rules -> cases (case_id));
diesel::joinable!(cases -> staff (assignee));
diesel::joinable!(journal_pending -> journal (entry));
diesel::joinable!(journal_position -> journal (entry));
diesel::allow_tables_to_appear_in_same_query!(case_rules, cases);
diesel::allow_tables_to_appear_in_same_query!(cases, staff);
diesel::allow_tables_to_appear_in_same_query!(journal, journal_pending, journal_position);

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::UtcTime;

    data_map (number) {
        number -> BigInt,
        map -> Text,
        contacts -> Nullable<Binary>,
        reason -> Text,
        made_at -> UtcTime,
        made_by -> Nullable<Text>,
    }
}
