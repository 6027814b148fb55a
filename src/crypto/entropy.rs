//! Where random bytes come from. Handed in, so that tests and the demo can repeat themselves.

use std::sync::{Mutex, PoisonError};

use rand::{
    Rng, SeedableRng,
    rngs::{StdRng, SysRng},
};

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, into: &mut [u8]);
}

/// Random bytes for a key, a nonce or a token.
pub(super) fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// The operating system's generator. A system that cannot give random bytes ends the call with a panic:
/// nothing safe could be done without them.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, into: &mut [u8]) {
        rand::rand_core::UnwrapErr(SysRng).fill_bytes(into);
    }
}

/// The same bytes for the same seed: for tests and the demo only, never for real data.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<StdRng>);

impl SeededEntropy {
    /// A source that starts from the seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, into: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(into);
    }
}
