//! Columns that several returns have, declared once.

use crate::cell::{Form, Stored};
use crate::column::{Column, Fate, Kind, Needed};

/// The authority of a row that becomes a row of a dataset.
pub(super) const LA_CODE: Column = Column {
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
            meaning: "ONS code of the authority.",
        },
        Stored {
            name: "sub_region",
            form: Form::Listed,
            optional: false,
            meaning: "Sub-region of that authority.",
        },
    ]),
};
/// The quarter of a return that has one.
pub(super) const QUARTER: Column = Column {
    name: "quarter",
    also: &["period", "return quarter"],
    meaning: "The quarter of the calendar year that the return is for, the same in every row.",
    example: "2026Q3",
    needed: Needed::OnceInFile,
    kind: Kind::Quarter,
    fate: Fate::Kept(&[]),
};
/// That there is nothing to report.
pub(super) const NIL_RETURN: Column = Column {
    name: "nil_return",
    also: &["nil"],
    meaning: "Y in the only row of a file that has nothing to report.",
    example: "",
    needed: Needed::Optional,
    kind: Kind::YesNo,
    fate: Fate::Decides,
};
/// A code that explains queries.
pub(super) const EXPLANATION: Column = Column {
    name: "explanation",
    also: &["query explanation"],
    meaning: "A code that explains the queries of this row; in the first row also those about the file.",
    example: "",
    needed: Needed::Optional,
    kind: Kind::Explanation,
    fate: Fate::Decides,
};
