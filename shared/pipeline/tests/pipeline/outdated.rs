//! Datasets as one sees them who looked before another wrote.

use std::io;

use jiff::Timestamp;
use pledge::path::Place;
use pledge::ports::{Datasets, Listed, Replaced, Stored};
use stores::failing::Failing;
use stores::memory::{MemoryDatasets, MemoryObject};

/// Datasets that answer as before somebody wrote, and write as ever.
pub(crate) struct Outdated<'a> {
    pub(crate) datasets: &'a Failing<MemoryDatasets>,
    /// What was listed then.
    pub(crate) listed: Vec<Listed>,
    /// The generation of every object then.
    pub(crate) generation: Option<u64>,
}

impl Datasets for Outdated<'_> {
    type Object = MemoryObject;

    async fn list(&self) -> Stored<Vec<Listed>> {
        Ok(self.listed.clone())
    }

    async fn put(&self, place: &Place, content: &mut (dyn io::Read + Send)) -> Stored<()> {
        self.datasets.put(place, content).await
    }

    async fn replace(
        &self,
        place: &Place,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> Stored<Replaced> {
        self.datasets.replace(place, generation, content).await
    }

    async fn generation(&self, _: &Place) -> Stored<Option<u64>> {
        Ok(self.generation)
    }

    async fn open(&self, place: &Place) -> Stored<MemoryObject> {
        self.datasets.open(place).await
    }

    async fn delete(&self, place: &Place, before: Timestamp) -> Stored<()> {
        self.datasets.delete(place, before).await
    }
}
