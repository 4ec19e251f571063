//! Intake: one upload becomes a report, a receipt and, if nothing is wrong, rows in force.
//!
//! The order of writing is the protocol: report and slices first (named by their content, so doing
//! it again changes nothing), then the entries of the register under the attempt, which nobody
//! counts yet, then the one commit, then the receipt's copy, and the raw upload is
//! deleted last. A stop at any point leaves an upload that the next run takes in again.

use std::io;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pledge::assessment::Assessment;
use pledge::keys::{KeyPurpose, UploadKey, sha256};
use pledge::ledger::{AttemptId, Claim, Claimed, Committed, Order, Pins};
use pledge::limits::LEASE_SECONDS;
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Ledger, Register, StoreError, Upload, Uploads};
use pledge::reading::{self, Inspection};
use pledge::receipt::{Receipt, ReceiptRef};

use crate::{Failure, KnownKeys, Region, newest, newest_version, open};

mod decide;
mod filing;
mod judge;
mod rows;
mod statement;

/// How often an upload is judged again because its slot changed meanwhile.
const TRIES: usize = 5;

/// Random bytes: those of an attempt, then those of a reference.
pub type Draw = [u8; 28];

/// What came of a request to take in an upload.
#[derive(Debug)]
pub enum Taken {
    /// It is decided.
    Decided(Box<Decided>),
    /// Another run holds it, until then at the latest.
    Busy(Timestamp),
    /// It is not there any more.
    Gone,
}

/// A decided upload.
#[derive(Debug)]
pub struct Decided {
    /// Its receipt.
    pub receipt: Receipt,
    /// What was made of it; `None` where it had been decided before.
    pub assessment: Option<Assessment>,
}

/// How an intake is carried out.
pub struct Terms<'a> {
    /// The day that rules take for today.
    pub today: Date,
    /// The true instant, asked for whenever a lease depends on it.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// How long a claim lasts; one over [`LEASE_SECONDS`] is cut to it.
    pub lease: SignedDuration,
    /// Random bytes, new at each call.
    pub draw: &'a mut (dyn FnMut() -> io::Result<Draw> + Send),
}

impl Terms<'_> {
    /// Until when a claim lasts that is made now.
    fn until(&self, now: Timestamp) -> Timestamp {
        let longest = SignedDuration::from_secs(LEASE_SECONDS);
        now.saturating_add(self.lease.min(longest))
            .unwrap_or(Timestamp::MAX)
    }
}

/// Takes in one upload.
///
/// # Errors
///
/// When a store does not answer, or a key is missing. The upload stays where it is.
pub async fn take_in<U: Uploads, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    upload: &Upload<U::Handle>,
    terms: &mut Terms<'_>,
) -> Result<Taken, Failure> {
    let keys = KnownKeys::new(region.keys, region.ledger);
    let region = &region.with_known(&keys);
    let key: UploadKey = newest(region.keys).await?;
    let pins = Pins {
        today: terms.today,
        register_key: newest_version(region.keys, KeyPurpose::Register).await?,
        reference: region.reference.version().to_owned(),
    };
    let inspection = match region.uploads.open(upload).await {
        Ok(mut body) => reading::inspect(&mut body)?,
        Err(StoreError::Absent) => return Ok(Taken::Gone),
        Err(error) => return Err(error.into()),
    };
    if let Some(receipt) = decided_before(region, upload, &inspection).await? {
        clean_up(region, upload, &receipt).await?;
        return Ok(decided(receipt, None));
    }
    let id = region.uploads.identity(upload, &key, &inspection.content);
    for _ in 0..TRIES {
        let now = (terms.clock)();
        match region
            .ledger
            .claim(id, &pins, now, terms.until(now))
            .await?
        {
            Claimed::Busy(until) => return Ok(Taken::Busy(until)),
            Claimed::Decided(receipt) => {
                clean_up(region, upload, &receipt).await?;
                return Ok(decided(*receipt, None));
            }
            Claimed::Granted(claim) => {
                match attempt(region, upload, &inspection, &claim, terms).await {
                    Ok(Some(decided)) => return Ok(decided),
                    // Judged against what is no longer in force: once more, from the start.
                    Ok(None) => region.ledger.release(id, claim.token, now).await?,
                    Err(failure) => {
                        // Without the claim the next run need not wait for the lease. That this may
                        // fail as well changes nothing: the lease ends by itself.
                        let _ = region.ledger.release(id, claim.token, now).await;
                        return Err(failure);
                    }
                }
            }
        }
    }
    Err(Failure::Contended)
}

/// The receipt of an upload that was decided under any live version of the key that tells uploads
/// apart: a run that was stopped after its commit is finished also across a rotation.
async fn decided_before<U: Uploads, D, L: Ledger, K: Keys, R>(
    region: &Region<'_, U, D, L, K, R>,
    upload: &Upload<U::Handle>,
    inspection: &Inspection,
) -> Result<Option<Receipt>, Failure> {
    for version in region.keys.versions(KeyPurpose::Upload).await? {
        let key: UploadKey = open(region.keys, version).await?;
        let id = region.uploads.identity(upload, &key, &inspection.content);
        if let Some(receipt) = region.ledger.decided(id).await? {
            return Ok(Some(receipt));
        }
    }
    Ok(None)
}

fn decided(receipt: Receipt, assessment: Option<Assessment>) -> Taken {
    Taken::Decided(Box::new(Decided {
        receipt,
        assessment,
    }))
}

/// One attempt under a claim; `None` if the slot changed under it.
async fn attempt<U: Uploads, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    upload: &Upload<U::Handle>,
    inspection: &Inspection,
    claim: &Claim,
    terms: &mut Terms<'_>,
) -> Result<Option<Taken>, Failure> {
    let (attempt, reference) = drawn((terms.draw)()?);
    let body = match region.uploads.open(upload).await {
        // It was there a moment ago. Another has decided it since, or something else took its
        // place.
        Err(StoreError::Absent) => {
            let receipt = region.ledger.decided(claim.upload).await?;
            let receipt = receipt.ok_or(Failure::Changed)?;
            return Ok(Some(decided(receipt, None)));
        }
        body => body?,
    };
    let mut judged = judge::judge_upload(region, upload, body, inspection, claim).await?;
    let register_keys = judged.register.take();
    let order = Order {
        received: upload.received,
        content: inspection.content,
    };
    let label = decide::Label {
        attempt,
        reference,
        order,
        now: (terms.clock)(),
    };
    let mut prepared = decide::prepare(judged, &label);
    let report = put_report(region.datasets, upload, &prepared.assessment).await?;
    for slice in &mut prepared.slices {
        region.datasets.put(&slice.place, &mut slice.file).await?;
    }
    if let Some(known) = &register_keys
        && !prepared.filings.is_empty()
    {
        let (register, now) = (region.register, label.now);
        let filings = &prepared.filings;
        if !filing::file(register, region.keys, known, filings, attempt, now).await? {
            return Ok(None);
        }
    }
    let commit = decide::commit(&prepared, &label, claim, upload, inspection, report, region);
    match region.ledger.commit(&commit, (terms.clock)()).await? {
        Committed::Stale => Ok(None),
        Committed::Decided(receipt) => {
            clean_up(region, upload, &receipt).await?;
            Ok(Some(decided(*receipt, None)))
        }
        Committed::Done => {
            tracing::info!(reference = %reference, outcome = %commit.receipt.outcome, "decided");
            clean_up(region, upload, &commit.receipt).await?;
            for held in &prepared.displaced {
                put_receipt(region.datasets, &region.ledger.receipt(*held).await?).await?;
            }
            Ok(Some(decided(commit.receipt, Some(prepared.assessment))))
        }
    }
}

fn drawn(random: Draw) -> (AttemptId, ReceiptRef) {
    let mut attempt = [0; 16];
    let mut reference = [0; 12];
    let parts = random.split_at(attempt.len());
    attempt.copy_from_slice(parts.0);
    reference.copy_from_slice(parts.1);
    (AttemptId::from_bytes(attempt), ReceiptRef::draw(reference))
}

async fn put_report<H>(
    datasets: &impl Datasets,
    upload: &Upload<H>,
    assessment: &Assessment,
) -> Result<pledge::ledger::Digest, Failure> {
    use pledge::path::ReportForm;
    let json = pledge::report::json(assessment);
    let digest = sha256(json.as_bytes());
    for form in ReportForm::ALL {
        let content = match form {
            ReportForm::Text => pledge::report::text(assessment),
            ReportForm::Json => json.clone(),
            ReportForm::Html => pledge::report::html(assessment),
        };
        let place = Place::Report(upload.folder, digest, form);
        datasets.put(&place, &mut content.as_bytes()).await?;
    }
    Ok(digest)
}

/// What is left to do once an upload is decided: the receipt's copy, and the raw upload goes last.
async fn clean_up<U: Uploads, D: Datasets, L: Ledger, K: Keys, R>(
    region: &Region<'_, U, D, L, K, R>,
    upload: &Upload<U::Handle>,
    receipt: &Receipt,
) -> Result<(), Failure> {
    put_receipt(region.datasets, receipt).await?;
    region.uploads.delete(upload, &receipt.content).await?;
    Ok(())
}

/// Writes the copy of a receipt that the borough reads.
///
/// # Errors
///
/// When the store does not answer.
pub async fn put_receipt(datasets: &impl Datasets, receipt: &Receipt) -> Result<(), Failure> {
    let place = Place::Receipt(receipt.folder, receipt.reference);
    datasets
        .put(&place, &mut receipt.to_json().as_bytes())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_claim_outlasts_an_hour() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        for (lease, lasts) in [(30, 30), (3_600, 3_600), (3_601, 3_600), (i64::MAX, 3_600)] {
            let terms = Terms {
                today: Date::constant(2026, 7, 28),
                clock: &|| now,
                lease: SignedDuration::from_secs(lease),
                draw: &mut || Ok([0; 28]),
            };
            assert_eq!(terms.until(now).duration_since(now).as_secs(), lasts);
        }
    }
}
