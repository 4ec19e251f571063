//! The three returns, each declared once as a table of columns; all else derives from the tables.

use std::fmt;
use std::str::FromStr;

use crate::cell::Stored;
use crate::column::Column;

pub mod agency_assignments;
mod everywhere;
pub mod permanent_leavers;
pub mod workforce_snapshot;

#[cfg(test)]
mod tests;

/// A kind of file that boroughs send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Return {
    /// One row for each agency assignment live on any day of the quarter.
    AgencyAssignments,
    /// Everyone who leaves a permanent post within 13 months before and 190 days after the day.
    PermanentLeavers,
    /// Posts, vacancies and people on the last day of the quarter, by job category.
    WorkforceSnapshot,
}

/// The text names no return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of a return")]
pub struct NotAReturn;

impl Return {
    /// All three.
    pub const ALL: [Self; 3] = [
        Self::AgencyAssignments,
        Self::PermanentLeavers,
        Self::WorkforceSnapshot,
    ];

    /// Its name in paths and commands.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgencyAssignments => "agency_assignments",
            Self::PermanentLeavers => "permanent_leavers",
            Self::WorkforceSnapshot => "workforce_snapshot",
        }
    }

    /// Its name in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AgencyAssignments => "Agency assignments",
            Self::PermanentLeavers => "Permanent leavers",
            Self::WorkforceSnapshot => "Workforce snapshot",
        }
    }

    /// What one row is.
    #[must_use]
    pub const fn grain(self) -> &'static str {
        match self {
            Self::AgencyAssignments => {
                "One row for each agency assignment live on any day of the quarter."
            }
            Self::PermanentLeavers => {
                "One row for each person whose last day in a permanent post lies from 13 months ago to 190 days ahead."
            }
            Self::WorkforceSnapshot => {
                "One row for each job category, counted on the last day of the quarter."
            }
        }
    }

    /// Its columns.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::AgencyAssignments => agency_assignments::COLUMNS,
            Self::PermanentLeavers => permanent_leavers::COLUMNS,
            Self::WorkforceSnapshot => workforce_snapshot::COLUMNS,
        }
    }

    /// Whether it is sent for a quarter. Leavers are sent on any day.
    #[must_use]
    pub const fn quarterly(self) -> bool {
        !matches!(self, Self::PermanentLeavers)
    }

    /// Whether its rows become a dataset. There is no row-level dataset of leavers.
    #[must_use]
    pub const fn has_dataset(self) -> bool {
        !matches!(self, Self::PermanentLeavers)
    }

    /// The version of its dataset's schema, the folder beside which a changed one would stand.
    #[must_use]
    pub const fn schema_version(self) -> &'static str {
        "v1"
    }

    /// The columns of its dataset, in order.
    #[must_use]
    pub fn stored(self) -> Vec<Stored> {
        self.columns()
            .iter()
            .flat_map(|column| column.fate.stored())
            .copied()
            .collect()
    }
}

impl fmt::Display for Return {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Return {
    type Err = NotAReturn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(NotAReturn)
    }
}

impl serde::Serialize for Return {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Return {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl serde::Serialize for crate::borough::Borough {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.ons_code())
    }
}

impl<'de> serde::Deserialize<'de> for crate::borough::Borough {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_ons_code(&code)
            .ok_or_else(|| serde::de::Error::custom(crate::borough::NotABorough))
    }
}
