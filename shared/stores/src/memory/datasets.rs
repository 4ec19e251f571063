//! Datasets in memory.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use pledge::path::Place;
use pledge::ports::{Datasets, Listed, Object, Replaced, StoreError, Stored};

use super::locked;
use crate::fault::unavailable;

struct Stay {
    bytes: Arc<[u8]>,
    written: Timestamp,
    generation: Option<u64>,
}

#[derive(Default)]
struct Stays {
    by_place: BTreeMap<Place, Stay>,
    /// The instant that every write bears.
    now: Timestamp,
}

impl Stays {
    fn write(&mut self, place: Place, bytes: Vec<u8>, generation: Option<u64>) {
        let stay = Stay {
            bytes: bytes.into(),
            written: self.now,
            generation,
        };
        self.by_place.insert(place, stay);
    }
}

/// Datasets that live as long as the value.
#[derive(Default)]
pub struct MemoryDatasets {
    stays: Mutex<Stays>,
}

/// An object of [`MemoryDatasets`], as it was when it was opened.
pub struct MemoryObject(Arc<[u8]>);

impl MemoryDatasets {
    /// No objects.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From here on, what is written bears this instant; until then, that of 1 January 1970.
    pub fn stand_at(&self, now: Timestamp) {
        locked(&self.stays).now = now;
    }

    /// The places of all objects, tables and curated files among them.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        locked(&self.stays).by_place.keys().copied().collect()
    }
}

fn read_whole(content: &mut (dyn io::Read + Send)) -> Stored<Vec<u8>> {
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(unavailable)?;
    Ok(bytes)
}

impl Datasets for MemoryDatasets {
    type Object = MemoryObject;

    async fn put(&self, place: &Place, content: &mut (dyn io::Read + Send)) -> Stored<()> {
        let bytes = read_whole(content)?;
        let mut stays = locked(&self.stays);
        let generation = stays.by_place.get(place).and_then(|stay| stay.generation);
        stays.write(*place, bytes, generation);
        Ok(())
    }

    async fn replace(
        &self,
        place: &Place,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> Stored<Replaced> {
        let bytes = read_whole(content)?;
        let mut stays = locked(&self.stays);
        if let Some(stay) = stays.by_place.get(place)
            && stay.generation > Some(generation)
        {
            return Ok(Replaced::Newer);
        }
        stays.write(*place, bytes, Some(generation));
        Ok(Replaced::Done)
    }

    async fn generation(&self, place: &Place) -> Stored<Option<u64>> {
        let stays = locked(&self.stays);
        Ok(stays.by_place.get(place).and_then(|stay| stay.generation))
    }

    async fn open(&self, place: &Place) -> Stored<MemoryObject> {
        let stays = locked(&self.stays);
        let stay = stays.by_place.get(place).ok_or(StoreError::Absent)?;
        Ok(MemoryObject(Arc::clone(&stay.bytes)))
    }

    async fn list(&self) -> Stored<Vec<Listed>> {
        let stays = locked(&self.stays);
        let collected = |place: &Place| Place::from_path(&place.path()).is_some();
        let listed = stays.by_place.iter().filter(|(place, _)| collected(place));
        let listed = listed.map(|(place, stay)| Listed {
            place: *place,
            written: stay.written,
        });
        Ok(listed.collect())
    }

    async fn delete(&self, place: &Place, before: Timestamp) -> Stored<()> {
        let mut stays = locked(&self.stays);
        if (stays.by_place.get(place)).is_some_and(|stay| stay.written < before) {
            stays.by_place.remove(place);
        }
        Ok(())
    }
}

impl Object for MemoryObject {
    fn length(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = (self.0.get(start..)).and_then(|rest| rest.get(..buffer.len()));
        let bytes = bytes.ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }
}
