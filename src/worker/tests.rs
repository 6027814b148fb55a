//! The worker against real databases, a mail server that misbehaves on request, and a clock that only
//! moves when told.

mod desk;
mod mail;
mod outage;
mod race;
mod server;
mod time;
mod upkeep;
