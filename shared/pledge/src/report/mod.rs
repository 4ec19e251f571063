//! Reports: what an [`Assessment`] says, as text, as JSON and as a page, for an officer who must
//! mend the file or answer for it.
//!
//! `opening` says what the file was read as and what came of it, `group` brings together what one
//! rule found in one column, `hint` says what to write instead; the three forms only lay this out.
//!
//! **Invariant:** a report holds no instant, no reference of a receipt and nothing of the file's
//! text, so one file under the same pins has one report, byte for byte.

mod group;
mod hint;
mod html;
mod json;
mod opening;
pub(crate) mod page;
mod text;
pub(crate) mod wording;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_opening;

pub use html::html;
pub use json::json;
pub use text::text;

/// Findings in a file from which on a table by column goes before the findings.
const MANY: u32 = 20;
