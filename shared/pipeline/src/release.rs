//! A quarter's release as files.

pub mod tables;
