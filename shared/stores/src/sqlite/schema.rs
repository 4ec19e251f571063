//! The tables of `pledge.sqlite`.
//!
//! Identities and digests are lower-case hexadecimal, instants are nanoseconds since 1970, the
//! quarter of a return without quarters is empty. What only this program reads whole is JSON.

/// The version that this program writes, in SQLite's `user_version`.
pub(super) const VERSION: i64 = 2;

/// Makes version 1 in an empty file.
pub(super) const CREATE: &str = "
CREATE TABLE receipts (
    reference TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    decided INTEGER NOT NULL,
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    receipt TEXT NOT NULL CHECK (json_valid(receipt))
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_of_folder ON receipts (folder, decided);
CREATE INDEX receipts_by_decision ON receipts (decided);

CREATE TABLE uploads (
    upload TEXT PRIMARY KEY,
    token INTEGER NOT NULL CHECK (token > 0),
    lease_until INTEGER NOT NULL,
    pins TEXT NOT NULL CHECK (json_valid(pins)),
    attempt TEXT,
    reference TEXT UNIQUE REFERENCES receipts (reference) ON DELETE CASCADE,
    CHECK ((attempt IS NULL) = (reference IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
    kind TEXT NOT NULL,
    quarter TEXT NOT NULL,
    authority TEXT NOT NULL,
    pointer TEXT CHECK (pointer IS NULL OR json_valid(pointer)),
    held TEXT CHECK (held IS NULL OR json_valid(held)),
    refused_received INTEGER,
    refused_reference TEXT,
    PRIMARY KEY (kind, quarter, authority),
    CHECK ((refused_received IS NULL) = (refused_reference IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE generations (
    kind TEXT NOT NULL,
    quarter TEXT NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (kind, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE superseded (
    kind TEXT NOT NULL,
    quarter TEXT NOT NULL,
    authority TEXT NOT NULL,
    digest TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (kind, quarter, authority, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_counters (
    chain TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_entries (
    chain TEXT NOT NULL,
    number INTEGER NOT NULL,
    sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
    entry TEXT NOT NULL CHECK (json_valid(entry)),
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_unsealed ON audit_entries (chain, number) WHERE sealed = 0;

CREATE TABLE audit_lines (
    chain TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_heads (
    number INTEGER NOT NULL,
    key INTEGER NOT NULL,
    head TEXT NOT NULL CHECK (json_valid(head)),
    PRIMARY KEY (number, key)
) STRICT, WITHOUT ROWID;
";

/// Makes version 2 of version 1: quarters that are closed.
pub(super) const TO_VERSION_2: &str = "
CREATE TABLE closings (
    quarter TEXT PRIMARY KEY,
    closing TEXT NOT NULL CHECK (json_valid(closing))
) STRICT, WITHOUT ROWID;
";
