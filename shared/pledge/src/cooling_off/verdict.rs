//! The answer to a hiring desk that asks before it engages somebody.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Coverage, Left, counts, outcome};
use crate::reference::{Reference, RuleId, Scope, Unknown};

/// A question may be about a start so many months ago and so many days ahead.
const MONTHS_BACK: i32 = 6;
const DAYS_AHEAD: i32 = 190;

/// What the register says about an engagement that starts on a day, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A rule restricts it.
    Restricted,
    /// A rule would, unless an exemption holds that a person has to look into.
    ExemptReview,
    /// Nothing was found, and leavers of some authority are not known up to now.
    CoverageIncomplete,
    /// Nothing was found.
    NoRecord,
}

/// What one rule says, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleOutcome {
    /// It does not restrict the engagement.
    None,
    /// It would, unless an exemption holds.
    ExemptReview,
    /// It restricts the engagement.
    Restricted,
}

/// One rule's part of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleAnswer {
    /// Which rule.
    pub id: RuleId,
    /// Where it looks for the post that was left.
    pub scope: Scope,
    /// What it says.
    pub outcome: RuleOutcome,
    /// The first day on which it does not restrict an engagement any more; of several departures
    /// the latest among those with this outcome. `None` where nothing restricts.
    pub eligible_from: Option<Date>,
}

/// An answer. It is the same whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The worst that a rule says, or how far silence can be relied on.
    pub verdict: Verdict,
    /// The day asked about.
    pub start: Date,
    /// One for each rule in force on that day.
    pub rules: Vec<RuleAnswer>,
    /// How complete the register is.
    pub coverage: Coverage,
}

/// There is no answer to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// The start is too far away.
    #[error("the start is more than 6 months ago or more than 190 days ahead")]
    Start,
    /// Whether an authority is a member is not known.
    #[error(transparent)]
    Membership(#[from] Unknown),
}

/// What the rules say about engaging a worker from `start` on, by all that the register holds of
/// the worker.
///
/// # Errors
///
/// The start is more than six calendar months ago or more than 190 days ahead, or the reference
/// data do not say who is a member.
pub fn answer(
    reference: &Reference,
    departures: &[Left],
    start: Date,
    today: Date,
    coverage: Coverage,
) -> Result<Answer, Unanswerable> {
    let first = today.saturating_sub(MONTHS_BACK.months());
    let last = today.saturating_add(DAYS_AHEAD.days());
    if !(first..=last).contains(&start) {
        return Err(Unanswerable::Start);
    }
    let mut rules = Vec::new();
    for rule in reference.rules_on(start) {
        let mut worst = (RuleOutcome::None, None);
        for left in departures {
            if counts(reference, rule, left, start, today)? {
                let said = outcome(rule, &left.departure, start);
                let eligible_from = rule.eligible_from(left.departure.last_day);
                let dated = (said != RuleOutcome::None).then_some(eligible_from);
                worst = worst.max((said, dated));
            }
        }
        rules.push(RuleAnswer {
            id: rule.id,
            scope: rule.scope,
            outcome: worst.0,
            eligible_from: worst.1,
        });
    }
    let verdict = match rules.iter().map(|rule| rule.outcome).max() {
        Some(RuleOutcome::Restricted) => Verdict::Restricted,
        Some(RuleOutcome::ExemptReview) => Verdict::ExemptReview,
        _ if !coverage.is_complete() => Verdict::CoverageIncomplete,
        _ => Verdict::NoRecord,
    };
    Ok(Answer {
        verdict,
        start,
        rules,
        coverage,
    })
}
