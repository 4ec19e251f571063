//! Engagements that were made: whether one was too early, whether it only goes on with one that
//! was there, and what two authorities say about one worker.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Left, RuleOutcome, counts, outcome};
use crate::borough::Borough;
use crate::quarter::Quarter;
use crate::reference::{Reference, RuleId, Unknown};
use crate::register::Engagement;

/// Days after its end within which one with the same authority goes on with an engagement.
const DAYS_BETWEEN: i32 = 28;
/// A2: hundredths of an hour a week over which somebody cannot work.
const MOST_HOURS: i64 = 4_800;
/// L4: days between the ends of two posts that make one ask.
const DAYS_APART: i32 = 7;

/// An engagement, and whose return says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Engaged {
    /// The authority that engages.
    pub authority: Borough,
    /// The quarter of the return. The return knows the engagement on days of this quarter only;
    /// what came of it later, the next quarter's says.
    pub quarter: Quarter,
    /// The engagement.
    pub engagement: Engagement,
}

impl Engaged {
    /// The last day of the quarter on which it was live.
    fn live_until(&self) -> Date {
        let last = self.quarter.last_day();
        self.engagement.end.map_or(last, |end| end.min(last))
    }

    /// Whether it was live on a day of its quarter.
    fn is_live(&self, day: Date) -> bool {
        self.live_from() <= day && day <= self.live_until()
    }

    fn live_from(&self) -> Date {
        self.engagement.start.max(self.quarter.first_day())
    }
}

/// The rules that restrict an engagement by this authority from `start` on. Unlike in an answer,
/// it matters who hires: somebody who comes back to the same employer is looked at by rules of the
/// whole region only, and the Pledge binds its members. A departure that may be exempt restricts
/// nothing here.
///
/// # Errors
///
/// The reference data do not say who is a member on that day.
pub fn early(
    reference: &Reference,
    start: Date,
    hirer: Borough,
    departures: &[Left],
    today: Date,
) -> Result<Vec<RuleId>, Unknown> {
    let mut restricting = Vec::new();
    for rule in reference.rules_on(start) {
        if rule.binds_members_only && !reference.membership(hirer, start)? {
            continue;
        }
        for left in departures {
            let looks =
                rule.scope.holds_own_employer() || !reference.same_employer(left.authority, hirer);
            let restricted = outcome(rule, &left.departure, start) == RuleOutcome::Restricted;
            if looks && restricted && counts(reference, rule, left, start, today)? {
                restricting.push(rule.id);
                break;
            }
        }
    }
    Ok(restricting)
}

/// For each of one worker's engagements, in their order, the day on which the episode began that
/// it belongs to: an engagement that begins at most 28 days after one with the same authority ended
/// goes on with that one. It is a new engagement where that day is its own start.
#[must_use]
pub fn episodes(engagements: &[Engaged]) -> Vec<Date> {
    engagements
        .iter()
        .map(|one| {
            let mut start = one.engagement.start;
            while let Some(earlier) = continued(engagements, one.authority, start) {
                start = earlier;
            }
            start
        })
        .collect()
}

/// The earliest start of an engagement with this authority that one from `start` on goes on with.
fn continued(engagements: &[Engaged], authority: Borough, start: Date) -> Option<Date> {
    let latest_end = start.saturating_sub(DAYS_BETWEEN.days());
    engagements
        .iter()
        .filter(|other| other.authority == authority && other.live_until() >= latest_end)
        .map(|other| other.engagement.start)
        .filter(|earlier| *earlier < start)
        .min()
}

/// A2: which of one worker's engagements, in their order, were live on a day on which two
/// authorities or more had the worker for more than 48 hours a week together.
#[must_use]
pub fn over_hours(engagements: &[Engaged]) -> Vec<bool> {
    let too_many = |day: &Date| {
        let live = || engagements.iter().filter(|other| other.is_live(*day));
        let hours = live().map(|other| other.engagement.hours_hundredths);
        let first = live().map(|other| other.authority).next();
        let several = live().any(|other| Some(other.authority) != first);
        several && hours.fold(0_i64, i64::saturating_add) > MOST_HOURS
    };
    // The hours only grow on a day on which an engagement becomes live.
    let days: Vec<Date> = engagements
        .iter()
        .map(Engaged::live_from)
        .filter(too_many)
        .collect();
    engagements
        .iter()
        .map(|one| days.iter().any(|day| one.is_live(*day)))
        .collect()
}

/// L4: which of one worker's departures, in their order, stand beside one from another authority
/// with a last day at most 7 days apart: a joint post, a transfer, or a wrong number.
#[must_use]
pub fn left_twice(departures: &[Left]) -> Vec<bool> {
    departures
        .iter()
        .map(|one| {
            let near = |other: &Left| {
                let (a, b) = (one.departure.last_day, other.departure.last_day);
                a.max(b) <= a.min(b).saturating_add(DAYS_APART.days())
            };
            departures
                .iter()
                .any(|other| other.authority != one.authority && near(other))
        })
        .collect()
}
