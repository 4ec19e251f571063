//! A question about one worker, and its answer.

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::audit::{Chain, Event};
use pledge::cooling_off::{Answer, Coverage, Left, Unanswerable, answer};
use pledge::identity::Registration;
use pledge::keys::KeyPurpose;
use pledge::ledger::Slot;
use pledge::ports::{Keys, Ledger, Register};
use pledge::receipt::ReceiptRef;
use pledge::register::{Found, Worker};
use pledge::returns::Return;

use super::in_force::{Counting, Slots, is_in_force, leavers, settled, tombstones};
use super::keys::RegisterKeys;
use crate::{Failure, KnownKeys, Region};

/// A question.
pub struct Asked<'q> {
    /// About whom.
    pub number: &'q Registration,
    /// The day on which the engagement would start.
    pub start: Date,
    /// The day that rules take for today.
    pub today: Date,
    /// The reference of the answer, drawn at random.
    pub case: ReceiptRef,
    /// The true instant.
    pub now: Timestamp,
}

/// Why there is no answer. None of these is a verdict.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    /// The question.
    #[error("the question has no answer")]
    Unanswerable(#[from] Unanswerable),
    /// The stores.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Answers a question by the statements in force, under every live version of the key. The audit
/// trail says that somebody asked, not about whom, before there is an answer.
///
/// # Errors
///
/// When the start is too far away, a store does not answer, or a key that a statement in force
/// needs is missing: never a verdict.
pub async fn check<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    asked: &Asked<'_>,
) -> Result<Answer, Unasked> {
    // Whether there is an answer must not depend on what the register holds.
    let known = region.reference.check_day(asked.start);
    known.map_err(Unanswerable::from)?;
    let (slots, (_, found)) = about(region, asked.number).await?;
    let stones = tombstones(region.register, found.iter().map(|found| &found.filed)).await?;
    let counting = Counting::new(&stones, asked.today);
    let departures: Vec<Left> = (found.iter())
        .filter(|found| is_in_force(&slots, found))
        .filter_map(|found| counting.left(found.slot.authority, &found.filed))
        .collect();
    let coverage = coverage(&slots, asked.today);
    let said = answer(
        region.reference,
        &departures,
        asked.start,
        asked.today,
        coverage,
    )?;
    let event = Event::Asked { case: asked.case };
    (region.ledger.record(Chain::Region, &event, asked.now).await).map_err(Failure::from)?;
    Ok(said)
}

/// Every slot of leavers, the worker under every live version of the key, and all entries that
/// name them.
///
/// The keys are opened between two looks at the ledger: a version that is made in between, and
/// under which a statement comes into force, is not taken for a lost one.
pub(super) async fn about<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    number: &Registration,
) -> Result<(Slots, (Vec<Worker>, Vec<Found>)), Failure> {
    let known = KnownKeys::new(region.keys, region.ledger);
    let (slots, (keys, about)) = settled(
        async || leavers(region.ledger).await,
        async |_| {
            let keys = RegisterKeys::open(&known, None).await?;
            let workers = keys.all_workers(number);
            let found = region.register.about(&workers).await?;
            Ok((keys, (workers, found)))
        },
    )
    .await?;
    all_live(&slots, &keys)?;
    Ok((slots, about))
}

/// How complete the leavers of all authorities are.
pub(super) fn coverage(slots: &Slots, today: Date) -> Coverage {
    let complete_to = |authority| {
        let slot = Slot {
            kind: Return::PermanentLeavers,
            quarter: None,
            authority,
        };
        slots.get(&slot)?.pointer?.facts.complete_to
    };
    Coverage::of(&complete_to, today)
}

/// Refuses to answer while a statement in force cannot be read: its leavers would be missed.
fn all_live(slots: &Slots, keys: &RegisterKeys) -> Result<(), Failure> {
    let in_force = slots.iter().filter_map(|(slot, state)| {
        let pointer = state.pointer.filter(|pointer| pointer.count > 0)?;
        (slot.kind == Return::PermanentLeavers).then_some(pointer.key)
    });
    let lost = { in_force }.find(|version| !keys.lives(*version));
    match lost {
        None => Ok(()),
        version => Err(Failure::NoKey {
            purpose: KeyPurpose::Register,
            version,
        }),
    }
}
