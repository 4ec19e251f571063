//! Chance by seed: the same seed and label always give the same throws, whatever else was thrown.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of throws. It draws by its own integer arithmetic over `ChaCha8`, so that a new
/// version of a library of distributions cannot change the samples.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The throws of `seed` for what `labels` name.
    pub(crate) fn new(seed: u64, labels: &[&str]) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(fingerprint(labels));
        Self(rng)
    }

    /// A number from 0 to `bound` − 1 (0 for a bound of 0).
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(bound);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `per_mille` times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `items`, each as likely.
    #[expect(
        clippy::indexing_slicing,
        reason = "the throw is below the length; none are empty"
    )]
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let bound = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items[usize::try_from(self.below(bound)).unwrap_or(0)]
    }

    /// One of `items` by weight.
    #[expect(
        clippy::indexing_slicing,
        reason = "the throw is below the sum; none are empty"
    )]
    pub(crate) fn weigh<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let mut throw = self.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            if throw < *weight {
                return *item;
            }
            throw -= weight;
        }
        items[0].1
    }

    /// Puts `items` in any order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let bound = u32::try_from(last + 1).unwrap_or(u32::MAX);
            items.swap(last, usize::try_from(self.below(bound)).unwrap_or(0));
        }
    }
}

/// FNV-1a over the labels: names a stream, protects nothing.
fn fingerprint(labels: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in labels.iter().flat_map(|label| label.bytes().chain([0x1f])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_its_seed_and_label_alone() {
        let throws = |seed, label: &[&str]| {
            let mut dice = Dice::new(seed, label);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, &["a", "b"]), throws(1, &["a", "b"]));
        assert_ne!(throws(1, &["a", "b"]), throws(2, &["a", "b"]));
        assert_ne!(throws(1, &["a", "b"]), throws(1, &["ab", ""]));
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(1, &["weights"]);
        let heads = (0..4000)
            .filter(|_| dice.weigh(&[(3, true), (1, false)]))
            .count();
        assert!((2850..3150).contains(&heads), "{heads} of 4000");
    }
}
