//! What is true of a generated region: computed from the people in memory, never from the files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that was planted, and everything that follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The plan's seed.
    pub seed: u64,
    /// One entry for each file, in the order of [`crate::Region::files`].
    pub files: Vec<FileTruth>,
    /// One entry for each quarter.
    pub quarters: Vec<QuarterTruth>,
}

/// What is true of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTruth {
    /// ONS code of the folder it is uploaded to.
    pub folder: String,
    /// Its name within the folder, which may have folders of its own.
    pub name: String,
    /// The quarter in which it is uploaded the month after.
    pub quarter: String,
    /// The return it is.
    #[serde(rename = "return")]
    pub kind: String,
    /// 1 for a first upload, 2 for a resubmission.
    pub round: u8,
    /// ONS codes of the authorities whose slots it fills.
    pub authorities: Vec<String>,
    /// Data rows: neither an example row, nor blank ones, nor the row of a nil return.
    pub rows: usize,
    /// `published`, `rejected` or `nil` (which is published too).
    pub outcome: String,
    /// The errors and queries planted, all there are to find.
    pub findings: Vec<Finding>,
    /// Queries without an explanation.
    pub open_queries: usize,
    /// Queries with an explanation.
    pub explained_queries: usize,
    /// Leavers whom the statement before listed, whose last day is still in the window, and who are
    /// listed no more.
    pub withdrawn: usize,
    /// `utf-8`, `utf-8-bom`, `utf-16` (with its mark) or `windows-1252`.
    pub encoding: String,
    /// Places, from 1, of the columns that nobody asked for.
    pub extra_columns: Vec<usize>,
    /// Cells not written as the template has it, by kind: `registration`, `money` (marks to be
    /// stripped), `date`, `yes_no`, `alias` (of a listed word) and `quarter`.
    pub repairs: BTreeMap<String, u32>,
}

/// One error or query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its stable code.
    pub code: String,
    /// The row as a spreadsheet numbers it; none for the file as a whole.
    pub row: Option<usize>,
    /// Our name for the column. Where a rule looks at several, the one that was changed.
    pub column: Option<String>,
    /// Whether the row explains it by a code.
    pub explained: bool,
}

/// What is true of one quarter, over the files finally in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterTruth {
    /// `2026Q3`.
    pub quarter: String,
    /// The day of the uploads.
    pub uploaded_on: String,
    /// Each authority's final status.
    pub statuses: Vec<Status>,
    /// The region's table: every area and role.
    pub cells: Vec<TableCell>,
    /// Assignments declared clear that a rule forbids after the permanent post their worker left.
    pub conflicts: Vec<Conflict>,
    /// Assignments of people who left a permanent post, that are no conflict, and why.
    pub near_conflicts: Vec<NearConflict>,
    /// New engagements by role, `all` last.
    pub engagements: Vec<EngagementCount>,
    /// Leavers of the quarter, by authority and reason; those that are none are left out.
    pub leavers: Vec<LeaverCount>,
    /// Assignments of workers who have more than 48 hours a week in several authorities (rule A2).
    pub overworked: Vec<Place>,
    /// Leavers whom two authorities list within 7 days of each other (rule L4).
    pub left_twice: Vec<Place>,
    /// Assignments above the cap.
    pub cap_breaches: Vec<CapBreach>,
    /// Assignments of workers without three years' experience (rule A10).
    pub inexperienced: Vec<Place>,
}

/// An authority's status in a quarter: `published`, `nil`, `missing` or `refused` by return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// ONS code.
    pub authority: String,
    /// Of `agency_assignments`.
    pub agency_assignments: String,
    /// Of `permanent_leavers`, in this quarter's uploads (an earlier statement stays in force).
    pub permanent_leavers: String,
    /// Of `workforce_snapshot`.
    pub workforce_snapshot: String,
}

/// One cell of the region's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCell {
    /// A sub-region, or `region`.
    pub area: String,
    /// A job category, or `all`.
    pub role: String,
    /// Assignments live on any day of the quarter.
    pub assignments: usize,
    /// Distinct workers among them.
    pub workers: usize,
    /// Boroughs that have any.
    pub boroughs: usize,
    /// Suppliers that have any; all that the list does not know count as one.
    pub suppliers: usize,
    /// Mean rate in pence, rounded half away from zero.
    pub mean_pence: Option<u32>,
    /// First quartile (type 7) in pence.
    pub q1_pence: Option<u32>,
    /// Median in pence.
    pub median_pence: Option<u32>,
    /// Third quartile in pence.
    pub q3_pence: Option<u32>,
    /// 90th percentile in pence.
    pub p90_pence: Option<u32>,
    /// Assignments above the cap.
    pub above_cap: usize,
    /// Of these: approved by the start.
    pub exceptions_approved: usize,
    /// Of these: approved after the start.
    pub exceptions_late: usize,
    /// Of these: never approved.
    pub exceptions_missing: usize,
    /// Agency ÷ (agency + permanent), full-time equivalents, in hundredths of a per cent.
    pub agency_share: Option<u32>,
    /// Vacancy ÷ (vacancy + permanent), likewise.
    pub vacancy_rate: Option<u32>,
    /// Leavers of 12 months ÷ permanent, likewise.
    pub turnover: Option<u32>,
}

/// New engagements of a role: those that began in the 13 months before the upload, each once,
/// however often it was extended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementCount {
    /// A job category, or `all`.
    pub role: String,
    /// How many.
    pub engagements: usize,
    /// Of these: a rule forbade them.
    pub early: usize,
    /// Of these: declared clear.
    pub declared_clear: usize,
}

/// Leavers of an authority with their last day in the quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverCount {
    /// ONS code.
    pub authority: String,
    /// `resignation`, `redundancy` or `other`.
    pub reason: String,
    /// Those who went to an agency.
    pub to_agency: usize,
    /// Those who did not, or of whom the authority does not say.
    pub elsewhere: usize,
}

/// A row in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// ONS code of the hiring authority.
    pub authority: String,
    /// The file, as [`crate::UploadFile::path`] has it.
    pub file: String,
    /// The row as a spreadsheet numbers it.
    pub row: usize,
}

/// An engagement too early after a permanent post elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The hiring authority's row.
    #[serde(flatten)]
    pub place: Place,
    /// The rules that forbid it: `pledge`, `national`.
    pub rules: Vec<String>,
    /// The worker's registration number in its canonical form.
    pub number: String,
    /// ONS code of the authority left.
    pub left: String,
    /// Last day there.
    pub last_day: String,
    /// First day of the post there.
    pub role_start: String,
    /// Start of the engagement: of the first of the assignments there that follow each other.
    pub start: String,
}

/// What looks like a conflict and is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearConflict {
    /// The two sides.
    #[serde(flatten)]
    pub sides: Conflict,
    /// `same_employer`, `six_months_over`, `before_post`, `exempt`, `not_registered`, `not_member`,
    /// `not_new` where it began more than 13 months before the upload, or `declared` where a rule
    /// forbids it and the hiring authority did not declare the worker clear.
    pub why: String,
}

/// A rate above the cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapBreach {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// `approved`, `late` or `none`.
    pub approval: String,
}

impl Truth {
    /// The truth as indented JSON, the same for the same region.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
