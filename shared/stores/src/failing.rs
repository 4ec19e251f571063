//! A store that fails on cue: before a call, after it, or from then on.
//!
//! A [`Cue`] is shared by all the stores of a test, so that "the seventh call" is the seventh of
//! the whole pipeline. Without a cue the wrapped store answers as ever.

mod ledger;
mod register;

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use pledge::keys::{Capability, KeyPurpose, KeyVersion, UploadKey};
use pledge::ledger::{Digest, UploadId};
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Listed, Replaced, Stored, Upload, Uploads};

use crate::fault::unavailable;

/// When a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing happened.
    Before,
    /// It happened, and the answer is lost.
    After,
}

/// The failure was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the test asked for this failure")]
pub struct OnCue;

#[derive(Default)]
struct Script {
    calls: u64,
    failures: BTreeMap<u64, Moment>,
    crash: Option<(u64, Moment)>,
}

/// Says which calls fail. Clones are the same cue.
#[derive(Clone, Default)]
pub struct Cue {
    script: Arc<Mutex<Script>>,
}

impl Cue {
    /// A cue on which nothing fails.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Script) -> T) -> T {
        act(&mut self.script.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The `call`-th call, from 1, fails.
    pub fn fail(&self, call: u64, moment: Moment) {
        self.with(|script| script.failures.insert(call, moment));
    }

    /// The `call`-th call, from 1, fails, and every call after it before it begins: to the stores,
    /// the caller has died.
    pub fn crash(&self, call: u64, moment: Moment) {
        self.with(|script| script.crash = Some((call, moment)));
    }

    /// Forgets all failures and the crash; the count of calls goes on.
    pub fn revive(&self) {
        self.with(|script| {
            script.failures.clear();
            script.crash = None;
        });
    }

    /// How many calls there were, failures among them.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.with(|script| script.calls)
    }

    /// Counts a call, and says whether and when it fails.
    fn count(&self) -> Option<Moment> {
        self.with(|script| {
            script.calls = script.calls.saturating_add(1);
            match script.crash {
                Some((call, moment)) if call == script.calls => Some(moment),
                Some((call, _)) if call < script.calls => Some(Moment::Before),
                _ => script.failures.get(&script.calls).copied(),
            }
        })
    }

    /// The call's answer, or its failure. A call that fails before it begins is never polled.
    async fn around<T>(&self, call: impl Future<Output = Stored<T>> + Send) -> Stored<T> {
        let moment = self.count();
        if moment == Some(Moment::Before) {
            return Err(unavailable(OnCue));
        }
        let answer = call.await?;
        match moment {
            Some(Moment::After) => Err(unavailable(OnCue)),
            _ => Ok(answer),
        }
    }
}

/// A store that fails on cue.
pub struct Failing<S> {
    inner: S,
    cue: Cue,
}

impl<S> Failing<S> {
    /// Wraps a store.
    #[must_use]
    pub const fn new(inner: S, cue: Cue) -> Self {
        Self { inner, cue }
    }

    /// The store behind it, which does not fail.
    #[must_use]
    pub const fn inner(&self) -> &S {
        &self.inner
    }

    /// The cue.
    #[must_use]
    pub const fn cue(&self) -> &Cue {
        &self.cue
    }
}

impl<S: Uploads> Uploads for Failing<S> {
    type Handle = S::Handle;
    type Body = S::Body;

    async fn waiting(&self, most: usize) -> Stored<Vec<Upload<S::Handle>>> {
        self.cue.around(self.inner.waiting(most)).await
    }

    async fn strays(&self) -> Stored<u64> {
        self.cue.around(self.inner.strays()).await
    }

    async fn open(&self, upload: &Upload<S::Handle>) -> Stored<S::Body> {
        self.cue.around(self.inner.open(upload)).await
    }

    fn identity(&self, upload: &Upload<S::Handle>, key: &UploadKey, content: &Digest) -> UploadId {
        self.inner.identity(upload, key, content)
    }

    async fn delete(&self, upload: &Upload<S::Handle>, content: &Digest) -> Stored<()> {
        self.cue.around(self.inner.delete(upload, content)).await
    }
}

impl<S: Datasets> Datasets for Failing<S> {
    type Object = S::Object;

    async fn put(&self, place: &Place, content: &mut (dyn io::Read + Send)) -> Stored<()> {
        self.cue.around(self.inner.put(place, content)).await
    }

    async fn replace(
        &self,
        place: &Place,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> Stored<Replaced> {
        let call = self.inner.replace(place, generation, content);
        self.cue.around(call).await
    }

    async fn generation(&self, place: &Place) -> Stored<Option<u64>> {
        self.cue.around(self.inner.generation(place)).await
    }

    async fn open(&self, place: &Place) -> Stored<S::Object> {
        self.cue.around(self.inner.open(place)).await
    }

    async fn list(&self) -> Stored<Vec<Listed>> {
        self.cue.around(self.inner.list()).await
    }

    async fn delete(&self, place: &Place, before: Timestamp) -> Stored<()> {
        self.cue.around(self.inner.delete(place, before)).await
    }
}

impl<S: Keys> Keys for Failing<S> {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        self.cue.around(self.inner.versions(purpose)).await
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        self.cue.around(self.inner.open(version)).await
    }
}

#[cfg(test)]
mod tests {
    use pledge::audit::{Chain, Event};
    use pledge::ports::Ledger;

    use super::*;
    use crate::memory::MemoryLedger;
    use crate::passing::answer;

    fn record(ledger: &Failing<MemoryLedger>) -> bool {
        let event = Event::Sealed { heads: Vec::new() };
        answer(ledger.record(Chain::Region, &event, Timestamp::UNIX_EPOCH)).is_ok()
    }

    fn done(ledger: &Failing<MemoryLedger>) -> usize {
        answer(ledger.inner().unsealed()).unwrap().len()
    }

    #[test]
    fn a_call_fails_before_or_after_it_was_done() {
        let ledger = Failing::new(MemoryLedger::new(), Cue::new());
        ledger.cue().fail(2, Moment::Before);
        ledger.cue().fail(4, Moment::After);
        let answers: Vec<_> = (0..5).map(|_| (record(&ledger), done(&ledger))).collect();
        assert_eq!(
            answers,
            [(true, 1), (false, 1), (true, 2), (false, 3), (true, 4)]
        );
        assert_eq!(ledger.cue().calls(), 5);
    }

    #[test]
    fn after_a_crash_nothing_is_done_until_it_is_revived() {
        let cue = Cue::new();
        let ledger = Failing::new(MemoryLedger::new(), cue.clone());
        let other = Failing::new(MemoryLedger::new(), cue.clone());
        cue.crash(3, Moment::After);
        assert!(record(&ledger) && record(&other));
        assert_eq!((record(&ledger), done(&ledger)), (false, 2));
        assert_eq!((record(&other), done(&other)), (false, 1));
        cue.revive();
        assert_eq!((record(&other), done(&other), cue.calls()), (true, 2, 5));
    }
}
