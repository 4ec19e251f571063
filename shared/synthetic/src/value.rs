//! What a cell says, before a borough's way of writing it.

use jiff::civil::Date;

/// The meaning of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Blank,
    /// Text written the same everywhere, wrong text included.
    Text(String),
    /// A registration number.
    Registration(u32),
    /// An amount in pence.
    Pence(u32),
    /// Hundredths of a full-time post.
    Hundredths(u32),
    /// Quarters of an hour.
    QuarterHours(u32),
    /// A plain count.
    Whole(u32),
    /// A day.
    Day(Date),
    /// Yes or no.
    Flag(bool),
    /// Yes, no or unknown.
    Known(Option<bool>),
    /// A job category, by its code.
    Category(&'static str),
    /// A permanent post, by its job category; some write the census' role, 1 to 6.
    Post(&'static str),
    /// A word of a list, by its code.
    Listed(&'static str),
    /// A reason for leaving, by its census number.
    Reason(u32),
    /// An authority, by its place.
    Authority(usize),
    /// The quarter of the return.
    Quarter,
}

impl Value {
    /// The word, or nothing.
    pub(crate) fn listed(word: Option<&'static str>) -> Self {
        word.map_or(Self::Blank, Self::Listed)
    }

    /// The day, or nothing.
    pub(crate) fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }

    /// The amount, or nothing.
    pub(crate) fn pence(pence: Option<u32>) -> Self {
        pence.map_or(Self::Blank, Self::Pence)
    }
}

/// A column of a return.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Our name for it.
    pub(crate) name: &'static str,
    /// Other names that boroughs give it.
    pub(crate) aliases: &'static [&'static str],
    /// Which houses print it.
    pub(crate) printed: Printed,
}

/// When a column is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Printed {
    /// In every file.
    Always,
    /// Unless the borough sends only what is required.
    IfGenerous,
    /// In the blank template, and where some row needs it.
    IfFilled,
}
