//! Further suppression: what is worked out by subtraction, by one's own part, and by all tables
//! that agree with what is shown.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::contributors::Employers;
use super::counts::{Left, hidden_leavers, leavers_of, sensitive_leavers};
use super::mask::{Gone, Mask};
use super::polytope::{Range, Row, Unsolved};
use super::protection::protect;
use super::puzzle::{Knowledge, Need, Puzzle, Quantity, Target, Unit};
use super::samples::{Drawn, statistics};
use super::sensitivity::Least;
use super::suppression::{Masks, masks, primary};
use crate::borough::{Borough, SubRegion};
use crate::reference::Reference;
use crate::register::Leaving;
use crate::release::Audience;
use crate::statistics::{Area, CellName, Leavers, QuarterStatistics};

/// Counts that add up to the last of them, of which these must stay open by 5; what each attacker
/// has of them.
fn row(counts: &[u32], sensitive: &[usize], attackers: &[Vec<u32>]) -> Puzzle {
    let total: u32 = counts.iter().sum();
    let mut puzzle = Puzzle::default();
    for (unit, count) in counts.iter().chain([&total]).enumerate() {
        let truth = f64::from(*count);
        puzzle.units.push(Unit {
            cost: if unit == counts.len() {
                100.0
            } else {
                1.0 + truth / 100.0
            },
            movable: true,
        });
        puzzle.quantities.push(Quantity {
            unit,
            truth,
            shown: Range::exactly(truth),
            hidden: Range::new(0.0, 1_000.0),
            stride: 5.0,
        });
    }
    let parts = (0..counts.len()).map(|place| (place, 1.0));
    let terms = parts.chain([(counts.len(), -1.0)]);
    puzzle.rows.push(Row::new(terms, Range::exactly(0.0)));
    let target = |place: &usize| Target {
        quantity: *place,
        need: Need::Width(5.0),
    };
    puzzle.targets = sensitive.iter().map(target).collect();
    let known = |own: &Vec<u32>| Knowledge {
        ranges: own
            .iter()
            .enumerate()
            .map(|(place, own)| (place, Range::at_least(f64::from(*own))))
            .collect(),
        ..Knowledge::default()
    };
    puzzle.attackers = attackers.iter().map(known).collect();
    puzzle.groups = vec![(0..attackers.len()).collect()];
    puzzle.believe();
    puzzle
}

#[test]
fn what_subtraction_gives_away_takes_the_cheapest_other_with_it() {
    for (counts, sensitive, attackers, hidden) in [
        // Nothing is sensitive.
        (vec![10, 20, 30], vec![], vec![], vec![]),
        // One hidden count is the total less the others.
        (vec![3, 20, 30], vec![0], vec![], vec![0, 1]),
        // Two that are hidden protect each other.
        (vec![3, 4, 30], vec![0, 1], vec![], vec![0, 1]),
        // Two that are too small together do not.
        (vec![1, 2, 30, 9], vec![0, 1], vec![], vec![0, 1, 3]),
        // Of somebody who has nearly all of the other one nothing is hidden by it.
        (vec![3, 20, 30], vec![0], vec![vec![0, 19, 0]], vec![0, 2]),
        (
            vec![3, 20, 30],
            vec![0],
            vec![vec![0, 10, 0], vec![0, 9, 0]],
            vec![0, 1],
        ),
        // Somebody's own part of the sensitive count itself leaves the rest open.
        (vec![3, 20, 30], vec![0], vec![vec![3, 0, 0]], vec![0, 1]),
    ] {
        let puzzle = row(&counts, &sensitive, &attackers);
        let floor: Vec<bool> = (0..=counts.len())
            .map(|place| sensitive.contains(&place))
            .collect();
        let found = protect(&puzzle, &floor).unwrap();
        let found: Vec<usize> = (0..found.len()).filter(|place| found[*place]).collect();
        assert_eq!(found, hidden, "{counts:?} {attackers:?}");
    }
}

#[test]
fn where_no_linear_programme_is_solved_nothing_is_said_to_be_safe() {
    let mut puzzle = row(&[3, 20, 30], &[0], &[]);
    // Nothing agrees with this.
    let terms = [(0, 1.0), (1, 1.0)];
    puzzle.rows.push(Row::new(terms, Range::at_most(-1.0)));
    assert_eq!(
        protect(&puzzle, &[true, false, false, false]),
        Err(Unsolved)
    );
}

/// A region in which nothing is sensitive but one cell of three workers.
fn with_one_small_cell() -> QuarterStatistics {
    let mut drawn = Vec::new();
    for (place, borough) in Borough::all().enumerate() {
        for role in 0..5 {
            let small = role == 4 && borough.sub_region() == SubRegion::East;
            let count = if small {
                u32::from(place % 2 == 0 && drawn.len() < 60)
            } else {
                4
            };
            for each in 0..count {
                let worker = u32::try_from(drawn.len()).unwrap();
                drawn.push(Drawn {
                    role,
                    borough,
                    supplier: u16::try_from((worker + each) % 7).unwrap(),
                    worker,
                    pence: 3_600 + 5 * i64::from(worker % 11),
                    hours_hundredths: 3_600,
                    above: false,
                    approved: false,
                });
            }
        }
    }
    statistics(&drawn)
}

#[test]
fn a_cell_alone_in_its_row_and_column_is_hidden_with_others_and_the_region_is_shown() {
    let reference = Reference::compiled();
    let statistics = with_one_small_cell();
    let first = primary(&statistics, &reference, Audience::Restricted).rates;
    let small = CellName {
        category: "IRO",
        area: Area::Part(SubRegion::East),
    };
    assert_eq!(first.iter().collect::<Vec<_>>(), [&small]);
    let hidden = masks(&statistics, &reference).unwrap().restricted.rates;
    let beside = hidden.iter().filter(|name| **name != small);
    let in_row = beside
        .clone()
        .filter(|name| name.category == small.category);
    let in_column = beside.clone().filter(|name| name.area == small.area);
    assert!(in_row.count() >= 1, "{hidden:?}");
    assert!(in_column.count() >= 1, "{hidden:?}");
    assert!(
        beside.clone().all(|name| name.area != Area::Region),
        "{hidden:?}"
    );
    assert!(hidden.len() <= 5, "{hidden:?}");
}

/// Every table of leavers that agrees with what is shown to an audience. Whoever reads the
/// restricted tables reads the public ones too, which say no more.
struct Consistent<'a> {
    truth: &'a Leavers,
    mask: &'a Mask,
    audience: Audience,
}

/// As many as none of these counts is.
const MANY: u64 = 70;

impl Consistent<'_> {
    /// What is known of a count.
    fn known(&self, leaving: Option<Leaving>, gone: Gone) -> std::ops::RangeInclusive<u64> {
        let exact = gone.count(self.truth, leaving);
        match self.audience {
            _ if self.mask.leavers.contains(&(leaving, gone)) => 0..=MANY,
            Audience::Restricted => exact..=exact,
            Audience::Public => {
                let rounded = (exact + 2) / 5 * 5;
                rounded.saturating_sub(2)..=rounded + 2
            }
        }
    }

    /// Whether there is such a table with so many who left for the first reason to an agency.
    fn exists(&self, wanted: u64) -> bool {
        self.search(&mut vec![wanted])
    }

    /// Tries every count from the second on, row by row, and of the last of a row or a column only
    /// those that its total allows.
    fn search(&self, counts: &mut Vec<u64>) -> bool {
        let at = counts.len() - 1;
        let leaving = Some(Leaving::ALL[at / 2]);
        let gone = [Gone::ToAgency, Gone::Elsewhere][at % 2];
        let column: u64 = counts.iter().skip(at % 2).step_by(2).sum();
        let row: u64 = counts.iter().skip(at - at % 2).sum();
        let agrees = self.known(leaving, gone).contains(&counts[at])
            && (gone == Gone::ToAgency || self.known(leaving, Gone::All).contains(&row))
            && (at < 4 || self.known(None, gone).contains(&column));
        if !agrees {
            return false;
        }
        if at == 5 {
            return self.known(None, Gone::All).contains(&counts.iter().sum());
        }
        let next = at + 1;
        let leaving = Some(Leaving::ALL[next / 2]);
        let gone = [Gone::ToAgency, Gone::Elsewhere][next % 2];
        let mut most = *self.known(leaving, gone).end();
        if gone == Gone::Elsewhere {
            most = most.min(
                self.known(leaving, Gone::All)
                    .end()
                    .saturating_sub(counts[at]),
            );
        }
        let above: u64 = counts.iter().skip(next % 2).step_by(2).sum();
        most = most.min(self.known(None, gone).end().saturating_sub(above));
        let mut guesses = *self.known(leaving, gone).start()..=most;
        if next >= 4 {
            let least = self.known(None, gone).start().saturating_sub(above);
            guesses = least.max(*guesses.start())..=most;
        }
        guesses.into_iter().any(|guess| {
            counts.push(guess);
            let found = self.search(counts);
            counts.pop();
            found
        })
    }

    /// How far the count of the first reason and place stretches, up to `enough`.
    fn width(&self, enough: u64) -> u64 {
        let least = (0..=MANY).find(|count| self.exists(*count)).unwrap();
        let mut wider = (0..=enough).rev();
        wider.find(|width| self.exists(least + width)).unwrap()
    }
}

/// So many leavers, of each count a part in every borough, in the first ones a little more.
fn spread(leavers: Leavers) -> QuarterStatistics {
    let mut statistics = statistics(&[]);
    for (place, borough) in (0..).zip(Borough::all()) {
        let part = |count: u32| count / 33 + u32::from(place < count % 33);
        let own = leavers.map(|each| each.map(part));
        statistics.leavers.insert(borough, own);
    }
    statistics
}

/// What is hidden of the leavers, and nothing else.
fn of_leavers(statistics: &QuarterStatistics, reference: &Reference) -> Masks {
    let (employers, thresholds) = (Employers::of(reference), reference.thresholds());
    let hidden = |audience, already: &BTreeSet<Left>| {
        let least = Least::of(audience, thresholds);
        let sensitive = sensitive_leavers(statistics, least, thresholds, &employers);
        hidden_leavers(
            statistics, &employers, &sensitive, already, audience, thresholds,
        )
        .unwrap()
    };
    let restricted = hidden(Audience::Restricted, &BTreeSet::new());
    let public = hidden(Audience::Public, &restricted);
    leavers_masked(restricted, public)
}

fn leavers_masked(restricted: BTreeSet<Left>, public: BTreeSet<Left>) -> Masks {
    let mask = |leavers| Mask {
        leavers,
        ..Mask::default()
    };
    Masks {
        restricted: mask(restricted),
        public: mask(public),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// By trying all of them, and not by a linear programme.
    #[test]
    fn all_tables_that_agree_with_what_is_shown_leave_a_small_count_open(
        first in 1_u32..10,
        counts in prop::array::uniform5(prop_oneof![0_u32..9, 9_u32..40]),
    ) {
        let [b, c, d, e, f] = counts;
        let truth: Leavers = [[first, b], [c, d], [e, f]];
        let statistics = spread(truth);
        let reference = Reference::compiled();
        let masks = of_leavers(&statistics, &reference);
        for (audience, mask, few) in [
            (Audience::Restricted, &masks.restricted, 5),
            (Audience::Public, &masks.public, 10),
        ] {
            let consistent = Consistent { truth: &truth, mask, audience };
            let width = consistent.width(few);
            prop_assert!(u64::from(first) >= few || width >= few, "{audience:?}: {width}");
        }
    }
}

#[test]
fn the_same_search_finds_a_count_that_is_hidden_alone() {
    let statistics = spread([[4, 40], [30, 40], [30, 40]]);
    let truth = leavers_of(&statistics, Borough::all());
    let reference = Reference::compiled();
    let audience = Audience::Restricted;
    let alone = primary(&statistics, &reference, audience);
    let protected = of_leavers(&statistics, &reference).restricted;
    for (mask, width) in [(&alone, 0), (&protected, 5)] {
        let consistent = Consistent {
            truth: &truth,
            mask,
            audience,
        };
        assert_eq!(consistent.width(5), width);
    }
}
