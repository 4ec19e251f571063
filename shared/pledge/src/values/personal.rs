//! Details that identify or reach a person, found inside a cell.
//!
//! Tight on purpose: an agency's name, a reference of the borough's own, an amount or a day must
//! not look like one.

/// The areas of UK postcodes, in upper case.
const POSTCODE_AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA \
DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA \
KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S \
SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO \
ZE ";

/// Digits of a phone number after the 0 or the +44.
const MOST_DIGITS: usize = 10;
/// How numbers with one digit less begin.
const SHORTER: [&str; 3] = ["1", "500", "800"];
/// What people write between the parts of a number or a postcode.
const BETWEEN: [char; 4] = [' ', '-', '.', '/'];
/// The same, and what they put around a part of a phone number.
const WITHIN_PHONE: [char; 6] = [' ', '-', '.', '/', '(', ')'];
/// Prefixes that no National Insurance number has.
const NO_PREFIXES: [[char; 2]; 7] = [
    ['B', 'G'],
    ['G', 'B'],
    ['K', 'N'],
    ['N', 'K'],
    ['N', 'T'],
    ['T', 'N'],
    ['Z', 'Z'],
];

/// Whether `text` holds a National Insurance number, an e-mail address, a UK phone number or a UK
/// postcode.
#[must_use]
pub fn identifies(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.is_ascii() && !text.contains('@') && digits < 2 {
        return false;
    }
    let characters: Vec<char> = text.chars().map(plain).collect();
    has_email(&characters)
        || starts(&characters)
            .any(|rest| is_national_insurance(rest) || is_postcode(rest) || is_phone(rest))
}

/// `c` in upper case, full-width forms as ASCII and every white space as a space.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
    .to_ascii_uppercase()
}

/// The rests of the text that begin where a word does.
fn starts(characters: &[char]) -> impl Iterator<Item = &[char]> {
    (0..characters.len()).filter_map(|place| {
        let before = place
            .checked_sub(1)
            .and_then(|before| characters.get(before));
        let begins = before.is_none_or(|c| !c.is_alphanumeric());
        begins.then(|| characters.get(place..)).flatten()
    })
}

/// Whether nothing of a word follows.
fn ends(rest: &[char]) -> bool {
    rest.first().is_none_or(|c| !c.is_alphanumeric())
}

fn without<'a>(rest: &'a [char], passed_over: &[char]) -> &'a [char] {
    let kept = rest.iter().position(|c| !passed_over.contains(c));
    rest.get(kept.unwrap_or(rest.len())..).unwrap_or(&[])
}

/// Two letters, three pairs of digits, a letter A to D, with or without something between them.
fn is_national_insurance(text: &[char]) -> bool {
    let [first, second, rest @ ..] = text else {
        return false;
    };
    if !is_prefix(*first, *second) {
        return false;
    }
    let mut rest = rest;
    for _ in 0..3 {
        match without(rest, &BETWEEN) {
            [tens, units, after @ ..] if tens.is_ascii_digit() && units.is_ascii_digit() => {
                rest = after;
            }
            _ => return false,
        }
    }
    matches!(without(rest, &BETWEEN), ['A'..='D', after @ ..] if ends(after))
}

/// Whether a National Insurance number can begin so. None begins with QQ but those in examples.
fn is_prefix(first: char, second: char) -> bool {
    let letters = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let never = "DFIQUV".contains(first)
        || "DFIOQUV".contains(second)
        || NO_PREFIXES.contains(&[first, second]);
    letters && (!never || [first, second] == ['Q', 'Q'])
}

/// An area, a district, something between or nothing, a digit and two letters.
fn is_postcode(text: &[char]) -> bool {
    let letters = text.iter().take_while(|c| c.is_ascii_uppercase()).count();
    if !(1..=2).contains(&letters) {
        return false;
    }
    let (area, rest) = text.split_at(letters);
    let padded: String = [' '].iter().chain(area).chain([' '].iter()).collect();
    if !POSTCODE_AREAS.contains(&padded) {
        return false;
    }
    let [district, rest @ ..] = rest else {
        return false;
    };
    let second = rest.first().is_some_and(char::is_ascii_alphanumeric);
    district.is_ascii_digit() && (is_inward(rest) || second && rest.get(1..).is_some_and(is_inward))
}

fn is_inward(text: &[char]) -> bool {
    let letter = |c: &char| c.is_ascii_uppercase() && !"CIKMOV".contains(*c);
    matches!(
        without(text, &BETWEEN),
        [sector, first, second, after @ ..]
            if sector.is_ascii_digit() && letter(first) && letter(second) && ends(after)
    )
}

/// 0 and ten digits, or nine where such numbers exist; or 44 and as many; in groups or not.
fn is_phone(text: &[char]) -> bool {
    let national = match text {
        ['+', '4', '4', rest @ ..] | ['0', '0', '4', '4', rest @ ..] => without_nought(rest),
        ['4', '4', rest @ ..] => {
            let national = without_nought(rest);
            // Without a sign it may be a reference, if it is no mobile and has no space.
            if national.first() != Some(&'7') && rest.first() != Some(&' ') {
                return false;
            }
            national
        }
        // Two digits at least follow the 0 at once: a day does not.
        ['0', rest @ ..] if rest.iter().take_while(|c| c.is_ascii_digit()).count() > 1 => rest,
        _ => return false,
    };
    // 01 02 03 05 07 08 09: no number of the borough's own with zeros in front begins so.
    matches!(
        national.first(),
        Some('1' | '2' | '3' | '5' | '7' | '8' | '9')
    ) && has_phone_digits(national)
}

/// What follows the code of the country.
fn without_nought(rest: &[char]) -> &[char] {
    let rest = without(rest, &WITHIN_PHONE);
    without(rest.strip_prefix(&['0']).unwrap_or(rest), &WITHIN_PHONE)
}

fn has_phone_digits(national: &[char]) -> bool {
    let mut rest = national;
    let mut digits = String::new();
    while let [c, after @ ..] = rest {
        if c.is_ascii_digit() {
            digits.push(*c);
        } else if !WITHIN_PHONE.contains(c) {
            break;
        }
        rest = after;
        if digits.len() == MOST_DIGITS {
            return ends(rest);
        }
    }
    digits.len() + 1 == MOST_DIGITS
        && ends(rest)
        && SHORTER.iter().any(|start| digits.starts_with(start))
}

/// A name, an at sign and a domain with a point in it.
fn has_email(characters: &[char]) -> bool {
    let mut parts = characters.split(|c| *c == '@');
    let Some(mut before) = parts.next() else {
        return false;
    };
    for after in parts {
        let named = before
            .last()
            .is_some_and(|c| c.is_alphanumeric() || "._%+-'".contains(*c));
        let domain = after
            .iter()
            .position(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-'))
            .map_or(Some(after), |end| after.get(..end))
            .unwrap_or(&[]);
        let pointed = domain
            .iter()
            .position(|c| *c == '.')
            .is_some_and(|point| point > 0 && point + 2 < domain.len());
        if named && pointed {
            return true;
        }
        before = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_a_person_is_found() {
        for text in [
            "QQ123456C",
            "qq 12 34 56 c",
            "AB-12-34-56-D",
            "(AB123456A)",
            "ni AB123456A, agreed",
            "worker@example.org",
            "ask o'neill.j+x@mail.example.co.uk.",
            "07700 900123",
            "07700900123",
            "020 7946 0958",
            "(020) 7946 0958",
            "0207-946-0958",
            "+44 20 7946 0958",
            "+44 (0)20 7946 0958",
            "00442079460958",
            "tel:07700900123",
            "0800 123456",
            "SW1A 1AA",
            "sw1a1aa",
            "N1 9GU",
            "lives at EC2V\u{a0}7HH now",
            "CR0 1EA.",
            "ＱＱ１２３４５６Ｃ",
            "AB/12/34/56/C",
            "AB.12.34.56.C",
            "SW1A-2AA",
            "sw1a.2aa",
            "N1/9GU",
            "07700.900123",
            "07700/900123",
            "0207.946.0958",
            "07700 900123/4",
            "020 7946 0958 - 9",
            "01632 96001",
            "0500 123456",
            "44 7700 900123",
            "447700900123",
            "44-7700-900123",
            "44 20 7946 0958",
        ] {
            assert!(identifies(text), "{text:?}");
        }
    }

    #[test]
    fn what_boroughs_write_otherwise_is_not_taken_for_it() {
        for text in [
            "",
            "A-0001",
            "CAM-2026-00017",
            "0000012345",
            "SW123456",
            "123456",
            "0123456",
            "SW12345678",
            "12345678901",
            "2026-07-31",
            "01/07/2026 00:00:00",
            "01-02-2026 10",
            "34.50",
            "£1,234.50",
            "35-38",
            "@agency",
            "a@b",
            "Agency 24/7",
            "Team 3 Assessment",
            "PO1-PO2",
            "Level 2/3",
            "Social Worker (Level 3)",
            "ZZ1 1AA",
            "REF12AB34",
            "XAB123456A",
            "AB1234567A",
            "LX-2026Q3-0001",
            "1 2 3 4 5 6 7 8 9 0 1",
            "PO123456A",
            "PO-12-34-56-C",
            "GB123456A",
            "ZZ 12 34 56 D",
            "DA123456C",
            "AF123456C",
            "0712345678",
            "0201-2026-1",
            "0812345678",
            "441234567890",
            "44-2026-001234",
            "440000012345",
            "01.07.2026 10:00",
            "077009001234",
        ] {
            assert!(!identifies(text), "{text:?}");
        }
    }
}
