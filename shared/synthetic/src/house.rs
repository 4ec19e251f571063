//! House styles: how each borough writes its files.

use crate::authority::Authority;
use crate::dice::Dice;

/// How header names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Header {
    Canonical,
    Title,
    Alias,
    Hyphens,
    Upper,
}

/// How text becomes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8Bom,
    Utf16,
    Windows1252,
}

impl Encoding {
    /// Its name in the truth.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16 => "utf-16",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// How days are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dates {
    Iso,
    Slashes,
    Words,
    Short,
    Serial,
}

/// How money is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Money {
    Plain,
    Pound,
    PerHour,
    Trimmed,
    SlashHour,
}

/// How registration numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    Canonical,
    LowerSpaced,
    Padded,
    Swe,
    Float,
    Hyphen,
}

/// How yes and no are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YesNo {
    Letters,
    Words,
    Capitals,
    TrueFalse,
    Digits,
}

/// How words of a list are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    Codes,
    Spaces,
    Alias,
}

/// How the quarter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quarters {
    Label,
    FirstDay,
    Months,
    /// No column: the path says it.
    Path,
}

/// How an authority is written, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaCode {
    Absent,
    Education,
    Statistics,
    Name,
}

/// A column that nobody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    WorkerName,
    NiNumber,
    Email,
    CostCentre,
    /// With a line break inside its cells.
    Notes,
}

/// One borough's way of writing files.
#[derive(Clone, Debug)]
pub(crate) struct House {
    pub(crate) header: Header,
    pub(crate) delimiter: char,
    pub(crate) encoding: Encoding,
    pub(crate) line_end: &'static str,
    pub(crate) preamble: bool,
    pub(crate) dates: Dates,
    pub(crate) money: Money,
    pub(crate) numbers: Numbers,
    pub(crate) yes_no: YesNo,
    pub(crate) categories: Lists,
    pub(crate) lists: Lists,
    pub(crate) quarter: Quarters,
    pub(crate) la_code: LaCode,
    pub(crate) extras: &'static [Extra],
    /// Seed of the columns' order; none for the template's.
    pub(crate) order: Option<u32>,
    pub(crate) layout: Layout,
}

/// Which optional columns, rows and folders a borough's files have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Sends only what is required.
    pub(crate) lean: bool,
    /// Uploads into folders of the return and quarter.
    pub(crate) folders: bool,
    /// Left the template's example row in, and a blank row after it.
    pub(crate) example: bool,
}

impl House {
    /// The template as it is meant to be filled in.
    pub(crate) fn template() -> Self {
        Self {
            header: Header::Canonical,
            delimiter: ',',
            encoding: Encoding::Utf8,
            line_end: "\r\n",
            preamble: false,
            dates: Dates::Iso,
            money: Money::Plain,
            numbers: Numbers::Canonical,
            yes_no: YesNo::Letters,
            categories: Lists::Codes,
            lists: Lists::Codes,
            quarter: Quarters::Label,
            la_code: LaCode::Absent,
            extras: &[],
            order: None,
            layout: Layout {
                lean: false,
                folders: false,
                example: false,
            },
        }
    }
}

/// The house of each authority. Every way of writing is dealt out like cards, so that each is met
/// by some borough whatever the seed.
pub(crate) fn houses(seed: u64, authorities: &[Authority]) -> Vec<House> {
    let size = authorities.len();
    (0..size)
        .map(|place| house(&Deal { seed, size, place }))
        .collect()
}

fn house(deal: &Deal) -> House {
    use {Dates as D, Encoding as E, LaCode as L, Money as M};
    use {Quarters as Q, YesNo as Y};
    let lists = [Lists::Codes, Lists::Alias, Lists::Spaces];
    let mut house = House {
        header: deal.pick("header", &HEADERS),
        delimiter: deal.pick("delimiter", &[',', ';', ',', '\t', ',', ',']),
        encoding: deal.pick(
            "encoding",
            &[E::Utf8, E::Windows1252, E::Utf8Bom, E::Utf16, E::Utf8],
        ),
        line_end: deal.pick("line end", &["\r\n", "\n", "\r\n"]),
        preamble: deal.pick("preamble", &[false, true, false]),
        dates: deal.pick(
            "dates",
            &[D::Iso, D::Slashes, D::Words, D::Short, D::Serial],
        ),
        money: deal.pick(
            "money",
            &[M::Plain, M::Pound, M::PerHour, M::Trimmed, M::SlashHour],
        ),
        numbers: deal.pick("numbers", &NUMBERS),
        yes_no: deal.pick(
            "yes",
            &[Y::Letters, Y::Words, Y::Capitals, Y::TrueFalse, Y::Digits],
        ),
        categories: deal.pick("categories", &lists),
        lists: deal.pick("lists", &lists),
        quarter: deal.pick(
            "quarter",
            &[Q::Label, Q::FirstDay, Q::Months, Q::Label, Q::Path],
        ),
        la_code: deal.pick(
            "la",
            &[L::Absent, L::Education, L::Statistics, L::Name, L::Absent],
        ),
        extras: deal.pick("extras", &EXTRAS),
        order: deal.pick("order", &[None, Some(1), None, Some(2)]),
        layout: Layout {
            lean: deal.pick("lean", &[false, true, false]),
            folders: deal.pick("folders", &[false, true]),
            example: deal.pick("example", &[false, false, false, true, false]),
        },
    };
    house.layout.folders |= house.quarter == Quarters::Path;
    if house.encoding == Encoding::Windows1252 {
        // Something must be there that the encodings write differently.
        house.preamble = true;
        house.extras = &[Extra::WorkerName];
    }
    house
}

const HEADERS: [Header; 6] = [
    Header::Canonical,
    Header::Title,
    Header::Alias,
    Header::Hyphens,
    Header::Title,
    Header::Upper,
];

const NUMBERS: [Numbers; 6] = [
    Numbers::Canonical,
    Numbers::LowerSpaced,
    Numbers::Padded,
    Numbers::Swe,
    Numbers::Float,
    Numbers::Hyphen,
];

const EXTRAS: [&[Extra]; 5] = [
    &[],
    &[Extra::WorkerName],
    &[Extra::CostCentre],
    &[Extra::WorkerName, Extra::NiNumber, Extra::Email],
    &[Extra::Notes],
];

/// Deals ways of writing to the authorities.
struct Deal {
    seed: u64,
    size: usize,
    place: usize,
}

impl Deal {
    /// This place's card of `what`.
    #[expect(clippy::indexing_slicing, reason = "a remainder is below the length")]
    fn pick<T: Copy>(&self, what: &str, items: &[T]) -> T {
        let mut cards: Vec<usize> = (0..self.size).collect();
        Dice::new(self.seed, &["house", what]).shuffle(&mut cards);
        items[cards.get(self.place).map_or(0, |card| card % items.len())]
    }
}
