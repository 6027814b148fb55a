//! The integration tests: one binary, so that the product is linked once. `harness` holds what
//! tests stand on; every other module is one subject. `TEST_DATABASE_URL` selects PostgreSQL.

#[cfg(test)]
mod harness;
