//! What holds a version of a key, in words.

use pipeline::register::{Holder, What, holders};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::Standing;
use pledge::ports::Ledger;
use pledge::returns::Return;

use crate::exit::Stop;
use crate::home::Home;
use crate::output;

/// Holders that are named one by one; of more only the number is said.
const NAMED: usize = 12;

/// Who holds a version of the register's key and when it is free, in words; `None` if nobody does.
pub(crate) fn named(holders: &[Holder]) -> Option<String> {
    let mut names: Vec<String> = (holders.iter().take(NAMED))
        .map(|holder| {
            let what = match holder.what {
                What::Leavers => "leavers".to_owned(),
                What::Engagements(quarter) => format!("assignments of {quarter}"),
                What::Withdrawal => "a departure that was withdrawn".to_owned(),
            };
            let held = if holder.held { ", held" } else { "" };
            format!("{} ({what}{held})", holder.authority.name())
        })
        .collect();
    if let Some(more) = holders.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    let is_withdrawal = |holder: &Holder| holder.what == What::Withdrawal;
    let until = match (
        holders.iter().any(is_withdrawal),
        holders.iter().all(is_withdrawal),
    ) {
        (false, _) => "until they have sent new returns",
        (true, true) => {
            "until 13 months after the last day: without the key it would count again when a \
             statement lists it"
        }
        (true, false) => {
            "returns until new ones are sent, a withdrawal until 13 months after the last day: \
             without the key it would count again when a statement lists it"
        }
    };
    (!names.is_empty()).then(|| format!("it is held by {}, {until}", names.join(", ")))
}

/// Refuses to destroy a key under which something was pseudonymised that counts.
pub(super) async fn refuse_in_use(
    home: &Home,
    purpose: KeyPurpose,
    version: KeyVersion,
) -> Result<(), Stop> {
    if purpose == KeyPurpose::Register {
        let holders = holders(&home.ledger, &home.register, version).await?;
        if let Some(names) = named(&holders) {
            return Err(Stop::conflict(
                format!("what counts in the register was filed under {purpose} {version}"),
                names,
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

/// How much names this version: for a key of the register what holds it, for one of a financial
/// year the slots in force or held.
pub(crate) async fn users_of(
    home: &Home,
    purpose: KeyPurpose,
    version: KeyVersion,
) -> Result<u64, Stop> {
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
