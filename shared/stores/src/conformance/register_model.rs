//! Whatever is asked of a leaver register in whatever order, and whichever calls fail, it holds
//! what a plain map would.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use pledge::borough::Borough;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Register, StoreError};
use pledge::register::{Entry, Filed, Filing, Found, Tombstone, Worker};
use proptest::prelude::*;

use super::sample::{
    at, attempt, borough, departure, engagement, filed, leavers, slot, version, worker,
};
use crate::failing::{Cue, Failing, Moment};
use crate::memory::MemoryRegister;
use crate::passing::answer;
use crate::sqlite::SqliteRegister;

/// A row: its number, worker, versions, day, and whether it is a departure.
type Line = (u32, u8, u16, Vec<u16>, i8, bool);

/// One call, with small numbers, so that calls meet: a tombstone is often there already.
#[derive(Clone, Debug)]
enum Call {
    File(usize, u8, Vec<Line>),
    /// Authority, worker, version, last day.
    Bury(Vec<(usize, u8, u16, i8)>),
    Discard(usize, u8, i64),
    Expire(i8),
}

/// How a call goes.
fn luck() -> impl Strategy<Value = Option<Moment>> {
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(Moment::Before)),
        1 => Just(Some(Moment::After)),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let also = prop::collection::vec(1..4_u16, 0..3);
    let line = (2..12_u32, 1..5_u8, 1..4_u16, also, 1..6_i8, any::<bool>());
    let stone = (0..2_usize, 1..5_u8, 1..4_u16, 1..6_i8);
    prop_oneof![
        6 => (0..3_usize, 1..4_u8, prop::collection::vec(line, 0..6))
            .prop_map(|(slot, n, lines)| Call::File(slot, n, lines)),
        2 => prop::collection::vec(stone, 0..4).prop_map(Call::Bury),
        2 => (0..3_usize, 1..4_u8, -3..3_i64)
            .prop_map(|(slot, n, before)| Call::Discard(slot, n, before)),
        1 => (1..6_i8).prop_map(Call::Expire),
    ]
}

fn slot_of(n: usize) -> Slot {
    [slot(0), leavers(0), leavers(1)][n]
}

fn entries(lines: &[Line]) -> Vec<Filed> {
    let entry = |(row, n, key, also, day, leaves): &Line| {
        let day = date(2026, 7, *day);
        let entry = if *leaves {
            departure(day)
        } else {
            engagement(day)
        };
        let mut filed = filed(*row, worker(*key, *n), entry);
        filed.also = also.iter().map(|key| worker(*key, *n)).collect();
        filed
    };
    lines.iter().map(entry).collect()
}

fn stones(stones: &[(usize, u8, u16, i8)], now: i64) -> Vec<Tombstone> {
    let stone = |(authority, n, key, day): &(usize, u8, u16, i8)| Tombstone {
        authority: borough(*authority),
        worker: worker(*key, *n),
        last_day: date(2026, 7, *day),
        since: at(now),
    };
    stones.iter().map(stone).collect()
}

/// What a register is, in the plainest words.
#[derive(Default)]
struct Model {
    filings: BTreeMap<(Slot, AttemptId), Timestamp>,
    entries: BTreeMap<(Slot, AttemptId, u32), Filed>,
    tombstones: BTreeMap<(Borough, Worker, Date), Timestamp>,
}

impl Model {
    /// Does what a call asks, and says how many it deleted; `None` if it must be refused.
    fn make(&mut self, call: &Call, now: i64) -> Option<u64> {
        match call {
            Call::File(slot, n, lines) => {
                let (slot, attempt) = (slot_of(*slot), attempt(*n));
                let entries = entries(lines);
                let rows: BTreeSet<u32> = entries.iter().map(|filed| filed.row).collect();
                if rows.len() < entries.len() {
                    return None;
                }
                self.drop_filing(slot, attempt);
                self.filings.insert((slot, attempt), at(now));
                for filed in entries {
                    self.entries.insert((slot, attempt, filed.row), filed);
                }
            }
            Call::Bury(buried) => {
                for stone in stones(buried, now) {
                    let place = (stone.authority, stone.worker, stone.last_day);
                    let kept = self.tombstones.entry(place).or_insert(stone.since);
                    *kept = (*kept).max(stone.since);
                }
            }
            Call::Discard(slot, n, before) => {
                let place = (slot_of(*slot), attempt(*n));
                let filed = self.filings.get(&place);
                if filed.is_some_and(|filed| *filed < at(now + before)) {
                    self.drop_filing(place.0, place.1);
                }
            }
            Call::Expire(day) => return Some(self.expire(date(2026, 7, *day))),
        }
        Some(0)
    }

    fn drop_filing(&mut self, slot: Slot, attempt: AttemptId) {
        self.filings.remove(&(slot, attempt));
        self.entries
            .retain(|(s, a, _), _| (*s, *a) != (slot, attempt));
    }

    fn expire(&mut self, limit: Date) -> u64 {
        let before = self.entries.len() + self.tombstones.len();
        self.entries.retain(|_, filed| match &filed.entry {
            Entry::Departure(departure) => departure.last_day >= limit,
            Entry::Engagement(engagement) => engagement.start >= limit,
        });
        self.tombstones
            .retain(|(_, _, last_day), _| *last_day >= limit);
        let after = self.entries.len() + self.tombstones.len();
        u64::try_from(before - after).unwrap()
    }

    fn about(&self, asked: &[Worker]) -> Vec<Found> {
        let mut found = Vec::new();
        for ((slot, attempt, _), filed) in &self.entries {
            if asked.contains(&filed.worker) || filed.also.iter().any(|w| asked.contains(w)) {
                found.push(Found {
                    slot: *slot,
                    attempt: *attempt,
                    filed: filed.clone(),
                });
            }
        }
        found
    }

    fn buried(&self, asked: &[Worker]) -> Vec<Tombstone> {
        let stone = |(place, since): (&(Borough, Worker, Date), &Timestamp)| Tombstone {
            authority: place.0,
            worker: place.1,
            last_day: place.2,
            since: *since,
        };
        let all = self.tombstones.iter().map(stone);
        all.filter(|stone| asked.contains(&stone.worker)).collect()
    }

    fn in_use(&self, key: u16) -> u64 {
        let key = version(key);
        let names = |filed: &&Filed| {
            filed.worker.key == key || filed.also.iter().any(|worker| worker.key == key)
        };
        let stones = self.tombstones.keys().filter(|(_, w, _)| w.key == key);
        let count = self.entries.values().filter(names).count() + stones.count();
        u64::try_from(count).unwrap()
    }
}

async fn make(register: &impl Register, call: &Call, now: i64) -> Result<u64, StoreError> {
    match call {
        Call::File(slot, n, lines) => {
            let entries = entries(lines);
            let call = register.file(slot_of(*slot), attempt(*n), &entries, at(now));
            call.await?;
        }
        Call::Bury(buried) => register.bury(&stones(buried, now)).await?,
        Call::Discard(slot, n, before) => {
            let call = register.discard(slot_of(*slot), attempt(*n), at(now + before));
            call.await?;
        }
        Call::Expire(day) => return register.expire(date(2026, 7, *day)).await,
    }
    Ok(0)
}

/// All that a register says is what the model says.
async fn assert_alike(register: &impl Register, model: &Model) {
    let mut asked = vec![Vec::new()];
    for n in 1..5 {
        asked.extend((1..4).map(|key| vec![worker(key, n)]));
        asked.push(vec![worker(3, n), worker(1, 1), worker(2, n), worker(1, 1)]);
    }
    for asked in asked {
        let found = register.about(&asked).await.unwrap();
        assert_eq!(found, model.about(&asked));
        let buried = register.buried(&asked).await.unwrap();
        assert_eq!(buried, model.buried(&asked));
    }
    for (slot, n) in (0..3).flat_map(|slot| (1..4).map(move |n| (slot, n))) {
        let place = (slot_of(slot), attempt(n));
        let entries = register.filed(place.0, place.1).await.unwrap();
        let expected = model.entries.iter();
        let expected = expected.filter(|((slot, attempt, _), _)| (*slot, *attempt) == place);
        let expected: Vec<Filed> = expected.map(|(_, filed)| filed.clone()).collect();
        assert_eq!(entries, expected);
    }
    let filing = |(place, at): (&(Slot, AttemptId), &Timestamp)| Filing {
        slot: place.0,
        attempt: place.1,
        at: *at,
    };
    let expected: Vec<Filing> = model.filings.iter().map(filing).collect();
    assert_eq!(register.filings().await.unwrap(), expected);
    let in_use = (1..4).map(|key| (version(key), model.in_use(key)));
    let expected: Vec<_> = in_use.filter(|(_, count)| *count > 0).collect();
    assert_eq!(register.versions_in_use().await.unwrap(), expected);
}

async fn agrees_with_a_plain_map(register: impl Register, calls: &[(Call, Option<Moment>)]) {
    let register = Failing::new(register, Cue::new());
    let mut model = Model::default();
    for (now, (call, luck)) in (0..).zip(calls) {
        if let Some(moment) = luck {
            let cue = register.cue();
            cue.fail(cue.calls() + 1, *moment);
        }
        let said = make(&register, call, now).await;
        let expected = match luck {
            Some(Moment::Before) => None,
            Some(Moment::After) => {
                model.make(call, now);
                None
            }
            None => model.make(call, now),
        };
        assert_eq!(said.ok(), expected, "{call:?}, {luck:?}");
        assert_alike(register.inner(), &model).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_register_agrees_with_a_plain_map(
        calls in prop::collection::vec((call(), luck()), 1..25),
    ) {
        answer(agrees_with_a_plain_map(MemoryRegister::new(), &calls));
        let sqlite = SqliteRegister::in_memory();
        answer(agrees_with_a_plain_map(sqlite, &calls));
    }
}
