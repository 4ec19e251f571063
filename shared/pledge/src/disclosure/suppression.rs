//! What is hidden from each audience: what is sensitive by itself, and what would give it away.

use std::collections::BTreeSet;

use super::contributors::Employers;
use super::counts;
use super::hierarchy::Hierarchy;
use super::mask::Mask;
use super::numerator::Numerator;
use super::places::{cell_unit, numerator_unit};
use super::polytope::Unsolved;
use super::protection::protect;
use super::puzzle::is_hidden;
use super::sensitivity::{self, Least};
use super::staffing;
use super::tables::roles;
use crate::reference::Reference;
use crate::release::{Audience, cells};
use crate::statistics::{CellName, CellStatistics, QuarterStatistics};

/// What is hidden from each audience.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// From directors.
    pub(super) restricted: Mask,
    /// From everybody; what is hidden from directors is among it.
    pub(super) public: Mask,
}

/// What is hidden of a quarter: from directors first, and from everybody at least that.
pub(super) fn masks(
    statistics: &QuarterStatistics,
    reference: &Reference,
) -> Result<Masks, Unsolved> {
    let restricted = mask(
        statistics,
        reference,
        Audience::Restricted,
        &Mask::default(),
    )?;
    let public = mask(statistics, reference, Audience::Public, &restricted)?;
    Ok(Masks { restricted, public })
}

fn mask(
    statistics: &QuarterStatistics,
    reference: &Reference,
    audience: Audience,
    already: &Mask,
) -> Result<Mask, Unsolved> {
    let thresholds = reference.thresholds();
    let employers = Employers::of(reference);
    let primary = primary(statistics, reference, audience);
    let hierarchy = Hierarchy {
        statistics,
        thresholds,
        employers: &employers,
        audience,
    };
    let hidden = hidden_rates(&hierarchy, &primary, already)?;
    let least = Least::of(audience, thresholds);
    Ok(Mask {
        staffing: staffing::hidden(
            statistics,
            &hidden.rates,
            &already.staffing,
            least,
            thresholds,
            &employers,
        ),
        engagements: counts::hidden_engagements(
            statistics,
            &employers,
            &primary.engagements,
            &already.engagements,
            audience,
            thresholds,
        )?,
        leavers: counts::hidden_leavers(
            statistics,
            &employers,
            &primary.leavers,
            &already.leavers,
            audience,
            thresholds,
        )?,
        ..hidden
    })
}

/// The cells that are hidden, and the numerators.
fn hidden_rates(
    hierarchy: &Hierarchy<'_>,
    primary: &Mask,
    already: &Mask,
) -> Result<Mask, Unsolved> {
    let names: Vec<CellName> = cells(roles()).collect();
    let numerators = || {
        let each = names.iter().copied();
        each.flat_map(|name| Numerator::ALL.map(|numerator| (name, numerator)))
    };
    let puzzle = hierarchy.rates(&primary.rates);
    let mut floor = vec![false; puzzle.units.len()];
    for name in primary.rates.union(&already.rates) {
        hide(&mut floor, cell_unit(*name));
    }
    let mut hidden = protect(&puzzle, &floor)?;
    for (name, each) in numerators() {
        if is_hidden(&hidden, cell_unit(name))
            || primary.numerators.contains(&(name, each))
            || already.numerators.contains(&(name, each))
        {
            hide(&mut hidden, numerator_unit(name, each));
        }
    }
    let puzzle = hierarchy.numerators(&primary.rates, &primary.numerators);
    let hidden = protect(&puzzle, &hidden)?;
    let rates: BTreeSet<CellName> = names
        .iter()
        .copied()
        .filter(|name| is_hidden(&hidden, cell_unit(*name)))
        .collect();
    let numerators =
        numerators().filter(|(name, each)| is_hidden(&hidden, numerator_unit(*name, *each)));
    Ok(Mask {
        numerators: numerators.collect(),
        rates,
        ..Mask::default()
    })
}

fn hide(hidden: &mut [bool], unit: usize) {
    if let Some(hidden) = hidden.get_mut(unit) {
        *hidden = true;
    }
}

/// What is sensitive by itself for an audience.
pub(super) fn primary(
    statistics: &QuarterStatistics,
    reference: &Reference,
    audience: Audience,
) -> Mask {
    let thresholds = reference.thresholds();
    let least = Least::of(audience, thresholds);
    let employers = Employers::of(reference);
    let nothing = CellStatistics::default();
    let cell = |name: &CellName| statistics.rates.get(name).unwrap_or(&nothing);
    let rates: BTreeSet<CellName> = cells(roles())
        .filter(|name| sensitivity::cell(cell(name), least, thresholds, &employers))
        .collect();
    let numerators = cells(roles()).flat_map(|name| Numerator::ALL.map(|each| (name, each)));
    let numerators = numerators.filter(|(name, each)| {
        sensitivity::numerator(cell(name), *each, least, thresholds, &employers)
    });
    Mask {
        staffing: staffing::hidden(
            statistics,
            &rates,
            &BTreeSet::new(),
            least,
            thresholds,
            &employers,
        ),
        numerators: numerators.collect(),
        engagements: counts::sensitive_engagements(statistics, least, thresholds, &employers),
        leavers: counts::sensitive_leavers(statistics, least, thresholds, &employers),
        rates,
    }
}
