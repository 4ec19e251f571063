//! Agency assignments: one row for each assignment live on any day of the quarter.

use crate::cell::{Form, Stored};
use crate::column::{Column, Fate, Kind, Needed, Word};

pub(super) const SW: Word = Word {
    word: "SW",
    also: &["social worker"],
    meaning: "social worker",
};
pub(super) const SSW: Word = Word {
    word: "SSW",
    also: &["senior social worker", "snr sw"],
    meaning: "senior social worker",
};
pub(super) const AP: Word = Word {
    word: "AP",
    also: &["advanced practitioner"],
    meaning: "advanced practitioner",
};
pub(super) const TM: Word = Word {
    word: "TM",
    also: &["team manager"],
    meaning: "team manager",
};
pub(super) const IRO: Word = Word {
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
/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "la_code",
        also: &["la", "local authority", "borough", "authority"],
        meaning: "The authority, where a folder files for several.",
        example: "E09000007",
        needed: Needed::BySeveral,
        kind: Kind::Authority,
        fate: Fate::Kept(&[
            Stored {
                name: "la_code",
                form: Form::Borough,
                optional: false,
                meaning: "ONS code of the authority that engages the worker.",
            },
            Stored {
                name: "sub_region",
                form: Form::Listed,
                optional: false,
                meaning: "Sub-region of that authority.",
            },
        ]),
    },
    Column {
        name: "quarter",
        also: &["period", "return quarter"],
        meaning: "The quarter of the calendar year that the return is for, the same in every row.",
        example: "2026Q3",
        needed: Needed::OnceInFile,
        kind: Kind::Quarter,
        fate: Fate::Kept(&[]),
    },
    Column {
        name: "record_ref",
        also: &["reference", "row reference", "record reference"],
        meaning: "Your own reference for the row, so that you find it again; it is not kept.",
        example: "A-0001",
        needed: Needed::Always,
        kind: Kind::Reference(40),
        fate: Fate::Dropped,
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
        fate: Fate::Identifies(Some(Stored {
            name: "worker",
            form: Form::Worker,
            optional: false,
            meaning: "Pseudonym of the worker, the same in all files of one financial year.",
        })),
    },
    Column {
        name: "job_category",
        also: &["role", "job role", "post"],
        meaning: "The category of the post.",
        example: "SW",
        needed: Needed::Always,
        kind: Kind::Listed(JOB_CATEGORIES),
        fate: Fate::Kept(&[Stored {
            name: "job_category",
            form: Form::Listed,
            optional: false,
            meaning: "Category of the post: SW, SSW, AP, TM or IRO.",
        }]),
    },
    Column {
        name: "local_job_title",
        also: &["job title", "post title"],
        meaning: "Your own title of the post; compared with the category and not kept.",
        example: "Social Worker",
        needed: Needed::Optional,
        kind: Kind::JobTitle,
        fate: Fate::Decides,
    },
    Column {
        name: "service_area",
        also: &["service", "team type"],
        meaning: "The service in which the worker is placed.",
        example: "assessment",
        needed: Needed::Optional,
        kind: Kind::Listed(SERVICE_AREAS),
        fate: Fate::Kept(&[Stored {
            name: "service_area",
            form: Form::Listed,
            optional: true,
            meaning: "Service in which the worker is placed.",
        }]),
    },
    Column {
        name: "supply_route",
        also: &["route to supply", "procurement route"],
        meaning: "How the worker was procured.",
        example: "msp_neutral",
        needed: Needed::Always,
        kind: Kind::Listed(SUPPLY_ROUTES),
        fate: Fate::Kept(&[Stored {
            name: "supply_route",
            form: Form::Listed,
            optional: false,
            meaning: "How the worker was procured.",
        }]),
    },
    Column {
        name: "supplier",
        also: &["agency", "agency name", "supplier name"],
        meaning: "The agency, by its name or key in the list of suppliers; a company of one person is unlisted.",
        example: "unlisted",
        needed: Needed::Always,
        kind: Kind::Supplier,
        fate: Fate::Restricted(&[Stored {
            name: "supplier_number",
            form: Form::Entry,
            optional: false,
            meaning: "Number of the agency in the list of suppliers, 0 where it is not on it.",
        }]),
    },
    Column {
        name: "engagement_type",
        also: &["payment type", "tax status"],
        meaning: "How the worker is paid.",
        example: "umbrella",
        needed: Needed::Always,
        kind: Kind::Listed(ENGAGEMENT_TYPES),
        fate: Fate::Kept(&[Stored {
            name: "engagement_type",
            form: Form::Listed,
            optional: false,
            meaning: "How the worker is paid.",
        }]),
    },
    Column {
        name: "pay_rate_hourly",
        also: &["pay rate", "hourly pay rate", "worker pay rate"],
        meaning: "What the worker is paid for an hour, in pounds; from the living wage to 120.",
        example: "31.50",
        needed: Needed::Always,
        kind: Kind::Money(1, 12_000),
        fate: Fate::Restricted(&[Stored {
            name: "pay_rate_hourly",
            form: Form::Pence,
            optional: false,
            meaning: "Pay for an hour, in pounds.",
        }]),
    },
    Column {
        name: "cap_basis_rate_hourly",
        also: &["cap basis rate", "umbrella rate", "pledge rate"],
        meaning: "The rate to which the cap applies: pay, employer's National Insurance, apprenticeship levy and holiday pay. For PAYE it may be blank and is then computed.",
        example: "39.20",
        needed: Needed::UnlessPaye,
        kind: Kind::Money(1, 99_999),
        fate: Fate::Restricted(&[
            Stored {
                name: "cap_basis_rate_hourly",
                form: Form::Pence,
                optional: false,
                meaning: "Rate to which the cap applies, in pounds; computed for PAYE where it was blank.",
            },
            Stored {
                name: "cap_basis_computed",
                form: Form::Flag,
                optional: false,
                meaning: "Whether the cap-basis rate was computed from a PAYE rate.",
            },
        ]),
    },
    Column {
        name: "charge_rate_hourly",
        also: &["charge rate", "hourly charge rate"],
        meaning: "What you are charged for an hour, before VAT.",
        example: "43.10",
        needed: Needed::Optional,
        kind: Kind::Money(1, 99_999),
        fate: Fate::Restricted(&[Stored {
            name: "charge_rate_hourly",
            form: Form::Pence,
            optional: true,
            meaning: "Charge for an hour before VAT, in pounds.",
        }]),
    },
    Column {
        name: "additional_pay_hourly",
        also: &["additional pay"],
        meaning: "Anything paid beside the rate, by the hour.",
        example: "0.00",
        needed: Needed::Optional,
        kind: Kind::Money(0, 99_999),
        fate: Fate::Restricted(&[Stored {
            name: "additional_pay_hourly",
            form: Form::Pence,
            optional: true,
            meaning: "Additional pay for an hour, in pounds.",
        }]),
    },
    Column {
        name: "additional_pay_type",
        also: &["additional pay reason"],
        meaning: "What the additional pay is for.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Listed(ADDITIONAL_PAY_TYPES),
        fate: Fate::Restricted(&[Stored {
            name: "additional_pay_type",
            form: Form::Listed,
            optional: true,
            meaning: "What additional pay is for.",
        }]),
    },
    Column {
        name: "hours_per_week",
        also: &["hours", "weekly hours"],
        meaning: "Contracted hours in a week, to the quarter of an hour.",
        example: "36",
        needed: Needed::Always,
        kind: Kind::Hundredths {
            positive: true,
            most: 6000,
            step: 25,
        },
        fate: Fate::Kept(&[Stored {
            name: "hours_per_week",
            form: Form::Hundredths,
            optional: false,
            meaning: "Contracted hours in a week.",
        }]),
    },
    Column {
        name: "start_date",
        also: &["assignment start", "start"],
        meaning: "First day of the assignment.",
        example: "2026-05-11",
        needed: Needed::Always,
        kind: Kind::Day,
        fate: Fate::Generalised(Stored {
            name: "start_month",
            form: Form::Day,
            optional: false,
            meaning: "First day of the month in which the assignment started.",
        }),
    },
    Column {
        name: "original_start_date",
        also: &["original start"],
        meaning: "First day with you in an unbroken row of assignments.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Day,
        fate: Fate::Generalised(Stored {
            name: "original_start_month",
            form: Form::Day,
            optional: true,
            meaning: "First day of the month in which the worker first started there.",
        }),
    },
    Column {
        name: "end_date",
        also: &["assignment end", "end"],
        meaning: "Last day of the assignment; blank while it goes on.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Day,
        fate: Fate::Generalised(Stored {
            name: "end_month",
            form: Form::Day,
            optional: true,
            meaning: "First day of the month in which the assignment ended.",
        }),
    },
    Column {
        name: "end_reason",
        also: &["reason ended", "reason for ending"],
        meaning: "Why the assignment ended; blank while the end is only planned.",
        example: "",
        needed: Needed::WhenEnded,
        kind: Kind::Listed(END_REASONS),
        fate: Fate::Kept(&[Stored {
            name: "end_reason",
            form: Form::Listed,
            optional: true,
            meaning: "Why the assignment ended.",
        }]),
    },
    Column {
        name: "cover_reason",
        also: &["reason for cover", "reason for agency worker"],
        meaning: "What the assignment covers.",
        example: "vacancy",
        needed: Needed::Optional,
        kind: Kind::Listed(COVER_REASONS),
        fate: Fate::Kept(&[Stored {
            name: "cover_reason",
            form: Form::Listed,
            optional: true,
            meaning: "What the assignment covers.",
        }]),
    },
    Column {
        name: "project_team",
        also: &["project team worker"],
        meaning: "Whether the worker is one of a project team.",
        example: "N",
        needed: Needed::Always,
        kind: Kind::YesNo,
        fate: Fate::Kept(&[Stored {
            name: "project_team",
            form: Form::Flag,
            optional: false,
            meaning: "Whether the worker is one of a project team.",
        }]),
    },
    Column {
        name: "pqe_3_years",
        also: &["3 years pqe", "three years post qualifying experience"],
        meaning: "Whether the worker has three years of experience after qualifying.",
        example: "Y",
        needed: Needed::Always,
        kind: Kind::YesNoUnknown,
        fate: Fate::Kept(&[Stored {
            name: "pqe_3_years",
            form: Form::Listed,
            optional: false,
            meaning: "Whether the worker has three years of experience after qualifying: yes, no or unknown.",
        }]),
    },
    Column {
        name: "references_received",
        also: &["references", "number of references"],
        meaning: "How many references were received, 0 to 9.",
        example: "2",
        needed: Needed::Always,
        kind: Kind::Count(9),
        fate: Fate::Kept(&[Stored {
            name: "references_received",
            form: Form::Number,
            optional: false,
            meaning: "References received.",
        }]),
    },
    Column {
        name: "national_template",
        also: &["national reference template", "dfe template"],
        meaning: "Whether they follow the national template.",
        example: "Y",
        needed: Needed::Always,
        kind: Kind::YesNo,
        fate: Fate::Kept(&[Stored {
            name: "national_template",
            form: Form::Flag,
            optional: false,
            meaning: "Whether the references follow the national template.",
        }]),
    },
    Column {
        name: "cooloff_declared",
        also: &["cool off declaration", "cooling off check"],
        meaning: "What you found on the six months after a permanent post in London.",
        example: "clear",
        needed: Needed::Always,
        kind: Kind::Listed(COOLOFF),
        fate: Fate::Kept(&[Stored {
            name: "cooloff_declared",
            form: Form::Listed,
            optional: false,
            meaning: "What the authority declared on the six months.",
        }]),
    },
    Column {
        name: "check_reference",
        also: &["check receipt"],
        meaning: "The reference of the receipt of your check.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Reference(40),
        fate: Fate::Kept(&[Stored {
            name: "check_reference_given",
            form: Form::Flag,
            optional: false,
            meaning: "Whether the reference of a check was given; it is not yet verified.",
        }]),
    },
    Column {
        name: "exception_ref",
        also: &["exception reference"],
        meaning: "The reference of an exception to the cap, signed by the director and the chief executive.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Reference(40),
        fate: Fate::Kept(&[Stored {
            name: "exception",
            form: Form::Listed,
            optional: false,
            meaning: "Exception to the cap: none, approved, or late (approved after the start).",
        }]),
    },
    Column {
        name: "exception_approved_on",
        also: &["exception approved", "exception approval date"],
        meaning: "The day on which both had signed.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Day,
        fate: Fate::Decides,
    },
    Column {
        name: "nil_return",
        also: &["nil"],
        meaning: "Y in the only row of a file that has nothing to report.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::YesNo,
        fate: Fate::Decides,
    },
    Column {
        name: "explanation",
        also: &["query explanation"],
        meaning: "A code that explains the queries of this row; in the first row also those about the file.",
        example: "",
        needed: Needed::Optional,
        kind: Kind::Explanation,
        fate: Fate::Decides,
    },
];
