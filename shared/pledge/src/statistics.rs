//! The exact statistics of a quarter, before the disclosure gate: what each cell of the region's
//! tables holds, and who contributes how much to it.
//!
//! **Invariant:** nothing here may be shown to anybody but the operator; only [`crate::disclosure`]
//! makes of it what may be published.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::borough::{Borough, SubRegion};
use crate::quarter::Quarter;
use crate::rates::{Distribution, share_hundredths};
use crate::register::Leaving;
use crate::returns::Return;

pub mod excess;
pub mod gathering;

/// A part of the region, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// One sub-region.
    Part(SubRegion),
    /// London.
    Region,
}

impl Area {
    /// All of them, the region last.
    pub fn all() -> impl Iterator<Item = Self> {
        SubRegion::ALL
            .into_iter()
            .map(Self::Part)
            .chain([Self::Region])
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Part(area) => area.word(),
            Self::Region => "region",
        }
    }

    /// Its name, `North Central London`; the region is `London`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Part(area) => area.name(),
            Self::Region => "London",
        }
    }

    /// The area that `word` stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|area| area.word() == word)
    }

    /// Whether an authority lies in it.
    #[must_use]
    pub fn holds(self, borough: Borough) -> bool {
        self == Self::Region || self == Self::Part(borough.sub_region())
    }
}

/// The word for all job categories together.
pub const ALL: &str = "all";

/// What snapshots write for all job categories together.
const ALL_OF_SNAPSHOT: &str = "ALL";

/// One cell of a table: a job category, or [`ALL`], in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellName {
    /// The category.
    pub category: &'static str,
    /// The area.
    pub area: Area,
}

/// What one borough or one supplier contributes to a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Assignments live on any day of the quarter.
    pub assignments: u64,
    /// Distinct workers.
    pub workers: u64,
    /// Distinct suppliers; all that are on no list count as one.
    pub suppliers: u64,
    /// The sum of the cap-basis rates, in pence an hour.
    pub rates_pence: i64,
    /// The sum of rate times weekly hours, in hundredths of a penny a week.
    pub spend: i128,
    /// Assignments above the cap.
    pub above: u64,
    /// Of these: with an exception approved by the start.
    pub approved: u64,
    /// Of these: with an exception approved after the start.
    pub late: u64,
}

impl Part {
    /// Assignments above the cap without any exception.
    #[must_use]
    pub const fn missing(&self) -> u64 {
        self.above - self.approved - self.late
    }

    /// Assignments above the cap without an exception approved by the start (A7).
    #[must_use]
    pub const fn breaches(&self) -> u64 {
        self.above - self.approved
    }
}

/// One cell of the rates, exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellStatistics {
    /// All of it: workers and suppliers are distinct over the whole cell.
    pub total: Part,
    /// The cap-basis rates, in pence an hour.
    pub rates: Distribution,
    /// Each borough's part.
    pub boroughs: BTreeMap<Borough, Part>,
    /// Each supplier's part, by number; 0 is all that are on no list, which count as one.
    pub suppliers: BTreeMap<u16, Part>,
}

impl CellStatistics {
    /// Mean, lower quartile, median, upper quartile and 90th percentile of the rates, in whole
    /// pence.
    #[must_use]
    pub fn figures(&self) -> [Option<i64>; 5] {
        let quantile = |numerator, denominator| self.rates.quantile(numerator, denominator);
        [
            self.rates.mean_pence(),
            quantile(1, 4),
            quantile(1, 2),
            quantile(3, 4),
            quantile(9, 10),
        ]
    }
}

/// Posts and people of one category in one area on the quarter's last day, from the snapshots, in
/// hundredths of a full-time post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staffing {
    /// Agency workers.
    pub agency: i64,
    /// Permanent staff.
    pub permanent: i64,
    /// Vacant posts.
    pub vacant: i64,
    /// Permanent staff who left in the 12 months to the last day; `None` where a borough did not
    /// send them.
    pub leavers: Option<i64>,
    /// Agency workers and permanent staff by head, of each borough.
    pub heads: BTreeMap<Borough, u64>,
}

impl Staffing {
    /// Agency workers among agency workers and permanent staff, in hundredths of a per cent.
    #[must_use]
    pub fn agency_share(&self) -> Option<i64> {
        share_hundredths(self.agency, self.agency + self.permanent)
    }

    /// Vacant posts among vacant posts and permanent staff, in hundredths of a per cent.
    #[must_use]
    pub fn vacancy_rate(&self) -> Option<i64> {
        share_hundredths(self.vacant, self.vacant + self.permanent)
    }

    /// Leavers of 12 months over permanent staff at the end, in hundredths of a per cent.
    #[must_use]
    pub fn turnover(&self) -> Option<i64> {
        self.leavers
            .and_then(|leavers| share_hundredths(leavers, self.permanent))
    }
}

/// Engagements of one category in the whole region against the leaver register: those on a
/// quarter's returns that began in the last 13 months, each once, however often it was extended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementCounts {
    /// New engagements that were held against the register.
    pub engagements: u64,
    /// Of these: engaged while a rule restricted them.
    pub early: u64,
    /// Of these: declared clear.
    pub declared_clear: u64,
}

/// The engagements of each authority by category, without [`ALL`].
pub type Engagements = BTreeMap<Borough, BTreeMap<&'static str, EngagementCounts>>;

/// The engagements of a category, or of [`ALL`], of some authorities together.
pub fn engaged(
    engagements: &Engagements,
    category: &str,
    authorities: impl IntoIterator<Item = Borough>,
) -> EngagementCounts {
    let mut sum = EngagementCounts::default();
    let authorities = authorities.into_iter();
    let own = authorities.filter_map(|authority| engagements.get(&authority));
    let own = own
        .flatten()
        .filter(|(of, _)| category == ALL || **of == category);
    for (_, counts) in own {
        sum.engagements += counts.engagements;
        sum.early += counts.early;
        sum.declared_clear += counts.declared_clear;
    }
    sum
}

/// How many left permanent posts, by reason, to an agency and elsewhere.
pub type Leavers = [[u32; 2]; Leaving::ALL.len()];

/// Where an authority stands with a return when the quarter closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The return.
    pub kind: Return,
    /// The authority.
    pub authority: Borough,
    /// Whether something is in force, a nil return among it.
    pub in_force: bool,
    /// Whether it is a nil return.
    pub nil: bool,
}

/// All that is known of a quarter, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarterStatistics {
    /// The quarter.
    pub quarter: Quarter,
    /// The rates of every cell that has an assignment.
    pub rates: BTreeMap<CellName, CellStatistics>,
    /// Posts and people of every cell that a snapshot has.
    pub staffing: BTreeMap<CellName, Staffing>,
    /// Engagements by authority and category.
    pub engagements: Engagements,
    /// Leavers by authority.
    pub leavers: BTreeMap<Borough, Leavers>,
    /// Who has returned what.
    pub returned: Vec<Returned>,
}

impl QuarterStatistics {
    /// The region's engagements of a category, or of [`ALL`].
    #[must_use]
    pub fn engaged(&self, category: &str) -> EngagementCounts {
        engaged(&self.engagements, category, Borough::all())
    }
}

impl Serialize for Area {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_word(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("is not an area"))
    }
}

impl Serialize for CellName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.category, self.area).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CellName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (word, area) = <(String, Area)>::deserialize(deserializer)?;
        let category = category::known(&word)
            .ok_or_else(|| serde::de::Error::custom("is not a job category"))?;
        Ok(Self { category, area })
    }
}

/// How a job category, or [`ALL`], is written and read.
pub mod category {
    use serde::Deserialize;

    use super::{ALL, ALL_OF_SNAPSHOT};
    use crate::returns::workforce_snapshot::CATEGORIES;

    /// The category as this program spells it.
    #[must_use]
    pub fn known(word: &str) -> Option<&'static str> {
        let words = CATEGORIES.iter().map(|known| known.word).chain([ALL]);
        words.into_iter().find(|known| *known == word)
    }

    /// The categories of snapshots but the sum of all, in their order.
    pub fn of_snapshots() -> impl Iterator<Item = &'static str> {
        let words = CATEGORIES.iter().map(|known| known.word);
        words.filter(|word| *word != ALL_OF_SNAPSHOT)
    }

    /// Writes the word.
    ///
    /// # Errors
    ///
    /// When the serializer has one.
    pub fn serialize<S: serde::Serializer>(
        word: &&'static str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(word)
    }

    /// Reads the word.
    ///
    /// # Errors
    ///
    /// When it is none of ours.
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<&'static str, D::Error> {
        known(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("is not a job category"))
    }
}
