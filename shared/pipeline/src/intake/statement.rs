//! A statement of leavers against the one in force: what it withdraws, and what was withdrawn at
//! once and is listed again.

use std::collections::HashSet;

use jiff::civil::Date;
use pledge::finding::{Detail, Findings, Place, Row};
use pledge::ledger::{Order, Slot, SlotState};
use pledge::ports::{Register, supersedes};
use pledge::register::{Entry, Filed, Tombstone, Worker};
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
    /// withdrawn at once is taken out unless it is confirmed (L9), and a statement that withdraws
    /// much is to be held (L5).
    pub(super) async fn weigh(
        &self,
        register: &impl Register,
        said: &mut Vec<Said>,
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
        let again = self.take_out(&stones, &in_force, said, findings);
        if !again.is_empty() {
            register.bury(&again).await?;
        }
        Ok(self.withdrawals(&in_force, said, findings))
    }

    /// Takes out what was withdrawn at once and is not confirmed; gives the tombstones under the
    /// key of this statement, so that they outlive the key under which they were made.
    fn take_out(
        &self,
        stones: &[Tombstone],
        in_force: &[&Filed],
        said: &mut Vec<Said>,
        findings: &mut Findings,
    ) -> Vec<Tombstone> {
        let mut again = Vec::new();
        said.retain_mut(|one| {
            let workers: Vec<Worker> = everybody(one).collect();
            let Entry::Departure(departure) = &mut one.filed.entry else {
                return true;
            };
            let own = |stone: &&Tombstone| {
                stone.authority == self.slot.authority
                    && stone.last_day == departure.last_day
                    && workers.contains(&stone.worker)
            };
            let Some(stone) = stones.iter().find(own) else {
                return true;
            };
            // Once confirmed it is right until a statement leaves it out.
            let carried = in_force.iter().any(|filed| match &filed.entry {
                Entry::Departure(earlier) => {
                    earlier.confirmed
                        && earlier.last_day == departure.last_day
                        && named(filed).any(|worker| workers.contains(&worker))
                }
                Entry::Engagement(_) => false,
            });
            if !carried {
                let place = Place::Cell(Row(one.filed.row), LAST_DAY);
                findings.query(place, Code::L9, Detail::None, one.explanation);
            }
            departure.confirmed = carried || one.explanation == Some(CONFIRMED);
            if !departure.confirmed {
                let worker = one.filed.worker;
                again.push(Tombstone { worker, ..*stone });
            }
            departure.confirmed
        });
        again
    }

    /// What was in force and is not listed any more.
    fn withdrawals(
        &self,
        in_force: &[&Filed],
        said: &[Said],
        findings: &mut Findings,
    ) -> Withdrawals {
        let listed: HashSet<Worker> = said.iter().flat_map(everybody).collect();
        // Of an entry whose key was lost nobody can tell whether it is listed, and no question is
        // answered while it is in force: the statement that replaces it must not wait.
        let (mut withdrawn, mut of) = (0_u32, 0_u32);
        for filed in in_force {
            if named(filed).any(|worker| self.keys.lives(worker.key)) {
                of += 1;
                withdrawn += u32::from(!named(filed).any(|worker| listed.contains(&worker)));
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
