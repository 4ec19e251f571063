//! Submissions that wait for a confirmation: intake makes none yet, the ledger keeps them.

use jiff::Timestamp;
use pipeline::intake::put_receipt;
use pledge::audit::Event;
use pledge::keys::{KeyVersion, sha256};
use pledge::ledger::{
    AttemptId, Change, Claimed, Commit, Committed, Decision, Digest, Facts, Held, Order, Pins,
    Pointer, Slot, UploadId,
};
use pledge::path::Place;
use pledge::ports::Ledger;
use pledge::receipt::{Outcome, Receipt, ReceiptRef, SlotReceipt};

use crate::hall::{Hall, LEASE, TODAY, answer};

fn reference() -> ReceiptRef {
    ReceiptRef::draw([31; 12])
}

fn key() -> KeyVersion {
    KeyVersion::new(1).unwrap()
}

fn receipt_of(slot: Slot, content: Digest, now: Timestamp) -> Receipt {
    let part = SlotReceipt {
        authority: slot.authority,
        outcome: Outcome::Held,
        rows: 0,
        withdrawn: 0,
    };
    Receipt {
        reference: reference(),
        upload: UploadId::from_bytes(*content.as_bytes()),
        folder: slot.authority,
        received: now,
        decided: now,
        content,
        bytes: 1,
        kind: Some(slot.kind),
        quarter: slot.quarter,
        outcome: Outcome::Held,
        slots: vec![part],
        rows_read: 1,
        findings: Vec::new(),
        report: content,
        reference_data: "2026-04".to_owned(),
        program: "pledge".to_owned(),
    }
}

fn pointer_of(digest: Digest, now: Timestamp) -> Pointer {
    Pointer {
        first_received: now,
        order: Order {
            received: now,
            content: digest,
        },
        attempt: AttemptId::from_bytes([200; 16]),
        reference: reference(),
        count: 1,
        digest,
        key: key(),
        facts: Facts::default(),
    }
}

/// Puts a slice and its receipt's copy, and has an empty slot hold the submission since `now`.
pub(crate) fn hold(hall: &Hall, slot: Slot, slice: &[u8], now: Timestamp) -> Receipt {
    hall.datasets.inner().stand_at(now);
    let digest = sha256(slice);
    let place = Place::Slice(slot.kind, slot.quarter.unwrap(), slot.authority, digest);
    hall.overwrite(&place, slice);
    let (receipt, pointer) = (receipt_of(slot, digest, now), pointer_of(digest, now));
    let pins = Pins {
        today: TODAY,
        register_key: key(),
        reference: receipt.reference_data.clone(),
    };
    let held = Held {
        pointer,
        seen: None,
        since: now,
    };
    let decision = Decision {
        slot,
        seen: None,
        change: Change::Hold(held),
    };
    let event = Event::Decided {
        upload: receipt.upload,
        reference: reference(),
        outcome: Outcome::Held,
        receipt: digest,
    };
    answer(async {
        let ledger = hall.ledger.inner();
        let claimed = ledger.claim(receipt.upload, &pins, now, now + LEASE).await;
        let Ok(Claimed::Granted(claim)) = claimed else {
            panic!("{claimed:?}");
        };
        let commit = Commit {
            claim,
            attempt: pointer.attempt,
            decisions: vec![decision],
            receipt: receipt.clone(),
            event,
        };
        assert_eq!(ledger.commit(&commit, now).await.unwrap(), Committed::Done);
        put_receipt(&hall.datasets, &receipt).await.unwrap();
    });
    receipt
}
