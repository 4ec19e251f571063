//! The audit trail: what is sealed verifies, and whatever is done to a sealed line is found.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use pipeline::audit::{BadLine, Verification, Why, verify};
use pipeline::sealing::seal;
use pledge::audit::{Chain, Event, SignedHead, head_of};
use pledge::borough::Borough;
use pledge::keys::{AuditSigner, KeyVersion};
use pledge::ports::{Keys, Ledger};
use stores::failing::Moment::{After, Before};

use crate::files::{Sheet, barking, borough};
use crate::hall::{Hall, answer, at, keys_without};
use crate::tampered::Tampered;

fn barnet() -> Borough {
    borough("E09000003")
}

/// A hall with a trail of several sealings, some of several entries of one chain.
fn sealed(rounds: usize) -> Hall {
    let hall = Hall::new();
    let mut received = 0;
    for round in 0..rounds {
        for (folder, files) in [(barking(), 3), (barnet(), round)] {
            for rows in 0..files {
                received += 1;
                let rows = 3 + rows + round;
                hall.send(
                    folder,
                    &Sheet::of(folder, "agency").first(rows).bytes(),
                    received,
                );
            }
        }
        let act = Event::KeyCreated {
            purpose: "register".to_owned(),
            version: KeyVersion::new(1).unwrap(),
        };
        answer(hall.ledger.record(Chain::Region, &act, at(received))).unwrap();
        hall.seal(received).unwrap();
    }
    hall
}

static TRAIL: LazyLock<Hall> = LazyLock::new(|| sealed(3));

/// The trail as it was sealed, to be tampered with.
fn trail() -> Tampered<'static> {
    let ledger = TRAIL.ledger.inner();
    let chains = [
        Chain::Region,
        Chain::Authority(barking()),
        Chain::Authority(barnet()),
    ];
    Tampered {
        ledger,
        lines: chains
            .map(|chain| (chain, answer(ledger.lines(chain, 1, 99)).unwrap()))
            .into(),
        heads: answer(ledger.signed_heads()).unwrap(),
        unsealed: Vec::new(),
    }
}

fn verified(trail: &Tampered<'_>) -> Verification {
    answer(verify(&TRAIL.datasets, trail, &TRAIL.keys)).unwrap()
}

const fn bad(chain: Chain, number: u64, why: Why) -> BadLine {
    BadLine { chain, number, why }
}

#[test]
fn what_was_sealed_verifies() {
    let found = verified(&trail());
    let expected = Verification {
        // Three of Barking and Dagenham's and an act of the region in each round, Barnet's, and the
        // sealings' own.
        lines: 9 + 3 + (1 + 2) + 3,
        heads: 3,
        ..Verification::default()
    };
    assert_eq!(found, expected);
    assert_eq!(TRAIL.seal(1_000).unwrap(), 0);
}

/// Numbers that are drawn the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.len())
    }
}

/// What can be done to the lines of a chain.
fn tamper(lines: &mut Vec<String>, dice: &mut Dice) -> &'static str {
    let at = dice.below(lines.len());
    match dice.below(6) {
        0 => {
            let byte = dice.below(lines[at].len());
            let other = if lines[at].as_bytes()[byte] == b'0' {
                "1"
            } else {
                "0"
            };
            lines[at].replace_range(byte..=byte, other);
            "a byte is changed"
        }
        1 => {
            lines.remove(at);
            "a line is dropped"
        }
        2 if at > 0 => {
            let other = dice.below(at);
            lines.swap(at, other);
            "two lines are swapped"
        }
        3 => {
            let copy = lines[dice.below(lines.len())].clone();
            lines.insert(at, copy);
            "a line is inserted"
        }
        4 => {
            lines.truncate(at);
            "the end is cut off"
        }
        _ => {
            let byte = dice.within(1..lines[at].len());
            lines[at].truncate(byte);
            "a line is cut short"
        }
    }
}

/// The first line, from 1, that is not as it was; the one after the last where some are missing.
fn first_difference(was: &[String], is: &[String]) -> u64 {
    let same = was.iter().zip(is).take_while(|(was, is)| was == is);
    u64::try_from(same.count() + 1).unwrap()
}

#[test]
fn every_tampering_is_found_at_its_first_line() {
    let sound = trail();
    let chains: Vec<Chain> = sound.lines.keys().copied().collect();
    let mut dice = Dice(5);
    let mut tried = BTreeMap::new();
    while tried.values().sum::<u32>() < 240 {
        let chain = chains[dice.below(chains.len())];
        let mut tampered = trail();
        let lines = tampered.lines.get_mut(&chain).unwrap();
        let what = tamper(lines, &mut dice);
        if *lines == sound.lines[&chain] {
            continue;
        }
        let number = first_difference(&sound.lines[&chain], lines);
        let why = if number > u64::try_from(lines.len()).unwrap() {
            Why::Missing
        } else {
            Why::Changed
        };
        let found = verified(&tampered);
        let expected = bad(chain, number, why);
        assert_eq!(found.bad.first(), Some(&expected), "{what}: {found:?}");
        // A line of the region's vouches for other chains; no other does.
        assert!(
            chain == Chain::Region || found.bad.len() == 1,
            "{what}: {found:?}"
        );
        *tried.entry(what).or_insert(0) += 1;
    }
    assert_eq!(tried.len(), 6, "{tried:?}");
}

#[test]
fn of_two_changed_lines_the_first_is_named() {
    let chain = Chain::Authority(barking());
    let mut tampered = trail();
    let lines = tampered.lines.get_mut(&chain).unwrap();
    // Both of the second sealing: the first no longer follows the line before it.
    let prev = head_of(&lines[3]).to_string();
    lines[4] = lines[4].replace(&prev, &"0".repeat(64));
    lines[5].push(' ');
    assert_eq!(verified(&tampered).bad, [bad(chain, 5, Why::Changed)]);
}

#[test]
fn a_chain_that_is_gone_is_missed() {
    for chain in trail().lines.keys() {
        let mut tampered = trail();
        tampered.lines.remove(chain);
        assert_eq!(verified(&tampered).bad[0], bad(*chain, 1, Why::Missing));
    }
}

#[test]
fn a_chain_that_was_never_sealed_is_found() {
    let mut tampered = trail();
    let lines = tampered.lines[&Chain::Authority(barnet())].clone();
    let camden = Chain::Authority(borough("E09000007"));
    tampered.lines.insert(camden, lines);
    assert_eq!(verified(&tampered).bad, [bad(camden, 1, Why::Changed)]);
}

#[test]
fn a_head_that_this_region_did_not_sign_is_found() {
    let sound = trail();
    let number = sound.heads[1].number;
    let stranger = keys_without(&[]).with(
        pledge::keys::KeyPurpose::AuditSign,
        KeyVersion::new(1).unwrap(),
        crate::hall::random(99),
    );
    let stranger: AuditSigner = answer(stranger.open(KeyVersion::new(1).unwrap())).unwrap();
    let forged = SignedHead::sign(&stranger, number, sound.heads[1].head);
    let mut moved = sound.heads[1].clone();
    moved.head = sound.heads[0].head;
    for head in [forged, moved] {
        let mut tampered = trail();
        tampered.heads[1] = head;
        let found = verified(&tampered);
        assert_eq!(found.bad, [bad(Chain::Region, number, Why::Signature)]);
        assert_eq!(found.heads, 2);
    }
}

#[test]
fn a_sealing_whose_head_was_taken_away_counts_as_none() {
    let mut tampered = trail();
    tampered.heads.pop();
    let number = tampered.heads.last().unwrap().number + 1;
    assert_eq!(
        verified(&tampered).bad[0],
        bad(Chain::Region, number, Why::Changed)
    );
}

#[test]
fn entries_after_the_last_sealing_are_reported_as_unsealed() {
    let hall = sealed(3);
    for received in [201, 202] {
        hall.send(barking(), &Sheet::agency().first(4).bytes(), received);
    }
    let found = answer(verify(&hall.datasets, &hall.ledger, &hall.keys)).unwrap();
    assert_eq!((found.unsealed, found.bad), (2, Vec::new()));
    assert_eq!(hall.seal(300).unwrap(), 2);
    let found = answer(verify(&hall.datasets, &hall.ledger, &hall.keys)).unwrap();
    assert_eq!((found.unsealed, found.bad, found.heads), (0, Vec::new(), 4));
}

#[test]
fn whatever_call_of_a_sealing_fails_the_next_one_ends_as_if_none_had() {
    let prepared = || {
        let hall = Hall::new();
        for received in [1, 2] {
            let rows = usize::try_from(received).unwrap() + 2;
            hall.send(barking(), &Sheet::agency().first(rows).bytes(), received);
        }
        hall
    };
    let hall = prepared();
    let base = hall.cue.calls();
    hall.seal(10).unwrap();
    let calls = hall.cue.calls() - base;
    assert!(calls >= 38, "only {calls} calls were swept");
    for call in 1..=calls {
        for moment in [Before, After] {
            let hall = prepared();
            hall.cue.crash(hall.cue.calls() + call, moment);
            assert!(hall.seal(10).is_err());
            hall.cue.revive();
            hall.seal(20).unwrap();
            let chain = Chain::Authority(barking());
            let lines = answer(hall.ledger.lines(chain, 1, 9)).unwrap();
            let heads = answer(hall.ledger.signed_heads()).unwrap();
            assert_eq!((lines.len(), heads.len()), (2, 1), "{moment:?} call {call}");
            assert!(answer(hall.ledger.unsealed()).unwrap().is_empty());
            if call == calls {
                let found = answer(verify(&hall.datasets, &hall.ledger, &hall.keys)).unwrap();
                assert!(found.bad.is_empty(), "{moment:?}: {found:?}");
            }
        }
    }
}

#[test]
fn a_ledger_that_was_set_back_is_found_by_the_head_beside_it() {
    let (earlier, now) = (sealed(2), sealed(3));
    let of_itself = answer(verify(&earlier.datasets, &earlier.ledger, &earlier.keys)).unwrap();
    assert_eq!(of_itself.bad, []);
    let set_back = answer(verify(&now.datasets, &earlier.ledger, &earlier.keys)).unwrap();
    let head = answer(now.ledger.signed_heads()).unwrap().pop().unwrap();
    assert_eq!(
        set_back.bad,
        [bad(Chain::Region, head.number, Why::Missing)]
    );
}

#[test]
fn an_entry_that_is_deleted_before_its_sealing_is_missed_and_not_sealed_over() {
    let hall = Hall::new();
    for received in 1..=3 {
        let rows = usize::try_from(received).unwrap() + 2;
        hall.send(barking(), &Sheet::agency().first(rows).bytes(), received);
    }
    let chain = Chain::Authority(barking());
    for lost in 1..=3 {
        let mut unsealed = answer(hall.ledger.unsealed()).unwrap();
        unsealed.remove(lost - 1);
        let lost = u64::try_from(lost).unwrap();
        let tampered = Tampered {
            ledger: hall.ledger.inner(),
            lines: BTreeMap::new(),
            heads: Vec::new(),
            unsealed,
        };
        let found = answer(verify(&hall.datasets, &tampered, &hall.keys)).unwrap();
        assert_eq!(found.bad, [bad(chain, lost, Why::Missing)]);
        assert_eq!(found.unsealed, 2);
    }
    let behind = answer(hall.ledger.unsealed()).unwrap().split_off(1);
    let tampered = Tampered {
        ledger: hall.ledger.inner(),
        lines: BTreeMap::new(),
        heads: Vec::new(),
        unsealed: behind,
    };
    assert_eq!(
        answer(seal(&hall.datasets, &tampered, &hall.keys, at(9))).unwrap(),
        0
    );
    assert!(answer(hall.ledger.signed_heads()).unwrap().is_empty());
}
