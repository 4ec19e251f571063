//! Which texts are a number, and what a pseudonym is made of.

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
        ("# 12345", Tidied::BareDigits),
        ("12 345", Tidied::BareDigits),
        ("12\u{200b}345\u{a0}", Tidied::BareDigits),
        ("#SW12345", Tidied::Spelling),
        ("SW12/345", Tidied::Spelling),
        ("S-W:1\u{2013}2345", Tidied::Spelling),
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
fn a_day_or_a_time_is_nobodys_number() {
    for sent in [
        "31/07/26",
        "31-07-26",
        "31.07.26",
        "31\u{2013}07\u{2013}26",
        "2026-07",
        "12:30",
        "1-2-3",
        "1/2",
        "12.345.6",
        "123.4.0",
        "12#345",
        "##12345",
        "12345#",
        "-12345",
        "\u{2212}12345",
        "12345.",
        ".12345",
        "３１／０７／２６",
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
