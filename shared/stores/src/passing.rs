//! Every store passes the suite, also through a wrapper that never fails, and several at once.

use std::cell::Cell;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use pledge::borough::Borough;
use tempfile::TempDir;

use crate::conformance;
use crate::failing::{Cue, Failing};
use crate::folder::{FolderDatasets, FolderUploads, KeyFolder, Received};
use crate::memory::{MemoryDatasets, MemoryKeys, MemoryLedger, MemoryRegister, MemoryUploads};
use crate::sqlite::{SqliteLedger, SqliteRegister};

/// What a future comes to.
pub(crate) fn answer<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.build().unwrap().block_on(future)
}

/// New, empty homes.
struct Homes {
    all: TempDir,
    made: Cell<u32>,
}

impl Homes {
    fn new() -> Self {
        Self {
            all: tempfile::tempdir().unwrap(),
            made: Cell::new(0),
        }
    }

    fn next(&self) -> PathBuf {
        self.made.set(self.made.get() + 1);
        let home = self.all.path().join(self.made.get().to_string());
        fs::create_dir(&home).unwrap();
        home
    }
}

#[test]
fn the_ledger_in_memory_keeps_the_protocol() {
    answer(conformance::ledger(async || MemoryLedger::new()));
}

#[test]
fn the_ledger_in_sqlite_keeps_the_protocol() {
    let homes = Homes::new();
    answer(conformance::ledger(async || {
        SqliteLedger::open(&homes.next()).unwrap()
    }));
}

#[test]
fn a_ledger_that_never_fails_keeps_the_protocol() {
    answer(conformance::ledger(async || {
        Failing::new(MemoryLedger::new(), Cue::new())
    }));
}

#[test]
fn the_register_in_memory_keeps_its_promises() {
    answer(conformance::register(async || MemoryRegister::new()));
    answer(conformance::register(async || {
        Failing::new(MemoryRegister::new(), Cue::new())
    }));
}

#[test]
fn the_register_in_sqlite_keeps_its_promises() {
    let homes = Homes::new();
    answer(conformance::register(async || {
        SqliteRegister::open(&homes.next()).unwrap()
    }));
}

#[test]
fn datasets_in_memory_keep_their_promises() {
    answer(conformance::datasets(async || MemoryDatasets::new()));
    answer(conformance::datasets(async || {
        Failing::new(MemoryDatasets::new(), Cue::new())
    }));
}

#[test]
fn datasets_in_a_folder_keep_their_promises() {
    let homes = Homes::new();
    answer(conformance::datasets(async || {
        FolderDatasets::new(&homes.next())
    }));
}

#[test]
fn uploads_in_memory_keep_their_promises() {
    let clock = Cell::new(0);
    let write = |store: &MemoryUploads, folder: Borough, name: &str, content: &[u8]| {
        clock.set(clock.get() + 1);
        let received = Timestamp::from_second(clock.get()).unwrap();
        store.drop(folder, name, content, received);
    };
    answer(conformance::uploads(
        async || MemoryUploads::new(),
        async |store: &MemoryUploads, folder, name: &str, content: &[u8]| {
            write(store, folder, name, content);
        },
    ));
    answer(conformance::uploads(
        async || Failing::new(MemoryUploads::new(), Cue::new()),
        async |store: &Failing<MemoryUploads>, folder, name: &str, content: &[u8]| {
            write(store.inner(), folder, name, content);
        },
    ));
}

/// Writes a file as a copying program does, later than every file before.
fn write_upload(home: &Path, folder: Borough, name: &str, content: &[u8]) {
    std::thread::sleep(Duration::from_millis(20));
    let path = home.join("uploads").join(folder.ons_code()).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

#[test]
fn uploads_in_folders_keep_their_promises() {
    let homes = Homes::new();
    answer(conformance::uploads(
        async || FolderUploads::new(&homes.next(), Received::AsStored),
        async |_: &FolderUploads, folder, name: &str, content: &[u8]| {
            let home = homes.all.path().join(homes.made.get().to_string());
            write_upload(&home, folder, name, content);
        },
    ));
}

#[test]
fn keys_in_memory_keep_their_promises() {
    answer(conformance::keys(
        async |held: &[conformance::SampleKey]| {
            held.iter()
                .fold(MemoryKeys::new(), |keys, (purpose, version, random)| {
                    keys.with(*purpose, *version, *random)
                })
        },
    ));
}

#[test]
fn keys_in_a_folder_keep_their_promises() {
    let homes = Homes::new();
    answer(conformance::keys(
        async |held: &[conformance::SampleKey]| {
            let keys = KeyFolder::new(&homes.next());
            for (purpose, version, random) in held {
                keys.create(*purpose, *version, *random).unwrap();
            }
            Failing::new(keys, Cue::new())
        },
    ));
}
