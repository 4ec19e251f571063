//! What one rule found in one column, brought together: how often, where, and in what words.

use std::collections::BTreeMap;

use super::wording::{counted, position, rows, thousands};
use crate::assessment::Assessment;
use crate::finding::{Detail, Finding, Place, State, Tally};
use crate::rule::Code;

/// Findings of one rule in one column up to which each has a line of its own in the text.
const FEW: usize = 5;

/// What somebody has to do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Error,
    Open,
    Explained,
}

impl Standing {
    fn of(state: State) -> Self {
        match state {
            State::Error => Self::Error,
            State::Open => Self::Open,
            State::Explained(_) => Self::Explained,
        }
    }

    fn count(self, tally: Tally) -> u32 {
        match self {
            Self::Error => tally.errors,
            Self::Open => tally.open,
            Self::Explained => tally.explained,
        }
    }

    /// The word for it, for people and for attributes.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Open => "query",
            Self::Explained => "explained",
        }
    }
}

/// What one rule found in one column.
pub(super) struct Group {
    pub(super) code: Code,
    pub(super) column: Option<&'static str>,
    pub(super) standing: Standing,
    /// How often, those that are not listed included.
    pub(super) count: u32,
    listed: Vec<Finding>,
}

/// The groups of one standing: the file as a whole and whole rows first, then by column in the
/// order of the return.
pub(super) fn groups(assessment: &Assessment, standing: Standing) -> Vec<Group> {
    let mut listed: BTreeMap<(Code, Option<&str>), Vec<Finding>> = BTreeMap::new();
    for finding in assessment.findings.listed() {
        if Standing::of(finding.state) == standing {
            let key = (finding.code, column_of(finding.place));
            listed.entry(key).or_default().push(finding);
        }
    }
    let mut groups: Vec<Group> = assessment
        .findings
        .by_rule()
        .iter()
        .map(|(&(code, column), &tally)| Group {
            code,
            column,
            standing,
            count: standing.count(tally),
            listed: listed.remove(&(code, column)).unwrap_or_default(),
        })
        .filter(|group| group.count > 0)
        .collect();
    groups.sort_by_key(|group| (rank(assessment, group.column), group.code));
    groups
}

/// The column a finding is counted under.
const fn column_of(place: Place) -> Option<&'static str> {
    match place {
        Place::Column(name) | Place::Cell(_, name) => Some(name),
        Place::File | Place::Row(_) => None,
    }
}

/// Where a column stands in its return: nowhere first, unknown ones last.
fn rank(assessment: &Assessment, column: Option<&'static str>) -> (usize, Option<&'static str>) {
    let columns = assessment.kind.map_or(&[][..], |kind| kind.columns());
    let rank = column.map_or(0, |name| {
        columns
            .iter()
            .position(|declared| declared.name == name)
            .unwrap_or(columns.len())
            + 1
    });
    (rank, column)
}

/// The counts by column, in the order of the return.
pub(super) fn by_column(assessment: &Assessment) -> Vec<(Option<&'static str>, Tally)> {
    let mut columns: BTreeMap<_, Tally> = BTreeMap::new();
    for (&(_, column), tally) in assessment.findings.by_rule() {
        let sum = columns.entry(rank(assessment, column)).or_default();
        sum.errors += tally.errors;
        sum.open += tally.open;
        sum.explained += tally.explained;
    }
    columns
        .into_iter()
        .map(|((_, column), tally)| (column, tally))
        .collect()
}

impl Group {
    /// A name for it that no other group of the report has.
    pub(super) fn id(&self) -> String {
        let standing = self.standing.word();
        let code = self.code.name().to_lowercase();
        match self.column {
            Some(column) => format!("{standing}-{code}-{column}"),
            None => format!("{standing}-{code}"),
        }
    }

    /// Whether each finding is to have a line of its own.
    pub(super) fn is_few(&self) -> bool {
        self.listed.len() <= FEW && !self.is_cut()
    }

    /// Whether some are counted and not listed.
    pub(super) fn is_cut(&self) -> bool {
        u32::try_from(self.listed.len()).is_ok_and(|listed| listed < self.count)
    }

    /// How often, in words: `120 rows` where each is in a row, else `3 times`.
    pub(super) fn times(&self) -> String {
        let in_rows = self
            .listed
            .iter()
            .all(|finding| matches!(finding.place, Place::Row(_) | Place::Cell(..)));
        if in_rows && !self.listed.is_empty() {
            counted(self.count, "row", "rows")
        } else {
            counted(self.count, "time", "times")
        }
    }

    /// Each listed finding in a sentence, without the code.
    pub(super) fn sentences(&self) -> impl Iterator<Item = String> {
        self.listed.iter().map(|finding| sentence(*finding))
    }

    /// What is wrong, said once for all of them.
    pub(super) fn headline(&self) -> String {
        if let [only] = self.listed.as_slice()
            && self.count == 1
        {
            return sentence(*only);
        }
        let subject = match (subject(self.code), self.column) {
            (Subject::Place, Some(column)) => format!("`{column}`"),
            (Subject::File, _) => "the file".to_owned(),
            (Subject::Row, _) => "the row".to_owned(),
            (Subject::Place, None) => self.place().to_owned(),
        };
        format!("{subject} {}", self.code.words())
    }

    /// What the places of the findings are, where no column is named.
    fn place(&self) -> &'static str {
        let mut places = self.listed.iter().map(|finding| match finding.place {
            Place::File | Place::Column(_) => "the file",
            Place::Row(_) | Place::Cell(..) => "the row",
        });
        match places.next() {
            Some(first) if places.all(|place| place == first) => first,
            _ => "the file or a row",
        }
    }

    /// Where the listed findings are, those that say the same together:
    /// `rows 14, 16 to 20`, `row 25 (see row 3)`.
    pub(super) fn spots(&self) -> Vec<String> {
        let mut spots = Vec::new();
        let mut together: Vec<(Option<String>, Vec<u32>)> = Vec::new();
        for finding in &self.listed {
            let note = note(*finding);
            match finding.place {
                Place::Row(row) | Place::Cell(row, _) => {
                    match together.iter_mut().find(|(said, _)| *said == note) {
                        Some((_, numbers)) => numbers.push(row.0),
                        None => together.push((note, vec![row.0])),
                    }
                }
                Place::File => spots.push(noted("the file".to_owned(), note)),
                Place::Column(_) => spots.push(noted("the whole column".to_owned(), note)),
            }
        }
        for (note, numbers) in together {
            spots.push(noted(rows(&numbers), note));
        }
        spots
    }
}

fn noted(spot: String, note: Option<String>) -> String {
    match note {
        Some(note) => format!("{spot} ({note})"),
        None => spot,
    }
}

/// What a rule's words are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The place that the finding names.
    Place,
    /// The file, even where the finding names a column or a cell of it.
    File,
    /// The row, even where the finding names a cell of it.
    Row,
}

const fn subject(code: Code) -> Subject {
    match code {
        Code::F7 | Code::F8 | Code::F11 | Code::F12 | Code::F17 | Code::S6 => Subject::File,
        Code::A1 | Code::A3 => Subject::Row,
        _ => Subject::Place,
    }
}

/// A finding in a sentence, without its code: "row 14: `pay_rate_hourly` is not …".
fn sentence(finding: Finding) -> String {
    let words = finding.code.words();
    let column = match (finding.place, finding.detail) {
        (Place::Column(name), _) | (Place::File, Detail::Column(name)) => Some(name),
        _ => None,
    };
    match (finding.code, column) {
        (Code::F7, Some(name)) => {
            return format!("the file lacks the column `{name}`, which the return requires");
        }
        (Code::F8, Some(name)) => {
            let said = format!("the file has two columns that are read as `{name}`");
            return noted(said, note(finding));
        }
        _ => {}
    }
    let said = match (finding.place, subject(finding.code)) {
        (Place::File, _) | (Place::Column(_), Subject::File) => format!("the file {words}"),
        (Place::Column(name), _) => format!("`{name}` {words}"),
        (Place::Row(row), _) | (Place::Cell(row, _), Subject::Row) => {
            format!("row {} {words}", row.0)
        }
        (Place::Cell(row, _), Subject::File) => format!("row {}: the file {words}", row.0),
        (Place::Cell(row, name), Subject::Place) => format!("row {}: `{name}` {words}", row.0),
    };
    noted(said, note(finding))
}

/// What more there is to say of a finding.
fn note(finding: Finding) -> Option<String> {
    let detail = match finding.detail {
        Detail::None => match (finding.place, subject(finding.code)) {
            (Place::Cell(_, name), Subject::Row) => Some(format!("see `{name}`")),
            _ => None,
        },
        Detail::Other(row) => Some(format!("see row {}", row.0)),
        Detail::Quarter(number) => readings(number),
        Detail::Column(name) => Some(format!("see `{name}`")),
        Detail::Count(number) => Some(count(finding.code, number)),
        Detail::CountOf(borough, number) => Some(format!(
            "{} of {}",
            count(finding.code, number),
            borough.name()
        )),
        Detail::Part(number, of) => Some(part(number, of)),
        Detail::PartOf(borough, number, of) => {
            Some(format!("{} of {}", part(number, of), borough.name()))
        }
        Detail::Authority(borough) => Some(borough.name().to_owned()),
        Detail::Category(category) => Some(format!("`{category}`")),
        Detail::CategoryOf(borough, category) => {
            Some(format!("`{category}` of {}", borough.name()))
        }
        Detail::Positions(first, second) => {
            Some(format!("{} and {}", position(first), position(second)))
        }
        Detail::Computed => {
            Some("it is less than the cap-basis rate that was computed from the pay".to_owned())
        }
        Detail::NoParameters => {
            Some("send the rate: no tax parameters are known for that day to compute it".to_owned())
        }
    };
    let explained = match finding.state {
        State::Explained(code) => Some(format!("explained by {code}")),
        State::Error | State::Open => None,
    };
    match (detail, explained) {
        (Some(detail), Some(explained)) => Some(format!("{detail}; {explained}")),
        (one, other) => one.or(other),
    }
}

/// What a count is of.
fn count(code: Code, number: u32) -> String {
    match code {
        Code::F13 | Code::F14 => counted(number, "row differs", "rows differ"),
        _ => counted(number, "row", "rows"),
    }
}

/// How many entries of the register, of how many.
fn part(number: u32, of: u32) -> String {
    format!(
        "{} of {}",
        thousands(number),
        counted(of, "entry", "entries")
    )
}

/// Both readings of a quarter's bare number.
fn readings(number: u8) -> Option<String> {
    let (calendar, financial) = match number {
        1 => ("January to March", "April to June"),
        2 => ("April to June", "July to September"),
        3 => ("July to September", "October to December"),
        4 => ("October to December", "January to March"),
        _ => return None,
    };
    Some(format!(
        "Q{number} is {calendar} of the calendar year or {financial} of the financial year"
    ))
}
