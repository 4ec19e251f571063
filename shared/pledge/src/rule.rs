//! Every rule that can speak about a file, with its words for an officer.
//!
//! Codes are stable: F for a file, C for a cell, and A, L and S for the three returns' own rules.
//! A code is never reused; a rule that is given up keeps its place.
//!
//! Reserved: A14 comes with the checks. A2 and L4 are seen only where returns of two authorities
//! meet: they stand on the region's list and are no findings. A5 (a rate that is computed), A7 and
//! A10 (breaches of the Pledge, which are counted) have none either.

use std::fmt;

/// Whether a rule's finding must be mended, or mended or explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Must be mended: the file is refused.
    Error,
    /// Must be mended or explained by a code: the file is taken in.
    Query,
}

macro_rules! codes {
    ($($code:ident $severity:ident $words:literal $hint:literal)*) => {
        /// The stable code of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("What it concerns ", $words, ".")] $code,)*
        }

        impl Code {
            /// Every code, in the order of reports.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as people see it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// Whether it must be mended, or mended or explained.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// What is wrong, as it follows the name of the place: "row 14: `start_date` …".
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$code => $words,)* }
            }

            /// What to do or to write instead.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$code => $hint,)* }
            }
        }
    };
}

codes! {
    F1 Error
        "holds no rows"
        "send the rows, or, if there is nothing to report, one row with Y in `nil_return`"
    F2 Error
        "is larger than 64 MB"
        "split nothing: send the return alone, without pictures, extra sheets or old quarters"
    F3 Error
        "has more than 200,000 rows"
        "send one quarter of one authority only"
    F4 Error
        "has more than 200 columns"
        "delete the columns that the return does not ask for"
    F5 Error
        "has no row of column names within its first 15 lines that belongs to one of the three returns"
        "put our column names in one row near the top; `pledge dictionary` has a template to copy them from. Where `quarter` and `nil_return` are the only columns, say which return it is: by its folder, or with --return"
    F6 Error
        "has the columns of two returns"
        "send each return as a file of its own"
    F7 Error
        "lacks a column that the return requires"
        "add the column, with our name as its heading"
    F8 Error
        "has two columns that are read as the same one"
        "delete or rename one of them"
    F9 Error
        "is not a CSV file"
        "open it in your spreadsheet and save the sheet as “CSV UTF-8 (comma delimited)”"
    F10 Error
        "has a quotation mark that is opened and never closed, or the file is cut off"
        "look for a single \" in the row named, or export the file again"
    F11 Error
        "does not say which quarter it is for"
        "fill the column `quarter`, for example with 2026Q3"
    F12 Error
        "names a quarter that can be read in two ways"
        "write it like 2026Q3: the year, a Q, and the quarter of the calendar year"
    F13 Error
        "does not agree with the quarter of its folder or command"
        "upload it under the right quarter, or correct the column `quarter`"
    F14 Error
        "has more than one value in a column that must be the same in every row"
        "write the same value in every row, or in the first row only"
    F15 Error
        "names another authority than the one whose folder it is in"
        "send each authority's rows from its own folder only"
    F16 Error
        "does not say for which of its authorities the row is"
        "fill `la_code` in every row: this folder files for more than one authority"
    F17 Error
        "says that there is nothing to report, and has other cells or rows filled as well"
        "clear `nil_return`, or delete the other cells and rows; in a file for several authorities one such row may say it of each authority that has no rows, by its `la_code`"
    F18 Error
        "is another return than its folder or command says"
        "upload it under the right return"
    F19 Error
        "is for a quarter that has not begun, or cannot be taken in any more"
        "check the quarter"
    F20 Error
        "is not text in the encoding that it claims"
        "save it again as “CSV UTF-8 (comma delimited)”"
    F21 Error
        "has cells to the right of the last named column"
        "give every column a name, or put text that holds commas between quotation marks"
    C1 Error
        "is blank and has to be filled"
        "fill the cell"
    C2 Error
        "is not a Social Work England number"
        "write SW and up to six digits, for example SW123456, as on the public register"
    C3 Error
        "is not an amount in pounds and pence"
        "write it as 34.50"
    C4 Error
        "is not an amount that can be right here"
        "check the amount: by the hour, in pounds and pence"
    C5 Error
        "is not a date"
        "write it as 2026-07-31 or 31/07/2026"
    C6 Error
        "is a date that cannot be right here"
        "check the date"
    C7 Error
        "is not one of the words of the list"
        "use a word of the list in the dictionary"
    C8 Error
        "is not yes or no"
        "write Y or N"
    C9 Error
        "is not a number"
        "write digits only, for example 37 or 37.5"
    C10 Error
        "is a number that cannot be right here"
        "check the number"
    C11 Error
        "is longer than allowed"
        "shorten it"
    C12 Error
        "has a letter where a digit belongs"
        "check it on the public register: is it the digit 0 or the letter O, the digit 1 or the letter l?"
    C13 Error
        "holds something that identifies a person (a National Insurance number, e-mail address, phone number or postcode)"
        "take it out: such details must not be sent"
    C14 Error
        "holds a formula"
        "send the value and not the formula: copy the column and paste it as values"
    C15 Error
        "is not one of the codes that explain a query"
        "use confirmed_correct, agreed_exception, late_paperwork, known_system_issue or contact_us"
    C16 Query
        "is not on the list of suppliers"
        "use the name in the list; write `unlisted` for a company of one person; explain with a code if the supplier is new"
    C17 Error
        "is below the National Living Wage of that day"
        "check the rate: by the hour, before tax"
    A1 Error
        "was not live on any day of the quarter"
        "leave it out, or correct its dates"
    A3 Error
        "repeats the worker, start date and category of another row"
        "delete one of the two rows"
    A4 Error
        "breaks the order that pay is at most the cap-basis rate, and that at most the charge rate"
        "check the three rates"
    A6 Query
        "is not between 1.12 and 1.45 times the pay rate"
        "check both rates: is the cap-basis rate the cost to the supplier of this worker's hour?"
    A8 Error
        "is blank, and a project team needs a rate for each worker"
        "fill the rate of this worker"
    A9 Query
        "says that nobody checked a new start for the six months"
        "check the worker and correct the cell, or explain with a code"
    A11 Query
        "has more than half as many rows more or fewer than the quarter before"
        "check that it is the whole return of the right quarter"
    A12 Query
        "has one rate in more than 90 per cent of its rows"
        "check that the rate was not filled down by mistake"
    A13 Query
        "is a title of another job category than the one given"
        "check the category"
    A15 Error
        "is a job that the return does not ask for"
        "leave out posts that are not those of children's social workers"
    L1 Error
        "is before the start of the post"
        "check both dates"
    L2 Error
        "says redundancy and the reason for leaving does not"
        "correct the reason or the basis of the exemption"
    L3 Query
        "is earlier than in the statement before"
        "check the date up to which leavers are complete"
    L5 Query
        "would withdraw more than 3 and more than 20 per cent of the entries in force"
        "nothing changes until it is confirmed: if it is right, send it again with Y in `confirm_withdrawals`, or ask the region to confirm the reference of the receipt; if rows are missing, send all of them"
    L6 Query
        "is the same date in every row"
        "check that the date was not filled down by mistake"
    L7 Query
        "has no leaver in the last two quarters"
        "check that nobody was left out, or explain with a code"
    L8 Query
        "is a contract whose leavers are not registered"
        "nothing will be registered: leave the row out, or explain with a code"
    L9 Query
        "is of a departure that was withdrawn from the register"
        "it does not count: leave the row out, or, if it is right after all, send it again with confirmed_correct in `explanation`; a code that stands there when this is first said confirms nothing"
    L10 Query
        "says nothing of an authority whose statement is in force"
        "that statement stays as it was: send its leavers as well or, if it has none, one row with its `la_code` and Y in `nil_return`; or explain with a code"
    S1 Error
        "is more than the number of people"
        "full-time equivalents cannot exceed headcount: check both"
    S2 Query
        "is not within 2 per cent of the permanent staff and vacancies together"
        "check the three figures"
    S3 Query
        "does not agree with the agency workers in the assignments return"
        "check both returns: the workers live on the last day of the quarter"
    S4 Error
        "is not the sum of its parts"
        "check the row `ALL` against the other rows"
    S5 Error
        "is more than all agency workers"
        "agency workers that cover vacancies are a part of all agency workers"
    S6 Error
        "has the same job category in two rows"
        "delete one of the two rows"
    S7 Error
        "lacks the row of a job category"
        "send one row for each category, with 0 where there is nobody, and one row ALL"
}

impl Code {
    /// The rule with this code.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| serde::de::Error::custom("is not the code of a rule"))
    }
}
