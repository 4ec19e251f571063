//! Rules of workforce snapshots: S1 to S7.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::field::{Field, Row, number};
use super::{Closing, Verdicts};
use crate::assessment::Breaches;
use crate::borough::Borough;
use crate::column::Word;
use crate::finding::{self, Detail, Place};
use crate::ledger::Facts;
use crate::record::Value;
use crate::returns::workforce_snapshot::{CATEGORIES, COLUMNS};
use crate::rule::Code;

const CATEGORY: Field = Field::of(COLUMNS, "job_category");
const PERMANENT: Field = Field::of(COLUMNS, "permanent_fte");
const PERMANENT_HEADCOUNT: Field = Field::of(COLUMNS, "permanent_headcount");
const ESTABLISHMENT: Field = Field::of(COLUMNS, "establishment_fte");
const VACANCY: Field = Field::of(COLUMNS, "vacancy_fte");
const AGENCY: Field = Field::of(COLUMNS, "agency_fte");
const AGENCY_HEADCOUNT: Field = Field::of(COLUMNS, "agency_headcount");
const COVERING: Field = Field::of(COLUMNS, "agency_covering_vacancy_fte");

/// The columns whose parts add to the row `ALL` (S4).
const ADDED: [Field; 12] = [
    PERMANENT,
    PERMANENT_HEADCOUNT,
    ESTABLISHMENT,
    VACANCY,
    AGENCY,
    AGENCY_HEADCOUNT,
    COVERING,
    Field::of(COLUMNS, "starters_fte"),
    Field::of(COLUMNS, "leavers_fte"),
    Field::of(COLUMNS, "sickness_days"),
    Field::of(COLUMNS, "cases"),
    Field::of(COLUMNS, "asye_headcount"),
];

/// The row that holds the sums.
const ALL: &str = "ALL";
/// Per cent of the establishment by which its parts may differ from it (S2).
const TOLERANCE: i64 = 2;
/// Hundredths of a full-time post in a person, at most.
const WHOLE_POST: i64 = 100;

/// What is gathered over the rows of a file.
#[derive(Default)]
pub(super) struct Snapshot {
    by_authority: BTreeMap<Option<Borough>, Tally>,
}

/// What is gathered of one authority.
#[derive(Default)]
struct Tally {
    rows: u32,
    by_category: BTreeMap<&'static str, Counts>,
    /// Rows of a category that has one already, each with that one.
    repeated: Vec<(finding::Row, finding::Row)>,
    /// Whether the category of some row is not known.
    unsure: bool,
}

/// The first row of a category.
struct Counts {
    row: finding::Row,
    values: Vec<Value>,
    explanation: Option<&'static str>,
}

impl Counts {
    fn number(&self, field: Field) -> Option<i64> {
        number(field.of_values(&self.values))
    }

    fn people(&self, field: Field) -> Option<u32> {
        self.number(field).and_then(|people| people.try_into().ok())
    }
}

impl Snapshot {
    pub(super) fn nil(&mut self, authority: Borough) {
        self.by_authority.entry(Some(authority)).or_default();
    }

    pub(super) fn judge(&mut self, row: &mut Row<'_>) {
        judge_counts(row);
        let tally = self.by_authority.entry(row.record.authority).or_default();
        tally.rows = tally.rows.saturating_add(1);
        let Some(category) = row.word(CATEGORY) else {
            tally.unsure = true;
            return;
        };
        match tally.by_category.entry(category) {
            Entry::Occupied(first) => tally.repeated.push((row.record.row, first.get().row)),
            Entry::Vacant(place) => {
                place.insert(Counts {
                    row: row.record.row,
                    values: row.record.values.clone(),
                    explanation: row.record.explanation,
                });
            }
        }
    }

    pub(super) fn finish(self, closing: &mut Closing<'_>) -> Verdicts {
        let placed = closing.is_placed(&self.by_authority);
        let mut facts = BTreeMap::new();
        for (authority, tally) in self.by_authority {
            if placed && tally.rows > 0 {
                tally.judge_repetitions(closing);
                if !closing.partial {
                    tally.judge(authority, closing);
                }
            }
            let all = tally.by_category.get(ALL);
            let known = Facts {
                rows: tally.rows,
                agency_headcount: all.and_then(|all| all.people(AGENCY_HEADCOUNT)),
                permanent_headcount: all.and_then(|all| all.people(PERMANENT_HEADCOUNT)),
                ..Facts::default()
            };
            facts.insert(authority, known);
        }
        Verdicts {
            facts,
            breaches: Breaches::default(),
        }
    }
}

impl Tally {
    /// S6.
    fn judge_repetitions(&self, closing: &mut Closing<'_>) {
        for (row, first) in &self.repeated {
            let place = Place::Cell(*row, CATEGORY.name);
            closing
                .findings
                .error(place, Code::S6, Detail::Other(*first));
        }
    }

    /// S3, S4 and S7.
    fn judge(&self, authority: Option<Borough>, closing: &mut Closing<'_>) {
        let is_missing = |category: &&Word| !self.by_category.contains_key(category.word);
        let missing: Vec<_> = CATEGORIES.iter().filter(is_missing).collect();
        if !self.unsure {
            for category in &missing {
                let detail = match authority {
                    Some(authority) if closing.several => {
                        Detail::CategoryOf(authority, category.word)
                    }
                    _ => Detail::Category(category.word),
                };
                closing.findings.error(Place::File, Code::S7, detail);
            }
        }
        let Some(all) = self.by_category.get(ALL) else {
            return;
        };
        if missing.is_empty() && !self.unsure && self.repeated.is_empty() {
            self.judge_sums(all, closing);
        }
        let live = closing.before(authority).assignments;
        if let (Some(live), Some(headcount)) = (
            live.and_then(|facts| facts.live_on_last_day),
            all.people(AGENCY_HEADCOUNT),
        ) && live.abs_diff(headcount) > 1
        {
            let place = Place::Cell(all.row, AGENCY_HEADCOUNT.name);
            closing
                .findings
                .query(place, Code::S3, Detail::None, all.explanation);
        }
    }

    /// S4. A column is added up where every row fills it: a blank is not a nought.
    fn judge_sums(&self, all: &Counts, closing: &mut Closing<'_>) {
        for field in ADDED {
            let parts = self
                .by_category
                .iter()
                .filter(|(category, _)| **category != ALL)
                .map(|(_, counts)| counts.number(field))
                .sum::<Option<i64>>();
            if let (Some(parts), Some(whole)) = (parts, all.number(field))
                && parts != whole
            {
                let place = Place::Cell(all.row, field.name);
                closing.findings.error(place, Code::S4, Detail::None);
            }
        }
    }
}

/// S1, S2 and S5: what the counts of one row say of each other.
fn judge_counts(row: &mut Row<'_>) {
    for (fte, headcount) in [(PERMANENT, PERMANENT_HEADCOUNT), (AGENCY, AGENCY_HEADCOUNT)] {
        if let (Some(posts), Some(people)) = (row.number(fte), row.number(headcount))
            && posts > people * WHOLE_POST
        {
            row.error(fte, Code::S1, Detail::Column(headcount.name));
        }
    }
    if let (Some(permanent), Some(vacant), Some(established)) = (
        row.number(PERMANENT),
        row.number(VACANCY),
        row.number(ESTABLISHMENT),
    ) && (permanent + vacant - established).abs() * 100 > established * TOLERANCE
    {
        row.query(ESTABLISHMENT, Code::S2, Detail::None);
    }
    if let (Some(covering), Some(agency)) = (row.number(COVERING), row.number(AGENCY))
        && covering > agency
    {
        row.error(COVERING, Code::S5, Detail::Column(AGENCY.name));
    }
}
