//! Rules of permanent leavers: L1, L2, L3, L6, L7, L8, and the window of the statement.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::field::{Field, Row};
use super::{Closing, Verdicts};
use crate::assessment::Breaches;
use crate::borough::Borough;
use crate::cooling_off::Leaver;
use crate::finding::{Detail, Place};
use crate::ledger::Facts;
use crate::register::{Entry, LeaverCounts, kept_from};
use crate::returns::permanent_leavers::COLUMNS;
use crate::rule::Code;

const LAST_DAY: Field = Field::of(COLUMNS, "last_day");
const CONTRACT: Field = Field::of(COLUMNS, "contract_type");
const REASON: Field = Field::of(COLUMNS, "reason_left");
const DESTINATION: Field = Field::of(COLUMNS, "destination");
const IN_PROBATION: Field = Field::of(COLUMNS, "in_probation");
const ROLE_START: Field = Field::of(COLUMNS, "role_start_date");
const EXEMPT: Field = Field::of(COLUMNS, "restriction_exempt");
const EXEMPT_BASIS: Field = Field::of(COLUMNS, "exempt_basis");
const COMPLETE_TO: Field = Field::of(COLUMNS, "complete_to");

/// A statement reaches back as far as entries count, and ahead so many days.
const DAYS_AHEAD: i32 = 190;
/// L7: months without a leaver that are odd in an authority of more than so many people.
const MONTHS_WITHOUT: i32 = 6;
const MANY_PEOPLE: u32 = 50;
/// Rows below which one date in all of them says nothing.
const FEW_ROWS: u32 = 5;

/// What is gathered over the rows of a file.
#[derive(Default)]
pub(super) struct Leavers {
    by_authority: BTreeMap<Option<Borough>, Tally>,
}

/// What is gathered of one authority.
#[derive(Default)]
struct Tally {
    rows: u32,
    /// The latest last day that is not in the future.
    latest: Option<Date>,
    earliest_and_last: Option<(Date, Date)>,
    /// Whether the last day of some row is not known.
    unsure: bool,
    counts: Option<LeaverCounts>,
}

impl Leavers {
    pub(super) fn nil(&mut self, authority: Borough, today: Date) {
        self.tally(Some(authority), today);
    }

    fn tally(&mut self, authority: Option<Borough>, today: Date) -> &mut Tally {
        self.by_authority.entry(authority).or_insert_with(|| Tally {
            counts: LeaverCounts::from_day(kept_from(today)),
            ..Tally::default()
        })
    }

    pub(super) fn judge(&mut self, row: &mut Row<'_>, today: Date) {
        let last_day = row.day(LAST_DAY);
        let window = window(today);
        if let Some(day) = last_day {
            if day < window.0 || window.1 < day {
                row.error(LAST_DAY, Code::C6, Detail::None);
            } else if row.day(ROLE_START).is_some_and(|start| start > day) {
                row.error(LAST_DAY, Code::L1, Detail::Column(ROLE_START.name));
            }
        }
        let redundant =
            |reason: &str| matches!(reason, "voluntary_redundancy" | "compulsory_redundancy");
        if row.word(EXEMPT_BASIS) == Some("redundancy")
            && row.word(REASON).is_some_and(|reason| !redundant(reason))
        {
            row.error(EXEMPT_BASIS, Code::L2, Detail::Column(REASON.name));
        }
        if matches!(row.word(CONTRACT), Some("casual" | "secondment_in")) {
            row.query(CONTRACT, Code::L8, Detail::None);
        }
        let tally = self.tally(row.record.authority, today);
        tally.gather(last_day, today);
        if let (Some(counts), Some(leaver)) = (&mut tally.counts, leaver(row))
            && let Some(leaving) = leaver.leaving()
        {
            counts.add(leaver.last_day, leaving, leaver.to_agency());
        }
    }

    pub(super) fn finish(self, closing: &mut Closing<'_>) -> Verdicts {
        judge_coverage(closing, self.by_authority.keys().copied().collect());
        let placed = closing.is_placed(&self.by_authority);
        let mut facts = BTreeMap::new();
        for (authority, tally) in self.by_authority {
            if placed && !closing.partial {
                tally.judge(authority, closing);
            }
            let known = Facts {
                rows: tally.rows,
                complete_to: closing.file.complete_to,
                latest_leaver: tally.latest,
                leavers: tally.counts,
                ..Facts::default()
            };
            facts.insert(authority, known);
        }
        Verdicts {
            facts,
            breaches: Breaches::default(),
        }
    }
}

impl Tally {
    fn gather(&mut self, last_day: Option<Date>, today: Date) {
        self.rows = self.rows.saturating_add(1);
        let Some(day) = last_day else {
            self.unsure = true;
            return;
        };
        let (earliest, last) = self.earliest_and_last.unwrap_or((day, day));
        self.earliest_and_last = Some((earliest.min(day), last.max(day)));
        if day <= today {
            self.latest = self.latest.max(Some(day));
        }
    }

    /// L6 and L7. Two quarters without a leaver are the six months before today.
    fn judge(&self, authority: Option<Borough>, closing: &mut Closing<'_>) {
        let one_day = self
            .earliest_and_last
            .is_some_and(|(earliest, last)| earliest == last);
        if self.rows >= FEW_ROWS && one_day && !self.unsure {
            let place = Place::Column(LAST_DAY.name);
            let detail = closing.count(authority, self.rows);
            closing.query(place, Code::L6, detail);
        }
        let people = closing
            .before(authority)
            .snapshot
            .and_then(|facts| facts.permanent_headcount);
        let since = closing.today.saturating_sub(MONTHS_WITHOUT.months());
        if people.is_some_and(|people| people > MANY_PEOPLE)
            && !self.unsure
            && self.latest.is_none_or(|latest| latest < since)
        {
            let detail = closing.name(authority);
            closing.query(Place::File, Code::L7, detail);
        }
    }
}

/// What a row says that is complete enough to count.
fn leaver(row: &Row<'_>) -> Option<Leaver> {
    Some(Leaver {
        last_day: row.day(LAST_DAY)?,
        role_start: row.day(ROLE_START),
        contract: row.word(CONTRACT)?,
        reason: row.word(REASON)?,
        destination: row.word(DESTINATION),
        in_probation: row.word(IN_PROBATION) == Some("yes"),
        restriction_exempt: row.is_yes(EXEMPT),
        exempt_basis: row.word(EXEMPT_BASIS),
    })
}

/// What the register keeps of a row.
pub(super) fn entry(row: &Row<'_>) -> Option<Entry> {
    leaver(row)?.departure().map(Entry::Departure)
}

/// The first and the last day of a full statement.
fn window(today: Date) -> (Date, Date) {
    (kept_from(today), today.saturating_add(DAYS_AHEAD.days()))
}

/// L3: the day up to which leavers are complete. The file says it once, for all authorities.
fn judge_coverage(closing: &mut Closing<'_>, authorities: Vec<Option<Borough>>) {
    let Some(day) = closing.file.complete_to else {
        return;
    };
    let place = Place::Column(COMPLETE_TO.name);
    let goes_back = authorities.into_iter().any(|authority| {
        let earlier = closing.before(authority).same_slot;
        earlier
            .and_then(|facts| facts.complete_to)
            .is_some_and(|earlier| day < earlier)
    });
    if goes_back {
        closing.query(place, Code::L3, Detail::None);
    }
}
