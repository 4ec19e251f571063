//! Who is a member of the Pledge, day by day, and which authorities are one employer.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::load::in_order;
use super::table::{EMPLOYER_GROUPS, MEMBERSHIP};
use super::{Broken, Fault, Period, Reference};
use crate::borough::Borough;

/// Whether an authority is a member, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Membership {
    pub(super) authority: Borough,
    pub(super) member: bool,
    pub(super) period: Period,
}

/// No entry says whether an authority is a member on that day, so nothing that turns on it can be
/// answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no entry says whether {} is a member of the Pledge on {day}", .authority.name())]
pub struct Unknown {
    /// The authority.
    pub authority: Borough,
    /// The day.
    pub day: Date,
}

impl Reference {
    /// Whether an authority is a member of the Pledge on that day.
    ///
    /// # Errors
    ///
    /// No entry says so: the day is before the first one.
    pub fn membership(&self, authority: Borough, day: Date) -> Result<bool, Unknown> {
        self.memberships
            .iter()
            .find(|entry| entry.authority == authority && entry.period.holds(day))
            .map(|entry| entry.member)
            .ok_or(Unknown { authority, day })
    }

    /// That the membership of every authority is known on that day. Commands ask before they
    /// start.
    ///
    /// # Errors
    ///
    /// The first authority of which it is not.
    pub fn check_day(&self, day: Date) -> Result<(), Unknown> {
        Borough::all().try_for_each(|authority| self.membership(authority, day).map(drop))
    }

    /// Whether two authorities are one employer: the same, or of one group.
    #[must_use]
    pub fn same_employer(&self, one: Borough, other: Borough) -> bool {
        let group = |sought: Borough| {
            let mut employers = self.employers.iter();
            employers.find_map(|(group, authority)| (*authority == sought).then_some(group))
        };
        one == other || group(one).is_some_and(|found| group(other) == Some(found))
    }
}

/// That every authority has one entry for each day from one common first day on.
pub(super) fn judge(entries: &[Membership]) -> Result<(), Broken> {
    in_order(&MEMBERSHIP, entries, |entry| entry.period)?;
    let first = entries.iter().map(|entry| entry.period.from).min();
    let mut by_authority: BTreeMap<Borough, Vec<(usize, Period)>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let of_authority = by_authority.entry(entry.authority).or_default();
        of_authority.push((index, entry.period));
    }
    if by_authority.len() != Borough::all().count() {
        return Err(MEMBERSHIP.broken_whole(Fault::Lacking));
    }
    for mut periods in by_authority.into_values() {
        periods.sort_by_key(|(_, period)| period.from);
        let mut expected = first;
        let mut last = None;
        for (index, period) in periods {
            if Some(period.from) != expected {
                return Err(MEMBERSHIP.broken(index, Fault::Apart));
            }
            expected = period.to.and_then(|to| to.tomorrow().ok());
            last = Some((index, period.to));
        }
        if let Some((index, Some(_))) = last {
            return Err(MEMBERSHIP.broken(index, Fault::Ends));
        }
    }
    Ok(())
}

/// That an authority is in one group at most, and not alone there.
pub(super) fn judge_groups(employers: &[(String, Borough)]) -> Result<(), Broken> {
    EMPLOYER_GROUPS.once(employers.iter().map(|(_, authority)| authority))?;
    EMPLOYER_GROUPS.all(employers, Fault::Alone, |_, (group, authority)| {
        employers
            .iter()
            .any(|(other_group, other)| other_group == group && other != authority)
    })
}
