//! How a return is declared: a table of columns, each with the fate that awaits its values.
//!
//! **Invariant:** a fate is a required field and none is a default, so a column that nobody decided
//! on does not compile; and only the fates that store something have a place for a stored column.

use crate::cell::Stored;

/// What becomes of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Hashed with a key, then gone. Analytics pseudonyms are stored as given; `None` is the
    /// register's.
    Identifies(Option<Stored>),
    /// Stored as sent.
    Kept(&'static [Stored]),
    /// Stored coarser than sent.
    Generalised(Stored),
    /// Stored, and shown only pooled, by the disclosure gate.
    Restricted(&'static [Stored]),
    /// Enters counts that are frozen at quarter close, nothing else.
    Counts,
    /// Used by a rule, then gone.
    Decides,
    /// Dates and coverage for the leaver register only.
    Register,
    /// Checked at most, never stored.
    Dropped,
}

impl Fate {
    /// The word of the data dictionary for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identifies(_) => "identifies",
            Self::Kept(_) => "kept",
            Self::Generalised(_) => "generalised",
            Self::Restricted(_) => "restricted",
            Self::Counts => "counts",
            Self::Decides => "decides",
            Self::Register => "register",
            Self::Dropped => "dropped",
        }
    }

    /// The columns of the dataset that come from it.
    #[must_use]
    pub fn stored(&self) -> &[Stored] {
        match self {
            Self::Identifies(Some(stored)) | Self::Generalised(stored) => {
                std::slice::from_ref(stored)
            }
            Self::Kept(stored) | Self::Restricted(stored) => stored,
            Self::Identifies(None)
            | Self::Counts
            | Self::Decides
            | Self::Register
            | Self::Dropped => &[],
        }
    }
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A registration number; becomes the record's registration, never a value.
    Registration,
    /// A borough, by either code or by name.
    Authority,
    /// A quarter.
    Quarter,
    /// A word of a list.
    Listed(&'static [Word]),
    /// Yes or no.
    YesNo,
    /// Yes, no or unknown; the words `yes`, `no`, `unknown` of [`YES_NO_UNKNOWN`].
    YesNoUnknown,
    /// A day.
    Day,
    /// Pounds and pence, in pence, between the two, both included.
    Money(i64, i64),
    /// A number in hundredths, over 0 if the first is true, up to the second, in hundredths.
    /// A step of 25 holds hours to the quarter.
    Hundredths {
        /// Whether 0 is refused.
        positive: bool,
        /// The largest, in hundredths.
        most: i64,
        /// What the hundredths must be a multiple of; 0 where a number that is checked and not
        /// kept may be as fine as it likes.
        step: i64,
    },
    /// A whole number from 0 up to this one.
    Count(i64),
    /// A job title of the borough's own; becomes the job category that the role map gives.
    JobTitle,
    /// A name or key of the supplier list; becomes the entry's number.
    Supplier,
    /// Text of up to so many characters of which only the presence counts.
    Reference(usize),
    /// A code that explains a query.
    Explanation,
}

/// A word of a list, as this program spells it, with other spellings that boroughs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The spelling that is stored.
    pub word: &'static str,
    /// Other spellings, matched without case, spaces, hyphens and underscores.
    pub also: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
}

/// When a column has to be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// In every row.
    Always,
    /// Never.
    Optional,
    /// In every row of a reporter that stands for several authorities.
    BySeveral,
    /// In every row whose end date has come, and lies in the quarter.
    WhenEnded,
    /// In every row that is not paid by PAYE.
    UnlessPaye,
    /// In the file, unless the object's path says it.
    OnceInFile,
}

/// One column of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Our name for it.
    pub name: &'static str,
    /// Other names, matched without case, spaces, hyphens and underscores.
    pub also: &'static [&'static str],
    /// What to write there, in a sentence for an officer.
    pub meaning: &'static str,
    /// A cell as it might be sent, invented; for the template and the dictionary.
    pub example: &'static str,
    /// When it has to be filled.
    pub needed: Needed,
    /// How its cells are read.
    pub kind: Kind,
    /// What becomes of them.
    pub fate: Fate,
}

/// The words of [`Kind::YesNoUnknown`].
pub const YES_NO_UNKNOWN: &[Word] = &[
    Word {
        word: "yes",
        also: &["y", "true", "1"],
        meaning: "yes",
    },
    Word {
        word: "no",
        also: &["n", "false", "0"],
        meaning: "no",
    },
    Word {
        word: "unknown",
        also: &["not known", "nk"],
        meaning: "not known",
    },
];

/// The codes that explain a query.
pub const EXPLANATIONS: &[Word] = &[
    Word {
        word: "confirmed_correct",
        also: &[],
        meaning: "checked, and it is right as sent",
    },
    Word {
        word: "agreed_exception",
        also: &[],
        meaning: "an exception that was agreed",
    },
    Word {
        word: "late_paperwork",
        also: &[],
        meaning: "the paper is on its way",
    },
    Word {
        word: "known_system_issue",
        also: &[],
        meaning: "our system cannot say it better",
    },
    Word {
        word: "contact_us",
        also: &[],
        meaning: "please call us",
    },
];

/// Columns that name or reach a person, in every return: matched by their letters and digits alone,
/// so that the report can say that they were dropped, never read.
pub const PERSONAL: &[&str] = &[
    "name",
    "worker name",
    "worker's name",
    "name of worker",
    "full name",
    "forename",
    "first name",
    "middle name",
    "given name",
    "preferred name",
    "surname",
    "last name",
    "family name",
    "date of birth",
    "dob",
    "birth date",
    "PersonBirthDate",
    "ni",
    "ni no",
    "ni number",
    "nino",
    "national insurance",
    "national insurance number",
    "national insurance no",
    "email",
    "email address",
    "work email",
    "home email",
    "personal email",
    "tel",
    "tel no",
    "phone",
    "phone no",
    "phone number",
    "telephone",
    "telephone no",
    "telephone number",
    "mobile",
    "mobile no",
    "mobile number",
    "home phone",
    "address",
    "address line 1",
    "address line 2",
    "address line 3",
    "home address",
    "postcode",
    "home postcode",
    "payroll number",
    "payroll no",
    "payroll id",
    "employee number",
    "employee no",
    "employee id",
];
