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
    if let Some(own) = own(code, declared.name) {
        return own.to_owned();
    }
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

/// What a rule says of one column alone.
fn own(code: Code, column: &str) -> Option<&'static str> {
    Some(match (code, column) {
        (Code::C6, "last_day") => {
            "a statement holds last days from 13 months ago to 190 days ahead: leave the row out \
             if it is older, correct it if it is wrong"
        }
        (Code::C6, "start_date") => {
            "an assignment starts on the last day of the quarter or earlier: leave the row out if \
             it starts later, correct it if it is wrong"
        }
        (Code::C6, "end_date") => "an assignment ends on its start date or later: check both",
        (Code::C6, "original_start_date") => {
            "the first day with you is the start date or earlier: check both"
        }
        (Code::C6, "complete_to") => {
            "leavers can be complete up to today, not to a day that is still to come"
        }
        (Code::C6, "exception_approved_on") => {
            "an approval is of today or earlier: leave both cells blank until both have signed"
        }
        (Code::C10, "hours_per_week") => {
            "check the number: over 0, up to 60, to the quarter of an hour, for example 36.25"
        }
        _ => return None,
    })
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
                "check the number: over 0, up to 60, to the quarter of an hour, for example 36.25",
            ),
            (
                Code::C10,
                "references_received",
                "check the number; this column takes a whole number from 0 to 9",
            ),
        ] {
            assert_eq!(hint(assignments, code, Some(column)), said, "{column}");
        }
        for kind in Return::ALL {
            for column in kind.columns().iter().filter(|c| c.kind == Kind::Day) {
                let said = hint(Some(kind), Code::C6, Some(column.name));
                let general = column.name == "role_start_date";
                assert_eq!(said == Code::C6.hint(), general, "{}", column.name);
            }
        }
        assert_eq!(hint(None, Code::C7, Some("quarter")), Code::C7.hint());
    }
}
