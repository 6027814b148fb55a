//! Signatures, secrets, what is sent and what is taken.
