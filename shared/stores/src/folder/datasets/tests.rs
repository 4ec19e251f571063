//! Datasets as files.

use std::os::unix::fs::PermissionsExt;

use pledge::quarter::Quarter;
use pledge::returns::Return;

use super::*;
use crate::passing::answer;

fn curated() -> Place {
    Place::Curated(Return::AgencyAssignments, Quarter::new(2026, 3).unwrap())
}

fn table(name: &'static str) -> Place {
    Place::Unchecked(Quarter::new(2026, 3).unwrap(), name, "csv")
}

fn replace(store: &FolderDatasets, generation: u64, content: &[u8]) -> Replaced {
    answer(store.replace(&curated(), generation, &mut &*content)).unwrap()
}

#[test]
fn only_the_owner_reads_what_is_written() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    answer(store.put(&table("rates"), &mut &b"x"[..])).unwrap();
    assert_eq!(replace(&store, 1, b"x"), Replaced::Done);
    let mut directories = vec![home.path().to_path_buf()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{path:?}");
            if path.is_dir() {
                directories.push(path);
            }
        }
    }
}

#[test]
fn of_writers_at_once_the_highest_generation_stays() {
    let home = tempfile::tempdir().unwrap();
    for round in 0..4 {
        std::thread::scope(|scope| {
            for n in 1..=8 {
                let home = home.path();
                scope.spawn(move || {
                    let generation = round * 8 + n;
                    let content = generation.to_string().repeat(1000);
                    replace(&FolderDatasets::new(home), generation, content.as_bytes());
                });
            }
        });
        let store = FolderDatasets::new(home.path());
        let newest = round * 8 + 8;
        assert_eq!(answer(store.generation(&curated())).unwrap(), Some(newest));
        let content = fs::read(store.path(&curated())).unwrap();
        assert_eq!(content, newest.to_string().repeat(1000).as_bytes());
    }
    let hidden = below(home.path()).unwrap().lying;
    let hidden: Vec<_> = hidden
        .iter()
        .map(|lying| lying.path.file_name().unwrap())
        .collect();
    assert_eq!(
        hidden.len(),
        3,
        "the file, its generation, the lock: {hidden:?}"
    );
}

#[test]
fn after_a_crash_between_number_and_file_the_file_is_written_again() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    assert_eq!(replace(&store, 3, b"three"), Replaced::Done);
    fs::write(sidecar(&store.path(&curated())), "5 pending").unwrap();
    assert_eq!(answer(store.generation(&curated())).unwrap(), None);
    assert_eq!(replace(&store, 4, b"four"), Replaced::Newer);
    assert_eq!(replace(&store, 5, b"five"), Replaced::Done);
    assert_eq!(answer(store.generation(&curated())).unwrap(), Some(5));
    assert_eq!(fs::read(store.path(&curated())).unwrap(), b"five");
}

#[test]
fn the_same_again_leaves_the_file_but_a_slice_is_young_again() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let age = |place: &Place| {
        let file = File::options().write(true).open(store.path(place)).unwrap();
        file.set_modified(long_ago).unwrap();
    };
    let is_old =
        |place: &Place| fs::metadata(store.path(place)).unwrap().modified().unwrap() == long_ago;
    assert_eq!(replace(&store, 3, b"three"), Replaced::Done);
    age(&curated());
    for generation in [3, 4] {
        assert_eq!(replace(&store, generation, b"three"), Replaced::Done);
        assert!(is_old(&curated()), "{generation}");
    }
    answer(store.put(&table("rates"), &mut &b"x"[..])).unwrap();
    age(&table("rates"));
    answer(store.put(&table("rates"), &mut &b"x"[..])).unwrap();
    assert!(!is_old(&table("rates")));
}

#[test]
fn what_this_program_did_not_write_is_not_listed() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    let reports = home.path().join("reports/E09000007");
    fs::create_dir_all(&reports).unwrap();
    fs::write(reports.join("notes.txt"), "x").unwrap();
    let left = Unfinished::write(&reports, &mut &b"half"[..]).unwrap();
    assert!(answer(store.list()).unwrap().is_empty());
    assert_eq!(store.sweep_unfinished(Timestamp::MAX).unwrap(), 1);
    assert!(!left.path().exists() && reports.join("notes.txt").exists());
}

#[test]
fn a_file_that_somebody_took_away_has_no_generation() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    assert_eq!(replace(&store, 3, b"three"), Replaced::Done);
    fs::remove_file(store.path(&curated())).unwrap();
    assert_eq!(answer(store.generation(&curated())).unwrap(), None);
    assert_eq!(replace(&store, 2, b"two"), Replaced::Done);
    assert_eq!(answer(store.generation(&curated())).unwrap(), Some(2));
}

#[test]
fn what_cannot_be_looked_into_is_not_taken_for_empty() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    fs::create_dir_all(home.path().join("slices/1/2/3/4/5/6/7/8")).unwrap();
    assert!(answer(store.list()).unwrap().is_empty());
    fs::create_dir_all(home.path().join("slices/1/2/3/4/5/6/7/8/9")).unwrap();
    assert!(matches!(
        answer(store.list()),
        Err(StoreError::Unavailable(_))
    ));
}

#[test]
fn a_damaged_generation_is_not_passed_over() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(home.path());
    assert_eq!(replace(&store, 3, b"three"), Replaced::Done);
    fs::write(sidecar(&store.path(&curated())), "x").unwrap();
    let replaced = answer(store.replace(&curated(), 4, &mut &b"four"[..]));
    assert!(matches!(replaced, Err(StoreError::Unavailable(_))));
}

#[test]
fn a_home_that_does_not_exist_holds_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderDatasets::new(&home.path().join("none"));
    answer(store.delete(&curated(), Timestamp::MAX)).unwrap();
    assert!(answer(store.list()).unwrap().is_empty());
    assert!(matches!(
        answer(store.open(&curated())).err(),
        Some(StoreError::Absent)
    ));
}
