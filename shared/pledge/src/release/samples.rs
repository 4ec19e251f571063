//! A made-up release.

use super::{
    About, Audience, EngagementRow, LeaverRow, RateRow, ReturnRow, Shown, StaffingRow, Tables,
    cells,
};
use crate::borough::{Borough, SubRegion};
use crate::quarter::Quarter;
use crate::reference::Reference;
use crate::register::Leaving;
use crate::returns::Return;
use crate::returns::agency_assignments::JOB_CATEGORIES;
use crate::statistics::{ALL, Area, CellName};

pub(super) fn quarter() -> Quarter {
    Quarter::new(2026, 3).unwrap()
}

pub(super) fn about(reference: &Reference) -> About<'_> {
    About {
        quarter: quarter(),
        reference,
        program: "pledge 0.1.0",
        notice: Some("All people and rates on this page are invented."),
    }
}

/// Tables of every kind of row: shown, without some quantiles, with a hidden numerator, hidden.
pub(super) fn tables(audience: Audience) -> Tables {
    let categories = || JOB_CATEGORIES.iter().map(|category| category.word);
    let cut = |count: i64| match audience {
        Audience::Restricted => count,
        Audience::Public => (count + 2) / 5 * 5,
    };
    Tables {
        audience,
        rates: cells(categories())
            .enumerate()
            .map(|(n, cell)| rates(cell, i64::try_from(n).unwrap(), cut))
            .collect(),
        staffing: cells(categories().chain(["ASYE", "SM"]))
            .map(staffing)
            .collect(),
        engagements: categories().chain([ALL]).map(engagements).collect(),
        leavers: Leaving::ALL
            .map(Some)
            .into_iter()
            .chain([None])
            .map(leavers)
            .collect(),
        returns: Return::ALL.map(|kind| returns(audience, kind)).to_vec(),
    }
}

fn hidden(cell: CellName) -> bool {
    let few = [SubRegion::East, SubRegion::SouthWest].map(Area::Part);
    cell.category == "IRO" && few.contains(&cell.area)
}

fn unless(absent: bool, mark: Shown, shown: Shown) -> Shown {
    if absent { mark } else { shown }
}

fn rates(cell: CellName, n: i64, cut: impl Fn(i64) -> i64) -> RateRow {
    let place = JOB_CATEGORIES.iter().position(|c| c.word == cell.category);
    let base = 3_600 + 400 * i64::try_from(place.unwrap_or(1)).unwrap() + n % 3 * 50;
    let region = cell.area == Area::Region;
    let workers = if region { 1_204 } else { 31 + n };
    let show = |value| unless(hidden(cell), Shown::Suppressed, Shown::Value(value));
    let few = cell.category == "AP" && !region;
    let quantile = |absent, value| match show(value) {
        Shown::Value(_) if absent => Shown::NotAvailable,
        other => other,
    };
    let numerator = |value| match n % 4 {
        1 => Shown::Suppressed,
        _ => show(value),
    };
    RateRow {
        cell,
        assignments: show(cut(workers + 2)),
        workers: show(cut(workers)),
        boroughs: show(if region { 33 } else { 6 }),
        suppliers: show(if region { 14 } else { 9 }),
        mean_pence: show(base),
        q1_pence: quantile(few, base - 100),
        median_pence: show(base),
        q3_pence: quantile(few, base + 150),
        p90_pence: quantile(!region, base + 300),
        above_cap: numerator(cut(12)),
        above_cap_percent: numerator(4),
        exceptions: numerator(cut(7)),
        breaches: numerator(cut(5)),
        median_change_pence: show((n % 3 - 1) * 50),
        workers_change: show((n % 5 - 2) * 5),
    }
}

fn staffing(cell: CellName) -> StaffingRow {
    let show = |value| unless(hidden(cell), Shown::Suppressed, Shown::Value(value));
    StaffingRow {
        cell,
        agency_percent: show(22),
        vacancy_percent: show(19),
        turnover_percent: Shown::NotAvailable,
    }
}

fn engagements(category: &'static str) -> EngagementRow {
    EngagementRow {
        category,
        engagements: Shown::Value(if category == ALL { 1_310 } else { 262 }),
        early: match category {
            ALL => Shown::Value(25),
            _ => Shown::Suppressed,
        },
        declared_clear: Shown::Suppressed,
    }
}

fn leavers(leaving: Option<Leaving>) -> LeaverRow {
    let all = leaving.is_none();
    LeaverRow {
        leaving,
        to_agency: Shown::Value(if all { 40 } else { 15 }),
        elsewhere: Shown::Value(if all { 160 } else { 55 }),
        all: Shown::Value(if all { 200 } else { 70 }),
    }
}

fn returns(audience: Audience, kind: Return) -> ReturnRow {
    let late = kind == Return::WorkforceSnapshot;
    let missing = Borough::all().skip(4).take(2);
    ReturnRow {
        kind,
        in_force: if late { 31 } else { 33 },
        missing: match (audience, late) {
            (Audience::Restricted, true) => missing.collect(),
            _ => Vec::new(),
        },
    }
}
