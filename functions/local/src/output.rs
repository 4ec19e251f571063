//! Results on standard output, messages on standard error; words or JSON.

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use crate::exit::Stop;

/// Prints a line of a result. A reader that has gone away (`| head`) is no error.
pub(crate) fn line(text: impl AsRef<str>) {
    let _ = writeln!(io::stdout(), "{}", text.as_ref());
}

/// Prints a message beside the result.
pub(crate) fn message(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr(), "{}", text.as_ref());
}

/// Prints a result as JSON.
pub(crate) fn json(value: &Value) -> Result<(), Stop> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Says why a command stopped.
pub(crate) fn stop(stop: &Stop, as_json: bool) {
    if as_json {
        let value = serde_json::json!({
            "error": stop.says, "hint": stop.hint, "exit": stop.exit.code()
        });
        message(value.to_string());
        return;
    }
    message(format!("pledge: {}", stop.says.join(": ")));
    if let Some(hint) = &stop.hint {
        message(format!("  hint: {hint}"));
    }
}

/// A progress bar on a terminal, nothing elsewhere.
pub(crate) fn progress(length: usize, quiet: bool) -> indicatif::ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    indicatif::ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX))
}

/// `count` with its noun, "1 query" or "3 queries".
pub(crate) fn counted(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Pence as pounds, "39.20".
pub(crate) fn pounds(pence: i64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}
