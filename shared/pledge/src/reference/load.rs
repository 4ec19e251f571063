//! How the reference data are put together: what the program was built with, file by file replaced
//! by what an operator keeps in a folder of their own.

use std::collections::BTreeMap;

use super::table::{self, Table};
use super::{Period, Reference, Rule, Thresholds, membership};

/// The file that names the edition.
const VERSION_FILE: &str = "version.txt";
/// The edition that the program was built with.
const COMPILED_VERSION: &str = include_str!("../../reference/version.txt");
/// Characters of a version at most: it stands in every claim and receipt.
const LONGEST_VERSION: usize = 40;
/// What some editors put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file of reference data cannot be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line} {fault}")]
pub struct Broken {
    pub(super) file: &'static str,
    pub(super) line: usize,
    pub(super) fault: Fault,
}

/// What is wrong with a line of reference data; with line 1, what is wrong with the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not the head that the file must have.
    #[error("is not the head of this file")]
    Head,
    /// It cannot be read, or says something that is not known.
    #[error("is not what the file holds")]
    Form,
    /// It speaks of what an earlier line speaks of already.
    #[error("speaks of the same as an earlier line")]
    Repeated,
    /// It ends before it begins.
    #[error("ends before it begins")]
    Backwards,
    /// It begins within a month.
    #[error("does not begin on the first of a month")]
    WithinMonth,
    /// It does not have the next number.
    #[error("does not have the next number")]
    Number,
    /// Something that must be there is not.
    #[error("has none below it for something that must have one")]
    Lacking,
    /// Days of an authority have no entry, or two.
    #[error("does not begin on the day after the authority's entry before ended")]
    Apart,
    /// The last entry of an authority ends.
    #[error("ends, and no entry of the authority follows")]
    Ends,
    /// A group of one.
    #[error("is alone in its group")]
    Alone,
    /// The public would see more than directors.
    #[error("is above lines that show the public more than directors")]
    Audience,
    /// Files are replaced and the version is not.
    #[error("must be brought along by whoever replaces files, and name a version of its own")]
    Version,
}

impl Reference {
    /// The files that a folder may replace. What the authorities of London are is not among them:
    /// the types of the program are made of it.
    pub const FILES: [&'static str; 1 + table::ALL.len()] = {
        let mut names = [VERSION_FILE; 1 + table::ALL.len()];
        let mut rest: &[Table] = &table::ALL;
        let (_, mut places) = names.split_at_mut(1);
        while let ([table, tables @ ..], [place, further @ ..]) = (rest, places) {
            *place = table.name;
            rest = tables;
            places = further;
        }
        names
    };

    /// The reference data that this program was built with.
    #[must_use]
    pub fn compiled() -> Self {
        #[expect(
            clippy::expect_used,
            clippy::missing_panics_doc,
            reason = "the files are a part of the program, and a test reads them"
        )]
        Self::load(&|_| None).expect("the compiled-in reference data can be read")
    }

    /// The reference data of the program, with each file replaced for which `over` has a text. It
    /// is asked for every name of [`Reference::FILES`].
    ///
    /// # Errors
    ///
    /// A line cannot be read or contradicts another, or files are replaced without a version of
    /// their own.
    pub fn load(over: &dyn Fn(&str) -> Option<String>) -> Result<Self, Broken> {
        let texts = Texts::gather(over);
        let suppliers = texts.read(&table::SUPPLIERS, table::supplier)?;
        let numbers_fit = |index: usize, supplier: &super::Supplier| {
            usize::from(supplier.number) == index.saturating_add(1)
        };
        table::SUPPLIERS.all(&suppliers, Fault::Number, numbers_fit)?;
        table::SUPPLIERS.once(suppliers.iter().map(|supplier| &supplier.sought_as))?;
        let titles = texts.read(&table::ROLE_MAP, table::title)?;
        table::ROLE_MAP.once(titles.iter().map(|(title, _)| title))?;
        let reporters = texts.read(&table::REPORTERS, table::reporter)?;
        table::REPORTERS.once(&reporters)?;
        let caps = texts.read(&table::RATE_CARD, table::cap)?;
        table::RATE_CARD.once(
            caps.iter()
                .map(|cap| (cap.category, cap.sub_region, cap.period.from)),
        )?;
        in_order(&table::RATE_CARD, &caps, |cap| cap.period)?;
        table::RATE_CARD.all(&caps, Fault::WithinMonth, |_, cap| {
            cap.period.from.day() == 1
        })?;
        let taxes = texts.read(&table::TAX, table::tax)?;
        table::TAX.once(taxes.iter().map(|(period, _)| period.from))?;
        in_order(&table::TAX, &taxes, |(period, _)| *period)?;
        let living_wages = texts.read(&table::LIVING_WAGE, table::living_wage)?;
        table::LIVING_WAGE.once(living_wages.iter().map(|(from, _)| from))?;
        let bank_holidays = texts.read(&table::BANK_HOLIDAYS, table::bank_holiday)?;
        table::BANK_HOLIDAYS.once(&bank_holidays)?;
        let memberships = texts.read(&table::MEMBERSHIP, table::membership)?;
        membership::judge(&memberships)?;
        let employers = texts.read(&table::EMPLOYER_GROUPS, table::employer_group)?;
        membership::judge_groups(&employers)?;
        let rules = texts.read(&table::RULES, Rule::read)?;
        super::rule::judge(&rules)?;
        Ok(Self {
            version: texts.version()?,
            reporters,
            titles,
            suppliers,
            caps,
            taxes,
            living_wages,
            bank_holidays,
            memberships,
            employers,
            rules,
            thresholds: Thresholds::read(texts.of(&table::DISCLOSURE))?,
        })
    }
}

/// The texts that replace files, by name.
struct Texts {
    version: Option<String>,
    replaced: BTreeMap<&'static str, String>,
}

impl Texts {
    fn gather(over: &dyn Fn(&str) -> Option<String>) -> Self {
        let text = |name| {
            let text = over(name)?;
            Some(text.trim_start_matches(BYTE_ORDER_MARK).to_owned())
        };
        let replaced = table::ALL
            .iter()
            .filter_map(|table| Some((table.name, text(table.name)?)))
            .collect();
        Self {
            version: text(VERSION_FILE),
            replaced,
        }
    }

    fn of(&self, table: &Table) -> &str {
        self.replaced
            .get(table.name)
            .map_or(table.text, String::as_str)
    }

    fn read<T>(&self, table: &Table, line: fn(&[&str]) -> Option<T>) -> Result<Vec<T>, Broken> {
        table.read(self.of(table), line)
    }

    /// The version of the set: the folder's own as soon as it replaces anything, and another than
    /// ours as soon as it differs, since a version in a receipt means one set.
    fn version(&self) -> Result<String, Broken> {
        let ours = COMPILED_VERSION.trim();
        let version = match &self.version {
            Some(version) => version.trim(),
            None if self.replaced.is_empty() => ours,
            None => return Err(no_version(Fault::Version)),
        };
        let differs = table::ALL.iter().any(|table| self.of(table) != table.text);
        if differs && version == ours {
            return Err(no_version(Fault::Version));
        }
        is_version(version)
            .then(|| version.to_owned())
            .ok_or(no_version(Fault::Form))
    }
}

const fn no_version(fault: Fault) -> Broken {
    Broken {
        file: VERSION_FILE,
        line: 1,
        fault,
    }
}

/// Whether a text can name a version: one word of letters, digits, points, hyphens, underscores.
pub(super) fn is_version(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=LONGEST_VERSION).contains(&text.len()) && text.bytes().all(fits)
}

/// That no line ends before it begins.
pub(super) fn in_order<T>(
    table: &Table,
    lines: &[T],
    period: fn(&T) -> Period,
) -> Result<(), Broken> {
    table.all(lines, Fault::Backwards, |_, line| {
        let period = period(line);
        period.to.is_none_or(|to| period.from <= to)
    })
}
