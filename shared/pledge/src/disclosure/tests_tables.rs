//! The tables of a release, as an audience reads them.

use std::collections::BTreeMap;

use super::samples::{Drawn, region, statistics};
use super::*;
use crate::borough::{Borough, SubRegion};
use crate::release::{LeaverRow, RateRow, Shown, StaffingRow};
use crate::returns::Return;
use crate::statistics::{
    ALL, Area, CellName, EngagementCounts, QuarterStatistics, Returned, Staffing,
};

fn london() -> QuarterStatistics {
    statistics(&region(5, 1_500))
}

fn rates(tables: &Tables, category: &str, area: Area) -> RateRow {
    let mut rows = tables.rates.iter();
    *rows
        .find(|row| row.cell.category == category && row.cell.area == area)
        .unwrap()
}

fn staffing(tables: &Tables, category: &str, area: Area) -> StaffingRow {
    let mut rows = tables.staffing.iter();
    *rows
        .find(|row| row.cell.category == category && row.cell.area == area)
        .unwrap()
}

#[test]
fn every_cell_has_a_row_in_the_order_of_the_tables() {
    let checked = check(&statistics(&[]), &Reference::compiled(), None).unwrap();
    for tables in [&checked.release().restricted, &checked.release().public] {
        assert_eq!(tables.rates.len(), 6 * 6);
        assert_eq!(tables.staffing.len(), 8 * 6);
        assert_eq!(tables.engagements.len(), 6);
        assert_eq!(tables.leavers.len(), 4);
        let first = CellName {
            category: "SW",
            area: Area::Part(SubRegion::East),
        };
        let last = CellName {
            category: ALL,
            area: Area::Region,
        };
        assert_eq!(tables.rates[0].cell, first);
        assert_eq!(tables.rates[35].cell, last);
        assert_eq!(tables.staffing[47].cell, last);
        // Nobody is anywhere: that is not said of any cell, and a count of nobody is one.
        assert!(
            tables
                .rates
                .iter()
                .all(|row| row.workers == Shown::Suppressed)
        );
        assert_eq!(tables.leavers[3].all, Shown::Value(0));
    }
}

#[test]
fn directors_read_exact_counts_and_everybody_rounded_ones() {
    let statistics = london();
    let checked = check(&statistics, &Reference::compiled(), None).unwrap();
    let release = checked.release();
    for row in &release.restricted.rates {
        let cell = &statistics.rates[&row.cell];
        assert_eq!(
            row.assignments,
            Shown::Value(cell.rates.count().try_into().unwrap())
        );
        let public = rates(&release.public, row.cell.category, row.cell.area);
        let all = Borough::all().filter(|borough| row.cell.area.holds(*borough));
        let all = i64::try_from(all.count()).unwrap();
        assert!(
            public
                .boroughs
                .value()
                .is_none_or(|boroughs| boroughs <= all)
        );
        for (exact, rounded) in [
            (row.assignments, public.assignments),
            (row.workers, public.workers),
            (row.boroughs, public.boroughs),
            (row.suppliers, public.suppliers),
            (row.above_cap, public.above_cap),
        ] {
            if let (Shown::Value(exact), Shown::Value(rounded)) = (exact, rounded) {
                let is_all = rounded == all && public.boroughs == Shown::Value(all);
                assert!(rounded % 5 == 0 || is_all, "{rounded}");
                assert!((exact - rounded).abs() <= 2, "{exact} {rounded}");
            }
        }
        // Amounts are the same for both, to 50 pence.
        if public.mean_pence.value().is_some() {
            assert_eq!(public.mean_pence, row.mean_pence);
            assert_eq!(row.mean_pence.value().unwrap() % 50, 0);
            assert_eq!(public.p90_pence, row.p90_pence);
        }
        // A share is of the counts as they are shown.
        if let (Shown::Value(above), Shown::Value(all)) = (public.above_cap, public.assignments) {
            let share = crate::rates::share_percent(above, all).unwrap();
            assert_eq!(public.above_cap_percent, Shown::Value(share));
        } else {
            assert_eq!(public.above_cap_percent, Shown::Suppressed);
        }
    }
}

#[test]
fn a_hidden_cell_shows_nothing_at_all() {
    let checked = check(&statistics(&region(6, 300)), &Reference::compiled(), None).unwrap();
    let mut hidden = 0;
    for row in &checked.release().restricted.rates {
        let figures = [
            row.workers,
            row.boroughs,
            row.suppliers,
            row.mean_pence,
            row.q1_pence,
            row.median_pence,
            row.q3_pence,
            row.p90_pence,
            row.above_cap,
            row.above_cap_percent,
            row.exceptions,
            row.breaches,
            row.median_change_pence,
            row.workers_change,
        ];
        let marks = figures
            .iter()
            .filter(|figure| **figure == Shown::Suppressed);
        if row.assignments == Shown::Suppressed {
            hidden += 1;
            assert_eq!(marks.count(), figures.len());
        } else {
            assert_eq!(
                figures[..8]
                    .iter()
                    .filter(|one| **one == Shown::Suppressed)
                    .count(),
                0
            );
        }
    }
    assert!(hidden > 0);
}

#[test]
fn a_quantile_needs_five_observations_on_its_thinner_side() {
    // One role of one area, with just so many assignments; the rest of the region is large.
    for (count, quartile, p90) in [
        (19, false, false),
        (20, true, false),
        (49, true, false),
        (50, true, true),
    ] {
        let mut drawn = region(5, 3_000);
        let mut left = count;
        drawn.retain(|each| {
            let counted = each.role == 3 && each.borough.sub_region() == SubRegion::East;
            if counted && left > 0 {
                left -= 1;
                return true;
            }
            !counted
        });
        let checked = check(&statistics(&drawn), &Reference::compiled(), None).unwrap();
        let row = rates(
            &checked.release().restricted,
            "TM",
            Area::Part(SubRegion::East),
        );
        assert!(row.median_pence.value().is_some(), "{count}");
        assert_eq!(row.q1_pence.value().is_some(), quartile, "{count}");
        assert_eq!(row.q3_pence.value().is_some(), quartile, "{count}");
        assert_eq!(row.p90_pence.value().is_some(), p90, "{count}");
        if !p90 {
            assert_eq!(row.p90_pence, Shown::NotAvailable);
        }
    }
}

#[test]
fn a_quantile_needs_workers_and_not_assignments() {
    let mut drawn = region(5, 3_000);
    let east = |each: &Drawn| each.role == 3 && each.borough.sub_region() == SubRegion::East;
    let (mut seen, mut worker) = (0, 0);
    drawn.retain_mut(|each| {
        if !east(each) {
            return true;
        }
        seen += 1;
        // Every second assignment is of the worker of the one before.
        if seen % 2 == 1 {
            worker = each.worker;
        }
        each.worker = worker;
        seen <= 30
    });
    let checked = check(&statistics(&drawn), &Reference::compiled(), None).unwrap();
    let tables = &checked.release().restricted;
    let row = rates(tables, "TM", Area::Part(SubRegion::East));
    assert_eq!(row.assignments, Shown::Value(30));
    assert_eq!(row.workers, Shown::Value(15));
    assert!(row.median_pence.value().is_some());
    assert_eq!(row.q1_pence, Shown::NotAvailable);
}

#[test]
fn a_change_is_of_what_both_quarters_show() {
    let reference = Reference::compiled();
    let mut before = check(&london(), &reference, None).unwrap().release;
    before.quarter = "2026Q2".parse().unwrap();
    let area = Area::Part(SubRegion::East);
    for row in &mut before.restricted.rates {
        row.workers = Shown::Value(3);
        row.median_pence = Shown::Suppressed;
    }
    let statistics = london();
    let checked = check(&statistics, &reference, Some(&before)).unwrap();
    let row = rates(&checked.release().restricted, "SW", area);
    let workers = row.workers.value().unwrap();
    assert_eq!(row.workers_change, Shown::Value(workers - 3));
    assert_eq!(row.median_change_pence, Shown::NotAvailable);
    let public = rates(&checked.release().public, "SW", area);
    assert_eq!(public.workers_change, Shown::Value(0));
    // Another quarter than the one before says nothing.
    before.quarter = "2026Q1".parse().unwrap();
    let checked = check(&statistics, &reference, Some(&before)).unwrap();
    let row = rates(&checked.release().restricted, "SW", area);
    assert_eq!(row.workers_change, Shown::NotAvailable);
}

/// So many heads in each borough, in a cell of so many hundredths of posts.
fn posts(heads: u64, leavers: Option<i64>) -> Staffing {
    Staffing {
        agency: 1_000,
        permanent: 3_000,
        vacant: 1_005,
        leavers,
        heads: Borough::all().map(|borough| (borough, heads)).collect(),
    }
}

#[test]
fn shares_of_posts_are_whole_and_shown_where_rates_are() {
    let mut statistics = london();
    for category in ["SW", "IRO", "ASYE", ALL] {
        for area in Area::all() {
            statistics
                .staffing
                .insert(CellName { category, area }, posts(3, Some(400)));
        }
    }
    let east = Area::Part(SubRegion::East);
    let name = |category| CellName {
        category,
        area: east,
    };
    statistics.staffing.insert(name("SW"), posts(3, None));
    // Two of the boroughs of a category without rates; its cell is hidden, and one more with it.
    let two: BTreeMap<Borough, u64> = Borough::all().take(2).map(|one| (one, 9)).collect();
    statistics.staffing.get_mut(&name("ASYE")).unwrap().heads = two;
    statistics.rates.remove(&name("IRO"));
    let checked = check(&statistics, &Reference::compiled(), None).unwrap();
    let tables = &checked.release().public;
    let shown = staffing(tables, "SW", east);
    assert_eq!(shown.agency_percent, Shown::Value(25));
    assert_eq!(shown.vacancy_percent, Shown::Value(25));
    assert_eq!(shown.turnover_percent, Shown::NotAvailable);
    let region = staffing(tables, "SW", Area::Region);
    assert_eq!(region.turnover_percent, Shown::Value(13));
    assert_eq!(
        staffing(tables, "IRO", east).agency_percent,
        Shown::Suppressed
    );
    let trainees = Area::all().map(|area| staffing(tables, "ASYE", area).agency_percent);
    let hidden = trainees.filter(|share| *share == Shown::Suppressed);
    assert_eq!(hidden.count(), 2);
    // Nobody sent a snapshot of senior managers.
    assert_eq!(
        staffing(tables, "SM", Area::Region).vacancy_percent,
        Shown::Suppressed
    );
}

#[test]
fn small_counts_of_engagements_and_leavers_are_hidden_with_what_gives_them_away() {
    let mut statistics = statistics(&[]);
    let boroughs: Vec<Borough> = Borough::all().collect();
    let counts = |engagements, early, declared_clear| EngagementCounts {
        engagements,
        early,
        declared_clear,
    };
    for (category, of) in [
        ("SW", counts(100, 12, 0)),
        ("SSW", counts(90, 3, 0)),
        ("AP", counts(40, 0, 0)),
        ("TM", counts(30, 14, 0)),
        ("IRO", counts(20, 0, 0)),
    ] {
        // One each in turn, so that nobody has much more than another.
        for (count, one) in (0..of.engagements).zip(boroughs.iter().cycle()) {
            let own = statistics.engagements.entry(*one).or_default();
            let own = own.entry(category).or_default();
            own.engagements += 1;
            own.early += u64::from(count < of.early);
        }
    }
    for borough in Borough::all() {
        statistics.leavers.insert(borough, [[1, 4], [0, 1], [0, 2]]);
    }
    let first = Borough::all().next().unwrap();
    statistics.leavers.insert(first, [[1, 4], [2, 1], [0, 2]]);
    let checked = check(&statistics, &Reference::compiled(), None).unwrap();
    for tables in [&checked.release().restricted, &checked.release().public] {
        let early: Vec<Shown> = tables.engagements.iter().map(|row| row.early).collect();
        assert_eq!(early[1], Shown::Suppressed);
        let hidden = early.iter().filter(|shown| **shown == Shown::Suppressed);
        assert!(hidden.count() >= 2, "{early:?}");
        assert!(early[5].value().is_some());
        assert_eq!(tables.engagements[0].engagements, Shown::Value(100));
        assert_eq!(tables.engagements[0].declared_clear, Shown::Value(0));
        let LeaverRow { to_agency, all, .. } = tables.leavers[1];
        assert_eq!(to_agency, Shown::Suppressed);
        assert!(tables.leavers[3].all.value().is_some());
        let alone = tables
            .leavers
            .iter()
            .filter(|row| row.to_agency == Shown::Suppressed);
        assert!(alone.count() >= 2 && all != Shown::Value(0));
    }
}

#[test]
fn who_has_not_returned_is_named_to_directors_only() {
    let mut statistics = statistics(&[]);
    for (place, authority) in Borough::all().enumerate() {
        statistics.returned.push(Returned {
            kind: Return::AgencyAssignments,
            authority,
            in_force: place != 4,
            nil: false,
        });
    }
    let checked = check(&statistics, &Reference::compiled(), None).unwrap();
    let [restricted, public] = [&checked.release().restricted, &checked.release().public]
        .map(|tables| tables.returns[0].clone());
    assert_eq!((restricted.in_force, public.in_force), (32, 32));
    assert_eq!(restricted.missing, [Borough::all().nth(4).unwrap()]);
    assert_eq!(public.missing, []);
}
