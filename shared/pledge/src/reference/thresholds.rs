//! The settings of the disclosure gate. What is compiled in is a sample; the region's own file is
//! kept outside the repository, and a manifest names its version only.

use super::table::{self, DISCLOSURE};
use super::{Broken, Fault};

/// From how many on something may be shown, and how it is rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Which settings these are: all that a manifest says of them.
    pub version: String,
    /// Distinct workers in a cell that the public sees.
    pub public_workers: u64,
    /// Distinct workers in a cell that directors see.
    pub restricted_workers: u64,
    /// Boroughs that contribute to a cell.
    pub boroughs: u64,
    /// Suppliers that contribute to a cell.
    pub suppliers: u64,
    /// The p of the p % rule: what the two largest contributors leave of a total is at least so
    /// many per cent of the largest.
    pub p_percent: u64,
    /// From how many on a numerator, or what it leaves of its whole, is public, unless it is 0.
    pub public_numerator: u64,
    /// The same for directors.
    pub restricted_numerator: u64,
    /// Observations that a quantile q needs on its thinner side: n times q or 1 - q.
    pub quantile_beside: u64,
    /// The step to which means and quantiles are rounded, in pence.
    pub round_to_pence: u64,
    /// The step to which public counts are rounded.
    pub public_round_to: u64,
}

/// A hundred in the hundred.
const ALL_PERCENT: u64 = 100;

impl Thresholds {
    /// Reads the settings: each once, none besides.
    pub(super) fn read(text: &str) -> Result<Self, Broken> {
        let lines = DISCLOSURE.read(text, table::setting)?;
        let mut settings = Settings { lines };
        let thresholds = Self {
            version: settings.take("version", version)?,
            public_workers: settings.take("public_workers", positive)?,
            restricted_workers: settings.take("restricted_workers", positive)?,
            boroughs: settings.take("boroughs", positive)?,
            suppliers: settings.take("suppliers", positive)?,
            p_percent: settings.take("p_percent", |text| {
                positive(text).filter(|percent| *percent <= ALL_PERCENT)
            })?,
            public_numerator: settings.take("public_numerator", positive)?,
            restricted_numerator: settings.take("restricted_numerator", positive)?,
            quantile_beside: settings.take("quantile_beside", positive)?,
            round_to_pence: settings.take("round_to_pence", positive)?,
            public_round_to: settings.take("public_round_to", positive)?,
        };
        settings.finish()?;
        thresholds.judge()
    }

    /// The public sees no more than directors do.
    fn judge(self) -> Result<Self, Broken> {
        let in_order = self.restricted_workers <= self.public_workers
            && self.restricted_numerator <= self.public_numerator;
        in_order
            .then_some(self)
            .ok_or(DISCLOSURE.broken_whole(Fault::Audience))
    }
}

/// The lines that were not asked for yet; a line that was is blank.
struct Settings {
    lines: Vec<(String, String)>,
}

impl Settings {
    fn take<T>(&mut self, name: &str, read: fn(&str) -> Option<T>) -> Result<T, Broken> {
        let index = self.lines.iter().position(|(found, _)| found == name);
        let line = index.and_then(|index| self.lines.get_mut(index));
        let (index, line) = index
            .zip(line)
            .ok_or(DISCLOSURE.broken_whole(Fault::Lacking))?;
        line.0.clear();
        read(&line.1).ok_or(DISCLOSURE.broken(index, Fault::Form))
    }

    fn finish(self) -> Result<(), Broken> {
        let left = self.lines.iter().position(|(name, _)| !name.is_empty());
        left.map_or(Ok(()), |index| Err(DISCLOSURE.broken(index, Fault::Form)))
    }
}

fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number > 0)
}

fn version(text: &str) -> Option<String> {
    super::load::is_version(text).then(|| text.to_owned())
}
