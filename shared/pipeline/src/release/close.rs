//! Closing a quarter: its figures are computed from what is in force, pass the disclosure gate, are
//! named by the ledger, and are then written. A run that stopped after the ledger's word is
//! finished by the next, from what the closing names.

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::disclosure::{Publishable, Unsolved, check};
use pledge::ledger::{Closed, Closing, Digest, Slot};
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Ledger, Register};
use pledge::quarter::Quarter;
use pledge::release::About;
use pledge::returns::Return;
use pledge::statistics::{Engagements, Returned};

use super::publication::{Publication, released};
use super::{leaver_counts, publication};
use crate::aggregation::{Inputs, inputs_in_force, statistics};
use crate::staging::bytes_at;
use crate::{Failure, PROGRAM, Region};

/// Why a quarter was not closed, or what was released of it not made again.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It has not ended.
    #[error("the quarter has not ended")]
    Open,
    /// Nothing is shown of a quarter before it is closed: figures that grow with each return would
    /// give that return away.
    #[error("the quarter is not closed")]
    NotYetClosed,
    /// Returns are missing, and are not late yet.
    #[error("returns are missing ({missing}), and are due by {due}")]
    Due {
        /// How many.
        missing: usize,
        /// The day by which they are due.
        due: Date,
    },
    /// So few have returned their assignments that it is more likely a slip.
    #[error("{missing} of {of} authorities have not returned their assignments")]
    Few {
        /// How many have not.
        missing: usize,
        /// How many there are.
        of: usize,
    },
    /// Returns have changed since it was closed.
    #[error("the quarter is closed, and its returns have changed since")]
    Revision,
    /// It was closed by other reference data or thresholds, without which its files cannot be made.
    #[error("the quarter was closed by other reference data or thresholds")]
    OtherReference,
    /// Its files would not be those of its manifest.
    #[error("the files of the release cannot be made again as they were")]
    Unrepeatable,
    /// Its release is not there as it was written.
    #[error("the release is not there as it was written")]
    Lost,
    /// The release of the quarter before, with which this one is compared, is not there as it
    /// was written.
    #[error("the release of the quarter before is not there as it was written")]
    BeforeLost,
    /// What must be hidden could not be computed.
    #[error(transparent)]
    Unsolved(#[from] Unsolved),
    /// The work could not be done.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<pledge::ports::StoreError> for Refused {
    fn from(error: pledge::ports::StoreError) -> Self {
        Self::Failure(error.into())
    }
}

/// A quarter that is to be closed.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The quarter.
    pub quarter: Quarter,
    /// The day that counts as today.
    pub today: Date,
    /// The instant of the audit entry.
    pub now: Timestamp,
    /// What a reader of the pages must know before all else; the same whenever the release of a
    /// home is made.
    pub notice: Option<&'static str>,
    /// Whether it is closed although more than half of the assignments are missing.
    pub though_few: bool,
}

/// What came of closing a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// What it was closed with.
    pub closing: Closing,
    /// What was done.
    pub done: Done,
    /// Returns that are not in it.
    pub missing: Vec<Returned>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was closed, and its files were written.
    Closed,
    /// It was closed before, and files that were missing were written.
    Finished,
    /// It was closed before, and nothing was missing.
    Nothing,
}

/// Closes a quarter and writes its release, or finishes what an earlier call began.
///
/// # Errors
///
/// When the quarter cannot be closed, or its release cannot be written. Whatever was closed stays
/// closed, and the next call goes on.
pub async fn close<U, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    order: &Order,
) -> Result<Release, Refused> {
    if let Some(closing) = region.ledger.closing(order.quarter).await? {
        return finish(region, closing, order.notice).await;
    }
    let (quarter, today) = (order.quarter, order.today);
    if today <= quarter.last_day() {
        return Err(Refused::Open);
    }
    let inputs = inputs_in_force(region, quarter, today).await?;
    let missing = inputs.missing();
    let due = region.reference.due(quarter);
    if !missing.is_empty() && today <= due {
        let missing = missing.len();
        return Err(Refused::Due { missing, due });
    }
    let of = Borough::all().count();
    let assignments = missing.iter();
    let assignments = assignments.filter(|one| one.kind == Return::AgencyAssignments);
    let without = assignments.count();
    if without > of / 2 && !order.though_few {
        let missing = without;
        return Err(Refused::Few { missing, of });
    }
    let before = match quarter.previous() {
        Some(previous) => region.ledger.closing(previous).await?,
        None => None,
    };
    let mut closing = Closing {
        quarter,
        today,
        reference: region.reference.version().to_owned(),
        thresholds: region.reference.thresholds().version.clone(),
        before: before.map(|before| before.manifest),
        slices: inputs.slices.clone(),
        nil: inputs.nil.clone(),
        leavers: inputs.leavers.clone(),
        engagements: (inputs.engagements.iter())
            .flat_map(|(authority, own)| {
                let own = own.iter();
                own.map(|(category, counts)| (*authority, (*category).to_owned(), *counts))
            })
            .collect(),
        // Known once the files are made.
        manifest: Digest::from_bytes([0; 32]),
    };
    let publication = make(region, &closing, order.notice).await?;
    closing.manifest = publication.digest();
    match region.ledger.close(&closing, order.now).await? {
        Closed::Done => {}
        // Somebody else was first; theirs is the release.
        Closed::Already(theirs) => return finish(region, *theirs, order.notice).await,
    }
    write(region, &closing, &publication).await?;
    let done = Done::Closed;
    Ok(Release {
        closing,
        done,
        missing,
    })
}

/// Whether every file of a closed quarter lies where it was written, as it was written.
///
/// # Errors
///
/// When the store does not answer.
pub async fn is_whole(datasets: &impl Datasets, closing: &Closing) -> Result<bool, Failure> {
    let counts = bytes_at(datasets, &Place::LeaverCounts(closing.quarter)).await?;
    Ok(counts == Some(leaver_counts::parquet(closing)?)
        && publication::is_whole(datasets, closing.quarter, closing.manifest).await?)
}

/// Writes what is missing of the release of a closed quarter, and refuses a revision.
async fn finish<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    closing: Closing,
    notice: Option<&'static str>,
) -> Result<Release, Refused> {
    let whole = is_whole(region.datasets, &closing).await?;
    if !whole {
        has_same_reference(region, &closing)?;
        let publication = make(region, &closing, notice).await?;
        if publication.digest() != closing.manifest {
            return Err(Refused::Unrepeatable);
        }
        write(region, &closing, &publication).await?;
    }
    if has_changed(region.ledger, &closing).await? {
        return Err(Refused::Revision);
    }
    Ok(Release {
        missing: Inputs::named_by(&closing).missing(),
        done: if whole { Done::Nothing } else { Done::Finished },
        closing,
    })
}

/// Whether another slice of the quarter is in force than the closing names, or another nil return.
/// Leavers and engagements are frozen: statements change on any day.
async fn has_changed(ledger: &impl Ledger, closing: &Closing) -> Result<bool, Failure> {
    let now = Inputs::in_force(ledger, closing.quarter, Engagements::new()).await?;
    let then = Inputs::named_by(closing);
    let slices = |inputs: &Inputs| -> Vec<(Slot, Digest)> {
        let slices = inputs.slices.iter().copied();
        slices.filter(|(slot, _)| slot.kind.quarterly()).collect()
    };
    Ok(slices(&now) != slices(&then))
}

/// Checks the figures of a closing for disclosure.
async fn checked<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    closing: &Closing,
) -> Result<Publishable, Refused> {
    let before = match (closing.before, closing.quarter.previous()) {
        (Some(digest), Some(quarter)) => {
            let before = released(region.datasets, quarter, digest).await?;
            Some(before.ok_or(Refused::BeforeLost)?)
        }
        _ => None,
    };
    let statistics = statistics(region, &Inputs::named_by(closing)).await?;
    Ok(check(&statistics, region.reference, before.as_ref())?)
}

/// A closed quarter's figures as they passed the gate: what was released of it, and nothing else.
///
/// # Errors
///
/// When the quarter is not closed, or its figures would not be shown as they were.
pub(crate) async fn checked_again<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
) -> Result<(Closing, Publishable), Refused> {
    let closing = region.ledger.closing(quarter).await?;
    let closing = closing.ok_or(Refused::NotYetClosed)?;
    has_same_reference(region, &closing)?;
    let checked = checked(region, &closing).await?;
    let shown = released(region.datasets, quarter, closing.manifest).await?;
    if shown.ok_or(Refused::Lost)? == *checked.release() {
        Ok((closing, checked))
    } else {
        Err(Refused::Unrepeatable)
    }
}

/// Refuses other reference data than those of the closing.
fn has_same_reference<U, D, L, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    closing: &Closing,
) -> Result<(), Refused> {
    let reference = region.reference;
    let is_same = reference.version() == closing.reference
        && reference.thresholds().version == closing.thresholds;
    is_same.then_some(()).ok_or(Refused::OtherReference)
}

async fn make<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    closing: &Closing,
    notice: Option<&'static str>,
) -> Result<Publication, Refused> {
    let publishable = checked(region, closing).await?;
    let about = About {
        quarter: closing.quarter,
        reference: region.reference,
        program: PROGRAM,
        notice,
    };
    Ok(Publication::of(&publishable, closing, &about)?)
}

/// Writes a release: for analysts the leavers first, then the publication, its manifests last.
async fn write<U, D: Datasets, L, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    closing: &Closing,
    publication: &Publication,
) -> Result<(), Failure> {
    let counts = leaver_counts::parquet(closing)?;
    let place = Place::LeaverCounts(closing.quarter);
    region.datasets.put(&place, &mut counts.as_slice()).await?;
    publication.put(region.datasets).await
}
