//! The files of a release, made of what passed the disclosure gate, and of nothing else.
//!
//! **Invariant:** whoever writes where the public reads has a [`Publication`], and only a
//! [`Publishable`] becomes one. No other file of the pipeline names that place.

use pledge::disclosure::Publishable;
use pledge::keys::sha256;
use pledge::ledger::{Closing, Digest};
use pledge::path::Place;
use pledge::ports::Datasets;
use pledge::quarter::Quarter;
use pledge::release::{About, Audience, Release, Tables};
use serde::Serialize;

use super::manifest::{Manifest, Named};
use super::tables::files;
use crate::Failure;
use crate::staging::bytes_at;

/// A file's name and suffix.
type Name = (&'static str, &'static str);

/// Every file of a release for an audience, but the manifest.
const NAMES: [Name; 13] = [
    ("rates", "csv"),
    ("rates", "parquet"),
    ("staffing", "csv"),
    ("staffing", "parquet"),
    ("engagements", "csv"),
    ("engagements", "parquet"),
    ("leavers", "csv"),
    ("leavers", "parquet"),
    ("returns", "csv"),
    ("returns", "parquet"),
    ("csv-metadata", "json"),
    ("index", "html"),
    RELEASE,
];
/// The tables as they are read back to compare the next quarter with them.
const RELEASE: Name = ("release", "json");
/// What the release was made from.
const MANIFEST: Name = ("manifest", "json");

/// The files of a release, in memory.
pub struct Publication {
    /// SHA-256 of the restricted manifest.
    digest: Digest,
    /// In the order in which they are written.
    files: Vec<(Place, Vec<u8>)>,
}

/// The release as the public reads it.
#[derive(Serialize)]
struct PublishedRelease<'a> {
    quarter: Quarter,
    thresholds: &'a str,
    public: &'a Tables,
}

impl Publication {
    /// Lays out what may be published as files, and says in a manifest what it was made from. The
    /// closing's own digest of that manifest is not looked at.
    ///
    /// # Errors
    ///
    /// When a figure does not fit its column.
    pub fn of(
        publishable: &Publishable,
        closing: &Closing,
        about: &About,
    ) -> Result<Self, Failure> {
        let release = publishable.release();
        let quarter = release.quarter;
        let restricted = json(release)?;
        let public = json(&PublishedRelease {
            quarter,
            thresholds: &release.thresholds,
            public: &release.public,
        })?;
        let (mut named, mut laid) = (Vec::new(), Vec::new());
        let mut add = |audience, name: Name, bytes: Vec<u8>| {
            named.push(Named::of(
                audience,
                format!("{}.{}", name.0, name.1),
                &bytes,
            ));
            laid.push((place(audience, quarter, name), bytes));
        };
        for (tables, whole) in [(&release.restricted, restricted), (&release.public, public)] {
            let audience = tables.audience;
            for file in files(about, tables)? {
                add(audience, (file.name, file.suffix), file.bytes);
            }
            add(audience, RELEASE, whole);
        }
        // Written last: where they lie, all else does.
        let manifest = Manifest::of(closing, named);
        let restricted = manifest.restricted();
        let digest = sha256(restricted.as_bytes());
        let public = manifest.public(digest);
        for (audience, text) in [
            (Audience::Restricted, restricted),
            (Audience::Public, public),
        ] {
            laid.push((place(audience, quarter, MANIFEST), text.into_bytes()));
        }
        Ok(Self {
            digest,
            files: laid,
        })
    }

    /// SHA-256 of the restricted manifest.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Writes what is missing or is not as it should be, the manifests last.
    ///
    /// # Errors
    ///
    /// When the store does not answer; the next call goes on.
    pub async fn put(&self, datasets: &impl Datasets) -> Result<(), Failure> {
        for (place, bytes) in &self.files {
            if bytes_at(datasets, place).await?.as_ref() != Some(bytes) {
                datasets.put(place, &mut bytes.as_slice()).await?;
            }
        }
        Ok(())
    }
}

/// The folder of a quarter's release for an audience, with `/` between its parts and at its end.
#[must_use]
pub fn folder(audience: Audience, quarter: Quarter) -> String {
    let mut path = place(audience, quarter, MANIFEST).path();
    path.truncate(path.rfind('/').map_or(0, |slash| slash + 1));
    path
}

/// Where a file of a release lies.
const fn place(audience: Audience, quarter: Quarter, (name, suffix): Name) -> Place {
    match audience {
        Audience::Restricted => Place::Restricted(quarter, name, suffix),
        Audience::Public => Place::Published(quarter, name, suffix),
    }
}

fn json(of: &impl Serialize) -> Result<Vec<u8>, Failure> {
    Ok(serde_json::to_vec_pretty(of).map_err(std::io::Error::from)?)
}

/// The manifest of a quarter, if it lies where it should and is the one with this digest.
async fn manifest(
    datasets: &impl Datasets,
    quarter: Quarter,
    digest: Digest,
) -> Result<Option<Manifest>, Failure> {
    let place = place(Audience::Restricted, quarter, MANIFEST);
    let bytes = bytes_at(datasets, &place).await?;
    let bytes = bytes.filter(|bytes| sha256(bytes) == digest);
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// What lies where a manifest names a file, if it is that file.
async fn content(
    datasets: &impl Datasets,
    quarter: Quarter,
    named: &Named,
) -> Result<Option<Vec<u8>>, Failure> {
    let full = |(name, suffix): &Name| format!("{name}.{suffix}") == named.name;
    let Some(name) = NAMES.into_iter().find(full) else {
        return Ok(None);
    };
    let bytes = bytes_at(datasets, &place(named.audience, quarter, name)).await?;
    Ok(bytes.filter(|bytes| sha256(bytes) == named.sha256))
}

/// Whether the release of a quarter that was closed with this manifest lies there whole.
pub(super) async fn is_whole(
    datasets: &impl Datasets,
    quarter: Quarter,
    digest: Digest,
) -> Result<bool, Failure> {
    let Some(manifest) = manifest(datasets, quarter, digest).await? else {
        return Ok(false);
    };
    for file in &manifest.files {
        if content(datasets, quarter, file).await?.is_none() {
            return Ok(false);
        }
    }
    let public = place(Audience::Public, quarter, MANIFEST);
    let public = bytes_at(datasets, &public).await?;
    Ok(public == Some(manifest.public(digest).into_bytes()))
}

/// The release of a quarter that was closed with this manifest; `None` where it is not there as it
/// was written.
pub(super) async fn released(
    datasets: &impl Datasets,
    quarter: Quarter,
    digest: Digest,
) -> Result<Option<Release>, Failure> {
    let Some(manifest) = manifest(datasets, quarter, digest).await? else {
        return Ok(None);
    };
    let (name, suffix) = RELEASE;
    let name = format!("{name}.{suffix}");
    let named = manifest
        .files
        .iter()
        .find(|file| file.audience == Audience::Restricted && file.name == name);
    let Some(named) = named else {
        return Ok(None);
    };
    let bytes = content(datasets, quarter, named).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}
