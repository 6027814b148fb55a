//! The integration tests: one binary, so that the product is linked once. `harness` holds what
//! tests stand on; every other module is one subject. `TEST_DATABASE_URL` selects PostgreSQL.

#[cfg(test)]
mod absences;
#[cfg(test)]
mod address;
#[cfg(test)]
mod api;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod complaints;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod connector;
#[cfg(test)]
mod connector_files;
#[cfg(test)]
mod container;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod holds;
#[cfg(test)]
mod http;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod package;
#[cfg(test)]
mod portal;
#[cfg(feature = "pdf")]
#[cfg(test)]
mod printed;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod public;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod termination;
#[cfg(test)]
mod what_if;
