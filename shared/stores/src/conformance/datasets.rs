//! Datasets.

use jiff::Timestamp;
use pledge::path::{Place, ReportForm};
use pledge::ports::{Datasets, Object, Replaced, StoreError, Stored};
use pledge::returns::Return;

use super::sample::{borough, digest, reference, second_quarter};

/// What every store of datasets must do. `make` makes an empty one.
pub async fn datasets<D: Datasets>(make: impl AsyncFn() -> D) {
    an_object_is_read_at_any_place(&make().await).await;
    an_object_is_replaced_whole(&make().await).await;
    an_older_generation_replaces_nothing(&make().await).await;
    the_collector_sees_what_may_be_orphaned(&make().await).await;
    what_was_written_since_is_not_deleted(&make().await).await;
}

fn slice() -> Place {
    Place::Slice(
        Return::AgencyAssignments,
        second_quarter(),
        borough(0),
        digest(1),
    )
}

fn curated() -> Place {
    Place::Curated(Return::AgencyAssignments, second_quarter())
}

async fn put(store: &impl Datasets, place: Place, content: &[u8]) {
    store.put(&place, &mut &*content).await.unwrap();
}

async fn replace(store: &impl Datasets, generation: u64, content: &[u8]) -> Replaced {
    let replaced = store.replace(&curated(), generation, &mut &*content).await;
    replaced.unwrap()
}

async fn content(store: &impl Datasets, place: Place) -> Stored<Vec<u8>> {
    let object = store.open(&place).await?;
    let mut bytes = vec![0; usize::try_from(object.length()).unwrap()];
    object.read_at(0, &mut bytes).unwrap();
    Ok(bytes)
}

async fn an_object_is_read_at_any_place(store: &impl Datasets) {
    assert!(matches!(
        store.open(&slice()).await.err(),
        Some(StoreError::Absent)
    ));
    put(store, slice(), b"0123456789").await;
    let object = store.open(&slice()).await.unwrap();
    assert_eq!(object.length(), 10);
    for (offset, length, expected) in [(0, 3, "012"), (7, 3, "789"), (4, 1, "4"), (10, 0, "")] {
        let mut bytes = vec![0; length];
        object.read_at(offset, &mut bytes).unwrap();
        assert_eq!(bytes, expected.as_bytes(), "{offset}");
    }
    for (offset, length) in [(8, 3), (10, 1), (11, 1), (u64::MAX / 2, 1)] {
        assert!(
            object.read_at(offset, &mut vec![0; length]).is_err(),
            "{offset}"
        );
    }
}

async fn an_object_is_replaced_whole(store: &impl Datasets) {
    put(store, slice(), b"the first is longer").await;
    let open = store.open(&slice()).await.unwrap();
    for _ in 0..2 {
        put(store, slice(), b"second").await;
        assert_eq!(content(store, slice()).await.unwrap(), b"second");
    }
    // Whoever reads the first reads on in it.
    let mut bytes = [0; 6];
    open.read_at(13, &mut bytes).unwrap();
    assert_eq!(&bytes, b"longer");
    assert_eq!(store.list().await.unwrap().len(), 1);
    put(store, slice(), b"").await;
    assert_eq!(content(store, slice()).await.unwrap(), b"");
}

async fn an_older_generation_replaces_nothing(store: &impl Datasets) {
    assert_eq!(store.generation(&curated()).await.unwrap(), None);
    for (generation, written, answer, stands, number) in [
        (3, "c", Replaced::Done, "c", 3),
        (2, "b", Replaced::Newer, "c", 3),
        (3, "c", Replaced::Done, "c", 3),
        (3, "cc", Replaced::Done, "cc", 3),
        (5, "cc", Replaced::Done, "cc", 5),
        (4, "d", Replaced::Newer, "cc", 5),
        (10, "e", Replaced::Done, "e", 10),
        (9, "f", Replaced::Newer, "e", 10),
    ] {
        let replaced = replace(store, generation, written.as_bytes()).await;
        assert_eq!(replaced, answer, "{generation} {written}");
        let found = content(store, curated()).await.unwrap();
        assert_eq!(found, stands.as_bytes(), "{generation} {written}");
        assert_eq!(store.generation(&curated()).await.unwrap(), Some(number));
    }
    // What was put was never replaced, and what is deleted has no generation.
    put(store, slice(), b"x").await;
    assert_eq!(store.generation(&slice()).await.unwrap(), None);
    store.delete(&curated(), Timestamp::MAX).await.unwrap();
    assert_eq!(store.generation(&curated()).await.unwrap(), None);
    assert_eq!(replace(store, 1, b"a").await, Replaced::Done);
}

async fn the_collector_sees_what_may_be_orphaned(store: &impl Datasets) {
    assert!(store.list().await.unwrap().is_empty());
    let mut places = vec![slice(), Place::Receipt(borough(1), reference(3))];
    places.extend(ReportForm::ALL.map(|form| Place::Report(borough(2), digest(2), form)));
    for place in &places {
        put(store, *place, b"x").await;
    }
    put(
        store,
        Place::Unchecked(second_quarter(), "rates", "csv"),
        b"x",
    )
    .await;
    replace(store, 1, b"x").await;
    let mut listed = store.list().await.unwrap();
    listed.sort_by_key(|listed| listed.place);
    places.sort_unstable();
    let found: Vec<_> = listed.iter().map(|listed| listed.place).collect();
    assert_eq!(found, places);
}

async fn what_was_written_since_is_not_deleted(store: &impl Datasets) {
    store.delete(&slice(), Timestamp::MAX).await.unwrap();
    put(store, slice(), b"x").await;
    let written = store.list().await.unwrap()[0].written;
    store.delete(&slice(), written).await.unwrap();
    assert_eq!(content(store, slice()).await.unwrap(), b"x");
    let later = written + jiff::SignedDuration::from_secs(60);
    for _ in 0..2 {
        store.delete(&slice(), later).await.unwrap();
        assert!(matches!(
            content(store, slice()).await,
            Err(StoreError::Absent)
        ));
    }
    assert!(store.list().await.unwrap().is_empty());
}
