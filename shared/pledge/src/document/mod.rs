//! Everything for readers that derives from the declarations of the returns: the dictionary, the
//! data package and the blank templates.
//!
//! The committed copies lie in `docs/dictionary/`; a test fails when one of them is behind.

mod datapackage;
mod dictionary;
mod template;
mod values;

pub use datapackage::datapackage;
pub use dictionary::dictionary;
pub use template::template;
pub use values::values;

use crate::reference::Reference;
use crate::returns::Return;

/// Every derived file: its name below `docs/dictionary/`, and what it holds.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    let templates = Return::ALL.into_iter().map(|kind| {
        let name = match kind {
            Return::AgencyAssignments => "agency_assignments.csv",
            Return::PermanentLeavers => "permanent_leavers.csv",
            Return::WorkforceSnapshot => "workforce_snapshot.csv",
        };
        (name, template(kind))
    });
    let described = [
        ("dictionary.md", dictionary(&Reference::compiled())),
        ("datapackage.json", datapackage()),
    ];
    described.into_iter().chain(templates).collect()
}
