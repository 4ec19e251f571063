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

/// `c` as it counts in a number: nothing for separators, upper case, full width made ASCII. A point
/// may stand before a spreadsheet's decimals, and stays.
fn kept(c: char) -> Option<char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        c => c,
    };
    // A line break stands between two things, and two numbers are none.
    let passed_over = c.is_whitespace() && !matches!(c, '\n' | '\r')
        || matches!(
            c,
            '-' | '/' | ':' | '#' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
                | '\u{2010}'..='\u{2015}' | '\u{2212}'
        );
    (!passed_over).then(|| c.to_ascii_uppercase())
}

/// Puts `kept` into `joined` without its points: those that separate, and one with the noughts
/// that a spreadsheet adds. Joining those would make another person's number.
fn join(kept: &str, joined: &mut String) -> Result<(), NotARegistration> {
    let first_digit = kept.find(|c: char| c.is_ascii_digit());
    let (before, number) = kept.split_at(first_digit.unwrap_or(kept.len()));
    let (number, decimals) = number.rsplit_once('.').unwrap_or((number, ""));
    let grouped = number.contains('.');
    let joined_decimals = match decimals {
        "0" | "00" if !grouped => "",
        "0" => return Err(NotARegistration::Form),
        // A fraction is no part of a number: 12345.5 is not 123455.
        _ if !grouped && is_digits(decimals) => return Err(NotARegistration::Form),
        separated => separated,
    };
    let all = before.chars().chain(number.chars());
    joined.extend(all.chain(joined_decimals.chars()).filter(|c| *c != '.'));
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
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(
        Registration: std::fmt::Debug, std::fmt::Display, Clone, Copy, PartialEq, AsRef<str>,
        serde::Serialize
    );
    assert_not_impl_any!(PseudonymKey<Analytics>: std::fmt::Debug, Clone);

    fn read(text: &str) -> Result<(String, Tidied), NotARegistration> {
        Registration::read(text)
            .map(|(number, tidied)| (String::from_utf8(number.bytes().to_vec()).unwrap(), tidied))
    }

    #[test]
    fn every_spelling_of_a_number_is_read_as_one() {
        for (sent, tidied) in [
            ("SW12345", Tidied::AsWritten),
            ("sw12345", Tidied::Spelling),
            (" SW 12345 ", Tidied::Spelling),
            ("SWE12345", Tidied::Spelling),
            ("SWE-012345", Tidied::Spelling),
            ("SW#12-345", Tidied::Spelling),
            ("SW.12345", Tidied::Spelling),
            ("S.W.E. 12345.", Tidied::Spelling),
            ("SW 1.23.45", Tidied::Spelling),
            ("SW\u{a0}12345\u{200b}", Tidied::Spelling),
            ("ＳＷ１２３４５", Tidied::Spelling),
            ("12345", Tidied::BareDigits),
            ("012345", Tidied::BareDigits),
            ("#12345", Tidied::BareDigits),
            ("\u{feff}12345\n", Tidied::BareDigits),
        ] {
            assert_eq!(read(sent), Ok(("SW12345".to_owned(), tidied)), "{sent:?}");
        }
    }

    #[test]
    fn decimals_of_a_spreadsheet_never_make_another_persons_number() {
        for (sent, tidied) in [
            ("12345.0", Tidied::BareDigits),
            ("12345.00", Tidied::BareDigits),
            ("#12345.0", Tidied::BareDigits),
            ("012345.0", Tidied::BareDigits),
            ("１２３４５．０", Tidied::BareDigits),
            ("\u{feff}12345.0", Tidied::BareDigits),
            ("12345.0\u{200b}", Tidied::BareDigits),
            ("12345\u{200b}.0", Tidied::BareDigits),
            ("12345 . 0", Tidied::BareDigits),
            ("SW12345.0", Tidied::Spelling),
            ("sw12345.0", Tidied::Spelling),
            ("SWE12345.0", Tidied::Spelling),
            ("SW 12345.0", Tidied::Spelling),
            ("SW.12345.0", Tidied::Spelling),
            ("SW-12345.0-", Tidied::Spelling),
        ] {
            assert_eq!(read(sent), Ok(("SW12345".to_owned(), tidied)), "{sent:?}");
        }
        for sent in [
            "12345.5",
            "SW12345.5",
            "SW12.345",
            "#12345.6",
            "１２３４５．６",
            "12345.05",
            "123.000",
            "12.345.0",
            "12345..0",
        ] {
            let refused = Err(NotARegistration::Form);
            assert_eq!(read(sent).map(|_| ()), refused, "{sent:?}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for (sent, refused) in [
            ("SW1234O", NotARegistration::LetterForDigit),
            ("SWl2345", NotARegistration::LetterForDigit),
            ("SW01O2345", NotARegistration::LetterForDigit),
            ("SWO012345", NotARegistration::LetterForDigit),
            ("SW1O23456", NotARegistration::Form),
            ("SW1234567", NotARegistration::Form),
            ("SW0", NotARegistration::Form),
            ("SW", NotARegistration::Form),
            ("", NotARegistration::Form),
            ("TBC", NotARegistration::Form),
            ("N/A", NotARegistration::Form),
            ("SW12345, SW54321", NotARegistration::Form),
            ("SW12345 SW54321", NotARegistration::Form),
            ("123\n456", NotARegistration::Form),
            ("W/5012345", NotARegistration::Form),
            ("SW１２³", NotARegistration::Form),
            ("SW١٢٣٤٥", NotARegistration::Form),
            ("=SW12345", NotARegistration::Form),
            ("1.2E5", NotARegistration::Form),
        ] {
            assert_eq!(read(sent).map(|_| ()), Err(refused), "{sent:?}");
        }
    }

    #[test]
    fn a_pseudonym_has_exactly_the_documented_form() {
        // Recomputed with CPython's hmac module from the form in docs/privacy.md.
        let secret = Secret::from_bytes(crate::keys::sha256(b"sample").as_bytes()).unwrap();
        let key = PseudonymKey::<Analytics>::open(secret, KeyVersion::new(1).unwrap());
        let (number, _) = Registration::read("SW123456").unwrap();
        assert_eq!(
            key.pseudonym(&number).to_hex(),
            "fdddb0a51ce6596873acb06bcf139d85aac011219ca1d3225571ae6944b22ec9"
        );
    }
}
