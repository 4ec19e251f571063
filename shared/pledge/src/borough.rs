//! The 33 authorities of London, and the sub-regions they form.
//!
//! **Invariant:** a `Borough` is one of the table's rows; there is no borough "other".

use std::str::FromStr;
use std::sync::LazyLock;

use crate::text::folded;

/// Codes and names as published (ONS Code History Database, DfE local authority codes).
const TABLE: &str = include_str!("../reference/authorities.csv");
/// Names, folded, that are shorter than those of the table and belong to one authority.
const SHORT_NAMES: [(&str, &str); 2] = [
    ("kingston", "kingstonuponthames"),
    ("richmond", "richmonduponthames"),
];
/// Words for a council, folded, before its place and after it; the longest of a kind first.
const BEFORE_PLACE: [&str; 6] = [
    "londonboroughof",
    "royalboroughof",
    "cityof",
    "lbof",
    "lb",
    "rb",
];
const AFTER_PLACE: [&str; 4] = ["council", "londonborough", "corporation", "city"];

/// One of the 33 London authorities, the City of London among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Borough(u8);

/// One of the sub-regions in which rates are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubRegion {
    /// Barking and Dagenham to Waltham Forest.
    East,
    /// Barnet to Islington, the City of London among them.
    NorthCentral,
    /// Brent to Westminster.
    NorthWest,
    /// Bexley to Southwark.
    SouthEast,
    /// Croydon to Wandsworth.
    SouthWest,
}

/// The text names none of the 33 authorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the code or name of a London authority")]
pub struct NotABorough;

struct Authority {
    dfe_code: &'static str,
    ons_code: &'static str,
    name: &'static str,
    sub_region: SubRegion,
}

static AUTHORITIES: LazyLock<Vec<Authority>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(authority).collect());

fn authority(line: &'static str) -> Option<Authority> {
    let mut cells = line.split(',');
    Some(Authority {
        dfe_code: cells.next()?,
        ons_code: cells.next()?,
        name: cells.next()?,
        // After the name comes its spelling in addresses.
        sub_region: SubRegion::from_word(cells.nth(1)?)?,
    })
}

impl SubRegion {
    /// Every sub-region, in the order of its name.
    pub const ALL: [Self; 5] = [
        Self::East,
        Self::NorthCentral,
        Self::NorthWest,
        Self::SouthEast,
        Self::SouthWest,
    ];

    /// The word that stands for it in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::East => "east",
            Self::NorthCentral => "north_central",
            Self::NorthWest => "north_west",
            Self::SouthEast => "south_east",
            Self::SouthWest => "south_west",
        }
    }

    /// Its name, `North Central London`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::East => "East London",
            Self::NorthCentral => "North Central London",
            Self::NorthWest => "North West London",
            Self::SouthEast => "South East London",
            Self::SouthWest => "South West London",
        }
    }

    /// The sub-region that `word` stands for in files.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.word() == word)
    }
}

impl Borough {
    /// All 33, in the order of the reference table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(AUTHORITIES.len()).map(Self)
    }

    fn authority(self) -> &'static Authority {
        #[expect(
            clippy::indexing_slicing,
            reason = "a Borough is only made from the table"
        )]
        &AUTHORITIES[usize::from(self.0)]
    }

    /// The nine-character code of the Office for National Statistics, `E09000007`: the key.
    #[must_use]
    pub fn ons_code(self) -> &'static str {
        self.authority().ons_code
    }

    /// The three-digit code of the Department for Education, `202`.
    #[must_use]
    pub fn dfe_code(self) -> &'static str {
        self.authority().dfe_code
    }

    /// The name, `Camden`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.authority().name
    }

    /// The sub-region it lies in.
    #[must_use]
    pub fn sub_region(self) -> SubRegion {
        self.authority().sub_region
    }

    /// The borough with exactly this ONS code.
    #[must_use]
    pub fn from_ons_code(code: &str) -> Option<Self> {
        Self::all().find(|borough| borough.ons_code() == code)
    }
}

impl FromStr for Borough {
    type Err = NotABorough;

    /// Reads a DfE code, an ONS code or a name, without regard to case, spaces and hyphens, and to
    /// the words by which a council is more than its place.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sought = folded(text).replace('&', "and");
        Self::named(&sought)
            .or_else(|| Self::named(without_after(&sought)))
            .or_else(|| Self::named(without_before(without_after(&sought))))
            .ok_or(NotABorough)
    }
}

impl Borough {
    fn named(sought: &str) -> Option<Self> {
        let code = sought.strip_suffix(".0").unwrap_or(sought);
        let short = SHORT_NAMES.iter().find(|(short, _)| *short == sought);
        let name = short.map_or(sought, |(_, name)| name);
        Self::all().find(|borough| {
            let authority = borough.authority();
            code == authority.dfe_code
                || name == folded(authority.ons_code)
                || name == folded(authority.name)
        })
    }
}

/// What is left of a folded name without the words for a council after its place.
fn without_after(sought: &str) -> &str {
    let mut rest = sought;
    while let Some(left) = AFTER_PLACE.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = left;
    }
    rest
}

/// The same before its place.
fn without_before(sought: &str) -> &str {
    let mut words = BEFORE_PLACE.iter();
    words
        .find_map(|word| sought.strip_prefix(word))
        .unwrap_or(sought)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_all_33_authorities_once() {
        let codes: std::collections::BTreeSet<_> = Borough::all().map(Borough::ons_code).collect();
        assert_eq!((Borough::all().count(), codes.len()), (33, 33));
    }

    #[test]
    fn a_borough_is_read_from_either_code_or_its_name() {
        for (sent, read) in [
            ("E09000007", Ok("Camden")),
            ("e09000007", Ok("Camden")),
            ("202", Ok("Camden")),
            ("London Borough of Camden", Ok("Camden")),
            ("Hammersmith & Fulham", Ok("Hammersmith and Fulham")),
            ("City of London", Ok("City of London")),
            ("City of Westminster", Ok("Westminster")),
            ("202.0", Ok("Camden")),
            ("LB Camden", Ok("Camden")),
            ("LB of Camden", Ok("Camden")),
            ("Camden Council", Ok("Camden")),
            ("London Borough of Camden Council", Ok("Camden")),
            ("Camden London Borough Council", Ok("Camden")),
            ("Westminster City Council", Ok("Westminster")),
            ("City of London Corporation", Ok("City of London")),
            ("Kingston", Ok("Kingston upon Thames")),
            ("Royal Borough of Kingston", Ok("Kingston upon Thames")),
            ("Richmond", Ok("Richmond upon Thames")),
            ("202.5", Err(NotABorough)),
            ("20.2", Err(NotABorough)),
            ("Richmondshire", Err(NotABorough)),
            ("Council", Err(NotABorough)),
            ("Surrey", Err(NotABorough)),
            ("", Err(NotABorough)),
        ] {
            assert_eq!(sent.parse().map(Borough::name), read, "{sent:?}");
        }
    }
}
