//! `pledge keys`: makes, lists, rotates and destroys keys. Each act is an audit entry.

use pipeline::register::holders;
use pipeline::sealing::seal;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ports::{Keys as _, Ledger, StoreError};
use pledge::quarter::Quarter;
use serde_json::json;
use stores::folder::{KeyError, Received};

use crate::arguments::{Global, Keys};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output, reference};

mod holding;
mod making;

pub(crate) use holding::{named, users_of};
pub(crate) use making::{create_missing, made};

use holding::refuse_in_use;
use making::{make, past};

pub(crate) async fn run(global: &Global, command: &Keys) -> Result<Exit, Stop> {
    match command {
        Keys::Create { quarter } => create(global, *quarter).await,
        Keys::List => list(global).await,
        Keys::Rotate { purpose } => rotate(global, *purpose).await,
        Keys::Destroy {
            purpose,
            version,
            yes,
        } => destroy(global, *purpose, *version, *yes).await,
    }
}

const COPY: &str =
    "the keys are in the home's folder keys/: keep a copy in a safe place of its own";

async fn create(global: &Global, quarter: Option<Quarter>) -> Result<Exit, Stop> {
    let root = global.home.as_deref().ok_or_else(|| {
        Stop::usage(
            "say where the home is to be",
            "use --home DIR, or set PLEDGE_HOME",
        )
    })?;
    let home = Home::at(root, Received::AsStored, reference::load(global)?)?;
    let today = clock::today(global.today);
    // The returns of a financial year's last quarter come after it has ended.
    let this = Quarter::of(today);
    let quarters: Vec<Quarter> = [this, this.and_then(Quarter::previous), quarter]
        .into_iter()
        .flatten()
        .collect();
    let made = create_missing(&home, &quarters).await?;
    if global.json {
        let made: Vec<_> = made
            .iter()
            .map(|(p, v)| json!({"purpose": p.word(), "version": v}))
            .collect();
        output::json(&json!({ "made": made }))?;
    } else if made.is_empty() {
        output::line("every key that is needed is there");
    } else {
        for (purpose, version) in made {
            output::line(format!("made the key {purpose} {version}"));
        }
        output::message(COPY);
    }
    Ok(Exit::Fine)
}

async fn list(global: &Global) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let mut keys = Vec::new();
    for purpose in KeyPurpose::ALL {
        for version in home.keys.versions(purpose).await? {
            keys.push((purpose, version));
        }
    }
    if global.json {
        let keys: Vec<_> = keys
            .iter()
            .map(|(p, v)| json!({"purpose": p.word(), "version": v}))
            .collect();
        output::json(&json!({ "keys": keys }))?;
    } else if keys.is_empty() {
        output::message("there is no key\n  hint: make them with `pledge keys create`");
    } else {
        for (purpose, version) in keys {
            output::line(format!("{purpose} {version}"));
        }
    }
    Ok(Exit::Fine)
}

async fn rotate(global: &Global, purpose: KeyPurpose) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let past = past(&home, purpose).await?;
    let version = match home.keys.next_version(purpose, past) {
        Err(KeyError::TooMany { oldest }) if purpose == KeyPurpose::Register => {
            return Err(too_many(&home, oldest).await?);
        }
        next => next?,
    };
    make(&home, purpose, version).await?;
    seal(&home.datasets, &home.ledger, &home.keys, clock::now()).await?;
    if global.json {
        output::json(&json!({"purpose": purpose.word(), "version": version}))?;
    } else {
        output::line(format!(
            "made the key {purpose} {version}; it is used from now on"
        ));
    }
    Ok(Exit::Fine)
}

/// Why no other version may be made: as many live as may, and something holds the oldest.
async fn too_many(home: &Home, oldest: KeyVersion) -> Result<Stop, Stop> {
    let holders = holders(&home.ledger, &home.register, oldest).await?;
    let open = home.ledger.claims_open(clock::now()).await?;
    let says = format!("as many versions live as may, and register {oldest} is the oldest");
    let hint = match (named(&holders), open) {
        (Some(names), _) => format!("it can be destroyed when nothing holds it; {names}"),
        (None, 0) => format!("nothing holds it: `pledge keys destroy register {oldest} --yes`"),
        (None, _) => "uploads are being taken in: try again when they are done".to_owned(),
    };
    Ok(Stop::conflict(says, hint))
}

async fn destroy(
    global: &Global,
    purpose: KeyPurpose,
    version: KeyVersion,
    yes: bool,
) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let files = home.keys.versions(purpose).await?;
    let made = made(&home, purpose).await?;
    let is_made = |version| (made.iter()).any(|key| key.version == version && !key.destroyed);
    if !files.contains(&version) && !is_made(version) {
        return Err(Stop::usage(
            format!("there is no key {purpose} {version}"),
            "`pledge keys list`",
        ));
    }
    if !yes {
        return Err(Stop::usage(
            format!("destroying {purpose} {version} cannot be undone"),
            "say --yes if it is meant",
        ));
    }
    if purpose == KeyPurpose::AuditSign {
        return Err(Stop::conflict(
            "the audit trail is verified with this key",
            "it stays as long as the trail, six years",
        ));
    }
    let is_live = if purpose == KeyPurpose::Analytics {
        // Returns of this year still come, whether any was sent yet or not.
        let quarter = Quarter::of(clock::today(global.today));
        let year = quarter.and_then(KeyVersion::of_quarter);
        year.is_some_and(|year| version >= year)
    } else {
        files.iter().rfind(|version| is_made(**version)) == Some(&version)
    };
    if is_live {
        return Err(Stop::conflict(
            format!("{purpose} {version} is the one in use"),
            "a newer one has to be made first, or its financial year has to end",
        ));
    }
    if home.ledger.claims_open(clock::now()).await? > 0 {
        return Err(Stop::conflict(
            "uploads are being taken in",
            "try again when they are done",
        ));
    }
    refuse_in_use(&home, purpose, version).await?;
    let now = clock::now();
    match home.ledger.destroy_key(purpose, version, now).await {
        // A file that somebody put there: nothing was ever done with it.
        Ok(()) | Err(StoreError::Absent) => {}
        Err(error) => return Err(error.into()),
    }
    match home.keys.destroy(purpose, version) {
        // It was lost before, or a run was stopped before it could say so.
        Ok(()) | Err(KeyError::Absent) => {}
        Err(error) => return Err(error.into()),
    }
    seal(&home.datasets, &home.ledger, &home.keys, now).await?;
    output::line(format!("destroyed the key {purpose} {version}"));
    Ok(Exit::Fine)
}
