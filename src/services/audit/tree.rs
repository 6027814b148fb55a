//! The hash over the whole log up to a size: RFC 6962's tree, kept as its right edge only, so that it
//! grows by one leaf at a time in no space to speak of.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use domain::prose::hex;

/// The roots of the full subtrees a tree of this size is made of, the largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Frontier {
    size: i64,
    peaks: Vec<Peak>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Peak {
    level: u32,
    hash: [u8; 32],
}

impl Frontier {
    /// How many leaves went in.
    pub(super) fn size(&self) -> i64 {
        self.size
    }

    /// Adds the next leaf.
    pub(super) fn push(&mut self, leaf: [u8; 32]) {
        let mut new = Peak { level: 0, hash: leaf };
        while let Some(left) = self.peaks.pop_if(|peak| peak.level == new.level) {
            new = Peak { level: new.level.saturating_add(1), hash: node(&left.hash, &new.hash) };
        }
        self.peaks.push(new);
        self.size = self.size.saturating_add(1);
    }

    /// The hash over all leaves so far, in hex.
    pub(super) fn root(&self) -> String {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return hex(&Sha256::digest([]));
        };
        hex(&peaks.fold(last.hash, |right, left| node(&left.hash, &right)))
    }
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962, 2.1, word by word.
    fn reference(leaves: &[[u8; 32]]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node(&reference(&leaves[..split]), &reference(&leaves[split..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_rfc_6962_at_every_size() {
        let mut tree = Frontier::default();
        let mut leaves = Vec::new();
        assert_eq!(tree.root(), hex(&reference(&leaves)));
        for n in 0..300_u32 {
            let leaf: [u8; 32] = Sha256::digest(n.to_be_bytes()).into();
            tree.push(leaf);
            leaves.push(leaf);
            assert_eq!(tree.root(), hex(&reference(&leaves)), "{n}");
        }
        assert_eq!(tree.size(), 300);
        assert!(tree.peaks.len() < 9);
    }
}
