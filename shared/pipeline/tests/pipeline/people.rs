//! A few leavers and agency workers, each in a line, as tests of the register write them.

use pledge::ledger::Slot;
use pledge::receipt::Receipt;
use pledge::returns::Return::{AgencyAssignments, PermanentLeavers};

use crate::files::{Sheet, barking, borough};
use crate::hall::{Hall, slot};

pub(crate) const NUMBERS: [&str; 4] = ["SW100001", "SW100002", "SW100003", "SW100004"];

pub(crate) fn camden() -> pledge::borough::Borough {
    borough("E09000007")
}

/// Barking's leavers.
pub(crate) fn leavers() -> Slot {
    slot(PermanentLeavers, barking())
}

/// Camden's assignments.
pub(crate) fn engaged() -> Slot {
    slot(AgencyAssignments, camden())
}

/// A statement of leavers of permanent posts: numbers and last days.
pub(crate) fn statement(rows: &[(&str, &str)]) -> Sheet {
    let header = "la_code,complete_to,swe_number,last_day,contract_type,job_category,reason_left,\
                  in_probation,role_start_date,confirm_withdrawals,nil_return,explanation";
    let rows = rows.iter().map(|(number, last_day)| {
        format!(",2026-07-27,{number},{last_day},permanent,SW,1,no,2021-04-06,,,")
    });
    Sheet::of_lines([header.to_owned()].into_iter().chain(rows).collect())
}

/// So many leavers of one number each, with last days in June 2026.
pub(crate) fn crowd(people: usize) -> Sheet {
    let rows: Vec<(String, String)> = (0..people)
        .map(|n| {
            (
                format!("SW{}", 200_000 + n),
                format!("2026-06-{:02}", 1 + n % 28),
            )
        })
        .collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(n, d)| (n.as_str(), d.as_str())).collect();
    statement(&rows)
}

/// A statement that lists nobody.
pub(crate) fn nobody() -> Sheet {
    let mut sheet = statement(&[("", "")]);
    for (column, blank) in [
        ("contract_type", ""),
        ("job_category", ""),
        ("reason_left", ""),
        ("in_probation", ""),
        ("role_start_date", ""),
        ("nil_return", "Y"),
    ] {
        sheet = sheet.set(1, column, blank);
    }
    sheet
}

/// Assignments of the second quarter of 2026, declared clear and going on: numbers and starts.
pub(crate) fn assignments(rows: &[(&str, &str)]) -> Sheet {
    let header = "la_code,quarter,record_ref,swe_number,job_category,supply_route,supplier,\
                  engagement_type,pay_rate_hourly,cap_basis_rate_hourly,hours_per_week,\
                  start_date,end_date,end_reason,project_team,pqe_3_years,\
                  references_received,national_template,cooloff_declared";
    let rows = rows.iter().enumerate().map(|(n, (number, start))| {
        format!(
            ",2026Q2,R{n},{number},SW,msp_neutral,Northbank People,umbrella,28.40,36.00,36,{start},\
             ,,N,Y,2,Y,clear"
        )
    });
    Sheet::of_lines([header.to_owned()].into_iter().chain(rows).collect())
}

/// Two leavers of Barking, of whom Camden engages the first too early, and the other not.
pub(crate) fn meeting() -> (Sheet, Sheet) {
    let [one, two, ..] = NUMBERS;
    (
        statement(&[(one, "2026-03-31"), (two, "2025-09-30")]),
        assignments(&[(two, "2026-05-11"), (one, "2026-05-11")]),
    )
}

/// Sends a statement of Barking's, which may not withdraw much.
pub(crate) fn state(hall: &Hall, rows: &[(&str, &str)], received: i64) -> Receipt {
    hall.send(barking(), &statement(rows).bytes(), received)
}
