//! `pledge keys`: makes, lists, rotates and destroys keys. Each act is an audit entry.

use pipeline::register::{Holder, holders};
use pipeline::sealing::seal;
use pledge::audit::{Chain, Event};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::Standing;
use pledge::ports::{Keys as _, Ledger};
use pledge::quarter::Quarter;
use pledge::returns::Return;
use serde_json::json;
use stores::folder::{KeyError, Received};

use crate::arguments::{Global, Keys};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output, reference};

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

/// Makes the keys in use that do not exist, those of the quarters' financial years among them.
pub(crate) async fn create_missing(
    home: &Home,
    quarters: &[Quarter],
) -> Result<Vec<(KeyPurpose, KeyVersion)>, Stop> {
    let mut made = Vec::new();
    for purpose in KeyPurpose::IN_USE {
        let live = home.keys.versions(purpose).await?;
        let mut wanted: Vec<KeyVersion> = if purpose == KeyPurpose::Analytics {
            quarters
                .iter()
                .copied()
                .filter_map(KeyVersion::of_quarter)
                .collect()
        } else if live.is_empty() {
            KeyVersion::new(1).into_iter().collect()
        } else {
            Vec::new()
        };
        wanted.sort_unstable();
        wanted.dedup();
        for version in wanted.into_iter().filter(|version| !live.contains(version)) {
            if users_of(home, purpose, version).await? > 0 {
                return Err(Stop::conflict(
                    format!("the key {purpose} {version} is lost, and returns in force need it"),
                    "restore it from its copy: a new one would give every worker another pseudonym",
                ));
            }
            make(home, purpose, version).await?;
            made.push((purpose, version));
        }
    }
    if !made.is_empty() {
        seal(&home.datasets, &home.ledger, &home.keys, clock::now()).await?;
    }
    Ok(made)
}

async fn make(home: &Home, purpose: KeyPurpose, version: KeyVersion) -> Result<(), Stop> {
    // Recorded first: a key that nobody recorded would be worse than a record without a key.
    let event = Event::KeyCreated {
        purpose: purpose.word().to_owned(),
        version,
    };
    home.ledger
        .record(Chain::Region, &event, clock::now())
        .await?;
    Ok(home.keys.create(purpose, version, clock::random()?)?)
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
    let version = match home.keys.next_version(purpose) {
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
        (Some(names), _) => format!(
            "it can be destroyed when nothing holds it any more; it is held by {names}: ask them \
             for new returns"
        ),
        (None, 0) => format!("nothing holds it: `pledge keys destroy register {oldest} --yes`"),
        (None, _) => "uploads are being taken in: try again when they are done".to_owned(),
    };
    Ok(Stop::conflict(says, hint))
}

/// Holders that are named one by one; of more only the number is said.
const NAMED: usize = 12;

/// Who holds a version of the register's key, in words; `None` if nobody does.
fn named(holders: &[Holder]) -> Option<String> {
    let mut names: Vec<String> = (holders.iter().take(NAMED))
        .map(|holder| {
            let what = match holder.quarter {
                None => "leavers".to_owned(),
                Some(quarter) => format!("assignments of {quarter}"),
            };
            let held = if holder.held { ", held" } else { "" };
            format!("{} ({what}{held})", holder.authority.name())
        })
        .collect();
    if let Some(more) = holders.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

async fn destroy(
    global: &Global,
    purpose: KeyPurpose,
    version: KeyVersion,
    yes: bool,
) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let live = home.keys.versions(purpose).await?;
    if !live.contains(&version) {
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
    if live.last() == Some(&version) && purpose != KeyPurpose::Analytics {
        return Err(Stop::conflict(
            format!("{purpose} {version} is the one in use"),
            "rotate it first",
        ));
    }
    if home.ledger.claims_open(clock::now()).await? > 0 {
        return Err(Stop::conflict(
            "uploads are being taken in",
            "try again when they are done",
        ));
    }
    refuse_in_use(&home, purpose, version).await?;
    let event = Event::KeyDestroyed {
        purpose: purpose.word().to_owned(),
        version,
    };
    let now = clock::now();
    home.ledger.record(Chain::Region, &event, now).await?;
    home.keys.destroy(purpose, version)?;
    seal(&home.datasets, &home.ledger, &home.keys, now).await?;
    output::line(format!("destroyed the key {purpose} {version}"));
    Ok(Exit::Fine)
}

/// Refuses to destroy a key under which something was pseudonymised that counts.
async fn refuse_in_use(home: &Home, purpose: KeyPurpose, version: KeyVersion) -> Result<(), Stop> {
    if purpose == KeyPurpose::Register {
        let holders = holders(&home.ledger, &home.register, version).await?;
        if let Some(names) = named(&holders) {
            return Err(Stop::conflict(
                format!("entries of the register that count were filed under {purpose} {version}"),
                format!("it is held by {names}: it can go when they have sent new returns"),
            ));
        }
    }
    let users = users_of(home, purpose, version).await?;
    if users > 0 {
        let returns = output::counted(users, "return", "returns");
        return Err(Stop::conflict(
            format!("{returns} in force or held were pseudonymised with {purpose} {version}"),
            "it can go when none is left that was written under it",
        ));
    }
    Ok(())
}

/// How many slots in force or held name this version.
async fn users_of(home: &Home, purpose: KeyPurpose, version: KeyVersion) -> Result<u64, Stop> {
    if purpose == KeyPurpose::Register {
        let holders = holders(&home.ledger, &home.register, version).await?;
        return Ok(u64::try_from(holders.len()).unwrap_or(u64::MAX));
    }
    let standings: Vec<Standing> = match purpose {
        KeyPurpose::Analytics => {
            let kind = Return::AgencyAssignments;
            let mut standings = Vec::new();
            for quarter in home.ledger.quarters(kind).await? {
                standings.push(home.ledger.standing(kind, Some(quarter)).await?);
            }
            standings
        }
        _ => Vec::new(),
    };
    let states = standings.iter().flat_map(|standing| &standing.slots);
    let users = states.filter(|(_, state)| {
        let in_force = state.pointer.is_some_and(|pointer| pointer.key == version);
        in_force || state.held.is_some_and(|held| held.pointer.key == version)
    });
    Ok(u64::try_from(users.count()).unwrap_or(u64::MAX))
}
