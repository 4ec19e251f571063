//! Formulas, which a spreadsheet would run when it opens what we write.

use super::trimmed;

/// Whether `text` is a formula: it starts with `=` or `@`, or with a sign that no number follows.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    let inner = trimmed(text);
    if inner.starts_with(['=', '@']) {
        return true;
    }
    let Some(rest) = inner.strip_prefix(['+', '-']) else {
        return false;
    };
    let after = rest.trim_start_matches([' ', '£', '.', '(']);
    !rest.is_empty() && !after.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_spreadsheet_would_run_is_a_formula() {
        for (sent, formula) in [
            ("=A1+B1", true),
            (" =\"SW12345\"", true),
            ("@SUM(A1)", true),
            ("+A1", true),
            ("-SUM(A1:A9)", true),
            ("+cmd|' /C calc'!A0", true),
            ("-34.50", false),
            ("- 3", false),
            ("+44 20", false),
            ("-", false),
            ("A-0001", false),
            ("a=b", false),
            ("", false),
        ] {
            assert_eq!(is_formula(sent), formula, "{sent:?}");
        }
    }
}
