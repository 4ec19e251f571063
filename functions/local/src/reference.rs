//! The reference data of a command: those of the program, or with files of a folder in their place.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use pipeline::Failure;
use pledge::reference::Reference;

use crate::arguments::Global;
use crate::clock;
use crate::exit::Stop;

/// Bytes of a file of reference data at most: a hundred times what there is.
const LARGEST: u64 = 1024 * 1024;

/// The reference data that the command line names.
pub(crate) fn load(global: &Global) -> Result<Reference, Stop> {
    let texts = match &global.reference {
        Some(folder) => read(folder)?,
        None => BTreeMap::new(),
    };
    Ok(Reference::load(&|name| texts.get(name).cloned())?)
}

/// The same for a command that goes by the rules of its day: nobody is answered on a day for which
/// they do not say who is a member of the Pledge.
pub(crate) fn load_for_today(global: &Global) -> Result<Reference, Stop> {
    let reference = load(global)?;
    let today = clock::today(global.today);
    reference.check_day(today).map_err(Failure::from)?;
    Ok(reference)
}

/// The texts of a folder by the names of their files. A file that nobody would read is refused: a
/// misspelt name must not leave the old data in force.
fn read(folder: &Path) -> Result<BTreeMap<&'static str, String>, Stop> {
    let listed = fs::read_dir(folder);
    let listed = listed.map_err(|_| {
        Stop::usage(
            "the folder of reference data cannot be read",
            "name one with --reference DIR or PLEDGE_REFERENCE",
        )
    })?;
    let mut texts = BTreeMap::new();
    for entry in listed {
        let name = entry?.file_name();
        let known = Reference::FILES.into_iter().find(|known| *known == name);
        let Some(known) = known else {
            return Err(Stop::usage(
                format!("{} is no file of reference data", name.display()),
                format!("the folder may hold {}", Reference::FILES.join(", ")),
            ));
        };
        let text = text_of(&folder.join(known)).map_err(|_| {
            Stop::usage(
                format!("{known} cannot be read"),
                "reference data are text files in UTF-8, of one megabyte at most",
            )
        })?;
        texts.insert(known, text);
    }
    if texts.is_empty() {
        return Err(Stop::usage(
            "the folder of reference data is empty",
            format!("it may hold {}", Reference::FILES.join(", ")),
        ));
    }
    Ok(texts)
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?
        .take(LARGEST + 1)
        .read_to_string(&mut text)?;
    if u64::try_from(read).map_err(io::Error::other)? > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    /// What loading comes to with these files in the folder.
    fn loaded(files: &[(&str, &[u8])], today: &str) -> Result<String, (Exit, String)> {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let global = Global {
            home: None,
            reference: Some(folder.path().to_path_buf()),
            json: false,
            today: Some(today.parse().unwrap()),
            log: tracing::level_filters::LevelFilter::OFF,
        };
        let loaded = load_for_today(&global);
        loaded
            .map(|reference| reference.version().to_owned())
            .map_err(|stop| (stop.exit, stop.says.join(": ")))
    }

    #[test]
    fn a_folder_replaces_files_and_what_nobody_would_read_is_refused() {
        let card = b"category,sub_region,cap_pence,from,to\nSW,all,3800,2025-04-01,\n";
        let version: (&str, &[u8]) = ("version.txt", b"2026-12-01\n");
        let own = ("living_wage.csv", &b"from,pence\n2016-04-01,720\n"[..]);
        let today = "2026-11-02";
        assert_eq!(loaded(&[version, own], today), Ok("2026-12-01".to_owned()));
        for (files, today, says) in [
            (
                vec![("rate-card.csv", &card[..])],
                today,
                "is no file of reference data",
            ),
            (vec![own], today, "version.txt"),
            (vec![version, ("tax.csv", b"x\n")], today, "tax.csv line 1"),
            (
                vec![version, ("tax.csv", b"\xff\xfe")],
                today,
                "tax.csv cannot be read",
            ),
            (vec![version], "2019-01-01", "no entry says whether"),
            (vec![], today, "is empty"),
        ] {
            let (exit, found) = loaded(&files, today).unwrap_err();
            assert_eq!(exit, Exit::Usage, "{says}");
            assert!(found.contains(says), "{found} does not say {says}");
        }
        let large = vec![b'x'; 1024 * 1024 + 1];
        let (_, found) = loaded(&[version, ("tax.csv", &large)], today).unwrap_err();
        assert!(found.contains("tax.csv cannot be read"), "{found}");
    }
}
