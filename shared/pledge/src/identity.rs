//! The first door: a registration number goes in, a pseudonym comes out.
//!
//! **Invariant:** a `Registration` cannot be shown, copied, compared or stored. It has no
//! `Debug`, `Display`, `Clone`, `Serialize` and no accessor; the keyed hash that consumes it is in
//! this file.

use std::marker::PhantomData;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::keys::{Capability, KeyPurpose, KeyVersion, Secret};
use crate::text::{hex, unhex};
use crate::values::trimmed;

/// Separates these hashes from every other use of a key.
const DOMAIN: &[u8] = b"london-pledge/pseudonym";
/// The kind of identifier: a number of the register that Social Work England keeps.
const KIND: &[u8] = b"swe";
/// Digits of the longest number.
const DIGITS: usize = 6;

/// A registration number with Social Work England, `SW` and up to six digits without leading zeros.
pub struct Registration {
    /// `SW`, the digits, then zeros.
    canonical: [u8; 2 + DIGITS],
    length: u8,
}

/// What was put right when a number was read; the number was certain all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tidied {
    /// It was written exactly as the register writes it.
    AsWritten,
    /// Case, spaces, punctuation, leading zeros, the prefix `SWE`, full-width characters or the
    /// decimals that a spreadsheet adds (`SW12345.0`).
    Spelling,
    /// It came without `SW`.
    BareDigits,
}

/// The text is not one registration number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotARegistration {
    /// It does not have the form of a number.
    #[error("is not a Social Work England number")]
    Form,
    /// It would be one if a letter were the digit it looks like. Nobody guesses whose number it is.
    #[error("has a letter where a digit belongs")]
    LetterForDigit,
}

impl Registration {
    /// Reads a number as boroughs write it.
    ///
    /// # Errors
    ///
    /// When the text is not certainly one number.
    pub fn read(text: &str) -> Result<(Self, Tidied), NotARegistration> {
        let mut kept: String = trimmed(text).chars().filter_map(kept).collect();
        let mut joined = String::with_capacity(kept.len());
        let read = join(&kept, &mut joined)
            .and_then(|()| digits_of(&joined))
            .map(|(digits, prefixed)| Self::of_digits(digits, prefixed, text));
        kept.zeroize();
        joined.zeroize();
        read
    }

    /// The number with these digits, which `text` wrote with a prefix or without.
    fn of_digits(digits: &str, prefixed: bool, text: &str) -> (Self, Tidied) {
        let mut canonical = [0; 2 + DIGITS];
        let mut length = 0_u8;
        for (place, byte) in canonical
            .iter_mut()
            .zip(b"SW".iter().chain(digits.as_bytes()))
        {
            *place = *byte;
            length += 1;
        }
        let as_written = text.as_bytes() == canonical.get(..usize::from(length)).unwrap_or(&[]);
        let tidied = match (as_written, prefixed) {
            (true, _) => Tidied::AsWritten,
            (_, true) => Tidied::Spelling,
            _ => Tidied::BareDigits,
        };
        (Self { canonical, length }, tidied)
    }

    fn bytes(&self) -> &[u8] {
        self.canonical
            .get(..usize::from(self.length))
            .unwrap_or(&[])
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.canonical.zeroize();
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `c` as it counts in a number: nothing for blanks, upper case, full width made ASCII, every dash
/// a hyphen.
fn kept(c: char) -> Option<char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    // A line break stands between two things, and two numbers are none.
    let passed_over = c.is_whitespace() && !matches!(c, '\n' | '\r')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    (!passed_over).then(|| c.to_ascii_uppercase())
}

/// Puts `kept` into `joined` without what separates and without the noughts that a spreadsheet
/// adds. Only a prefix makes it certain that a number is meant: without one, `31/07/26` and `12:30`
/// would be somebody's.
fn join(kept: &str, joined: &mut String) -> Result<(), NotARegistration> {
    let first_digit = kept.find(|c: char| c.is_ascii_digit());
    let (before, number) = kept.split_at(first_digit.unwrap_or(kept.len()));
    let separates = |c: char| matches!(c, '.' | '-' | '/' | ':' | '#');
    let letters = before.chars().filter(|c| !separates(*c));
    if letters.take(2).eq("SW".chars()) {
        return join_prefixed(kept, joined);
    }
    let number = number
        .strip_suffix(".0")
        .or_else(|| number.strip_suffix(".00"))
        .unwrap_or(number);
    joined.push_str(before.strip_prefix('#').unwrap_or(before));
    joined.push_str(number);
    if joined.contains(separates) {
        return Err(NotARegistration::Form);
    }
    Ok(())
}

/// Does so for a number with a prefix. A point may stand before a spreadsheet's decimals: joining
/// those would make another person's number.
fn join_prefixed(kept: &str, joined: &mut String) -> Result<(), NotARegistration> {
    joined.extend(kept.chars().filter(|c| !matches!(c, '-' | '/' | ':' | '#')));
    let first_digit = joined.find(|c: char| c.is_ascii_digit());
    let number = joined.get(first_digit.unwrap_or(joined.len())..);
    let (number, decimals) = number
        .and_then(|number| number.rsplit_once('.'))
        .unwrap_or_default();
    let grouped = number.contains('.');
    let tail = match decimals {
        "0" | "00" if !grouped => 1 + decimals.len(),
        "0" => return Err(NotARegistration::Form),
        // A fraction is no part of a number: 12345.5 is not 123455.
        _ if !grouped && is_digits(decimals) => return Err(NotARegistration::Form),
        _ => 0,
    };
    joined.truncate(joined.len() - tail);
    joined.retain(|c| c != '.');
    Ok(())
}

/// The digits of `kept` without leading zeros, and whether it had a prefix.
fn digits_of(kept: &str) -> Result<(&str, bool), NotARegistration> {
    let (rest, prefixed) = ["SWE", "SW"]
        .iter()
        .find_map(|prefix| kept.strip_prefix(prefix))
        .map_or((kept, false), |rest| (rest, true));
    let looks_like_digits = |c: char| c.is_ascii_digit() || matches!(c, 'O' | 'I' | 'L');
    if !rest.is_empty()
        && rest.trim_start_matches(['0', 'O']).len() <= DIGITS
        && rest.bytes().any(|b| b.is_ascii_digit())
        && !rest.bytes().all(|b| b.is_ascii_digit())
        && rest.chars().all(looks_like_digits)
    {
        return Err(NotARegistration::LetterForDigit);
    }
    if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotARegistration::Form);
    }
    let digits = rest.trim_start_matches('0');
    if digits.is_empty() || digits.len() > DIGITS {
        return Err(NotARegistration::Form);
    }
    Ok((digits, prefixed))
}

/// What a pseudonym is for. Two purposes have different types and cannot be compared.
pub trait Purpose:
    Copy + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + Unpin + 'static
{
    /// The purpose of the keys it is made with.
    const KEY: KeyPurpose;
}

/// Pseudonyms in the Parquet that analysts read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Analytics {}

/// Pseudonyms in the leaver register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaverRegister {}

impl Purpose for Analytics {
    const KEY: KeyPurpose = KeyPurpose::Analytics;
}

impl Purpose for LeaverRegister {
    const KEY: KeyPurpose = KeyPurpose::Register;
}

/// A worker, told apart from others by a keyed hash. Still personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym<P: Purpose> {
    bytes: [u8; 32],
    purpose: PhantomData<P>,
}

impl<P: Purpose> Pseudonym<P> {
    /// The 32 bytes, as a store keeps them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The pseudonym that a store kept as these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            purpose: PhantomData,
        }
    }

    /// The 64 lower-case hexadecimal digits, as analysts read it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.bytes)
    }

    /// The pseudonym that these 64 digits spell.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self::from_bytes)
    }
}

/// The right to make pseudonyms for one purpose under one key.
pub struct PseudonymKey<P: Purpose> {
    version: KeyVersion,
    /// Keyed and fed the constant start, so that a row costs a copy and not a key set-up.
    prepared: Hmac<Sha256>,
    purpose: PhantomData<P>,
}

impl<P: Purpose> PseudonymKey<P> {
    /// The version of the key, which every stored value names.
    #[must_use]
    pub const fn version(&self) -> KeyVersion {
        self.version
    }

    /// The pseudonym of the worker with this number.
    #[must_use]
    pub fn pseudonym(&self, registration: &Registration) -> Pseudonym<P> {
        let id = registration.bytes();
        let mut mac = self.prepared.clone();
        mac.update(&[0, registration.length]);
        mac.update(id);
        Pseudonym::from_bytes(mac.finalize().into_bytes().into())
    }
}

impl<P: Purpose> Capability for PseudonymKey<P> {
    const PURPOSE: KeyPurpose = P::KEY;

    fn open(secret: Secret, version: KeyVersion) -> Self {
        let mut prepared = keyed(&secret);
        prepared.update(DOMAIN);
        prepared.update(&[0, 3]);
        prepared.update(KIND);
        Self {
            version,
            prepared,
            purpose: PhantomData,
        }
    }
}

/// An HMAC-SHA-256 (RFC 2104, FIPS 198-1) under `secret`.
pub(crate) fn keyed(secret: &Secret) -> Hmac<Sha256> {
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes keys of every length (RFC 2104, section 3)"
    )]
    Hmac::new_from_slice(secret.bytes()).expect("HMAC takes keys of every length")
}

#[cfg(test)]
mod tests;
