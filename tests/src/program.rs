//! The built program, run as a person or a script would, and all that it says.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The built binary `pledge`.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// The binary that the build has left beside the tests; `scratch` is the folder that cargo
    /// gives them.
    ///
    /// # Panics
    ///
    /// When it was not built: a test without it would look at nothing.
    #[must_use]
    pub fn built(scratch: &str) -> Self {
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        let path = Path::new(scratch)
            .parent()
            .expect("the folder of the build")
            .join(profile)
            .join("pledge");
        assert!(
            path.is_file(),
            "{} is not built: run tests/run.sh",
            path.display()
        );
        Self { path }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A command over a home, with no input, and nothing of the surroundings that would change it.
    pub fn command<I: AsRef<OsStr>>(&self, home: &Path, arguments: &[I]) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(arguments)
            .arg("--home")
            .arg(home)
            .env_remove("PLEDGE_HOME")
            .env_remove("PLEDGE_LOG")
            .env_remove("PLEDGE_REFERENCE")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command over a home.
    pub fn run<I: AsRef<OsStr>>(&self, home: &Path, arguments: &[I]) -> Output {
        self.command(home, arguments)
            .output()
            .expect("the program can be started")
    }

    /// Runs a command over a home that must end well; gives back what it printed.
    ///
    /// # Panics
    ///
    /// When it does not: with all that it said.
    pub fn must<I: AsRef<OsStr>>(&self, home: &Path, arguments: &[I]) -> String {
        let output = self.run(home, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{}\n{said}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }
}
