//! People who left permanent posts, and what a full statement of leavers lists.

use jiff::civil::{Date, Weekday};

use crate::agency::{Frame, Numbers, size};
use crate::authority::CITY;
use crate::calendar::{days_after, days_between, months_after};
use crate::dice::Dice;
use crate::pay::Role;

/// Permanent social workers in an authority of middling size.
pub(crate) const PERMANENT: u32 = 134;

/// Leavers a year for a thousand permanent posts.
const PER_THOUSAND: u32 = 145;

/// A person who left, or is about to leave, a permanent post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaver {
    /// The authority's place among the plan's.
    pub(crate) authority: usize,
    pub(crate) number: u32,
    pub(crate) last_day: Date,
    pub(crate) contract: &'static str,
    pub(crate) role: Role,
    pub(crate) asye: bool,
    /// The workforce census' reason, 1 to 10.
    pub(crate) reason: u32,
    /// The census' destination, 1 to 9.
    pub(crate) destination: Option<u32>,
    /// Absent for unknown.
    pub(crate) in_probation: Option<bool>,
    pub(crate) role_start: Date,
    /// Hundredths of a full-time post.
    pub(crate) fte: u32,
    pub(crate) exempt: Option<&'static str>,
    /// From this day the authority's statements list them.
    pub(crate) known_from: Date,
    /// From this day statements leave them out again: they stayed after all.
    pub(crate) withdrawn_from: Option<Date>,
}

/// The census' reasons in words, the first being 1.
pub(crate) const REASONS: [&str; 10] = [
    "resignation",
    "voluntary redundancy",
    "compulsory redundancy",
    "dismissed",
    "retired",
    "deceased",
    "moved within the authority",
    "other",
    "not known",
    "not yet collected",
];

impl Leaver {
    /// Whether a statement made on `day` lists them.
    pub(crate) fn is_listed(&self, day: Date) -> bool {
        self.known_from <= day
            && self.withdrawn_from.is_none_or(|withdrawn| day < withdrawn)
            && (months_after(day, -13)..=days_after(day, 190)).contains(&self.last_day)
    }
}

/// All who leave from the first statement's window to the last one's.
pub(crate) fn leavers(frame: &Frame<'_>, numbers: &mut Numbers) -> Vec<Leaver> {
    let from = months_after(frame.first.upload_day(), -13);
    let to = days_after(frame.last.upload_day(), 190);
    let span = u32::try_from(days_between(from, to)).unwrap_or(0);
    let mut all = Vec::new();
    for (place, authority) in frame.authorities.iter().enumerate() {
        if authority.code == CITY && frame.flawed {
            continue; // Its statements are the nil returns.
        }
        let mut dice = Dice::new(frame.seed, &["leavers", &authority.code]);
        let staff = permanent(frame.seed, &authority.code) * frame.scale;
        for _ in 0..staff * PER_THOUSAND / 1000 * span / 365 {
            let last_day = working_day(days_after(from, whole(dice.below(span))));
            all.push(draw(&mut dice, place, numbers.take(), last_day));
        }
    }
    all.sort_by_key(|leaver| (leaver.authority, leaver.last_day, leaver.number));
    all
}

/// The permanent social workers of an authority at real size.
pub(crate) fn permanent(seed: u64, code: &str) -> u32 {
    if code == CITY {
        8
    } else {
        PERMANENT * size(seed, code) / 100
    }
}

/// Draws one leaver.
pub(crate) fn draw(dice: &mut Dice, authority: usize, number: u32, last_day: Date) -> Leaver {
    let asye = dice.chance(60);
    let reason = dice.weigh(&[
        (770, 1),
        (20, 2),
        (10, 3),
        (20, 4),
        (70, 5),
        (8, 6),
        (60, 7),
        (20, 8),
        (12, 9),
        (10, 10),
    ]);
    let in_probation = match dice.below(100) {
        0..5 => Some(true),
        5..8 => None,
        _ => Some(false),
    };
    let served = if in_probation == Some(true) {
        (20, 170)
    } else {
        (200, 3000)
    };
    let known = whole(dice.between(21, 95));
    Leaver {
        authority,
        number,
        last_day,
        contract: dice.weigh(&[
            (90, "permanent"),
            (8, "fixed_term_substantive"),
            (2, "apprenticeship"),
        ]),
        role: if asye { Role::Sw } else { draw_role(dice) },
        asye,
        reason,
        destination: draw_destination(dice, reason),
        in_probation,
        role_start: days_after(last_day, -whole(dice.between(served.0, served.1))),
        fte: dice.weigh(&[(80, 100), (8, 80), (6, 60), (4, 50), (2, 90)]),
        exempt: match reason {
            2 | 3 => Some("redundancy"),
            7 => Some("internal_transfer"),
            _ if in_probation == Some(true) => Some("probation"),
            _ => None,
        },
        known_from: days_after(last_day, -known),
        withdrawn_from: None,
    }
}

fn draw_role(dice: &mut Dice) -> Role {
    dice.weigh(&[
        (50, Role::Sw),
        (24, Role::Ssw),
        (9, Role::Ap),
        (12, Role::Tm),
        (5, Role::Iro),
    ])
}

/// One in five of those who resign goes to an agency.
fn draw_destination(dice: &mut Dice, reason: u32) -> Option<u32> {
    match reason {
        1 => Some(dice.weigh(&[
            (30, 1),
            (8, 2),
            (21, 3),
            (6, 4),
            (5, 5),
            (5, 6),
            (5, 7),
            (8, 8),
            (12, 9),
        ])),
        5 | 6 => None,
        _ => Some(9),
    }
}

/// That day, or the Friday before a weekend.
fn working_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_after(day, -1),
        Weekday::Sunday => days_after(day, -2),
        _ => day,
    }
}

fn whole(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
