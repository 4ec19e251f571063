//! The three rates of an assignment: A4, A5, A6, A8, and the living wage.

use jiff::civil::Date;

use super::About;
use super::field::{Field, Row};
use crate::finding::Detail;
use crate::quarter::Quarter;
use crate::rates;
use crate::record::Value;
use crate::returns::agency_assignments::COLUMNS;
use crate::rule::Code;

const ENGAGEMENT: Field = Field::of(COLUMNS, "engagement_type");
const SUPPLY_ROUTE: Field = Field::of(COLUMNS, "supply_route");
const PROJECT_TEAM: Field = Field::of(COLUMNS, "project_team");
const PAY: Field = Field::of(COLUMNS, "pay_rate_hourly");
const CAP_BASIS: Field = Field::of(COLUMNS, "cap_basis_rate_hourly");
const CHARGE: Field = Field::of(COLUMNS, "charge_rate_hourly");
const HOURS: Field = Field::of(COLUMNS, "hours_per_week");

/// The least and the most that a cap-basis rate is of its pay, in hundredths (A6).
const LEAST_OF_PAY: i64 = 112;
const MOST_OF_PAY: i64 = 145;

/// The rate to which the cap applies.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) pence: i64,
    /// Whether it was computed from a PAYE rate.
    pub(super) computed: bool,
}

/// The days by which an assignment's rates are judged.
#[derive(Clone, Copy)]
pub(super) struct Days {
    /// The first day of the quarter on which it was live: the living wage of that day holds, since
    /// pay that began lawful has to rise with it.
    first: Option<Date>,
    /// The last day of the quarter on which it was live: its tax year's parameters hold, so that
    /// the second quarter of a year is not grossed up by the year before.
    last: Option<Date>,
}

pub(super) fn live_days(start: Option<Date>, end: Option<Date>, about: About<'_>) -> Days {
    let quarter = about.file.quarter;
    let first = quarter.map(Quarter::first_day);
    let last = quarter.map(Quarter::last_day);
    Days {
        first: first.map(|first| start.map_or(first, |start| start.max(first))),
        last: last.map(|last| end.map_or(last, |end| end.min(last))),
    }
}

/// Judges the rates of a row, and gives the one to which the cap applies, where it is known.
pub(super) fn judge(row: &mut Row<'_>, about: About<'_>, days: Days) -> Option<Rate> {
    let pay = row.pence(PAY);
    if let (Some(pay), Some(day)) = (pay, days.first)
        && pay < about.reference.living_wage(day)
    {
        row.error(PAY, Code::C17, Detail::None);
    }
    let rate = cap_basis(row, about, days);
    let charge = row.pence(CHARGE);
    match (pay, rate, charge) {
        (Some(pay), Some(rate), _) if pay > rate.pence => {
            row.error(CAP_BASIS, Code::A4, Detail::Column(PAY.name));
        }
        (Some(pay), Some(rate), _) if !rate.computed && !is_usual(pay, rate.pence) => {
            row.query(CAP_BASIS, Code::A6, Detail::Column(PAY.name));
        }
        _ => {}
    }
    // Where the rate between them is not known, pay is still at most the charge.
    let (below, beside) = match rate {
        Some(rate) => (Some(rate.pence), CAP_BASIS),
        None => (pay, PAY),
    };
    if let (Some(below), Some(charge)) = (below, charge)
        && below > charge
    {
        let detail = match rate {
            Some(Rate { computed: true, .. }) => Detail::Computed,
            _ => Detail::Column(beside.name),
        };
        row.error(CHARGE, Code::A4, detail);
    }
    rate
}

/// A6: whether the cap-basis rate is from 1.12 to 1.45 times the pay.
const fn is_usual(pay: i64, cap_basis: i64) -> bool {
    pay * LEAST_OF_PAY <= cap_basis * 100 && cap_basis * 100 <= pay * MOST_OF_PAY
}

/// The rate as sent, or A5: computed where it is blank and the worker is paid by PAYE.
fn cap_basis(row: &mut Row<'_>, about: About<'_>, days: Days) -> Option<Rate> {
    let sent = |pence| Rate {
        pence,
        computed: false,
    };
    match (row.value(CAP_BASIS), row.word(ENGAGEMENT)) {
        (Value::Pence(pence), _) => Some(sent(pence)),
        (Value::Absent, Some("paye")) => computed(row, about, days),
        (Value::Absent, Some(_)) => {
            let in_project =
                row.is_yes(PROJECT_TEAM) || matches!(row.word(SUPPLY_ROUTE), Some("project_team"));
            let code = if in_project { Code::A8 } else { Code::C1 };
            row.error(CAP_BASIS, code, Detail::Column(ENGAGEMENT.name));
            None
        }
        _ => None,
    }
}

/// A5. For a day of which nobody knows the parameters the officer has to send the rate: C1.
fn computed(row: &mut Row<'_>, about: About<'_>, days: Days) -> Option<Rate> {
    let (pay, hours, day) = (row.pence(PAY)?, row.number(HOURS)?, days.last?);
    let Some(tax) = about.reference.tax(day) else {
        row.error(CAP_BASIS, Code::C1, Detail::NoParameters);
        return None;
    };
    Some(Rate {
        pence: rates::cap_basis(pay, hours, &tax),
        computed: true,
    })
}
