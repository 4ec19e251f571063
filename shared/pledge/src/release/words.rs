//! What stands on the page of a release in words: names, figures, what is to be known of them.

use super::{About, Audience, Form, Shown};
use crate::report::wording::{capitalised, thousands};
use crate::returns::workforce_snapshot::CATEGORIES;
use crate::statistics::ALL;

/// Who may read the restricted tables, and what they must not do.
pub(super) const FOR_DIRECTORS: &str = "Restricted: for directors of children's services in \
    London. It shows more than the public tables do: do not pass it on, and do not publish it.";

/// The name of a job category, `Social worker (SW)`.
pub(super) fn category(word: &str) -> String {
    if word == ALL {
        return "All categories".to_owned();
    }
    let known = CATEGORIES.iter().find(|known| known.word == word);
    known.map_or_else(String::new, |known| {
        format!("{} ({})", capitalised(known.meaning), known.word)
    })
}

/// A figure as people read it, or its mark.
#[must_use]
pub fn written(form: Form, shown: Shown) -> String {
    let Shown::Value(value) = shown else {
        return shown.mark().to_owned();
    };
    let size = value.unsigned_abs();
    let sign = match (value.signum(), form) {
        (-1, _) => "\u{2212}",
        (1, Form::CountChange | Form::PoundsChange) => "+",
        _ => "",
    };
    match form {
        Form::Pounds | Form::PoundsChange => format!("{sign}{}", pounds(size)),
        Form::Percent => format!("{sign}{size}%"),
        _ => format!("{sign}{}", thousands(size)),
    }
}

/// Pence as `£36.50`.
fn pounds(pence: u64) -> String {
    format!("£{}.{:02}", thousands(pence / 100), pence % 100)
}

/// How the tables are rounded.
pub(super) fn rounding(about: &About, audience: Audience) -> String {
    let thresholds = about.reference.thresholds();
    let counts = match audience {
        Audience::Restricted => "Counts are exact.".to_owned(),
        Audience::Public => format!(
            "Counts are rounded to the nearest {}, those of suppliers too, and of boroughs to no \
             more than there are, so a total may differ from the sum of its parts.",
            thresholds.public_round_to
        ),
    };
    format!(
        "{counts} Amounts are rounded to the nearest {}, shares to whole per cent; the share above \
         the cap is that of the counts as they are shown.",
        pounds(thresholds.round_to_pence)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_one_way_to_be_written() {
        for (form, shown, expected) in [
            (Form::Count, Shown::Value(0), "0"),
            (Form::Count, Shown::Value(1_205), "1,205"),
            (Form::CountChange, Shown::Value(15), "+15"),
            (Form::CountChange, Shown::Value(0), "0"),
            (Form::CountChange, Shown::Value(-1_205), "\u{2212}1,205"),
            (Form::Percent, Shown::Value(4), "4%"),
            (Form::Pounds, Shown::Value(3_605), "£36.05"),
            (Form::PoundsChange, Shown::Value(50), "+£0.50"),
            (Form::PoundsChange, Shown::Value(-150), "\u{2212}£1.50"),
            (Form::PoundsChange, Shown::Value(0), "£0.00"),
            (Form::Pounds, Shown::Suppressed, "[c]"),
            (Form::Count, Shown::NotAvailable, "[x]"),
        ] {
            assert_eq!(written(form, shown), expected, "{form:?}");
        }
    }

    #[test]
    fn a_category_is_named_in_words() {
        for (word, expected) in [
            ("SW", "Social worker (SW)"),
            ("IRO", "Reviewing officer or conference chair (IRO)"),
            ("all", "All categories"),
        ] {
            assert_eq!(category(word), expected);
        }
    }
}
