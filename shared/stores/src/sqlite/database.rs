//! The file `pledge.sqlite`: how it is opened, brought up to date, read and written.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pledge::ports::Stored;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::rows::SqliteRows;
use super::schema;
use crate::fault::unavailable;

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

/// A connection to the file.
pub(super) struct Database {
    connection: Mutex<Connection>,
}

impl Database {
    /// Opens the file of a home, and makes it where there is none.
    pub(super) fn open(home: &Path) -> Stored<Self> {
        let _lock = lock(home).map_err(unavailable)?;
        make_file(&home.join(FILE)).map_err(unavailable)?;
        let connection = connect(&home.join(FILE)).map_err(unavailable)?;
        Self::over(connection)
    }

    fn over(mut connection: Connection) -> Stored<Self> {
        let (version, things) = version(&connection).map_err(unavailable)?;
        let missing = usize::try_from(version).ok();
        match missing.and_then(|version| schema::STEPS.get(version..)) {
            None => return Err(unavailable(UnknownSchema::Newer)),
            Some(_) if version == 0 && things > 0 => {
                return Err(unavailable(UnknownSchema::Foreign));
            }
            Some([]) => {}
            Some(steps) => make(&mut connection, steps).map_err(unavailable)?,
        }
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// The connection. A panic elsewhere has not harmed it: its transaction was rolled back.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// One view of the rows.
    pub(super) fn read<T>(&self, step: impl FnOnce(&SqliteRows) -> Stored<T>) -> Stored<T> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(unavailable)?;
        step(&SqliteRows(&transaction))
    }

    /// One transaction, which keeps other writers out from its beginning: what it reads holds
    /// until it has written.
    pub(super) fn write<T>(&self, step: impl FnOnce(&mut SqliteRows) -> Stored<T>) -> Stored<T> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(unavailable)?;
        let answer = step(&mut SqliteRows(&transaction))?;
        transaction.commit().map_err(unavailable)?;
        Ok(answer)
    }
}

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
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is about people: its bytes are overwritten with zeros. The log beside the
    // file may still hold them until the last connection is closed, which empties and removes it.
    connection.pragma_update(None, "secure_delete", true)
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
impl Database {
    /// A database without a file, for tests that ask much of it.
    pub(super) fn in_memory() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        configure(&connection).unwrap();
        Self::over(connection).unwrap()
    }
}
