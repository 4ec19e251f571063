//! The leavers of a closed quarter for analysts, as counts: there is no dataset of them by row.

use columnar::{Table, TableCell, TableColumn, TableForm, to_parquet};
use pledge::borough::Borough;
use pledge::ledger::Closing;
use pledge::register::Leaving;
use pledge::returns::Return;

use crate::Failure;

/// Where leavers went, in the order in which they are counted.
const DESTINATIONS: [&str; 2] = ["agency", "other"];

/// One row for each authority with a statement in force, reason and destination.
///
/// # Errors
///
/// None that a closing could cause.
pub(super) fn parquet(closing: &Closing) -> Result<Vec<u8>, Failure> {
    let column = |name, form| TableColumn {
        name,
        form,
        optional: false,
    };
    let mut rows = Vec::new();
    for (authority, counts) in &closing.leavers {
        for (leaving, counts) in Leaving::ALL.into_iter().zip(counts) {
            for (destination, count) in DESTINATIONS.into_iter().zip(counts) {
                rows.push(vec![
                    TableCell::Borough(*authority),
                    TableCell::SubRegion(authority.sub_region()),
                    TableCell::Text(leaving.word()),
                    TableCell::Text(destination),
                    TableCell::Count(i64::from(*count)),
                    TableCell::Text(coverage(closing, *authority)),
                ]);
            }
        }
    }
    Ok(to_parquet(&Table {
        name: "leaver_counts",
        columns: vec![
            column("la_code", TableForm::Text),
            column("sub_region", TableForm::Text),
            column("reason", TableForm::Text),
            column("destination", TableForm::Text),
            column("leavers", TableForm::Count),
            column("coverage", TableForm::Text),
        ],
        rows,
    })?)
}

/// Whether the authority's statement held the whole quarter.
fn coverage(closing: &Closing, authority: Borough) -> &'static str {
    let mut slots = closing.slices.iter().map(|(slot, _)| slot);
    let is_complete =
        slots.any(|slot| slot.kind == Return::PermanentLeavers && slot.authority == authority);
    if is_complete { "complete" } else { "partial" }
}
