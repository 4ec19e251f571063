//! What a quarter's statistics are computed from: what is in force now, or what a closing names.

use pledge::borough::Borough;
use pledge::ledger::{Closing, Digest, Pointer, Slot};
use pledge::ports::Ledger;
use pledge::quarter::Quarter;
use pledge::returns::Return;
use pledge::statistics::{Engagements, Leavers, Returned, category};

use crate::Failure;

/// From what the statistics of a quarter are computed: the same inputs give the same figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The quarter.
    pub quarter: Quarter,
    /// The slices by slot, and the digests of those statements of leavers that are complete from
    /// the quarter's first day to its last.
    pub slices: Vec<(Slot, Digest)>,
    /// Authorities with a nil return.
    pub nil: Vec<Slot>,
    /// Leavers of the quarter as the statements in force count them; one that does not hold
    /// the whole quarter as far as it goes.
    pub leavers: Vec<(Borough, Leavers)>,
    /// Engagements against the register.
    pub engagements: Engagements,
}

impl Inputs {
    /// What is in force now.
    ///
    /// # Errors
    ///
    /// When the ledger does not answer.
    pub async fn in_force(
        ledger: &impl Ledger,
        quarter: Quarter,
        engagements: Engagements,
    ) -> Result<Self, Failure> {
        let mut inputs = Self {
            quarter,
            slices: Vec::new(),
            nil: Vec::new(),
            leavers: Vec::new(),
            engagements,
        };
        for kind in Return::ALL {
            let of = kind.quarterly().then_some(quarter);
            for (slot, state) in ledger.standing(kind, of).await?.slots {
                if let Some(pointer) = state.pointer {
                    inputs.take(slot, &pointer);
                }
            }
        }
        Ok(inputs)
    }

    fn take(&mut self, slot: Slot, pointer: &Pointer) {
        let Pointer { facts, digest, .. } = pointer;
        let complete_to = facts.complete_to;
        // Of a quarter that is closed very late a statement lists only the later leavers.
        let reaches = (facts.leavers).is_none_or(|counts| counts.reach(self.quarter));
        let covered = reaches && complete_to.is_some_and(|day| self.quarter.last_day() <= day);
        if slot.kind.quarterly() || covered {
            self.slices.push((slot, *digest));
        }
        if facts.nil {
            self.nil.push(slot);
        }
        if let Some(counts) = facts.leavers {
            self.leavers.push((slot.authority, counts.of(self.quarter)));
        }
    }

    /// What a closing names.
    #[must_use]
    pub fn named_by(closing: &Closing) -> Self {
        let mut engagements = Engagements::new();
        for (authority, word, counts) in &closing.engagements {
            if let Some(word) = category::known(word) {
                let own = engagements.entry(*authority).or_default();
                own.insert(word, *counts);
            }
        }
        Self {
            quarter: closing.quarter,
            slices: closing.slices.clone(),
            nil: closing.nil.clone(),
            leavers: closing.leavers.clone(),
            engagements,
        }
    }

    /// What is not in force.
    pub(crate) fn missing(&self) -> Vec<Returned> {
        let returned = self.returned().into_iter();
        returned.filter(|returned| !returned.in_force).collect()
    }

    /// Who has returned what, by return and authority.
    pub(super) fn returned(&self) -> Vec<Returned> {
        let mut returned = Vec::new();
        for kind in Return::ALL {
            for authority in Borough::all() {
                let is_this = |slot: &Slot| slot.kind == kind && slot.authority == authority;
                returned.push(Returned {
                    kind,
                    authority,
                    in_force: self.slices.iter().any(|(slot, _)| is_this(slot)),
                    nil: self.nil.iter().any(is_this),
                });
            }
        }
        returned
    }
}
