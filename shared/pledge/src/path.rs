//! Where things lie in a store, and what an upload's path says.

use crate::borough::Borough;
use crate::ledger::Digest;
use crate::quarter::{NotAQuarter, Quarter};
use crate::receipt::ReceiptRef;
use crate::returns::Return;

/// The forms in which a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportForm {
    /// Plain text.
    Text,
    /// JSON.
    Json,
    /// A page.
    Html,
}

impl ReportForm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Html];

    /// The suffix of its file.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Html => "html",
        }
    }
}

/// A place where the program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// One authority's committed rows, named by their SHA-256. Internal.
    Slice(Return, Quarter, Borough, Digest),
    /// A quarter's dataset for analysts.
    Curated(Return, Quarter),
    /// A report, named by its SHA-256.
    Report(Borough, Digest, ReportForm),
    /// A receipt.
    Receipt(Borough, ReceiptRef),
    /// The newest signed head of the audit trail, beside the ledger and to be copied elsewhere.
    AuditHead,
    /// A table that no disclosure gate has seen: its quarter, its name and its suffix.
    Unchecked(Quarter, &'static str, &'static str),
    /// The region's list of what the register holds against a quarter's assignments: its quarter
    /// and its suffix.
    List(Quarter, &'static str),
    /// A file of a quarter's release for directors of children's services: its quarter, its name
    /// and its suffix.
    Restricted(Quarter, &'static str, &'static str),
    /// A file of a quarter's release for everybody: its quarter, its name and its suffix.
    Published(Quarter, &'static str, &'static str),
    /// The leavers of a closed quarter as counts, for analysts.
    LeaverCounts(Quarter),
}

impl Place {
    /// The path, with `/` between its parts.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Slice(kind, quarter, borough, digest) => format!(
                "slices/{kind}/{}/quarter={quarter}/{}/{digest}.parquet",
                kind.schema_version(),
                borough.ons_code()
            ),
            Self::Curated(kind, quarter) => format!(
                "curated/{kind}/{}/quarter={quarter}/{kind}-{quarter}.parquet",
                kind.schema_version()
            ),
            Self::Report(borough, digest, form) => {
                format!("reports/{}/{digest}.{}", borough.ons_code(), form.suffix())
            }
            Self::Receipt(borough, reference) => {
                format!("receipts/{}/{reference}.json", borough.ons_code())
            }
            Self::AuditHead => "audit-head.json".to_owned(),
            Self::Unchecked(quarter, name, suffix) => {
                format!("unchecked/rates/v1/{quarter}/{name}.{suffix}")
            }
            Self::List(quarter, suffix) => {
                format!("restricted/list/v1/{quarter}/list.{suffix}")
            }
            Self::Restricted(quarter, name, suffix) => {
                format!("restricted/rates/v1/{quarter}/{name}.{suffix}")
            }
            // The first revision: until earlier releases are kept for comparison there is no other.
            Self::Published(quarter, name, suffix) => {
                format!("published/rates/v1/{quarter}/r1/{name}.{suffix}")
            }
            Self::LeaverCounts(quarter) => format!(
                "curated/leaver_counts/v1/quarter={quarter}/leaver_counts-{quarter}.parquet"
            ),
        }
    }

    /// The slice, report or receipt that lies at `path`.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let place = match parts.as_slice() {
            ["slices", kind, _, quarter, borough, file] => Self::Slice(
                kind.parse().ok()?,
                quarter.strip_prefix("quarter=")?.parse().ok()?,
                Borough::from_ons_code(borough)?,
                Digest::from_hex(file.strip_suffix(".parquet")?)?,
            ),
            ["reports", borough, file] => {
                let (digest, suffix) = file.split_once('.')?;
                let form = ReportForm::ALL
                    .into_iter()
                    .find(|form| form.suffix() == suffix)?;
                Self::Report(
                    Borough::from_ons_code(borough)?,
                    Digest::from_hex(digest)?,
                    form,
                )
            }
            ["receipts", borough, file] => Self::Receipt(
                Borough::from_ons_code(borough)?,
                file.strip_suffix(".json")?.parse().ok()?,
            ),
            _ => return None,
        };
        (place.path() == path).then_some(place)
    }
}

/// What an upload's path says of its return and quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// The return, if the path's second part is one.
    pub kind: Option<Return>,
    /// The quarter, or why the third part is not one.
    pub quarter: Option<Result<Quarter, NotAQuarter>>,
}

impl Says {
    /// Reads the parts of an object's name below its folder: `<return>/<quarter>/<anything>`,
    /// `permanent_leavers/<anything>`, or anything.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let mut parts = name.split('/');
        let Some(kind) = parts.next().and_then(|part| part.parse::<Return>().ok()) else {
            return Self::default();
        };
        let below: Vec<&str> = parts.collect();
        let quarter = match (kind.quarterly(), below.as_slice()) {
            (true, [quarter, .., _]) => Some(Quarter::read(quarter).map(|(quarter, _)| quarter)),
            _ => None,
        };
        Self {
            kind: Some(kind),
            quarter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_path() {
        let quarter: Quarter = "2026Q3".parse().unwrap();
        let camden = Borough::from_ons_code("E09000007").unwrap();
        let digest = Digest::from_bytes([9; 32]);
        for place in [
            Place::Slice(Return::AgencyAssignments, quarter, camden, digest),
            Place::Report(camden, digest, ReportForm::Html),
            Place::Receipt(camden, ReceiptRef::draw([1; 12])),
        ] {
            assert_eq!(Place::from_path(&place.path()), Some(place));
        }
        for other in [
            "",
            "slices/x",
            "reports/E09000007/../x.txt",
            "keys/analytics.v1.key",
        ] {
            assert_eq!(Place::from_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_may_say_return_and_quarter() {
        let third: Quarter = "2026Q3".parse().unwrap();
        for (name, kind, quarter) in [
            ("july.csv", None, None),
            (
                "agency_assignments/july.csv",
                Some(Return::AgencyAssignments),
                None,
            ),
            (
                "agency_assignments/2026Q3/a.csv",
                Some(Return::AgencyAssignments),
                Some(Ok(third)),
            ),
            (
                "agency_assignments/Q3/a.csv",
                Some(Return::AgencyAssignments),
                Some(Err(NotAQuarter::Ambiguous(3))),
            ),
            (
                "agency_assignments/July to September 2026/a.csv",
                Some(Return::AgencyAssignments),
                Some(Ok(third)),
            ),
            (
                "agency_assignments/summer/a.csv",
                Some(Return::AgencyAssignments),
                Some(Err(NotAQuarter::Form)),
            ),
            (
                "permanent_leavers/a.csv",
                Some(Return::PermanentLeavers),
                None,
            ),
            (
                "permanent_leavers/2026Q3/a.csv",
                Some(Return::PermanentLeavers),
                None,
            ),
        ] {
            assert_eq!(Says::of_name(name), Says { kind, quarter }, "{name}");
        }
    }
}
