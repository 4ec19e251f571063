//! What rates cost above their caps, gathered while assignments pass in any order.

use std::collections::BTreeMap;

use super::CellName;
use super::gathering::{Assignment, cells_of};
use crate::disclosure::{TriedCap, WhatIfCell};

/// The excess of every cell while it gathers.
#[derive(Default)]
pub struct ExcessGathering {
    cells: BTreeMap<CellName, WhatIfCell>,
}

impl ExcessGathering {
    /// Counts an assignment in every cell to which it belongs, against the cap that is tried.
    pub fn add(&mut self, of: &Assignment, cap: TriedCap) {
        let above = (of.rate_pence - cap.pence()).max(0);
        let excess = i128::from(above) * i128::from(of.hours_hundredths);
        for cell in cells_of(of.category, of.sub_region) {
            let cell = self.cells.entry(cell).or_default();
            cell.assignments += 1;
            cell.within += u64::from(above == 0);
            cell.excess += excess;
            *cell.boroughs.entry(of.authority).or_default() += excess;
            *cell.suppliers.entry(of.supplier).or_default() += excess;
        }
    }

    /// What has gathered.
    #[must_use]
    pub fn finish(self) -> BTreeMap<CellName, WhatIfCell> {
        self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::borough::Borough;
    use crate::identity::Pseudonym;
    use crate::statistics::{ALL, Area};

    #[test]
    fn only_what_is_above_the_cap_costs_and_every_margin_holds_it() {
        let camden = Borough::from_ons_code("E09000007").unwrap();
        let croydon = Borough::from_ons_code("E09000008").unwrap();
        let mut gathering = ExcessGathering::default();
        for (authority, category, rate_pence, hours_hundredths, supplier, cap) in [
            (camden, "SW", 3_800, 3_600, 4, 3_700),
            (camden, "SW", 3_700, 3_600, 5, 3_700),
            (camden, "TM", 9_900, 3_600, 5, 9_900),
            (croydon, "SW", 3_701, 100, 4, 3_700),
        ] {
            let assignment = Assignment {
                worker: Pseudonym::from_bytes([0; 32]),
                authority,
                sub_region: authority.sub_region(),
                category,
                supplier,
                rate_pence,
                hours_hundredths,
                start_month: 0,
                exception: "none",
            };
            gathering.add(&assignment, TriedCap::new(cap).unwrap());
        }
        let cells = gathering.finish();
        let north = Area::Part(camden.sub_region());
        for (category, area, assignments, within, excess) in [
            ("SW", north, 2, 1, 360_000),
            ("SW", Area::Region, 3, 1, 360_100),
            ("TM", north, 1, 1, 0),
            (ALL, north, 3, 2, 360_000),
            (ALL, Area::Region, 4, 2, 360_100),
        ] {
            let cell = &cells[&CellName { category, area }];
            let found = (cell.assignments, cell.within, cell.excess);
            assert_eq!(found, (assignments, within, excess), "{category} {area:?}");
            assert_eq!(cell.boroughs.values().sum::<i128>(), excess);
            assert_eq!(cell.suppliers.values().sum::<i128>(), excess);
        }
        let all = &cells[&CellName {
            category: ALL,
            area: Area::Region,
        }];
        assert_eq!((all.boroughs[&croydon], all.suppliers[&4]), (100, 360_100));
    }
}
