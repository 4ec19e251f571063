//! What can be said on the command line.

use std::fmt;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::disclosure::TriedCap;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::quarter::Quarter;
use pledge::receipt::ReceiptRef;
use pledge::returns::Return;
use pledge::returns::agency_assignments::JOB_CATEGORIES;

/// The caps that may be tried, in pence an hour: fewer would be pounds, and more a slip.
const CAPS_PENCE: std::ops::RangeInclusive<u16> = 1_000..=20_000;

/// Shares workforce data of London's boroughs without names: takes in returns, reports what is
/// wrong with them, pseudonymises, and writes Parquet and regional tables.
///
/// Exit codes: 0 fine, 1 unexpected, 2 usage or a missing key, 3 errors in a file, 4 queries that
/// are not explained, 5 not authorised, 6 conflict, 7 try again. A batch ends with the highest of
/// its files.
#[derive(Debug, Parser)]
#[command(name = "pledge", version)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// An error of the parser of arguments that does not repeat what was typed, since a registration
/// number may have slipped into another's place.
pub(crate) fn unrepeated(mut error: clap::Error) -> clap::Error {
    let typed = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return error,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => ContextKind::InvalidValue,
    };
    let nothing = ContextValue::String(String::new());
    if error.get(typed).is_some_and(|value| *value != nothing) {
        error.insert(typed, ContextValue::String("…".to_owned()));
    }
    if matches!(
        error.kind(),
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand
    ) {
        // How to pass it as a value, which would repeat it.
        error.remove(ContextKind::Suggested);
    }
    error
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The folder of the store.
    #[arg(long, global = true, env = "PLEDGE_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// A folder with files of reference data in the place of the program's own, and a version.txt
    /// that names them.
    #[arg(long, global = true, env = "PLEDGE_REFERENCE", value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
    /// Results as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The day that rules take for today, for example 2026-10-27.
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<Date>,
    /// What to log to standard error.
    #[arg(
        long,
        global = true,
        env = "PLEDGE_LOG",
        value_name = "LEVEL",
        default_value = "warn"
    )]
    pub(crate) log: tracing::level_filters::LevelFilter,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Takes two quarters of invented returns of all 33 authorities through everything.
    Demo,
    /// Checks a file before it is sent: no keys, no store, no network.
    CheckFile(CheckFile),
    /// Takes in the files that wait in `uploads/<ONS code>/`, or one file.
    Intake(Intake),
    /// Writes the tables of a quarter for the operator, not checked for disclosure; or closes the
    /// quarter and releases its tables, checked.
    Aggregate(Aggregate),
    /// Shows what the caps came to in a closed quarter, or what others would have, as far as it may
    /// be shown to directors.
    Caps(Caps),
    /// Asks the register before somebody is engaged. Whatever the answer, it ends with 0: only a
    /// failure does not, so that none is taken for a no.
    Check(Check),
    /// Corrects the leaver register, and shows what it holds against assignments.
    Register {
        #[command(subcommand)]
        command: Register,
    },
    /// Puts a submission in force that was held.
    Confirm {
        /// The reference of its receipt.
        #[arg(value_name = "REF")]
        receipt: ReceiptRef,
    },
    /// Says who has returned, who is late, and who is missing.
    Status(Status),
    /// Makes, lists, rotates and destroys keys.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Verifies and shows the audit trail.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Looks for what is wrong with the home, and says how to mend it.
    Doctor,
    /// Writes the data dictionary, the data package and blank templates.
    Dictionary {
        /// The folder to write them to; without it the dictionary page is printed.
        #[arg(long, value_name = "DIR")]
        write: Option<PathBuf>,
        /// Prints the blank CSV template of one return instead.
        #[arg(long, value_name = "RETURN", conflicts_with = "write", value_parser = kind)]
        template: Option<Return>,
    },
    /// Writes invented returns, with the truth of what was planted in them.
    Generate(Generate),
}

/// A file to check.
#[derive(Debug, Args)]
pub(crate) struct CheckFile {
    /// The file.
    pub(crate) file: PathBuf,
    /// The authority that will send it: a code or a name.
    #[arg(long, value_parser = authority)]
    pub(crate) authority: Option<Borough>,
    /// The return, where the file does not make it plain.
    #[arg(long = "return", value_name = "RETURN", value_parser = kind)]
    pub(crate) kind: Option<Return>,
    /// The quarter, where the file does not say it.
    #[arg(long)]
    pub(crate) quarter: Option<Quarter>,
    /// Writes the report as a page to this file as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// A registration number as it was typed. It is shown nowhere, and as many words are taken for one
/// number as there are, since the parser of arguments would repeat one too many.
#[derive(Args)]
pub(crate) struct Number {
    /// The registration number, or - to type it where no history keeps it (standard input).
    #[arg(value_name = "NUMBER", required = true, num_args = 1..)]
    pub(crate) typed: Vec<String>,
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}

/// A question to the register.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) number: Number,
    /// The first day of the engagement, from 6 months ago to 190 days ahead.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) start: Date,
}

/// What to do with the register.
#[derive(Debug, Subcommand)]
pub(crate) enum Register {
    /// Takes an authority's departures of one worker out, with effect at once. Statements that list
    /// them again do not bring them back until the authority confirms them.
    Withdraw {
        #[command(flatten)]
        number: Number,
        /// The authority whose statement lists them: a code or a name.
        #[arg(long, value_parser = authority)]
        authority: Borough,
        /// Only the departure with this last day.
        #[arg(long, value_name = "DATE", value_parser = day)]
        last_day: Option<Date>,
    },
    /// Writes and prints the region's list for a quarter: assignments that were too early though
    /// declared clear (A9), workers with too many hours (A2), leavers listed twice (L4).
    List {
        /// The quarter of the calendar year, for example 2026Q3.
        #[arg(long)]
        quarter: Quarter,
    },
    /// Shows how complete the leavers are, and which versions of the key are in use.
    Show,
}

/// What to take in.
#[derive(Debug, Args)]
pub(crate) struct Intake {
    /// One file, to be taken in for an authority. The file itself stays where it is.
    #[arg(requires = "authority")]
    pub(crate) file: Option<PathBuf>,
    /// The authority that sends it: a code or a name.
    #[arg(long, requires = "file", value_parser = authority)]
    pub(crate) authority: Option<Borough>,
    /// The return, where the file does not make it plain.
    #[arg(long = "return", value_name = "RETURN", requires = "file", value_parser = kind)]
    pub(crate) kind: Option<Return>,
    /// The quarter, where the file does not say it; the return has to be named with it.
    #[arg(long, requires = "kind")]
    pub(crate) quarter: Option<Quarter>,
    /// How long a file is kept from other runs while it is taken in, in seconds. A run that was
    /// stopped half way leaves its file to the next one after this time.
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub(crate) lease: u16,
}

/// What to aggregate.
#[derive(Debug, Args)]
pub(crate) struct Aggregate {
    /// The quarter of the calendar year, for example 2026Q3.
    #[arg(long)]
    pub(crate) quarter: Quarter,
    /// Closes the quarter, once, and writes its release to `restricted/` and `published/`. A run
    /// that was stopped is finished by the same command.
    #[arg(long)]
    pub(crate) close: bool,
    /// Closes it although more than half of the authorities' assignments are missing.
    #[arg(long, requires = "close")]
    pub(crate) yes: bool,
}

/// Which caps.
#[derive(Debug, Args)]
pub(crate) struct Caps {
    /// The quarter of the calendar year, for example 2026Q3; it is closed.
    #[arg(long)]
    pub(crate) quarter: Quarter,
    /// Caps to try: a job category and a rate by the hour, in pence (SW=3800) or pounds (SW=38.00).
    /// They are answered for the categories that are named.
    #[arg(long, value_name = "CATEGORY=CAP", num_args = 1.., value_delimiter = ',',
          value_parser = tried)]
    pub(crate) what_if: Vec<(&'static str, TriedCap)>,
}

/// Whose status.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// The quarter of the calendar year; without it the last one that has ended.
    #[arg(long)]
    pub(crate) quarter: Option<Quarter>,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Makes the keys that are missing, and the home if there is none.
    Create {
        /// Makes the `analytics` key of this quarter's financial year as well.
        #[arg(long)]
        quarter: Option<Quarter>,
    },
    /// Lists the keys.
    List,
    /// Makes a new version of a key; older ones stay until they are destroyed.
    Rotate {
        /// What the key is for.
        purpose: KeyPurpose,
    },
    /// Destroys one version of a key. What was made with it can never be made again.
    Destroy {
        /// What the key is for.
        purpose: KeyPurpose,
        /// Its version, for example 1, or the year of an `analytics` key.
        #[arg(value_parser = version)]
        version: KeyVersion,
        /// Confirms that it is meant.
        #[arg(long)]
        yes: bool,
    },
}

/// What to do with the audit trail.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Checks every line against the signed heads, and names the first bad one.
    Verify,
    /// Shows the lines of a chain.
    Show {
        /// An authority, or `region`.
        #[arg(default_value = "region")]
        chain: String,
    },
}

/// What to generate.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The seed: the same seed gives the same files.
    #[arg(long, default_value_t = 2026)]
    pub(crate) seed: u64,
    /// The quarters.
    #[arg(long, value_delimiter = ',', default_values = ["2026Q2", "2026Q3"])]
    pub(crate) quarters: Vec<Quarter>,
    /// How many authorities.
    #[arg(long, default_value_t = 33, value_parser = clap::value_parser!(u8).range(1..=33))]
    pub(crate) boroughs: u8,
    /// How many times the people of real London.
    #[arg(long, default_value_t = 1)]
    pub(crate) scale: u32,
    /// Without anything planted: no repairs, no queries, no errors.
    #[arg(long)]
    pub(crate) clean: bool,
}

fn authority(text: &str) -> Result<Borough, &'static str> {
    text.parse().map_err(|_| {
        "is not a London authority: write its ONS code (E09000007), DfE code (202) or name (Camden)"
    })
}

fn day(text: &str) -> Result<Date, &'static str> {
    text.parse()
        .map_err(|_| "is not a date, written like 2026-10-27")
}

fn kind(text: &str) -> Result<Return, &'static str> {
    text.parse()
        .map_err(|_| "is not a return: agency_assignments, permanent_leavers or workforce_snapshot")
}

/// A job category and a cap to try for it.
fn tried(text: &str) -> Result<(&'static str, TriedCap), &'static str> {
    let (category, cap) = text
        .split_once('=')
        .ok_or("is not a category and a cap, written like SW=3800 or SW=38.00")?;
    let known = JOB_CATEGORIES.iter().map(|known| known.word);
    let category = known
        .into_iter()
        .find(|word| word.eq_ignore_ascii_case(category.trim()))
        .ok_or("does not begin with a job category: SW, SSW, AP, TM or IRO")?;
    let cap = cap.trim().trim_start_matches('£');
    let pence = match cap.split_once('.') {
        Some((pounds, pence)) if pence.len() == 2 => format!("{pounds}{pence}").parse(),
        // Nobody means 38 pence.
        _ => cap.parse().map(|cap: u16| match cap {
            pounds if pounds <= CAPS_PENCE.end() / 100 => pounds * 100,
            pence => pence,
        }),
    };
    let pence = pence.map_err(|_| "is not a rate in pence or pounds, 3800 or 38.00")?;
    if !CAPS_PENCE.contains(&pence) {
        return Err("is not between £10 and £200 an hour: write 38.00 or 3800");
    }
    TriedCap::new(i64::from(pence))
        .map(|cap| (category, cap))
        .map_err(|_| "is not in whole pounds: finer caps, moved on and on, would find single rates")
}

fn version(text: &str) -> Result<KeyVersion, &'static str> {
    text.trim_start_matches('v')
        .parse()
        .ok()
        .and_then(KeyVersion::new)
        .ok_or("is not the number of a version")
}

#[cfg(test)]
mod tests;
