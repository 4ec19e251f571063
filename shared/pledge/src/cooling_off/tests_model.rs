//! The rules against a plain model: a calendar of our own, walked day by day, in which every day
//! that a departure takes is marked.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::samples::{RULES, reference};
use super::{Coverage, Left, RuleOutcome, Verdict, answer, early};
use crate::borough::Borough;
use crate::reference::{Reference, RuleId};
use crate::register::{Departure, Exemption, Post};

/// Year, month and day of every day of six years, the fourth a leap year.
fn calendar() -> Vec<(i16, i8, i8)> {
    let mut days = Vec::new();
    for year in 2025..=2030_i16 {
        for month in 1..=12_i8 {
            let length = match month {
                2 if year == 2028 => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            days.extend((1..=length).map(|day| (year, month, day)));
        }
    }
    days
}

/// The days are small numbers, so that two of a kind often meet.
#[derive(Clone, Debug)]
struct Drawn {
    authority: usize,
    in_post: usize,
    last: usize,
    fixed_term: bool,
    exemptions: Vec<Exemption>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let exemptions = prop::sample::subsequence(Exemption::ALL.to_vec(), 0..=2);
    let exemptions = prop_oneof![2 => Just(Vec::new()), 1 => exemptions];
    (
        0..4_usize,
        0..200_usize,
        300..1_600_usize,
        any::<bool>(),
        exemptions,
    )
        .prop_map(|(authority, in_post, last, fixed_term, exemptions)| Drawn {
            authority,
            in_post,
            last,
            fixed_term,
            exemptions,
        })
}

/// City of London, Camden, Kingston, Richmond.
const AUTHORITIES: [&str; 4] = ["E09000001", "E09000007", "E09000021", "E09000027"];

/// What is not as it is compiled in: a no for the leavers of the non-member, a no for fixed terms,
/// both of the Pledge.
#[derive(Clone, Copy, Debug)]
struct Flags {
    non_member: bool,
    fixed_term: bool,
}

impl Flags {
    fn reference(self) -> Reference {
        let word = |flag| if flag { "yes" } else { "no" };
        let to = format!(
            "members,{},{}",
            word(self.non_member),
            word(self.fixed_term)
        );
        reference("rules.csv", RULES, &[("members,yes,yes", &to)])
    }
}

/// The first day again free: from the last day on one day after the other, until the month is the
/// one that is so many months on, and its day is the same, or there is none further in it.
fn free(days: &[(i16, i8, i8)], last: usize, months: usize) -> usize {
    let mut left = months;
    let mut at = last;
    while left > 0 {
        at += 1;
        if days[at].2 == 1 {
            left -= 1;
        }
    }
    while days[at].2 != days[last].2 && days[at + 1].2 != 1 {
        at += 1;
    }
    at
}

/// What a rule says of every day, and until when: 2 restricted, 1 to be reviewed, 0 nothing.
fn marked(days: &[(i16, i8, i8)], pledge: bool, flags: Flags, all: &[&Drawn]) -> Vec<(u8, usize)> {
    let mut marks = vec![(0, 0); days.len()];
    for one in all {
        if pledge && one.fixed_term && !flags.fixed_term {
            continue;
        }
        if pledge && one.authority == 0 && !flags.non_member {
            continue;
        }
        let exempting: &[Exemption] = if pledge {
            &Exemption::ALL
        } else {
            &Exemption::ALL[..3]
        };
        let exempt = one.exemptions.iter().any(|one| exempting.contains(one));
        let until = free(days, one.last, if pledge { 6 } else { 3 });
        for mark in &mut marks[one.last - one.in_post..until] {
            *mark = (*mark).max((if exempt { 1 } else { 2 }, until));
        }
    }
    marks
}

fn date_of(days: &[(i16, i8, i8)], at: usize) -> Date {
    date(days[at].0, days[at].1, days[at].2)
}

fn registered(days: &[(i16, i8, i8)], one: &Drawn) -> Left {
    Left {
        authority: Borough::from_ons_code(AUTHORITIES[one.authority]).unwrap(),
        departure: Departure {
            post_start: date_of(days, one.last - one.in_post),
            last_day: date_of(days, one.last),
            post: if one.fixed_term {
                Post::FixedTerm
            } else {
                Post::Permanent
            },
            exemptions: one.exemptions.clone(),
            relisted: None,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn verdicts_and_early_engagements_are_those_of_the_plain_model(
        all in prop::collection::vec(drawn(), 0..4),
        near in 0..260_usize,
        non_member in any::<bool>(),
        fixed_term in any::<bool>(),
        behind in 0_u32..2,
    ) {
        let days = calendar();
        let flags = Flags { non_member, fixed_term };
        let reference = flags.reference();
        // A start around the first departure.
        let at = all.first().map_or(400, |one| one.last - 30) + near;
        let start = date_of(&days, at);
        let left: Vec<Left> = all.iter().map(|one| registered(&days, one)).collect();

        let coverage = Coverage { behind, earliest: None };
        let found = answer(&reference, &left, start, start, coverage).unwrap();
        let everybody: Vec<&Drawn> = all.iter().collect();
        let expected = [true, false].map(|rule| marked(&days, rule, flags, &everybody)[at]);
        for (rule, (severity, until)) in found.rules.iter().zip(expected) {
            let outcome = [RuleOutcome::None, RuleOutcome::ExemptReview, RuleOutcome::Restricted];
            prop_assert_eq!(rule.outcome, outcome[usize::from(severity)]);
            let until = (severity > 0).then(|| date_of(&days, until));
            prop_assert_eq!(rule.eligible_from, until);
        }
        prop_assert_eq!(found.rules.len(), 2);
        let verdict = match (expected[0].0.max(expected[1].0), behind) {
            (2, _) => Verdict::Restricted,
            (1, _) => Verdict::ExemptReview,
            (_, 0) => Verdict::NoRecord,
            _ => Verdict::CoverageIncomplete,
        };
        prop_assert_eq!(found.verdict, verdict);

        for (hirer, code) in AUTHORITIES.into_iter().enumerate() {
            let own = |one: &Drawn| one.authority == hirer || (one.authority > 1 && hirer > 1);
            let elsewhere: Vec<&Drawn> = all.iter().filter(|one| !own(one)).collect();
            let pledge = hirer > 0 && marked(&days, true, flags, &elsewhere)[at].0 == 2;
            let national = expected[1].0 == 2;
            let mut rules = Vec::new();
            rules.extend(pledge.then_some(RuleId::Pledge));
            rules.extend(national.then_some(RuleId::National));
            let borough = Borough::from_ons_code(code).unwrap();
            prop_assert_eq!(early(&reference, start, borough, &left, start), Ok(rules));
        }
    }
}
