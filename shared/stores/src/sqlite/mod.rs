//! The ledger and the leaver register in `pledge.sqlite`: one file, several processes.

mod columns;
mod database;
mod register;
mod rows;
mod schema;

use std::path::Path;

use pledge::ports::Stored;

use crate::ledger::port::ledger_over_rows;
use database::Database;
use rows::SqliteRows;

pub use database::{FILE, UnknownSchema};
pub use register::SqliteRegister;

/// The ledger of the one-machine edition.
///
/// Calls run inside the future, under a mutex, and block the thread for the milliseconds that a
/// transaction takes: the edition runs on one thread, has nothing else to do meanwhile, and other
/// processes are kept apart by the file. A pool of threads would buy nothing but disorder.
pub struct SqliteLedger {
    database: Database,
}

impl SqliteLedger {
    /// Opens the ledger of a home, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// `Unavailable`, with [`UnknownSchema`] as the source where the tables are not ours.
    pub fn open(home: &Path) -> Stored<Self> {
        let database = Database::open(home)?;
        Ok(Self { database })
    }

    fn read<T>(&self, step: impl FnOnce(&SqliteRows) -> Stored<T>) -> Stored<T> {
        self.database.read(step)
    }

    fn write<T>(&self, step: impl FnOnce(&mut SqliteRows) -> Stored<T>) -> Stored<T> {
        self.database.write(step)
    }
}

ledger_over_rows!(SqliteLedger);

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use std::time::Duration;

    use pledge::ports::{Ledger, StoreError};
    use rusqlite::{Connection, TransactionBehavior};

    use super::*;
    use crate::passing::answer;

    impl SqliteLedger {
        /// A ledger without a file, for tests that ask much of it.
        pub(crate) fn in_memory() -> Self {
            let database = Database::in_memory();
            Self { database }
        }
    }

    impl SqliteLedger {
        /// Has SQLite look at every row, index, constraint and reference.
        pub(crate) fn check_file(&self) {
            let connection = self.database.connection();
            let ask = |sql: &str| {
                let mut statement = connection.prepare(sql).unwrap();
                let rows = statement.query_map([], |row| row.get::<_, String>(0));
                rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap()
            };
            assert_eq!(ask("PRAGMA integrity_check"), ["ok"]);
            assert!(ask("PRAGMA foreign_key_check").is_empty());
            // Older versions of SQLite take for a failure what is neither true nor false to ours.
            for table in ask("SELECT name FROM sqlite_schema WHERE type = 'table'") {
                let made = format!("SELECT sql FROM sqlite_schema WHERE name = '{table}'");
                for check in checks(&ask(&made)[0]) {
                    let unmet = format!("SELECT 'unmet' FROM {table} WHERE ({check}) IS NOT TRUE");
                    assert!(ask(&unmet).is_empty(), "{table}: {check}");
                }
            }
        }
    }

    /// The conditions in the words that made a table.
    fn checks(sql: &str) -> Vec<&str> {
        (sql.split("CHECK (").skip(1))
            .map(|rest| {
                let mut open = 1;
                let end = rest.find(|letter| {
                    open += i32::from(letter == '(') - i32::from(letter == ')');
                    open == 0
                });
                &rest[..end.unwrap()]
            })
            .collect()
    }

    fn refusal(home: &Path) -> Option<UnknownSchema> {
        match SqliteLedger::open(home).err()? {
            StoreError::Unavailable(source) => source.downcast_ref().copied(),
            _ => None,
        }
    }

    #[test]
    fn a_ledger_of_a_newer_program_is_refused() {
        let home = tempfile::tempdir().unwrap();
        drop(SqliteLedger::open(home.path()).unwrap());
        let file = Connection::open(home.path().join(FILE)).unwrap();
        file.pragma_update(None, "user_version", schema::VERSION + 1)
            .unwrap();
        assert_eq!(refusal(home.path()), Some(UnknownSchema::Newer));
        file.pragma_update(None, "user_version", 0).unwrap();
        assert_eq!(refusal(home.path()), Some(UnknownSchema::Foreign));
        file.pragma_update(None, "user_version", schema::VERSION)
            .unwrap();
        assert!(SqliteLedger::open(home.path()).is_ok());
    }

    #[test]
    fn a_ledger_is_durable_and_its_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().join("new");
        let ledger = SqliteLedger::open(&home).unwrap();
        let chain = pledge::audit::Chain::Region;
        let event = pledge::audit::Event::Sealed { heads: Vec::new() };
        answer(ledger.record(chain, &event, jiff::Timestamp::UNIX_EPOCH)).unwrap();
        {
            let connection = ledger.database.connection();
            for (pragma, value) in [
                ("journal_mode", "wal"),
                ("synchronous", "2"),
                ("foreign_keys", "1"),
                ("secure_delete", "1"),
                ("busy_timeout", "10000"),
            ] {
                let read = |row: &rusqlite::Row<'_>| {
                    Ok(row
                        .get::<_, String>(0)
                        .or_else(|_| row.get(0).map(|n: i64| n.to_string())))
                };
                let found = connection.pragma_query_value(None, pragma, read).unwrap();
                assert_eq!(found.unwrap(), value, "{pragma}");
            }
        }
        for entry in std::fs::read_dir(&home).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
        }
        drop(ledger);
        let again = SqliteLedger::open(&home).unwrap();
        assert_eq!(answer(again.unsealed()).unwrap().len(), 1);
    }

    #[test]
    fn a_second_opening_ends_no_lock_of_the_first() {
        let home = tempfile::tempdir().unwrap();
        let first = SqliteLedger::open(home.path()).unwrap();
        assert!(answer(first.unsealed()).unwrap().is_empty());
        let file = std::fs::metadata(home.path().join(FILE)).unwrap();
        let place = format!(":{}", std::os::unix::fs::MetadataExt::ino(&file));
        let is_ours = |line: &&str| {
            line.contains(" POSIX ") && line.split_whitespace().any(|word| word.ends_with(&place))
        };
        // Where the system does not list locks, there is nothing to see.
        let locks = || std::fs::read_to_string("/proc/locks").unwrap_or_default();
        let before = locks().lines().filter(is_ours).count();
        let second = SqliteLedger::open(home.path()).unwrap();
        drop(second);
        assert_eq!(locks().lines().filter(is_ours).count(), before);
        assert!(before > 0 || locks().is_empty());
    }

    #[test]
    fn a_ledger_that_another_keeps_busy_is_not_available() {
        let home = tempfile::tempdir().unwrap();
        let ledger = SqliteLedger::open(home.path()).unwrap();
        ledger
            .database
            .connection()
            .busy_timeout(Duration::ZERO)
            .unwrap();
        let mut other = Connection::open(home.path().join(FILE)).unwrap();
        let behavior = TransactionBehavior::Immediate;
        let transaction = other.transaction_with_behavior(behavior).unwrap();
        let chain = pledge::audit::Chain::Region;
        let event = pledge::audit::Event::Sealed { heads: Vec::new() };
        let record = || answer(ledger.record(chain, &event, jiff::Timestamp::UNIX_EPOCH));
        assert!(matches!(record(), Err(StoreError::Unavailable(_))));
        // Readers see what stood before.
        assert!(answer(ledger.unsealed()).unwrap().is_empty());
        drop(transaction);
        record().unwrap();
    }

    #[test]
    fn a_damaged_row_is_not_passed_over() {
        let home = tempfile::tempdir().unwrap();
        let ledger = SqliteLedger::open(home.path()).unwrap();
        let slot = "INSERT INTO slots (kind, quarter, authority) VALUES ('x', '', 'E09000001')";
        ledger.database.connection().execute(slot, []).unwrap();
        assert!(matches!(
            answer(ledger.named()),
            Err(StoreError::Unavailable(_))
        ));
    }
}
