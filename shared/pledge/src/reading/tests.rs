//! Files read whole: in every form, with every fault of a file, with what a file says once.

use std::io::{self, Read};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{ContentForm, Context, Inspection, Opened, inspect, open};
use crate::assessment::HowRead;
use crate::borough::Borough;
use crate::finding::{Detail, Findings, Place, Repair, Row};
use crate::limits::{CELL_BYTES, HEADER_LINES, UPLOAD_COLUMNS, UPLOAD_ROWS};
use crate::path::Says;
use crate::quarter::{NotAQuarter, Quarter};
use crate::record::{FileFields, Value};
use crate::reference::Reference;
use crate::returns::Return;
use crate::rule::Code;

mod files;
mod forms;
mod once;

const TODAY: Date = date(2026, 10, 27);
const SNAPSHOT: &str = "quarter,job_category,permanent_fte,permanent_headcount,\
establishment_fte,vacancy_fte,agency_fte,agency_headcount";
const LEAVERS: &str = "complete_to,swe_number,last_day,contract_type,job_category,reason_left,\
in_probation";
const SW: &str = "2026Q3,SW,96.4,104,120,23.6,27,28";
const LEAVER: &str = "2026-10-20,SW123456,2026-08-31,permanent,SW,resignation,N";

/// One row of a file, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    row: u32,
    authority: Option<&'static str>,
    registered: bool,
    values: Vec<Value>,
    explanation: Option<&'static str>,
}

/// All that was read of a file.
#[derive(Clone, Debug)]
struct Outcome {
    fields: Option<FileFields>,
    nil: Vec<&'static str>,
    lines: Vec<Line>,
    findings: Findings,
    how: HowRead,
}

impl Outcome {
    /// The findings in one line: `F7 agency_fte; 3 C1 job_category`.
    fn found(&self) -> String {
        let one = |finding: &crate::finding::Finding| {
            let code = finding.code;
            match finding.place {
                Place::File => format!("{code}"),
                Place::Column(name) => format!("{code} {name}"),
                Place::Row(Row(row)) => format!("{row} {code}"),
                Place::Cell(Row(row), name) => format!("{row} {code} {name}"),
            }
        };
        let all: Vec<String> = self.findings.listed().iter().map(one).collect();
        all.join("; ")
    }

    fn rows(&self) -> Vec<u32> {
        self.lines.iter().map(|line| line.row).collect()
    }

    fn repairs(&self) -> Vec<(Repair, Option<&'static str>, u32)> {
        let repairs = self.findings.repairs().iter();
        repairs
            .map(|((repair, column), count)| (*repair, *column, *count))
            .collect()
    }
}

/// Gives a body so many bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(into.len());
        self.0.read(&mut into[..most])
    }
}

/// In which folder a file is read, and what its path says.
#[derive(Clone, Copy, Default)]
struct Folder {
    codes: &'static [&'static str],
    says: Says,
}

fn read_as(bytes: &[u8], folder: Folder, piece: usize) -> Outcome {
    let reference = Reference::compiled();
    let authorities: Vec<Borough> = folder
        .codes
        .iter()
        .map(|code| Borough::from_ons_code(code).unwrap())
        .collect();
    let context = Context {
        folder: authorities.first().copied(),
        authorities,
        says: folder.says,
        today: TODAY,
        reference: &reference,
    };
    let inspection = inspect(&mut Trickle(bytes, piece)).unwrap();
    let mut findings = Findings::default();
    let body = Trickle(bytes, piece);
    match open(body, &inspection, &context, &mut findings).unwrap() {
        Opened::Refused(how) => Outcome {
            fields: None,
            nil: Vec::new(),
            lines: Vec::new(),
            findings,
            how,
        },
        Opened::Reader(mut reader) => {
            let fields = Some(*reader.file());
            let mut lines = Vec::new();
            while let Some(record) = reader.next(&mut findings).unwrap() {
                lines.push(Line {
                    row: record.row.0,
                    authority: record.authority.map(Borough::name),
                    registered: record.registration.is_some(),
                    values: record.values,
                    explanation: record.explanation,
                });
            }
            let nil = reader.nil_authorities().iter().map(|b| b.name()).collect();
            let (how, digest) = reader.close(&mut findings).unwrap();
            assert_eq!(digest, inspection.content);
            Outcome {
                fields,
                nil,
                lines,
                findings,
                how,
            }
        }
    }
}

fn read(text: &str) -> Outcome {
    read_as(text.as_bytes(), Folder::default(), usize::MAX)
}

fn read_in(text: &str, codes: &'static [&'static str]) -> Outcome {
    let folder = Folder {
        codes,
        says: Says::default(),
    };
    read_as(text.as_bytes(), folder, usize::MAX)
}

fn read_under(text: &str, kind: Return, quarter: Option<Result<Quarter, NotAQuarter>>) -> Outcome {
    let says = Says {
        kind: Some(kind),
        quarter,
    };
    let codes = &["E09000007"];
    read_as(text.as_bytes(), Folder { codes, says }, usize::MAX)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reading_does_not_depend_on_the_pieces_in_which_a_file_comes(
        piece in 1_usize..40,
        cells in proptest::collection::vec("[\"£é\r\n,;a1 ]{0,12}", 0..12),
    ) {
        let text = format!("title\r\n{SNAPSHOT}\r\n{SW}\r\n{}\n", cells.join(","));
        for bytes in [text.clone().into_bytes(), utf16(&text)] {
            let whole = read_as(&bytes, Folder::default(), usize::MAX);
            let pieces = read_as(&bytes, Folder::default(), piece);
            prop_assert_eq!(whole.found(), pieces.found());
            prop_assert_eq!(whole.lines, pieces.lines);
            prop_assert_eq!(whole.how, pieces.how);
        }
    }

    #[test]
    fn no_file_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_as(&bytes, Folder::default(), usize::MAX);
        let below = [SNAPSHOT.as_bytes(), b"\n", &bytes].concat();
        read_as(&below, Folder::default(), usize::MAX);
    }
}

/// `text` in UTF-16, little end first, with its byte order mark.
fn utf16(text: &str) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
