//! The ledger in `pledge.sqlite`: one file, several processes.

mod columns;
mod rows;
mod schema;

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pledge::ports::Stored;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::fault::unavailable;
use crate::ledger::port::ledger_over_rows;
use rows::SqliteRows;

/// The name of the file in a home.
pub const FILE: &str = "pledge.sqlite";
/// Held while the file is opened and its tables are made: SQLite's own locks do not cover the
/// change to a write-ahead log.
const LOCK: &str = ".pledge.sqlite.lock";
/// How long a call waits for another process's transaction; ours take milliseconds.
const WAIT: Duration = Duration::from_secs(10);

/// The tables are of a version that this program does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownSchema {
    /// A newer program made them. It may keep rows that this one would not respect.
    #[error("the ledger was made by a newer version of this program")]
    Newer,
    /// Nobody made them: the file is no ledger.
    #[error("the file is not a ledger of this program")]
    Foreign,
}

/// The ledger of the one-machine edition.
///
/// Calls run inside the future, under a mutex, and block the thread for the milliseconds that a
/// transaction takes: the edition runs on one thread, has nothing else to do meanwhile, and other
/// processes are kept apart by the file. A pool of threads would buy nothing but disorder.
pub struct SqliteLedger {
    connection: Mutex<Connection>,
}

impl SqliteLedger {
    /// Opens the ledger of a home, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// `Unavailable`, with [`UnknownSchema`] as the source where the tables are not ours.
    pub fn open(home: &Path) -> Stored<Self> {
        let _lock = lock(home).map_err(unavailable)?;
        make_file(&home.join(FILE)).map_err(unavailable)?;
        let connection = connect(&home.join(FILE)).map_err(unavailable)?;
        Self::over(connection)
    }

    fn over(mut connection: Connection) -> Stored<Self> {
        match version(&connection).map_err(unavailable)? {
            (schema::VERSION, _) => {}
            (0, 0) => {
                make(&mut connection, &[schema::CREATE, schema::TO_VERSION_2])
                    .map_err(unavailable)?;
            }
            (1, _) => make(&mut connection, &[schema::TO_VERSION_2]).map_err(unavailable)?,
            (0, _) => return Err(unavailable(UnknownSchema::Foreign)),
            _ => return Err(unavailable(UnknownSchema::Newer)),
        }
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// The connection. A panic elsewhere has not harmed it: its transaction was rolled back.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// One view of the rows.
    fn read<T>(&self, step: impl FnOnce(&SqliteRows) -> Stored<T>) -> Stored<T> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(unavailable)?;
        step(&SqliteRows(&transaction))
    }

    /// One transaction, which keeps other writers out from its beginning: what it reads holds
    /// until it has written.
    fn write<T>(&self, step: impl FnOnce(&mut SqliteRows) -> Stored<T>) -> Stored<T> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(unavailable)?;
        let answer = step(&mut SqliteRows(&transaction))?;
        transaction.commit().map_err(unavailable)?;
        Ok(answer)
    }
}

ledger_over_rows!(SqliteLedger);

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Makes the file where there is none: SQLite gives its log the file's permissions, and would make
/// it readable to all. A file that is there is not opened, since closing it again would end every
/// lock that this process has on it.
fn make_file(path: &Path) -> io::Result<()> {
    match private().write(true).create_new(true).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn lock(home: &Path) -> io::Result<File> {
    DirBuilder::new().recursive(true).mode(0o700).create(home)?;
    let lock = private().create(true).append(true).open(home.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    configure(&connection)?;
    Ok(connection)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(WAIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// The version of the tables, and how many things the file holds.
fn version(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let count = "SELECT count(*) FROM sqlite_schema";
    Ok((version, connection.query_row(count, [], |row| row.get(0))?))
}

/// Brings the tables to the version of this program, in one transaction.
fn make(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", schema::VERSION)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use pledge::ports::{Ledger, StoreError};

    use super::*;
    use crate::passing::answer;

    impl SqliteLedger {
        /// A ledger without a file, for tests that ask much of it.
        pub(crate) fn in_memory() -> Self {
            let connection = Connection::open_in_memory().unwrap();
            configure(&connection).unwrap();
            Self::over(connection).unwrap()
        }
    }

    impl SqliteLedger {
        /// Has SQLite look at every row, index, constraint and reference.
        pub(crate) fn check_file(&self) {
            let connection = self.connection();
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
            let connection = ledger.connection();
            for (pragma, value) in [
                ("journal_mode", "wal"),
                ("synchronous", "2"),
                ("foreign_keys", "1"),
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
        ledger.connection().busy_timeout(Duration::ZERO).unwrap();
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
        ledger.connection().execute(slot, []).unwrap();
        assert!(matches!(
            answer(ledger.named()),
            Err(StoreError::Unavailable(_))
        ));
    }
}
