//! Whether every key is there that something needs, and is the one that was made.

use pipeline::KnownKeys;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::MadeKey;
use pledge::ports::Keys as _;
use pledge::quarter::Quarter;

use super::{Check, RESTORE, fail, fine, warn};
use crate::commands::keys::{made, users_of};
use crate::exit::Stop;
use crate::home::Home;

pub(super) async fn checks(home: &Home, quarter: Option<Quarter>) -> Result<Vec<Check>, Stop> {
    let mut checks = Vec::new();
    for purpose in KeyPurpose::IN_USE {
        let Ok(files) = home.keys.versions(purpose).await else {
            checks.push(fail(
                "the folder of the keys cannot be read",
                "only its owner may enter it (mode 0700), and each key has mode 0600",
            ));
            continue;
        };
        let made = made(home, purpose).await?;
        for version in &files {
            checks.push(file(home, purpose, *version, &made));
        }
        let lost = made
            .iter()
            .filter(|key| !key.destroyed && !files.contains(&key.version));
        for key in lost {
            checks.push(is_lost(home, purpose, key.version).await?);
        }
        let known = KnownKeys::new(&home.keys, &home.ledger);
        let live = known.versions(purpose).await?;
        let wanted = quarter.and_then(KeyVersion::of_quarter);
        let missing = if purpose == KeyPurpose::Analytics {
            wanted.is_some_and(|year| !live.contains(&year))
        } else {
            live.is_empty()
        };
        if missing {
            checks.push(fail(
                format!("there is no key for {purpose}"),
                "`pledge keys create`",
            ));
        }
    }
    Ok(checks)
}

/// A key's file against what the ledger knows of it.
fn file(home: &Home, purpose: KeyPurpose, version: KeyVersion, made: &[MadeKey]) -> Check {
    let name = format!("key {purpose} {version}");
    let secret = match home.keys.read(purpose, version) {
        Ok(secret) => secret,
        Err(error) => return fail(format!("{name}: {error}"), RESTORE),
    };
    match made.iter().find(|key| key.version == version) {
        None => warn(
            format!("{name}: no run has finished making it, and none uses it"),
            "`pledge keys create` finishes it, or says why it cannot",
        ),
        Some(key) if key.destroyed => fail(
            format!("{name}: it was destroyed, and its file is there"),
            format!(
                "`pledge keys destroy {purpose} {} --yes` once more",
                version.number()
            ),
        ),
        Some(key) if key.check != secret.check(purpose, version) => {
            fail(format!("{name}: it is not the one that was made"), RESTORE)
        }
        Some(_) => fine(name),
    }
}

/// A key that was made, was not destroyed, and is not there.
async fn is_lost(home: &Home, purpose: KeyPurpose, version: KeyVersion) -> Result<Check, Stop> {
    let name = format!("key {purpose} {version}: it is lost");
    let needed = users_of(home, purpose, version).await? > 0 || purpose == KeyPurpose::AuditSign;
    Ok(if needed {
        fail(name, RESTORE)
    } else {
        warn(
            format!("{name}, and nothing needs it"),
            format!(
                "restore it from its copy, or `pledge keys destroy {purpose} {} --yes`",
                version.number()
            ),
        )
    })
}
