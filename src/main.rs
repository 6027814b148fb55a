//! The command `rightsdesk`.
fn main() {}
