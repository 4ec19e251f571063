//! Rules of agency assignments: A1 to A13, A15, and S3 seen from this side.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::{Date, date};

use super::field::{Field, Row};
use super::rate::{self, Rate};
use super::{About, Closing, Verdicts, count};
use crate::assessment::Breaches;
use crate::borough::{Borough, SubRegion};
use crate::cell::Cell;
use crate::finding::{self, Detail, Place};
use crate::identity::{Analytics, Pseudonym};
use crate::ledger::Facts;
use crate::quarter::Quarter;
use crate::record::Value;
use crate::register::{Engagement, Entry, kept_from};
use crate::returns::agency_assignments::COLUMNS;
use crate::rule::Code;

const AUTHORITY: Field = Field::of(COLUMNS, super::AUTHORITY);
const WORKER: Field = Field::of(COLUMNS, "swe_number");
const CATEGORY: Field = Field::of(COLUMNS, "job_category");
const TITLE: Field = Field::of(COLUMNS, "local_job_title");
const START: Field = Field::of(COLUMNS, "start_date");
const ORIGINAL_START: Field = Field::of(COLUMNS, "original_start_date");
const END: Field = Field::of(COLUMNS, "end_date");
const END_REASON: Field = Field::of(COLUMNS, "end_reason");
const EXPERIENCED: Field = Field::of(COLUMNS, "pqe_3_years");
const COOLOFF: Field = Field::of(COLUMNS, "cooloff_declared");
const HOURS: Field = Field::of(COLUMNS, "hours_per_week");
const EXCEPTION: Field = Field::of(COLUMNS, "exception_ref");
const APPROVED_ON: Field = Field::of(COLUMNS, "exception_approved_on");

/// The day from which agency workers need three years of experience: the national rules' first.
const EXPERIENCE_FROM: Date = date(2024, 10, 31);
/// Rows below which one rate in nearly all of them says nothing.
const FEW_ROWS: u32 = 5;

/// The stored columns that rules fill.
type Computed = [(&'static str, Cell); 3];

/// What is gathered over the rows of a file.
#[derive(Default)]
pub(super) struct Assignments {
    by_authority: BTreeMap<Option<Borough>, Tally>,
    /// The first row of each worker, start and category.
    seen: HashMap<(Option<Borough>, Key), finding::Row>,
    breaches: Breaches,
}

/// What no two rows of an authority share.
type Key = (Pseudonym<Analytics>, Date, &'static str);

/// What is gathered of one authority.
#[derive(Default)]
struct Tally {
    rows: u32,
    rates: BTreeMap<i64, u32>,
    /// Workers live on the last day.
    live: HashSet<Pseudonym<Analytics>>,
    /// Whether of some row it is not known if its worker is among them.
    unsure: bool,
}

impl Assignments {
    pub(super) fn nil(&mut self, authority: Borough) {
        self.by_authority.entry(Some(authority)).or_default();
    }

    pub(super) fn judge(
        &mut self,
        row: &mut Row<'_>,
        worker: Option<Pseudonym<Analytics>>,
        about: About<'_>,
    ) -> Computed {
        judge_days(row, about);
        judge_post(row, about, &mut self.breaches);
        let rate = rate::judge(
            row,
            about,
            rate::live_days(row.day(START), row.day(END), about),
        );
        let exception = judge_exception(row, about);
        if let (Some(rate), Some(exception)) = (rate, exception)
            && is_above_cap(row, rate, about)
        {
            let breaches = match exception {
                "approved" => &mut self.breaches.cap_approved,
                "late" => &mut self.breaches.cap_late,
                _ => &mut self.breaches.cap_none,
            };
            *breaches = breaches.saturating_add(1);
        }
        self.judge_repetition(row, worker);
        self.gather(row, worker, rate, about);
        // Where one is not known a cell has an error, and the row is not kept.
        [
            (
                "cap_basis_rate_hourly",
                rate.map_or(Cell::Absent, |rate| Cell::Pence(rate.pence)),
            ),
            (
                "cap_basis_computed",
                Cell::Flag(rate.is_some_and(|rate| rate.computed)),
            ),
            ("exception", exception.map_or(Cell::Absent, Cell::Listed)),
        ]
    }

    /// A3: the same worker, start and category in two rows. Two of which nobody knows whose they
    /// are may be of two authorities.
    fn judge_repetition(&mut self, row: &mut Row<'_>, worker: Option<Pseudonym<Analytics>>) {
        if row.value(AUTHORITY) == Value::Unreadable {
            return;
        }
        let (Some(worker), Some(start), Some(category)) =
            (worker, row.day(START), row.word(CATEGORY))
        else {
            return;
        };
        let key = (row.record.authority, (worker, start, category));
        let first = *self.seen.entry(key).or_insert(row.record.row);
        if first != row.record.row {
            row.error(WORKER, Code::A3, Detail::Other(first));
        }
    }

    fn gather(
        &mut self,
        row: &Row<'_>,
        worker: Option<Pseudonym<Analytics>>,
        rate: Option<Rate>,
        about: About<'_>,
    ) {
        let tally = self.by_authority.entry(row.record.authority).or_default();
        tally.rows = tally.rows.saturating_add(1);
        if let Some(rate) = rate {
            *tally.rates.entry(rate.pence).or_default() += 1;
        }
        let last_day = about.file.quarter.map(Quarter::last_day);
        match (worker, row.day(START), row.value(END), last_day) {
            (Some(worker), Some(start), Value::Absent, Some(last_day)) => {
                if start <= last_day {
                    tally.live.insert(worker);
                }
            }
            (Some(worker), Some(start), Value::Day(end), Some(last_day)) => {
                if start <= last_day && last_day <= end {
                    tally.live.insert(worker);
                }
            }
            _ => tally.unsure = true,
        }
    }

    pub(super) fn finish(self, closing: &mut Closing<'_>) -> Verdicts {
        let placed = closing.is_placed(&self.by_authority);
        let mut facts = BTreeMap::new();
        for (authority, tally) in self.by_authority {
            if placed && !closing.partial {
                tally.judge(authority, closing);
            }
            let live = (!tally.unsure).then(|| count(tally.live.len()));
            let known = Facts {
                rows: tally.rows,
                live_on_last_day: live,
                ..Facts::default()
            };
            facts.insert(authority, known);
        }
        Verdicts {
            facts,
            breaches: self.breaches,
        }
    }
}

impl Tally {
    /// A11, A12 and S3.
    fn judge(&self, authority: Option<Borough>, closing: &mut Closing<'_>) {
        let before = closing.before(authority);
        let rows = u64::from(self.rows);
        if let Some(earlier) = before.quarter_before {
            let earlier = u64::from(earlier.rows);
            if rows.abs_diff(earlier) * 2 > earlier {
                let detail = closing.count(authority, self.rows);
                closing.query(Place::File, Code::A11, detail);
            }
        }
        let most = self.rates.values().copied().max().unwrap_or(0);
        if self.rows >= FEW_ROWS && u64::from(most) * 10 > rows * 9 {
            let detail = closing.count(authority, most);
            closing.query(Place::File, Code::A12, detail);
        }
        if let Some(headcount) = before.snapshot.and_then(|facts| facts.agency_headcount)
            && !self.unsure
            && headcount.abs_diff(count(self.live.len())) > 1
        {
            let detail = closing.name(authority);
            closing.query(Place::File, Code::S3, detail);
        }
    }
}

/// What the register keeps of a row whose start is recent enough to be too early.
pub(super) fn entry(row: &Row<'_>, today: Date) -> Option<Entry> {
    let start = row.day(START)?;
    let engagement = Engagement {
        start,
        end: row.day(END),
        category: row.word(CATEGORY)?,
        declared: row.word(COOLOFF)?,
        hours_hundredths: row.number(HOURS)?,
    };
    (start >= kept_from(today)).then_some(Entry::Engagement(engagement))
}

/// C6 and A1: dates that cannot be right; C1: an end without its reason.
fn judge_days(row: &mut Row<'_>, about: About<'_>) {
    let (start, end) = (row.day(START), row.day(END));
    let quarter = about.file.quarter;
    if let (Some(start), Some(quarter)) = (start, quarter)
        && start > quarter.last_day()
    {
        row.error(START, Code::C6, Detail::None);
    }
    if let (Some(start), Some(original)) = (start, row.day(ORIGINAL_START))
        && original > start
    {
        row.error(ORIGINAL_START, Code::C6, Detail::Column(START.name));
    }
    match (start, end, quarter) {
        (Some(start), Some(end), _) if end < start => {
            row.error(END, Code::C6, Detail::Column(START.name));
        }
        (_, Some(end), Some(quarter)) if end < quarter.first_day() => {
            row.error(END, Code::A1, Detail::None);
        }
        _ => {}
    }
    // An end that is only planned has no reason yet.
    let over = end
        .zip(quarter)
        .is_some_and(|(end, quarter)| end <= about.today && end <= quarter.last_day());
    if over && row.is_blank(END_REASON) {
        row.error(END_REASON, Code::C1, Detail::Column(END.name));
    }
}

/// A9, A10, A13 and A15: who was engaged, and as what.
fn judge_post(row: &mut Row<'_>, about: About<'_>, breaches: &mut Breaches) {
    let start = row.day(START);
    let is_new = about
        .file
        .quarter
        .zip(start)
        .is_some_and(|(quarter, start)| {
            quarter.first_day() <= start && start <= quarter.last_day()
        });
    if is_new && row.word(COOLOFF) == Some("not_checked") {
        row.query(COOLOFF, Code::A9, Detail::None);
    }
    let title = row.word(TITLE);
    match (title, row.word(CATEGORY)) {
        (Some("out_of_scope"), _) => row.error(TITLE, Code::A15, Detail::None),
        (None | Some("ASYE"), _) | (_, None) => {}
        (Some(title), Some(category)) if title == category => {}
        (Some(_), Some(_)) => row.query(TITLE, Code::A13, Detail::Column(CATEGORY.name)),
    }
    // Somebody in training has not three years' experience, whatever the row says.
    let inexperienced = row.word(EXPERIENCED) == Some("no") || title == Some("ASYE");
    if inexperienced && start.is_some_and(|start| start >= EXPERIENCE_FROM) {
        breaches.inexperienced = breaches.inexperienced.saturating_add(1);
    }
}

/// Whether an exception to the cap was approved by the start. A reference and the day of its
/// approval go together: one without the other is C1, since neither proves an approval alone.
fn judge_exception(row: &mut Row<'_>, about: About<'_>) -> Option<&'static str> {
    match (row.value(EXCEPTION), row.value(APPROVED_ON)) {
        (Value::Absent, Value::Absent) => Some("none"),
        (Value::Present, Value::Day(day)) if day > about.today => {
            row.error(APPROVED_ON, Code::C6, Detail::None);
            None
        }
        (Value::Present, Value::Day(day)) => {
            let by_start = day <= row.day(START)?;
            Some(if by_start { "approved" } else { "late" })
        }
        (Value::Present, Value::Absent) => {
            row.error(APPROVED_ON, Code::C1, Detail::Column(EXCEPTION.name));
            None
        }
        (Value::Absent, Value::Day(_)) => {
            row.error(EXCEPTION, Code::C1, Detail::Column(APPROVED_ON.name));
            None
        }
        _ => None,
    }
}

/// A7: whether the rate is above the cap of its category and sub-region on the start date. Where
/// the authority is not known, only a cap that is the same everywhere can be asked.
fn is_above_cap(row: &Row<'_>, rate: Rate, about: About<'_>) -> bool {
    let (Some(category), Some(start)) = (row.word(CATEGORY), row.day(START)) else {
        return false;
    };
    let cap = |area| about.reference.cap(category, area, start);
    let cap = if let Some(authority) = row.record.authority {
        cap(authority.sub_region())
    } else {
        let caps: BTreeSet<_> = SubRegion::ALL.into_iter().map(cap).collect();
        let first = caps.first().copied().flatten();
        first.filter(|_| caps.len() == 1)
    };
    cap.is_some_and(|cap| rate.pence > cap)
}
