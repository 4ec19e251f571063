//! The judge of records: what each return's rules say about a row, about a file, and against what
//! was sent before. It also makes the row of the dataset.
//!
//! **Invariant:** one cause gives one finding. A cell that is unreadable or missing has its finding
//! already, and a rule that needs it passes over; a count that lacks such a row is not compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::assessment::Breaches;
use crate::borough::Borough;
use crate::cell::Cell;
use crate::finding::{Detail, Findings, Place};
use crate::identity::{Analytics, Pseudonym};
use crate::ledger::Facts;
use crate::record::{FileFields, Record, Value};
use crate::reference::Reference;
use crate::register::Entry;
use crate::returns::Return;
use crate::rule::Code;

mod assignments;
mod field;
mod leavers;
mod rate;
mod row_cells;
mod snapshot;

/// The column that says for which authority a row is, in every return.
const AUTHORITY: &str = "la_code";

/// What is in force already and is compared with a file: of one authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The submission that this one would replace.
    pub same_slot: Option<Facts>,
    /// The same return of the quarter before.
    pub quarter_before: Option<Facts>,
    /// The assignments of the quarter.
    pub assignments: Option<Facts>,
    /// The snapshot of the quarter; for leavers the newest.
    pub snapshot: Option<Facts>,
}

/// A row without an error: what its dataset and the register keep of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The authority whose row it is.
    pub authority: Borough,
    /// One cell for each stored column of the return, in its order; none where it has no dataset.
    pub cells: Vec<Cell>,
    /// What the register keeps, where it keeps anything.
    pub entry: Option<Entry>,
}

/// What a whole file came to, beside its findings.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// Counts by authority; `None` for rows whose authority is not known.
    pub facts: BTreeMap<Option<Borough>, Facts>,
    /// Breaches, counted.
    pub breaches: Breaches,
}

/// Judges the records of one file, in any order, then the file.
pub struct Judge<'a> {
    about: About<'a>,
    state: State,
    /// Authorities that have nothing to report.
    nil: BTreeSet<Borough>,
}

/// What every rule of a file may look at.
#[derive(Clone, Copy)]
struct About<'a> {
    file: FileFields,
    reference: &'a Reference,
    today: Date,
}

enum State {
    Assignments(assignments::Assignments),
    Leavers(leavers::Leavers),
    Snapshot(snapshot::Snapshot),
}

/// What the rules about a file as a whole may look at and say.
struct Closing<'c> {
    file: FileFields,
    today: Date,
    before: &'c dyn Fn(Borough) -> Before,
    /// Whether a row names an authority that it cannot be for.
    misplaced: bool,
    /// Whether rows were not read or not judged: what was counted is not the file.
    partial: bool,
    /// Whether the file is for several authorities, so that findings name the one they are about.
    several: bool,
    findings: &'c mut Findings,
}

impl Closing<'_> {
    fn before(&self, authority: Option<Borough>) -> Before {
        authority.map_or_else(Before::default, self.before)
    }

    /// Whether every row has its authority, or none has: else counts by authority mean nothing.
    fn is_placed<T>(&mut self, by_authority: &BTreeMap<Option<Borough>, T>) -> bool {
        self.several = by_authority.len() > 1;
        let mixed = self.several && by_authority.contains_key(&None);
        !self.misplaced && !mixed
    }

    /// How many, and of which authority if there are several.
    fn count(&self, authority: Option<Borough>, number: u32) -> Detail {
        match authority {
            Some(authority) if self.several => Detail::CountOf(authority, number),
            _ => Detail::Count(number),
        }
    }

    /// Which authority, if there are several.
    fn name(&self, authority: Option<Borough>) -> Detail {
        match authority {
            Some(authority) if self.several => Detail::Authority(authority),
            _ => Detail::None,
        }
    }

    /// A query about the file, explained by the code on its first row.
    fn query(&mut self, place: Place, code: Code, detail: Detail) {
        self.findings
            .query(place, code, detail, self.file.explanation);
    }
}

impl<'a> Judge<'a> {
    /// A judge of one file, on the day that counts as today.
    #[must_use]
    pub fn new(file: FileFields, reference: &'a Reference, today: Date) -> Self {
        let state = match file.kind {
            Return::AgencyAssignments => State::Assignments(assignments::Assignments::default()),
            Return::PermanentLeavers => State::Leavers(leavers::Leavers::default()),
            Return::WorkforceSnapshot => State::Snapshot(snapshot::Snapshot::default()),
        };
        let about = About {
            file,
            reference,
            today,
        };
        Self {
            about,
            state,
            nil: BTreeSet::new(),
        }
    }

    /// Notes that the file says there is nothing to report for this authority, so that rules about
    /// what it sent before are asked of it as well.
    pub fn nil(&mut self, authority: Borough) {
        self.nil.insert(authority);
        match &mut self.state {
            State::Assignments(state) => state.nil(authority),
            State::Leavers(state) => state.nil(authority, self.about.today),
            State::Snapshot(state) => state.nil(authority),
        }
    }

    /// Judges one record. Gives what is kept of it: nothing where the row has an error or no known
    /// authority.
    pub fn judge(
        &mut self,
        record: &Record,
        worker: Option<Pseudonym<Analytics>>,
        findings: &mut Findings,
    ) -> Option<Judged> {
        let mut row = field::Row::new(record, self.about.file.unsent, findings);
        let computed = match &mut self.state {
            State::Assignments(state) => state.judge(&mut row, worker, self.about).to_vec(),
            State::Leavers(state) => {
                state.judge(&mut row, self.about.today);
                Vec::new()
            }
            State::Snapshot(state) => {
                state.judge(&mut row);
                Vec::new()
            }
        };
        let kind = self.about.file.kind;
        let authority = record.authority?;
        if row.wrong {
            return None;
        }
        let cells = if kind.has_dataset() {
            row_cells::of_row(kind, record, authority, worker, &computed)?
        } else if record.values.contains(&Value::Unreadable) {
            return None;
        } else {
            Vec::new()
        };
        let entry = match kind {
            Return::AgencyAssignments => assignments::entry(&row, self.about.today),
            Return::PermanentLeavers => leavers::entry(&row),
            Return::WorkforceSnapshot => None,
        };
        Some(Judged {
            authority,
            cells,
            entry,
        })
    }

    /// Judges the file as a whole, for each authority on its own.
    pub fn finish(self, before: &dyn Fn(Borough) -> Before, findings: &mut Findings) -> Verdicts {
        let file = self.about.file;
        let misplaced = findings
            .by_rule()
            .iter()
            .any(|((_, column), tally)| *column == Some(AUTHORITY) && tally.errors > 0);
        let partial = findings
            .by_rule()
            .keys()
            .any(|(code, _)| matches!(code, Code::F3 | Code::F10 | Code::F21));
        let mut closing = Closing {
            file,
            today: self.about.today,
            before,
            misplaced,
            partial,
            several: false,
            findings,
        };
        let mut verdicts = match self.state {
            State::Assignments(state) => state.finish(&mut closing),
            State::Leavers(state) => state.finish(&mut closing),
            State::Snapshot(state) => state.finish(&mut closing),
        };
        for (authority, facts) in &mut verdicts.facts {
            facts.nil = authority.is_some_and(|authority| self.nil.contains(&authority));
        }
        verdicts
    }
}

/// How many, as facts and details count.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests_assignments;
#[cfg(test)]
mod tests_cells;
#[cfg(test)]
mod tests_files;
#[cfg(test)]
mod tests_leavers;
#[cfg(test)]
mod tests_needed;
#[cfg(test)]
mod tests_rates;
#[cfg(test)]
mod tests_snapshot;
