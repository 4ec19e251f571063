//! What is particular to the register in SQLite.

use std::path::Path;

use rusqlite::Connection;

use super::super::{FILE, SqliteLedger, schema};
use super::*;
use crate::passing::answer;

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
