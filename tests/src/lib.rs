//! Tests that look at pledge from outside: what they share.
//!
//! `house` finds the project's own files, `program` runs the built binary in a home of its own,
//! `disguise` writes a secret in every form in which it might slip out.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test whose setting cannot be made must stop, and say where"
)]

pub mod house;
