//! The tables of fulfilment: open tasks for the board.

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
