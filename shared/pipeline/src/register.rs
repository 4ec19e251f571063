//! The leaver register as the pipeline uses it: filing at intake, questions, the region's list,
//! corrections with effect at once, and what holds a version of its key.
//!
//! **Invariant:** readers look at the ledger first, then at entries, then at the ledger again: what
//! was replaced meanwhile may have been deleted meanwhile, and a gap must never look like nothing.

mod check;
mod correction;
mod discrepancies;
mod holders;
mod in_force;
mod keys;
mod list;
mod overview;
mod soundness;
mod workers;

pub use check::{Asked, Unasked, check};
pub use correction::{Withdrawal, Withdrawn, withdraw};
pub use discrepancies::{Concern, Discrepancies, Item, discrepancies, engagement_counts};
pub use holders::{Holder, What, holders, lost, versions_named};
pub(crate) use in_force::{Counting, all_slots, named};
pub(crate) use keys::RegisterKeys;
pub use list::{csv, json, put_list};
pub use overview::{AuthorityOverview, Overview, overview};
pub use soundness::{Damaged, damaged};
