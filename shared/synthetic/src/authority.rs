//! The 33 authorities and the invented suppliers, as the crate carries them.
//!
//! `authorities.csv` holds the codes that the Department for Education (`la_code`) and the Office
//! for National Statistics (`gss_code`) give the authorities; the sub-regions are the region's own.
//! `suppliers.csv` is invented from end to end.

use serde::Deserialize;

/// One of the 33 authorities.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Authority {
    /// The Department for Education's code.
    pub(crate) la_code: String,
    /// The Office for National Statistics' code, which is the folder's name.
    #[serde(rename = "gss_code")]
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its name as addresses have it.
    pub(crate) slug: String,
    /// The part of London it belongs to.
    pub(crate) sub_region: String,
}

/// The City of London, which has a handful of staff.
pub(crate) const CITY: &str = "E09000001";
/// Kingston upon Thames, which files for itself and for Richmond.
pub(crate) const KINGSTON: &str = "E09000021";
/// Richmond upon Thames, whose own folder stays empty.
pub(crate) const RICHMOND: &str = "E09000027";

/// The first `count` authorities by their ONS code.
pub(crate) fn authorities(count: usize) -> Vec<Authority> {
    let mut all: Vec<Authority> = rows(include_str!("../authorities.csv"));
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all.truncate(count);
    all
}

/// An invented supplier.
#[derive(Clone, Debug, Deserialize)]
struct Supplier {
    number: u16,
    name: String,
}

/// The names of the suppliers, the first being number 1.
pub(crate) fn suppliers() -> Vec<String> {
    let mut all: Vec<Supplier> = rows(include_str!("../suppliers.csv"));
    all.sort_by_key(|supplier| supplier.number);
    all.into_iter().map(|supplier| supplier.name).collect()
}

/// The records of a compiled-in list. A test proves that none is lost.
fn rows<T: for<'a> Deserialize<'a>>(text: &'static str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_whole() {
        assert_eq!(authorities(40).len(), 33);
        assert_eq!(suppliers().len(), 14);
        let codes: Vec<_> = authorities(33).into_iter().map(|a| a.code).collect();
        for code in [CITY, KINGSTON, RICHMOND] {
            assert!(codes.iter().any(|known| known == code), "{code}");
        }
    }
}
