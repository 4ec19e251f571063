//! A statement of leavers against the one in force: what it withdraws, and what was withdrawn at
//! once and is listed again.
//!
//! **Invariant:** what was withdrawn at once is filed with its mark and counts for nobody until it
//! is confirmed; the mark is how the next statement knows that the authority was told.

use std::collections::HashSet;

use jiff::civil::Date;
use pledge::finding::{Detail, Findings, Place, Row};
use pledge::ledger::{Order, Slot, SlotState};
use pledge::ports::{Register, supersedes};
use pledge::register::{Entry, Filed, Relisted, Tombstone, Worker};
use pledge::rule::Code;

use super::rows::Said;
use crate::Failure;
use crate::register::{Counting, RegisterKeys, named};

/// L5: so many withdrawals are nothing to ask about, however few entries there are.
const FEW: u32 = 3;
/// L5: nor is one entry of so many.
const ONE_OF: u32 = 5;
/// The code by which an authority says that something is right after all.
const CONFIRMED: &str = "confirmed_correct";
/// The column that says which departure it is.
const LAST_DAY: &str = "last_day";

/// A statement, and what is known of its slot.
pub(super) struct Statement<'s> {
    pub(super) slot: Slot,
    pub(super) state: &'s SlotState,
    pub(super) order: Order,
    pub(super) today: Date,
    pub(super) keys: &'s RegisterKeys,
    /// Whether the file says that its withdrawals are right.
    pub(super) confirms: bool,
    /// Whether the file is for several authorities, so that findings name the one they are about.
    pub(super) several: bool,
}

/// What a statement withdraws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Withdrawals {
    /// Departures that counted and that it does not list.
    pub(super) withdrawn: u32,
    /// Whether somebody has to confirm them.
    pub(super) hold: bool,
}

impl Statement<'_> {
    /// Weighs the entries against those of the attempt in force, as the rules saw it. What was
    /// withdrawn at once counts only once it is confirmed (L9), and a statement that withdraws
    /// much is to be held (L5).
    pub(super) async fn weigh(
        &self,
        register: &impl Register,
        said: &mut [Said],
        findings: &mut Findings,
    ) -> Result<Withdrawals, Failure> {
        let before = match self.state.pointer {
            Some(pointer) if supersedes(self.order, self.state) => {
                register.filed(self.slot, pointer.attempt).await?
            }
            _ => Vec::new(),
        };
        let mut workers: Vec<Worker> = before.iter().flat_map(named).collect();
        workers.extend(said.iter().flat_map(everybody));
        let stones = register.buried(&workers).await?;
        let counting = Counting::new(&stones, self.today);
        let in_force: Vec<&Filed> = (before.iter())
            .filter(|filed| counting.departure(self.slot.authority, filed).is_some())
            .collect();
        let unconfirmed = self.hold_against(&counting, &before, said, findings);
        if !unconfirmed.is_empty() {
            register.bury(&unconfirmed).await?;
        }
        Ok(self.withdrawals(&in_force, said, findings))
    }

    /// Marks what is listed though it was withdrawn at once; gives the tombstones of what is not
    /// confirmed under the key of this statement, so that they outlive the key under which they
    /// were made.
    ///
    /// A code confirms only what a statement in force has listed under the same tombstone, so that
    /// L9 was said of it. One that stands there at the first time was written for another query,
    /// of this row or, on the first row, of the file.
    fn hold_against(
        &self,
        counting: &Counting,
        before: &[Filed],
        said: &mut [Said],
        findings: &mut Findings,
    ) -> Vec<Tombstone> {
        let mut unconfirmed = Vec::new();
        for one in said {
            let workers: Vec<Worker> = everybody(one).collect();
            let Entry::Departure(departure) = &mut one.filed.entry else {
                continue;
            };
            let (authority, last_day) = (self.slot.authority, departure.last_day);
            let Some(since) = counting.buried(authority, workers.iter().copied(), last_day) else {
                continue;
            };
            let earlier = before.iter().filter_map(|filed| {
                let relisted = relisted(filed, &workers, last_day)?;
                (relisted.since == since).then_some(relisted.confirmed)
            });
            let told = earlier.max();
            let confirmed = match told {
                // It is right until a statement leaves it out or it is withdrawn again.
                Some(true) => true,
                Some(false) => one.explanation == Some(CONFIRMED),
                None => false,
            };
            if told != Some(true) {
                let place = Place::Cell(Row(one.filed.row), LAST_DAY);
                let explanation = one.explanation.filter(|_| told.is_some());
                findings.query(place, Code::L9, Detail::None, explanation);
            }
            departure.relisted = Some(Relisted { since, confirmed });
            if !confirmed {
                unconfirmed.push(Tombstone {
                    authority,
                    worker: one.filed.worker,
                    last_day,
                    since,
                });
            }
        }
        unconfirmed
    }

    /// What was in force and is not listed any more.
    fn withdrawals(
        &self,
        in_force: &[&Filed],
        said: &[Said],
        findings: &mut Findings,
    ) -> Withdrawals {
        // A leaver with another last day is another entry: what restricted somebody is gone.
        let listed: HashSet<(Worker, Date)> = said.iter().flat_map(departures).collect();
        // Of an entry whose key was lost nobody can tell whether it is listed, and no question is
        // answered while it is in force: the statement that replaces it must not wait.
        let (mut withdrawn, mut of) = (0_u32, 0_u32);
        for filed in in_force {
            if named(filed).any(|worker| self.keys.lives(worker.key)) {
                of += 1;
                let is_listed = last_day(&filed.entry)
                    .is_some_and(|day| named(filed).any(|one| listed.contains(&(one, day))));
                withdrawn += u32::from(!is_listed);
            }
        }
        let many = withdrawn > FEW && withdrawn.saturating_mul(ONE_OF) > of;
        if many {
            let detail = if self.several {
                Detail::PartOf(self.slot.authority, withdrawn, of)
            } else {
                Detail::Part(withdrawn, of)
            };
            let explained = self.confirms.then_some(CONFIRMED);
            findings.query(Place::File, Code::L5, detail, explained);
        }
        Withdrawals {
            withdrawn,
            hold: many && !self.confirms,
        }
    }
}

/// The worker of a row under every live version of the key.
fn everybody(said: &Said) -> impl Iterator<Item = Worker> {
    std::iter::once(said.filed.worker).chain(said.others.iter().copied())
}

/// The departure that a row lists, under every live version of the key.
fn departures(said: &Said) -> impl Iterator<Item = (Worker, Date)> {
    let day = last_day(&said.filed.entry);
    everybody(said).filter_map(move |worker| Some((worker, day?)))
}

const fn last_day(entry: &Entry) -> Option<Date> {
    match entry {
        Entry::Departure(departure) => Some(departure.last_day),
        Entry::Engagement(_) => None,
    }
}

/// What an entry of the statement in force says of this departure, if it lists it as one that was
/// withdrawn at once.
fn relisted(filed: &Filed, workers: &[Worker], day: Date) -> Option<Relisted> {
    let Entry::Departure(departure) = &filed.entry else {
        return None;
    };
    let same = departure.last_day == day && named(filed).any(|worker| workers.contains(&worker));
    departure.relisted.filter(|_| same)
}
