//! Reference data: dated facts that rules look up, such as caps, tax parameters, job titles, and
//! the rules on cooling off themselves.
//!
//! **Invariant:** every word it gives out for a dataset is one that this program spells; of a
//! supplier only the number leaves for a dataset.

use jiff::civil::Date;

use crate::borough::{Borough, SubRegion};
use crate::quarter::Quarter;
use crate::text::folded;

mod load;
mod membership;
mod rule;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_broken;
#[cfg(test)]
mod tests_dated;
mod thresholds;

pub use load::{Broken, Fault};
pub use membership::Unknown;
pub use rule::{Rule, RuleId, Scope};
pub use thresholds::Thresholds;

/// The category that stands for all sub-regions in the rate card.
const EVERYWHERE: &str = "all";

/// Dated facts that rules look up.
#[derive(Clone, Debug)]
pub struct Reference {
    version: String,
    reporters: Vec<(Borough, Borough)>,
    titles: Vec<(String, JobTitle)>,
    suppliers: Vec<Supplier>,
    caps: Vec<Cap>,
    taxes: Vec<(Period, TaxParameters)>,
    living_wages: Vec<(Date, i64)>,
    bank_holidays: Vec<Date>,
    memberships: Vec<membership::Membership>,
    /// The group and the authority.
    employers: Vec<(String, Borough)>,
    rules: Vec<Rule>,
    thresholds: Thresholds,
}

/// What the role map says of a job title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobTitle {
    /// It belongs to this job category.
    Category(&'static str),
    /// Somebody in the first, assessed and supported year.
    InTraining,
    /// A post that is not a children's social worker's.
    OutOfScope,
    /// The map does not know it.
    Unknown,
}

/// What turns a PAYE rate into a cap-basis rate. Shares are hundredths of a per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxParameters {
    /// Holiday pay, as a share of pay.
    pub holiday: i64,
    /// Employer's National Insurance, as a share of what is over the threshold.
    pub national_insurance: i64,
    /// Pay in a year on which no National Insurance is due, in pence.
    pub threshold_pence_a_year: i64,
    /// Apprenticeship levy, as a share of pay with holiday pay.
    pub levy: i64,
    /// Whether nobody has published them yet.
    pub assumed: bool,
}

/// From a day, to a day that is included, or until further notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    from: Date,
    to: Option<Date>,
}

/// One entry of the list of suppliers.
#[derive(Clone, Debug)]
struct Supplier {
    number: u16,
    name: String,
    /// The name as it is compared.
    sought_as: String,
}

/// One row of the rate card.
#[derive(Clone, Copy, Debug)]
struct Cap {
    category: &'static str,
    sub_region: Option<SubRegion>,
    pence: i64,
    period: Period,
}

impl Period {
    fn holds(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Reference {
    /// Which edition of the data this is: the day from which the whole set is meant.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The settings of the disclosure gate.
    #[must_use]
    pub const fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// The authorities whose rows may come from this folder: its own first.
    #[must_use]
    pub fn authorities_of(&self, folder: Borough) -> Vec<Borough> {
        let further = self
            .reporters
            .iter()
            .filter(|(reporter, _)| *reporter == folder)
            .map(|(_, authority)| *authority);
        std::iter::once(folder).chain(further).collect()
    }

    /// What the role map says of a borough's own job title.
    #[must_use]
    pub fn job_title(&self, title: &str) -> JobTitle {
        let sought = folded(title).replace('\u{2019}', "'");
        self.titles
            .iter()
            .find(|(title, _)| *title == sought)
            .map_or(JobTitle::Unknown, |(_, meaning)| *meaning)
    }

    /// The number of the supplier with this name or this key (`S01` or `S1`), from 1.
    #[must_use]
    pub fn supplier(&self, text: &str) -> Option<u16> {
        let sought = folded(text).replace('\u{2019}', "'");
        let is_digits = |key: &&str| key.bytes().all(|byte| byte.is_ascii_digit());
        let key = sought.strip_prefix('s').filter(is_digits);
        let key: Option<u16> = key.and_then(|digits| digits.parse().ok());
        self.suppliers
            .iter()
            .find(|supplier| supplier.sought_as == sought || Some(supplier.number) == key)
            .map(|supplier| supplier.number)
    }

    /// The list of suppliers: number and name, in the order of the number.
    pub fn suppliers(&self) -> impl Iterator<Item = (u16, &str)> {
        self.suppliers
            .iter()
            .map(|supplier| (supplier.number, supplier.name.as_str()))
    }

    /// The cap on the rate of an assignment that starts on this day, in pence an hour. Of the lines
    /// in force that of the sub-region itself goes before one for all, then the latest.
    #[must_use]
    pub fn cap(&self, category: &str, sub_region: SubRegion, day: Date) -> Option<i64> {
        self.caps
            .iter()
            .filter(|cap| {
                cap.category == category
                    && cap.sub_region.is_none_or(|area| area == sub_region)
                    && cap.period.holds(day)
            })
            .max_by_key(|cap| (cap.sub_region.is_some(), cap.period.from))
            .map(|cap| cap.pence)
    }

    /// The parameters of the tax year in which this day lies, where they are known; the latest of
    /// the lines in force.
    #[must_use]
    pub fn tax(&self, day: Date) -> Option<TaxParameters> {
        self.taxes
            .iter()
            .filter(|(period, _)| period.holds(day))
            .max_by_key(|(period, _)| period.from)
            .map(|(_, parameters)| *parameters)
    }

    /// The National Living Wage on this day, in pence an hour; 0 before there was one.
    #[must_use]
    pub fn living_wage(&self, day: Date) -> i64 {
        self.living_wages
            .iter()
            .filter(|(from, _)| *from <= day)
            .max()
            .map_or(0, |(_, pence)| *pence)
    }

    /// The day by which a quarter's returns are due: the last working day of the next month.
    #[must_use]
    pub fn due(&self, quarter: Quarter) -> Date {
        let next_month = quarter.last_day().tomorrow();
        let mut day = next_month.map_or(quarter.last_day(), Date::last_of_month);
        while self.is_free(day) {
            let Ok(earlier) = day.yesterday() else { break };
            day = earlier;
        }
        day
    }

    fn is_free(&self, day: Date) -> bool {
        day.weekday().to_monday_zero_offset() > 4 || self.bank_holidays.contains(&day)
    }
}
