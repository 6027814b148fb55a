//! Checks of the desk with real cases.
