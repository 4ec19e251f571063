//! The small tables of counts, of engagements and of leavers: what is sensitive in them, and what
//! would give that away.

use std::collections::BTreeSet;

use super::contributors::{Employers, dominated, too_few};
use super::mask::{Engaged, Gone, reasons};
use super::places::{BEYOND, real, shown};
use super::polytope::{Range, Row, Unsolved};
use super::protection::protect;
use super::puzzle::{Hidden, Knowledge, Need, Puzzle, Quantity, Target, Unit};
use super::sensitivity::Least;
use super::tables::roles;
use crate::borough::Borough;
use crate::reference::Thresholds;
use crate::register::Leaving;
use crate::release::Audience;
use crate::statistics::{ALL, Leavers, QuarterStatistics, engaged};

/// A count of engagements: of which category, and what is counted.
pub(super) type Engagements = (&'static str, Engaged);
/// A count of leavers: for which reason, or all, and where they went.
pub(super) type Left = (Option<Leaving>, Gone);

/// What a hidden total costs beside a hidden part of it.
const TOTAL: f64 = 10.0;

/// A table of counts that add up.
struct Table<N> {
    names: Vec<N>,
    counts: Vec<u64>,
    /// The counts of each who knows their own.
    own: Vec<Vec<u64>>,
    /// The counts of each employer.
    employers: Vec<Vec<u64>>,
    /// Which counts are the sum of which.
    sums: Vec<(N, Vec<N>)>,
    /// Which count is a part of which.
    parts: Vec<(N, N)>,
    /// Whether hiding a count costs more than hiding another.
    total: fn(N) -> bool,
}

impl<N: Copy + Ord> Table<N> {
    fn place(&self, name: N) -> usize {
        let place = self.names.iter().position(|other| *other == name);
        place.unwrap_or_default()
    }

    fn count(&self, name: N) -> u64 {
        self.counts
            .get(self.place(name))
            .copied()
            .unwrap_or_default()
    }

    /// The counts of few, and those that leave few of what they are a part of.
    fn few(&self, least: Least) -> BTreeSet<N> {
        let few = |name: &N| {
            let wholes = self.parts.iter().filter(|(part, _)| part == name);
            let mut wholes = wholes.map(|(_, whole)| self.count(*whole));
            least.is_few(self.count(*name))
                || wholes.any(|whole| least.is_sensitive(self.count(*name), whole))
        };
        self.names.iter().copied().filter(few).collect()
    }

    /// Whether a count would give away one of those who contribute to it.
    fn gives_away(&self, name: N, thresholds: &Thresholds) -> bool {
        let place = self.place(name);
        let parts = self.employers.iter();
        let parts = parts.map(|counts| counts.get(place).copied().unwrap_or_default().into());
        let parts: Vec<i128> = parts.collect();
        self.count(name) > 0
            && (too_few(&parts, thresholds.boroughs) || dominated(&parts, thresholds.p_percent))
    }

    /// The counts that are sensitive by themselves: of few, or contributed by too few.
    fn sensitive(&self, least: Least, thresholds: &Thresholds) -> BTreeSet<N> {
        let mut sensitive = self.few(least);
        let names = self.names.iter().copied();
        sensitive.extend(names.filter(|name| self.gives_away(*name, thresholds)));
        sensitive
    }

    /// What has to be hidden, where these counts are sensitive and those are hidden anyhow.
    fn hidden(
        &self,
        sensitive: &BTreeSet<N>,
        already: &BTreeSet<N>,
        audience: Audience,
        thresholds: &Thresholds,
    ) -> Result<BTreeSet<N>, Unsolved> {
        let floor: Hidden = self
            .names
            .iter()
            .map(|name| sensitive.contains(name) || already.contains(name))
            .collect();
        let hidden = protect(&self.puzzle(sensitive, audience, thresholds), &floor)?;
        let names = self.names.iter().copied().zip(hidden);
        let names = names.filter(|(_, hidden)| *hidden);
        Ok(names.map(|(name, _)| name).collect())
    }

    fn puzzle(
        &self,
        sensitive: &BTreeSet<N>,
        audience: Audience,
        thresholds: &Thresholds,
    ) -> Puzzle {
        let least = Least::of(audience, thresholds).numerator;
        let mut puzzle = Puzzle::default();
        let most = 1_000.0 + 2.0 * self.counts.iter().copied().map(real).fold(0.0, f64::max);
        for (unit, (name, count)) in self.names.iter().zip(&self.counts).enumerate() {
            puzzle.units.push(Unit {
                cost: if (self.total)(*name) { TOTAL } else { 1.0 },
                movable: true,
            });
            puzzle.quantities.push(Quantity {
                unit,
                truth: real(*count),
                shown: shown(*count, least, audience, thresholds),
                hidden: Range::new(0.0, most),
                stride: real(least),
            });
        }
        for (whole, parts) in &self.sums {
            let parts = parts.iter().map(|part| (self.place(*part), 1.0));
            let whole = (self.place(*whole), -1.0);
            puzzle
                .rows
                .push(Row::new(parts.chain([whole]), Range::exactly(0.0)));
        }
        for (part, whole) in &self.parts {
            puzzle.rows.push(self.rest(*part, *whole, 0.0));
        }
        puzzle.targets = sensitive
            .iter()
            .map(|name| Target {
                quantity: self.place(*name),
                need: Need::Width(real(least)),
            })
            .collect();
        let share = Need::Share(real(thresholds.p_percent) / 100.0 + BEYOND);
        let given_away = sensitive.iter().copied();
        let given_away = given_away.filter(|name| self.gives_away(*name, thresholds));
        puzzle.targets.extend(given_away.map(|name| Target {
            quantity: self.place(name),
            need: share,
        }));
        puzzle.attackers = self.own.iter().map(|own| self.knowledge(own)).collect();
        puzzle.groups = vec![(0..puzzle.attackers.len()).collect()];
        puzzle.believe();
        puzzle
    }

    /// That a count leaves at least so many of what it is a part of.
    fn rest(&self, part: N, whole: N, least: f64) -> Row {
        let terms = [(self.place(whole), 1.0), (self.place(part), -1.0)];
        Row::new(terms, Range::at_least(least))
    }

    fn knowledge(&self, own: &[u64]) -> Knowledge {
        let count = |name: N| real(own.get(self.place(name)).copied().unwrap_or_default());
        let names = self.names.iter().copied();
        let parts = self.parts.iter().copied();
        Knowledge {
            ranges: names
                .map(|name| (self.place(name), Range::at_least(count(name))))
                .collect(),
            rows: parts
                .map(|(part, whole)| self.rest(part, whole, count(whole) - count(part)))
                .collect(),
            own: (self.names.iter())
                .map(|name| (self.place(*name), count(*name)))
                .collect(),
        }
    }
}

fn table_of_engagements(
    statistics: &QuarterStatistics,
    employers: &Employers,
) -> Table<Engagements> {
    let categories = || roles().chain([ALL]);
    let names = categories().flat_map(|category| Engaged::ALL.map(|each| (category, each)));
    let names: Vec<Engagements> = names.collect();
    let counts = |authorities: &[Borough]| -> Vec<u64> {
        let each = names.iter().map(|(category, each)| {
            let authorities = authorities.iter().copied();
            each.count(&engaged(&statistics.engagements, category, authorities))
        });
        each.collect()
    };
    let sums = Engaged::ALL.map(|each| {
        let parts = roles().map(|category| (category, each));
        ((ALL, each), parts.collect())
    });
    let parts = categories().flat_map(|category| {
        [
            (Engaged::Early, Engaged::All),
            (Engaged::DeclaredClear, Engaged::Early),
        ]
        .map(|(part, whole)| ((category, part), (category, whole)))
    });
    let (own, by_employer) = contributed(employers, counts);
    Table {
        counts: counts(&Borough::all().collect::<Vec<_>>()),
        own,
        employers: by_employer,
        sums: sums.to_vec(),
        parts: parts.collect(),
        total: |(category, _)| category == ALL,
        names,
    }
}

/// The counts of each who may attack, and of each employer.
fn contributed(
    employers: &Employers,
    counts: impl Fn(&[Borough]) -> Vec<u64>,
) -> (Vec<Vec<u64>>, Vec<Vec<u64>>) {
    let attackers = employers.attackers().into_iter();
    let own = attackers.map(|each| counts(&each)).collect();
    let by_employer = employers.all().map(|one| {
        let authorities: Vec<Borough> = employers.authorities(one).collect();
        counts(&authorities)
    });
    (own, by_employer.collect())
}

fn table_of_leavers(statistics: &QuarterStatistics, employers: &Employers) -> Table<Left> {
    let names = reasons().flat_map(|leaving| Gone::ALL.map(|gone| (leaving, gone)));
    let names: Vec<Left> = names.collect();
    let counts = |authorities: &[Borough]| -> Vec<u64> {
        let leavers = leavers_of(statistics, authorities.iter().copied());
        let each = names.iter();
        each.map(|(leaving, gone)| gone.count(&leavers, *leaving))
            .collect()
    };
    let (own, by_employer) = contributed(employers, counts);
    let mut sums: Vec<(Left, Vec<Left>)> = Vec::new();
    for gone in Gone::ALL {
        let parts = Leaving::ALL.map(|leaving| (Some(leaving), gone));
        sums.push(((None, gone), parts.to_vec()));
    }
    for leaving in reasons() {
        let parts = [Gone::ToAgency, Gone::Elsewhere].map(|gone| (leaving, gone));
        sums.push(((leaving, Gone::All), parts.to_vec()));
    }
    let parts = sums.iter();
    let parts = parts.flat_map(|(whole, parts)| parts.iter().map(|part| (*part, *whole)));
    Table {
        counts: counts(&Borough::all().collect::<Vec<_>>()),
        own,
        employers: by_employer,
        parts: parts.collect(),
        sums,
        names,
        total: |(leaving, gone)| leaving.is_none() || gone == Gone::All,
    }
}

/// The leavers of some authorities together.
pub(super) fn leavers_of(
    statistics: &QuarterStatistics,
    authorities: impl IntoIterator<Item = Borough>,
) -> Leavers {
    let mut sum = Leavers::default();
    let authorities = authorities.into_iter();
    let sent = authorities.filter_map(|borough| statistics.leavers.get(&borough));
    for leavers in sent {
        for (total, part) in sum.iter_mut().flatten().zip(leavers.iter().flatten()) {
            *total += *part;
        }
    }
    sum
}

/// The counts of engagements that are sensitive by themselves.
pub(super) fn sensitive_engagements(
    statistics: &QuarterStatistics,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> BTreeSet<Engagements> {
    table_of_engagements(statistics, employers).sensitive(least, thresholds)
}

/// The counts of engagements that are hidden, where these are sensitive and those hidden anyhow.
pub(super) fn hidden_engagements(
    statistics: &QuarterStatistics,
    employers: &Employers,
    sensitive: &BTreeSet<Engagements>,
    already: &BTreeSet<Engagements>,
    audience: Audience,
    thresholds: &Thresholds,
) -> Result<BTreeSet<Engagements>, Unsolved> {
    table_of_engagements(statistics, employers).hidden(sensitive, already, audience, thresholds)
}

/// The counts of leavers that are sensitive by themselves: of few, or contributed by too few.
pub(super) fn sensitive_leavers(
    statistics: &QuarterStatistics,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> BTreeSet<Left> {
    table_of_leavers(statistics, employers).sensitive(least, thresholds)
}

/// The counts of leavers that are hidden, where these are sensitive and those hidden anyhow.
pub(super) fn hidden_leavers(
    statistics: &QuarterStatistics,
    employers: &Employers,
    sensitive: &BTreeSet<Left>,
    already: &BTreeSet<Left>,
    audience: Audience,
    thresholds: &Thresholds,
) -> Result<BTreeSet<Left>, Unsolved> {
    table_of_leavers(statistics, employers).hidden(sensitive, already, audience, thresholds)
}
