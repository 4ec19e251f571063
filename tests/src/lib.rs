//! Tests that look at pledge from outside: what they share.
//!
//! `house` finds the project's own files, `program` runs the built binary over a home, `disguise`
//! writes a secret in every form in which it might slip out, `console` reads the commands that a
//! document shows, `oversize` makes files that are too large to keep, `regions` draws regions for
//! the attack on released tables.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test whose setting cannot be made must stop, and say where"
)]

pub mod console;
pub mod dictionary;
pub mod disguise;
pub mod house;
pub mod leavings;
pub mod oversize;
pub mod planted;
pub mod program;
pub mod regions;
