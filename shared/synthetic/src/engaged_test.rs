//! What the register must find, by hand: extensions, both rules, people in two authorities.

use jiff::civil::{Date, date};

use crate::assignment::Assignment;
use crate::authority::authorities;
use crate::conflict::forbidding;
use crate::dice::Dice;
use crate::engaged::began;
use crate::region::{Plan, generate};
use crate::region_test::find;

fn assignment(code: &str, start: Date) -> Assignment {
    let place = authorities(33).iter().position(|known| known.code == code);
    let mut row =
        crate::assignment::draw(&mut Dice::new(1, &["row"]), place.unwrap(), start, false);
    row.number = 1;
    row
}

#[test]
fn an_engagement_began_with_the_first_of_those_that_follow_within_28_days() {
    let day = |day| date(2026, 3, day);
    let at = |start, end| {
        let mut row = assignment("E09000002", start);
        row.end = end;
        row
    };
    let old = at(date(2025, 11, 3), Some(date(2025, 12, 1)));
    for (stay, began_on) in [
        (vec![], day(30)),
        (vec![at(date(2026, 2, 2), Some(day(1)))], date(2026, 2, 2)),
        (vec![at(date(2026, 2, 2), Some(date(2026, 2, 28)))], day(30)),
        (
            vec![
                at(date(2026, 2, 2), Some(day(5))),
                at(date(2026, 2, 2), Some(date(2026, 2, 28))),
            ],
            day(30),
        ),
        (vec![at(day(1), None)], day(1)),
        (
            vec![old, at(date(2025, 12, 30), Some(day(3)))],
            date(2025, 11, 3),
        ),
        (
            vec![old, at(date(2025, 12, 31), Some(day(3)))],
            date(2025, 12, 31),
        ),
    ] {
        let row = at(day(30), None);
        let stay: Vec<&Assignment> = stay.iter().chain([&row]).collect();
        assert_eq!(began(&row, &stay), began_on);
    }
}

#[test]
fn each_rule_forbids_what_it_says() {
    let all = authorities(33);
    let last = date(2026, 1, 31);
    for case in [
        "02 left 03, 2026-04-29: pledge national",
        "02 left 03, 2026-04-30: pledge",
        "02 left 03, 2026-07-30: pledge",
        "02 left 03, 2026-07-31: ",
        "02 left 02, 2026-04-29: national",
        "21 left 27, 2026-04-29: national",
        "01 left 03, 2026-04-29: national",
        "03 left 01, 2026-07-01: pledge",
        "02 left 03, 2024-01-01: ",
        "02 redundant-in 03, 2026-02-01: ",
        "02 probation-in 03, 2026-02-01: ",
        "02 moved-in 03, 2026-02-01: ",
        "02 casual-in 03, 2026-02-01: ",
    ] {
        let (terms, rules) = case.split_once(": ").unwrap();
        let words: Vec<&str> = terms.split([' ', ',']).collect();
        let [hirer, change, left, "", start] = words[..] else {
            panic!("{case}")
        };
        let (hirer, left) = (format!("E090000{hirer}"), format!("E090000{left}"));
        let place = all.iter().position(|known| known.code == left).unwrap();
        let mut leaver = crate::leaver::draw(&mut Dice::new(1, &["leaver"]), place, 1, last);
        (leaver.reason, leaver.exempt, leaver.in_probation) = (1, None, Some(false));
        (leaver.role_start, leaver.contract) = (date(2024, 1, 2), "permanent");
        match change {
            "redundant-in" => leaver.reason = 2,
            "probation-in" => leaver.in_probation = Some(true),
            "moved-in" => leaver.reason = 7,
            "casual-in" => leaver.contract = "casual",
            _ => {}
        }
        let found =
            forbidding(&all, &assignment(&hirer, start.parse().unwrap()), &leaver).join(" ");
        assert_eq!(found, rules, "{case}");
    }
}

#[test]
fn nobody_was_forbidden_anything_before_the_national_rule() {
    let all = authorities(33);
    let last = date(2024, 10, 1);
    let mut leaver = crate::leaver::draw(&mut Dice::new(1, &["leaver"]), 2, 1, last);
    (leaver.reason, leaver.exempt, leaver.in_probation) = (1, None, Some(false));
    leaver.role_start = date(2020, 1, 1);
    for (day, rules) in [
        (date(2024, 10, 30), "pledge"),
        (date(2024, 10, 31), "pledge national"),
    ] {
        let found = forbidding(&all, &assignment("E09000002", day), &leaver).join(" ");
        assert_eq!(found, rules, "{day}");
    }
}

#[test]
fn who_is_in_two_authorities_at_once_is_in_files_of_both() {
    let region = generate(&Plan::sample());
    for quarter in &region.truth.quarters {
        for places in [&quarter.overworked, &quarter.left_twice] {
            assert!(
                places.len() >= 6 && places.len().is_multiple_of(2),
                "{places:?}"
            );
            for place in places {
                let (_, truth) = find(&region, &place.file);
                assert_eq!(truth.outcome, "published");
                assert!(truth.authorities.contains(&place.authority));
            }
        }
        let declared = |near: &&crate::truth::NearConflict| near.why == "declared";
        let [early, clear] = quarter
            .engagements
            .last()
            .map(|all| [all.early, all.declared_clear])
            .unwrap();
        assert_eq!(clear, quarter.conflicts.len());
        assert_eq!(
            early,
            clear + quarter.near_conflicts.iter().filter(declared).count()
        );
        assert!(early > clear);
        let leavers = quarter.leavers.iter();
        let [agency, elsewhere] = leavers.fold([0, 0], |[agency, elsewhere], count| {
            [agency + count.to_agency, elsewhere + count.elsewhere]
        });
        assert!((8..40).contains(&agency) && (100..250).contains(&elsewhere));
    }
}
