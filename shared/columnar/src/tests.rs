//! What is promised of files of rows.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use pledge::borough::Borough;
use pledge::cell::{Cell, Form, Stored};
use pledge::identity::Pseudonym;
use pledge::keys::sha256;
use pledge::ports::Object;
use pledge::quarter::Quarter;
use pledge::returns::Return;
use proptest::prelude::*;

use crate::{
    About, BUDGET_BYTES, ColumnarError, Sorted, Sorter, Written, merge, read_rows, stage_slice,
};

/// Words of several lists.
const WORDS: [&str; 5] = ["SW", "unknown", "umbrella", "north_central", "approved"];

/// A file in memory.
pub(crate) struct Memory(pub(crate) Vec<u8>);

impl Object for Memory {
    fn length(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap();
        let part = self.0.get(start..start + buffer.len());
        buffer.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// A store that cannot answer once the footer was read.
struct Silent(Memory);

impl Object for Silent {
    fn length(&self) -> u64 {
        self.0.length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if offset < self.length() / 2 {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.0.read_at(offset, buffer)
    }
}

fn about() -> About {
    About {
        kind: Return::AgencyAssignments,
        quarter: Quarter::new(2026, 3).unwrap(),
        sources: vec![sha256(b"one"), sha256(b"two")],
    }
}

fn sorted(stored: &[Stored], rows: &[Vec<Cell>], budget: usize) -> Sorted {
    let scratch = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::new(stored.to_vec(), scratch.path().into()).with_budget(budget);
    for row in rows {
        sorter.push(row).unwrap();
    }
    // What was spilled has no name, so that nothing is left behind even by a process that dies.
    assert_eq!(scratch.path().read_dir().unwrap().count(), 0);
    sorter.finish().unwrap()
}

fn write(rows: Sorted) -> (Vec<u8>, Written) {
    let scratch = tempfile::tempdir().unwrap();
    let (mut file, written) = stage_slice(rows, scratch.path(), &about()).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    (bytes, written)
}

fn read(stored: &[Stored], bytes: Vec<u8>) -> Result<Vec<Vec<Cell>>, ColumnarError> {
    read_rows(Arc::new(Memory(bytes)), stored)?.collect()
}

/// The order that is promised: by worker, then by the cells as the schema lists them.
fn in_order(stored: &[Stored], mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let worker = stored.iter().position(|column| column.form == Form::Worker);
    rows.sort_by_key(|row| (worker.map(|worker| row[worker]), row.clone()));
    rows
}

fn cell(column: &Stored) -> BoxedStrategy<Cell> {
    let amount = prop_oneof![-999_999_999..=999_999_999_i64, 0..3_i64];
    let held = match column.form {
        // Few workers, so that some have several rows.
        Form::Worker => (0..8_u8, 0..2_u8)
            .prop_map(|(first, last)| {
                let mut bytes = [first.wrapping_mul(37); 32];
                bytes[31] = last;
                Cell::Worker(Pseudonym::from_bytes(bytes))
            })
            .boxed(),
        Form::Borough => proptest::sample::select(Borough::all().collect::<Vec<_>>())
            .prop_map(Cell::Borough)
            .boxed(),
        Form::Day => prop_oneof![any::<i32>(), 20_000..20_003_i32]
            .prop_map(Cell::Day)
            .boxed(),
        Form::Pence => amount.prop_map(Cell::Pence).boxed(),
        Form::Hundredths => amount.prop_map(Cell::Number).boxed(),
        Form::Number => any::<i64>().prop_map(Cell::Number).boxed(),
        Form::Flag => any::<bool>().prop_map(Cell::Flag).boxed(),
        Form::Entry => any::<u16>().prop_map(Cell::Entry).boxed(),
        Form::Listed => proptest::sample::select(&WORDS[..])
            .prop_map(Cell::Listed)
            .boxed(),
    };
    if column.optional {
        prop_oneof![held, Just(Cell::Absent)].boxed()
    } else {
        held
    }
}

fn rows() -> impl Strategy<Value = (Vec<Stored>, Vec<Vec<Cell>>)> {
    let kinds = vec![Return::AgencyAssignments, Return::WorkforceSnapshot];
    proptest::sample::select(kinds).prop_flat_map(|kind| {
        let stored = kind.stored();
        let row: Vec<_> = stored.iter().map(cell).collect();
        (Just(stored), proptest::collection::vec(row, 0..40))
    })
}

/// Rows that are the same on each run, `count` of them.
fn invented(count: u32) -> Vec<Vec<Cell>> {
    let stored = Return::AgencyAssignments.stored();
    (0..count)
        .map(|row| {
            let drawn = sha256(&row.to_be_bytes());
            let drawn = drawn.as_bytes();
            let cell = |(place, column): (usize, &Stored)| match column.form {
                Form::Worker => Cell::Worker(Pseudonym::from_bytes(*drawn)),
                Form::Borough => {
                    Cell::Borough(Borough::all().nth(usize::from(drawn[0] % 33)).unwrap())
                }
                Form::Day => Cell::Day(20_000 + i32::from(drawn[place])),
                Form::Pence => Cell::Pence(3_000 + i64::from(drawn[place])),
                Form::Hundredths | Form::Number => Cell::Number(i64::from(drawn[place])),
                Form::Flag => Cell::Flag(drawn[place] > 99),
                Form::Entry => Cell::Entry(u16::from(drawn[place])),
                Form::Listed => Cell::Listed(WORDS[usize::from(drawn[place] % 5)]),
            };
            stored.iter().enumerate().map(cell).collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn what_was_written_reads_back_in_order((stored, rows) in rows()) {
        let (bytes, written) = write(sorted(&stored, &rows, BUDGET_BYTES));
        prop_assert_eq!(written.rows, u64::try_from(rows.len()).unwrap());
        prop_assert_eq!(written.bytes, u64::try_from(bytes.len()).unwrap());
        prop_assert_eq!(written.digest, sha256(&bytes));
        prop_assert!(read(&stored, bytes).unwrap() == in_order(&stored, rows));
    }

    #[test]
    fn neither_the_order_of_rows_nor_the_memory_shows_in_the_bytes(
        ((stored, rows), shuffled) in rows().prop_flat_map(|(stored, rows)| {
            let shuffled = Just(rows.clone()).prop_shuffle();
            (Just((stored, rows)), shuffled)
        }),
        budget in 0..2_000_usize,
    ) {
        let (plain, _) = write(sorted(&stored, &rows, BUDGET_BYTES));
        let (spilled, _) = write(sorted(&stored, &shuffled, budget));
        prop_assert!(plain == spilled);
    }

    #[test]
    fn files_merge_to_what_their_rows_sort_to((stored, rows) in rows(), parts in 1..5_usize) {
        let files = (0..parts).map(|part| {
            let rows: Vec<_> = rows.iter().skip(part).step_by(parts).cloned().collect();
            let (bytes, _) = write(sorted(&stored, &rows, BUDGET_BYTES));
            read_rows(Arc::new(Memory(bytes)), &stored).unwrap()
        });
        let merged: Result<Vec<_>, _> = merge(files.collect()).unwrap().collect();
        prop_assert!(merged.unwrap() == in_order(&stored, rows));
    }
}

#[test]
fn many_runs_and_many_batches_read_back_in_order() {
    let stored = Return::AgencyAssignments.stored();
    let rows = invented(9_000);
    let (bytes, _) = write(sorted(&stored, &rows, 50_000));
    assert!(read(&stored, bytes).unwrap() == in_order(&stored, rows));
}

#[test]
fn no_rows_are_a_file_too() {
    let stored = Return::WorkforceSnapshot.stored();
    let (bytes, written) = write(sorted(&stored, &[], 0));
    assert_eq!(written.rows, 0);
    assert!(read(&stored, bytes).unwrap().is_empty());
}

#[test]
fn a_file_of_another_schema_is_corrupt() {
    let stored = Return::AgencyAssignments.stored();
    let (bytes, _) = write(sorted(&stored, &invented(3), 0));
    let mut fewer = stored.clone();
    fewer.pop();
    let mut renamed = stored.clone();
    renamed[0].name = "authority";
    let mut optional = stored.clone();
    optional[0].optional = true;
    let mut retyped = stored.clone();
    retyped[0].form = Form::Number;
    let mut unlisted = stored.clone();
    let listed = stored.iter().position(|column| column.form == Form::Listed);
    unlisted[listed.unwrap()].form = Form::Borough;
    for (case, expected) in [
        ("fewer", fewer),
        ("renamed", renamed),
        ("optional", optional),
        ("retyped", retyped),
        ("a word where a code belongs", unlisted),
        ("another return", Return::WorkforceSnapshot.stored()),
    ] {
        let refused = read(&expected, bytes.clone());
        assert!(matches!(refused, Err(ColumnarError::Corrupt)), "{case}");
    }
}

#[test]
fn a_file_that_is_not_whole_is_an_error() {
    let stored = Return::AgencyAssignments.stored();
    let (bytes, _) = write(sorted(&stored, &invented(20), 0));
    for length in 0..bytes.len() {
        let refused = read(&stored, bytes[..length].to_vec());
        assert!(
            matches!(refused, Err(ColumnarError::Parquet(_))),
            "{length} of {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn no_broken_byte_of_the_footer_ends_the_process() {
    let stored = Return::WorkforceSnapshot.stored();
    let (bytes, _) = write(sorted(&stored, &[], 0));
    let (rows, _) = write(sorted(&Return::AgencyAssignments.stored(), &invented(3), 0));
    for (stored, bytes) in [(stored, bytes), (Return::AgencyAssignments.stored(), rows)] {
        let mut refused = 0;
        for place in bytes.len().saturating_sub(3_000)..bytes.len() {
            let mut broken = bytes.clone();
            broken[place] ^= 0x81;
            refused += usize::from(read(&stored, broken).is_err());
        }
        assert!(refused > 500, "{refused}");
    }
}

#[test]
fn a_store_that_cannot_answer_is_told_from_a_broken_file() {
    let stored = Return::AgencyAssignments.stored();
    let (bytes, _) = write(sorted(&stored, &invented(9_000), 0));
    let rows: Result<Vec<_>, _> =
        read_rows(Arc::new(Silent(Memory(bytes))), &stored).and_then(Iterator::collect);
    match rows {
        Err(ColumnarError::Io(error)) => assert_eq!(error.kind(), io::ErrorKind::TimedOut),
        _ => panic!("not an error of the store"),
    }
}

#[test]
fn a_row_that_does_not_fit_is_refused_and_leaves_nothing_behind() {
    let stored = Return::AgencyAssignments.stored();
    let good = invented(1).remove(0);
    let place = |form: Form| {
        stored
            .iter()
            .position(|column| column.form == form)
            .unwrap()
    };
    let scratch = tempfile::tempdir().unwrap();
    let mut sorter = Sorter::new(stored.clone(), scratch.path().into());
    for (case, column, cell) in [
        ("absent", place(Form::Worker), Cell::Absent),
        ("another form", place(Form::Borough), Cell::Number(1)),
        ("ten digits", place(Form::Pence), Cell::Pence(1_000_000_000)),
        (
            "ten digits",
            place(Form::Hundredths),
            Cell::Number(-1_000_000_000),
        ),
        ("beyond all", place(Form::Pence), Cell::Pence(i64::MIN)),
        ("no word of a list", place(Form::Listed), Cell::Listed("Sw")),
    ] {
        let mut row = good.clone();
        row[column] = cell;
        assert!(
            matches!(sorter.push(row), Err(ColumnarError::Row)),
            "{case}"
        );
    }
    assert!(matches!(sorter.push(&good[1..]), Err(ColumnarError::Row)));
    sorter.push(&good).unwrap();
    let rows: Result<Vec<_>, _> = sorter.finish().unwrap().collect();
    assert!(rows.unwrap() == [good]);
}

#[test]
fn rows_can_be_read_on_another_thread() {
    let rows = sorted(&Return::AgencyAssignments.stored(), &invented(30), 0);
    assert_eq!(std::thread::spawn(|| rows.count()).join().unwrap(), 30);
}

#[test]
fn rows_of_two_schemas_do_not_merge() {
    let one = sorted(&Return::AgencyAssignments.stored(), &[], 0);
    let other = sorted(&Return::WorkforceSnapshot.stored(), &[], 0);
    assert!(matches!(merge(vec![one, other]), Err(ColumnarError::Row)));
    assert!(matches!(merge(vec![]), Err(ColumnarError::Row)));
}

#[test]
fn a_file_tells_of_its_sources_and_not_of_its_workers() {
    let stored = Return::AgencyAssignments.stored();
    let (bytes, _) = write(sorted(&stored, &invented(200), 0));
    let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    let file = reader.metadata().file_metadata();
    assert_eq!(file.created_by(), Some("pledge version v1"));
    let told: Vec<_> = file
        .key_value_metadata()
        .unwrap()
        .iter()
        .map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap()))
        .collect();
    let sources = format!("[\"{}\",\"{}\"]", sha256(b"one"), sha256(b"two"));
    assert_eq!(
        told,
        [
            ("pledge.return", "agency_assignments"),
            ("pledge.schema", "v1"),
            ("pledge.quarter", "2026Q3"),
            ("pledge.sources", sources.as_str()),
        ]
    );
    for column in reader.metadata().row_group(0).columns() {
        let worker = column.column_path().string() == "worker";
        assert_eq!(
            column.statistics().is_none(),
            worker,
            "{}",
            column.column_path()
        );
    }
}

#[test]
fn a_pseudonym_of_a_file_stands_nowhere_but_in_its_column() {
    let stored = Return::AgencyAssignments.stored();
    let rows = invented(500);
    let (bytes, _) = write(sorted(&stored, &rows, 0));
    let place = stored.iter().position(|column| column.form == Form::Worker);
    for row in rows {
        let Cell::Worker(worker) = row[place.unwrap()] else {
            panic!("a row without a worker")
        };
        let digits = worker.to_hex();
        let found = bytes.windows(64).filter(|part| *part == digits.as_bytes());
        assert_eq!(found.count(), 1);
    }
}
