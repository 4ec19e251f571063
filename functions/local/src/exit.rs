//! How a command ends: the exit codes, and what is said when it stops.

use std::borrow::Cow;
use std::process::ExitCode;

use pipeline::Failure;
use pipeline::release::Refused;
use pledge::keys::KeyPurpose;
use pledge::ports::StoreError;
use pledge::reference::Broken;
use stores::folder::KeyError;

/// The exit codes, in rising order of what a batch ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// All is well.
    Fine = 0,
    /// Something that nobody foresaw.
    Unexpected = 1,
    /// The command was not understood, or something it needs (a home, a key) is missing.
    Usage = 2,
    /// A file has errors.
    Errors = 3,
    /// A file has queries that are not explained.
    Queries = 4,
    /// Not authorised.
    NotAuthorised = 5,
    /// The store holds something else by now.
    Conflict = 6,
    /// Try again later.
    TryAgain = 7,
}

impl Exit {
    /// The number.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Errors => 3,
            Self::Queries => 4,
            Self::NotAuthorised => 5,
            Self::Conflict => 6,
            Self::TryAgain => 7,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command stopped, and what to do.
#[derive(Debug)]
pub(crate) struct Stop {
    /// How it ends.
    pub(crate) exit: Exit,
    /// What happened, with its causes: our words and the system's, never a value of a file.
    pub(crate) says: Vec<String>,
    /// What to do.
    pub(crate) hint: Option<Cow<'static, str>>,
}

impl Stop {
    /// A command that cannot be carried out as it was given.
    pub(crate) fn usage(says: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self {
            exit: Exit::Usage,
            says: vec![says.into()],
            hint: Some(hint.into()),
        }
    }

    /// Something stands in the way.
    pub(crate) fn conflict(says: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self {
            exit: Exit::Conflict,
            says: vec![says.into()],
            hint: Some(hint.into()),
        }
    }

    fn of(exit: Exit, error: &dyn std::error::Error, hint: Option<Cow<'static, str>>) -> Self {
        let mut says = vec![error.to_string()];
        let mut cause = error.source();
        while let Some(error) = cause {
            says.push(error.to_string());
            cause = error.source();
        }
        Self { exit, says, hint }
    }
}

const LATER: &str = "nothing is lost; run the command again";

const KEY_MODES: &str = "a key has mode 0600, its folder 0700, and both belong to who runs this";

const WRITABLE: &str = "whoever runs this must be able to read and write the whole home";

/// Whether the system refused a store because of who runs this.
fn not_permitted(failure: &Failure) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(failure);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether a store refused a key because of its file.
fn refused_key(failure: &Failure) -> bool {
    let Failure::Store(StoreError::Unavailable(source)) = failure else {
        return false;
    };
    let reason = source.downcast_ref::<KeyError>();
    matches!(
        reason,
        Some(KeyError::Permissions | KeyError::Owner | KeyError::Refused(_))
    )
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        if not_permitted(&failure) {
            return Self::of(Exit::NotAuthorised, &failure, Some(WRITABLE.into()));
        }
        let (exit, hint) = match &failure {
            failure @ Failure::Store(_) if refused_key(failure) => {
                (Exit::NotAuthorised, KEY_MODES.into())
            }
            Failure::NoKey {
                purpose: KeyPurpose::Analytics,
                version: Some(year),
            } => (
                Exit::Usage,
                format!(
                    "make it with `pledge keys create --quarter {}Q2`",
                    year.number()
                )
                .into(),
            ),
            Failure::NoKey {
                purpose: KeyPurpose::Register,
                version: Some(_),
            } => (
                Exit::Usage,
                "restore it from its copy: what counts was filed under it".into(),
            ),
            Failure::OtherKey(_) => (
                Exit::Usage,
                "what is computed with another key finds nothing: `pledge doctor` looks at all keys"
                    .into(),
            ),
            Failure::NoKey { .. } => (Exit::Usage, "make it with `pledge keys create`".into()),
            Failure::Unknown(_) => (
                Exit::Usage,
                "add the day to membership.csv of the reference data".into(),
            ),
            Failure::Store(StoreError::Unavailable(_))
            | Failure::Changed
            | Failure::Contended
            | Failure::Read(_) => (Exit::TryAgain, LATER.into()),
            Failure::Store(StoreError::Conflict) => (Exit::Conflict, LATER.into()),
            Failure::Store(StoreError::Absent)
            | Failure::Columnar(_)
            | Failure::SliceLost
            | Failure::RowLost => (
                Exit::Unexpected,
                "`pledge doctor` looks for what is wrong with the home".into(),
            ),
        };
        Self::of(exit, &failure, Some(hint))
    }
}

impl From<Refused> for Stop {
    fn from(error: Refused) -> Self {
        let (exit, hint) = match error {
            Refused::Failure(failure) => return failure.into(),
            Refused::NotYetClosed => (
                Exit::Conflict,
                "use `pledge aggregate --close` first: figures that grow with each return would \
                 give that return away",
            ),
            Refused::Open => (Exit::TryAgain, "close it when its returns are there"),
            Refused::Due { .. } => (
                Exit::TryAgain,
                "`pledge status` names them; use --close again when they are there, or after the \
                 day by which they are due",
            ),
            Refused::Few { .. } => (
                Exit::Conflict,
                "see that the quarter is the one you mean; --yes closes it as it is, for good",
            ),
            Refused::Unsolved(_) => (
                Exit::Unexpected,
                "nothing was closed or shown; tell those who make the program",
            ),
            Refused::Revision => (
                Exit::Conflict,
                "the release stays as it is: a revision is refused until every figure ever \
                 published is kept, to compare it with",
            ),
            Refused::OtherReference => (
                Exit::Conflict,
                "name the reference data by which it was closed with --reference DIR",
            ),
            Refused::Unrepeatable => (
                Exit::Unexpected,
                "restore the files from a copy, or finish with the program that closed the quarter",
            ),
            Refused::Lost => (
                Exit::Conflict,
                "`pledge aggregate --close` writes what is missing of it",
            ),
            Refused::BeforeLost => (
                Exit::Conflict,
                "use --close for the quarter before: it writes what is missing of its release",
            ),
        };
        Self::of(exit, &error, Some(hint.into()))
    }
}

impl From<Broken> for Stop {
    fn from(error: Broken) -> Self {
        let hint = "mend the files in the folder of reference data";
        Self::of(Exit::Usage, &error, Some(hint.into()))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<KeyError> for Stop {
    fn from(error: KeyError) -> Self {
        let (exit, hint) = match error {
            KeyError::Absent | KeyError::Destroyed => (Exit::Usage, Some("`pledge keys list`")),
            KeyError::Permissions | KeyError::Owner | KeyError::Refused(_) => {
                (Exit::NotAuthorised, Some(KEY_MODES))
            }
            KeyError::Exists => (Exit::Conflict, None),
            KeyError::TooMany { .. } => (
                Exit::Conflict,
                Some("destroy versions that nothing uses any more: `pledge keys destroy`"),
            ),
            KeyError::Yearly => (
                Exit::Usage,
                Some("make another year's with `pledge keys create --quarter`"),
            ),
            KeyError::Folder(_) => (Exit::TryAgain, None),
        };
        Self::of(exit, &error, hint.map(Cow::Borrowed))
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::PermissionDenied {
            return Self::of(Exit::NotAuthorised, &error, Some(WRITABLE.into()));
        }
        Self::of(Exit::TryAgain, &error, None)
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Self::of(Exit::Unexpected, &error, None)
    }
}
