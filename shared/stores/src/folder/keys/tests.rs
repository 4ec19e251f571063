//! The key folder as files.

use std::os::unix::fs::PermissionsExt;

use pledge::keys::{UploadKey, sha256};

use super::*;
use crate::passing::answer;

const PURPOSE: KeyPurpose = KeyPurpose::Upload;

fn version(n: u16) -> KeyVersion {
    KeyVersion::new(n).unwrap()
}

fn random(n: u8) -> [u8; KEY_BYTES] {
    *sha256(&[n]).as_bytes()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn refusal(keys: &KeyFolder) -> String {
    let error = keys.read(PURPOSE, version(1)).err();
    error.map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_key_that_others_may_use_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    keys.create(PURPOSE, version(1), random(1)).unwrap();
    let (folder, file) = (
        home.path().join("keys"),
        home.path().join("keys/upload.v1.key"),
    );
    for (of_folder, of_file, refused) in [
        (0o700, 0o600, ""),
        (0o700, 0o400, ""),
        (0o700, 0o644, "others may use"),
        (0o700, 0o640, "others may use"),
        (0o700, 0o602, "others may use"),
        (0o755, 0o600, "others may use"),
        (0o710, 0o600, "others may use"),
    ] {
        mode(&folder, of_folder);
        mode(&file, of_file);
        let said = refusal(&keys);
        assert!(
            said.starts_with(refused),
            "{of_folder:o} {of_file:o}: {said}"
        );
        assert_eq!(
            said.is_empty(),
            refused.is_empty(),
            "{of_folder:o} {of_file:o}"
        );
    }
    // The reason is in the chain of the port's error; a folder that is not safe lists nothing.
    mode(&folder, 0o755);
    let Err(StoreError::Unavailable(source)) = answer(keys.open::<UploadKey>(version(1))) else {
        panic!("the folder is not safe");
    };
    let source = source.downcast_ref::<KeyError>();
    assert!(matches!(source, Some(KeyError::Permissions)));
    assert!(answer(keys.versions(PURPOSE)).is_err());
    assert!(keys.create(PURPOSE, version(2), random(2)).is_err());
}

#[test]
fn a_key_of_another_user_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let metadata = fs::metadata(home.path()).unwrap();
    mode(home.path(), 0o700);
    let own = own_user(home.path()).unwrap();
    assert_eq!(own, metadata.uid());
    assert!(matches!(check(&metadata, own + 1), Err(KeyError::Owner)));
}

#[test]
fn bytes_that_nobody_drew_are_no_key() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    assert!(matches!(
        keys.read(PURPOSE, version(1)).err(),
        Some(KeyError::Absent)
    ));
    let zeros = keys.create(PURPOSE, version(1), [0; KEY_BYTES]);
    assert!(matches!(
        zeros,
        Err(KeyError::Refused(RefusedKey::NotRandom))
    ));
    keys.create(PURPOSE, version(1), random(1)).unwrap();
    let file = home.path().join("keys/upload.v1.key");
    for (bytes, refused) in [
        (vec![0; 32], RefusedKey::NotRandom),
        (random(1)[..31].to_vec(), RefusedKey::Length),
        ([random(1).as_slice(), b"\n"].concat(), RefusedKey::Length),
        (vec![], RefusedKey::Length),
    ] {
        fs::write(&file, &bytes).unwrap();
        assert_eq!(refusal(&keys), refused.to_string(), "{}", bytes.len());
        let Err(StoreError::Unavailable(source)) = answer(keys.open::<UploadKey>(version(1)))
        else {
            panic!("these bytes are no key");
        };
        let source = source.downcast_ref::<KeyError>();
        assert!(matches!(source, Some(KeyError::Refused(why)) if *why == refused));
    }
}

#[test]
fn a_key_is_never_overwritten_and_never_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    keys.create(PURPOSE, version(1), random(1)).unwrap();
    let twice = keys.create(PURPOSE, version(1), random(2));
    assert!(matches!(twice, Err(KeyError::Exists)));
    let file = home.path().join("keys/upload.v1.key");
    assert_eq!(fs::read(&file).unwrap(), random(1));
    let link = home.path().join("backup");
    fs::hard_link(&file, &link).unwrap();
    keys.destroy(PURPOSE, version(1)).unwrap();
    assert!(!file.exists());
    assert_eq!(
        fs::read(link).unwrap(),
        [0; KEY_BYTES],
        "overwritten before it went"
    );
    assert!(keys.list().unwrap().is_empty());
    let again = keys.destroy(PURPOSE, version(1));
    assert!(matches!(again, Err(KeyError::Absent)));
    let back = keys.create(PURPOSE, version(1), random(1));
    assert!(matches!(back, Err(KeyError::Destroyed)));
    let open = answer(keys.open::<UploadKey>(version(1)));
    assert!(matches!(open.err(), Some(StoreError::Absent)));
    assert_eq!(keys.next_version(PURPOSE, None).unwrap(), version(2));
}

#[test]
fn so_many_versions_live_and_no_more() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    for n in 1..=6 {
        assert_eq!(keys.next_version(PURPOSE, None).unwrap(), version(n));
        keys.create(PURPOSE, version(n), random(1)).unwrap();
    }
    let oldest = |keys: &KeyFolder| match keys.next_version(PURPOSE, None) {
        Err(KeyError::TooMany { oldest }) => Some(oldest),
        _ => None,
    };
    assert_eq!(oldest(&keys), Some(version(1)));
    keys.destroy(PURPOSE, version(1)).unwrap();
    keys.create(PURPOSE, version(7), random(7)).unwrap();
    assert_eq!(oldest(&keys), Some(version(2)));
    assert!(
        keys.next_version(PURPOSE, None)
            .unwrap_err()
            .to_string()
            .contains("v2")
    );
    assert_eq!(
        keys.next_version(KeyPurpose::Register, None).unwrap(),
        version(1)
    );
    keys.destroy(PURPOSE, version(6)).unwrap();
    assert_eq!(keys.next_version(PURPOSE, None).unwrap(), version(8));
    // What verifies old heads cannot be destroyed, so it must not stand in the way of a new one.
    for n in 1..=9 {
        let sign = KeyPurpose::AuditSign;
        assert_eq!(keys.next_version(sign, None).unwrap(), version(n));
        keys.create(sign, version(n), random(1)).unwrap();
    }
    let yearly = keys.next_version(KeyPurpose::Analytics, None);
    assert!(matches!(yearly, Err(KeyError::Yearly)));
}

#[test]
fn only_names_of_keys_are_keys() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    assert!(keys.list().unwrap().is_empty());
    keys.create(KeyPurpose::AuditSign, version(1), random(1))
        .unwrap();
    for name in [
        "upload.v0.key",
        "upload.v01.key",
        "upload.v+1.key",
        "upload.key",
        "x.v1.key",
        "upload.v1.key.bak",
        "upload.v70000.key",
        "upload.v1.destroyed",
    ] {
        fs::write(home.path().join("keys").join(name), random(1)).unwrap();
    }
    assert_eq!(keys.list().unwrap(), [(KeyPurpose::AuditSign, version(1))]);
}

#[test]
fn a_key_appears_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    keys.create(PURPOSE, version(100), random(1)).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for n in 1..=60 {
                while let Err(error) = keys.read(PURPOSE, version(n)) {
                    assert!(matches!(error, KeyError::Absent), "{n}: {error}");
                }
            }
        });
        for n in 1..=60 {
            keys.create(PURPOSE, version(n), random(1)).unwrap();
        }
        reader.join().unwrap();
    });
    let files = fs::read_dir(home.path().join("keys")).unwrap();
    assert_eq!(files.count(), 61, "and nothing else is left");
}

#[test]
fn what_a_killed_creation_left_goes_with_the_next() {
    let home = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(home.path());
    keys.create(PURPOSE, version(1), random(1)).unwrap();
    let folder = home.path().join("keys");
    let leave = |name: &str| {
        let path = folder.join(name);
        fs::write(&path, random(1)).unwrap();
        path
    };
    let double = folder.join(".unfinished-1-0");
    fs::hard_link(folder.join("upload.v1.key"), &double).unwrap();
    let (old, young) = (leave(".unfinished-1-1"), leave(".unfinished-1-2"));
    let file = File::options().write(true).open(&old).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    assert!(keys.read(PURPOSE, version(1)).is_ok());
    keys.create(PURPOSE, version(2), random(2)).unwrap();
    assert!(!double.exists() && !old.exists());
    assert!(young.exists(), "another may be writing it");
    assert_eq!(keys.list().unwrap().len(), 2);
}
