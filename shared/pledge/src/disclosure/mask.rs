//! What is hidden of a quarter's tables from an audience.

use std::collections::BTreeSet;

use super::numerator::Numerator;
use crate::register::Leaving;
use crate::statistics::{CellName, EngagementCounts, Leavers};

/// A count of engagements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Engaged {
    /// All that were held against the register.
    All,
    /// Of these: too early.
    Early,
    /// Of these: declared clear.
    DeclaredClear,
}

impl Engaged {
    /// All of them: each is a part of the one before.
    pub(super) const ALL: [Self; 3] = [Self::All, Self::Early, Self::DeclaredClear];

    /// How many there are.
    pub(super) const fn count(self, counts: &EngagementCounts) -> u64 {
        match self {
            Self::All => counts.engagements,
            Self::Early => counts.early,
            Self::DeclaredClear => counts.declared_clear,
        }
    }
}

/// Where leavers went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gone {
    /// To an agency.
    ToAgency,
    /// Elsewhere, or nobody knows where.
    Elsewhere,
    /// Both.
    All,
}

impl Gone {
    /// All of them: the last is the sum of the others.
    pub(super) const ALL: [Self; 3] = [Self::ToAgency, Self::Elsewhere, Self::All];

    /// How many left for a reason, or for any.
    pub(super) fn count(self, leavers: &Leavers, leaving: Option<Leaving>) -> u64 {
        let reasons = Leaving::ALL.iter().zip(leavers);
        let reasons = reasons.filter(|(reason, _)| leaving.is_none_or(|sought| sought == **reason));
        reasons
            .map(|(_, [to_agency, elsewhere])| match self {
                Self::ToAgency => u64::from(*to_agency),
                Self::Elsewhere => u64::from(*elsewhere),
                Self::All => u64::from(*to_agency) + u64::from(*elsewhere),
            })
            .sum()
    }
}

/// Every reason for leaving, and all of them together.
pub(super) fn reasons() -> impl Iterator<Item = Option<Leaving>> {
    Leaving::ALL.into_iter().map(Some).chain([None])
}

/// What is hidden from an audience. What is not in it is shown, where there is anything to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    /// Cells of which nothing is shown.
    pub(super) rates: BTreeSet<CellName>,
    /// Counts of cells.
    pub(super) numerators: BTreeSet<(CellName, Numerator)>,
    /// Cells of posts and people.
    pub(super) staffing: BTreeSet<CellName>,
    /// Counts of engagements, by category.
    pub(super) engagements: BTreeSet<(&'static str, Engaged)>,
    /// Counts of leavers, by reason.
    pub(super) leavers: BTreeSet<(Option<Leaving>, Gone)>,
}
