//! What may stand in a column, in words.

use crate::column::Kind;
use crate::report::wording::thousands;

/// What the cells of a column of this kind take, as it follows "write" or "takes".
#[must_use]
pub fn values(kind: Kind) -> String {
    match kind {
        Kind::Registration => "SW and up to six digits".to_owned(),
        Kind::Authority => "an ONS code, a DfE code or the name of an authority".to_owned(),
        Kind::Quarter => "a quarter of the calendar year, like 2026Q3".to_owned(),
        Kind::Listed(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.word).collect();
            format!("one of: {}", words.join(", "))
        }
        Kind::YesNo => "Y or N".to_owned(),
        Kind::YesNoUnknown => "Y, N or unknown".to_owned(),
        Kind::Day => "a date, like 2026-07-31 or 31/07/2026".to_owned(),
        Kind::Money(least, most) => format!(
            "an amount in pounds and pence from {} to {}",
            pounds(least),
            pounds(most)
        ),
        Kind::Hundredths {
            positive,
            most,
            step,
        } => {
            let range = if positive {
                format!("a number over 0 and up to {}", grouped(most))
            } else {
                format!("a number from 0 to {}", grouped(most))
            };
            match step {
                0 => range,
                1 => format!("{range}, with up to two decimals"),
                _ => format!("{range}, in steps of {}", hundredths(step)),
            }
        }
        Kind::Count(most) => format!("a whole number from 0 to {}", thousands(most)),
        Kind::JobTitle => "your own title of the post".to_owned(),
        Kind::Supplier => "a name or key of the list of suppliers".to_owned(),
        Kind::Reference(most) => format!("a reference of up to {most} characters"),
        Kind::Explanation => "one of the codes that explain a query, or nothing".to_owned(),
    }
}

/// Pence as pounds, `120.00`.
pub(super) fn pounds(pence: i64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

/// Hundredths as a number without needless zeros, `37.5`.
pub(super) fn hundredths(number: i64) -> String {
    let (whole, rest) = (number / 100, number % 100);
    match rest {
        0 => whole.to_string(),
        _ if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        _ => format!("{whole}.{rest:02}"),
    }
}

/// Hundredths as a number that is easy on the eye, `100,000`.
fn grouped(number: i64) -> String {
    let written = hundredths(number);
    match written.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", thousands(whole)),
        None => thousands(written.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (number, said) in [
            (6000, "60"),
            (25, "0.25"),
            (3750, "37.5"),
            (5, "0.05"),
            (0, "0"),
        ] {
            assert_eq!(hundredths(number), said);
        }
        assert_eq!(grouped(10_000_050), "100,000.5");
        assert_eq!(pounds(12_000), "120.00");
        assert_eq!(pounds(1), "0.01");
    }
}
