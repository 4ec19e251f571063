//! How long the register keeps what was filed.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pipeline::retention::{collect, forget_entries};
use pledge::receipt::Outcome;
use stores::failing::Moment::After;

use crate::files::barking;
use crate::hall::{Hall, TODAY, answer, at};
use crate::people::{NUMBERS, crowd, leavers, statement};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

fn forget(hall: &Hall, today: Date, now: Timestamp) -> (u64, usize) {
    answer(forget_entries(&hall.ledger, &hall.register, today, now)).unwrap()
}

#[test]
fn what_no_slot_points_to_leaves_the_register_after_48_hours_and_not_before() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 0);
    hall.send(barking(), &crowd(13).bytes(), 10);
    let held = hall.send(barking(), &crowd(8).bytes(), 20);
    assert_eq!((held.outcome, hall.filings()), (Outcome::Held, 3));
    let hours = SignedDuration::from_hours(48);
    assert_eq!(forget(&hall, TODAY, at(0) + hours), (0, 0));
    assert_eq!(forget(&hall, TODAY, at(0) + hours + SECOND), (0, 1));
    // What is in force stays, and so does what waits, until it lapses.
    let later = at(20) + hours + SECOND;
    assert_eq!((forget(&hall, TODAY, later), hall.filings()), ((0, 0), 2));
    let lapsed = at(20) + SignedDuration::from_hours(14 * 24) + SECOND;
    let rejected = answer(collect(&hall.datasets, &hall.ledger, lapsed)).unwrap();
    assert_eq!(rejected.lapsed.len(), 1);
    assert_eq!((forget(&hall, TODAY, lapsed), hall.filings()), ((0, 1), 1));
    assert_eq!(hall.filed(leavers()).len(), 13);
}

#[test]
fn an_attempt_that_came_to_nothing_leaves_the_register() {
    // Stopped between filing and the commit.
    let hall = (1..).map(|call| {
        let hall = Hall::new();
        hall.drop(barking(), "a.csv", &crowd(3).bytes(), 1);
        hall.cue.crash(call, After);
        assert!(answer(hall.run(2)).is_err(), "nothing was filed");
        hall.cue.revive();
        hall
    });
    let hall = { hall }.find(|hall| hall.filings() > 0).unwrap();
    assert!(hall.slots().is_empty());
    let hours = SignedDuration::from_hours(49);
    let forgotten = forget(&hall, TODAY, at(2) + hours);
    assert_eq!((forgotten, hall.filings()), ((0, 1), 0));
}

#[test]
fn entries_go_13_months_after_their_day_and_never_before_their_time() {
    let hall = Hall::new();
    let rows = [(NUMBERS[0], "2025-06-28"), (NUMBERS[1], "2025-06-29")];
    hall.send(barking(), &statement(&rows).bytes(), 1);
    hall.withdraw(NUMBERS[0], barking()).unwrap();
    let next = TODAY.tomorrow().unwrap();
    assert_eq!(forget(&hall, TODAY, at(0)), (0, 0));
    // The day of the command may be still to come: the clock says what time has passed.
    assert_eq!(forget(&hall, next, at(0)), (0, 0));
    let tomorrow = at(0) + SignedDuration::from_hours(24);
    // Nor does the clock matter where the day of the command is earlier, as in rehearsals.
    assert_eq!(forget(&hall, TODAY, tomorrow), (0, 0));
    // The entry and its tombstone.
    assert_eq!(forget(&hall, next, tomorrow), (2, 0));
    assert_eq!(hall.filed(leavers()).len(), 1);
}

#[test]
fn a_register_that_fails_while_entries_are_forgotten_is_taken_up_by_the_next_run() {
    let prepared = || {
        let hall = Hall::new();
        hall.send(barking(), &crowd(12).bytes(), 0);
        hall.send(barking(), &crowd(13).bytes(), 10);
        hall
    };
    let now = at(0) + SignedDuration::from_hours(72);
    let hall = prepared();
    let base = hall.cue.calls();
    assert_eq!(forget(&hall, TODAY, now), (0, 1));
    let calls = hall.cue.calls() - base;
    assert!(calls >= 5, "only {calls} calls were swept");
    for call in 1..=calls {
        let hall = prepared();
        hall.cue.crash(hall.cue.calls() + call, After);
        assert!(answer(forget_entries(&hall.ledger, &hall.register, TODAY, now)).is_err());
        hall.cue.revive();
        forget(&hall, TODAY, now);
        assert_eq!(
            (hall.filings(), hall.filed(leavers()).len()),
            (1, 13),
            "call {call}"
        );
    }
}
