//! Others at work while the register is read or filed.

use std::sync::Mutex;
use std::thread;

use jiff::Timestamp;
use jiff::civil::Date;
use pipeline::Failure;
use pipeline::register::{Asked, What, check, discrepancies, holders};
use pipeline::retention::forget_entries;
use pledge::cooling_off::Verdict::Restricted;
use pledge::identity::Registration;
use pledge::keys::{Capability, KeyPurpose, KeyVersion};
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Keys, Register, Stored};
use pledge::receipt::{Outcome, ReceiptRef};
use pledge::register::{Filed, Filing, Found, Tombstone, Worker};
use stores::failing::Failing;
use stores::memory::{MemoryDatasets, MemoryKeys, MemoryLedger, MemoryRegister, MemoryUploads};

use crate::files::{barking, quarter};
use crate::hall::{Hall, TODAY, answer, at, keys_without, random, receipt_of};
use crate::people::{NUMBERS, camden, leavers, meeting, statement};

const DAY: i64 = 24 * 3600;

type Act<'a> = Box<dyn FnOnce() + Send + 'a>;

/// A register to whose first reader somebody else comes first.
struct Meddled<'a> {
    register: &'a Failing<MemoryRegister>,
    act: Mutex<Option<Act<'a>>>,
}

impl<'a> Meddled<'a> {
    fn new(register: &'a Failing<MemoryRegister>, act: impl FnOnce() + Send + 'a) -> Self {
        Self {
            register,
            act: Mutex::new(Some(Box::new(act))),
        }
    }

    fn meddle(&self) {
        let act = self.act.lock().unwrap().take();
        if let Some(act) = act {
            // In a thread: a runtime cannot start inside another.
            thread::scope(|scope| scope.spawn(act).join().unwrap());
        }
    }
}

impl Register for Meddled<'_> {
    async fn file(
        &self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> Stored<()> {
        self.register.file(slot, attempt, entries, now).await
    }

    async fn filed(&self, slot: Slot, attempt: AttemptId) -> Stored<Vec<Filed>> {
        self.meddle();
        self.register.filed(slot, attempt).await
    }

    async fn about(&self, workers: &[Worker]) -> Stored<Vec<Found>> {
        self.meddle();
        self.register.about(workers).await
    }

    async fn bury(&self, tombstones: &[Tombstone]) -> Stored<()> {
        self.register.bury(tombstones).await
    }

    async fn buried(&self, workers: &[Worker]) -> Stored<Vec<Tombstone>> {
        self.register.buried(workers).await
    }

    async fn buried_under(&self, version: KeyVersion) -> Stored<Vec<Tombstone>> {
        self.register.buried_under(version).await
    }

    async fn filings(&self) -> Stored<Vec<Filing>> {
        self.register.filings().await
    }

    async fn discard(&self, slot: Slot, attempt: AttemptId, before: Timestamp) -> Stored<()> {
        self.register.discard(slot, attempt, before).await
    }

    async fn expire(&self, limit: Date) -> Stored<u64> {
        self.register.expire(limit).await
    }

    async fn versions_in_use(&self) -> Stored<Vec<(KeyVersion, u64)>> {
        self.register.versions_in_use().await
    }
}

/// The stores with a register into which somebody meddles.
fn meddled<'a, 'm, K>(
    hall: &'a Hall,
    keys: &'a K,
    register: &'a Meddled<'m>,
) -> pipeline::Region<
    'a,
    Failing<MemoryUploads>,
    Failing<MemoryDatasets>,
    Failing<MemoryLedger>,
    K,
    Meddled<'m>,
> {
    pipeline::Region {
        uploads: &hall.uploads,
        datasets: &hall.datasets,
        ledger: &hall.ledger,
        register,
        keys,
        reference: &hall.reference,
        scratch: &hall.scratch,
    }
}

/// Another run takes in the same leavers anew, and the collector deletes what they replaced.
fn replace(hall: &Hall) {
    let [one, two, three, _] = NUMBERS;
    let rows = [
        (three, "2026-06-30"),
        (one, "2026-03-31"),
        (two, "2025-09-30"),
    ];
    hall.send(barking(), &statement(&rows).bytes(), 3 * DAY);
    let forgotten = forget_entries(&hall.ledger, &hall.register, TODAY, at(3 * DAY));
    assert_eq!(answer(forgotten).unwrap(), (0, 1));
}

fn met() -> Hall {
    let (leavers, engaged) = meeting();
    let hall = Hall::new();
    hall.send(barking(), &leavers.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 3 * DAY - 1);
    hall
}

#[test]
fn a_statement_that_is_replaced_while_it_is_asked_leaves_no_gap() {
    let hall = met();
    let register = Meddled::new(&hall.register, || replace(&hall));
    let region = meddled(&hall, &hall.keys, &register);
    let (number, _) = Registration::read(NUMBERS[0]).unwrap();
    let asked = Asked {
        number: &number,
        start: TODAY,
        today: TODAY,
        case: ReceiptRef::draw([9; 12]),
        now: at(0),
    };
    assert_eq!(answer(check(&region, &asked)).unwrap().verdict, Restricted);
}

#[test]
fn a_statement_that_is_replaced_while_the_list_is_made_leaves_no_gap() {
    let hall = met();
    let before = hall.list().items;
    let register = Meddled::new(&hall.register, || replace(&hall));
    let region = meddled(&hall, &hall.keys, &register);
    let list = discrepancies(&region, quarter(), TODAY);
    assert_eq!((answer(list).unwrap().items, before.len()), (before, 1));
}

#[test]
fn two_who_file_at_once_under_two_versions_are_linked() {
    let (leavers, engaged) = meeting();
    let mut hall = Hall::new();
    hall.rotate(&[1, 2]);
    // The engagement is filed under the second version, and looks for others while a statement
    // that was claimed before the rotation is filed under the first.
    hall.drop(camden(), "engaged.csv", &engaged.bytes(), 1);
    let old = Failing::new(
        keys_without(&[KeyPurpose::Register]).with(KeyPurpose::Register, version(1), random(101)),
        hall.cue.clone(),
    );
    let register = Meddled::new(&hall.register, || {
        hall.drop(barking(), "leavers.csv", &leavers.bytes(), 2);
        let waiting = answer(hall.waiting());
        let own = waiting
            .iter()
            .find(|upload| upload.folder == barking())
            .unwrap();
        let taken = answer(hall.take(&old, own, 2, || {})).unwrap();
        assert_eq!(receipt_of(taken).outcome, Outcome::Published);
    });
    let waiting = answer(hall.waiting());
    let mut draw = || Ok(hall.draw());
    let mut terms = pipeline::intake::Terms {
        today: TODAY,
        clock: &|| at(1),
        lease: crate::hall::LEASE,
        draw: &mut draw,
    };
    let region = meddled(&hall, &hall.keys, &register);
    let taken = answer(pipeline::intake::take_in(&region, &waiting[0], &mut terms)).unwrap();
    assert_eq!(receipt_of(taken).outcome, Outcome::Published);
    assert_eq!(hall.list().items.len(), 1);
}

fn version(number: u16) -> KeyVersion {
    KeyVersion::new(number).unwrap()
}

/// Keys among which a second version of the register's is made after it was listed so often.
struct Rotating {
    before: MemoryKeys,
    after: MemoryKeys,
    left: Mutex<u32>,
}

impl Keys for Rotating {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        let mut left = 1;
        if purpose == KeyPurpose::Register {
            let mut counted = self.left.lock().unwrap();
            left = *counted;
            *counted = counted.saturating_sub(1);
        }
        if left > 0 {
            self.before.versions(purpose).await
        } else {
            self.after.versions(purpose).await
        }
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        self.after.open(version).await
    }
}

#[test]
fn a_version_that_is_made_while_entries_are_filed_is_looked_under_before_they_count() {
    let (leavers, engaged) = meeting();
    let live = |versions: &[u16]| {
        let keys = keys_without(&[KeyPurpose::Register]);
        versions.iter().fold(keys, |keys, number| {
            let seed = 100 + u8::try_from(*number).unwrap();
            keys.with(KeyPurpose::Register, version(*number), random(seed))
        })
    };
    let mut hall = Hall::new();
    // Filed under the second version by another run, which sees nothing under the first yet.
    hall.know(&live(&[1]));
    hall.rotate(&[2]);
    hall.send(barking(), &leavers.bytes(), 1);
    hall.drop(camden(), "engaged.csv", &engaged.bytes(), 2);
    let keys = Rotating {
        before: live(&[1]),
        after: live(&[1, 2]),
        // For the pins, and to open them: at the third look the other version is there.
        left: Mutex::new(2),
    };
    let taken = answer(async {
        let waiting = hall.waiting().await;
        hall.take(&keys, &waiting[0], 3, || {}).await
    });
    assert_eq!(receipt_of(taken.unwrap()).outcome, Outcome::Published);
    hall.rotate(&[1, 2]);
    assert_eq!(hall.list().items.len(), 1);
}

#[test]
fn a_version_is_held_by_what_counts_or_may_come_to_count_and_by_nothing_else() {
    let (leavers_sheet, engaged) = meeting();
    let mut hall = Hall::new();
    let who = |hall: &Hall, number: u16| -> Vec<_> {
        let found = answer(holders(&hall.ledger, &hall.register, version(number))).unwrap();
        found
            .iter()
            .map(|one| (one.authority, one.what, one.held))
            .collect()
    };
    hall.rotate(&[1]);
    hall.send(barking(), &leavers_sheet.bytes(), 1);
    hall.send(camden(), &engaged.bytes(), 2);
    let left = (barking(), What::Leavers, false);
    let hires = (camden(), What::Engagements(quarter()), false);
    assert_eq!(who(&hall, 1), [hires, left]);
    hall.rotate(&[1, 2]);
    hall.send(camden(), &engaged.bytes(), 3);
    assert_eq!((who(&hall, 1), who(&hall, 2)), (vec![left], vec![hires]));
    // A statement that waits holds its version as well.
    hall.send(barking(), &crate::people::crowd(9).bytes(), 4);
    hall.rotate(&[2, 3]);
    let held = hall.send(barking(), &crate::people::crowd(4).bytes(), 5);
    assert_eq!(held.outcome, Outcome::Held);
    assert_eq!(who(&hall, 3), [(barking(), What::Leavers, true)]);
    assert!(hall.slot(leavers()).held.is_some() && who(&hall, 1).is_empty());
    // An engagement that is kept no longer holds nothing; a statement does until it is replaced.
    answer(hall.register.expire(Date::constant(2026, 12, 31))).unwrap();
    assert_eq!(who(&hall, 2), [left]);
    let failed: Result<Vec<_>, Failure> = {
        hall.cue
            .fail(hall.cue.calls() + 1, stores::failing::Moment::Before);
        answer(holders(&hall.ledger, &hall.register, version(2)))
    };
    assert!(failed.is_err());
}

#[test]
fn a_version_that_comes_into_use_while_somebody_asks_is_not_taken_for_a_lost_one() {
    let live = |versions: &[u16]| {
        let keys = keys_without(&[KeyPurpose::Register]);
        versions.iter().fold(keys, |keys, number| {
            let seed = 100 + u8::try_from(*number).unwrap();
            keys.with(KeyPurpose::Register, version(*number), random(seed))
        })
    };
    let hall = met();
    hall.know(&live(&[2]));
    // At the second look the other version is there, and a statement was filed under it.
    let keys = Rotating {
        before: live(&[1]),
        after: live(&[1, 2]),
        left: Mutex::new(1),
    };
    let after = live(&[1, 2]);
    let register = Meddled::new(&hall.register, || {
        let rows = [(NUMBERS[0], "2026-03-31")];
        hall.drop(barking(), "new.csv", &statement(&rows).bytes(), 3 * DAY);
        let taken = answer(async {
            let waiting = hall.waiting().await;
            hall.take(&after, &waiting[0], 3 * DAY, || {}).await
        });
        assert_eq!(receipt_of(taken.unwrap()).outcome, Outcome::Published);
    });
    let (number, _) = Registration::read(NUMBERS[0]).unwrap();
    let asked = Asked {
        number: &number,
        start: TODAY,
        today: TODAY,
        case: ReceiptRef::draw([9; 12]),
        now: at(0),
    };
    let region = meddled(&hall, &keys, &register);
    assert_eq!(answer(check(&region, &asked)).unwrap().verdict, Restricted);
}
