//! The tables of a release: the exact statistics through a mask, rounded as the audience sees them.

use super::counts::leavers_of;
use super::mask::{Engaged, Gone, Mask, reasons};
use super::numerator::Numerator;
use crate::borough::Borough;
use crate::rates;
use crate::reference::Thresholds;
use crate::release::{
    Audience, EngagementRow, LeaverRow, RateRow, ReturnRow, Shown, StaffingRow, Tables, cells,
};
use crate::returns::agency_assignments::JOB_CATEGORIES;
use crate::returns::workforce_snapshot::CATEGORIES;
use crate::statistics::{ALL, CellName, CellStatistics, QuarterStatistics, Staffing};

/// Quantiles are thought of in hundredths.
const HUNDREDTHS: u32 = 100;

/// The categories that have rates.
pub(super) fn roles() -> impl Iterator<Item = &'static str> {
    JOB_CATEGORIES.iter().map(|word| word.word)
}

/// The categories that have posts: those that a snapshot lists beside its total.
pub(super) fn posts() -> impl Iterator<Item = &'static str> {
    let words = CATEGORIES.iter().map(|word| word.word);
    words.filter(|word| *word != "ALL")
}

/// One audience's view of a quarter.
pub(super) struct View<'a> {
    pub(super) audience: Audience,
    pub(super) thresholds: &'a Thresholds,
    pub(super) statistics: &'a QuarterStatistics,
    pub(super) mask: &'a Mask,
    /// What this audience saw of the quarter before.
    pub(super) before: Option<&'a Tables>,
}

impl View<'_> {
    pub(super) fn tables(&self) -> Tables {
        Tables {
            audience: self.audience,
            rates: cells(roles()).map(|name| self.rates(name)).collect(),
            staffing: cells(posts()).map(|name| self.staffing(name)).collect(),
            engagements: roles()
                .chain([ALL])
                .map(|word| self.engaged(word))
                .collect(),
            leavers: self.leavers(),
            returns: self.returns(),
        }
    }

    /// A count as this audience sees counts.
    pub(super) fn count(&self, count: u64) -> Shown {
        let exact = i64::try_from(count).unwrap_or(i64::MAX);
        Shown::Value(match self.audience {
            Audience::Restricted => exact,
            Audience::Public => {
                rates::rounded_to(exact.into(), 1, step(self.thresholds.public_round_to))
            }
        })
    }

    fn rates(&self, name: CellName) -> RateRow {
        let statistics = self.statistics.rates.get(&name);
        let (Some(cell), false) = (statistics, self.mask.rates.contains(&name)) else {
            return hidden(name);
        };
        let numerator = |numerator: Numerator| {
            if self.mask.numerators.contains(&(name, numerator)) {
                Shown::Suppressed
            } else {
                self.count(numerator.count(&cell.total))
            }
        };
        let (assignments, above_cap) = (
            self.count(cell.total.assignments),
            numerator(Numerator::Above),
        );
        let workers = self.count(cell.total.workers);
        let median_pence = self.quantile(cell, 50);
        let before = self.before.and_then(|tables| {
            let mut rows = tables.rates.iter();
            rows.find(|row| row.cell == name)
        });
        RateRow {
            cell: name,
            assignments,
            workers,
            boroughs: self.boroughs(name, contributing(cell.boroughs.values())),
            suppliers: self.contributors(contributing(cell.suppliers.values())),
            mean_pence: shown(cell.rates.mean_to(step(self.thresholds.round_to_pence))),
            q1_pence: self.quantile(cell, 25),
            median_pence,
            q3_pence: self.quantile(cell, 75),
            p90_pence: self.quantile(cell, 90),
            above_cap,
            above_cap_percent: share(above_cap, assignments),
            exceptions: numerator(Numerator::Exceptions),
            breaches: numerator(Numerator::Breaches),
            median_change_pence: change(median_pence, before.map(|row| row.median_pence)),
            workers_change: change(workers, before.map(|row| row.workers)),
        }
    }

    fn contributors(&self, count: usize) -> Shown {
        self.count(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A count of boroughs: rounding makes no more of them than there are, which tells nobody
    /// anything, since everybody knows how many there are.
    fn boroughs(&self, name: CellName, count: usize) -> Shown {
        let all = Borough::all().filter(|borough| name.area.holds(*borough));
        let all = i64::try_from(all.count()).unwrap_or(i64::MAX);
        match self.contributors(count) {
            Shown::Value(shown) => Shown::Value(shown.min(all)),
            hidden => hidden,
        }
    }

    /// A quantile, where there are workers enough for either side of it.
    fn quantile(&self, cell: &CellStatistics, hundredths: u32) -> Shown {
        let thinner = u64::from(hundredths.min(HUNDREDTHS - hundredths));
        if cell.total.workers * thinner < self.thresholds.quantile_beside * u64::from(HUNDREDTHS) {
            return Shown::NotAvailable;
        }
        let step = step(self.thresholds.round_to_pence);
        shown(cell.rates.quantile_to(hundredths, HUNDREDTHS, step))
    }

    fn staffing(&self, name: CellName) -> StaffingRow {
        let staffing = self.statistics.staffing.get(&name);
        let (Some(cell), false) = (staffing, self.mask.staffing.contains(&name)) else {
            return StaffingRow {
                cell: name,
                agency_percent: Shown::Suppressed,
                vacancy_percent: Shown::Suppressed,
                turnover_percent: Shown::Suppressed,
            };
        };
        let Staffing {
            agency,
            permanent,
            vacant,
            leavers,
            ..
        } = cell;
        let share = |part: i64, whole: i64| shown(rates::share_percent(part, whole));
        StaffingRow {
            cell: name,
            agency_percent: share(*agency, agency + permanent),
            vacancy_percent: share(*vacant, vacant + permanent),
            turnover_percent: leavers
                .map_or(Shown::NotAvailable, |leavers| share(leavers, *permanent)),
        }
    }

    fn engaged(&self, category: &'static str) -> EngagementRow {
        let counts = self.statistics.engaged(category);
        let shown = |engaged: Engaged| {
            if self.mask.engagements.contains(&(category, engaged)) {
                Shown::Suppressed
            } else {
                self.count(engaged.count(&counts))
            }
        };
        EngagementRow {
            category,
            engagements: shown(Engaged::All),
            early: shown(Engaged::Early),
            declared_clear: shown(Engaged::DeclaredClear),
        }
    }

    fn leavers(&self) -> Vec<LeaverRow> {
        let leavers = leavers_of(self.statistics, Borough::all());
        let row = |leaving| {
            let shown = |gone: Gone| {
                if self.mask.leavers.contains(&(leaving, gone)) {
                    Shown::Suppressed
                } else {
                    self.count(gone.count(&leavers, leaving))
                }
            };
            LeaverRow {
                leaving,
                to_agency: shown(Gone::ToAgency),
                elsewhere: shown(Gone::Elsewhere),
                all: shown(Gone::All),
            }
        };
        reasons().map(row).collect()
    }

    /// How many have returned; who has not is for directors only.
    fn returns(&self) -> Vec<ReturnRow> {
        let mut rows: Vec<ReturnRow> = Vec::new();
        for returned in &self.statistics.returned {
            let place = rows.iter().position(|row| row.kind == returned.kind);
            let place = place.unwrap_or_else(|| {
                rows.push(ReturnRow {
                    kind: returned.kind,
                    in_force: 0,
                    missing: Vec::new(),
                });
                rows.len() - 1
            });
            if let Some(row) = rows.get_mut(place) {
                if returned.in_force {
                    row.in_force += 1;
                } else if self.audience == Audience::Restricted {
                    row.missing.push(returned.authority);
                }
            }
        }
        rows
    }
}

/// A step of rounding as amounts are counted.
pub(super) fn step(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

fn contributing<'a>(parts: impl Iterator<Item = &'a crate::statistics::Part>) -> usize {
    parts.filter(|part| part.assignments > 0).count()
}

fn shown(value: Option<i64>) -> Shown {
    value.map_or(Shown::NotAvailable, Shown::Value)
}

/// A share of counts as they are shown.
fn share(part: Shown, whole: Shown) -> Shown {
    match (part, whole) {
        (Shown::Value(part), Shown::Value(whole)) => shown(rates::share_percent(part, whole)),
        (hidden, _) => hidden,
    }
}

/// The change on what was shown before, where both are shown.
fn change(now: Shown, before: Option<Shown>) -> Shown {
    match (now, before.and_then(Shown::value)) {
        (Shown::Value(now), Some(before)) => Shown::Value(now - before),
        _ => Shown::NotAvailable,
    }
}

/// A cell of which nothing is shown.
fn hidden(cell: CellName) -> RateRow {
    RateRow {
        cell,
        assignments: Shown::Suppressed,
        workers: Shown::Suppressed,
        boroughs: Shown::Suppressed,
        suppliers: Shown::Suppressed,
        mean_pence: Shown::Suppressed,
        q1_pence: Shown::Suppressed,
        median_pence: Shown::Suppressed,
        q3_pence: Shown::Suppressed,
        p90_pence: Shown::Suppressed,
        above_cap: Shown::Suppressed,
        above_cap_percent: Shown::Suppressed,
        exceptions: Shown::Suppressed,
        breaches: Shown::Suppressed,
        median_change_pence: Shown::Suppressed,
        workers_change: Shown::Suppressed,
    }
}
