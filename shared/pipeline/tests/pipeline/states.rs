//! Where a quarter stands, and for how long returns have been missing.

use jiff::civil::{Date, date};
use pipeline::status::{QuarterStatus, Status, quarter_status};
use pledge::quarter::QuarterState;
use pledge::returns::Return::{self, AgencyAssignments, PermanentLeavers, WorkforceSnapshot};

use crate::files::{Sheet, barking, borough, quarter};
use crate::hall::{Hall, answer};

/// The second quarter's returns are due on this day.
const DUE: Date = date(2026, 7, 31);

fn on(hall: &Hall, today: Date) -> QuarterStatus {
    let (ledger, reference) = (hall.ledger.inner(), &hall.reference);
    answer(quarter_status(ledger, reference, quarter(), today)).unwrap()
}

fn days_missing(stands: &QuarterStatus, kind: Return, today: Date) -> Vec<Option<u32>> {
    let returns = stands.returns.iter().filter(|one| one.kind == kind);
    returns.map(|one| one.days_missing(DUE, today)).collect()
}

#[test]
fn what_is_missing_is_missing_from_the_day_after_it_was_due() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    hall.send(barking(), &Sheet::of(barking(), "workforce").bytes(), 2);
    let camden = borough("E09000007");
    let nil = Sheet::of(camden, "agency").nil();
    hall.send(camden, &nil.bytes(), 3);
    let refused = Sheet::of(camden, "workforce").set(1, "job_category", "cook");
    hall.send(camden, &refused.bytes(), 4);
    for (today, state, days) in [
        (date(2026, 6, 30), QuarterState::Open, None),
        (date(2026, 7, 1), QuarterState::Due, None),
        (DUE, QuarterState::Due, None),
        (date(2026, 8, 1), QuarterState::Late, Some(1)),
        (date(2026, 10, 1), QuarterState::Late, Some(62)),
    ] {
        let stands = on(&hall, today);
        assert_eq!((stands.state, stands.due), (state, DUE), "{today}");
        for (kind, returned) in [(AgencyAssignments, 2), (WorkforceSnapshot, 1)] {
            let found = days_missing(&stands, kind, today);
            let missing = found.iter().filter(|found| **found == days).count();
            let expected = if days.is_some() { 33 - returned } else { 33 };
            assert_eq!(missing, expected, "{kind} on {today}");
        }
        // Leavers are due on no day.
        let leavers = days_missing(&stands, PermanentLeavers, today);
        assert!(leavers.iter().all(Option::is_none), "{today}");
    }
    let refused = hall.status(WorkforceSnapshot, camden);
    assert_eq!(refused.status, Status::Refused);
}
