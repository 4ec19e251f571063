//! Whether the register can be read, and holds what the ledger says was filed in it.

use jiff::civil::Date;
use pipeline::KnownKeys;
use pipeline::register::{damaged, lost};
use pledge::keys::KeyPurpose;
use pledge::ports::Keys as _;

use super::{Check, RESTORE, fail, fine};
use crate::commands::keys::named;
use crate::exit::Stop;
use crate::home::Home;

pub(super) async fn checks(home: &Home, today: Date) -> Result<Vec<Check>, Stop> {
    let mut checks = Vec::new();
    let known = KnownKeys::new(&home.keys, &home.ledger);
    // Where the folder cannot be read, the checks of the keys say so.
    let live = known
        .versions(KeyPurpose::Register)
        .await
        .unwrap_or_default();
    for (version, holders) in lost(&home.ledger, &home.register, &live).await? {
        checks.push(fail(
            format!(
                "register: the key register {version} is not there; {}",
                named(&holders).unwrap_or_default()
            ),
            RESTORE,
        ));
    }
    for slot in damaged(&home.ledger, &home.register, today).await? {
        let what = slot.quarter.map_or_else(
            || "leavers".to_owned(),
            |quarter| format!("assignments of {quarter}"),
        );
        let held = if slot.held { ", held" } else { "" };
        checks.push(fail(
            format!(
                "register: entries of {} ({what}{held}) are missing or changed",
                slot.authority.name()
            ),
            "restore pledge.sqlite from its copy, or ask for the return again",
        ));
    }
    if checks.is_empty() {
        checks.push(fine("register: what was filed is there, and can be read"));
    }
    Ok(checks)
}
