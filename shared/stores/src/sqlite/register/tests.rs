//! What is particular to the register in SQLite.

use std::path::Path;

use jiff::civil::date;
use pledge::register::{Departure, Entry, Post};
use pledge::returns::Return;
use rusqlite::Connection;

use super::super::{FILE, SqliteLedger, schema};
use super::*;
use crate::passing::answer;

impl SqliteRegister {
    /// A register without a file, for tests that ask much of it.
    pub(crate) fn in_memory() -> Self {
        Self::over(Database::in_memory()).unwrap()
    }
}

fn worker(n: u8) -> Worker {
    Worker {
        key: KeyVersion::new(1).unwrap(),
        pseudonym: Pseudonym::from_bytes([n; 32]),
    }
}

/// A file as the program of this version left it, with a row in each table that it had.
fn file_of(version: usize, home: &Path) {
    let file = Connection::open(home.join(FILE)).unwrap();
    for step in &schema::STEPS[..version] {
        file.execute_batch(step).unwrap();
    }
    file.execute_batch("INSERT INTO audit_counters VALUES ('region', 7)")
        .unwrap();
    if version > 1 {
        file.execute_batch("INSERT INTO closings VALUES ('2026Q2', '{}')")
            .unwrap();
    }
    file.pragma_update(None, "user_version", i64::try_from(version).unwrap())
        .unwrap();
}

#[test]
fn a_file_of_an_older_program_is_brought_up_and_keeps_its_rows() {
    assert_eq!(i64::try_from(schema::STEPS.len()).unwrap(), schema::VERSION);
    for version in 1..schema::STEPS.len() {
        let home = tempfile::tempdir().unwrap();
        file_of(version, home.path());
        let register = SqliteRegister::open(home.path()).unwrap();
        assert!(answer(register.about(&[worker(1)])).unwrap().is_empty());
        assert!(answer(register.filings()).unwrap().is_empty());
        let ledger = SqliteLedger::open(home.path()).unwrap();
        ledger.check_file();
        let connection = register.database.connection();
        let ask = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        assert_eq!(ask("SELECT last FROM audit_counters").unwrap(), 7);
        let closings = ask("SELECT count(*) FROM closings").unwrap();
        assert_eq!(closings, i64::from(version > 1), "of version {version}");
        assert_eq!(ask("PRAGMA user_version").unwrap(), schema::VERSION);
    }
}

fn slot(n: usize) -> Slot {
    Slot {
        kind: Return::PermanentLeavers,
        quarter: None,
        authority: Borough::all().nth(n).unwrap(),
    }
}

fn departure(row: u32, worker: Worker) -> Filed {
    Filed {
        row,
        worker,
        also: Vec::new(),
        entry: Entry::Departure(Departure {
            post_start: date(2020, 2, 29),
            last_day: date(2026, 7, 31),
            post: Post::Permanent,
            exemptions: Vec::new(),
            relisted: None,
        }),
    }
}

#[test]
fn a_question_about_a_worker_looks_at_no_other() {
    let register = SqliteRegister::in_memory();
    let connection = register.database.connection();
    for sql in [NAMED, ENTRY, BURIED] {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let read = |row: &Row<'_>| row.get::<_, String>("detail");
        let steps = statement.query_map(params![1, 1], read).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert!(steps[0].starts_with("SEARCH"), "{steps:?}");
        assert!(steps[0].contains("=? AND "), "{steps:?}");
    }
}

/// Every byte that a home holds.
fn bytes_of(home: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(home).unwrap();
    files
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn what_was_deleted_is_nowhere_in_the_file() {
    let home = tempfile::tempdir().unwrap();
    let holds = |n: u8| bytes_of(home.path()).windows(32).any(|at| at == [n; 32]);
    let register = SqliteRegister::open(home.path()).unwrap();
    // Enough for pages of their own.
    for (n, attempt) in [(1, 1), (2, 2), (3, 3), (4, 3)] {
        let entries: Vec<Filed> = (2..200).map(|row| departure(row, worker(n))).collect();
        let attempt = AttemptId::from_bytes([attempt; 16]);
        let now = Timestamp::UNIX_EPOCH;
        answer(register.file(slot(0), attempt, &entries, now)).unwrap();
    }
    let stone = Tombstone {
        authority: slot(0).authority,
        worker: worker(5),
        last_day: date(2025, 1, 1),
        since: Timestamp::UNIX_EPOCH,
    };
    answer(register.bury(&[stone])).unwrap();
    drop(register);
    assert!(!holds(3), "it was filed again");
    assert!([1, 2, 4, 5].into_iter().all(holds));

    let register = SqliteRegister::open(home.path()).unwrap();
    let attempt = AttemptId::from_bytes([1; 16]);
    answer(register.discard(slot(0), attempt, Timestamp::MAX)).unwrap();
    assert_eq!(answer(register.expire(date(2026, 1, 1))).unwrap(), 1);
    drop(register);
    assert!(!holds(1), "it was discarded");
    assert!(!holds(5), "it expired");
    assert!([2, 4].into_iter().all(holds));
}

#[test]
fn statements_filed_at_once_are_all_kept() {
    let home = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for n in 0..8_u8 {
            let home = home.path();
            scope.spawn(move || {
                let register = SqliteRegister::open(home).unwrap();
                let entries: Vec<Filed> = (2..50).map(|row| departure(row, worker(n))).collect();
                let attempt = AttemptId::from_bytes([n; 16]);
                let now = Timestamp::UNIX_EPOCH;
                answer(register.file(slot(n.into()), attempt, &entries, now)).unwrap();
            });
        }
    });
    let register = SqliteRegister::open(home.path()).unwrap();
    let asked: Vec<Worker> = (0..8).map(worker).collect();
    assert_eq!(answer(register.about(&asked)).unwrap().len(), 8 * 48);
    SqliteLedger::open(home.path()).unwrap().check_file();
}

#[test]
fn a_damaged_entry_is_not_passed_over_and_not_repeated() {
    for damage in [
        r#"UPDATE register_entries SET entry = '{"departure": "Ann Smith"}'"#,
        r#"UPDATE register_entries SET entry = '{"Ann Smith": 1}'"#,
        "UPDATE register_entries SET key = 0",
        "UPDATE register_entries SET place = 1, entry = NULL",
        "UPDATE register_filings SET authority = 'Ann Smith'",
    ] {
        let register = SqliteRegister::in_memory();
        let attempt = AttemptId::from_bytes([1; 16]);
        let entries = [departure(2, worker(1))];
        let now = Timestamp::UNIX_EPOCH;
        answer(register.file(slot(0), attempt, &entries, now)).unwrap();
        register.database.connection().execute(damage, []).unwrap();
        let answers = [
            answer(register.filed(slot(0), attempt)).map(drop),
            answer(register.about(&[worker(1)])).map(drop),
            answer(register.filings()).map(drop),
            answer(register.versions_in_use()).map(drop),
        ];
        let refused: Vec<String> = (answers.into_iter().filter_map(Result::err))
            .map(|error| format!("{error:?}"))
            .collect();
        assert!(!refused.is_empty(), "{damage}");
        assert!(!refused.concat().contains("Ann"), "{refused:?}");
    }
}
