//! The code lists of agency assignments.

use crate::column::Word;

pub(in crate::returns) const SW: Word = Word {
    word: "SW",
    also: &["social worker"],
    meaning: "social worker",
};
pub(in crate::returns) const SSW: Word = Word {
    word: "SSW",
    also: &["senior social worker", "snr sw"],
    meaning: "senior social worker",
};
pub(in crate::returns) const AP: Word = Word {
    word: "AP",
    also: &["advanced practitioner"],
    meaning: "advanced practitioner",
};
pub(in crate::returns) const TM: Word = Word {
    word: "TM",
    also: &["team manager"],
    meaning: "team manager",
};
pub(in crate::returns) const IRO: Word = Word {
    word: "IRO",
    also: &[
        "independent reviewing officer",
        "reviewing officer",
        "conference chair",
    ],
    meaning: "reviewing officer or conference chair",
};

/// The categories of post whose rates are compared.
pub const JOB_CATEGORIES: &[Word] = &[SW, SSW, AP, TM, IRO];
/// The services in which a worker is placed.
pub const SERVICE_AREAS: &[Word] = &[
    Word {
        word: "assessment",
        also: &[],
        meaning: "assessment and referral",
    },
    Word {
        word: "cin_cp",
        also: &["cin/cp", "cin and cp"],
        meaning: "children in need and child protection",
    },
    Word {
        word: "court",
        also: &[],
        meaning: "court work",
    },
    Word {
        word: "cla",
        also: &["looked after children", "lac"],
        meaning: "children looked after",
    },
    Word {
        word: "leaving_care",
        also: &[],
        meaning: "care leavers",
    },
    Word {
        word: "fostering",
        also: &[],
        meaning: "fostering",
    },
    Word {
        word: "adoption",
        also: &[],
        meaning: "adoption",
    },
    Word {
        word: "cwd",
        also: &["children with disabilities"],
        meaning: "children with disabilities",
    },
    Word {
        word: "edt",
        also: &["emergency duty team"],
        meaning: "emergency duty",
    },
    Word {
        word: "qa_iro",
        also: &["qa/iro"],
        meaning: "quality assurance and reviewing",
    },
    Word {
        word: "yjs",
        also: &["youth justice"],
        meaning: "youth justice",
    },
    Word {
        word: "mash",
        also: &[],
        meaning: "multi-agency safeguarding hub",
    },
    Word {
        word: "management",
        also: &[],
        meaning: "management",
    },
    Word {
        word: "other",
        also: &[],
        meaning: "any other",
    },
];
/// How the worker was procured.
pub const SUPPLY_ROUTES: &[Word] = &[
    Word {
        word: "msp_master",
        also: &["master vendor"],
        meaning: "managed service, master vendor",
    },
    Word {
        word: "msp_neutral",
        also: &["neutral vendor"],
        meaning: "managed service, neutral vendor",
    },
    Word {
        word: "direct",
        also: &[],
        meaning: "directly from an agency",
    },
    Word {
        word: "framework",
        also: &[],
        meaning: "under a framework",
    },
    Word {
        word: "project_team",
        also: &[],
        meaning: "as one of a project team",
    },
    Word {
        word: "sow",
        also: &["statement of work"],
        meaning: "under a statement of work",
    },
];
/// How the worker is paid.
pub const ENGAGEMENT_TYPES: &[Word] = &[
    Word {
        word: "paye",
        also: &[],
        meaning: "PAYE by the agency",
    },
    Word {
        word: "umbrella",
        also: &[],
        meaning: "through an umbrella company",
    },
    Word {
        word: "ltd_inside",
        also: &["limited inside ir35", "ltd inside ir35"],
        meaning: "own limited company, inside IR35",
    },
    Word {
        word: "ltd_outside",
        also: &["limited outside ir35", "ltd outside ir35"],
        meaning: "own limited company, outside IR35",
    },
];
/// What additional pay is for.
pub const ADDITIONAL_PAY_TYPES: &[Word] = &[
    Word {
        word: "expenses",
        also: &[],
        meaning: "expenses",
    },
    Word {
        word: "retention",
        also: &[],
        meaning: "retention",
    },
    Word {
        word: "weekend",
        also: &[],
        meaning: "weekend work",
    },
    Word {
        word: "market",
        also: &[],
        meaning: "market supplement",
    },
    Word {
        word: "other",
        also: &[],
        meaning: "any other",
    },
];
/// Why an assignment ended.
pub const END_REASONS: &[Word] = &[
    Word {
        word: "contract_end",
        also: &[],
        meaning: "the contract ran out",
    },
    Word {
        word: "worker_notice",
        also: &[],
        meaning: "the worker gave notice",
    },
    Word {
        word: "la_ended_performance",
        also: &[],
        meaning: "ended by the authority, for performance",
    },
    Word {
        word: "la_ended_other",
        also: &[],
        meaning: "ended by the authority, otherwise",
    },
    Word {
        word: "converted_permanent",
        also: &[],
        meaning: "took a permanent post here",
    },
    Word {
        word: "moved_la",
        also: &[],
        meaning: "moved to another authority",
    },
    Word {
        word: "other",
        also: &[],
        meaning: "any other",
    },
    Word {
        word: "unknown",
        also: &["not known"],
        meaning: "not known",
    },
];
/// What the assignment covers.
pub const COVER_REASONS: &[Word] = &[
    Word {
        word: "vacancy",
        also: &[],
        meaning: "a vacancy",
    },
    Word {
        word: "maternity_sickness",
        also: &[],
        meaning: "maternity or sickness",
    },
    Word {
        word: "demand",
        also: &[],
        meaning: "demand",
    },
    Word {
        word: "project",
        also: &[],
        meaning: "a project",
    },
    Word {
        word: "hard_to_fill",
        also: &[],
        meaning: "a post that is hard to fill",
    },
    Word {
        word: "other",
        also: &[],
        meaning: "any other",
    },
];
/// What the hiring desk declares on the six months.
pub const COOLOFF: &[Word] = &[
    Word {
        word: "clear",
        also: &[],
        meaning: "checked: no permanent post left in London within six months",
    },
    Word {
        word: "exempt",
        also: &[],
        meaning: "checked: exempt",
    },
    Word {
        word: "conflict",
        also: &[],
        meaning: "checked: engaged all the same",
    },
    Word {
        word: "not_checked",
        also: &[],
        meaning: "not checked",
    },
];
/// Whether an exception to the cap was approved.
pub const EXCEPTIONS: &[Word] = &[
    Word {
        word: "none",
        also: &[],
        meaning: "no exception",
    },
    Word {
        word: "approved",
        also: &[],
        meaning: "approved by the start",
    },
    Word {
        word: "late",
        also: &[],
        meaning: "approved after the start",
    },
];
