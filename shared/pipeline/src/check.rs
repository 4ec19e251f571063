//! Judging one file: reading it row by row and letting the rules speak. Intake does it under a
//! claim; an officer does it before sending, without keys, stores or network.

use std::collections::BTreeMap;
use std::io::{self, Read};

use jiff::civil::Date;
use pledge::assessment::Assessment;
use pledge::borough::Borough;
use pledge::identity::{Analytics, PseudonymKey};
use pledge::keys::{Capability, KeyVersion, Secret};
use pledge::ledger::{Digest, Facts};
use pledge::path::Says;
use pledge::reading::{self, Context, Opened, Reader};
use pledge::record::{FileFields, Record};
use pledge::reference::Reference;
use pledge::rules::{Before, Judge, Judged};

use crate::Failure;

/// What judging a file gives beside its assessment.
pub(crate) struct Judgement {
    /// Counts by authority; `None` where rows could not be told apart by authority.
    pub(crate) facts: BTreeMap<Option<Borough>, Facts>,
    /// SHA-256 of the bytes that were read.
    pub(crate) content: Digest,
}

/// Reads the whole file and judges every row. `take` gets each record and what becomes of it, until
/// an error makes the file one that will be refused.
pub(crate) fn judge<R: Read>(
    mut reader: Reader<R>,
    assessment: &mut Assessment,
    judging: &Judging<'_>,
    take: &mut Take<'_>,
) -> Result<Judgement, Failure> {
    let file = *reader.file();
    let mut judge = Judge::new(file, judging.reference, judging.today);
    let (mut read, mut kept) = (0_u64, 0_u64);
    let findings = &mut assessment.findings;
    while let Some(record) = reader.next(findings)? {
        let worker = match (judging.workers, &record.registration) {
            (Some(key), Some(registration)) => Some(key.pseudonym(registration)),
            _ => None,
        };
        let judged = judge.judge(&record, worker, findings);
        // Before sending nobody may have said whose file it is: then there is nothing to keep.
        read += u64::from(record.authority.is_some());
        kept += u64::from(judged.is_some());
        if !findings.refuse() {
            take(&record, judged)?;
        }
    }
    // Known only now: a row that says so may be the last.
    for &authority in reader.nil_authorities() {
        judge.nil(authority);
    }
    let verdicts = judge.finish(judging.before, findings);
    let (how, content) = reader.close(findings)?;
    // A row may only be left out for a reason that is written down.
    if file.kind.has_dataset() && !findings.refuse() && kept != read {
        return Err(Failure::RowLost);
    }
    assessment.how = how;
    assessment.breaches = verdicts.breaches;
    Ok(Judgement {
        facts: verdicts.facts,
        content,
    })
}

/// What is done with each record and what the dataset keeps of it.
pub(crate) type Take<'a> = dyn FnMut(&Record, Option<Judged>) -> Result<(), Failure> + 'a;

/// What rows are judged by.
pub(crate) struct Judging<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) today: Date,
    pub(crate) workers: Option<&'a PseudonymKey<Analytics>>,
    pub(crate) before: &'a dyn Fn(Borough) -> Before,
}

/// What is known of a file before it is sent.
pub struct Unsent<'a> {
    /// The authority that will send it, if the officer says so.
    pub folder: Option<Borough>,
    /// What the officer says of its return and quarter.
    pub says: Says,
    /// The day for today.
    pub today: Date,
    /// Reference data.
    pub reference: &'a Reference,
}

/// Checks a file before it is sent. `open` is called twice; `random` keys the comparison of workers
/// within the file and is forgotten with it.
///
/// # Errors
///
/// When the file cannot be read.
pub fn check_file<R: Read>(
    open: impl Fn() -> io::Result<R>,
    unsent: &Unsent<'_>,
    random: [u8; 32],
) -> Result<Assessment, Failure> {
    let inspection = reading::inspect(&mut open()?)?;
    let context = Context {
        folder: unsent.folder,
        authorities: unsent
            .folder
            .map_or_else(Vec::new, |f| unsent.reference.authorities_of(f)),
        says: unsent.says,
        today: unsent.today,
        reference: unsent.reference,
    };
    let mut assessment = Assessment {
        folder: unsent.folder,
        ..Assessment::default()
    };
    match reading::open(open()?, &inspection, &context, &mut assessment.findings)? {
        Opened::Refused(how) => assessment.how = how,
        Opened::Reader(reader) => {
            recognise(&mut assessment, reader.file());
            let secret = Secret::from_bytes(&random).map_err(io::Error::other)?;
            let key = KeyVersion::new(1).map(|version| PseudonymKey::open(secret, version));
            let judging = Judging {
                reference: unsent.reference,
                today: unsent.today,
                workers: key.as_ref(),
                before: &|_| Before::default(),
            };
            judge(*reader, &mut assessment, &judging, &mut |_, _| Ok(()))?;
        }
    }
    Ok(assessment)
}

/// Notes which return and quarter a file is.
pub(crate) fn recognise(assessment: &mut Assessment, file: &FileFields) {
    assessment.kind = Some(file.kind);
    assessment.quarter = file.quarter;
}
