//! Tests that look at pledge from outside.
