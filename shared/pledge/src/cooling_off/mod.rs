//! Cooling off: how soon somebody who left a permanent post may be engaged from an agency, as the
//! rules of the reference data have it. [`departure`] says what a leaver's row registers,
//! [`verdict`] answers a question before an engagement, [`engagement`] judges one that was made.
//!
//! **Invariant:** a verdict never depends on who asks, and says neither which authority was left
//! nor why. No answer tells anybody to go ahead.

use jiff::civil::Date;

use crate::borough::Borough;
use crate::reference::{Reference, Rule, Unknown};
use crate::register::{Departure, Post, kept_from};

pub mod coverage;
pub mod departure;
pub mod engagement;
pub mod verdict;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests_answers;
#[cfg(test)]
mod tests_departures;
#[cfg(test)]
mod tests_early;
#[cfg(test)]
mod tests_engagements;
#[cfg(test)]
mod tests_model;
#[cfg(test)]
mod tests_verdicts;

pub use coverage::Coverage;
pub use departure::Leaver;
pub use engagement::{Engaged, early, episodes, left_twice, over_hours};
pub use verdict::{Answer, RuleAnswer, RuleOutcome, Unanswerable, Verdict, answer};

/// A departure, and the authority that was left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Left {
    /// The authority.
    pub authority: Borough,
    /// The departure.
    pub departure: Departure,
}

/// Whether a rule looks at this departure at all: at its age, its post, and the authority left. One
/// that is too old matches nothing, even if it was not removed yet.
fn counts(
    reference: &Reference,
    rule: &Rule,
    left: &Left,
    start: Date,
    today: Date,
) -> Result<bool, Unknown> {
    if left.departure.last_day < kept_from(today)
        || (left.departure.post == Post::FixedTerm && !rule.fixed_term)
    {
        return Ok(false);
    }
    Ok(rule.non_member_leavers || reference.membership(left.authority, start)?)
}

/// What a rule says of a start after this departure. A start before the permanent post began is
/// not too early: that engagement has nothing to do with leaving it.
fn outcome(rule: &Rule, departure: &Departure, start: Date) -> RuleOutcome {
    let eligible_from = rule.eligible_from(departure.last_day);
    if start < departure.post_start || eligible_from <= start {
        return RuleOutcome::None;
    }
    let mut exemptions = departure.exemptions.iter();
    if exemptions.any(|exemption| rule.exemptions.contains(exemption)) {
        RuleOutcome::ExemptReview
    } else {
        RuleOutcome::Restricted
    }
}
