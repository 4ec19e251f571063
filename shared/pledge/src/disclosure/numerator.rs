//! The counts of a cell that are cells of their own: those above the cap, and of these those with
//! an exception and without one in time.

use crate::statistics::Part;

/// A count of a part of a cell's assignments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Numerator {
    /// Above the cap.
    Above,
    /// Of these: with an exception approved by the start.
    Exceptions,
    /// Of these: without one, or with one approved too late.
    Breaches,
}

impl Numerator {
    /// All of them: the first is the sum of the others.
    pub(super) const ALL: [Self; 3] = [Self::Above, Self::Exceptions, Self::Breaches];

    /// How many there are in a part of a cell.
    pub(super) const fn count(self, part: &Part) -> u64 {
        match self {
            Self::Above => part.above,
            Self::Exceptions => part.approved,
            Self::Breaches => part.above.saturating_sub(part.approved),
        }
    }
}
