//! Several engagements and departures of one worker: what goes on with what, and what cannot be.

use proptest::prelude::*;

use super::samples::{day, engaged, left};
use super::{Engaged, episodes, left_twice, over_hours};
use crate::quarter::Quarter;

/// One worker's engagements, each with the day on which its episode began.
const EPISODES: &[(&str, &[(&str, &str)])] = &[
    ("alone", &[("camden 2026Q3 2026-07-06 - 36", "2026-07-06")]),
    (
        "28 days after the end",
        &[
            ("camden 2026Q3 2026-07-06 2026-07-31 36", "2026-07-06"),
            ("camden 2026Q3 2026-08-28 - 36", "2026-07-06"),
        ],
    ),
    (
        "29 days after the end",
        &[
            ("camden 2026Q3 2026-07-06 2026-07-31 36", "2026-07-06"),
            ("camden 2026Q3 2026-08-29 - 36", "2026-08-29"),
        ],
    ),
    (
        "with another authority",
        &[
            ("camden 2026Q3 2026-07-06 2026-07-31 36", "2026-07-06"),
            ("barnet 2026Q3 2026-08-03 - 36", "2026-08-03"),
        ],
    ),
    (
        "chained, in any order, over quarters",
        &[
            ("camden 2026Q3 2026-09-01 - 36", "2026-05-04"),
            ("camden 2026Q2 2026-05-04 2026-06-12 36", "2026-05-04"),
            ("camden 2026Q3 2026-07-01 2026-08-14 36", "2026-05-04"),
        ],
    ),
    (
        "one assignment in the returns of two quarters",
        &[
            ("camden 2026Q2 2026-06-01 - 36", "2026-06-01"),
            ("camden 2026Q3 2026-06-01 2026-07-10 36", "2026-06-01"),
        ],
    ),
    (
        "two at once",
        &[
            ("camden 2026Q3 2026-07-06 - 18", "2026-07-06"),
            ("camden 2026Q3 2026-08-03 - 18", "2026-07-06"),
        ],
    ),
    (
        "an open end of an old return reaches to the end of its quarter",
        &[
            ("camden 2026Q1 2026-01-05 - 36", "2026-01-05"),
            ("camden 2026Q3 2026-07-06 - 36", "2026-07-06"),
        ],
    ),
    (
        "a planned end counts as far as the quarter",
        &[
            ("camden 2026Q1 2026-01-05 2026-06-30 36", "2026-01-05"),
            ("camden 2026Q3 2026-07-06 - 36", "2026-07-06"),
        ],
    ),
];

#[test]
fn an_extension_belongs_to_the_episode_that_it_goes_on_with() {
    for (says, cases) in EPISODES {
        let engagements: Vec<Engaged> = cases.iter().map(|(line, _)| engaged(line)).collect();
        let expected: Vec<_> = cases.iter().map(|(_, began)| day(began)).collect();
        assert_eq!(episodes(&engagements), expected, "{says}");
    }
}

/// One worker's engagements, each with whether it is marked.
const HOURS: &[(&str, &[(&str, bool)])] = &[
    (
        "72 hours",
        &[
            ("camden 2026Q3 2026-07-06 - 36", true),
            ("barnet 2026Q3 2026-08-03 - 36", true),
        ],
    ),
    (
        "48 hours",
        &[
            ("camden 2026Q3 2026-07-06 - 24", false),
            ("barnet 2026Q3 2026-08-03 - 24", false),
        ],
    ),
    (
        "49 hours",
        &[
            ("camden 2026Q3 2026-07-06 - 24", true),
            ("barnet 2026Q3 2026-08-03 - 25", true),
        ],
    ),
    (
        "one authority",
        &[
            ("camden 2026Q3 2026-07-06 - 36", false),
            ("camden 2026Q3 2026-08-03 - 36", false),
        ],
    ),
    (
        "one day in common",
        &[
            ("camden 2026Q3 2026-07-06 2026-08-03 36", true),
            ("barnet 2026Q3 2026-08-03 - 36", true),
        ],
    ),
    (
        "one after the other",
        &[
            ("camden 2026Q3 2026-07-06 2026-08-02 36", false),
            ("barnet 2026Q3 2026-08-03 - 36", false),
        ],
    ),
    (
        "three that never meet all at once",
        &[
            ("camden 2026Q3 2026-07-01 2026-07-31 20", false),
            ("barnet 2026Q3 2026-07-15 2026-08-31 20", false),
            ("brent 2026Q3 2026-08-01 - 20", false),
        ],
    ),
    (
        "only those who are there on the day",
        &[
            ("camden 2026Q3 2026-07-01 2026-07-31 36", true),
            ("barnet 2026Q3 2026-07-15 2026-08-31 36", true),
            ("brent 2026Q3 2026-09-01 - 36", false),
        ],
    ),
    (
        "since long before the quarter",
        &[
            ("camden 2026Q3 2024-07-06 - 36", true),
            ("barnet 2026Q3 2023-08-03 - 36", true),
        ],
    ),
    (
        "returns of different quarters",
        &[
            ("camden 2026Q2 2026-05-04 - 36", false),
            ("barnet 2026Q3 2026-05-11 - 36", false),
        ],
    ),
];

#[test]
fn somebody_over_48_hours_in_two_authorities_on_one_day_is_marked() {
    for (says, cases) in HOURS {
        let engagements: Vec<Engaged> = cases.iter().map(|(line, _)| engaged(line)).collect();
        let marks: Vec<bool> = cases.iter().map(|(_, mark)| *mark).collect();
        assert_eq!(over_hours(&engagements), marks, "{says}");
    }
}

#[test]
fn departures_from_two_authorities_within_7_days_are_marked() {
    for (says, lines, marks) in [
        (
            "one day",
            &["camden 2026-08-31", "barnet 2026-08-31"][..],
            &[true, true][..],
        ),
        (
            "7 days",
            &["camden 2026-08-31", "barnet 2026-09-07"],
            &[true, true],
        ),
        (
            "7 days before",
            &["barnet 2026-09-07", "camden 2026-08-31"],
            &[true, true],
        ),
        (
            "8 days",
            &["camden 2026-08-31", "barnet 2026-09-08"],
            &[false, false],
        ),
        (
            "one authority",
            &["camden 2026-08-31", "camden 2026-09-01"],
            &[false, false],
        ),
        (
            "a third long before",
            &["camden 2026-08-31", "brent 2026-01-31", "barnet 2026-08-28"],
            &[true, false, true],
        ),
    ] {
        assert_eq!(left_twice(&left(lines)), marks, "{says}");
    }
}

proptest! {
    /// Back from an engagement day by day, until nobody was engaged for 28 days.
    #[test]
    fn an_episode_goes_back_to_28_days_without_an_engagement(
        drawn in prop::collection::vec((0_u8..2, 0_i32..500, prop::option::of(0_i32..200)), 1..7),
    ) {
        let first = day("2025-01-01");
        let all: Vec<Engaged> = drawn
            .iter()
            .map(|(authority, start, days)| {
                let name = ["camden", "barnet"][usize::from(*authority)];
                let start = first.saturating_add(jiff::Span::new().days(*start));
                let end = days.map(|days| start.saturating_add(jiff::Span::new().days(days)));
                let quarter = Quarter::of(start).unwrap();
                let end = end.map_or("-".to_owned(), |end| end.to_string());
                engaged(&format!("{name} {quarter} {start} {end} 36"))
            })
            .collect();
        let live = |authority, day| {
            all.iter().any(|other| {
                let end = other.engagement.end.unwrap_or(day);
                other.authority == authority
                    && other.engagement.start <= day
                    && day <= end
                    && day <= other.quarter.last_day()
            })
        };
        for (one, found) in all.iter().zip(episodes(&all)) {
            let (mut began, mut day, mut quiet) = (one.engagement.start, one.engagement.start, 0);
            while quiet < 28 {
                day = day.yesterday().unwrap();
                quiet += 1;
                if live(one.authority, day) {
                    began = day;
                    quiet = 0;
                }
            }
            prop_assert_eq!(found, began);
        }
    }
}
