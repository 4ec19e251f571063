//! What cells, boroughs and suppliers come to, on a few invented rows.

use jiff::civil::date;

use super::*;

fn borough(code: &str) -> Borough {
    Borough::from_ons_code(code).unwrap()
}

/// Camden and Barnet are of one sub-region, Croydon is of another.
const CAMDEN: &str = "E09000007";
const BARNET: &str = "E09000003";
const CROYDON: &str = "E09000008";

/// Worker, authority, category, supplier, rate, hours, exception.
type Line = (u8, &'static str, &'static str, u16, i64, i64, &'static str);

fn gathered(lines: &[Line], cap: Option<i64>) -> BTreeMap<CellName, CellStatistics> {
    let mut gathering = RatesGathering::default();
    for &(worker, code, category, supplier, rate_pence, hours_hundredths, exception) in lines {
        let authority = borough(code);
        let assignment = Assignment {
            worker: Pseudonym::from_bytes([worker; 32]),
            authority,
            sub_region: authority.sub_region(),
            category,
            supplier,
            rate_pence,
            hours_hundredths,
            start_month: 0,
            exception,
        };
        gathering.add(&assignment, cap);
    }
    gathering.finish()
}

fn cell(category: &'static str, area: Area) -> CellName {
    CellName { category, area }
}

#[test]
fn a_worker_counts_once_in_each_cell_borough_and_supplier() {
    let cells = gathered(
        &[
            (1, CAMDEN, "SW", 4, 3_600, 3_600, "none"),
            (1, BARNET, "SW", 4, 3_700, 1_000, "none"),
            (1, CROYDON, "TM", 4, 4_800, 500, "none"),
            (2, BARNET, "SW", 0, 3_650, 3_725, "none"),
            (2, BARNET, "SW", 9, 3_650, 100, "none"),
        ],
        None,
    );
    let north = Area::Part(SubRegion::NorthCentral);
    let south = Area::Part(SubRegion::SouthWest);
    for (name, assignments, workers, boroughs, suppliers) in [
        (cell("SW", north), 4, 2, 2, 3),
        (cell("SW", Area::Region), 4, 2, 2, 3),
        (cell("TM", south), 1, 1, 1, 1),
        (cell("TM", Area::Region), 1, 1, 1, 1),
        (cell(ALL, north), 4, 2, 2, 3),
        (cell(ALL, south), 1, 1, 1, 1),
        (cell(ALL, Area::Region), 5, 2, 3, 3),
    ] {
        let found = &cells[&name];
        let total = found.total;
        assert_eq!(
            (total.assignments, total.workers, total.suppliers),
            (assignments, workers, suppliers),
            "{name:?}"
        );
        assert_eq!(found.boroughs.len(), boroughs, "{name:?}");
        let listed = u64::try_from(found.suppliers.len()).unwrap();
        assert_eq!(listed, suppliers, "{name:?}");
        assert_eq!(found.rates.count(), assignments, "{name:?}");
    }
    assert_eq!(cells.len(), 7);
    let all = &cells[&cell(ALL, Area::Region)];
    let barnet = all.boroughs[&borough(BARNET)];
    let counts = (barnet.assignments, barnet.workers, barnet.suppliers);
    assert_eq!(counts, (3, 2, 3));
    let fourth = all.suppliers[&4];
    assert_eq!((fourth.assignments, fourth.workers), (3, 1));
    assert_eq!(barnet.rates_pence, 3_700 + 2 * 3_650);
    assert_eq!(barnet.spend, 3_700 * 1_000 + 3_650 * 3_825);
}

#[test]
fn only_a_rate_over_the_cap_is_above_it_and_its_exception_counts_then() {
    let lines = [
        (1, CAMDEN, "SW", 4, 3_700, 3_600, "approved"),
        (2, CAMDEN, "SW", 4, 3_701, 3_600, "approved"),
        (3, CAMDEN, "SW", 4, 3_701, 3_600, "late"),
        (4, CAMDEN, "SW", 4, 3_701, 3_600, "none"),
    ];
    for (cap, counts) in [
        (Some(3_700), (3, 1, 1)),
        (Some(3_701), (0, 0, 0)),
        (None, (0, 0, 0)),
    ] {
        let total = gathered(&lines, cap)[&cell("SW", Area::Region)].total;
        assert_eq!((total.above, total.approved, total.late), counts, "{cap:?}");
    }
}

/// A row of a snapshot: authority, category, agency, permanent, vacant, heads of both, leavers.
fn snapshot(code: &str, category: &'static str, fte: [i64; 3], leavers: Option<i64>) -> Vec<Cell> {
    let authority = borough(code);
    let cell = |name| match name {
        "la_code" => Cell::Borough(authority),
        "sub_region" => Cell::Listed(authority.sub_region().word()),
        "job_category" => Cell::Listed(category),
        "agency_fte" => Cell::Number(fte[0]),
        "permanent_fte" => Cell::Number(fte[1]),
        "vacancy_fte" => Cell::Number(fte[2]),
        "agency_headcount" => Cell::Number(2),
        "permanent_headcount" => Cell::Number(5),
        "leavers_fte" => leavers.map_or(Cell::Absent, Cell::Number),
        _ => Cell::Absent,
    };
    let stored = Return::WorkforceSnapshot.stored();
    stored.iter().map(|column| cell(column.name)).collect()
}

#[test]
fn posts_add_up_and_one_authority_without_leavers_leaves_the_turnover_unknown() {
    let mut gathering = StaffingGathering::default();
    for row in [
        snapshot(CAMDEN, "SW", [100, 500, 50], Some(70)),
        snapshot(BARNET, "SW", [10, 20, 30], Some(5)),
        snapshot(CROYDON, "SW", [1, 2, 3], None),
        snapshot(CROYDON, "ALL", [7, 8, 9], Some(4)),
    ] {
        gathering.add(&row).unwrap();
    }
    let cells = gathering.finish();
    let north = Area::Part(SubRegion::NorthCentral);
    for (name, sums, leavers, boroughs) in [
        (cell("SW", north), (110, 520, 80), Some(75), 2),
        (cell("SW", Area::Region), (111, 522, 83), None, 3),
        (cell(ALL, Area::Region), (7, 8, 9), Some(4), 1),
    ] {
        let found = &cells[&name];
        assert_eq!(
            (found.agency, found.permanent, found.vacant),
            sums,
            "{name:?}"
        );
        assert_eq!(found.leavers, leavers, "{name:?}");
        assert_eq!(found.heads.len(), boroughs, "{name:?}");
        assert!(found.heads.values().all(|heads| *heads == 7), "{name:?}");
    }
}

#[test]
fn what_is_no_row_of_its_return_is_refused() {
    let sound = snapshot(CAMDEN, "SW", [1, 2, 3], None);
    let mut gathering = StaffingGathering::default();
    assert_eq!(gathering.add(&sound[1..]), Err(NotARow));
    assert_eq!(gathering.add(&[]), Err(NotARow));
    assert!(Assignments::default().read(&sound).is_err());
}

#[test]
fn an_assignment_is_read_from_the_columns_of_its_dataset() {
    let authority = borough(CAMDEN);
    let month = date(2026, 5, 1).since(date(1970, 1, 1)).unwrap().get_days();
    let row: Vec<Cell> = (Return::AgencyAssignments.stored().iter())
        .map(|column| match column.name {
            "worker" => Cell::Worker(Pseudonym::from_bytes([3; 32])),
            "la_code" => Cell::Borough(authority),
            "sub_region" => Cell::Listed("north_central"),
            "job_category" => Cell::Listed("AP"),
            "supplier_number" => Cell::Entry(14),
            "cap_basis_rate_hourly" => Cell::Pence(4_412),
            "pay_rate_hourly" => Cell::Pence(1),
            "hours_per_week" => Cell::Number(3_625),
            "start_month" => Cell::Day(month),
            "exception" => Cell::Listed("late"),
            _ => Cell::Absent,
        })
        .collect();
    let read = Assignments::default().read(&row).unwrap();
    assert_eq!(read.worker, Pseudonym::from_bytes([3; 32]));
    assert_eq!((read.authority, read.category), (authority, "AP"));
    assert_eq!((read.supplier, read.rate_pence), (14, 4_412));
    assert_eq!((read.hours_hundredths, read.start_month), (3_625, month));
    assert_eq!(read.exception, "late");
}
