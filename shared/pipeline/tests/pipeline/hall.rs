//! The stores that a test works on, what is done with them, and what there is to see afterwards.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use pipeline::compaction::compact_all;
use pipeline::intake::{Draw, Taken, Terms, take_in};
use pipeline::register::{
    Asked, Discrepancies, Unasked, Withdrawal, Withdrawn, check, discrepancies, withdraw,
};
use pipeline::sealing::seal;
use pipeline::status::{ReturnStatus, status};
use pipeline::{Failure, Region};
use pledge::borough::Borough;
use pledge::cooling_off::{Answer, Verdict};
use pledge::identity::Registration;
use pledge::keys::{KeyPurpose, KeyVersion, sha256};
use pledge::ledger::{Digest, Slot, SlotState};
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Ledger, Object, Register, Upload, Uploads};
use pledge::quarter::Quarter;
use pledge::receipt::{Outcome, Receipt, ReceiptRef};
use pledge::reference::Reference;
use pledge::register::Filed;
use pledge::returns::Return;
use stores::failing::{Cue, Failing};
use stores::memory::{
    MemoryDatasets, MemoryHandle, MemoryKeys, MemoryLedger, MemoryRegister, MemoryUploads,
};

use crate::files::quarter;

pub(crate) const LEASE: SignedDuration = SignedDuration::from_mins(30);
/// The day of all runs, on which the returns of the second quarter are not late yet.
pub(crate) const TODAY: Date = date(2026, 7, 28);

/// So many seconds after eight in the morning of that day.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let morning: Timestamp = "2026-07-28T08:00:00Z".parse().unwrap();
    morning + SignedDuration::from_secs(seconds)
}

/// What a future comes to.
pub(crate) fn answer<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.build().unwrap().block_on(future)
}

/// The slot of a return of the second quarter.
pub(crate) fn slot(kind: Return, authority: Borough) -> Slot {
    Slot {
        kind,
        quarter: kind.quarterly().then(quarter),
        authority,
    }
}

pub(crate) type Stores<'a, K> = Region<
    'a,
    Failing<MemoryUploads>,
    Failing<MemoryDatasets>,
    Failing<MemoryLedger>,
    K,
    Failing<MemoryRegister>,
>;

/// The stores, which fail on one cue.
pub(crate) struct Hall {
    pub(crate) cue: Cue,
    pub(crate) uploads: Failing<MemoryUploads>,
    pub(crate) datasets: Failing<MemoryDatasets>,
    pub(crate) ledger: Failing<MemoryLedger>,
    pub(crate) register: Failing<MemoryRegister>,
    pub(crate) keys: Failing<MemoryKeys>,
    pub(crate) reference: Reference,
    pub(crate) scratch: PathBuf,
    drawn: AtomicU64,
    today: Mutex<Date>,
}

/// Key bytes that look drawn.
pub(crate) fn random(seed: u8) -> [u8; 32] {
    *sha256(&[seed]).as_bytes()
}

/// All keys that the pipeline needs, but those of `without`.
pub(crate) fn keys_without(without: &[KeyPurpose]) -> MemoryKeys {
    let versions = [
        (KeyPurpose::Analytics, 2026, 1),
        (KeyPurpose::Register, 1, 101),
        (KeyPurpose::Upload, 1, 3),
        (KeyPurpose::AuditSign, 1, 4),
    ];
    let mut keys = MemoryKeys::new();
    for (purpose, version, seed) in versions {
        if !without.contains(&purpose) {
            keys = keys.with(purpose, KeyVersion::new(version).unwrap(), random(seed));
        }
    }
    keys
}

impl Hall {
    pub(crate) fn new() -> Self {
        Self::with_keys(keys_without(&[]))
    }

    pub(crate) fn with_keys(keys: MemoryKeys) -> Self {
        let cue = Cue::new();
        let ledger = MemoryLedger::new();
        ledger.know(keys.made());
        Self {
            uploads: Failing::new(MemoryUploads::new(), cue.clone()),
            datasets: Failing::new(MemoryDatasets::new(), cue.clone()),
            ledger: Failing::new(ledger, cue.clone()),
            register: Failing::new(MemoryRegister::new(), cue.clone()),
            keys: Failing::new(keys, cue.clone()),
            cue,
            reference: Reference::compiled(),
            scratch: env!("CARGO_TARGET_TMPDIR").into(),
            drawn: AtomicU64::new(0),
            today: Mutex::new(TODAY),
        }
    }

    /// The stores with other keys.
    pub(crate) fn stores<'a, K: Keys>(&'a self, keys: &'a K) -> Stores<'a, K> {
        Region {
            uploads: &self.uploads,
            datasets: &self.datasets,
            ledger: &self.ledger,
            register: &self.register,
            keys,
            reference: &self.reference,
            scratch: &self.scratch,
        }
    }

    pub(crate) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The day that rules take for today.
    pub(crate) fn today(&self) -> Date {
        *self.today.lock().unwrap()
    }

    /// From now on it is this day.
    pub(crate) fn stand_on(&self, day: Date) {
        *self.today.lock().unwrap() = day;
    }

    /// Keys that were made, besides those of the hall.
    pub(crate) fn know(&self, keys: &MemoryKeys) {
        self.ledger.inner().know(keys.made());
    }

    /// From now on these versions of the register's key live.
    pub(crate) fn rotate(&mut self, live: &[u16]) {
        let keys = keys_without(&[KeyPurpose::Register]);
        let keys = live.iter().fold(keys, |keys, version| {
            let seed = 100 + u8::try_from(*version).unwrap();
            let version = KeyVersion::new(*version).unwrap();
            keys.with(KeyPurpose::Register, version, random(seed))
        });
        self.know(&keys);
        self.keys = Failing::new(keys, self.cue.clone());
    }

    /// Puts a file into a folder.
    pub(crate) fn drop(&self, folder: Borough, name: &str, content: &[u8], received: i64) {
        self.uploads
            .inner()
            .drop(folder, name, content, at(received));
    }

    /// Random bytes, new at each call.
    pub(crate) fn draw(&self) -> Draw {
        let mut number = self.drawn.fetch_add(1, Ordering::Relaxed);
        let mut draw = [0; 28];
        draw[..8].copy_from_slice(&number.to_be_bytes());
        for byte in draw[16..].iter_mut().rev() {
            *byte = u8::try_from(number % 32).unwrap();
            number /= 32;
        }
        draw
    }

    pub(crate) async fn waiting(&self) -> Vec<Upload<MemoryHandle>> {
        self.uploads.inner().waiting(usize::MAX).await.unwrap()
    }

    /// Takes in one upload, with `pause` at each draw: after the claim, before the reading.
    pub(crate) async fn take<K: Keys>(
        &self,
        keys: &K,
        upload: &Upload<MemoryHandle>,
        now: i64,
        pause: impl FnMut() + Send,
    ) -> Result<Taken, Failure> {
        self.take_by(&|| at(now), keys, upload, pause).await
    }

    /// The same by a clock that may go on.
    pub(crate) async fn take_by<K: Keys>(
        &self,
        clock: &(dyn Fn() -> Timestamp + Sync),
        keys: &K,
        upload: &Upload<MemoryHandle>,
        mut pause: impl FnMut() + Send,
    ) -> Result<Taken, Failure> {
        let mut draw = || {
            pause();
            Ok(self.draw())
        };
        let mut terms = Terms {
            today: self.today(),
            clock,
            lease: LEASE,
            draw: &mut draw,
        };
        take_in(&self.stores(keys), upload, &mut terms).await
    }

    /// One run, as a command does it: all that waits, then the curated files.
    pub(crate) async fn run(&self, now: i64) -> Result<Vec<Taken>, Failure> {
        self.datasets.inner().stand_at(at(now));
        let mut taken = Vec::new();
        for upload in self.uploads.waiting(usize::MAX).await? {
            taken.push(self.take(&self.keys, &upload, now, || {}).await?);
        }
        for (_, _, compacted) in compact_all(&self.datasets, &self.ledger, self.scratch()).await? {
            compacted?;
        }
        Ok(taken)
    }

    /// Seals what is not sealed yet.
    pub(crate) fn seal(&self, now: i64) -> Result<usize, Failure> {
        answer(seal(&self.datasets, &self.ledger, &self.keys, at(now)))
    }

    /// One run in which all goes well: the receipts, in the order in which files were received.
    pub(crate) fn intake(&self, now: i64) -> Vec<Receipt> {
        let taken = answer(self.run(now)).unwrap();
        taken.into_iter().map(receipt_of).collect()
    }

    /// Sends one file and takes it in.
    pub(crate) fn send(&self, folder: Borough, content: &[u8], received: i64) -> Receipt {
        self.drop(folder, &format!("{received}.csv"), content, received);
        let [receipt] = self.intake(received).try_into().unwrap();
        receipt
    }

    pub(crate) fn slot(&self, slot: Slot) -> SlotState {
        answer(self.ledger.inner().slot(slot)).unwrap()
    }

    /// What the attempt in force in a slot filed in the register.
    pub(crate) fn filed(&self, slot: Slot) -> Vec<Filed> {
        let attempt = self.slot(slot).pointer.unwrap().attempt;
        answer(self.register.inner().filed(slot, attempt)).unwrap()
    }

    /// Everything that attempts filed, whether it counts or not.
    pub(crate) fn filings(&self) -> usize {
        answer(self.register.inner().filings()).unwrap().len()
    }

    /// The answer to a question about a worker.
    pub(crate) fn ask(&self, number: &str, start: Date) -> Result<Answer, Unasked> {
        let (number, _) = Registration::read(number).unwrap();
        let asked = Asked {
            number: &number,
            start,
            today: self.today(),
            case: ReceiptRef::draw([9; 12]),
            now: at(0),
        };
        answer(check(&self.stores(&self.keys), &asked))
    }

    /// The verdict on a start today.
    pub(crate) fn verdict(&self, number: &str) -> Verdict {
        self.ask(number, self.today()).unwrap().verdict
    }

    /// The region's list of the second quarter.
    pub(crate) fn list(&self) -> Discrepancies {
        let region = self.stores(&self.keys);
        answer(discrepancies(&region, quarter(), self.today())).unwrap()
    }

    /// Takes an authority's departures of one worker out.
    pub(crate) fn withdraw(&self, number: &str, authority: Borough) -> Result<Withdrawn, Failure> {
        let (number, _) = Registration::read(number).unwrap();
        let withdrawal = Withdrawal {
            number: &number,
            authority,
            last_day: None,
            today: self.today(),
            case: ReceiptRef::draw([8; 12]),
            now: at(0),
        };
        answer(withdraw(&self.stores(&self.keys), &withdrawal))
    }

    /// The rows in force in a slot, and their digest.
    pub(crate) fn in_force(&self, slot: Slot) -> Option<(u32, Digest)> {
        let pointer = self.slot(slot).pointer;
        pointer.map(|pointer| (pointer.count, pointer.digest))
    }

    pub(crate) fn status(&self, kind: Return, authority: Borough) -> ReturnStatus {
        let all = answer(status(self.ledger.inner(), &self.reference, quarter())).unwrap();
        let mut all = all.into_iter();
        all.find(|one| one.kind == kind && one.authority == authority)
            .unwrap()
    }

    /// All slots of which the ledger knows.
    pub(crate) fn slots(&self) -> BTreeMap<Slot, SlotState> {
        let ledger = self.ledger.inner();
        let mut slots = BTreeMap::new();
        for kind in Return::ALL {
            let quarters = answer(ledger.quarters(kind)).unwrap();
            let quarters: Vec<Option<Quarter>> = if kind.quarterly() {
                quarters.into_iter().map(Some).collect()
            } else {
                vec![None]
            };
            for quarter in quarters {
                slots.extend(answer(ledger.standing(kind, quarter)).unwrap().slots);
            }
        }
        slots
    }

    /// What lies at a place.
    pub(crate) fn bytes(&self, place: &Place) -> Option<Vec<u8>> {
        let object = answer(self.datasets.inner().open(place)).ok()?;
        let mut bytes = vec![0; usize::try_from(object.length()).unwrap()];
        object.read_at(0, &mut bytes).unwrap();
        Some(bytes)
    }

    pub(crate) fn has(&self, place: &Place) -> bool {
        self.bytes(place).is_some()
    }

    /// Puts something at a place, as nobody should.
    pub(crate) fn overwrite(&self, place: &Place, mut content: &[u8]) {
        answer(self.datasets.inner().put(place, &mut content)).unwrap();
    }

    /// Everything that lies in the datasets but receipts, by the digest of its bytes.
    pub(crate) fn objects(&self) -> BTreeMap<Place, Digest> {
        let places = self.datasets.inner().places().into_iter();
        places
            .filter(|place| !matches!(place, Place::Receipt(..)))
            .map(|place| (place, sha256(&self.bytes(&place).unwrap())))
            .collect()
    }

    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        answer(self.ledger.inner().receipts(None, usize::MAX)).unwrap()
    }
}

pub(crate) fn receipt_of(taken: Taken) -> Receipt {
    match taken {
        Taken::Decided(decided) => decided.receipt,
        other => panic!("{other:?} is no decision"),
    }
}

/// The outcomes of receipts.
pub(crate) fn outcomes(receipts: &[Receipt]) -> Vec<Outcome> {
    receipts.iter().map(|receipt| receipt.outcome).collect()
}
