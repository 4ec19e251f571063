//! What to write instead: the rule's hint, with what the column takes.

use crate::column::{Column, Kind};
use crate::document::values;
use crate::returns::Return;
use crate::rule::Code;

/// What to do about `code` in `column` of the return.
pub(super) fn hint(kind: Option<Return>, code: Code, column: Option<&str>) -> String {
    let declared = declared(kind, column);
    let Some(declared) = declared else {
        return code.hint().to_owned();
    };
    match (code, declared.kind) {
        (Code::C7 | Code::C8, Kind::Listed(_) | Kind::YesNoUnknown) => {
            format!("write {}", values(declared.kind))
        }
        (Code::C1, Kind::Listed(_) | Kind::YesNo | Kind::YesNoUnknown) => {
            format!("{}: write {}", code.hint(), values(declared.kind))
        }
        (Code::C1, _) if !declared.example.is_empty() => {
            format!("{}, for example with {}", code.hint(), declared.example)
        }
        (Code::C4, Kind::Money(..))
        | (Code::C10, Kind::Hundredths { .. } | Kind::Count(_))
        | (Code::C11, Kind::Reference(_)) => {
            format!(
                "{}; this column takes {}",
                code.hint(),
                values(declared.kind)
            )
        }
        _ => code.hint().to_owned(),
    }
}

/// The declaration of our name `column` in the return.
fn declared(kind: Option<Return>, column: Option<&str>) -> Option<&'static Column> {
    kind?
        .columns()
        .iter()
        .find(|declared| Some(declared.name) == column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_says_what_the_column_takes() {
        let assignments = Some(Return::AgencyAssignments);
        for (code, column, said) in [
            (Code::C3, "pay_rate_hourly", "write it as 34.50"),
            (
                Code::C7,
                "job_category",
                "write one of: SW, SSW, AP, TM, IRO",
            ),
            (Code::C7, "pqe_3_years", "write Y, N or unknown"),
            (Code::C8, "project_team", "write Y or N"),
            (
                Code::C1,
                "quarter",
                "fill the cell, for example with 2026Q3",
            ),
            (Code::C1, "project_team", "fill the cell: write Y or N"),
            (
                Code::C10,
                "hours_per_week",
                "check the number; this column takes a number over 0 and up to 60, in steps of \
                 0.25",
            ),
        ] {
            assert_eq!(hint(assignments, code, Some(column)), said, "{column}");
        }
        assert_eq!(hint(None, Code::C7, Some("quarter")), Code::C7.hint());
    }
}
