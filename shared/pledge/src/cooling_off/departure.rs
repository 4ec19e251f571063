//! What a row of a leavers' statement comes to: a departure for the register, and its place in the
//! counts of the quarter.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::register::{Departure, Exemption, Leaving, Post, Spelt};

/// Months before the last day from which rules look where the start of the post was not sent.
const MONTHS_IN_POST: i32 = 6;
/// Months before the last day from which it makes no difference when the post started. A statement
/// lists last days up to 190 days ahead, and what is held against it began in the 13 months before:
/// 20 months at most. The exact day of long ago would only tell who it is.
const MONTHS_THAT_MATTER: i32 = 24;

/// What a row of a leavers' statement says, in the words of its declaration in
/// [`crate::returns::permanent_leavers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// The last day in the post.
    pub last_day: Date,
    /// The first, where it was sent.
    pub role_start: Option<Date>,
    /// The contract that ended.
    pub contract: Spelt,
    /// Why.
    pub reason: Spelt,
    /// Where to, where it was sent.
    pub destination: Option<Spelt>,
    /// Whether it says yes to having left in probation.
    pub in_probation: bool,
    /// Whether the authority says that the restriction does not apply.
    pub restriction_exempt: bool,
    /// Why it does not, where it was sent. It counts only with the word that it does not.
    pub exempt_basis: Option<Spelt>,
}

impl Leaver {
    /// What goes into the register: nothing of somebody who died or moved within the authority,
    /// nor of somebody who was casual or seconded in.
    #[must_use]
    pub fn departure(&self) -> Option<Departure> {
        let post = match self.contract {
            "permanent" | "apprenticeship" => Post::Permanent,
            "fixed_term_substantive" => Post::FixedTerm,
            _ => return None,
        };
        if matches!(self.reason, "deceased" | "moved_within") {
            return None;
        }
        let assumed = self.last_day.saturating_sub(MONTHS_IN_POST.months());
        let earliest = self.last_day.saturating_sub(MONTHS_THAT_MATTER.months());
        Some(Departure {
            post_start: self.role_start.unwrap_or(assumed).max(earliest),
            last_day: self.last_day,
            post,
            exemptions: self.exemptions(),
            relisted: None,
        })
    }

    /// The group in which the quarter's counts have it. Nobody who was casual, seconded in or
    /// moved within the authority left a permanent post; somebody who died did.
    #[must_use]
    pub fn leaving(&self) -> Option<Leaving> {
        if matches!(self.contract, "casual" | "secondment_in") {
            return None;
        }
        match self.reason {
            "moved_within" => None,
            "resignation" => Some(Leaving::Resignation),
            _ if self.is_redundant() => Some(Leaving::Redundancy),
            _ => Some(Leaving::Other),
        }
    }

    /// Whether the quarter's counts have it as gone to an agency.
    #[must_use]
    pub fn to_agency(&self) -> bool {
        self.destination == Some("agency")
    }

    /// What the facts of the row say and what the authority says, each once.
    fn exemptions(&self) -> Vec<Exemption> {
        let said = self.restriction_exempt.then(|| {
            let mut known = Exemption::ALL.into_iter();
            let basis = known.find(|one| Some(one.word()) == self.exempt_basis);
            basis.unwrap_or(Exemption::Other)
        });
        let applies = |exemption: &Exemption| match exemption {
            _ if said == Some(*exemption) => true,
            Exemption::Redundancy => self.is_redundant(),
            Exemption::Probation => self.in_probation,
            _ => false,
        };
        Exemption::ALL.into_iter().filter(applies).collect()
    }

    fn is_redundant(&self) -> bool {
        matches!(
            self.reason,
            "voluntary_redundancy" | "compulsory_redundancy"
        )
    }
}
