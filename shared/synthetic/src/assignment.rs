//! One agency assignment, and how its terms are drawn.

use jiff::civil::Date;

use crate::calendar::{days_after, months_after};
use crate::dice::Dice;
use crate::pay::{CARD_FROM, EXPERIENCE_FROM, Role, TAX_FROM, grossed_up, netted_down};

/// Who supplies a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supplier {
    /// An entry of the supplier list, by its place from 0.
    Listed(usize),
    /// A supplier that the list does not know.
    Unlisted,
}

/// One agency assignment, as the borough knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assignment {
    /// The hiring authority's place among the plan's.
    pub(crate) authority: usize,
    /// The worker's registration number.
    pub(crate) number: u32,
    pub(crate) role: Role,
    pub(crate) title: &'static str,
    pub(crate) service_area: &'static str,
    pub(crate) route: &'static str,
    pub(crate) supplier: Supplier,
    pub(crate) engagement: &'static str,
    /// Pence an hour, as are all rates here.
    pub(crate) pay: u32,
    /// Not sent for most PAYE workers.
    pub(crate) cap_basis: Option<u32>,
    pub(crate) charge: u32,
    pub(crate) additional: Option<(u32, &'static str)>,
    pub(crate) quarter_hours: u32,
    pub(crate) start: Date,
    pub(crate) original_start: Option<Date>,
    /// The last day worked, if it is known.
    pub(crate) end: Option<Date>,
    pub(crate) end_reason: &'static str,
    pub(crate) cover_reason: &'static str,
    pub(crate) project_team: bool,
    /// Three years' experience after qualifying; absent for unknown.
    pub(crate) experienced: Option<bool>,
    pub(crate) references: u32,
    pub(crate) template: bool,
    pub(crate) cooloff: &'static str,
    pub(crate) check: Option<u32>,
    /// The approval of a rate above the cap: its reference and day.
    pub(crate) exception: Option<(u32, Date)>,
}

/// How a rate above the cap was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Approval {
    /// On or before the start.
    Approved,
    /// After the start.
    Late,
    /// Never.
    Missing,
}

impl Assignment {
    /// The rate that statistics observe: the cap basis, computed where it was not sent.
    pub(crate) fn rate(&self) -> u32 {
        self.cap_basis
            .unwrap_or_else(|| grossed_up(self.pay, self.quarter_hours))
    }

    /// Whether the assignment is live on any day from `first` to `last`.
    pub(crate) fn is_live(&self, first: Date, last: Date) -> bool {
        self.start <= last && self.end.is_none_or(|end| end >= first)
    }

    /// How a rate above the cap was approved; nothing for a rate within it.
    pub(crate) fn breach(&self) -> Option<Approval> {
        if self.start < CARD_FROM || self.rate() <= self.role.cap() {
            return None;
        }
        Some(match self.exception {
            Some((_, day)) if day <= self.start => Approval::Approved,
            Some(_) => Approval::Late,
            None => Approval::Missing,
        })
    }

    /// Whether it breaks the rule on three years' experience.
    pub(crate) fn lacks_experience(&self) -> bool {
        self.experienced == Some(false) && self.start >= EXPERIENCE_FROM
    }
}

/// Draws the terms of an assignment from `start`; `flawed` allows breaches of the rules.
pub(crate) fn draw(dice: &mut Dice, authority: usize, start: Date, flawed: bool) -> Assignment {
    let role = draw_role(dice);
    let engagement = dice.weigh(&[
        (800, "umbrella"),
        (112, "ltd_inside"),
        (8, "ltd_outside"),
        (80, "paye"),
    ]);
    let quarter_hours = draw_hours(dice);
    let target = draw_rate(dice, role, start);
    let project_team = engagement == "umbrella" && dice.chance(30);
    let mut assignment = Assignment {
        authority,
        number: 0,
        role,
        title: dice.pick(role.titles()),
        service_area: draw_service(dice, role),
        route: draw_route(dice, project_team),
        supplier: Supplier::Listed(draw_supplier(dice)),
        engagement,
        pay: target * 100 / dice.between(122, 135),
        cap_basis: Some(target),
        charge: target * dice.between(108, 118) / 100,
        additional: draw_additional(dice),
        quarter_hours,
        start,
        original_start: None,
        end: None,
        end_reason: draw_end_reason(dice),
        cover_reason: draw_cover(dice),
        project_team,
        experienced: draw_experience(dice, start, flawed),
        references: dice.weigh(&[(1, 1), (8, 2), (1, 3)]),
        template: dice.chance(700),
        cooloff: dice.weigh(&[(940, "clear"), (50, "exempt"), (10, "conflict")]),
        check: dice.chance(800).then(|| dice.between(100_000, 999_999)),
        exception: None,
    };
    if engagement == "paye" {
        assignment.pay = netted_down(target, quarter_hours);
        let computed = grossed_up(assignment.pay, quarter_hours);
        // Which year's tax an earlier start has is not agreed, so those rates are always sent.
        let sent = dice.chance(200) || start < TAX_FROM;
        assignment.cap_basis = sent.then_some(computed);
    }
    if dice.chance(80) {
        let months = i32::try_from(dice.between(1, 9)).unwrap_or(1);
        assignment.original_start = Some(months_after(start, -months));
    }
    assignment.exception = draw_exception(dice, &assignment, flawed);
    assignment
}

fn draw_role(dice: &mut Dice) -> Role {
    dice.weigh(&[
        (35, Role::Sw),
        (33, Role::Ssw),
        (12, Role::Ap),
        (14, Role::Tm),
        (6, Role::Iro),
    ])
}

/// A cap-basis rate: heaped on the cap and on whole pounds, one in twenty above the cap.
fn draw_rate(dice: &mut Dice, role: Role, start: Date) -> u32 {
    let cap = role.cap();
    match dice.below(1000) {
        // No card was in force before its first day, so nothing was above it.
        948.. if start >= CARD_FROM => cap + 25 * dice.between(1, 14),
        948.. | 0..360 => cap,
        360..580 => cap - dice.weigh(&[(4, 100), (3, 200), (2, 300), (1, 400)]),
        _ => cap - dice.below(131).min(dice.below(131)) * 5,
    }
}

fn draw_hours(dice: &mut Dice) -> u32 {
    dice.weigh(&[
        (50, 144),
        (20, 140),
        (12, 148),
        (8, 150),
        (4, 160),
        (3, 116),
        (2, 90),
        (1, 58),
    ])
}

fn draw_service(dice: &mut Dice, role: Role) -> &'static str {
    if role == Role::Iro {
        return "qa_iro";
    }
    dice.weigh(&[
        (22, "assessment"),
        (30, "cin_cp"),
        (8, "court"),
        (16, "cla"),
        (4, "leaving_care"),
        (5, "fostering"),
        (2, "adoption"),
        (5, "cwd"),
        (2, "edt"),
        (1, "yjs"),
        (4, "mash"),
        (1, "other"),
    ])
}

fn draw_route(dice: &mut Dice, project_team: bool) -> &'static str {
    if project_team {
        return "project_team";
    }
    dice.weigh(&[
        (47, "msp_master"),
        (25, "msp_neutral"),
        (10, "direct"),
        (15, "framework"),
        (3, "sow"),
    ])
}

fn draw_supplier(dice: &mut Dice) -> usize {
    // The first few of the list have most of the market.
    usize::try_from(dice.below(14).min(dice.below(14))).unwrap_or(0)
}

fn draw_additional(dice: &mut Dice) -> Option<(u32, &'static str)> {
    let kinds = [
        (3, "expenses"),
        (3, "retention"),
        (2, "weekend"),
        (1, "market"),
        (1, "other"),
    ];
    dice.chance(60)
        .then(|| (50 * dice.between(1, 8), dice.weigh(&kinds)))
}

fn draw_end_reason(dice: &mut Dice) -> &'static str {
    dice.weigh(&[
        (40, "contract_end"),
        (25, "worker_notice"),
        (5, "la_ended_performance"),
        (14, "la_ended_other"),
        (8, "converted_permanent"),
        (4, "moved_la"),
        (2, "other"),
        (2, "unknown"),
    ])
}

fn draw_cover(dice: &mut Dice) -> &'static str {
    dice.weigh(&[
        (60, "vacancy"),
        (14, "maternity_sickness"),
        (14, "demand"),
        (3, "project"),
        (7, "hard_to_fill"),
        (2, "other"),
    ])
}

/// Workers without three years were common before the rule; since then each is a breach.
fn draw_experience(dice: &mut Dice, start: Date, flawed: bool) -> Option<bool> {
    let old = start < EXPERIENCE_FROM;
    let without = if old { 80 } else { 10 };
    match dice.below(1000) {
        0..50 => None,
        throw if throw < 50 + without && (old || flawed) => Some(false),
        _ => Some(true),
    }
}

fn draw_exception(dice: &mut Dice, of: &Assignment, flawed: bool) -> Option<(u32, Date)> {
    of.breach()?;
    let reference = dice.between(1000, 9999);
    let days = i32::try_from(dice.between(1, 18)).unwrap_or(1);
    match dice.below(1000) {
        0..700 => Some((reference, days_after(of.start, 1 - days))),
        _ if !flawed => Some((reference, days_after(of.start, -days))),
        700..850 => Some((reference, days_after(of.start, days))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn drawn(flawed: bool) -> Vec<Assignment> {
        let mut dice = Dice::new(9, &["terms"]);
        (0..20_000)
            .map(|_| draw(&mut dice, 0, date(2026, 3, 2), flawed))
            .collect()
    }

    #[test]
    fn rates_keep_the_order_and_the_ratio_that_the_returns_demand() {
        for assignment in drawn(true) {
            let rate = assignment.rate();
            assert!(
                assignment.pay <= rate && rate <= assignment.charge,
                "{assignment:?}"
            );
            assert!(
                assignment.pay > 1271 && assignment.pay < 12_000,
                "{assignment:?}"
            );
            if assignment.cap_basis.is_some() {
                let ratio = rate * 1000 / assignment.pay;
                assert!((1130..=1440).contains(&ratio), "{assignment:?}");
            }
        }
    }

    #[test]
    fn mean_rates_lie_where_the_published_figures_do() {
        let all = drawn(true);
        for (role, mean) in [
            (Role::Sw, 3600),
            (Role::Ssw, 4000),
            (Role::Ap, 4400),
            (Role::Tm, 4800),
            (Role::Iro, 4600),
        ] {
            let rates: Vec<u32> = all
                .iter()
                .filter(|a| a.role == role)
                .map(Assignment::rate)
                .collect();
            let got = rates.iter().sum::<u32>() / u32::try_from(rates.len()).unwrap();
            assert!(got.abs_diff(mean) <= 40, "{role:?}: {got}");
        }
    }

    #[test]
    fn a_clean_draw_breaks_no_rule() {
        for assignment in drawn(false) {
            assert!(!assignment.lacks_experience());
            assert!(matches!(
                assignment.breach(),
                None | Some(Approval::Approved)
            ));
        }
        assert!(drawn(true).iter().any(Assignment::lacks_experience));
    }
}
