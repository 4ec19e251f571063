//! Columns that are needed on a condition: reading cannot ask for them, so a rule has to.

use jiff::civil::date;

use super::samples::*;
use super::*;
use crate::column::Needed;
use crate::record::Value::{Absent, Day, Listed};

/// Each such column, with rows in which it is missing and needed, and missing and not needed.
const ASKED: &[(Return, &str, Changes<'static>, Changes<'static>)] = &[
    (
        Return::AgencyAssignments,
        "cap_basis_rate_hourly",
        &[("cap_basis_rate_hourly", Absent)],
        &[
            ("cap_basis_rate_hourly", Absent),
            ("engagement_type", Listed("paye")),
        ],
    ),
    (
        Return::AgencyAssignments,
        "end_reason",
        &[("end_date", Day(date(2026, 9, 4)))],
        &[],
    ),
];

#[test]
fn a_rule_asks_for_each_column_that_is_needed_on_a_condition() {
    let conditional = |needed| matches!(needed, Needed::WhenEnded | Needed::UnlessPaye);
    let declared = Return::ALL.into_iter().flat_map(|kind| {
        let columns = kind.columns().iter();
        columns
            .filter(|column| conditional(column.needed))
            .map(move |column| (kind, column.name))
    });
    let asked = ASKED.iter().map(|&(kind, name, ..)| (kind, name));
    assert_eq!(declared.collect::<Vec<_>>(), asked.collect::<Vec<_>>());
    for (kind, name, needed, not_needed) in ASKED {
        let asks = |changes| hear_row(*kind, changes).found() == [(Code::C1, Some(*name))];
        assert!(asks(needed), "{name} is not asked for");
        assert!(
            !asks(not_needed),
            "{name} is asked for where it is not needed"
        );
    }
}
