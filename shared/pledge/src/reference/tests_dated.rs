//! Which of several dated lines counts on a day.

use jiff::civil::date;

use super::*;

/// The compiled-in data with these lines of the card instead: category, sub-region, pence, days.
fn card(lines: &[&str]) -> Reference {
    let caps = lines
        .iter()
        .map(|line| table::cap(&line.split(',').collect::<Vec<_>>()).unwrap())
        .collect();
    Reference {
        caps,
        ..Reference::compiled()
    }
}

#[test]
fn of_the_lines_in_force_the_sub_regions_own_and_then_the_latest_counts() {
    let lines = [
        "SW,all,3700,2025-04-01,",
        "SW,east,3900,2025-06-01,2026-06-30",
        "SW,all,3800,2026-04-01,",
        "SW,east,4000,2026-05-01,2026-05-31",
    ];
    let mut backwards = lines;
    backwards.reverse();
    for reference in [card(&lines), card(&backwards)] {
        for (day, east, south_west) in [
            (date(2025, 3, 31), None, None),
            (date(2025, 4, 1), Some(3_700), Some(3_700)),
            (date(2025, 6, 1), Some(3_900), Some(3_700)),
            (date(2026, 4, 1), Some(3_900), Some(3_800)),
            (date(2026, 5, 1), Some(4_000), Some(3_800)),
            (date(2026, 6, 1), Some(3_900), Some(3_800)),
            (date(2026, 7, 1), Some(3_800), Some(3_800)),
        ] {
            let cap = |area| reference.cap("SW", area, day);
            assert_eq!(cap(SubRegion::East), east, "{day}");
            assert_eq!(cap(SubRegion::SouthWest), south_west, "{day}");
        }
    }
}

#[test]
fn of_the_tax_parameters_in_force_the_latest_count() {
    let lines = [
        "2025-04-06,,1207,1500,500000,50,no",
        "2026-04-06,,1300,1500,500000,50,no",
    ];
    let mut taxes: Vec<_> = lines
        .iter()
        .map(|line| table::tax(&line.split(',').collect::<Vec<_>>()).unwrap())
        .collect();
    for _ in 0..2 {
        taxes.reverse();
        let reference = Reference {
            taxes: taxes.clone(),
            ..Reference::compiled()
        };
        let holiday = |day| reference.tax(day).map(|tax| tax.holiday);
        assert_eq!(holiday(date(2026, 4, 5)), Some(1_207));
        assert_eq!(holiday(date(2026, 4, 6)), Some(1_300));
    }
}

#[test]
fn the_living_wage_is_that_of_the_day() {
    for (day, pence) in [
        (date(2016, 3, 31), 0),
        (date(2024, 3, 31), 1_042),
        (date(2024, 4, 1), 1_144),
        (date(2025, 4, 1), 1_221),
        (date(2026, 3, 31), 1_221),
        (date(2026, 4, 1), 1_271),
    ] {
        assert_eq!(Reference::compiled().living_wage(day), pence, "{day}");
    }
}

#[test]
fn returns_are_due_on_the_last_working_day_of_the_next_month() {
    let reference = Reference::compiled();
    for (quarter, day) in [
        ("2025Q4", date(2026, 1, 30)),
        ("2026Q1", date(2026, 4, 30)),
        ("2026Q2", date(2026, 7, 31)),
        ("2026Q3", date(2026, 10, 30)),
    ] {
        assert_eq!(reference.due(quarter.parse().unwrap()), day, "{quarter}");
    }
    assert!(reference.is_free(date(2026, 12, 28)) && !reference.is_free(date(2026, 12, 29)));
    let free = |year| {
        reference
            .bank_holidays
            .iter()
            .filter(move |day| day.year() == year)
    };
    assert!((2024..=2027).all(|year| free(year).count() == 8));
}

#[test]
fn of_the_lines_of_a_rule_the_latest_in_force_applies() {
    let reference = Reference::load(&|name| match name {
        "version.txt" => Some("test-1".to_owned()),
        "rules.csv" => Some(
            "id,months,region,scope,binds,non_member_leavers,fixed_term,exemptions,from,to
national,4,london,same region,all,yes,yes,,2026-04-01,2026-06-30
pledge,6,london,elsewhere in London,members,yes,yes,,2022-06-01,2026-05-31
national,3,london,same region,all,yes,yes,redundancy,2024-10-31,
"
            .to_owned(),
        ),
        _ => None,
    })
    .unwrap();
    for (day, expected) in [
        (date(2022, 5, 31), vec![]),
        (date(2022, 6, 1), vec![(RuleId::Pledge, 6)]),
        (date(2024, 10, 30), vec![(RuleId::Pledge, 6)]),
        (
            date(2024, 10, 31),
            vec![(RuleId::Pledge, 6), (RuleId::National, 3)],
        ),
        (
            date(2026, 4, 1),
            vec![(RuleId::Pledge, 6), (RuleId::National, 4)],
        ),
        (date(2026, 6, 1), vec![(RuleId::National, 4)]),
        (date(2026, 7, 1), vec![(RuleId::National, 3)]),
    ] {
        let rules: Vec<_> = reference
            .rules_on(day)
            .map(|rule| (rule.id, rule.months))
            .collect();
        assert_eq!(rules, expected, "{day}");
    }
}

#[test]
fn membership_is_that_of_the_day_and_unknown_before_the_first() {
    let city = Borough::from_ons_code("E09000001").unwrap();
    let camden = Borough::from_ons_code("E09000007").unwrap();
    let reference = Reference::load(&|name| match name {
        "version.txt" => Some("test-1".to_owned()),
        "membership.csv" => Some(include_str!("../../reference/membership.csv").replace(
            "E09000001,no,2022-06-01,",
            "E09000001,no,2022-06-01,2026-03-31\nE09000001,yes,2026-04-01,",
        )),
        _ => None,
    })
    .unwrap();
    let before = date(2022, 5, 31);
    let unknown = Unknown {
        authority: city,
        day: before,
    };
    assert_eq!(reference.membership(city, before), Err(unknown));
    assert_eq!(reference.check_day(before), Err(unknown));
    for (day, member) in [
        (date(2022, 6, 1), false),
        (date(2026, 3, 31), false),
        (date(2026, 4, 1), true),
    ] {
        assert_eq!(reference.check_day(day), Ok(()), "{day}");
        assert_eq!(reference.membership(city, day), Ok(member), "{day}");
        assert_eq!(reference.membership(camden, day), Ok(true), "{day}");
    }
}

#[test]
fn kingston_and_richmond_are_one_employer_and_nobody_else() {
    let reference = Reference::compiled();
    let joint = ["E09000021", "E09000027"].map(|code| Borough::from_ons_code(code).unwrap());
    for one in Borough::all() {
        for other in Borough::all() {
            let expected = one == other || (joint.contains(&one) && joint.contains(&other));
            assert_eq!(reference.same_employer(one, other), expected);
        }
    }
}
