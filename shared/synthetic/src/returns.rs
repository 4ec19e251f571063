//! The three returns: their columns, with the aliases that boroughs use, and a row's values.

use crate::assignment::{Assignment, Supplier};
use crate::authority::Authority;
use crate::leaver::Leaver;
use crate::snapshot::Count;
use crate::value::{Column, Printed, Value};

const fn always(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column {
        name,
        aliases,
        printed: Printed::Always,
    }
}

const fn generous(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column {
        name,
        aliases,
        printed: Printed::IfGenerous,
    }
}

const fn filled(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column {
        name,
        aliases,
        printed: Printed::IfFilled,
    }
}

const LA_CODE: Column = always(
    "la_code",
    &["local authority", "borough", "authority", "la"],
);
const QUARTER: Column = always("quarter", &["return quarter", "period"]);
const NUMBER: Column = always(
    "swe_number",
    &[
        "social work england number",
        "swe no",
        "registration number",
        "sweid",
        "SWENo",
    ],
);
const EXPLANATION: Column = filled("explanation", &["query explanation"]);
const NIL_RETURN: Column = filled("nil_return", &["nil"]);

/// Columns of `agency_assignments`.
pub(crate) const ASSIGNMENTS: &[Column] = &[
    LA_CODE,
    QUARTER,
    always(
        "record_ref",
        &["reference", "row reference", "record reference"],
    ),
    NUMBER,
    always("job_category", &["role", "job role", "post"]),
    always("local_job_title", &["job title", "post title"]),
    generous("service_area", &["service", "team type"]),
    always("supply_route", &["route to supply", "procurement route"]),
    always("supplier", &["agency", "agency name", "supplier name"]),
    always("engagement_type", &["payment type", "tax status"]),
    always(
        "pay_rate_hourly",
        &["pay rate", "hourly pay rate", "worker pay rate"],
    ),
    always(
        "cap_basis_rate_hourly",
        &["cap basis rate", "umbrella rate", "pledge rate"],
    ),
    generous("charge_rate_hourly", &["charge rate", "hourly charge rate"]),
    generous("additional_pay_hourly", &["additional pay"]),
    generous("additional_pay_type", &["additional pay reason"]),
    always("hours_per_week", &["hours", "weekly hours"]),
    always("start_date", &["assignment start", "start"]),
    generous("original_start_date", &["original start"]),
    always("end_date", &["assignment end", "end"]),
    always("end_reason", &["reason ended", "reason for ending"]),
    generous(
        "cover_reason",
        &["reason for cover", "reason for agency worker"],
    ),
    always("project_team", &["project team worker"]),
    always(
        "pqe_3_years",
        &["3 years pqe", "three years post qualifying experience"],
    ),
    always(
        "references_received",
        &["references", "number of references"],
    ),
    always(
        "national_template",
        &["national reference template", "dfe template"],
    ),
    always(
        "cooloff_declared",
        &["cool off declaration", "cooling off check"],
    ),
    generous("check_reference", &["check receipt"]),
    always("exception_ref", &["exception reference"]),
    always(
        "exception_approved_on",
        &["exception approved", "exception approval date"],
    ),
    EXPLANATION,
    NIL_RETURN,
];

/// Columns of `permanent_leavers`.
pub(crate) const LEAVERS: &[Column] = &[
    LA_CODE,
    NUMBER,
    always("last_day", &["date left", "leaving date", "RoleEndDate"]),
    always("contract_type", &["contract"]),
    always("job_category", &["role", "job role", "post"]),
    always("asye", &["asye status"]),
    always("reason_left", &["reason for leaving", "ReasonLeave"]),
    generous(
        "destination",
        &["LeaverDestination", "destination on leaving"],
    ),
    always("in_probation", &["probation"]),
    always("role_start_date", &["RoleStartDate", "date started"]),
    generous("fte", &["FTE30Sept", "full time equivalent"]),
    always("restriction_exempt", &["exempt"]),
    always("exempt_basis", &["exemption basis"]),
    always("complete_to", &["complete up to"]),
    filled("confirm_withdrawals", &["withdrawals confirmed"]),
    EXPLANATION,
    NIL_RETURN,
];

/// Columns of `workforce_snapshot`.
pub(crate) const SNAPSHOT: &[Column] = &[
    LA_CODE,
    QUARTER,
    always("job_category", &["role", "job role", "post"]),
    always("permanent_fte", &[]),
    always("permanent_headcount", &[]),
    always("establishment_fte", &[]),
    always("vacancy_fte", &[]),
    always("agency_fte", &[]),
    always("agency_headcount", &[]),
    generous("agency_covering_vacancy_fte", &[]),
    generous("starters_fte", &[]),
    // Without it nobody has a turnover, nor has the region.
    always("leavers_fte", &[]),
    generous("sickness_days", &[]),
    generous("cases", &[]),
    generous("asye_headcount", &[]),
    NIL_RETURN,
];

/// The place of a column among `columns`.
pub(crate) fn place(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

/// The values of an assignment, in the order of [`ASSIGNMENTS`].
pub(crate) fn assignment_values(
    of: &Assignment,
    reference: String,
    suppliers: &[String],
) -> Vec<Value> {
    let supplier = match of.supplier {
        Supplier::Listed(place) => suppliers.get(place).cloned().unwrap_or_default(),
        Supplier::Unlisted => "Oneself Social Work Ltd".to_owned(),
    };
    vec![
        Value::Authority(of.authority),
        Value::Quarter,
        Value::Text(reference),
        Value::Registration(of.number),
        Value::Category(of.role.code()),
        Value::Text(of.title.to_owned()),
        Value::Listed(of.service_area),
        Value::Listed(of.route),
        Value::Text(supplier),
        Value::Listed(of.engagement),
        Value::Pence(of.pay),
        Value::pence(of.cap_basis),
        Value::Pence(of.charge),
        Value::pence(of.additional.map(|(pence, _)| pence)),
        Value::listed(of.additional.map(|(_, kind)| kind)),
        Value::QuarterHours(of.quarter_hours),
        Value::Day(of.start),
        Value::day(of.original_start),
        Value::day(of.end),
        Value::listed(of.end.map(|_| of.end_reason)),
        Value::Listed(of.cover_reason),
        Value::Flag(of.project_team),
        Value::Known(of.experienced),
        Value::Whole(of.references),
        Value::Flag(of.template),
        Value::Listed(of.cooloff),
        of.check
            .map_or(Value::Blank, |number| Value::Text(format!("CHK-{number}"))),
        of.exception.map_or(Value::Blank, |(number, _)| {
            Value::Text(format!("EX-{number}"))
        }),
        Value::day(of.exception.map(|(_, day)| day)),
        Value::Blank,
        Value::Blank,
    ]
}

/// The values of a leaver, in the order of [`LEAVERS`].
pub(crate) fn leaver_values(of: &Leaver, complete_to: jiff::civil::Date) -> Vec<Value> {
    vec![
        Value::Authority(of.authority),
        Value::Registration(of.number),
        Value::Day(of.last_day),
        Value::Listed(of.contract),
        Value::Post(of.role.code()),
        Value::Flag(of.asye),
        Value::Reason(of.reason),
        of.destination.map_or(Value::Blank, Value::Whole),
        Value::Known(of.in_probation),
        Value::Day(of.role_start),
        Value::Hundredths(of.fte),
        Value::Flag(of.exempt.is_some()),
        Value::listed(of.exempt),
        Value::Day(complete_to),
        Value::Blank,
        Value::Blank,
        Value::Blank,
    ]
}

/// The values of a snapshot's row, in the order of [`SNAPSHOT`].
pub(crate) fn snapshot_values(authority: usize, category: &'static str, of: &Count) -> Vec<Value> {
    vec![
        Value::Authority(authority),
        Value::Quarter,
        Value::Category(category),
        Value::Hundredths(of.permanent_fte),
        Value::Whole(of.permanent_headcount),
        Value::Hundredths(of.establishment_fte),
        Value::Hundredths(of.vacancy_fte),
        Value::Hundredths(of.agency_fte),
        Value::Whole(of.agency_headcount),
        Value::Hundredths(of.covering_fte),
        Value::Hundredths(of.starters_fte),
        Value::Hundredths(of.leavers_fte),
        Value::Whole(of.sickness_days),
        Value::Whole(of.cases),
        Value::Whole(of.asye_headcount),
        Value::Blank,
    ]
}

/// A row's reference, as a borough makes them up.
pub(crate) fn reference(authorities: &[Authority], authority: usize, line: usize) -> String {
    let slug = authorities
        .get(authority)
        .map_or("row", |known| known.slug.as_str());
    let initials: String = slug.chars().take(3).collect();
    format!("{}-{:04}", initials.to_uppercase(), line + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_columns_of_a_return_share_a_name_however_it_is_written() {
        for columns in [ASSIGNMENTS, LEAVERS, SNAPSHOT] {
            let mut seen = BTreeSet::new();
            for column in columns {
                let mut own = BTreeSet::new();
                for name in column.aliases.iter().chain([&column.name]) {
                    own.insert(name.to_lowercase().replace([' ', '-', '_'], ""));
                }
                for name in own {
                    assert!(seen.insert(name), "{}", column.name);
                }
            }
        }
    }
}
