//! What the register holds against a quarter's assignments: engagements that were too early though
//! they were declared clear, workers with more hours than a week has, leavers whom two authorities
//! list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::cooling_off::{Coverage, Engaged, Left, early, episodes, left_twice, over_hours};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::Slot;
use pledge::ports::{Keys, Ledger, Register};
use pledge::quarter::Quarter;
use pledge::receipt::ReceiptRef;
use pledge::reference::{Reference, RuleId};
use pledge::register::{Engagement, Entry, Filed, kept_from};
use pledge::statistics::Engagements;

use super::check::coverage;
use super::in_force::{Counting, Slots, all_slots, named, settled, tombstones};
use super::workers::Workers;
use crate::{Failure, KnownKeys, Region};

/// What is odd about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// The worker has more than 48 hours a week in several authorities.
    Hours,
    /// The worker was declared clear, and a rule restricted the engagement.
    Early,
    /// Another authority lists the worker as well, with nearly the same last day.
    LeftTwice,
}

impl Concern {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hours => "A2",
            Self::Early => "A9",
            Self::LeftTwice => "L4",
        }
    }

    /// What is odd, and what to ask.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Hours => {
                "the worker has more than 48 hours a week in several authorities: ask each of \
                 them for the hours and dates"
            }
            Self::Early => {
                "declared clear, and too early after a permanent post: ask the authority how it \
                 checked, and whether the number is right"
            }
            Self::LeftTwice => {
                "two authorities list the worker as leaving within 7 days: ask both for a joint \
                 post, a transfer or a wrong number"
            }
        }
    }
}

/// One row that somebody should look into. It names neither the worker nor, where an engagement is
/// too early, the authority left or the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What is odd.
    pub concern: Concern,
    /// Whose return the row is in.
    pub authority: Borough,
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The receipt of the file that is in force.
    pub reference: ReceiptRef,
    /// The rules that restricted the engagement; none for other concerns.
    pub rules: Vec<RuleId>,
    /// A number that rows about the same worker share where the concern is between authorities.
    pub together: Option<u32>,
}

/// The region's list for one quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancies {
    /// The quarter of the assignments.
    pub quarter: Quarter,
    /// The day that counted as today.
    pub today: Date,
    /// The version of the reference data.
    pub reference: String,
    /// How complete the leavers are that they were held against.
    pub coverage: Coverage,
    /// The rows, by concern, authority and row.
    pub items: Vec<Item>,
}

/// The region's list for a quarter: of the returns and statements in force, in whatever order they
/// came.
///
/// # Errors
///
/// When a store does not answer, the reference data do not say who is a member, or a key is lost
/// under which an entry in force was filed.
pub async fn discrepancies<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
    today: Date,
) -> Result<Discrepancies, Failure> {
    let view = View::read(region, quarter, today).await?;
    let reference = region.reference;
    let mut items = Vec::new();
    for known in view.known.values() {
        for judged in view.engagements(known, reference)? {
            if judged.engagement.declared == "clear" && !judged.rules.is_empty() {
                items.push(Item::of(Concern::Early, &judged.at, judged.rules));
            }
        }
        let groups = [
            (Concern::Hours, known.over_hours(quarter)),
            (Concern::LeftTwice, known.left_twice()),
        ];
        for (concern, places) in groups {
            // A number that is the group's own for now: they are numbered anew in order.
            let group = u32::try_from(items.len()).ok();
            items.extend(places.into_iter().map(|at| Item {
                together: group,
                ..Item::of(concern, at, Vec::new())
            }));
        }
    }
    items.sort();
    let mut numbers = BTreeMap::new();
    for item in &mut items {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let number = |group| *numbers.entry(group).or_insert(next.saturating_add(1));
        item.together = item.together.map(number);
    }
    Ok(Discrepancies {
        quarter,
        today,
        reference: reference.version().to_owned(),
        coverage: view.coverage,
        items,
    })
}

/// How many engagements of a quarter were held against the register, by authority and category:
/// those on the returns in force that began in the last 13 months, each once however often it was
/// extended.
///
/// # Errors
///
/// As of [`discrepancies`].
pub async fn engagement_counts<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
    today: Date,
) -> Result<Engagements, Failure> {
    let view = View::read(region, quarter, today).await?;
    let mut engagements = Engagements::new();
    for known in view.known.values() {
        let mut seen = BTreeSet::new();
        for judged in view.engagements(known, region.reference)? {
            let authority = judged.at.authority;
            if !seen.insert((authority, judged.began)) {
                continue;
            }
            let is_early = !judged.rules.is_empty();
            let is_clear = is_early && judged.engagement.declared == "clear";
            let own = engagements.entry(authority).or_default();
            let count = own.entry(judged.engagement.category).or_default();
            count.engagements += 1;
            count.early += u64::from(is_early);
            count.declared_clear += u64::from(is_clear);
        }
    }
    Ok(engagements)
}

/// A row of a file in force.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    authority: Borough,
    row: u32,
    reference: ReceiptRef,
}

impl Item {
    fn of(concern: Concern, at: &At, rules: Vec<RuleId>) -> Self {
        Self {
            concern,
            authority: at.authority,
            row: at.row,
            reference: at.reference,
            rules,
            together: None,
        }
    }
}

/// All that counts about one worker.
#[derive(Default)]
struct Known {
    left: Vec<(At, Left)>,
    engaged: Vec<(At, Engaged)>,
}

impl Known {
    /// The rows of a quarter on which the worker has too many hours.
    fn over_hours(&self, quarter: Quarter) -> Vec<&At> {
        let of_quarter = || (self.engaged.iter()).filter(|(_, one)| one.quarter == quarter);
        let engaged: Vec<Engaged> = of_quarter().map(|(_, one)| *one).collect();
        let flagged = of_quarter().zip(over_hours(&engaged));
        flagged
            .filter_map(|((at, _), over)| over.then_some(at))
            .collect()
    }

    /// The rows in which the worker left at nearly the same time as in another authority.
    fn left_twice(&self) -> Vec<&At> {
        let left: Vec<Left> = self.left.iter().map(|(_, left)| left.clone()).collect();
        let flagged = self.left.iter().zip(left_twice(&left));
        flagged
            .filter_map(|((at, _), twice)| twice.then_some(at))
            .collect()
    }
}

/// An engagement of the quarter against the leavers.
struct JudgedEngagement {
    at: At,
    engagement: Engagement,
    /// When the episode began that it belongs to.
    began: Date,
    rules: Vec<RuleId>,
}

/// All that counts, by worker.
struct View {
    quarter: Quarter,
    today: Date,
    coverage: Coverage,
    known: BTreeMap<usize, Known>,
}

impl View {
    async fn read<U, D, L: Ledger, K: Keys, R: Register>(
        region: &Region<'_, U, D, L, K, R>,
        quarter: Quarter,
        today: Date,
    ) -> Result<Self, Failure> {
        let (register, keys) = (region.register, KnownKeys::new(region.keys, region.ledger));
        let (slots, (entries, live)) = settled(
            async || all_slots(region.ledger).await,
            async |slots| {
                let entries = entries_of(register, slots).await?;
                Ok((entries, keys.versions(KeyPurpose::Register).await?))
            },
        )
        .await?;
        // As if the collector had just run: what is too old to be kept says nothing, whether it was
        // removed yet or not.
        let since = kept_from(today);
        let entries: Vec<_> = (entries.into_iter())
            .filter(|(_, _, filed)| filed.entry.day() >= since)
            .collect();
        all_can_meet(&entries, &live)?;
        let departures = entries.iter().filter(|(slot, ..)| slot.quarter.is_none());
        let stones = tombstones(register, departures.map(|(_, _, filed)| filed)).await?;
        let counting = Counting::new(&stones, today);
        let mut workers = Workers::default();
        for (_, _, filed) in &entries {
            workers.learn(filed);
        }
        let mut known: BTreeMap<usize, Known> = BTreeMap::new();
        for (slot, reference, filed) in &entries {
            let at = At {
                authority: slot.authority,
                row: filed.row,
                reference: *reference,
            };
            let Some(worker) = workers.of(filed) else {
                continue;
            };
            let known = known.entry(worker).or_default();
            if let (Entry::Engagement(engagement), Some(quarter)) = (&filed.entry, slot.quarter) {
                let (authority, engagement) = (slot.authority, *engagement);
                let engaged = Engaged {
                    authority,
                    quarter,
                    engagement,
                };
                known.engaged.push((at, engaged));
            }
            known
                .left
                .extend(counting.left(slot.authority, filed).map(|left| (at, left)));
        }
        let coverage = coverage(&slots, today);
        Ok(Self {
            quarter,
            today,
            coverage,
            known,
        })
    }

    /// The worker's engagements of the quarter that began in the last 13 months, in the order of
    /// authorities and rows, and what restricted them.
    fn engagements(
        &self,
        known: &Known,
        reference: &Reference,
    ) -> Result<Vec<JudgedEngagement>, Failure> {
        let engaged: Vec<Engaged> = known.engaged.iter().map(|(_, one)| *one).collect();
        let left: Vec<Left> = known.left.iter().map(|(_, left)| left.clone()).collect();
        let since = kept_from(self.today);
        let mut judged = Vec::new();
        for ((at, one), began) in known.engaged.iter().zip(episodes(&engaged)) {
            if one.quarter == self.quarter && began >= since {
                judged.push(JudgedEngagement {
                    at: *at,
                    engagement: one.engagement,
                    began,
                    rules: early(reference, began, one.authority, &left, self.today)?,
                });
            }
        }
        judged.sort_by_key(|judged| judged.at);
        Ok(judged)
    }
}

/// Refuses to look for those who meet while an entry in force is known under lost versions of the
/// key only: what was filed since could not be brought together with it.
fn all_can_meet(entries: &[(Slot, ReceiptRef, Filed)], live: &[KeyVersion]) -> Result<(), Failure> {
    let lost = entries.iter().find(|(_, _, filed)| {
        let mut versions = named(filed).map(|worker| worker.key);
        !versions.any(|version| live.contains(&version))
    });
    match lost {
        None => Ok(()),
        Some((_, _, filed)) => Err(Failure::NoKey {
            purpose: KeyPurpose::Register,
            version: Some(filed.worker.key),
        }),
    }
}

/// The entries in force, each with its slot and the receipt of the file.
async fn entries_of(
    register: &impl Register,
    slots: &Slots,
) -> Result<Vec<(Slot, ReceiptRef, Filed)>, Failure> {
    let mut entries = Vec::new();
    for (slot, state) in slots {
        let filing = state
            .pointer
            .filter(|pointer| pointer.facts.entries.is_some());
        if let Some(pointer) = filing {
            let filed = register.filed(*slot, pointer.attempt).await?.into_iter();
            entries.extend(filed.map(|filed| (*slot, pointer.reference, filed)));
        }
    }
    Ok(entries)
}
