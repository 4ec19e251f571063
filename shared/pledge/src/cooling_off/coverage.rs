//! How far the register can be relied on: up to which day authorities have sent their leavers.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::borough::Borough;

/// Days after which an authority's leavers are behind.
const DAYS: i32 = 14;

/// How complete the leavers of all 33 authorities are. Which of them are behind is for the region
/// only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Authorities whose leavers are complete to a day more than 14 days ago, or that never sent
    /// any.
    pub behind: u32,
    /// The Monday of the week up to which the leavers of all authorities are complete; `None` as
    /// long as one of them never sent any.
    pub earliest: Option<Date>,
}

impl Coverage {
    /// The coverage on a day, by the day up to which each authority's leavers are complete.
    #[must_use]
    pub fn of(complete_to: &dyn Fn(Borough) -> Option<Date>, today: Date) -> Self {
        let days: Vec<Option<Date>> = Borough::all().map(complete_to).collect();
        let behind = days.iter().filter(|day| is_behind(**day, today)).count();
        let earliest = days.into_iter().min().flatten();
        Self {
            behind: u32::try_from(behind).unwrap_or(u32::MAX),
            earliest: earliest.map(monday),
        }
    }

    /// Whether every authority's leavers are complete enough.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        self.behind == 0
    }
}

/// Whether leavers that are complete to this day, if to any, are behind.
#[must_use]
pub fn is_behind(complete_to: Option<Date>, today: Date) -> bool {
    complete_to.is_none_or(|day| day < today.saturating_sub(DAYS.days()))
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}
