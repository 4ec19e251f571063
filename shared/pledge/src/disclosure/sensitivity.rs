//! Primary sensitivity: which figures would hurt a worker, a borough or a supplier by themselves.
//!
//! A cell without an assignment is sensitive as any other of fewer workers than the threshold: a
//! nought would say of each borough in it that it has none.

use super::contributors::{Employers, give_away, measured};
use super::numerator::Numerator;
use crate::reference::Thresholds;
use crate::release::Audience;
use crate::statistics::CellStatistics;

/// From how many on something is shown to an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Least {
    /// Distinct workers.
    pub(super) workers: u64,
    /// A numerator, and what it leaves of its whole.
    pub(super) numerator: u64,
}

impl Least {
    pub(super) const fn of(audience: Audience, thresholds: &Thresholds) -> Self {
        match audience {
            Audience::Restricted => Self {
                workers: thresholds.restricted_workers,
                numerator: thresholds.restricted_numerator,
            },
            Audience::Public => Self {
                workers: thresholds.public_workers,
                numerator: thresholds.public_numerator,
            },
        }
    }

    /// Whether a count is so small that it is about few, and not about nobody.
    pub(super) const fn is_few(self, count: u64) -> bool {
        count > 0 && count < self.numerator
    }

    /// Whether a part of a whole, or what it leaves of it, is about few.
    pub(super) const fn is_sensitive(self, part: u64, whole: u64) -> bool {
        self.is_few(part) || self.is_few(whole.saturating_sub(part))
    }
}

/// Whether the rates of a cell are sensitive. One mask for count, sum, mean and quantiles.
pub(super) fn cell(
    cell: &CellStatistics,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> bool {
    cell.total.workers < least.workers
        || cell.rates.is_constant()
        || give_away(
            &measured(cell, employers, |part| i128::from(part.rates_pence)),
            thresholds,
        )
        || give_away(&measured(cell, employers, |part| part.spend), thresholds)
}

/// Whether a numerator of a cell is sensitive: too small, or what it leaves of the assignments
/// or of those above the cap, or contributed by too few.
pub(super) fn numerator(
    cell: &CellStatistics,
    numerator: Numerator,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> bool {
    let count = numerator.count(&cell.total);
    let wholes = [cell.total.assignments, cell.total.above];
    let wholes = match numerator {
        Numerator::Above => wholes.get(..1),
        Numerator::Exceptions | Numerator::Breaches => wholes.get(..),
    };
    wholes
        .into_iter()
        .flatten()
        .any(|whole| least.is_sensitive(count, *whole))
        || numerator_gives_away(cell, numerator, thresholds, employers)
}

/// Whether a numerator of a cell would give away one of those who contribute to it.
pub(super) fn numerator_gives_away(
    cell: &CellStatistics,
    numerator: Numerator,
    thresholds: &Thresholds,
    employers: &Employers,
) -> bool {
    let parts = measured(cell, employers, |part| i128::from(numerator.count(part)));
    numerator.count(&cell.total) > 0 && give_away(&parts, thresholds)
}
