//! Workforce snapshot: posts, vacancies and people on the last day of the quarter, by job category.

use super::agency_assignments::{AP, IRO, SSW, SW, TM};
use super::everywhere::{EXPLANATION, LA_CODE, NIL_RETURN, QUARTER};
use crate::cell::{Form, Stored};
use crate::column::{Column, Fate, Kind, Needed, Word};

/// The rows of a snapshot.
pub const CATEGORIES: &[Word] = &[
    SW,
    SSW,
    AP,
    TM,
    IRO,
    Word {
        word: "ASYE",
        also: &[],
        meaning: "in the assessed and supported year",
    },
    Word {
        word: "SM",
        also: &["senior manager"],
        meaning: "senior manager",
    },
    Word {
        word: "ALL",
        also: &["total"],
        meaning: "all of them",
    },
];
/// Up to 100,000 posts, in hundredths: more than London has.
const FTE: Kind = Kind::Hundredths {
    positive: false,
    most: 10_000_000,
    step: 1,
};
/// Up to a million.
const COUNT: Kind = Kind::Count(1_000_000);

/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    LA_CODE,
    QUARTER,
    Column {
        name: "job_category",
        also: &["role", "job role", "post"],
        meaning: "The category, ASYE, SM for senior managers, or ALL.",
        example: "SW",
        needed: Needed::Always,
        kind: Kind::Listed(CATEGORIES),
        fate: Fate::Kept(&[Stored {
            name: "job_category",
            form: Form::Listed,
            optional: false,
            meaning: "Category of post, or ALL for the whole authority.",
        }]),
    },
    Column {
        name: "permanent_fte",
        also: &[],
        meaning: "Permanent staff on the last day, full-time equivalent.",
        example: "96.4",
        needed: Needed::Always,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "permanent_fte",
            form: Form::Hundredths,
            optional: false,
            meaning: "Permanent staff on the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "permanent_headcount",
        also: &[],
        meaning: "Permanent staff on the last day, people.",
        example: "104",
        needed: Needed::Always,
        kind: COUNT,
        fate: Fate::Kept(&[Stored {
            name: "permanent_headcount",
            form: Form::Number,
            optional: false,
            meaning: "Permanent staff on the last day, people.",
        }]),
    },
    Column {
        name: "establishment_fte",
        also: &[],
        meaning: "Established posts on the last day, full-time equivalent.",
        example: "120",
        needed: Needed::Always,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "establishment_fte",
            form: Form::Hundredths,
            optional: false,
            meaning: "Established posts on the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "vacancy_fte",
        also: &[],
        meaning: "Vacant posts on the last day, full-time equivalent.",
        example: "23.6",
        needed: Needed::Always,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "vacancy_fte",
            form: Form::Hundredths,
            optional: false,
            meaning: "Vacant posts on the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "agency_fte",
        also: &[],
        meaning: "Agency workers on the last day, full-time equivalent.",
        example: "27",
        needed: Needed::Always,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "agency_fte",
            form: Form::Hundredths,
            optional: false,
            meaning: "Agency workers on the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "agency_headcount",
        also: &[],
        meaning: "Agency workers on the last day, people.",
        example: "28",
        needed: Needed::Always,
        kind: COUNT,
        fate: Fate::Kept(&[Stored {
            name: "agency_headcount",
            form: Form::Number,
            optional: false,
            meaning: "Agency workers on the last day, people.",
        }]),
    },
    Column {
        name: "agency_covering_vacancy_fte",
        also: &[],
        meaning: "Agency workers that cover a vacancy, full-time equivalent.",
        example: "20",
        needed: Needed::Optional,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "agency_covering_vacancy_fte",
            form: Form::Hundredths,
            optional: true,
            meaning: "Agency workers that cover a vacancy, full-time equivalent.",
        }]),
    },
    Column {
        name: "starters_fte",
        also: &[],
        meaning: "Permanent starters in the 12 months to the last day, full-time equivalent.",
        example: "18",
        needed: Needed::Optional,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "starters_fte",
            form: Form::Hundredths,
            optional: true,
            meaning: "Permanent starters in the 12 months to the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "leavers_fte",
        also: &[],
        meaning: "Permanent leavers in the 12 months to the last day, full-time equivalent.",
        example: "15.5",
        needed: Needed::Optional,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "leavers_fte",
            form: Form::Hundredths,
            optional: true,
            meaning: "Permanent leavers in the 12 months to the last day, full-time equivalent.",
        }]),
    },
    Column {
        name: "sickness_days",
        also: &[],
        meaning: "Days lost to sickness in the quarter.",
        example: "210",
        needed: Needed::Optional,
        kind: FTE,
        fate: Fate::Kept(&[Stored {
            name: "sickness_days",
            form: Form::Hundredths,
            optional: true,
            meaning: "Days lost to sickness in the quarter.",
        }]),
    },
    Column {
        name: "cases",
        also: &[],
        meaning: "Cases held.",
        example: "1480",
        needed: Needed::Optional,
        kind: COUNT,
        fate: Fate::Kept(&[Stored {
            name: "cases",
            form: Form::Number,
            optional: true,
            meaning: "Cases held.",
        }]),
    },
    Column {
        name: "asye_headcount",
        also: &[],
        meaning: "People in the assessed and supported year.",
        example: "9",
        needed: Needed::Optional,
        kind: COUNT,
        fate: Fate::Kept(&[Stored {
            name: "asye_headcount",
            form: Form::Number,
            optional: true,
            meaning: "People in the assessed and supported year.",
        }]),
    },
    NIL_RETURN,
    EXPLANATION,
];
