//! Where the accepted rows of a file gather, by authority: rows of a dataset sorted, entries of the
//! register as they came.

use std::collections::BTreeMap;
use std::path::Path;

use columnar::{About, Sorter, stage_slice};
use pledge::borough::Borough;
use pledge::identity::Registration;
use pledge::keys::sha256;
use pledge::ledger::Digest;
use pledge::record::{FileFields, Record, Value};
use pledge::register::{Entry, Filed, Worker};
use pledge::returns::Return;
use pledge::rules::Judged;

use crate::Failure;
use crate::register::RegisterKeys;

/// Rows that are ready to be put, or the digest of a statement.
pub(super) struct Staged {
    pub(super) digest: Digest,
    pub(super) slice: Option<std::fs::File>,
}

/// One entry as the file says it, before the register was asked about the worker.
pub(super) struct Said {
    pub(super) filed: Filed,
    /// The worker under every other live version of the key.
    pub(super) others: Vec<Worker>,
    /// The code that explains the row's queries.
    pub(super) explanation: Option<&'static str>,
}

/// What gathered of one authority.
pub(super) struct Gathered {
    rows: Rows,
    pub(super) said: Vec<Said>,
}

enum Rows {
    Sorted(Sorter),
    /// Leavers: one digest for each row, over its register pseudonym and what it says.
    Statement(Vec<Digest>),
}

impl Gathered {
    /// Nothing yet.
    pub(super) fn empty(kind: Return, scratch: &Path) -> Self {
        let rows = if kind.has_dataset() {
            Rows::Sorted(Sorter::new(kind.stored(), scratch.to_path_buf()))
        } else {
            Rows::Statement(Vec::new())
        };
        Self {
            rows,
            said: Vec::new(),
        }
    }
}

/// Takes a row for its authority. The number is known here for the last time.
pub(super) fn gather(
    gathered: &mut BTreeMap<Borough, Gathered>,
    record: &Record,
    judged: Option<Judged>,
    kind: Return,
    keys: Option<&RegisterKeys>,
    scratch: &Path,
) -> Result<(), Failure> {
    let Some(authority) = record.authority else {
        return Ok(());
    };
    let gathered = gathered
        .entry(authority)
        .or_insert_with(|| Gathered::empty(kind, scratch));
    let Some(judged) = judged else {
        return Ok(());
    };
    let known = keys.zip(record.registration.as_ref());
    if let (Some((keys, registration)), Some(entry)) = (known, judged.entry) {
        gathered.said.push(said(keys, registration, record, entry));
    }
    match &mut gathered.rows {
        Rows::Sorted(sorter) => sorter.push(judged.cells)?,
        Rows::Statement(digests) => {
            if let Some((keys, registration)) = known {
                let worker = keys.workers(registration).0;
                let mut bytes = worker.pseudonym.as_bytes().to_vec();
                for value in &record.values {
                    encode(*value, &mut bytes);
                }
                digests.push(sha256(&bytes));
            }
        }
    }
    Ok(())
}

fn said(keys: &RegisterKeys, registration: &Registration, record: &Record, entry: Entry) -> Said {
    let (worker, others) = keys.workers(registration);
    Said {
        filed: Filed {
            row: record.row.0,
            worker,
            also: Vec::new(),
            entry,
        },
        others,
        explanation: record.explanation,
    }
}

/// A value as it enters the digest of a statement.
fn encode(value: Value, bytes: &mut Vec<u8>) {
    let (tag, content): (u8, Vec<u8>) = match value {
        Value::Absent => (0, Vec::new()),
        Value::Unreadable => (1, Vec::new()),
        Value::Present => (2, Vec::new()),
        Value::Day(day) => (3, day.to_string().into_bytes()),
        Value::Pence(pence) => (4, pence.to_be_bytes().to_vec()),
        Value::Number(number) => (5, number.to_be_bytes().to_vec()),
        Value::Flag(flag) => (6, vec![u8::from(flag)]),
        Value::Listed(word) => (7, word.as_bytes().to_vec()),
        Value::Entry(number) => (8, number.to_be_bytes().to_vec()),
    };
    bytes.push(tag);
    bytes.push(u8::try_from(content.len()).unwrap_or(u8::MAX));
    bytes.extend(content);
}

impl Gathered {
    /// Writes the rows as a slice, or digests the statement.
    pub(super) fn stage(self, file: &FileFields, scratch: &Path) -> Result<Staged, Failure> {
        match (self.rows, file.quarter) {
            (Rows::Sorted(sorter), Some(quarter)) => {
                // No source is named in a slice: the same rows from another file are the same
                // slice.
                let about = About {
                    kind: file.kind,
                    quarter,
                    sources: Vec::new(),
                };
                let (slice, written) = stage_slice(sorter.finish()?, scratch, &about)?;
                Ok(Staged {
                    digest: written.digest,
                    slice: Some(slice),
                })
            }
            (Rows::Statement(mut digests), _) => {
                digests.sort_unstable();
                let mut bytes: Vec<u8> =
                    digests.iter().flat_map(Digest::as_bytes).copied().collect();
                if let Some(day) = file.complete_to {
                    bytes.extend(day.to_string().into_bytes());
                }
                Ok(Staged {
                    digest: sha256(&bytes),
                    slice: None,
                })
            }
            // A dataset without a quarter is refused before it comes here.
            (Rows::Sorted(_), None) => Err(Failure::Changed),
        }
    }
}
