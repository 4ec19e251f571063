//! The audit trail.

use pledge::audit::{Chain, Entry, Event, Line, SignedHead, head_of, origin};
use pledge::ledger::{Change, Digest};
use pledge::ports::{Ledger, StoreError};
use pledge::receipt::Outcome;

use super::sample::{at, borough, digest, done, event, order, slot, version};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    entries_are_numbered_without_gaps(&make().await).await;
    a_sealing_is_whole_and_continues(&make().await).await;
    a_sealing_twice_changes_nothing(&make().await).await;
    what_does_not_follow_is_refused(&make().await).await;
    a_taken_number_refuses_the_sealing(&make().await).await;
    only_a_sealing_needs_no_entry(&make().await).await;
}

fn own() -> Chain {
    Chain::Authority(borough(0))
}

async fn entries_are_numbered_without_gaps(ledger: &impl Ledger) {
    done(ledger, 1, &[]).await;
    // A commit that is refused takes no number.
    let refused = [(slot(0), Some(9), Change::Refuse(order(2, 0)))];
    let answer = super::sample::decide(ledger, 2, &refused).await;
    assert_eq!(answer, pledge::ledger::Committed::Stale);
    done(ledger, 3, &[]).await;
    for (chain, seconds) in [(Chain::Region, 7), (own(), 8), (Chain::Region, 9)] {
        ledger
            .record(chain, &key_created(), at(seconds))
            .await
            .unwrap();
    }
    let entry = |chain, number, seconds, event| Entry {
        chain,
        number,
        at: at(seconds),
        event,
    };
    let expected = [
        entry(own(), 1, 1, event(1, Outcome::Rejected)),
        entry(own(), 2, 3, event(3, Outcome::Rejected)),
        entry(own(), 3, 8, key_created()),
        entry(Chain::Region, 1, 7, key_created()),
        entry(Chain::Region, 2, 9, key_created()),
    ];
    assert_eq!(ledger.unsealed().await.unwrap(), expected);
    let last = ledger.last_numbers().await.unwrap();
    assert_eq!(last, [(own(), 3), (Chain::Region, 2)]);
    assert_eq!(ledger.head(own()).await.unwrap(), (0, origin()));
}

fn key_created() -> Event {
    Event::KeyCreated {
        purpose: "register".to_owned(),
        version: version(1),
    }
}

/// The lines that seal everything, with the region's own last, and the signed head.
async fn sealing(ledger: &impl Ledger, now: i64) -> (Vec<Line>, SignedHead) {
    let mut lines: Vec<Line> = Vec::new();
    let mut heads: Vec<(Chain, u64, Digest)> = Vec::new();
    for entry in ledger.unsealed().await.unwrap() {
        let prev = match heads.last() {
            Some((chain, _, head)) if *chain == entry.chain => *head,
            _ => ledger.head(entry.chain).await.unwrap().1,
        };
        let (chain, number) = (entry.chain, entry.number);
        let line = Line { prev, entry };
        heads.retain(|(other, ..)| *other != chain);
        heads.push((chain, number, head_of(&line.to_json())));
        lines.push(line);
    }
    let region = heads.iter().position(|(chain, ..)| *chain == Chain::Region);
    let (number, prev) = match region {
        Some(place) => (heads[place].1, heads[place].2),
        None => ledger.head(Chain::Region).await.unwrap(),
    };
    heads.retain(|(chain, ..)| *chain != Chain::Region);
    let last = Line {
        prev,
        entry: Entry {
            chain: Chain::Region,
            number: number + 1,
            at: at(now),
            event: Event::Sealed { heads },
        },
    };
    let head = signed(number + 1, head_of(&last.to_json()));
    lines.push(last);
    (lines, head)
}

/// A head as somebody signed it; stores do not look at signatures.
fn signed(number: u64, head: Digest) -> SignedHead {
    SignedHead {
        number,
        head,
        key: version(1),
        public: "00".repeat(32),
        signature: "00".repeat(64),
    }
}

async fn a_sealing_is_whole_and_continues(ledger: &impl Ledger) {
    ledger
        .record(Chain::Region, &key_created(), at(0))
        .await
        .unwrap();
    let mut texts: Vec<(Chain, String)> = Vec::new();
    let mut heads = Vec::new();
    for n in 1..4 {
        done(ledger, n, &[]).await;
        done(ledger, n + 10, &[]).await;
        let (lines, head) = sealing(ledger, i64::from(n)).await;
        ledger.seal(&lines, &head).await.unwrap();
        assert!(ledger.unsealed().await.unwrap().is_empty());
        texts.extend(lines.iter().map(|line| (line.entry.chain, line.to_json())));
        heads.push(head);
        assert_eq!(ledger.signed_heads().await.unwrap(), heads);
    }
    for (chain, count) in [(own(), 6), (Chain::Region, 4)] {
        let stored = ledger.lines(chain, 0, 100).await.unwrap();
        let sealed = texts.iter().filter(|(of, _)| *of == chain);
        let sealed: Vec<_> = sealed.map(|(_, text)| text.clone()).collect();
        assert_eq!(stored, sealed);
        let last = stored.last().map(|line| head_of(line)).unwrap();
        assert_eq!(ledger.head(chain).await.unwrap(), (count, last));
        assert_eq!(ledger.lines(chain, 2, 2).await.unwrap(), stored[1..3]);
        let mut prev = origin();
        for (number, text) in (1..).zip(&stored) {
            let line: Line = serde_json::from_str(text).unwrap();
            assert_eq!((line.prev, line.entry.number), (prev, number));
            prev = head_of(text);
        }
    }
    assert!(
        ledger
            .lines(Chain::Authority(borough(1)), 1, 9)
            .await
            .unwrap()
            .is_empty()
    );
    // The next number follows the sealing's own, which is given though no entry has it.
    let last = ledger.last_numbers().await.unwrap();
    assert_eq!(last, [(own(), 6), (Chain::Region, 4)]);
    ledger
        .record(Chain::Region, &key_created(), at(9))
        .await
        .unwrap();
    assert_eq!(ledger.unsealed().await.unwrap()[0].number, 5);
}

async fn a_sealing_twice_changes_nothing(ledger: &impl Ledger) {
    done(ledger, 1, &[]).await;
    let (lines, head) = sealing(ledger, 1).await;
    for _ in 0..2 {
        ledger.seal(&lines, &head).await.unwrap();
        assert_eq!(ledger.head(own()).await.unwrap().0, 1);
        assert_eq!(ledger.head(Chain::Region).await.unwrap().0, 1);
        assert_eq!(ledger.signed_heads().await.unwrap().len(), 1);
    }
}

async fn what_does_not_follow_is_refused(ledger: &impl Ledger) {
    done(ledger, 1, &[]).await;
    done(ledger, 2, &[]).await;
    let (lines, head) = sealing(ledger, 1).await;
    let tamper: [fn(&mut Vec<Line>, &mut SignedHead); 8] = [
        |lines, _| lines[0].prev = digest(1),
        |lines, _| lines[1].prev = origin(),
        |lines, _| lines[0].entry.at = at(99),
        |lines, _| lines[0].entry.event = event(7, Outcome::Published),
        |lines, _| drop(lines.remove(0)),
        |lines, _| lines.swap(0, 1),
        |_, head| head.head = digest(1),
        |lines, _| drop(lines.pop()),
    ];
    for (n, tamper) in tamper.into_iter().enumerate() {
        let (mut lines, mut head) = (lines.clone(), head.clone());
        tamper(&mut lines, &mut head);
        let answer = ledger.seal(&lines, &head).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{n}");
        assert_eq!(ledger.head(own()).await.unwrap(), (0, origin()), "{n}");
        assert_eq!(ledger.unsealed().await.unwrap().len(), 2, "{n}");
        assert!(ledger.signed_heads().await.unwrap().is_empty(), "{n}");
    }
    ledger.seal(&lines, &head).await.unwrap();
}

async fn a_taken_number_refuses_the_sealing(ledger: &impl Ledger) {
    done(ledger, 1, &[]).await;
    let (lines, head) = sealing(ledger, 1).await;
    ledger
        .record(Chain::Region, &key_created(), at(2))
        .await
        .unwrap();
    let answer = ledger.seal(&lines, &head).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
    let (lines, head) = sealing(ledger, 3).await;
    ledger.seal(&lines, &head).await.unwrap();
    // Another sealer was first.
    done(ledger, 2, &[]).await;
    let (late, late_head) = sealing(ledger, 4).await;
    let (lines, head) = sealing(ledger, 5).await;
    ledger.seal(&lines, &head).await.unwrap();
    let answer = ledger.seal(&late, &late_head).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
}

async fn only_a_sealing_needs_no_entry(ledger: &impl Ledger) {
    let line = |chain, event| Line {
        prev: origin(),
        entry: Entry {
            chain,
            number: 1,
            at: at(0),
            event,
        },
    };
    let sealed = || Event::Sealed { heads: Vec::new() };
    let last = line(Chain::Region, sealed());
    let head = signed(1, head_of(&last.to_json()));
    let foreign = line(own(), sealed());
    let answer = ledger.seal(&[foreign, last.clone()], &head).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
    let unrecorded = line(Chain::Region, key_created());
    let unrecorded_head = signed(1, head_of(&unrecorded.to_json()));
    let answer = ledger.seal(&[unrecorded], &unrecorded_head).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
    ledger.seal(&[last], &head).await.unwrap();
}
