//! How words of a file are compared: without case, spaces, hyphens and underscores.

/// `text` as headers and listed values are matched: lower case, no spaces (of any kind),
/// hyphens, underscores, zero-width characters or byte order marks.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '-' | '_'
                        | '\u{2010}'..='\u{2015}'
                        | '\u{200b}'..='\u{200d}'
                        | '\u{2060}'
                        | '\u{feff}'
                )
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// `bytes` in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble & 15)).copied().unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

/// The bytes that `text` spells in lower-case hexadecimal, `None` unless it spells exactly `N`.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let lower_case = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.bytes().all(lower_case) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_reads_back() {
        assert_eq!(hex(&[0, 0x9f, 0xff]), "009fff");
        assert_eq!(unhex::<3>("009fff"), Some([0, 0x9f, 0xff]));
        assert_eq!(unhex::<2>("009fff"), None);
        for wrong in ["zz00", "+f00", "00FF"] {
            assert_eq!(unhex::<2>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spelling_habits_do_not_make_another_word() {
        for sent in [
            "Pay Rate",
            "pay_rate",
            "PAY-RATE",
            " pay\u{a0}rate\u{200b}",
            "\u{feff}payrate",
        ] {
            assert_eq!(folded(sent), "payrate", "{sent:?}");
        }
    }
}
