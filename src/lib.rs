//! Rightsdesk.
<<<<<<< HEAD
pub mod domain;
=======
pub mod config;
pub mod crypto;
>>>>>>> infra
