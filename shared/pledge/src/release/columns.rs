//! The columns of a release, each declared once: files, their description and the page derive from
//! here.

use super::{EngagementRow, LeaverRow, RateRow, Shown, StaffingRow};

/// What a column holds, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A word of our own; every row has it.
    Word,
    /// Any number of words of our own, with a space between them.
    Words,
    /// A whole number.
    Count,
    /// The difference of two whole numbers.
    CountChange,
    /// Whole per cent.
    Percent,
    /// An amount: pence here, pounds and pence in files.
    Pounds,
    /// The difference of two amounts.
    PoundsChange,
}

/// A column of a released table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// Its heading for people.
    pub title: &'static str,
    /// What one of its numbers is a number of; nothing for words.
    pub unit: &'static str,
    /// What it says, in a sentence.
    pub meaning: &'static str,
    /// What it holds.
    pub form: Form,
}

/// A column of figures, and where a row has it.
pub(super) struct Figure<R> {
    /// The column.
    pub(super) column: Column,
    /// Its figure in a row.
    pub(super) of: fn(&R) -> Shown,
}

const fn words(name: &'static str, title: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        title,
        unit: "",
        meaning,
        form: Form::Word,
    }
}

const fn figure<R>(column: Column, of: fn(&R) -> Shown) -> Figure<R> {
    Figure { column, of }
}

/// The quarter.
pub(super) const QUARTER: Column = words(
    "quarter",
    "Quarter",
    "The quarter of the calendar year, like 2026Q3.",
);
/// The job category.
pub(super) const CATEGORY: Column = words(
    "job_category",
    "Job category",
    "The job category, or all for all of them together.",
);
/// The area.
pub(super) const AREA: Column = words(
    "area",
    "Area",
    "The sub-region of London, or region for all of London.",
);
/// Why people left.
pub(super) const REASON: Column = words(
    "reason",
    "Reason",
    "Why they left: resignation, redundancy or other; all for all of them together.",
);
/// The return.
pub(super) const RETURN: Column = words("return", "Return", "The return that authorities send.");
/// How many have returned.
pub(super) const IN_FORCE: Column = Column {
    name: "in_force",
    title: "Received",
    unit: "authorities",
    meaning: "Authorities whose return counts, those among them that had nothing to report.",
    form: Form::Count,
};
/// How many there are.
pub(super) const EXPECTED: Column = Column {
    name: "expected",
    title: "Expected",
    unit: "authorities",
    meaning: "All authorities of London.",
    form: Form::Count,
};
/// Who has not returned.
pub(super) const MISSING: Column = Column {
    name: "missing",
    title: "Missing",
    unit: "",
    meaning: "The ONS codes of the authorities whose return is missing.",
    form: Form::Words,
};
/// What a row does not show.
pub(super) const SUPPRESSED: Column = Column {
    name: "suppressed",
    title: "Suppressed [c]",
    unit: "",
    meaning: "The names of this row's columns whose figure is confidential, or would give away one \
              that is. These cells are empty; none of them is nought.",
    form: Form::Words,
};
/// What a row does not have.
pub(super) const NOT_AVAILABLE: Column = Column {
    name: "not_available",
    title: "Not available [x]",
    unit: "",
    meaning: "The names of this row's columns for which there are too few observations, or nothing \
              to compare with. These cells are empty; none of them is nought.",
    form: Form::Words,
};

const fn count(
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    meaning: &'static str,
) -> Column {
    Column {
        name,
        title,
        unit,
        meaning,
        form: Form::Count,
    }
}

const fn rate(name: &'static str, title: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        title,
        unit: "pounds an hour",
        meaning,
        form: Form::Pounds,
    }
}

const fn percent(name: &'static str, title: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        title,
        unit: "per cent",
        meaning,
        form: Form::Percent,
    }
}

/// How many work through agencies, and at which rates.
pub(super) const RATES: &[Figure<RateRow>] = &[
    figure(
        count(
            "assignments",
            "Assignments",
            "assignments",
            "Agency assignments live on any day of the quarter.",
        ),
        |row| row.assignments,
    ),
    figure(
        count(
            "workers",
            "Workers",
            "workers",
            "Distinct workers; who has two assignments counts once.",
        ),
        |row| row.workers,
    ),
    figure(
        count(
            "boroughs",
            "Boroughs",
            "authorities",
            "Authorities that have any of the assignments.",
        ),
        |row| row.boroughs,
    ),
    figure(
        count(
            "suppliers",
            "Suppliers",
            "suppliers",
            "Suppliers that have any of the assignments; all that are on no list count as one.",
        ),
        |row| row.suppliers,
    ),
    figure(
        rate("mean_rate", "Mean", "Mean of the rates on the cap's basis."),
        |row| row.mean_pence,
    ),
    figure(
        rate(
            "q1_rate",
            "Lower quartile",
            "Lower quartile: a quarter of the rates are at or below it.",
        ),
        |row| row.q1_pence,
    ),
    figure(
        rate(
            "median_rate",
            "Median",
            "Median: half of the rates are at or below it.",
        ),
        |row| row.median_pence,
    ),
    figure(
        rate(
            "q3_rate",
            "Upper quartile",
            "Upper quartile: three quarters of the rates are at or below it.",
        ),
        |row| row.q3_pence,
    ),
    figure(
        rate(
            "p90_rate",
            "90th percentile",
            "90th percentile: nine in ten of the rates are at or below it.",
        ),
        |row| row.p90_pence,
    ),
    figure(
        Column {
            name: "median_change",
            title: "Median, change",
            unit: "pounds an hour",
            meaning: "Change of the median on the quarter before, both as published.",
            form: Form::PoundsChange,
        },
        |row| row.median_change_pence,
    ),
    figure(
        Column {
            name: "workers_change",
            title: "Workers, change",
            unit: "workers",
            meaning: "Change of the number of workers on the quarter before, both as published.",
            form: Form::CountChange,
        },
        |row| row.workers_change,
    ),
];

/// Assignments and the cap.
pub(super) const CAPS: &[Figure<RateRow>] = &[
    figure(
        count(
            "above_cap",
            "Above the cap",
            "assignments",
            "Assignments whose rate is above the cap.",
        ),
        |row| row.above_cap,
    ),
    figure(
        percent(
            "above_cap_percent",
            "Share above the cap",
            "Share of the assignments above the cap, of the counts as published.",
        ),
        |row| row.above_cap_percent,
    ),
    figure(
        count(
            "exceptions",
            "Approved exceptions",
            "assignments",
            "Of those above the cap: with an exception approved by the start.",
        ),
        |row| row.exceptions,
    ),
    figure(
        count(
            "breaches",
            "Breaches",
            "assignments",
            "Of those above the cap: without an exception, or with one approved too late.",
        ),
        |row| row.breaches,
    ),
];

/// Posts and people.
pub(super) const STAFFING: &[Figure<StaffingRow>] = &[
    figure(
        percent(
            "agency_percent",
            "Agency workers",
            "Agency workers among agency workers and permanent staff, full-time equivalent, on the \
             quarter's last day.",
        ),
        |row| row.agency_percent,
    ),
    figure(
        percent(
            "vacancy_percent",
            "Vacant posts",
            "Vacant posts among vacant posts and permanent staff, full-time equivalent, on the \
             quarter's last day.",
        ),
        |row| row.vacancy_percent,
    ),
    figure(
        percent(
            "turnover_percent",
            "Turnover",
            "Permanent staff who left in the 12 months to the quarter's last day, over permanent \
             staff on that day, full-time equivalent.",
        ),
        |row| row.turnover_percent,
    ),
];

/// Engagements against the register of leavers.
pub(super) const ENGAGEMENTS: &[Figure<EngagementRow>] = &[
    figure(
        count(
            "engagements",
            "Engagements",
            "engagements",
            "Agency engagements on the quarter's returns that began in the 13 months before the \
             quarter was closed, each once, as held against the register of leavers. Quarters \
             overlap: do not add them up.",
        ),
        |row| row.engagements,
    ),
    figure(
        count(
            "early",
            "Too early",
            "engagements",
            "Of these: engaged while a rule restricted it, after leaving a permanent post.",
        ),
        |row| row.early,
    ),
    figure(
        count(
            "declared_clear",
            "Declared clear",
            "engagements",
            "Of these: the authority that engages had declared that nothing restricts it.",
        ),
        |row| row.declared_clear,
    ),
];

/// Leavers.
pub(super) const LEAVERS: &[Figure<LeaverRow>] = &[
    figure(
        count(
            "to_agency",
            "To an agency",
            "people",
            "People who left a permanent post in the quarter to work for an agency.",
        ),
        |row| row.to_agency,
    ),
    figure(
        count(
            "elsewhere",
            "Elsewhere",
            "people",
            "People who left a permanent post in the quarter for elsewhere, or nobody knows where.",
        ),
        |row| row.elsewhere,
    ),
    figure(
        count(
            "leavers",
            "All leavers",
            "people",
            "People who left a permanent post in the quarter, wherever they went.",
        ),
        |row| row.all,
    ),
];
