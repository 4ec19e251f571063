//! Deletions that somebody comes between, or a crash.

use pledge::keys::{Capability, KeyVersion, Secret};

use super::*;

fn identity(store: &FolderUploads, upload: &Upload<FolderHandle>, content: &str) -> UploadId {
    let secret = Secret::from_bytes(sha256(b"a sample, not a key").as_bytes()).unwrap();
    let key = UploadKey::open(secret, KeyVersion::new(1).unwrap());
    store.identity(upload, &key, &sha256(content.as_bytes()))
}

/// All that lies in the upload folders, by path below the home.
fn contents(home: &Path) -> Vec<(String, String)> {
    let mut found: Vec<_> = below(&home.join("uploads")).unwrap().lying;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let name = |path: &Path| path.strip_prefix(home).unwrap().display().to_string();
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    found
        .iter()
        .map(|lying| (name(&lying.path), read(&lying.path)))
        .collect()
}

#[test]
fn a_file_that_takes_the_name_during_the_deletion_is_not_deleted() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    let name = "E09000007/a.csv";
    let path = put(home.path(), name);
    let upload = listed(&store).remove(0);
    let open = open_version(&upload.handle).unwrap().unwrap();
    fs::write(home.path().join("other"), "other").unwrap();
    fs::rename(home.path().join("other"), &path).unwrap();
    delete_open(open, &upload.handle, &sha256(name.as_bytes())).unwrap();
    let other = (format!("uploads/{name}"), "other".to_owned());
    assert_eq!(contents(home.path()), [other]);
    // So is one that is written in its place, and a directory.
    let upload = listed(&store).remove(0);
    let open = open_version(&upload.handle).unwrap().unwrap();
    fs::write(&path, "OTHER").unwrap();
    delete_open(open, &upload.handle, &sha256(b"other")).unwrap();
    assert_eq!(contents(home.path())[0].1, "OTHER");
    let upload = listed(&store).remove(0);
    let open = open_version(&upload.handle).unwrap().unwrap();
    fs::remove_file(&path).unwrap();
    put(home.path(), "E09000007/a.csv/b.csv");
    delete_open(open, &upload.handle, &sha256(b"OTHER")).unwrap();
    assert_eq!(names(&store), ["a.csv/b.csv"]);
    let left = below(&home.path().join("uploads")).unwrap().directories;
    assert_eq!(left.len(), 2, "no hidden directory");
}

#[test]
fn what_gets_its_name_back_takes_nobody_elses() {
    let home = tempfile::tempdir().unwrap();
    let path = put(home.path(), "E09000007/a.csv");
    let take = || {
        let version = Version::of(&fs::symlink_metadata(&path).unwrap());
        Aside::take(&path, &path, &version, version.changed)
            .unwrap()
            .unwrap()
    };
    for content in ["one", "two", "three"] {
        fs::write(&path, content).unwrap();
        let aside = take();
        assert!(!path.exists());
        fs::write(&path, "came meanwhile").unwrap();
        aside.put_back().unwrap();
    }
    let found = contents(home.path());
    let found: Vec<_> = (found.iter().map(|(n, c)| (n.as_str(), c.as_str()))).collect();
    let expected = [
        ("uploads/E09000007/a-2.csv", "one"),
        ("uploads/E09000007/a-3.csv", "two"),
        ("uploads/E09000007/a-4.csv", "three"),
        ("uploads/E09000007/a.csv", "came meanwhile"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_crash_during_a_deletion_leaves_the_upload_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    let name = "E09000007/x/a.csv";
    let path = put(home.path(), name);
    let before = listed(&store).remove(0);
    let crash = |upload: &Upload<FolderHandle>| {
        std::thread::sleep(Duration::from_millis(20));
        let FolderHandle {
            path,
            place,
            version,
            arrived,
            ..
        } = &upload.handle;
        Aside::take(path, place, version, *arrived)
            .unwrap()
            .unwrap();
    };
    // Also if it crashes again and again.
    for _ in 0..3 {
        crash(&listed(&store).remove(0));
        assert!(!path.exists());
        store.sweep_unfinished(Timestamp::MAX).unwrap();
        let after = listed(&store);
        assert_eq!((after.len(), answer(store.strays()).unwrap()), (1, 0));
        assert_eq!(after[0].received, before.received);
        assert_eq!(
            identity(&store, &after[0], name),
            identity(&store, &before, name)
        );
        assert!(answer(store.open(&after[0])).is_ok());
    }
    // Of a new file of that name it is told apart; both go one by one.
    std::thread::sleep(Duration::from_millis(20));
    put(home.path(), name);
    let both = listed(&store);
    assert_eq!(names(&store), ["x/a.csv", "x/a.csv"]);
    assert!(both[0].received == before.received && both[1].received > before.received);
    for upload in &both {
        answer(store.delete(upload, &sha256(name.as_bytes()))).unwrap();
    }
    assert!(contents(home.path()).is_empty());
    let left = below(&home.path().join("uploads")).unwrap().directories;
    assert_eq!(left.len(), 2, "no hidden directory");
}

#[test]
fn a_file_that_a_crash_took_aside_by_mistake_is_an_upload_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    let path = put(home.path(), "E09000007/a.csv");
    let upload = listed(&store).remove(0);
    std::thread::sleep(Duration::from_millis(20));
    fs::write(home.path().join("other"), "other").unwrap();
    fs::rename(home.path().join("other"), &path).unwrap();
    let FolderHandle {
        path,
        place,
        version,
        arrived,
        ..
    } = &upload.handle;
    Aside::take(path, place, version, *arrived)
        .unwrap()
        .unwrap();
    let other = listed(&store).remove(0);
    assert_eq!(other.handle.name, "a.csv");
    assert!(other.received > upload.received);
}

#[test]
fn an_empty_hidden_directory_is_swept_and_no_name_stops_the_listing() {
    let home = tempfile::tempdir().unwrap();
    let store = FolderUploads::new(home.path(), Received::AsStored);
    put(home.path(), "E09000007/a.csv");
    let folder = home.path().join("uploads/E09000007");
    let empty = folder.join(".leaving_1_2_3_4_5_6_7_8");
    fs::create_dir(&empty).unwrap();
    store.sweep_unfinished(Timestamp::UNIX_EPOCH).unwrap();
    assert!(empty.exists());
    store.sweep_unfinished(Timestamp::MAX).unwrap();
    assert!(!empty.exists());
    let file = fs::symlink_metadata(folder.join("a.csv")).unwrap();
    let (inode, bytes) = (std::os::unix::fs::MetadataExt::ino(&file), file.len());
    let version = Version::of(&file);
    let written = modified(&file).unwrap();
    let (second, nanosecond) = (written.as_second(), written.subsec_nanosecond());
    let forged = format!(
        ".leaving_{bytes}_{inode}_{second}_{nanosecond}_{}_0_7_8",
        i64::MIN
    );
    fs::create_dir(folder.join(&forged)).unwrap();
    fs::rename(folder.join("a.csv"), folder.join(&forged).join("a.csv")).unwrap();
    let departure = Departure::of_name(OsStr::new(&forged)).unwrap();
    assert!(departure.arrived(&version).is_some());
    assert_eq!(names(&store), ["a.csv"]);
}
