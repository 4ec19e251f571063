//! Counts of leavers, entries read back, and their digest.

use super::*;
use jiff::civil::date;

#[test]
fn leavers_are_counted_in_the_quarter_of_their_last_day() {
    let mut counts = LeaverCounts::from_day(date(2025, 9, 27)).unwrap();
    for (day, leaving, to_agency) in [
        (date(2025, 9, 30), Leaving::Resignation, true),
        (date(2026, 7, 1), Leaving::Resignation, true),
        (date(2026, 7, 1), Leaving::Resignation, false),
        (date(2026, 9, 30), Leaving::Redundancy, false),
        (date(2027, 5, 5), Leaving::Other, true),
        (date(2027, 7, 1), Leaving::Other, true),
        (date(2025, 6, 30), Leaving::Other, true),
    ] {
        counts.add(day, leaving, to_agency);
    }
    let of = |text: &str| counts.of(text.parse().unwrap());
    assert_eq!(of("2025Q3"), [[1, 0], [0, 0], [0, 0]]);
    assert_eq!(of("2026Q3"), [[1, 1], [0, 1], [0, 0]]);
    assert_eq!(of("2027Q2"), [[0, 0], [0, 0], [1, 0]]);
    assert_eq!(of("2027Q3"), [[0, 0]; 3]);
    assert_eq!(of("2025Q2"), [[0, 0]; 3]);
}

#[test]
fn a_window_that_begins_within_a_quarter_does_not_hold_all_of_it() {
    for (begins, quarter, whole) in [
        (date(2026, 4, 1), "2026Q1", false),
        (date(2026, 4, 1), "2026Q2", true),
        (date(2026, 4, 2), "2026Q2", false),
        (date(2026, 6, 30), "2026Q2", false),
        (date(2026, 4, 2), "2026Q3", true),
    ] {
        let counts = LeaverCounts::from_day(begins).unwrap();
        let reaches = counts.reach(quarter.parse().unwrap());
        assert_eq!(reaches, whole, "{quarter} from {begins}");
    }
}

#[test]
fn an_entry_reads_back_and_knows_only_our_words() {
    let entry = Entry::Engagement(Engagement {
        start: date(2026, 7, 6),
        end: None,
        category: "SW",
        declared: "clear",
        hours_hundredths: 3_600,
    });
    let json = serde_json::to_string(&entry).unwrap();
    assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    let other = json.replace("\"SW\"", "\"XX\"");
    assert!(serde_json::from_str::<Entry>(&other).is_err());
}
#[test]
fn a_digest_tells_rows_workers_days_and_confirmations_apart() {
    let since = |second| Timestamp::from_second(second).unwrap();
    let said = |second, confirmed| Relisted {
        since: since(second),
        confirmed,
    };
    let filed = |row, worker: u8, day, relisted| Filed {
        row,
        worker: Worker {
            key: KeyVersion::new(1).unwrap(),
            pseudonym: Pseudonym::from_bytes([worker; 32]),
        },
        also: Vec::new(),
        entry: Entry::Departure(Departure {
            post_start: date(2021, 4, 6),
            last_day: date(2026, 8, day),
            post: Post::Permanent,
            exemptions: Vec::new(),
            relisted,
        }),
    };
    let one = filed(2, 7, 31, Some(said(1, false)));
    let others = [
        filed(3, 7, 31, Some(said(1, false))),
        filed(2, 8, 31, Some(said(1, false))),
        filed(2, 7, 30, Some(said(1, false))),
        filed(2, 7, 31, Some(said(1, true))),
        filed(2, 7, 31, Some(said(2, false))),
        filed(2, 7, 31, None),
    ];
    let of = |filed: &Filed| digest(std::slice::from_ref(filed));
    for other in &others {
        assert_ne!(of(&one), of(other));
    }
    let known = Filed {
        also: vec![others[1].worker],
        ..one.clone()
    };
    assert_eq!(of(&one), of(&known));
    assert_eq!(digest(&[]), None);
}
