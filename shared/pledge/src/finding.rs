//! Findings: what is wrong in a file, or asks for a word of explanation.
//!
//! **Invariant:** a `Finding` is `Copy` and has no field for the value, so no report, receipt or
//! log can repeat it.

use std::collections::BTreeMap;

use crate::borough::Borough;
use crate::limits::LISTED_FINDINGS;
use crate::rule::Code;

/// A row as a spreadsheet numbers it: the first line of the file is row 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Row(pub u32);

/// Where in a file a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A column that the return declares, by our name.
    Column(&'static str),
    /// One row as a whole.
    Row(Row),
    /// One cell: its row and our name for its column.
    Cell(Row, &'static str),
}

/// What more can be said without repeating a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// Nothing.
    None,
    /// Another row that it conflicts with.
    Other(Row),
    /// The number of an ambiguous quarter, 1 to 4.
    Quarter(u8),
    /// Another column, by our name.
    Column(&'static str),
    /// How many (rows, cells) it concerns.
    Count(u32),
    /// How many, of one authority of a file for several.
    CountOf(Borough, u32),
    /// How many, and of how many.
    Part(u32, u32),
    /// The same, of one authority of a file for several.
    PartOf(Borough, u32, u32),
    /// One authority of a file for several.
    Authority(Borough),
    /// The category whose row is missing.
    Category(&'static str),
    /// The same, of one authority of a file for several.
    CategoryOf(Borough, &'static str),
    /// Two columns by their positions from 1.
    Positions(u16, u16),
    /// A cap-basis rate that was computed from the pay, since none was sent.
    Computed,
    /// Tax parameters that are not known for the day, so that no rate can be computed.
    NoParameters,
}

/// Whether somebody has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Must be mended: the file is refused while one stands.
    Error,
    /// Must be mended or explained; the file is taken in meanwhile.
    Open,
    /// A query that was explained by a code, as this program spells it.
    Explained(&'static str),
}

/// One thing that is wrong or asks for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// Where it is.
    pub place: Place,
    /// Which rule says so.
    pub code: Code,
    /// What more can be said.
    pub detail: Detail,
    /// Whether somebody has to act.
    pub state: State,
}

/// A kind of correction that was made because the reading is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// A registration number was written otherwise than the register writes it.
    NumberSpelling,
    /// A registration number came without its letters.
    NumberBare,
    /// Signs and words beside an amount were passed over.
    MoneySigns,
    /// A day was written otherwise than `2026-07-31`.
    DateForm,
    /// A day came as a spreadsheet's serial number.
    DateSerial,
    /// A listed word was another spelling of it.
    WordSpelling,
    /// Yes or no was written otherwise.
    YesNoSpelling,
    /// A quarter was written otherwise than `2026Q3`.
    QuarterForm,
    /// An authority was named otherwise than by its ONS code.
    AuthorityForm,
    /// A number had spaces, commas or a trailing `.0`.
    NumberForm,
}

impl Repair {
    /// What was put right, in words for an officer.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NumberSpelling => "registration numbers tidied (spaces, case, punctuation)",
            Self::NumberBare => "registration numbers without SW in front read as SW numbers",
            Self::MoneySigns => "pound signs, commas or words such as “per hour” passed over",
            Self::DateForm => "dates read that were not written like 2026-07-31",
            Self::DateSerial => "dates read from spreadsheet day numbers",
            Self::WordSpelling => "listed words read from another spelling",
            Self::YesNoSpelling => "yes or no read from another spelling",
            Self::QuarterForm => "the quarter read from another form than 2026Q3",
            Self::AuthorityForm => "the authority read from a name or another code",
            Self::NumberForm => "numbers read without their spaces, commas or final .0",
        }
    }
}

/// How often one rule spoke.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Errors.
    pub errors: u32,
    /// Queries that are not explained.
    pub open: u32,
    /// Queries that are.
    pub explained: u32,
}

/// All findings of one file: every one counted, the first so many of each sort listed.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    whole: Vec<Finding>,
    errors: Vec<Finding>,
    queries: Vec<Finding>,
    by_rule: BTreeMap<(Code, Option<&'static str>), Tally>,
    repairs: BTreeMap<(Repair, Option<&'static str>), u32>,
}

impl Findings {
    /// Adds an error.
    pub fn error(&mut self, place: Place, code: Code, detail: Detail) {
        self.push(Finding {
            place,
            code,
            detail,
            state: State::Error,
        });
    }

    /// Adds a query, explained or open.
    pub fn query(
        &mut self,
        place: Place,
        code: Code,
        detail: Detail,
        explanation: Option<&'static str>,
    ) {
        let state = explanation.map_or(State::Open, State::Explained);
        self.push(Finding {
            place,
            code,
            detail,
            state,
        });
    }

    /// Counts a repair in the column.
    pub fn repair(&mut self, repair: Repair, column: Option<&'static str>) {
        let count = self.repairs.entry((repair, column)).or_default();
        *count = count.saturating_add(1);
    }

    fn push(&mut self, finding: Finding) {
        let column = match finding.place {
            Place::Column(name) | Place::Cell(_, name) => Some(name),
            Place::File | Place::Row(_) => None,
        };
        let tally = self.by_rule.entry((finding.code, column)).or_default();
        match finding.state {
            State::Error => tally.errors += 1,
            State::Open => tally.open += 1,
            State::Explained(_) => tally.explained += 1,
        }
        let sort = match (finding.place, finding.state) {
            (Place::File | Place::Column(_), _) => &mut self.whole,
            (_, State::Error) => &mut self.errors,
            (_, State::Open | State::Explained(_)) => &mut self.queries,
        };
        if sort.len() < LISTED_FINDINGS {
            sort.push(finding);
        }
    }

    /// The findings that are listed one by one, by place (the file first, then by row).
    #[must_use]
    pub fn listed(&self) -> Vec<Finding> {
        let mut listed = [&self.whole[..], &self.errors, &self.queries].concat();
        listed.sort_by_key(|finding| {
            let row = match finding.place {
                Place::Row(row) | Place::Cell(row, _) => row.0,
                Place::File | Place::Column(_) => 0,
            };
            (row, *finding)
        });
        listed
    }

    /// Whether each finding is listed.
    #[must_use]
    pub fn all_are_listed(&self) -> bool {
        let total = self.total();
        let listed = self.whole.len() + self.errors.len() + self.queries.len();
        u32::try_from(listed) == Ok(total.errors + total.open + total.explained)
    }

    /// How often each rule spoke, by rule and by our name of the column.
    #[must_use]
    pub const fn by_rule(&self) -> &BTreeMap<(Code, Option<&'static str>), Tally> {
        &self.by_rule
    }

    /// How often each kind of repair was made, by our name of the column.
    #[must_use]
    pub const fn repairs(&self) -> &BTreeMap<(Repair, Option<&'static str>), u32> {
        &self.repairs
    }

    /// The counts over all rules.
    #[must_use]
    pub fn total(&self) -> Tally {
        self.by_rule
            .values()
            .fold(Tally::default(), |sum, tally| Tally {
                errors: sum.errors + tally.errors,
                open: sum.open + tally.open,
                explained: sum.explained + tally.explained,
            })
    }

    /// Whether the file must be refused.
    #[must_use]
    pub fn refuse(&self) -> bool {
        self.by_rule.values().any(|tally| tally.errors > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_is_counted_and_only_so_many_are_listed() {
        let mut findings = Findings::default();
        for row in 0..20_000 {
            findings.error(Place::Cell(Row(row), "quarter"), Code::C1, Detail::None);
        }
        assert_eq!(findings.listed().len(), LISTED_FINDINGS);
        assert_eq!(findings.total().errors, 20_000);
        assert!(findings.refuse() && !findings.all_are_listed());
    }

    #[test]
    fn no_sort_of_finding_takes_the_place_of_anothers() {
        let mut findings = Findings::default();
        for row in 0..20_000 {
            let cell = Place::Cell(Row(row), "local_job_title");
            findings.query(cell, Code::A13, Detail::None, None);
            findings.query(Place::Row(Row(row)), Code::A9, Detail::None, None);
            findings.error(cell, Code::C4, Detail::None);
        }
        let late = [
            (Place::File, Code::A11),
            (Place::Column("pay_rate_hourly"), Code::A12),
        ];
        for (place, code) in late {
            findings.query(place, code, Detail::None, None);
        }
        let listed = findings.listed();
        for (place, code) in late {
            let said = |one: &Finding| (one.place, one.code) == (place, code);
            assert!(listed.iter().any(said), "{code}");
        }
        let errors = listed.iter().filter(|one| one.state == State::Error);
        assert_eq!(errors.count(), LISTED_FINDINGS);
        assert_eq!(listed.len(), 2 * LISTED_FINDINGS + late.len());
        assert_eq!(findings.total().open, 40_002);
    }

    #[test]
    fn a_list_says_whether_it_is_whole() {
        let mut findings = Findings::default();
        assert!(findings.all_are_listed());
        for row in 0..10_000 {
            assert!(findings.all_are_listed() || row == 0);
            findings.error(Place::Row(Row(row)), Code::A3, Detail::None);
        }
        assert!(findings.all_are_listed());
        findings.error(Place::Row(Row(10_000)), Code::A3, Detail::None);
        assert!(!findings.all_are_listed());
    }

    #[test]
    fn a_query_refuses_nothing() {
        let mut findings = Findings::default();
        findings.query(Place::File, Code::A12, Detail::None, None);
        findings.query(
            Place::File,
            Code::A11,
            Detail::None,
            Some("confirmed_correct"),
        );
        assert!(!findings.refuse());
        assert_eq!(
            findings.total(),
            Tally {
                errors: 0,
                open: 1,
                explained: 1
            }
        );
    }
}
