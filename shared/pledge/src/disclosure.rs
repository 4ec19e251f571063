//! The third door: what may be published of a quarter's statistics.
//!
//! **Invariant:** only [`check`] makes a [`Publishable`], and whoever publishes takes nothing else.
//! A figure that could hurt a worker, a borough or a supplier is hidden; and so much else that
//! nobody can work it out from all that is shown, knowing one employer's own part besides.

use crate::reference::Reference;
use crate::release::{Audience, Release, Tables};
use crate::statistics::QuarterStatistics;

mod asker;
mod contributors;
mod counts;
mod hierarchy;
mod mask;
mod numerator;
mod places;
mod polytope;
mod protection;
mod puzzle;
#[cfg(test)]
mod samples;
mod sensitivity;
mod staffing;
mod suppression;
mod tables;
#[cfg(test)]
mod tests_protection;
#[cfg(test)]
mod tests_region;
#[cfg(test)]
mod tests_sensitivity;
#[cfg(test)]
mod tests_tables;
mod what_if;

use mask::Mask;
use suppression::Masks;
use tables::View;

pub use polytope::Unsolved;
pub use what_if::{
    NotWholePounds, PublishableWhatIf, TriedCap, WhatIfCell, WhatIfRow, check_what_if,
};

/// A quarter's tables as they may be published.
#[derive(Debug)]
pub struct Publishable {
    release: Release,
}

impl Publishable {
    /// What is published.
    #[must_use]
    pub const fn release(&self) -> &Release {
        &self.release
    }
}

/// Checks a quarter's statistics for disclosure, by the thresholds of the reference data, and
/// makes of them what may be published. `before` is the release of the quarter before, for the
/// changes on it; the release of any other quarter says nothing here.
///
/// The same statistics, reference data and release give the same tables.
///
/// # Errors
///
/// When it could not be computed what must be hidden.
pub fn check(
    statistics: &QuarterStatistics,
    reference: &Reference,
    before: Option<&Release>,
) -> Result<Publishable, Unsolved> {
    let masks = suppression::masks(statistics, reference)?;
    let release = tables(statistics, reference, before, &masks);
    Ok(Publishable { release })
}

/// The tables with nothing hidden but what is sensitive by itself, which an attacker can undo: a
/// yardstick for tests of the gate, and no [`Publishable`].
#[must_use]
pub fn unprotected(statistics: &QuarterStatistics, reference: &Reference) -> Release {
    let masks = Masks {
        restricted: suppression::primary(statistics, reference, Audience::Restricted),
        public: suppression::primary(statistics, reference, Audience::Public),
    };
    tables(statistics, reference, None, &masks)
}

fn tables(
    statistics: &QuarterStatistics,
    reference: &Reference,
    before: Option<&Release>,
    masks: &Masks,
) -> Release {
    let thresholds = reference.thresholds();
    let before = before.filter(|before| statistics.quarter.previous() == Some(before.quarter));
    let view = |audience: Audience, mask: &Mask| {
        let before: Option<&Tables> = before.map(|before| match audience {
            Audience::Restricted => &before.restricted,
            Audience::Public => &before.public,
        });
        let view = View {
            audience,
            thresholds,
            statistics,
            mask,
            before,
        };
        view.tables()
    };
    Release {
        quarter: statistics.quarter,
        thresholds: thresholds.version.clone(),
        restricted: view(Audience::Restricted, &masks.restricted),
        public: view(Audience::Public, &masks.public),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever could make one otherwise could publish what nobody checked.
    static_assertions::assert_not_impl_any!(
        Publishable: Default, Clone, serde::de::DeserializeOwned, From<Release>
    );
    static_assertions::assert_not_impl_any!(
        PublishableWhatIf: Default, Clone, serde::de::DeserializeOwned
    );
}
