//! What the register holds against assignments: the same whichever side comes last.

use jiff::civil::date;
use pipeline::register::{Concern, Item, csv, engagement_counts, json, put_list};
use pledge::borough::Borough;
use pledge::path::Place;
use pledge::receipt::Outcome;
use pledge::reference::RuleId;
use pledge::returns::Return::AgencyAssignments;
use pledge::statistics::{self, ALL, EngagementCounts};

use crate::files::{Sheet, barking, borough, kingston, quarter, richmond};
use crate::hall::{Hall, answer, slot};
use crate::people::{NUMBERS, assignments, camden, engaged, meeting, statement};

const BOTH: [RuleId; 2] = [RuleId::Pledge, RuleId::National];

/// What a list says of each row, but the receipts.
fn rows(items: &[Item]) -> Vec<(Concern, Borough, u32, &[RuleId])> {
    let row = |item: &Item| (item.concern, item.authority, item.row);
    (items.iter())
        .map(|item| {
            let (concern, authority, place) = row(item);
            (concern, authority, place, item.rules.as_slice())
        })
        .collect()
}

/// The only early engagement of [`meeting`], in the second row of Camden's return.
fn early() -> (Concern, Borough, u32, &'static [RuleId]) {
    (Concern::Early, camden(), 3, &BOTH)
}

fn counts(hall: &Hall) -> EngagementCounts {
    let region = hall.stores(&hall.keys);
    let counts = answer(engagement_counts(&region, quarter(), hall.today())).unwrap();
    statistics::engaged(&counts, ALL, Borough::all())
}

#[test]
fn an_engagement_that_was_too_early_is_found_whichever_side_comes_last() {
    let (leavers, engaged) = meeting();
    let (leavers, engaged) = ((barking(), leavers), (camden(), engaged));
    for (first, second) in [(&leavers, &engaged), (&engaged, &leavers)] {
        for (before, after) in [(&[1][..], &[1][..]), (&[1], &[1, 2]), (&[1, 2], &[2, 3])] {
            let mut hall = Hall::new();
            hall.rotate(before);
            hall.send(first.0, &first.1.bytes(), 1);
            assert_eq!(hall.list().items, []);
            hall.rotate(after);
            hall.send(second.0, &second.1.bytes(), 2);
            let list = hall.list();
            let case = format!("{before:?} {after:?}");
            assert_eq!(rows(&list.items), [early()], "{case}");
            let in_force = hall
                .slot(slot(AgencyAssignments, camden()))
                .pointer
                .unwrap();
            assert_eq!(list.items[0].reference, in_force.reference, "{case}");
            let counted = EngagementCounts {
                engagements: 2,
                early: 1,
                declared_clear: 1,
            };
            assert_eq!(counts(&hall), counted, "{case}");
        }
    }
}

#[test]
fn workers_meet_across_a_chain_of_versions() {
    let (leavers, engaged) = meeting();
    let mut hall = Hall::new();
    // The leaver is known under the first version, the engagement comes under the third, and
    // only a joint post in between was filed while both the first and the second lived.
    hall.rotate(&[1]);
    hall.send(barking(), &leavers.bytes(), 1);
    hall.rotate(&[1, 2]);
    let brent = borough("E09000005");
    hall.send(brent, &statement(&[(NUMBERS[0], "2025-08-29")]).bytes(), 2);
    hall.rotate(&[2, 3]);
    hall.send(camden(), &engaged.bytes(), 3);
    hall.rotate(&[1, 2, 3]);
    assert_eq!(rows(&hall.list().items), [early()]);
}

#[test]
fn what_is_sent_again_without_the_engagement_clears_the_list() {
    let (leavers, engaged) = meeting();
    let hall = Hall::new();
    hall.send(barking(), &leavers.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 2);
    assert_eq!(hall.list().items.len(), 1);
    // In another row it is found there; refused, the list stays.
    let turned = engaged.clone().reversed();
    hall.send(camden(), &turned.bytes(), 3);
    assert_eq!(
        rows(&hall.list().items),
        [(Concern::Early, camden(), 2, &BOTH[..])]
    );
    let refused = turned.set(1, "swe_number", "nobody");
    assert_eq!(
        hall.send(camden(), &refused.bytes(), 4).outcome,
        Outcome::Rejected
    );
    assert_eq!(hall.list().items.len(), 1);
    hall.send(camden(), &engaged.first(1).bytes(), 5);
    assert_eq!(hall.list().items, []);
    assert_eq!(counts(&hall).engagements, 1);
}

#[test]
fn a_departure_that_counts_no_more_holds_nothing_against_anybody() {
    let (leavers, engaged) = meeting();
    let hall = Hall::new();
    hall.send(barking(), &leavers.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 2);
    hall.withdraw(NUMBERS[0], barking()).unwrap();
    assert_eq!(hall.list().items, []);
    let again = leavers.clone().set(1, "explanation", "confirmed_correct");
    hall.send(barking(), &again.bytes(), 3);
    assert_eq!(hall.list().items, []);
    // Listed once, so that the authority was told: now the code confirms it.
    hall.send(barking(), &again.restyled(), 4);
    assert_eq!(rows(&hall.list().items), [early()]);
    let without = statement(&[(NUMBERS[1], "2025-09-30")]);
    hall.send(barking(), &without.bytes(), 5);
    assert_eq!(hall.list().items, []);
}

#[test]
fn what_was_declared_otherwise_is_early_and_no_discrepancy() {
    let (leavers, engaged) = meeting();
    for declared in ["exempt", "conflict", "not_checked"] {
        let hall = Hall::new();
        hall.send(barking(), &leavers.bytes(), 1);
        let sheet = engaged.clone().set(2, "cooloff_declared", declared);
        hall.send(camden(), &sheet.bytes(), 2);
        assert_eq!(hall.list().items, [], "{declared}");
        assert_eq!(
            (counts(&hall).early, counts(&hall).declared_clear),
            (1, 0),
            "{declared}"
        );
    }
}

#[test]
fn who_hires_matters_for_the_list() {
    let leaver = [(NUMBERS[0], "2026-03-31")];
    let joint = |sheet: Sheet, code| sheet.set(1, "la_code", code);
    for (hirer, code, rules) in [
        // The employer that was left, and the other half of it: only the national rule looks.
        (kingston(), "E09000021", &[RuleId::National][..]),
        (kingston(), "E09000027", &[RuleId::National]),
        (borough("E09000001"), "", &[RuleId::National]),
        (camden(), "", &BOTH),
    ] {
        let hall = Hall::new();
        hall.send(
            kingston(),
            &joint(statement(&leaver), "E09000021").bytes(),
            1,
        );
        let start = [(NUMBERS[0], "2026-05-11")];
        hall.send(hirer, &joint(assignments(&start), code).bytes(), 2);
        let authority = if code.is_empty() {
            hirer
        } else {
            borough(code)
        };
        let expected = [(Concern::Early, authority, 2, rules)];
        assert_eq!(rows(&hall.list().items), expected, "{code}");
    }
    assert_eq!(borough("E09000027"), richmond());
}

#[test]
fn an_extension_is_judged_by_its_first_day() {
    // Engaged before the permanent post elsewhere ended, extended after it.
    let (one, early_start) = (NUMBERS[0], "2026-02-02");
    let leaver = statement(&[(one, "2026-03-31")]).set(1, "role_start_date", "2026-02-16");
    for (end, found) in [("2026-05-01", 0), ("2026-04-12", 1)] {
        let hall = Hall::new();
        hall.send(barking(), &leaver.bytes(), 1);
        let sheet = assignments(&[(one, early_start), (one, "2026-05-11")]);
        let sheet = sheet
            .set(1, "end_date", end)
            .set(1, "end_reason", "contract_end");
        hall.send(camden(), &sheet.bytes(), 2);
        assert_eq!(hall.list().items.len(), found, "{end}");
        let counted = 1 + u64::try_from(found).unwrap();
        assert_eq!(counts(&hall).engagements, counted, "{end}");
    }
}

#[test]
fn an_assignment_of_two_quarters_stands_on_the_list_of_each_by_its_own_row() {
    let (leavers, engaged) = meeting();
    let hall = Hall::new();
    hall.send(barking(), &leavers.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 2);
    hall.stand_on(date(2026, 10, 27));
    let third = engaged.first(2).reversed();
    let third = third
        .set(1, "quarter", "2026Q3")
        .set(2, "quarter", "2026Q3");
    hall.send(camden(), &third.bytes(), 3);
    assert_eq!(rows(&hall.list().items), [early()]);
}

#[test]
fn hours_and_last_days_that_two_authorities_say_are_listed_together() {
    let [one, two, three, four] = NUMBERS;
    let hall = Hall::new();
    let brent = borough("E09000005");
    hall.send(
        camden(),
        &assignments(&[(one, "2026-05-11"), (two, "2026-05-11")]).bytes(),
        1,
    );
    let part_time = assignments(&[(two, "2026-06-01"), (one, "2026-06-01")]);
    let part_time = part_time.set(2, "hours_per_week", "12");
    hall.send(brent, &part_time.bytes(), 2);
    hall.send(
        barking(),
        &statement(&[(three, "2025-08-29"), (four, "2025-08-29")]).bytes(),
        3,
    );
    let near = statement(&[(four, "2025-09-06"), (three, "2025-09-05")]);
    hall.send(brent, &near.bytes(), 4);
    let list = hall.list();
    let said: Vec<_> = (list.items.iter())
        .map(|item| (item.concern.code(), item.authority, item.row, item.together))
        .collect();
    assert_eq!(
        said,
        [
            ("A2", camden(), 3, Some(1)),
            ("A2", brent, 2, Some(1)),
            ("L4", barking(), 2, Some(2)),
            ("L4", brent, 3, Some(2)),
        ]
    );
}

#[test]
fn the_list_is_the_same_whether_what_is_too_old_was_removed_or_not() {
    let [one, two, ..] = NUMBERS;
    let hall = Hall::new();
    let leaver = statement(&[(two, "2026-03-31")]).set(1, "role_start_date", "2025-07-01");
    hall.send(barking(), &leaver.bytes(), 1);
    // Too many hours with one of two assignments that began 13 months ago; and one that was
    // extended, the extension alone being too early.
    let sheet = assignments(&[
        (one, "2025-06-28"),
        (two, "2025-06-28"),
        (two, "2026-05-11"),
    ]);
    let sheet = sheet
        .set(2, "end_date", "2026-05-01")
        .set(2, "end_reason", "contract_end");
    hall.send(camden(), &sheet.bytes(), 2);
    hall.send(
        borough("E09000005"),
        &assignments(&[(one, "2026-06-01")]).bytes(),
        3,
    );
    let codes = || {
        let items = hall.list().items;
        items
            .iter()
            .map(|item| item.concern.code())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(), ["A2", "A2"]);
    hall.stand_on(date(2026, 7, 29));
    let before = (hall.list().items, counts(&hall));
    assert_eq!(codes(), ["A9"]);
    let limit = pledge::register::kept_from(hall.today());
    let gone = answer(pledge::ports::Register::expire(&hall.register, limit)).unwrap();
    assert_eq!(gone, 2);
    assert_eq!((hall.list().items, counts(&hall)), before);
}

#[test]
fn the_list_is_written_for_the_region_and_names_neither_worker_nor_authority_left() {
    let (leavers, engaged) = meeting();
    let hall = Hall::new();
    hall.send(barking(), &leavers.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 2);
    let list = hall.list();
    answer(put_list(&hall.datasets, &list)).unwrap();
    let reference = list.items[0].reference;
    let table = String::from_utf8(hall.bytes(&Place::List(quarter(), "csv")).unwrap()).unwrap();
    let mut lines = table.split("\r\n");
    assert_eq!(
        lines.next(),
        Some("quarter,code,la_code,authority,row,receipt,rules,together,concern")
    );
    let line = format!("2026Q2,A9,E09000007,Camden,3,{reference},pledge national,,\"");
    assert!(lines.next().unwrap().starts_with(&line), "{table}");
    assert_eq!((lines.next(), lines.next()), (Some(""), None));
    assert_eq!(csv(&list), table);
    let text = hall.bytes(&Place::List(quarter(), "json")).unwrap();
    let read: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(read, json(&list));
    assert_eq!(read["items"][0]["row"], 3);
    for filed in hall.filed(slot(AgencyAssignments, camden())) {
        let secret = filed.worker.pseudonym.to_hex();
        assert!(!table.contains(&secret) && !read.to_string().contains(&secret));
    }
    for told in ["E09000002", "Barking", "100001", "2026-03-31"] {
        assert!(
            !table.contains(told) && !read.to_string().contains(told),
            "{told}"
        );
    }
}

#[test]
fn a_file_that_changes_only_a_day_is_not_taken_for_the_same() {
    let (_, engaged_sheet) = meeting();
    let hall = Hall::new();
    hall.send(camden(), &engaged_sheet.bytes(), 1);
    let before = hall.in_force(engaged());
    // The slice holds months: it is the same.
    let other = engaged_sheet.set(2, "start_date", "2026-05-12");
    assert_eq!(
        hall.send(camden(), &other.bytes(), 2).outcome,
        Outcome::Published
    );
    assert_eq!(hall.in_force(engaged()), before);
    assert_eq!(
        hall.send(camden(), &other.bytes(), 3).outcome,
        Outcome::Unchanged
    );
}
