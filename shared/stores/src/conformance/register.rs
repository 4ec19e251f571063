//! The leaver register.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use pledge::identity::Pseudonym;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Register, StoreError};
use pledge::register::{
    Departure, Engagement, Entry, Exemption, Filed, Filing, Found, Post, Relisted, Tombstone,
    Worker,
};

use super::sample::{
    at, attempt, borough, departure, engagement, filed, leavers, slot, version, worker,
};

/// What every leaver register must do. `make` makes an empty one.
pub async fn register<R: Register>(make: impl AsyncFn() -> R) {
    what_nobody_filed_is_empty(&make().await).await;
    entries_read_back_as_they_were_filed(&make().await).await;
    filing_again_replaces_what_was_filed(&make().await).await;
    two_entries_of_one_row_are_refused_whole(&make().await).await;
    a_worker_is_found_under_every_name_and_once(&make().await).await;
    versions_of_a_key_are_not_mixed_up(&make().await).await;
    what_was_found_is_ordered(&make().await).await;
    a_tombstone_has_the_latest_of_its_instants(&make().await).await;
    filings_are_listed_and_discarded(&make().await).await;
    what_is_old_expires_by_its_own_day(&make().await).await;
    the_versions_in_use_are_counted(&make().await).await;
    many_workers_are_asked_about_at_once(&make().await).await;
}

/// A day in July 2026.
const fn july(day: i8) -> Date {
    date(2026, 7, day)
}

async fn file(register: &impl Register, slot: Slot, n: u8, entries: &[Filed]) {
    let now = at(i64::from(n));
    register.file(slot, attempt(n), entries, now).await.unwrap();
}

async fn what_nobody_filed_is_empty(register: &impl Register) {
    let entries = register.filed(leavers(0), attempt(1)).await.unwrap();
    assert!(entries.is_empty());
    assert!(register.about(&[worker(1, 1)]).await.unwrap().is_empty());
    assert!(register.about(&[]).await.unwrap().is_empty());
    assert!(register.buried(&[worker(1, 1)]).await.unwrap().is_empty());
    assert!(register.filings().await.unwrap().is_empty());
    assert!(register.versions_in_use().await.unwrap().is_empty());
    assert_eq!(register.expire(Date::MAX).await.unwrap(), 0);
    register.bury(&[]).await.unwrap();
    let discarded = register.discard(leavers(0), attempt(1), Timestamp::MAX);
    discarded.await.unwrap();
}

/// Entries that hold every kind of value.
fn of_every_kind() -> Vec<Filed> {
    let full = Entry::Departure(Departure {
        post_start: date(1999, 12, 31),
        last_day: date(2027, 1, 31),
        post: Post::Permanent,
        exemptions: Exemption::ALL.to_vec(),
        relisted: Some(Relisted {
            since: at(6),
            confirmed: true,
        }),
    });
    let ended = Entry::Engagement(Engagement {
        start: july(1),
        end: Some(july(31)),
        category: "IRO",
        declared: "conflict",
        hours_hundredths: 6_000,
    });
    let mut entries = vec![
        filed(2, worker(3, 1), departure(july(2))),
        filed(9, worker(3, 2), full),
        filed(10, worker(3, 3), engagement(july(3))),
        filed(u32::MAX, worker(u16::MAX, 1), ended),
    ];
    // The order of other versions is what it was.
    entries[1].also = vec![worker(2, 9), worker(1, 7), worker(4, 8)];
    entries
}

async fn entries_read_back_as_they_were_filed(register: &impl Register) {
    let mut shuffled = of_every_kind();
    shuffled.swap(0, 2);
    file(register, leavers(0), 1, &shuffled).await;
    file(register, slot(0), 1, &of_every_kind()[..1]).await;
    let entries = register.filed(leavers(0), attempt(1)).await.unwrap();
    assert_eq!(entries, of_every_kind(), "by row");
    let entries = register.filed(slot(0), attempt(1)).await.unwrap();
    assert_eq!(entries, of_every_kind()[..1]);
    for (slot, n) in [(leavers(1), 1), (leavers(0), 2)] {
        let entries = register.filed(slot, attempt(n)).await.unwrap();
        assert!(entries.is_empty(), "{n}");
    }
    for expected in of_every_kind() {
        let found = register.about(&[expected.worker]).await.unwrap();
        assert!(found.iter().any(|found| found.filed == expected));
    }
}

async fn filing_again_replaces_what_was_filed(register: &impl Register) {
    file(register, leavers(0), 1, &of_every_kind()).await;
    file(register, leavers(0), 2, &of_every_kind()[..2]).await;
    let again = [filed(2, worker(3, 5), departure(july(5)))];
    for seconds in [5, 6] {
        let call = register.file(leavers(0), attempt(1), &again, at(seconds));
        call.await.unwrap();
        let entries = register.filed(leavers(0), attempt(1)).await.unwrap();
        assert_eq!(entries, again);
    }
    // What another attempt filed stays, and nothing of the old is found.
    let entries = register.filed(leavers(0), attempt(2)).await.unwrap();
    assert_eq!(entries, of_every_kind()[..2]);
    let found = register.about(&[worker(1, 7), worker(3, 3)]).await.unwrap();
    let attempts: Vec<AttemptId> = found.iter().map(|found| found.attempt).collect();
    assert_eq!(attempts, [attempt(2)]);
    let filings = register.filings().await.unwrap();
    let times: Vec<Timestamp> = filings.iter().map(|filing| filing.at).collect();
    assert_eq!(times, [at(6), at(2)]);
    // A statement that lists nobody is one as well.
    file(register, leavers(0), 1, &[]).await;
    let entries = register.filed(leavers(0), attempt(1)).await.unwrap();
    assert!(entries.is_empty());
    assert_eq!(register.filings().await.unwrap().len(), 2);
}

async fn two_entries_of_one_row_are_refused_whole(register: &impl Register) {
    let good = [filed(2, worker(1, 1), departure(july(1)))];
    file(register, leavers(0), 1, &good).await;
    let entries = [
        filed(3, worker(1, 2), departure(july(2))),
        filed(4, worker(1, 3), departure(july(3))),
        filed(3, worker(1, 4), departure(july(4))),
    ];
    for n in [1, 2] {
        let refused = register.file(leavers(0), attempt(n), &entries, at(9)).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    }
    let kept = register.filed(leavers(0), attempt(1)).await.unwrap();
    assert_eq!(kept, good);
    let filings = register.filings().await.unwrap();
    assert_eq!(filings.len(), 1);
    assert_eq!(filings[0].at, at(1));
}

async fn a_worker_is_found_under_every_name_and_once(register: &impl Register) {
    let mut entry = filed(4, worker(2, 1), departure(july(1)));
    entry.also = vec![worker(1, 1)];
    let other = filed(5, worker(2, 2), departure(july(1)));
    file(register, leavers(0), 1, &[entry.clone(), other]).await;
    let expected = [Found {
        slot: leavers(0),
        attempt: attempt(1),
        filed: entry,
    }];
    let (new, old, stranger) = (worker(2, 1), worker(1, 1), worker(2, 3));
    for asked in [
        vec![new],
        vec![old],
        vec![new, old],
        vec![old, stranger, new, old],
    ] {
        let found = register.about(&asked).await.unwrap();
        assert_eq!(found, expected, "{}", asked.len());
    }
    assert!(register.about(&[stranger]).await.unwrap().is_empty());
}

async fn versions_of_a_key_are_not_mixed_up(register: &impl Register) {
    // The same bytes under two versions are two workers.
    let entries = [
        filed(2, worker(1, 1), departure(july(1))),
        filed(3, worker(2, 1), departure(july(2))),
    ];
    file(register, leavers(0), 1, &entries).await;
    let stone = |key| Tombstone {
        authority: borough(0),
        worker: worker(key, 1),
        last_day: july(1),
        since: at(0),
    };
    register.bury(&[stone(1), stone(2)]).await.unwrap();
    for (key, row) in [(1, 2), (2, 3)] {
        let found = register.about(&[worker(key, 1)]).await.unwrap();
        let rows: Vec<u32> = found.iter().map(|found| found.filed.row).collect();
        assert_eq!(rows, [row]);
        let buried = register.buried(&[worker(key, 1)]).await.unwrap();
        assert_eq!(buried, [stone(key)]);
    }
    assert!(register.about(&[worker(3, 1)]).await.unwrap().is_empty());
}

async fn what_was_found_is_ordered(register: &impl Register) {
    let places = [
        (slot(1), 1, 2),
        (leavers(1), 1, 7),
        (leavers(0), 2, 2),
        (leavers(0), 1, 300),
        (slot(0), 3, 2),
    ];
    for (slot, n, row) in places {
        let entries = [
            filed(row, worker(1, 1), departure(july(9))),
            filed(row + 1, worker(1, 2), engagement(july(8))),
        ];
        file(register, slot, n, &entries).await;
    }
    let mut expected: Vec<_> = (places.into_iter())
        .flat_map(|(slot, n, row)| [row, row + 1].map(|row| (slot, attempt(n), row)))
        .collect();
    expected.sort_unstable();
    let found = register.about(&[worker(1, 2), worker(1, 1)]).await.unwrap();
    let found: Vec<_> = (found.iter())
        .map(|found| (found.slot, found.attempt, found.filed.row))
        .collect();
    assert_eq!(found, expected);
}

async fn a_tombstone_has_the_latest_of_its_instants(register: &impl Register) {
    let stone = |authority, n, day, seconds| Tombstone {
        authority: borough(authority),
        worker: worker(1, n),
        last_day: july(day),
        since: at(seconds),
    };
    register.bury(&[stone(0, 1, 5, 5)]).await.unwrap();
    let more = [
        stone(0, 1, 5, 1),
        stone(0, 1, 5, 9),
        stone(0, 1, 5, 7),
        stone(1, 1, 5, 2),
        stone(0, 1, 6, 3),
        stone(0, 2, 5, 4),
        stone(0, 2, 5, 8),
    ];
    register.bury(&more).await.unwrap();
    let of_one = [stone(0, 1, 5, 9), stone(0, 1, 6, 3), stone(1, 1, 5, 2)];
    assert_eq!(register.buried(&[worker(1, 1)]).await.unwrap(), of_one);
    let both = [worker(1, 2), worker(1, 1), worker(1, 2)];
    let mut expected = [&of_one[..], &[stone(0, 2, 5, 8)]].concat();
    expected.sort_unstable();
    assert_eq!(register.buried(&both).await.unwrap(), expected);
}

async fn filings_are_listed_and_discarded(register: &impl Register) {
    let filing = |slot, n: u8| Filing {
        slot,
        attempt: attempt(n),
        at: at(i64::from(n)),
    };
    let all = [
        filing(slot(1), 4),
        filing(leavers(0), 1),
        filing(leavers(0), 2),
    ];
    for filing in all.iter().rev() {
        let entries = [filed(2, worker(1, 1), departure(july(1)))];
        let call = register.file(filing.slot, filing.attempt, &entries, filing.at);
        call.await.unwrap();
    }
    assert_eq!(register.filings().await.unwrap(), all);
    // Filed at the limit itself is not filed before it.
    for (slot, n, before, left) in [
        (leavers(0), 1, 1, 3),
        (leavers(0), 4, 99, 3),
        (slot(1), 1, 99, 3),
        (leavers(0), 1, 2, 2),
        (leavers(0), 1, 99, 2),
        (slot(1), 4, 5, 1),
    ] {
        let call = register.discard(slot, attempt(n), at(before));
        call.await.unwrap();
        let filings = register.filings().await.unwrap();
        assert_eq!(filings.len(), left, "{n} before {before}");
        let found = register.about(&[worker(1, 1)]).await.unwrap();
        assert_eq!(found.len(), left, "{n} before {before}");
    }
    let entries = register.filed(leavers(0), attempt(1)).await.unwrap();
    assert!(entries.is_empty());
    assert_eq!(register.filings().await.unwrap(), all[2..]);
}

async fn what_is_old_expires_by_its_own_day(register: &impl Register) {
    let started = |start, end| {
        let Entry::Engagement(engagement) = engagement(start) else {
            unreachable!("it is one");
        };
        Entry::Engagement(Engagement { end, ..engagement })
    };
    let mut entries = vec![
        filed(2, worker(2, 1), departure(july(9))),
        filed(3, worker(2, 2), departure(july(10))),
        filed(4, worker(2, 3), started(july(9), Some(july(30)))),
        filed(5, worker(2, 4), started(july(10), None)),
    ];
    for entry in &mut entries {
        entry.also = vec![worker(1, 9)];
    }
    file(register, leavers(0), 1, &entries).await;
    let stone = |day| Tombstone {
        authority: borough(0),
        worker: worker(2, 1),
        last_day: july(day),
        since: at(0),
    };
    register.bury(&[stone(9), stone(10)]).await.unwrap();
    for gone in [3, 0] {
        assert_eq!(register.expire(july(10)).await.unwrap(), gone);
        let kept = register.filed(leavers(0), attempt(1)).await.unwrap();
        assert_eq!(kept, [entries[1].clone(), entries[3].clone()]);
        let found = register.about(&[worker(1, 9)]).await.unwrap();
        assert_eq!(found.len(), 2);
        assert!(register.about(&[worker(2, 1)]).await.unwrap().is_empty());
        let buried = register.buried(&[worker(2, 1)]).await.unwrap();
        assert_eq!(buried, [stone(10)]);
    }
    assert_eq!(register.expire(Date::MIN).await.unwrap(), 0);
    assert_eq!(register.expire(Date::MAX).await.unwrap(), 3);
    assert!(register.versions_in_use().await.unwrap().is_empty());
    // That it was filed is still known: the collector looks for it.
    assert_eq!(register.filings().await.unwrap().len(), 1);
}

async fn the_versions_in_use_are_counted(register: &impl Register) {
    let mut entries = vec![
        filed(2, worker(10, 1), departure(july(1))),
        filed(3, worker(10, 2), engagement(july(2))),
        filed(4, worker(10, 2), departure(july(3))),
    ];
    entries[0].also = vec![worker(9, 1), worker(2, 1)];
    entries[1].also = vec![worker(9, 2)];
    file(register, leavers(0), 1, &entries).await;
    file(register, slot(0), 2, &entries[..1]).await;
    let expected = |of: [(u16, u64); 3]| of.map(|(key, count)| (version(key), count));
    let counted = register.versions_in_use().await.unwrap();
    assert_eq!(counted, expected([(2, 2), (9, 3), (10, 4)]));
    // Without the key of a tombstone, what it withdrew would count again.
    let stone = |day| Tombstone {
        authority: borough(0),
        worker: worker(9, 1),
        last_day: july(day),
        since: at(0),
    };
    register.bury(&[stone(1), stone(2)]).await.unwrap();
    let counted = register.versions_in_use().await.unwrap();
    assert_eq!(counted, expected([(2, 2), (9, 5), (10, 4)]));
    let mut under = register.buried_under(version(9)).await.unwrap();
    under.sort_unstable();
    assert_eq!(under, [stone(1), stone(2)]);
    assert!(register.buried_under(version(2)).await.unwrap().is_empty());
}

async fn many_workers_are_asked_about_at_once(register: &impl Register) {
    let worker_of = |n: u32| {
        let mut bytes = [7; 32];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        Worker {
            key: version(1),
            pseudonym: Pseudonym::from_bytes(bytes),
        }
    };
    let rows = 2..2_000_u32;
    let entries: Vec<Filed> = (rows.clone())
        .map(|row| filed(row, worker_of(row), departure(july(1))))
        .collect();
    file(register, leavers(0), 1, &entries).await;
    // Far more than a statement takes parameters.
    let asked: Vec<Worker> = (1_000..60_000).map(worker_of).collect();
    let found = register.about(&asked).await.unwrap();
    let found: Vec<u32> = found.iter().map(|found| found.filed.row).collect();
    assert_eq!(found, (1_000..2_000).collect::<Vec<_>>());
    assert!(register.buried(&asked).await.unwrap().is_empty());
}
