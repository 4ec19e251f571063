//! Permanent leavers: a full statement, on any day, of everyone whose last day in a permanent post
//! lies from 13 months ago to 190 days ahead.
//!
//! **Invariant:** nothing of it is stored by row in a dataset: no fate here has a stored column.

use super::agency_assignments::{AP, IRO, SSW, SW, TM};
use super::everywhere::{EXPLANATION, NIL_RETURN};
use crate::column::{Column, Fate, Kind, Needed, Word};

/// The contract that ended.
pub const CONTRACT_TYPES: &[Word] = &[
    Word {
        word: "permanent",
        also: &[],
        meaning: "permanent",
    },
    Word {
        word: "fixed_term_substantive",
        also: &["fixed term"],
        meaning: "fixed term in a substantive post",
    },
    Word {
        word: "apprenticeship",
        also: &[],
        meaning: "apprenticeship",
    },
    Word {
        word: "secondment_in",
        also: &[],
        meaning: "seconded from elsewhere: not registered",
    },
    Word {
        word: "casual",
        also: &[],
        meaning: "casual: not registered",
    },
];
/// The post that was left: a job category, or the role of the workforce census.
pub const POSTS: &[Word] = &[
    SW,
    SSW,
    AP,
    TM,
    IRO,
    Word {
        word: "SM",
        also: &["senior manager", "1"],
        meaning: "senior manager (census role 1)",
    },
    Word {
        word: "MM",
        also: &["middle manager", "2"],
        meaning: "middle manager (census role 2)",
    },
    Word {
        word: "FLM",
        also: &["first line manager", "3"],
        meaning: "first line manager (census role 3)",
    },
    Word {
        word: "SP",
        also: &["senior practitioner", "4"],
        meaning: "senior practitioner (census role 4)",
    },
    Word {
        word: "CH",
        also: &["case holder", "5"],
        meaning: "case holder (census role 5)",
    },
    Word {
        word: "QWC",
        also: &["qualified without cases", "6"],
        meaning: "qualified without cases (census role 6)",
    },
];
/// Why the person left, as the workforce census has it.
pub const REASONS: &[Word] = &[
    Word {
        word: "resignation",
        also: &["1"],
        meaning: "resigned",
    },
    Word {
        word: "voluntary_redundancy",
        also: &["2"],
        meaning: "voluntary redundancy",
    },
    Word {
        word: "compulsory_redundancy",
        also: &["3"],
        meaning: "compulsory redundancy",
    },
    Word {
        word: "dismissed",
        also: &["4"],
        meaning: "dismissed",
    },
    Word {
        word: "retired",
        also: &["5"],
        meaning: "retired",
    },
    Word {
        word: "deceased",
        also: &["6"],
        meaning: "died: not registered",
    },
    Word {
        word: "moved_within",
        also: &["7", "moved within the authority"],
        meaning: "moved within the authority: not registered",
    },
    Word {
        word: "other",
        also: &["8"],
        meaning: "any other",
    },
    Word {
        word: "not_known",
        also: &["9"],
        meaning: "not known",
    },
    Word {
        word: "not_yet_collected",
        also: &["10"],
        meaning: "not yet collected",
    },
];
/// Where the person went, as the workforce census has it.
pub const DESTINATIONS: &[Word] = &[
    Word {
        word: "la_children",
        also: &["1"],
        meaning: "another authority's children's services",
    },
    Word {
        word: "la_other",
        also: &["2"],
        meaning: "another post in an authority",
    },
    Word {
        word: "agency",
        also: &["3"],
        meaning: "agency social work",
    },
    Word {
        word: "other_social_work",
        also: &["4"],
        meaning: "social work elsewhere",
    },
    Word {
        word: "education",
        also: &["5"],
        meaning: "education or health",
    },
    Word {
        word: "other_employment",
        also: &["6"],
        meaning: "other employment",
    },
    Word {
        word: "not_employed",
        also: &["7"],
        meaning: "not in employment",
    },
    Word {
        word: "other",
        also: &["8"],
        meaning: "any other",
    },
    Word {
        word: "not_known",
        also: &["9"],
        meaning: "not known",
    },
];
/// Why the restriction does not apply.
pub const EXEMPT_BASES: &[Word] = &[
    Word {
        word: "redundancy",
        also: &[],
        meaning: "made redundant",
    },
    Word {
        word: "probation",
        also: &[],
        meaning: "left in probation",
    },
    Word {
        word: "internal_transfer",
        also: &[],
        meaning: "moved to another post of the authority",
    },
    Word {
        word: "tupe",
        also: &[],
        meaning: "transferred with the undertaking",
    },
    Word {
        word: "other",
        also: &[],
        meaning: "any other",
    },
];
/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "la_code",
        also: &["la", "local authority", "borough", "authority"],
        meaning: "The authority, where a folder files for several.",
        example: "E09000007",
        needed: Needed::BySeveral,
        kind: Kind::Authority,
        fate: Fate::Register,
    },
    Column {
        name: "complete_to",
        also: &["complete up to"],
        meaning: "The day up to which this statement lists every leaver, the same in every row.",
        example: "2026-10-20",
        needed: Needed::OnceInFile,
        kind: Kind::Day,
        fate: Fate::Register,
    },
    Column {
        name: "swe_number",
        also: &[
            "swe no",
            "social work england number",
            "registration number",
            "sweid",
        ],
        meaning: "The worker's registration number with Social Work England.",
        example: "SW123456",
        needed: Needed::Always,
        kind: Kind::Registration,
        fate: Fate::Identifies(None),
    },
    Column {
        name: "last_day",
        also: &["date left", "leaving date", "RoleEndDate"],
        meaning: "The last day in the permanent post.",
        example: "2026-08-31",
        needed: Needed::Always,
        kind: Kind::Day,
        fate: Fate::Register,
    },
    Column {
        name: "contract_type",
        also: &["contract"],
        meaning: "The contract that ended.",
        example: "permanent",
        needed: Needed::Always,
        kind: Kind::Listed(CONTRACT_TYPES),
        fate: Fate::Decides,
    },
    Column {
        name: "job_category",
        also: &["role", "job role", "post", "OrgRole"],
        meaning: "The category of the post, or its role in the workforce census, 1 to 6.",
        example: "SW",
        needed: Needed::Always,
        kind: Kind::Listed(POSTS),
        fate: Fate::Dropped,
    },
    Column {
        name: "asye",
        also: &["asye status"],
        meaning: "Whether the person was in the assessed and supported year.",
        example: "N",
        needed: Needed::Optional,
        kind: Kind::YesNo,
        fate: Fate::Dropped,
    },
    Column {
        name: "reason_left",
        also: &["reason for leaving", "ReasonLeave"],
        meaning: "Why the person left, by its number in the workforce census or in words. It is never part of an answer.",
        example: "1",
        needed: Needed::Always,
        kind: Kind::Listed(REASONS),
        fate: Fate::Counts,
    },
    Column {
        name: "destination",
        also: &["LeaverDestination", "destination on leaving"],
        meaning: "Where the person went, by its number in the workforce census or in words.",
        example: "9",
        needed: Needed::Optional,
        kind: Kind::Listed(DESTINATIONS),
        fate: Fate::Counts,
    },
    Column {
        name: "in_probation",
        also: &["probation"],
        meaning: "Whether the person left in probation.",
        example: "N",
        needed: Needed::Always,
        kind: Kind::YesNoUnknown,
        fate: Fate::Decides,
    },
    Column {
        name: "role_start_date",
        also: &["RoleStartDate", "date started"],
        meaning: "First day in the permanent post.",
        example: "2021-04-06",
        needed: Needed::Optional,
        kind: Kind::Day,
        fate: Fate::Register,
    },
    Column {
        name: "fte",
        also: &["FTE30Sept", "full time equivalent"],
        meaning: "Part of a full-time post, over 0, up to 1.",
        example: "1",
        needed: Needed::Optional,
        kind: Kind::Hundredths {
            positive: true,
            most: 100,
            step: 0,
        },
        fate: Fate::Dropped,
    },
    Column {
        name: "restriction_exempt",
        also: &["exempt"],
        meaning: "Whether the restriction does not apply.",
        example: "N",
        needed: Needed::Optional,
        kind: Kind::YesNo,
        fate: Fate::Decides,
    },
    Column {
        name: "exempt_basis",
        also: &["exemption basis"],
        meaning: "Why it does not apply.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Listed(EXEMPT_BASES),
        fate: Fate::Decides,
    },
    Column {
        name: "confirm_withdrawals",
        also: &["withdrawals confirmed"],
        meaning: "Y if it is right that many whom your last statement listed are missing from this one.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::YesNo,
        fate: Fate::Decides,
    },
    NIL_RETURN,
    EXPLANATION,
];
