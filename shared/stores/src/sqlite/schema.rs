//! The tables of `pledge.sqlite`.
//!
//! Identities and digests are lower-case hexadecimal, instants are nanoseconds since 1970, the
//! quarter of a return without quarters is empty. What only this program reads whole is JSON.
//! The register keeps pseudonyms and attempts as bytes, since there are many; days as `2026-07-28`.
//!
//! **Invariant:** the register's tables hold nothing but constants of this program that a Parquet
//! file holds as well, above all no digest of a slice.

/// The version that this program writes, in SQLite's `user_version`.
pub(super) const VERSION: i64 = 4;

/// What makes each version of the one before, the first of an empty file. A step that was once
/// released is never changed: files out there were made by it.
pub(super) const STEPS: [&str; 4] = [CREATE, TO_VERSION_2, TO_VERSION_3, TO_VERSION_4];

/// Makes version 1 in an empty file.
const CREATE: &str = "
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
const TO_VERSION_2: &str = "
CREATE TABLE closings (
    quarter TEXT PRIMARY KEY,
    closing TEXT NOT NULL CHECK (json_valid(closing))
) STRICT, WITHOUT ROWID;
";

/// Makes version 3 of version 2: the leaver register.
///
/// An entry has one row for each version of the key under which its worker is named: its own at
/// place 0, which also holds what is said, then those of other versions. `day` is the one by which
/// it expires.
const TO_VERSION_3: &str = "
CREATE TABLE register_filings (
    filing INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    quarter TEXT NOT NULL,
    authority TEXT NOT NULL,
    attempt BLOB NOT NULL CHECK (length(attempt) = 16),
    filed_at INTEGER NOT NULL,
    UNIQUE (kind, quarter, authority, attempt)
) STRICT;

CREATE TABLE register_entries (
    filing INTEGER NOT NULL REFERENCES register_filings (filing) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    place INTEGER NOT NULL,
    key INTEGER NOT NULL,
    pseudonym BLOB NOT NULL CHECK (length(pseudonym) = 32),
    day TEXT NOT NULL,
    entry TEXT CHECK (entry IS NULL OR json_valid(entry)),
    PRIMARY KEY (filing, row, place),
    CHECK ((place = 0) = (entry IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX register_entries_by_worker ON register_entries (key, pseudonym);

CREATE TABLE register_tombstones (
    key INTEGER NOT NULL,
    pseudonym BLOB NOT NULL CHECK (length(pseudonym) = 32),
    authority TEXT NOT NULL,
    last_day TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (key, pseudonym, authority, last_day)
) STRICT, WITHOUT ROWID;
";

/// Makes version 4 of version 3: the keys that were made. Those of before are not in it: see
/// `docs/decisions/0013-a-key-is-known-by-its-bytes.md`.
const TO_VERSION_4: &str = "
CREATE TABLE made_keys (
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    check_value TEXT NOT NULL,
    destroyed INTEGER NOT NULL CHECK (destroyed IN (0, 1)),
    PRIMARY KEY (purpose, version)
) STRICT, WITHOUT ROWID;
";
