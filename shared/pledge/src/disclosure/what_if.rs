//! What other caps would mean, for directors, through the same mask as the rates.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Publishable;
use super::contributors::{Employers, dominated};
use super::sensitivity::Least;
use super::tables::{roles, step};
use crate::borough::{Borough, SubRegion};
use crate::rates;
use crate::reference::Reference;
use crate::release::{Audience, Shown, cells};
use crate::statistics::{Area, CellName};

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
    /// Every category for which a cap was tried, in every area, in the order of the tables.
    #[must_use]
    pub fn rows(&self) -> &[WhatIfRow] {
        &self.rows
    }
}

/// Checks what other caps would mean for disclosure, of the categories for which one is tried.
/// There is no sum of categories: with caps of the card in it, it would give away what the release
/// hides.
///
/// A cell is shown where its rates are shown to directors in `checked`, the numbers of those within
/// and above are not about few, and no employer or supplier makes the cost; under the card's own
/// cap also only where the release shows how many are above it. Of a category all sub-regions are
/// shown or none, so that none can be taken from the region's figure.
#[must_use]
pub fn check_what_if(
    checked: &Publishable,
    reference: &Reference,
    caps: &BTreeMap<&'static str, TriedCap>,
    tried: &BTreeMap<CellName, WhatIfCell>,
) -> PublishableWhatIf {
    let judged = Judged {
        checked,
        reference,
        caps,
        tried,
    };
    let rows = cells(roles()).filter(|name| caps.contains_key(name.category));
    PublishableWhatIf {
        rows: rows.map(|name| judged.row(name)).collect(),
    }
}

/// What is asked, and what it is held against.
struct Judged<'a> {
    checked: &'a Publishable,
    reference: &'a Reference,
    caps: &'a BTreeMap<&'static str, TriedCap>,
    tried: &'a BTreeMap<CellName, WhatIfCell>,
}

impl Judged<'_> {
    fn row(&self, name: CellName) -> WhatIfRow {
        let nothing = WhatIfCell::default();
        let cell = self.tried.get(&name).unwrap_or(&nothing);
        if !self.is_shown(name) {
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
    }

    /// Whether a cell is shown: it is not sensitive, and nor is one that it would be a part of or
    /// that would be added up beside it.
    fn is_shown(&self, name: CellName) -> bool {
        let category = name.category;
        let sensitive = |area| self.is_sensitive(CellName { category, area });
        match name.area {
            Area::Part(_) => !Area::all().any(sensitive),
            Area::Region => !sensitive(Area::Region),
        }
    }

    fn is_sensitive(&self, name: CellName) -> bool {
        let thresholds = self.reference.thresholds();
        let nothing = WhatIfCell::default();
        let cell = self.tried.get(&name).unwrap_or(&nothing);
        let employers = Employers::of(self.reference);
        let by_employer = employers.all().map(|employer| {
            let authorities = employers.authorities(employer);
            let parts = authorities.filter_map(|borough| cell.boroughs.get(&borough));
            parts.sum()
        });
        let sources: [Vec<i128>; 2] = [
            by_employer.collect(),
            cell.suppliers.values().copied().collect(),
        ];
        let mut released = self.checked.release().restricted.rates.iter();
        let is_hidden = released.find(|row| row.cell == name).is_none_or(|row| {
            row.assignments.value().is_none()
                || (self.is_the_cards(name.category) && row.above_cap.value().is_none())
        });
        // Under caps that somebody thinks of, none and all would find the lowest and highest rate.
        let least = Least::of(Audience::Restricted, thresholds);
        let beyond = cell.assignments.saturating_sub(cell.within);
        let is_extreme = cell.within == 0 || beyond == 0;
        is_hidden
            || least.is_sensitive(cell.within, cell.assignments)
            || (is_extreme && !self.is_the_cards(name.category))
            || sources
                .iter()
                .any(|each| dominated(each, thresholds.p_percent))
    }

    /// Whether the cap that is tried for a category is in the card.
    fn is_the_cards(&self, category: &str) -> bool {
        let day = self.checked.release().quarter.last_day();
        let tried = self.caps.get(category).map(|tried| tried.pence());
        let mut areas = SubRegion::ALL.into_iter();
        areas.any(|area| tried.is_some() && self.reference.cap(category, area, day) == tried)
    }
}

#[cfg(test)]
mod tests;
