//! Files in which secrets are planted: in every column and header, above the header, in columns
//! that nobody declared, in names of files; in files that are accepted and in broken ones.

use pledge::column::{Column, Kind, Needed};
use pledge::returns::Return;
use pledge::returns::workforce_snapshot::CATEGORIES;

use crate::disguise::{Disguise, disguises};

/// A secret: what it is, how it is planted, and how else it might be written.
#[derive(Clone, Copy, Debug)]
pub struct Canary {
    /// What it is.
    pub name: &'static str,
    /// As it is planted.
    pub planted: &'static str,
    spellings: &'static [&'static str],
}

/// One of each kind that may not come out.
pub const CANARIES: [Canary; 5] = [
    Canary {
        name: "a name",
        planted: "Zebedina Quillfeather",
        spellings: &[
            "Zebedina",
            "Quillfeather",
            "Quillfeather, Zebedina",
            "ZebedinaQuillfeather",
        ],
    },
    Canary {
        name: "a registration number",
        planted: "SW918273",
        spellings: &["918273", "SW 918273", "SWE918273"],
    },
    Canary {
        name: "a birth date",
        planted: "1987-03-14",
        spellings: &[
            "14/03/1987",
            "14 Mar 1987",
            "14-Mar-87",
            "19870314",
            "14031987",
        ],
    },
    Canary {
        name: "a National Insurance number",
        planted: "AB987654C",
        spellings: &["AB 98 76 54 C", "987654"],
    },
    Canary {
        name: "an e-mail address",
        planted: "zeb.quill@feather-mail.example",
        spellings: &["zeb.quill", "feather-mail"],
    },
];

/// The number among the canaries.
pub const NUMBER: &str = CANARIES[1].planted;

/// Every disguise of every canary.
#[must_use]
pub fn all_disguises() -> Vec<Disguise> {
    CANARIES
        .iter()
        .flat_map(|canary| {
            let mut spellings = vec![canary.planted];
            spellings.extend_from_slice(canary.spellings);
            disguises(canary.name, &spellings)
        })
        .collect()
}

/// A file with secrets.
#[derive(Clone, Debug)]
pub struct Planted {
    /// What is planted where; not part of the file.
    pub what: String,
    /// Its name in the folder of an authority, itself a secret.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
    /// Whether it is one that must be taken in all the same.
    pub accepted: bool,
}

/// A table as it is sent.
#[derive(Clone, Debug)]
struct Sheet {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A sheet that has this column as well, which need not be in every file.
    fn right_with(kind: Return, column: &Column) -> Self {
        let mut sheet = Self::right(kind);
        if !sheet.header.iter().any(|header| header == column.name) {
            sheet.column(column.name, "");
        }
        sheet
    }

    /// The columns of a return with one row that is right.
    fn right(kind: Return) -> Self {
        let columns = kind.columns().iter();
        let columns = columns.filter(|c| c.needed != Needed::BySeveral && c.name != "nil_return");
        let (header, row) = columns
            .map(|column| (column.name.to_owned(), column.example.to_owned()))
            .unzip();
        Self {
            header,
            rows: vec![row],
        }
    }

    /// The right row once more, of another worker or category, with other values in some columns.
    fn row(&mut self, values: &[(&str, &str)]) {
        let mut row = self.rows.first().cloned().unwrap_or_default();
        let worker = format!("SW{}", 100_000 + self.rows.len());
        let category = CATEGORIES
            .get(self.rows.len())
            .map_or("", |category| category.word);
        let mut others = vec![("swe_number", worker.as_str())];
        if self.header.iter().any(|name| name == "permanent_headcount") {
            others.push(("job_category", category));
        }
        for (name, value) in others.iter().chain(values) {
            let at = self.header.iter().position(|column| column == name);
            if let Some(cell) = at.and_then(|at| row.get_mut(at)) {
                (*value).clone_into(cell);
            }
        }
        self.rows.push(row);
    }

    /// A row for each further category, with nobody in it, and one for all, like the first.
    fn every_category(&mut self) {
        let columns = Return::WorkforceSnapshot.columns().iter();
        let counts = columns.filter(|c| matches!(c.kind, Kind::Count(_) | Kind::Hundredths { .. }));
        let nobody: Vec<(&str, &str)> = counts.map(|column| (column.name, "0")).collect();
        for category in CATEGORIES.iter().skip(1) {
            self.row(if category.word == "ALL" { &[] } else { &nobody });
        }
    }

    /// A further column with the same value in each row.
    fn column(&mut self, header: &str, value: &str) {
        self.header.push(header.to_owned());
        for row in &mut self.rows {
            row.push(value.to_owned());
        }
    }

    fn csv(&self) -> String {
        let lines = std::iter::once(&self.header).chain(&self.rows);
        lines
            .map(|cells| {
                let quoted = cells.iter().map(|cell| format!("\"{cell}\""));
                quoted.collect::<Vec<_>>().join(",") + "\r\n"
            })
            .collect()
    }
}

/// All files with secrets.
#[must_use]
pub fn planted() -> Vec<Planted> {
    let mut all = Vec::new();
    for kind in Return::ALL {
        all.push(accepted(kind));
        let columns = kind.columns().iter().zip(CANARIES.iter().cycle());
        for (number, (column, canary)) in columns.enumerate() {
            let mut sheet = Sheet::right_with(kind, column);
            for canary in &CANARIES {
                sheet.row(&[(column.name, canary.planted)]);
            }
            let what = format!("{kind}, each in the column {}", column.name);
            all.push(named(what, number, sheet.csv().into_bytes()));

            let mut sheet = Sheet::right_with(kind, column);
            for header in sheet
                .header
                .iter_mut()
                .filter(|header| *header == column.name)
            {
                canary.planted.clone_into(header);
            }
            let what = format!("{kind}, {} as the header of {}", canary.name, column.name);
            all.push(named(what, number + 1, sheet.csv().into_bytes()));
        }
    }
    all.extend(broken());
    all
}

/// A file that is taken in, with a secret wherever one is dropped or replaced.
fn accepted(kind: Return) -> Planted {
    let [name, number, birth, insurance, mail] = CANARIES.map(|canary| canary.planted);
    let mut sheet = Sheet::right(kind);
    match kind {
        Return::AgencyAssignments => sheet.row(&[
            ("swe_number", number),
            ("record_ref", name),
            ("local_job_title", name),
            ("supplier", name),
            ("check_reference", number),
            ("original_start_date", birth),
        ]),
        Return::PermanentLeavers => {
            sheet.row(&[("swe_number", number), ("role_start_date", birth)]);
        }
        Return::WorkforceSnapshot => sheet.every_category(),
    }
    for (header, value) in [
        ("worker name", name),
        ("date of birth", birth),
        ("NI number", insurance),
        ("e-mail", mail),
        (name, number),
        (number, birth),
        (birth, mail),
        (insurance, name),
        (mail, insurance),
    ] {
        sheet.column(header, value);
    }
    let title = CANARIES.map(|canary| canary.planted).join("; ");
    let content = format!("\"{title}\"\r\n\r\n{}", sheet.csv());
    let what = format!("{kind}, in all that is dropped, hashed or made coarser");
    Planted {
        accepted: true,
        ..named(what, 0, content.into_bytes())
    }
}

/// Files that cannot be read at all.
fn broken() -> Vec<Planted> {
    let title = CANARIES.map(|canary| canary.planted).join(",");
    let whole = Sheet::right(Return::AgencyAssignments).csv();
    let half = whole.get(..whole.len() / 3).unwrap_or_default();
    [
        ("an empty file", Vec::new()),
        ("no header", format!("{title}\n{title}\n").into_bytes()),
        ("half a file", format!("{half}{title}").into_bytes()),
        (
            "an open quotation mark",
            format!("{whole}\"{title}").into_bytes(),
        ),
        ("a workbook", format!("PK\u{3}\u{4}{title}").into_bytes()),
        ("too few cells", format!("{whole}{title}\n").into_bytes()),
        (
            "too long a cell",
            format!("{whole}{}\n", title.repeat(200)).into_bytes(),
        ),
        (
            "too many columns",
            format!("{}{title}\n", format!("{title},").repeat(50)).into_bytes(),
        ),
        ("in UTF-16", utf16(&format!("{whole}{title}\n"))),
        ("with a zero", format!("{whole}{title}\0\n").into_bytes()),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (what, content))| named(what.to_owned(), number, content))
    .collect()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A file whose name, and the folder it lies in, are secrets as well.
fn named(what: String, number: usize, content: Vec<u8>) -> Planted {
    let name = match number % 3 {
        0 => CANARIES.map(|canary| canary.planted).join(" ") + ".csv",
        1 => format!("{}/{}.csv", CANARIES[0].planted, NUMBER),
        _ => format!("{}.xlsx", CANARIES[4].planted),
    };
    Planted {
        what,
        name,
        content,
        accepted: false,
    }
}
