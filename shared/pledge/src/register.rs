//! The words of the leaver register: departures and engagements by register pseudonym, as attempts
//! file them, and the corrections that take effect at once.
//!
//! **Invariant:** an entry counts only while a slot points to the attempt that filed it. It holds
//! no number, no reason for leaving and nothing that a dataset for analysts holds by row.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::borough::Borough;
use crate::identity::{LeaverRegister, Pseudonym};
use crate::keys::{Hasher, KeyVersion};
use crate::ledger::{AttemptId, Digest, Slot};
use crate::quarter::Quarter;
use crate::returns::agency_assignments::{COOLOFF, JOB_CATEGORIES};

/// Months for which an entry is kept and counts, from the last day or the start.
pub const MONTHS_KEPT: i32 = 13;

/// The earliest last day, or start, with which an entry counts on the day `today`.
#[must_use]
pub fn kept_from(today: Date) -> Date {
    today.saturating_sub(MONTHS_KEPT.months())
}

/// A word as this program spells it. By this name, since Serde would borrow what it sees to be a
/// reference.
pub type Spelt = &'static str;

/// A worker as the register knows them: by pseudonym, under one version of the register's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Worker {
    /// The version of the key.
    pub key: KeyVersion,
    /// The pseudonym under it.
    pub pseudonym: Pseudonym<LeaverRegister>,
}

/// The post that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// A permanent post, an apprenticeship among them.
    Permanent,
    /// A fixed term in a substantive post: permanent where a rule says so.
    FixedTerm,
}

/// Why a departure may not count under a rule: to be looked into by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Made redundant.
    Redundancy,
    /// Left in probation.
    Probation,
    /// Moves to another permanent role.
    InternalTransfer,
    /// Transferred with the undertaking.
    Tupe,
    /// Any other, as the authority left says.
    Other,
}

impl Exemption {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Redundancy,
        Self::Probation,
        Self::InternalTransfer,
        Self::Tupe,
        Self::Other,
    ];

    /// The word for it in returns and reference data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Redundancy => "redundancy",
            Self::Probation => "probation",
            Self::InternalTransfer => "internal_transfer",
            Self::Tupe => "tupe",
            Self::Other => "other",
        }
    }
}

/// That somebody left, or will leave, a permanent post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Departure {
    /// The first day on which a rule looks: the start of the post, or 24 months before the last
    /// day if it started earlier; where it was not sent, six months before the last day.
    pub post_start: Date,
    /// The last day in the post.
    pub last_day: Date,
    /// The post.
    pub post: Post,
    /// What may exempt it, each once, in the order of [`Exemption::ALL`].
    pub exemptions: Vec<Exemption>,
    /// That it is listed though it was withdrawn at once; `None` where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relisted: Option<Relisted>,
}

/// That a departure is listed after it was withdrawn at once, of which L9 tells the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Relisted {
    /// The instant of the tombstone under which it is listed.
    pub since: Timestamp,
    /// Whether the authority, told once, confirmed it: then that tombstone holds no more.
    pub confirmed: bool,
}

/// That an authority engages somebody from an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Engagement {
    /// The first day.
    pub start: Date,
    /// The last day, where it has ended or its end is known.
    pub end: Option<Date>,
    /// The job category, a word of [`JOB_CATEGORIES`].
    #[serde(deserialize_with = "category")]
    pub category: Spelt,
    /// What the hiring desk declares on the six months, a word of [`COOLOFF`].
    #[serde(deserialize_with = "declaration")]
    pub declared: Spelt,
    /// Hours a week, in hundredths.
    pub hours_hundredths: i64,
}

/// What the register holds of a worker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// From a statement of leavers.
    Departure(Departure),
    /// From a return of assignments.
    Engagement(Engagement),
}

impl Entry {
    /// The day by which it is kept: the last day in the post, or the first of the engagement.
    #[must_use]
    pub const fn day(&self) -> Date {
        match self {
            Self::Departure(departure) => departure.last_day,
            Self::Engagement(engagement) => engagement.start,
        }
    }
}

/// One entry as an attempt files it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filed {
    /// The row of the file as a spreadsheet numbers it. No two entries of an attempt share it.
    pub row: u32,
    /// The worker, under the newest version of the key.
    pub worker: Worker,
    /// The same worker under other versions, where the register knew them by those.
    pub also: Vec<Worker>,
    /// What is said.
    pub entry: Entry,
}

/// SHA-256 over what an attempt files for a slot: rows, workers and what is said, confirmations
/// among it; `None` where it files nothing. By which other versions the workers were known is not
/// in it: that depends on who filed before.
#[must_use]
pub fn digest(entries: &[Filed]) -> Option<Digest> {
    let mut hasher = Hasher::default();
    for Filed {
        row, worker, entry, ..
    } in entries
    {
        // Days, numbers and our own words: none can fail to serialise.
        let said = serde_json::to_string(entry).unwrap_or_default();
        hasher.update(&row.to_be_bytes());
        hasher.update(&worker.key.number().to_be_bytes());
        hasher.update(worker.pseudonym.as_bytes());
        hasher.update(&u64::try_from(said.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(said.as_bytes());
    }
    (!entries.is_empty()).then(|| hasher.finish())
}

/// One entry, and who filed it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The slot for which it was filed: its authority is the one left, or the one that hires.
    pub slot: Slot,
    /// The attempt that filed it.
    pub attempt: AttemptId,
    /// The entry.
    pub filed: Filed,
}

/// The correction that takes effect at once: a departure does not count any more, whatever
/// statement lists it, unless its authority confirms it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tombstone {
    /// The authority whose entry it was.
    pub authority: Borough,
    /// The worker, under one version of the key.
    pub worker: Worker,
    /// The last day of the departure that counts no more.
    pub last_day: Date,
    /// When it was withdrawn, if more than once the last time.
    pub since: Timestamp,
}

/// All that an attempt filed, as the collector sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filing {
    /// The slot.
    pub slot: Slot,
    /// The attempt.
    pub attempt: AttemptId,
    /// When it was filed.
    pub at: Timestamp,
}

/// Why somebody left, as far as counts tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// Resigned.
    Resignation,
    /// Made redundant, by choice or not.
    Redundancy,
    /// All else.
    Other,
}

impl Leaving {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Resignation, Self::Redundancy, Self::Other];

    /// The word for it in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Resignation => "resignation",
            Self::Redundancy => "redundancy",
            Self::Other => "other",
        }
    }
}

/// Quarters that a full statement can reach: 13 months back and 190 days ahead.
const REACH: usize = 8;

/// How many left in each quarter that a statement reaches, by reason, and whether to an agency.
/// Who moved within the authority, and who was casual or seconded in, did not leave a permanent
/// post and is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverCounts {
    first: Quarter,
    /// Whether the window begins after the first quarter's first day, so that it is not whole.
    #[serde(default)]
    cut: bool,
    /// For each quarter from the first: by [`Leaving::ALL`], to an agency and elsewhere.
    counts: [[[u32; 2]; 3]; REACH],
}

impl LeaverCounts {
    /// No leavers, for a statement whose window begins on this day.
    #[must_use]
    pub fn from_day(day: Date) -> Option<Self> {
        let first = Quarter::of(day)?;
        Some(Self {
            first,
            cut: first.first_day() < day,
            counts: Default::default(),
        })
    }

    /// Counts one who left on `last_day`. A day that no statement reaches is not counted.
    pub fn add(&mut self, last_day: Date, leaving: Leaving, to_agency: bool) {
        let place = Quarter::of(last_day).and_then(|quarter| self.place(quarter));
        let quarter = place.and_then(|place| self.counts.get_mut(place));
        let reason = Leaving::ALL.iter().position(|other| *other == leaving);
        if let Some(cell) = quarter
            .zip(reason)
            .and_then(|(quarter, reason)| quarter.get_mut(reason))
            .and_then(|cells| cells.get_mut(usize::from(!to_agency)))
        {
            *cell = cell.saturating_add(1);
        }
    }

    /// Whether the statement reaches back to the quarter's first day: who left before its window
    /// is not on it.
    #[must_use]
    pub fn reach(&self, quarter: Quarter) -> bool {
        self.first < quarter || self.first == quarter && !self.cut
    }

    /// How many left in a quarter: by [`Leaving::ALL`], to an agency and elsewhere.
    #[must_use]
    pub fn of(&self, quarter: Quarter) -> [[u32; 2]; 3] {
        self.place(quarter)
            .and_then(|place| self.counts.get(place))
            .copied()
            .unwrap_or_default()
    }

    fn place(&self, quarter: Quarter) -> Option<usize> {
        let mut at = Some(quarter);
        (0..REACH).find(|_| {
            let found = at == Some(self.first);
            at = at.and_then(Quarter::previous);
            found
        })
    }
}

fn category<'de, D: serde::Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    spelt(JOB_CATEGORIES, from)
}

fn declaration<'de, D: serde::Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    spelt(COOLOFF, from)
}

/// A word of a list, as this program spells it.
fn spelt<'de, D: serde::Deserializer<'de>>(
    list: &'static [crate::column::Word],
    from: D,
) -> Result<&'static str, D::Error> {
    let word = String::deserialize(from)?;
    list.iter()
        .map(|known| known.word)
        .find(|known| *known == word)
        .ok_or_else(|| serde::de::Error::custom("is not a word of its list"))
}

#[cfg(test)]
mod tests;
