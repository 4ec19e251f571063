//! The dictionary that an attacker would make: every registration number, hashed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::disguise::unkeyed;

/// Every which number is tried: all, but in a build for debugging, which hashes slowly.
pub const STEP: usize = if cfg!(debug_assertions) { 50 } else { 1 };

/// Registration numbers have up to six digits.
pub fn numbers() -> impl Iterator<Item = u32> {
    (1..=999_999).step_by(STEP)
}

/// What stands in some bytes, so that a hash can be looked up: the first eight bytes at each place,
/// and those that hexadecimal spells.
#[derive(Debug, Default)]
pub struct Stored {
    starts: Vec<u64>,
    /// A bit for each of the starts, by its lowest bits: most look-ups end here.
    bits: Vec<u64>,
}

const BITS: u32 = 28;

impl Stored {
    /// All that stands in these.
    #[must_use]
    pub fn of<'a>(all: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut starts = Vec::new();
        for bytes in all {
            starts.extend(bytes.windows(8).filter_map(start));
            starts.extend(bytes.windows(16).filter_map(spelled));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut bits = vec![0; 1 << (BITS - 6)];
        for start in &starts {
            let (word, bit) = place(*start);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { starts, bits }
    }

    /// Whether a hash stands there.
    #[must_use]
    pub fn holds(&self, hash: &[u8]) -> bool {
        start(hash).is_some_and(|start| {
            let (word, bit) = place(start);
            self.bits.get(word).is_some_and(|bits| bits & bit != 0)
                && self.starts.binary_search(&start).is_ok()
        })
    }
}

fn start(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|first| u64::from_be_bytes(*first))
}

fn spelled(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(number << 4 | u64::from(value))
    })
}

fn place(start: u64) -> (usize, u64) {
    let low = start & ((1 << BITS) - 1);
    (
        usize::try_from(low >> 6).unwrap_or_default(),
        1 << (low & 63),
    )
}

/// How a number might be written before it is hashed.
#[must_use]
pub fn spellings(number: u32) -> [Vec<u8>; 4] {
    let canonical = format!("SW{number}");
    [
        framed(&canonical),
        number.to_string().into_bytes(),
        format!("{number:06}").into_bytes(),
        canonical.into_bytes(),
    ]
}

/// The message of which a pseudonym is the keyed hash.
#[must_use]
pub fn framed(canonical: &str) -> Vec<u8> {
    let mut message = b"london-pledge/pseudonym\x00\x03swe".to_vec();
    message.push(0);
    message.extend(u8::try_from(canonical.len()));
    message.extend_from_slice(canonical.as_bytes());
    message
}

/// Which of these numbers stand there, hashed without a key.
#[must_use]
pub fn found_without_a_key(stored: &Stored, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    numbers
        .filter(|number| {
            let mut hashes = spellings(*number)
                .into_iter()
                .flat_map(|text| unkeyed(&text));
            hashes.any(|(_, hash)| stored.holds(&hash))
        })
        .collect()
}

/// Which of these numbers stand there, hashed with this key.
#[must_use]
pub fn found_with(key: &[u8], stored: &Stored, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let keyed = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    numbers
        .filter(|number| {
            spellings(*number).into_iter().any(|text| {
                let mac = keyed.clone().chain_update(text);
                stored.holds(&mac.finalize().into_bytes())
            })
        })
        .collect()
}
