//! How complete the register is, authority by authority, for the region.

use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::cooling_off::Coverage;
use pledge::cooling_off::coverage::is_behind;
use pledge::keys::KeyVersion;
use pledge::ledger::Slot;
use pledge::ports::{Ledger, Register};
use pledge::returns::Return;

use super::check::coverage;
use super::in_force::leavers;
use crate::Failure;

/// Where one authority stands with its leavers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityOverview {
    /// The authority.
    pub authority: Borough,
    /// The day up to which its leavers are complete; `None` if it never sent any.
    pub complete_to: Option<Date>,
    /// Whether that is too long ago to rely on.
    pub behind: bool,
    /// Rows of its statement in force.
    pub rows: u32,
}

/// How complete the register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// As answers say it.
    pub coverage: Coverage,
    /// All 33 authorities.
    pub authorities: Vec<AuthorityOverview>,
    /// How many entries name a worker under each version of the key, those that count no more
    /// among them until they are deleted.
    pub versions: Vec<(KeyVersion, u64)>,
}

/// How complete the register is. By name it is for the region only.
///
/// # Errors
///
/// When a store does not answer.
pub async fn overview(
    ledger: &impl Ledger,
    register: &impl Register,
    today: Date,
) -> Result<Overview, Failure> {
    let slots = leavers(ledger).await?;
    let authorities = Borough::all().map(|authority| {
        let slot = Slot {
            kind: Return::PermanentLeavers,
            quarter: None,
            authority,
        };
        let pointer = slots.get(&slot).and_then(|state| state.pointer);
        let complete_to = pointer.and_then(|pointer| pointer.facts.complete_to);
        AuthorityOverview {
            authority,
            complete_to,
            behind: is_behind(complete_to, today),
            rows: pointer.map_or(0, |pointer| pointer.count),
        }
    });
    Ok(Overview {
        coverage: coverage(&slots, today),
        authorities: authorities.collect(),
        versions: register.versions_in_use().await?,
    })
}
