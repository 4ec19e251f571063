//! Files as boroughs send them: cut from those of an invented region without flaws.

use std::sync::LazyLock;

use pledge::borough::Borough;
use pledge::quarter::Quarter;
use synthetic::{Plan, Region, generate};

static LONDON: LazyLock<Region> = LazyLock::new(|| clean(33));

/// An invented region without flaws: the first so many of the 33 authorities.
pub(crate) fn clean(boroughs: usize) -> Region {
    generate(&Plan {
        seed: 7,
        quarters: vec!["2026Q2".to_owned()],
        boroughs,
        scale: 1,
        flawed: false,
    })
}

pub(crate) fn quarter() -> Quarter {
    "2026Q2".parse().unwrap()
}

pub(crate) fn borough(code: &str) -> Borough {
    Borough::from_ons_code(code).unwrap()
}

pub(crate) fn barking() -> Borough {
    borough("E09000002")
}

pub(crate) fn kingston() -> Borough {
    borough("E09000021")
}

pub(crate) fn richmond() -> Borough {
    borough("E09000027")
}

/// A file as lines, the header first.
#[derive(Clone)]
pub(crate) struct Sheet(Vec<String>);

impl Sheet {
    /// The file of an authority of London whose name begins so: `agency`, `leavers`, `workforce`.
    pub(crate) fn of(folder: Borough, begins: &str) -> Self {
        let file = LONDON.files.iter();
        let file = file.into_iter().find(|file| {
            file.folder == folder.ons_code()
                && file.name.rsplit('/').next().unwrap().starts_with(begins)
        });
        let text = String::from_utf8(file.unwrap().bytes.clone()).unwrap();
        assert!(
            !text.contains('"'),
            "no cell of a clean file needs quotation marks"
        );
        Self(text.lines().map(str::to_owned).collect())
    }

    /// A file of these lines.
    pub(crate) const fn of_lines(lines: Vec<String>) -> Self {
        Self(lines)
    }

    /// The agency workers of Barking and Dagenham.
    pub(crate) fn agency() -> Self {
        Self::of(barking(), "agency")
    }

    /// The header and the first so many rows.
    pub(crate) fn first(mut self, rows: usize) -> Self {
        assert!(rows < self.0.len());
        self.0.truncate(rows + 1);
        self
    }

    /// The header and those rows that hold the text.
    pub(crate) fn with(mut self, text: &str) -> Self {
        let header = self.0.remove(0);
        self.0.retain(|row| row.contains(text));
        self.0.insert(0, header);
        self
    }

    /// The rows of another sheet after those of this one.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().skip(1).cloned());
        self
    }

    /// With a cell of a row (from 1) written anew.
    pub(crate) fn set(mut self, row: usize, column: &str, to: &str) -> Self {
        let at = self.0[0]
            .split(',')
            .position(|name| name == column)
            .unwrap();
        let mut cells: Vec<&str> = self.0[row].split(',').collect();
        cells[at] = to;
        self.0[row] = cells.join(",");
        self
    }

    /// A row that says there is nothing to report, below the same header.
    pub(crate) fn nil(self) -> Self {
        let blank = ",".repeat(self.0[0].matches(',').count());
        Self(vec![self.0[0].clone(), blank])
            .set(1, "quarter", "2026Q2")
            .set(1, "nil_return", "Y")
    }

    /// As bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = self.0.join("\n");
        text.push('\n');
        text.into_bytes()
    }

    /// The same rows the other way round.
    pub(crate) fn reversed(mut self) -> Self {
        self.0[1..].reverse();
        self
    }

    /// The same rows as another system writes them: other delimiter, line ends, header letters, and
    /// a byte order mark.
    pub(crate) fn restyled(&self) -> Vec<u8> {
        let header = self.0[0].to_uppercase();
        let rows = self.0.iter().skip(1).map(String::as_str);
        let lines: Vec<&str> = std::iter::once(header.as_str()).chain(rows).collect();
        format!("\u{feff}{}\r\n", lines.join("\r\n").replace(',', ";")).into_bytes()
    }

    pub(crate) fn rows(&self) -> u32 {
        u32::try_from(self.0.len() - 1).unwrap()
    }
}
