//! What other caps would mean, for directors, through the same mask as the rates.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Publishable;
use super::contributors::{Employers, dominated};
use super::sensitivity::Least;
use super::tables::{roles, step};
use crate::borough::Borough;
use crate::rates;
use crate::reference::Reference;
use crate::release::{Audience, Shown, cells};
use crate::statistics::CellName;

/// The step of £100 to which the cost of an excess is rounded.
const EXCESS_STEP_PENCE: i64 = 10_000;
/// Hundredths of a penny in a penny.
const PENNY: i128 = 100;
/// Pence in a pound.
const POUND: i64 = 100;

/// A cap that may be tried: whole pounds an hour. A finer one, moved on and on, would find the
/// rate of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TriedCap(i64);

/// The cap is not whole pounds, or not more than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a number of whole pounds an hour")]
pub struct NotWholePounds;

impl TriedCap {
    /// The cap of so many pence an hour.
    ///
    /// # Errors
    ///
    /// When that is not a number of whole pounds above 0.
    pub const fn new(pence: i64) -> Result<Self, NotWholePounds> {
        if pence > 0 && pence % POUND == 0 {
            Ok(Self(pence))
        } else {
            Err(NotWholePounds)
        }
    }

    /// The cap in pence an hour.
    #[must_use]
    pub const fn pence(self) -> i64 {
        self.0
    }
}

/// One cell under other caps, exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIfCell {
    /// Assignments live on any day of the quarter.
    pub assignments: u64,
    /// Of these: at or below their cap.
    pub within: u64,
    /// What the others cost above it: (rate − cap) × weekly hours, in hundredths of a penny a week.
    pub excess: i128,
    /// Each borough's part of the excess.
    pub boroughs: BTreeMap<Borough, i128>,
    /// Each supplier's part of the excess, by number.
    pub suppliers: BTreeMap<u16, i128>,
}

/// One cell under other caps, as directors may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIfRow {
    /// The cell.
    pub cell: CellName,
    /// Assignments at or below their cap, in whole per cent.
    pub within_percent: Shown,
    /// What the others cost above it a week, in pence, to the nearest £100.
    pub excess_per_week_pence: Shown,
}

/// What other caps would mean, as directors may see it.
#[derive(Debug)]
pub struct PublishableWhatIf {
    rows: Vec<WhatIfRow>,
}

impl PublishableWhatIf {
    /// Every category and all of them, in every area, in the order of the tables.
    #[must_use]
    pub fn rows(&self) -> &[WhatIfRow] {
        &self.rows
    }
}

/// Checks what other caps would mean for disclosure: a cell is shown where its rates are shown to
/// directors in `checked`, and the numbers of those within and above are not about few.
#[must_use]
pub fn check_what_if(
    checked: &Publishable,
    reference: &Reference,
    tried: &BTreeMap<CellName, WhatIfCell>,
) -> PublishableWhatIf {
    let thresholds = reference.thresholds();
    let least = Least::of(Audience::Restricted, thresholds);
    let employers = Employers::of(reference);
    let nothing = WhatIfCell::default();
    let released = &checked.release().restricted.rates;
    let row = |name: CellName| {
        let cell = tried.get(&name).unwrap_or(&nothing);
        let by_employer = employers.all().map(|employer| {
            let authorities = employers.authorities(employer);
            let parts = authorities.filter_map(|borough| cell.boroughs.get(&borough));
            parts.sum()
        });
        let sources: [Vec<i128>; 2] = [
            by_employer.collect(),
            cell.suppliers.values().copied().collect(),
        ];
        let rates_shown = released
            .iter()
            .any(|row| row.cell == name && row.assignments.value().is_some());
        if !rates_shown
            || least.is_sensitive(cell.within, cell.assignments)
            || sources
                .iter()
                .any(|each| dominated(each, thresholds.p_percent))
        {
            return WhatIfRow {
                cell: name,
                within_percent: Shown::Suppressed,
                excess_per_week_pence: Shown::Suppressed,
            };
        }
        let percent = rates::share_percent(step(cell.within), step(cell.assignments));
        let excess = rates::rounded_to(cell.excess, PENNY, EXCESS_STEP_PENCE);
        WhatIfRow {
            cell: name,
            within_percent: percent.map_or(Shown::NotAvailable, Shown::Value),
            excess_per_week_pence: Shown::Value(excess),
        }
    };
    PublishableWhatIf {
        rows: cells(roles()).map(row).collect(),
    }
}
