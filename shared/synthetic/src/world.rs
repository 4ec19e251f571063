//! The people of the region before anything is written down.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::Plan;
use crate::agency::{Frame, Numbers, assignments, give_workers};
use crate::assignment::{Assignment, draw};
use crate::authority::{Authority, KINGSTON, RICHMOND, authorities};
use crate::calendar::{Quarter, days_after, monday};
use crate::conflict;
use crate::dice::Dice;
use crate::flaw::{Flaw, flaws};
use crate::house::{House, LaCode, houses};
use crate::leaver::{Leaver, leavers};
use crate::snapshot::{Snapshot, count};
use crate::twice;

/// The people of the region.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) scale: u32,
    pub(crate) flawed: bool,
    pub(crate) authorities: Vec<Authority>,
    pub(crate) houses: Vec<House>,
    pub(crate) quarters: Vec<Quarter>,
    /// By authority.
    assignments: Vec<Vec<Assignment>>,
    /// By authority.
    leavers: Vec<Vec<Leaver>>,
    /// Numbers of those who left a permanent post and now work for an agency, or left two at once.
    pub(crate) planted: BTreeSet<u32>,
}

impl World {
    /// Draws the people; nothing at all without a quarter.
    pub(crate) fn new(plan: &Plan) -> Option<Self> {
        let authorities = authorities(plan.boroughs);
        let mut quarters: Vec<Quarter> = plan
            .quarters
            .iter()
            .filter_map(|text| Quarter::parse(text))
            .collect();
        quarters.sort_unstable();
        quarters.dedup();
        let frame = Frame {
            seed: plan.seed,
            authorities: &authorities,
            first: *quarters.first()?,
            last: *quarters.last()?,
            scale: plan.scale.max(1),
            flawed: plan.flawed,
        };
        let mut numbers = Numbers::new(plan.seed);
        let mut all = assignments(&frame);
        grow(&frame, &quarters, &mut all);
        give_workers(plan.seed, &mut all, &mut numbers);
        let mut gone = leavers(&frame, &mut numbers);
        let mut planted = BTreeSet::new();
        if plan.flawed {
            planted = conflict::plant(&frame, &mut all, &mut gone);
            planted.extend(twice::plant(&frame, &mut all, &mut gone, &planted));
            withdraw(&frame, &quarters, &planted, &mut gone);
        }
        let houses = if plan.flawed {
            flawed_houses(plan.seed, &authorities)
        } else {
            vec![House::template(); authorities.len()]
        };
        Some(Self {
            seed: plan.seed,
            scale: frame.scale,
            flawed: plan.flawed,
            assignments: by_authority(authorities.len(), all, |row| row.authority),
            leavers: by_authority(authorities.len(), gone, |row| row.authority),
            authorities,
            houses,
            quarters,
            planted,
        })
    }

    /// The assignments of an authority live in a quarter, as the borough knows them at its end.
    pub(crate) fn live(&self, place: usize, quarter: Quarter) -> Vec<Assignment> {
        let (first, last) = (quarter.first(), quarter.last());
        let mut rows: Vec<Assignment> = self
            .assignments
            .get(place)
            .into_iter()
            .flatten()
            .filter(|assignment| assignment.is_live(first, last))
            .copied()
            .collect();
        for row in &mut rows {
            row.end = row.end.filter(|end| *end <= last);
        }
        rows
    }

    /// The statement of leavers that an authority makes on `day`.
    pub(crate) fn statement(&self, place: usize, day: Date) -> Vec<Leaver> {
        let known = self.leavers.get(place).into_iter().flatten();
        known
            .filter(|leaver| leaver.is_listed(day))
            .copied()
            .collect()
    }

    /// The workforce of an authority on the quarter's last day.
    pub(crate) fn snapshot(&self, place: usize, quarter: Quarter) -> Snapshot {
        let (Some(first), Some(last)) = (self.quarters.first(), self.quarters.last()) else {
            return Snapshot::new();
        };
        let frame = Frame {
            seed: self.seed,
            authorities: &self.authorities,
            first: *first,
            last: *last,
            scale: self.scale,
            flawed: self.flawed,
        };
        let gone = self.leavers.get(place).map_or(&[][..], Vec::as_slice);
        count(&frame, place, quarter, &self.live(place, quarter), gone)
    }

    /// The authorities that share a folder: itself, or Kingston with Richmond.
    pub(crate) fn members(&self, folder: usize) -> Vec<usize> {
        let code = |place: usize| self.authorities.get(place).map(|known| known.code.as_str());
        match code(folder) {
            Some(RICHMOND) if self.place(KINGSTON).is_some() => Vec::new(),
            Some(KINGSTON) => [Some(folder), self.place(RICHMOND)]
                .into_iter()
                .flatten()
                .collect(),
            _ => vec![folder],
        }
    }

    /// The place of an authority among the plan's.
    pub(crate) fn place(&self, code: &str) -> Option<usize> {
        self.authorities.iter().position(|known| known.code == code)
    }
}

fn by_authority<T>(size: usize, all: Vec<T>, place: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = (0..size).map(|_| Vec::new()).collect();
    for item in all {
        if let Some(group) = groups.get_mut(place(&item)) {
            group.push(item);
        }
    }
    groups
}

/// House styles, with what a planted flaw needs in order to be seen.
fn flawed_houses(seed: u64, authorities: &[Authority]) -> Vec<House> {
    let mut houses = houses(seed, authorities);
    for (house, authority) in houses.iter_mut().zip(authorities) {
        if flaws(None, &authority.code).any(|flaw| flaw == Flaw::RowErrors) {
            house.layout.lean = false; // The charge must be there to be too low.
        }
        if authority.code == KINGSTON && house.la_code == LaCode::Absent {
            house.la_code = LaCode::Statistics;
        }
    }
    houses
}

/// A project team joins an authority, so that its rows grow by more than half on last quarter.
fn grow(frame: &Frame<'_>, quarters: &[Quarter], all: &mut Vec<Assignment>) {
    let [before, quarter, ..] = quarters else {
        return;
    };
    for (place, authority) in frame.authorities.iter().enumerate() {
        if !frame.flawed || !flaws(Some(1), &authority.code).any(|flaw| flaw == Flaw::Growth) {
            continue;
        }
        let live = |of: &Quarter| {
            let of = |a: &&Assignment| a.authority == place && a.is_live(of.first(), of.last());
            all.iter().filter(of).count()
        };
        let wanted = (live(before) * 17 / 10 + 2).saturating_sub(live(quarter));
        let mut dice = Dice::new(frame.seed, &["growth", &authority.code]);
        let mut team = Vec::new();
        while team.len() < wanted {
            let start = monday(days_after(quarter.first(), 14));
            let mut worker = draw(&mut dice, place, start, frame.flawed);
            if worker.engagement == "umbrella" && worker.cooloff == "clear" {
                (worker.project_team, worker.route) = (true, "project_team");
                worker.cover_reason = "project";
                team.push(worker);
            }
        }
        all.extend(team);
    }
    all.sort_by_key(|assignment| (assignment.start, assignment.authority));
}

/// One who gave notice stays after all.
fn withdraw(frame: &Frame<'_>, quarters: &[Quarter], planted: &BTreeSet<u32>, gone: &mut [Leaver]) {
    let [before, quarter, ..] = quarters else {
        return;
    };
    let (first, second) = (before.upload_day(), quarter.upload_day());
    for (place, authority) in frame.authorities.iter().enumerate() {
        if !flaws(Some(1), &authority.code).any(|flaw| flaw == Flaw::Withdrawal) {
            continue;
        }
        let stays = gone.iter_mut().find(|leaver| {
            leaver.authority == place
                && leaver.is_listed(first)
                && leaver.is_listed(second)
                && leaver.last_day > first
                && !planted.contains(&leaver.number)
        });
        if let Some(leaver) = stays {
            leaver.withdrawn_from = Some(second);
        }
    }
}
