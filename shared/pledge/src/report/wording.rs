//! Numbers, rows and columns as people write them.

use std::fmt::Display;

/// A whole number from 0 up, with commas between thousands.
pub(crate) fn thousands<T: Display + Copy>(number: T) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// `1 error`, `3 errors`.
pub(super) fn counted(number: u32, one: &str, several: &str) -> String {
    let noun = if number == 1 { one } else { several };
    format!("{} {noun}", thousands(number))
}

/// Rows in ascending order, as `row 14` or `rows 14, 16 to 20, 25`.
pub(super) fn rows(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &row in rows {
        match runs.last_mut() {
            Some((_, last)) if row == *last => {}
            Some((_, last)) if row == last.saturating_add(1) => *last = row,
            _ => runs.push((row, row)),
        }
    }
    let written: Vec<String> = runs
        .iter()
        .map(|&(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        })
        .collect();
    let noun = if matches!(runs.as_slice(), [(first, last)] if first == last) {
        "row"
    } else {
        "rows"
    };
    format!("{noun} {}", written.join(", "))
}

/// A column by its position from 1 and the letters of a spreadsheet, `column 7 (G)`.
pub(super) fn position(position: u16) -> String {
    let mut letters = String::new();
    let mut rest = position;
    while let Some(below) = rest.checked_sub(1) {
        let digit = u8::try_from(below % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = below / 26;
    }
    format!("column {position} ({letters})")
}

/// `text` with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_as_people_name_them() {
        for (sent, said) in [
            (&[14][..], "row 14"),
            (&[14, 14], "row 14"),
            (&[14, 15], "rows 14, 15"),
            (&[14, 16, 17, 18, 25], "rows 14, 16 to 18, 25"),
            (&[2, 3, 4], "rows 2 to 4"),
        ] {
            assert_eq!(rows(sent), said);
        }
    }

    #[test]
    fn a_column_has_the_letters_of_a_spreadsheet() {
        for (number, said) in [
            (1, "column 1 (A)"),
            (26, "column 26 (Z)"),
            (27, "column 27 (AA)"),
            (200, "column 200 (GR)"),
        ] {
            assert_eq!(position(number), said);
        }
    }

    #[test]
    fn large_numbers_are_readable() {
        for (number, said) in [
            (0, "0 rows"),
            (1, "1 row"),
            (999, "999 rows"),
            (1_000, "1,000 rows"),
            (200_000, "200,000 rows"),
        ] {
            assert_eq!(counted(number, "row", "rows"), said);
        }
    }
}
