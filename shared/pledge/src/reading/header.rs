//! The row of column names: where it is, which delimiter it has, whose columns it binds.

use std::io;

use super::rows::{Cells, Rows};
use crate::column::{Column, Needed, PERSONAL};
use crate::finding::{Detail, Findings, Place};
use crate::limits::HEADER_LINES;
use crate::returns::Return;
use crate::rule::Code;
use crate::text::folded;

/// Bytes of text in which the header row is looked for: fifteen lines, however wide.
pub(super) const HEAD_BYTES: usize = 64 * 1024;
/// Declared columns that make a row a header; a title above it may hold one of our words.
const FEWEST_COLUMNS: usize = 3;
/// The column with which a file says that there is nothing to report.
pub(super) const NIL_RETURN: &str = "nil_return";

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        }
    }
}

/// The names of every return's columns, as headers are matched.
pub(super) struct Names {
    of: [(Return, Vec<(String, usize)>); 3],
    personal: Vec<String>,
}

/// Where the header row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) row: u32,
    pub(super) delimiter: Delimiter,
    /// Which return it is of, or why that is not known.
    pub(super) kind: Result<Return, Code>,
}

/// The columns of one file.
pub(super) struct Binding {
    /// For each declared column the position of its cells, where it was sent.
    pub(super) positions: Vec<Option<usize>>,
    /// How many cells a row has: up to the last one with a name.
    pub(super) width: usize,
    /// Positions from 1 of columns that nobody declared.
    pub(super) undeclared: Vec<u16>,
    /// Positions from 1 of those that name or reach a person.
    pub(super) personal: Vec<u16>,
}

/// How many columns of one return a row binds.
struct Bound {
    kind: Return,
    /// All of them.
    columns: usize,
    /// Those that every row must fill.
    required: usize,
    /// Whether none of those is missing.
    whole: bool,
    nil_return: bool,
}

impl Names {
    pub(super) fn new() -> Self {
        let names = |kind: Return| {
            let spellings = |(index, column): (usize, &'static Column)| {
                std::iter::once(column.name)
                    .chain(column.also.iter().copied())
                    .map(move |name| (folded(name), index))
            };
            (
                kind,
                kind.columns()
                    .iter()
                    .enumerate()
                    .flat_map(spellings)
                    .collect(),
            )
        };
        Self {
            of: Return::ALL.map(names),
            personal: PERSONAL.iter().map(|name| bare(name)).collect(),
        }
    }

    fn index(names: &[(String, usize)], heading: &str) -> Option<usize> {
        names
            .iter()
            .find(|(name, _)| name == heading)
            .map(|(_, index)| *index)
    }

    fn bound(&self, cells: &Cells) -> Vec<Bound> {
        let headings: Vec<String> = (0..cells.len())
            .map(|at| folded(cells.at(at).text))
            .collect();
        let bound = |(kind, names): &(Return, Vec<(String, usize)>)| {
            let mut indices: Vec<usize> = headings
                .iter()
                .filter_map(|heading| Self::index(names, heading))
                .collect();
            indices.sort_unstable();
            indices.dedup();
            let columns = || {
                indices
                    .iter()
                    .filter_map(|index| kind.columns().get(*index))
            };
            let is_required = |column: &&Column| column.needed == Needed::Always;
            let required = columns().filter(is_required).count();
            Bound {
                kind: *kind,
                columns: indices.len(),
                required,
                whole: required == kind.columns().iter().filter(is_required).count(),
                nil_return: columns().any(|column| column.name == NIL_RETURN),
            }
        };
        self.of.iter().map(bound).collect()
    }

    /// Finds the header row in the first text of a file: the row and the delimiter that bind the
    /// most columns of one return. `says` is what the path or the command says of the return.
    pub(super) fn find(&self, head: &[u8], says: Option<Return>) -> io::Result<Option<Found>> {
        let mut best: Option<(usize, Found)> = None;
        for delimiter in Delimiter::ALL {
            let mut rows = Rows::new(head, delimiter.byte());
            let mut cells = Cells::default();
            while rows.read(&mut cells)? {
                let row = cells.row;
                if usize::try_from(row).map_or(true, |row| row > HEADER_LINES) {
                    break;
                }
                let bound = self.bound(&cells);
                let score = bound.iter().map(|bound| bound.columns).max().unwrap_or(0);
                let better = best.is_none_or(|(other, found)| {
                    score > other || score == other && row < found.row
                });
                if better && is_header(&bound, score, says) {
                    let kind = kind(&bound, says);
                    let found = Found {
                        row,
                        delimiter,
                        kind,
                    };
                    best = Some((score, found));
                }
            }
        }
        Ok(best.map(|(_, found)| found))
    }

    /// Binds the header row to the columns of a return, of which one sent twice is found.
    pub(super) fn bind(&self, cells: &Cells, kind: Return, findings: &mut Findings) -> Binding {
        let width = (0..cells.len())
            .rev()
            .find(|position| !cells.is_blank(*position))
            .map_or(0, |position| position + 1);
        let mut binding = Binding {
            positions: vec![None; kind.columns().len()],
            width,
            undeclared: Vec::new(),
            personal: Vec::new(),
        };
        let names = self.of.iter().find(|(other, _)| *other == kind);
        let mut repeated: Vec<&'static str> = Vec::new();
        for position in 0..width {
            let heading = folded(cells.at(position).text);
            let index = names.and_then(|(_, names)| Self::index(names, &heading));
            let slot = index.and_then(|index| binding.positions.get_mut(index));
            match (slot, index.and_then(|index| kind.columns().get(index))) {
                (Some(slot @ None), _) => *slot = Some(position),
                (Some(Some(first)), Some(column)) if !repeated.contains(&column.name) => {
                    repeated.push(column.name);
                    let detail = Detail::Positions(from_one(*first), from_one(position));
                    findings.error(Place::Column(column.name), Code::F8, detail);
                }
                (Some(Some(_)), _) => {}
                (None, _) => {
                    if self.personal.contains(&bare(&heading)) {
                        binding.personal.push(from_one(position));
                    } else {
                        binding.undeclared.push(from_one(position));
                    }
                }
            }
        }
        binding
    }
}

/// A position as people count it.
fn from_one(position: usize) -> u16 {
    u16::try_from(position + 1).unwrap_or(u16::MAX)
}

/// A heading by its letters and digits alone.
fn bare(heading: &str) -> String {
    let mut bare = folded(heading);
    bare.retain(char::is_alphanumeric);
    bare
}

/// Whether a row that binds `score` columns of one return is a header. Fewer do where a file says
/// that there is nothing to report.
fn is_header(bound: &[Bound], score: usize, says: Option<Return>) -> bool {
    let nil_return = bound.iter().any(|bound| bound.nil_return);
    score >= FEWEST_COLUMNS || nil_return && (score == FEWEST_COLUMNS - 1 || says.is_some())
}

/// The one return whose required columns are bound; where none has all of them, the nearest, so
/// that the file's other faults are found as well.
fn kind(bound: &[Bound], says: Option<Return>) -> Result<Return, Code> {
    let mut whole = bound.iter().filter(|bound| bound.whole);
    match (whole.next(), whole.next()) {
        (Some(one), None) => return Ok(one.kind),
        (Some(_), Some(_)) => return Err(Code::F6),
        (None, _) => {}
    }
    if let Some(kind) = says
        && bound.iter().all(|bound| bound.required == 0)
    {
        return Ok(kind);
    }
    let measure = |bound: &Bound| (bound.required, bound.columns);
    let most = bound.iter().map(measure).max();
    let mut nearest = bound.iter().filter(|bound| Some(measure(bound)) == most);
    match (nearest.next(), nearest.next()) {
        (Some(one), None) => Ok(one.kind),
        _ => says.ok_or(Code::F5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &str = "job_category,permanent_fte,permanent_headcount,establishment_fte,\
vacancy_fte,agency_fte,agency_headcount";
    const LEAVERS: &str = "swe_number,last_day,contract_type,job_category,reason_left,in_probation";

    fn find(head: &str, says: Option<Return>) -> Option<Found> {
        Names::new().find(head.as_bytes(), says).unwrap()
    }

    fn kind_of(head: &str, says: Option<Return>) -> Result<Return, Code> {
        find(head, says).map_or(Err(Code::F5), |found| found.kind)
    }

    #[test]
    fn the_header_is_found_below_a_title_with_its_delimiter() {
        for (head, row, delimiter) in [
            (SNAPSHOT.to_owned(), 1, Delimiter::Comma),
            (
                format!("sep=;\n{}\n", SNAPSHOT.replace(',', ";")),
                2,
                Delimiter::Semicolon,
            ),
            (SNAPSHOT.replace(',', "\t"), 1, Delimiter::Tab),
            (
                format!("Camden, return\n\nquarter,2026Q3\n{SNAPSHOT}\n"),
                4,
                Delimiter::Comma,
            ),
            (
                format!("{}{SNAPSHOT}\n{SNAPSHOT}\n", "\n".repeat(14)),
                15,
                Delimiter::Comma,
            ),
            (
                format!("\"title\nof two lines\"\n{SNAPSHOT}"),
                2,
                Delimiter::Comma,
            ),
        ] {
            let found = find(&head, None).unwrap();
            assert_eq!((found.row, found.delimiter), (row, delimiter), "{head:?}");
        }
        assert_eq!(find(&format!("{}{SNAPSHOT}", "\n".repeat(15)), None), None);
        assert_eq!(find("a,b\nrole,start\n", None), None);
    }

    #[test]
    fn the_return_is_the_one_whose_columns_are_bound() {
        let both = format!("{SNAPSHOT},{LEAVERS}");
        let snapshot = Some(Return::WorkforceSnapshot);
        for (head, says, kind) in [
            (SNAPSHOT, None, Ok(Return::WorkforceSnapshot)),
            (LEAVERS, None, Ok(Return::PermanentLeavers)),
            (LEAVERS, snapshot, Ok(Return::PermanentLeavers)),
            (&both, None, Err(Code::F6)),
            (
                "swe_number,last_day,reason_left",
                None,
                Ok(Return::PermanentLeavers),
            ),
            (
                "SWE Number,Pay Rate,Supplier,Hours",
                None,
                Ok(Return::AgencyAssignments),
            ),
            ("complete_to,nil_return", None, Ok(Return::PermanentLeavers)),
            ("la_code,quarter,nil_return", None, Err(Code::F5)),
            ("quarter,nil_return", None, Err(Code::F5)),
            (
                "quarter,nil_return",
                snapshot,
                Ok(Return::WorkforceSnapshot),
            ),
            ("nil_return", snapshot, Ok(Return::WorkforceSnapshot)),
            ("nil_return", None, Err(Code::F5)),
            ("quarter,la_code", snapshot, Err(Code::F5)),
        ] {
            assert_eq!(kind_of(head, says), kind, "{head:?} {says:?}");
        }
    }

    #[test]
    fn a_heading_that_names_or_reaches_a_person_is_known_in_any_spelling() {
        let names = Names::new();
        for heading in [
            "Worker's Name",
            "Worker\u{2019}s name",
            "PersonBirthDate",
            "D.O.B.",
            "NI no.",
            "N.I. No",
            "Tel.",
            "Work e-mail:",
            "Address (line 2)",
            "Home post-code",
            "Payroll ID",
        ] {
            assert!(names.personal.contains(&bare(heading)), "{heading}");
        }
        for kind in Return::ALL {
            for column in kind.columns() {
                let spellings = std::iter::once(&column.name).chain(column.also);
                for name in spellings {
                    assert!(!names.personal.contains(&bare(name)), "{kind}: {name}");
                }
            }
        }
    }

    #[test]
    fn every_spelling_of_every_column_binds_to_one_column() {
        for (kind, names) in &Names::new().of {
            for (place, (name, index)) in names.iter().enumerate() {
                assert_eq!(
                    Names::index(names, name),
                    Some(*index),
                    "{kind}: {name} at {place}"
                );
            }
        }
    }
}
