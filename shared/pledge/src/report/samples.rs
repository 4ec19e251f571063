//! Made-up assessments for the tests of the three forms.

use crate::assessment::{Assessment, Breaches, HowRead};
use crate::borough::Borough;
use crate::finding::{Detail, Findings, Place, Repair, Row};
use crate::receipt::Outcome;
use crate::returns::Return;
use crate::rule::Code;

/// A file of 41 rows without a finding.
pub(super) fn clean() -> Assessment {
    Assessment {
        folder: Borough::from_ons_code("E09000007"),
        kind: Some(Return::AgencyAssignments),
        quarter: "2026Q3".parse().ok(),
        how: HowRead {
            encoding: "UTF-8",
            delimiter: "comma",
            header: Some(Row(1)),
            rows: 41,
            undeclared: Vec::new(),
            personal: Vec::new(),
        },
        findings: Findings::default(),
        breaches: Breaches::default(),
        withdrawn: 0,
        outcome: Some(Outcome::Published),
    }
}

/// A file with a few findings of every standing.
pub(super) fn few() -> Assessment {
    let mut findings = Findings::default();
    let pay = "pay_rate_hourly";
    findings.error(Place::Cell(Row(14), pay), Code::C3, Detail::None);
    findings.error(
        Place::Cell(Row(20), "swe_number"),
        Code::A3,
        Detail::Other(Row(3)),
    );
    findings.error(Place::Cell(Row(9), "job_category"), Code::C7, Detail::None);
    findings.error(Place::Cell(Row(10), "job_category"), Code::C7, Detail::None);
    findings.query(Place::Column(pay), Code::A12, Detail::None, None);
    let supplier = Place::Cell(Row(7), "supplier");
    findings.query(supplier, Code::C16, Detail::None, Some("confirmed_correct"));
    for _ in 0..12 {
        findings.repair(Repair::MoneySigns, Some(pay));
    }
    findings.repair(Repair::NumberBare, Some("swe_number"));
    let mut assessment = clean();
    assessment.findings = findings;
    assessment.how.undeclared = vec![31];
    assessment.how.personal = vec![5];
    assessment.breaches.cap_none = 2;
    assessment.breaches.inexperienced = 1;
    assessment.outcome = None;
    assessment.folder = None;
    assessment
}

/// A file with hundreds of findings in many columns.
pub(super) fn hundreds() -> Assessment {
    let mut assessment = few();
    let findings = &mut assessment.findings;
    for row in 30..150 {
        findings.error(
            Place::Cell(Row(row), "cap_basis_rate_hourly"),
            Code::C3,
            Detail::None,
        );
    }
    for row in (30..150).step_by(2) {
        findings.error(Place::Cell(Row(row), "start_date"), Code::C5, Detail::None);
        findings.query(
            Place::Cell(Row(row), "cooloff_declared"),
            Code::A9,
            Detail::None,
            None,
        );
    }
    for row in 160..170 {
        findings.error(
            Place::Cell(Row(row), "swe_number"),
            Code::A3,
            Detail::Other(Row(row - 100)),
        );
        findings.error(Place::Cell(Row(row), "swe_number"), Code::C12, Detail::None);
        let place = Place::Cell(Row(row), "local_job_title");
        findings.query(place, Code::A13, Detail::None, Some("known_system_issue"));
    }
    assessment.folder = Borough::from_ons_code("E09000013");
    assessment.how.rows = 180;
    assessment.outcome = Some(Outcome::Rejected);
    assessment
}
