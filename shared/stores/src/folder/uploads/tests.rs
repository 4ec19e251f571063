//! Upload folders as files.

use std::os::unix::net::UnixListener;
use std::time::{Duration, SystemTime};

use jiff::civil::date;

use super::*;
use crate::passing::answer;

mod leaving;

fn camden() -> Borough {
    Borough::from_ons_code("E09000007").unwrap()
}

fn put(home: &Path, name: &str) -> PathBuf {
    let path = home.join("uploads").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, name).unwrap();
    path
}

fn names(store: &FolderUploads) -> Vec<String> {
    let uploads = answer(store.waiting(usize::MAX)).unwrap();
    uploads
        .into_iter()
        .map(|upload| upload.handle.name)
        .collect()
}

#[test]
fn what_is_not_an_upload_yet_is_passed_over() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    assert!(names(&store).is_empty());
    for name in [
        ".a.csv",
        "~$a.xlsx",
        "a.csv.part",
        "a.csv.filepart",
        ".hidden/a.csv",
    ] {
        put(home.path(), &format!("E09000007/{name}"));
    }
    fs::create_dir(home.path().join("uploads/E09000007/empty")).unwrap();
    let elsewhere = home.path().join("secret.csv");
    fs::write(&elsewhere, "x").unwrap();
    let link = home.path().join("uploads/E09000007/link.csv");
    std::os::unix::fs::symlink(&elsewhere, link).unwrap();
    let _socket = UnixListener::bind(home.path().join("uploads/E09000007/socket")).unwrap();
    assert!(names(&store).is_empty());
    // Somebody is told of the link and of the socket; nobody else writes such things here.
    assert_eq!(answer(store.strays()).unwrap(), 2);
    put(home.path(), "E09000007/a.b/x part.csv");
    assert_eq!(names(&store), ["a.b/x part.csv"]);
}

#[test]
fn what_lies_in_no_authoritys_folder_is_a_stray() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    assert_eq!(answer(store.strays()).unwrap(), 0);
    for name in [
        "a.csv",
        "camden/a.csv",
        "E09000099/x/a.csv",
        "e09000007/a.csv",
        ".DS_Store",
    ] {
        put(home.path(), name);
    }
    put(home.path(), "E09000007/E09000099/a.csv");
    let folder = home.path().join("uploads/E09000001");
    std::os::unix::fs::symlink(home.path(), folder).unwrap();
    assert_eq!(answer(store.strays()).unwrap(), 5);
    assert_eq!(names(&store), ["E09000099/a.csv"]);
}

#[test]
fn a_file_is_received_when_it_came_to_lie_there() {
    let home = tempfile::tempdir().unwrap();
    let first = put(home.path(), "E09000007/first.csv");
    std::thread::sleep(Duration::from_millis(20));
    let second = put(home.path(), "E09000007/second.csv");
    let stored = FolderUploads::new(home.path(), Received::AsStored);
    assert_eq!(names(&stored), ["first.csv", "second.csv"]);
    // The time of writing travels with a copy; it says nothing.
    std::thread::sleep(Duration::from_millis(20));
    let long_ago = SystemTime::UNIX_EPOCH;
    File::options()
        .write(true)
        .open(&second)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    assert_eq!(names(&stored), ["first.csv", "second.csv"]);
    let (second, nanosecond) = Version::of(&fs::metadata(first).unwrap()).changed;
    let changed = instant(second, nanosecond).unwrap();
    let upload = answer(stored.waiting(1)).unwrap().remove(0);
    assert_eq!(upload.received, changed);

    let day = FolderUploads::new(home.path(), Received::OnDay(date(2026, 7, 28)));
    let upload = answer(day.waiting(1)).unwrap().remove(0);
    let received = TimeZone::UTC.to_datetime(upload.received);
    assert_eq!(received.date(), date(2026, 7, 28));
    assert_eq!(received.time(), TimeZone::UTC.to_datetime(changed).time());

    let instant = "2026-07-28T09:00:00Z".parse().unwrap();
    let fixed = FolderUploads::new(home.path(), Received::At(instant));
    let uploads = answer(fixed.waiting(9)).unwrap();
    assert!(uploads.iter().all(|upload| upload.received == instant));
    assert_eq!(names(&fixed), ["first.csv", "second.csv"]);
}

#[test]
fn a_dropped_file_never_takes_anothers_place() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    let drop = |name: &str, mut content: &[u8]| store.drop(camden(), name, &mut content);
    for (name, content) in [
        ("agency_assignments/2026Q3/a.csv", "one"),
        ("agency_assignments/2026Q3/a.csv", "one"),
        ("agency_assignments/2026Q3/a.csv", "two"),
        ("agency_assignments/2026Q3/a.csv", "three"),
        ("agency_assignments/2026Q3/a.csv", "two"),
        ("plain", "one"),
        ("plain", "two"),
    ] {
        drop(name, content.as_bytes()).unwrap();
    }
    let folder = home.path().join("uploads/E09000007");
    for (name, content) in [
        ("agency_assignments/2026Q3/a.csv", "one"),
        ("agency_assignments/2026Q3/a-2.csv", "two"),
        ("agency_assignments/2026Q3/a-3.csv", "three"),
        ("plain", "one"),
        ("plain-2", "two"),
    ] {
        assert_eq!(
            fs::read_to_string(folder.join(name)).unwrap(),
            content,
            "{name}"
        );
    }
    assert_eq!(below(home.path()).unwrap().lying.len(), 5);
    for name in [
        "",
        "..",
        "../x.csv",
        "a/../../x.csv",
        "/x.csv",
        ".x",
        "a.part",
        ".",
        "a/..",
    ] {
        assert!(drop(name, b"x").is_err(), "{name}");
    }
    assert_eq!(below(home.path()).unwrap().lying.len(), 5);
}

#[test]
fn a_name_comes_out_of_no_error() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    put(home.path(), "E09000007/Jane Example.csv");
    let blocked = store.drop(camden(), "Jane Example.csv/a.csv", &mut &b"x"[..]);
    let hidden = store.drop(camden(), "../Jane Example.csv", &mut &b"x"[..]);
    for error in [blocked.unwrap_err(), hidden.unwrap_err()] {
        let source = std::error::Error::source(&error).unwrap();
        let said = format!("{error} {error:?} {source} {source:?}");
        assert!(
            !said.contains("Jane") && !said.contains("uploads"),
            "{said}"
        );
    }
}

fn listed(store: &FolderUploads) -> Vec<Upload<FolderHandle>> {
    answer(store.waiting(usize::MAX)).unwrap()
}

#[test]
fn a_directory_that_cannot_be_looked_into_stops_nobody_elses_uploads() {
    let home = tempfile::tempdir().unwrap();
    // So near to the longest path that a longer name makes what is below it out of reach.
    let mut deep = home.path().to_path_buf();
    while deep.as_os_str().len() < 3780 {
        let left = 3780 - deep.as_os_str().len();
        deep.push("l".repeat(left.min(200)));
    }
    fs::create_dir_all(&deep).unwrap();
    let store = FolderUploads::new(&deep, Received::AsStored);
    put(&deep, "E09000008/a.csv");
    let folder = deep.join("uploads/E09000007");
    let inner = "i".repeat(200);
    fs::create_dir_all(folder.join("x").join(&inner)).unwrap();
    fs::rename(folder.join("x"), folder.join("x".repeat(250))).unwrap();
    assert_eq!(names(&store), ["a.csv"]);
    assert_eq!(answer(store.strays()).unwrap(), 1);
    store.sweep_unfinished(Timestamp::MAX).unwrap();

    let store = FolderUploads::new(home.path(), Received::AsStored);
    put(home.path(), "E09000007/2/3/4/5/6/7/8/a.csv");
    put(home.path(), "E09000007/2/3/4/5/6/7/8/9/b.csv");
    put(home.path(), "E09000007/2/3/4/5/6/7/8/.9/10/11/c.csv");
    put(home.path(), "E09000008/a.csv");
    assert_eq!(names(&store), ["2/3/4/5/6/7/8/a.csv", "a.csv"]);
    assert_eq!(answer(store.strays()).unwrap(), 1);
}

#[test]
fn what_a_killed_drop_left_beside_the_upload_goes_with_the_next_look() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    let path = put(home.path(), "E09000007/a.csv");
    let left = path.with_file_name(".unfinished-1-0");
    let unnamed = path.with_file_name(".unfinished-1-1");
    fs::write(&unnamed, "half").unwrap();
    fs::hard_link(&path, &left).unwrap();
    let upload = listed(&store).remove(0);
    assert!(!left.exists() && unnamed.exists());
    assert!(answer(store.open(&upload)).is_ok(), "listed as it is now");
    fs::hard_link(&path, &left).unwrap();
    assert_eq!(store.sweep_unfinished(Timestamp::UNIX_EPOCH).unwrap(), 1);
    assert!(!left.exists() && unnamed.exists() && path.exists());
    // Its twin elsewhere is a copy that somebody made, and says nothing of the program that writes.
    fs::hard_link(&unnamed, home.path().join("backup")).unwrap();
    assert_eq!(listed(&store).len(), 1);
    assert!(unnamed.exists());
}
