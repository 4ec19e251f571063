//! The rules on how soon somebody who left a permanent post may be engaged from an agency, as
//! dated lines: how many months, whom they bind, whose leavers count, what exempts.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::load::in_order;
use super::table::{RULES, period, yes_or_no};
use super::{Broken, Period, Reference};
use crate::register::Exemption;

/// The only region there is.
const REGION: &str = "london";
/// The register keeps a departure for 13 months, and a question may be about a start six months
/// ago: a rule that reached back further than the rest could not be answered.
const MOST_MONTHS: i32 = 7;

/// Which rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleId {
    /// The London Pledge.
    Pledge,
    /// The statutory guidance for England.
    National,
}

/// Where a rule looks for the post that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// At any other employer in London.
    #[serde(rename = "elsewhere in London")]
    ElsewhereInLondon,
    /// At any authority of the region, the own one among them.
    #[serde(rename = "same region")]
    SameRegion,
}

/// One rule, while one line of it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// For how many calendar months after the last day it restricts.
    pub months: i32,
    /// Where it looks.
    pub scope: Scope,
    /// Whether it binds only members of the Pledge when they engage somebody.
    pub binds_members_only: bool,
    /// Whether those count who left an authority that is no member.
    pub non_member_leavers: bool,
    /// Whether a fixed term in a substantive post counts as a permanent post.
    pub fixed_term: bool,
    /// What exempts a departure, once a person looked into it.
    pub exemptions: Vec<Exemption>,
    period: Period,
}

impl RuleId {
    /// All of them, in the order in which answers have them.
    pub const ALL: [Self; 2] = [Self::Pledge, Self::National];

    /// The word for it in reference data, lists and answers.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pledge => "pledge",
            Self::National => "national",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Scope {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ElsewhereInLondon, Self::SameRegion];

    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ElsewhereInLondon => "elsewhere in London",
            Self::SameRegion => "same region",
        }
    }

    /// Whether a return to the employer that was left is restricted as well.
    #[must_use]
    pub const fn holds_own_employer(self) -> bool {
        matches!(self, Self::SameRegion)
    }
}

impl Rule {
    /// The first day on which somebody may be engaged whose last day this was: calendar months
    /// later, or the last day of the month where it has no such day.
    #[must_use]
    pub fn eligible_from(&self, last_day: Date) -> Date {
        last_day.saturating_add(self.months.months())
    }

    pub(super) fn read(cells: &[&str]) -> Option<Self> {
        let [
            id,
            months,
            REGION,
            scope,
            binds,
            non_member_leavers,
            fixed_term,
            exemptions,
            from,
            to,
        ] = cells
        else {
            return None;
        };
        let named = |word: &str| Exemption::ALL.into_iter().find(|one| one.word() == word);
        let words = exemptions.split('|').filter(|_| !exemptions.is_empty());
        Some(Self {
            id: RuleId::ALL.into_iter().find(|rule| rule.word() == *id)?,
            months: months
                .parse()
                .ok()
                .filter(|months| (1..=MOST_MONTHS).contains(months))?,
            scope: Scope::ALL
                .into_iter()
                .find(|known| known.words() == *scope)?,
            binds_members_only: match *binds {
                "members" => true,
                "all" => false,
                _ => return None,
            },
            non_member_leavers: yes_or_no(non_member_leavers)?,
            fixed_term: yes_or_no(fixed_term)?,
            exemptions: words.map(named).collect::<Option<_>>()?,
            period: period(from, to)?,
        })
    }
}

impl Reference {
    /// The rules that apply to an engagement that starts on this day, in the order of
    /// [`RuleId::ALL`]; of several lines in force for one rule, the latest.
    pub fn rules_on(&self, start: Date) -> impl Iterator<Item = &Rule> {
        RuleId::ALL.into_iter().filter_map(move |id| {
            self.rules
                .iter()
                .filter(|rule| rule.id == id && rule.period.holds(start))
                .max_by_key(|rule| rule.period.from)
        })
    }
}

/// That the lines are in order, and no two contradict each other.
pub(super) fn judge(rules: &[Rule]) -> Result<(), Broken> {
    in_order(&RULES, rules, |rule| rule.period)?;
    RULES.once(rules.iter().map(|rule| (rule.id, rule.period.from)))
}
