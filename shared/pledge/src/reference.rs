//! Reference data: dated facts that rules look up, such as caps, tax parameters and job titles.
//!
//! **Invariant:** every word it gives out for a dataset is one that this program spells; of a
//! supplier only the number leaves for a dataset.

use jiff::civil::Date;

use crate::borough::{Borough, SubRegion};
use crate::quarter::Quarter;
use crate::text::folded;

mod table;
#[cfg(test)]
mod tests_dated;

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

/// A file of reference data cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line} is not what the file holds")]
pub struct Broken {
    file: &'static str,
    line: usize,
}

impl Period {
    fn holds(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Reference {
    /// The reference data that this program was built with.
    #[must_use]
    pub fn compiled() -> Self {
        #[expect(
            clippy::expect_used,
            clippy::missing_panics_doc,
            reason = "the files are a part of the program, and a test reads them"
        )]
        Self::read().expect("the compiled-in reference data can be read")
    }

    fn read() -> Result<Self, Broken> {
        Ok(Self {
            version: include_str!("../reference/version.txt").trim().to_owned(),
            reporters: table::REPORTERS.read(table::reporter)?,
            titles: table::ROLE_MAP.read(table::title)?,
            suppliers: table::SUPPLIERS.read(table::supplier)?,
            caps: table::RATE_CARD.read(table::cap)?,
            taxes: table::TAX.read(table::tax)?,
            living_wages: table::LIVING_WAGE.read(table::living_wage)?,
            bank_holidays: table::BANK_HOLIDAYS.read(table::bank_holiday)?,
        })
    }

    /// Which edition of the data this is: the day from which the whole set is meant.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
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

#[cfg(test)]
mod tests {
    use super::table::Table;
    use super::*;
    use jiff::civil::date;

    fn borough(code: &str) -> Borough {
        Borough::from_ons_code(code).unwrap()
    }

    #[test]
    fn the_compiled_in_files_can_all_be_read() {
        assert_eq!(Reference::read().map(drop), Ok(()));
    }

    #[test]
    fn a_broken_line_is_named() {
        let broken = Table {
            name: "bank_holidays.csv",
            head: "day,name",
            text: "day,name\n2026-12-25,Christmas Day\n2026-13-01,None\n",
        };
        let expected = Broken {
            file: "bank_holidays.csv",
            line: 3,
        };
        assert_eq!(broken.read(table::bank_holiday), Err(expected));
        let other = Table {
            head: "day",
            ..broken
        };
        assert_eq!(
            other.read(table::bank_holiday).map_err(|error| error.line),
            Err(1)
        );
    }

    #[test]
    fn every_authority_files_for_itself_and_kingston_for_richmond_as_well() {
        let reference = Reference::compiled();
        let kingston = borough("E09000021");
        for folder in Borough::all() {
            let expected = if folder == kingston {
                vec![kingston, borough("E09000027")]
            } else {
                vec![folder]
            };
            assert_eq!(
                reference.authorities_of(folder),
                expected,
                "{}",
                folder.name()
            );
        }
    }

    #[test]
    fn a_job_title_belongs_to_one_category_however_it_is_spelt() {
        let reference = Reference::compiled();
        for (title, meaning) in [
            ("Social Worker", JobTitle::Category("SW")),
            ("children\u{2019}s social worker", JobTitle::Category("SW")),
            ("PO1\u{2013}PO2", JobTitle::Category("SW")),
            ("Level 2/3", JobTitle::Category("SW")),
            ("snr sw", JobTitle::Category("SSW")),
            ("SENIOR-PRACTITIONER", JobTitle::Category("SSW")),
            ("Deputy Manager", JobTitle::Category("AP")),
            ("Principal Social Worker", JobTitle::Category("AP")),
            ("Group Manager", JobTitle::Category("TM")),
            ("CP Chair", JobTitle::Category("IRO")),
            ("NQSW", JobTitle::InTraining),
            ("Head of Service", JobTitle::OutOfScope),
            ("Personal Adviser", JobTitle::OutOfScope),
            ("Wizard", JobTitle::Unknown),
            ("", JobTitle::Unknown),
        ] {
            assert_eq!(reference.job_title(title), meaning, "{title:?}");
        }
        let mut titles: Vec<_> = reference.titles.iter().map(|(title, _)| title).collect();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), reference.titles.len(), "a title stands twice");
    }

    #[test]
    fn a_supplier_is_found_by_name_or_key() {
        let reference = Reference::compiled();
        for (sent, number) in [
            ("Capital Locums", Some(4)),
            ("capital locums", Some(4)),
            ("Kestrel Children\u{2019}s Staffing", Some(8)),
            ("S04", Some(4)),
            ("s14", Some(14)),
            ("S15", None),
            ("S4", Some(4)),
            ("S0", None),
            ("S", None),
            ("4", None),
            ("unlisted", None),
            ("", None),
        ] {
            assert_eq!(reference.supplier(sent), number, "{sent:?}");
        }
    }

    #[test]
    fn the_card_has_a_cap_for_every_category_and_sub_region_from_its_first_day() {
        let reference = Reference::compiled();
        for (category, pence) in [
            ("SW", 3_700),
            ("SSW", 4_100),
            ("AP", 4_500),
            ("TM", 4_900),
            ("IRO", 4_700),
        ] {
            for area in SubRegion::ALL {
                let cap = |day| reference.cap(category, area, day);
                assert_eq!(cap(date(2025, 4, 1)), Some(pence), "{category}");
                assert_eq!(cap(date(2025, 3, 31)), None, "{category}");
            }
        }
        let east = SubRegion::East;
        assert_eq!(reference.cap("ALL", east, date(2026, 4, 1)), None);
        let days: Vec<_> = reference.caps.iter().map(|cap| cap.period.from).collect();
        assert!(days.iter().all(|day| day.day() == 1));
    }

    #[test]
    fn tax_years_begin_on_6_april_and_the_second_is_an_assumption() {
        let reference = Reference::compiled();
        let known = |day| reference.tax(day).map(|tax| (tax.holiday, tax.assumed));
        for (day, expected) in [
            (date(2025, 4, 5), None),
            (date(2025, 4, 6), Some((1_207, false))),
            (date(2026, 4, 5), Some((1_207, false))),
            (date(2026, 4, 6), Some((1_207, true))),
            (date(2027, 4, 5), Some((1_207, true))),
            (date(2125, 4, 6), None),
        ] {
            assert_eq!(known(day), expected, "{day}");
        }
    }
}
