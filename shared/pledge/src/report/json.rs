//! The report as JSON, for programs; its form has the number in `report`.

use serde::Serialize;

use super::hint::hint;
use super::opening::not_read;
use crate::assessment::{Assessment, Breaches};
use crate::borough::Borough;
use crate::finding::{Detail, Finding, Place, Repair, Row, State, Tally};
use crate::quarter::Quarter;
use crate::receipt::Outcome;
use crate::returns::Return;
use crate::rule::{Code, Severity};

/// The number of this form; a change that a reader could stumble over gets the next one.
const FORM: u32 = 1;

/// The report as JSON, in one stable order, ended by a line feed.
#[must_use]
pub fn json(assessment: &Assessment) -> String {
    let written = serde_json::to_string_pretty(&Report::of(assessment));
    // Maps with text for keys and plain values: there is nothing that cannot be written.
    written.map_or_else(|_| String::new(), |text| text + "\n")
}

#[derive(Serialize)]
struct Report {
    #[serde(rename = "report")]
    form: u32,
    #[serde(rename = "return")]
    kind: Option<Return>,
    quarter: Option<Quarter>,
    authority: Option<Borough>,
    authority_name: Option<&'static str>,
    outcome: Option<Outcome>,
    has_errors: bool,
    counts: Counts,
    read: Read,
    rules: Vec<Rule>,
    findings: Vec<Listed>,
    repairs: Vec<Repaired>,
    breaches: Breaches,
    withdrawn: u32,
}

#[derive(Serialize)]
struct Counts {
    #[serde(flatten)]
    total: Tally,
    listed: usize,
    repairs: u32,
    columns_not_read: usize,
}

#[derive(Serialize)]
struct Read {
    rows: u32,
    encoding: Option<&'static str>,
    delimiter: Option<&'static str>,
    header_row: Option<Row>,
    undeclared_columns: Vec<u16>,
    personal_columns: Vec<u16>,
}

#[derive(Serialize)]
struct Rule {
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    severity: &'static str,
    #[serde(flatten)]
    tally: Tally,
    words: &'static str,
    hint: String,
}

#[derive(Default, Serialize)]
struct Listed {
    code: &'static str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_row: Option<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_column: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter_number: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<Borough>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<[u16; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'static str>,
}

#[derive(Serialize)]
struct Repaired {
    repair: Repair,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'static str>,
    count: u32,
}

impl Report {
    fn of(assessment: &Assessment) -> Self {
        let listed = assessment.findings.listed();
        Self {
            form: FORM,
            kind: assessment.kind,
            quarter: assessment.quarter,
            authority: assessment.folder,
            authority_name: assessment.folder.map(Borough::name),
            outcome: assessment.outcome,
            has_errors: assessment.findings.refuse(),
            counts: Counts {
                total: assessment.findings.total(),
                listed: listed.len(),
                repairs: assessment.findings.repairs().values().sum(),
                columns_not_read: not_read(assessment).len(),
            },
            read: Read::of(assessment),
            rules: rules(assessment),
            findings: listed.into_iter().map(Listed::of).collect(),
            repairs: repairs(assessment),
            breaches: assessment.breaches,
            withdrawn: assessment.withdrawn,
        }
    }
}

impl Read {
    fn of(assessment: &Assessment) -> Self {
        let how = &assessment.how;
        let said = |word: &'static str| (!word.is_empty()).then_some(word);
        Self {
            rows: how.rows,
            encoding: said(how.encoding),
            delimiter: said(how.delimiter),
            header_row: how.header,
            undeclared_columns: how.undeclared.clone(),
            personal_columns: how.personal.clone(),
        }
    }
}

fn rules(assessment: &Assessment) -> Vec<Rule> {
    let by_rule = assessment.findings.by_rule().iter();
    by_rule
        .map(|(&(code, column), &tally)| Rule {
            code,
            column,
            severity: match code.severity() {
                Severity::Error => "error",
                Severity::Query => "query",
            },
            tally,
            words: code.words(),
            hint: hint(assessment.kind, code, column),
        })
        .collect()
}

fn repairs(assessment: &Assessment) -> Vec<Repaired> {
    let repairs = assessment.findings.repairs().iter();
    repairs
        .map(|(&(repair, column), &count)| Repaired {
            repair,
            column,
            count,
        })
        .collect()
}

impl Listed {
    fn of(finding: Finding) -> Self {
        let mut listed = Self {
            code: finding.code.name(),
            ..Self::default()
        };
        match finding.place {
            Place::File => {}
            Place::Column(name) => listed.column = Some(name),
            Place::Row(row) => listed.row = Some(row),
            Place::Cell(row, name) => {
                listed.row = Some(row);
                listed.column = Some(name);
            }
        }
        match finding.detail {
            Detail::None => {}
            Detail::Other(row) => listed.other_row = Some(row),
            Detail::Quarter(number) => listed.quarter_number = Some(number),
            Detail::Column(name) => listed.other_column = Some(name),
            Detail::Count(count) => listed.count = Some(count),
            Detail::CountOf(authority, count) => {
                (listed.authority, listed.count) = (Some(authority), Some(count));
            }
            Detail::Part(count, of) => (listed.count, listed.of) = (Some(count), Some(of)),
            Detail::PartOf(authority, count, of) => {
                listed.authority = Some(authority);
                (listed.count, listed.of) = (Some(count), Some(of));
            }
            Detail::Authority(authority) => listed.authority = Some(authority),
            Detail::Category(category) => listed.category = Some(category),
            Detail::CategoryOf(authority, category) => {
                (listed.authority, listed.category) = (Some(authority), Some(category));
            }
            Detail::Positions(first, second) => listed.positions = Some([first, second]),
            Detail::Computed => listed.because = Some("computed_cap_basis_rate"),
            Detail::NoParameters => listed.because = Some("no_tax_parameters"),
        }
        listed.state = match finding.state {
            State::Error => "error",
            State::Open => "open",
            State::Explained(code) => {
                listed.explanation = Some(code);
                "explained"
            }
        };
        listed
    }
}
