//! Makes keys: the file first, then the ledger, which knows it by its check value from then on.
//!
//! **Invariant:** a version is given once. A key that the ledger does not know is used for
//! nothing, so a run that was stopped in between leaves no key in use that nobody recorded.

use std::collections::BTreeSet;

use pipeline::KnownKeys;
use pipeline::register::{lost, versions_named};
use pipeline::sealing::seal;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::MadeKey;
use pledge::ports::{Keys as _, Ledger};
use pledge::quarter::Quarter;
use stores::folder::KeyError;

use super::holding::users_of;
use crate::clock;
use crate::exit::Stop;
use crate::home::Home;

/// The keys of a purpose that were ever made, as the ledger knows them.
pub(crate) async fn made(home: &Home, purpose: KeyPurpose) -> Result<Vec<MadeKey>, Stop> {
    let mut keys = home.ledger.keys_made().await?;
    keys.retain(|key| key.purpose == purpose);
    Ok(keys)
}

/// Makes the keys in use that do not exist, those of the quarters' financial years among them.
pub(crate) async fn create_missing(
    home: &Home,
    quarters: &[Quarter],
) -> Result<Vec<(KeyPurpose, KeyVersion)>, Stop> {
    let mut created = Vec::new();
    for purpose in KeyPurpose::IN_USE {
        for version in finish_stopped(home, purpose).await? {
            created.push((purpose, version));
        }
        let known = KnownKeys::new(&home.keys, &home.ledger);
        let live = known.versions(purpose).await?;
        let wanted: BTreeSet<KeyVersion> = if purpose == KeyPurpose::Analytics {
            let years = quarters.iter().copied();
            years.filter_map(KeyVersion::of_quarter).collect()
        } else if live.is_empty() {
            let past = past(home, purpose).await?;
            [home.keys.next_version(purpose, past)?].into()
        } else {
            BTreeSet::new()
        };
        for version in wanted.into_iter().filter(|version| !live.contains(version)) {
            refuse_lost(home, purpose, version, &live).await?;
            make(home, purpose, version).await?;
            created.push((purpose, version));
        }
    }
    if !created.is_empty() {
        seal(&home.datasets, &home.ledger, &home.keys, clock::now()).await?;
    }
    Ok(created)
}

/// Makes a key that does not exist under a version that was never given.
pub(super) async fn make(
    home: &Home,
    purpose: KeyPurpose,
    version: KeyVersion,
) -> Result<(), Stop> {
    home.keys.create(purpose, version, clock::random()?)?;
    record(home, purpose, version).await
}

async fn record(home: &Home, purpose: KeyPurpose, version: KeyVersion) -> Result<(), Stop> {
    let check = home.keys.read(purpose, version)?.check(purpose, version);
    let now = clock::now();
    Ok(home.ledger.make_key(purpose, version, check, now).await?)
}

/// The highest version that was ever made, or that anything names.
pub(super) async fn past(home: &Home, purpose: KeyPurpose) -> Result<Option<KeyVersion>, Stop> {
    let named = named_by_anything(home, purpose).await?;
    let made = made(home, purpose).await?;
    let versions = made.iter().map(|key| key.version).chain(named);
    Ok(versions.max())
}

async fn named_by_anything(home: &Home, purpose: KeyPurpose) -> Result<BTreeSet<KeyVersion>, Stop> {
    Ok(match purpose {
        KeyPurpose::Register => versions_named(&home.ledger, &home.register).await?,
        KeyPurpose::AuditSign => {
            let heads = home.ledger.signed_heads().await?;
            heads.iter().map(|head| head.key).collect()
        }
        _ => BTreeSet::new(),
    })
}

/// Records the keys of a run that was stopped after it had written them. What something names was
/// used, and only a key that was recorded can be: that one is of a home that this program did not
/// make, and nobody can say whether its bytes are the right ones.
async fn finish_stopped(home: &Home, purpose: KeyPurpose) -> Result<Vec<KeyVersion>, Stop> {
    let made = made(home, purpose).await?;
    let mut finished = home.keys.versions(purpose).await?;
    finished.retain(|version| made.iter().all(|key| key.version != *version));
    let named = named_by_anything(home, purpose).await?;
    for version in &finished {
        if named.contains(version) || users_of(home, purpose, *version).await? > 0 {
            return Err(Stop::conflict(
                format!("the ledger names the key {purpose} {version} and never knew it"),
                "make a new home and send the returns again: this one was begun by an earlier \
                 program, by which another key under that version is not noticed",
            ));
        }
        record(home, purpose, *version).await?;
    }
    Ok(finished)
}

/// Refuses to make a key in the place of one that is lost.
async fn refuse_lost(
    home: &Home,
    purpose: KeyPurpose,
    version: KeyVersion,
    live: &[KeyVersion],
) -> Result<(), Stop> {
    let made = made(home, purpose).await?;
    let mut gone = made.iter().filter(|key| !live.contains(&key.version));
    if purpose == KeyPurpose::Analytics {
        if let Some(key) = gone.find(|key| key.version == version) {
            return Err(if key.destroyed {
                KeyError::Destroyed.into()
            } else {
                is_lost(purpose, version)
            });
        }
        if users_of(home, purpose, version).await? > 0 {
            return Err(is_lost(purpose, version));
        }
        return Ok(());
    }
    let needed = if purpose == KeyPurpose::Register {
        lost(&home.ledger, &home.register, live).await?
    } else {
        Vec::new()
    };
    let needed = needed.first().map(|(version, _)| *version);
    // What a lost key signed stays unverified whatever is done; the trail must go on.
    let gone = gone.find(|key| !key.destroyed && purpose != KeyPurpose::AuditSign);
    match needed.or(gone.map(|key| key.version)) {
        None => Ok(()),
        Some(version) => Err(is_lost(purpose, version)),
    }
}

fn is_lost(purpose: KeyPurpose, version: KeyVersion) -> Stop {
    Stop::conflict(
        format!("the key {purpose} {version} is lost"),
        format!(
            "restore it from its copy: by a new one nobody would be found who is known by it. If \
             nothing needs it, `pledge keys destroy {purpose} {} --yes`",
            version.number()
        ),
    )
}
