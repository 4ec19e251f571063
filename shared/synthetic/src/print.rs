//! A return as bytes: preamble, header, rows, in a borough's layout and encoding.

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::house::{Encoding, Extra, Header, House, LaCode, Quarters};
use crate::spelling::{Context, spell};
use crate::value::{Column, Printed, Value};

/// One place of a printed row.
#[derive(Clone, Copy)]
enum Slot {
    Column(usize),
    Extra(Extra),
}

/// Prints a return row by row, counting rows as a spreadsheet numbers them.
pub(crate) struct Printer<'a> {
    context: Context<'a>,
    columns: &'static [Column],
    slots: Vec<Slot>,
    row: usize,
    repairs: BTreeMap<String, u32>,
}

/// Which of the columns that need a reason are printed.
pub(crate) struct Choice<'a> {
    /// Columns that some row fills.
    pub(crate) filled: &'a [&'static str],
    /// Whether the file stands for several authorities and must name each row's.
    pub(crate) joint: bool,
}

impl<'a> Printer<'a> {
    /// A printer that has printed nothing yet.
    pub(crate) fn new(
        context: Context<'a>,
        columns: &'static [Column],
        choice: &Choice<'_>,
    ) -> Self {
        let house = context.house;
        let template = house.order.is_none() && house.header == Header::Canonical;
        let printed = |column: &Column| match (column.name, column.printed) {
            ("la_code", _) => choice.joint || house.la_code != LaCode::Absent,
            ("quarter", _) => house.quarter != Quarters::Path,
            (_, Printed::Always) => true,
            (_, Printed::IfGenerous) => !house.layout.lean,
            (name, Printed::IfFilled) => template || choice.filled.contains(&name),
        };
        let mut slots: Vec<Slot> = (0..columns.len())
            .filter(|place| columns.get(*place).is_some_and(printed))
            .map(Slot::Column)
            .collect();
        if let Some(order) = house.order {
            Dice::new(u64::from(order), &["order"]).shuffle(&mut slots);
        }
        for (place, extra) in house.extras.iter().enumerate() {
            let place = if place == 0 {
                slots.len().min(2)
            } else {
                slots.len()
            };
            slots.insert(place, Slot::Extra(*extra));
        }
        Self {
            context,
            columns,
            slots,
            row: 0,
            repairs: BTreeMap::new(),
        }
    }

    /// The lines above the data. `title` is the borough's own.
    pub(crate) fn head(&mut self, title: &str) -> Vec<u8> {
        let house = self.context.house;
        let mut out = match house.encoding {
            Encoding::Utf8 | Encoding::Windows1252 => Vec::new(),
            Encoding::Utf8Bom => vec![0xef, 0xbb, 0xbf],
            Encoding::Utf16 => vec![0xff, 0xfe],
        };
        if house.preamble {
            out.extend(self.record(&[title.to_owned()]));
            out.extend(self.record(&[]));
        }
        let mut names = Vec::new();
        for (place, slot) in self.slots.iter().enumerate() {
            names.push(match slot {
                Slot::Column(column) => self
                    .columns
                    .get(*column)
                    .map(|c| header(house, c, place))
                    .unwrap_or_default(),
                Slot::Extra(extra) => extra_name(*extra).to_owned(),
            });
        }
        out.extend(self.record(&names));
        out
    }

    /// The template's example row, which readers ignore, and a blank one.
    pub(crate) fn example(&mut self) -> Vec<u8> {
        let texts: Vec<String> = self
            .slots
            .iter()
            .map(|slot| match slot {
                Slot::Column(column) => self.columns.get(*column).map_or("", |c| c.name),
                Slot::Extra(_) => "",
            })
            .map(|name| {
                if name == "record_ref" {
                    "EXAMPLE".to_owned()
                } else {
                    String::new()
                }
            })
            .collect();
        let mut out = self.record(&texts);
        out.extend(self.record(&vec![String::new(); self.slots.len()]));
        out
    }

    /// One row; `person` (0 for nobody) stands behind the columns that nobody asked for.
    pub(crate) fn line(&mut self, values: &[Value], person: u32) -> Vec<u8> {
        let mut texts = Vec::with_capacity(self.slots.len());
        for slot in &self.slots {
            let (text, repair) = match slot {
                Slot::Column(column) => values
                    .get(*column)
                    .map(|value| spell(self.context, value))
                    .unwrap_or_default(),
                Slot::Extra(extra) => (extra_text(*extra, person), None),
            };
            if let Some(kind) = repair {
                *self.repairs.entry(kind.to_owned()).or_default() += 1;
            }
            texts.push(text);
        }
        self.record(&texts)
    }

    /// The number of the row printed last, as a spreadsheet shows it.
    pub(crate) fn row(&self) -> usize {
        self.row
    }

    /// The places, from 1, of the columns that nobody asked for.
    pub(crate) fn extra_columns(&self) -> Vec<usize> {
        let extra = |(_, slot): &(usize, &Slot)| matches!(slot, Slot::Extra(_));
        self.slots
            .iter()
            .enumerate()
            .filter(extra)
            .map(|(place, _)| place + 1)
            .collect()
    }

    /// How many cells take which kind of repair.
    pub(crate) fn repairs(self) -> BTreeMap<String, u32> {
        self.repairs
    }

    fn record(&mut self, texts: &[String]) -> Vec<u8> {
        self.row += 1;
        let house = self.context.house;
        let mut line = String::new();
        for (place, text) in texts.iter().enumerate() {
            if place > 0 {
                line.push(house.delimiter);
            }
            let special = |c: char| c == house.delimiter || matches!(c, '"' | '\r' | '\n');
            if text.contains(special) {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(text);
            }
        }
        line.push_str(house.line_end);
        encode(house.encoding, &line)
    }
}

fn encode(encoding: Encoding, line: &str) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => line.as_bytes().to_vec(),
        Encoding::Utf16 => line.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Windows1252 => line
            .chars()
            .map(|c| match c {
                '–' => 0x96,
                '€' => 0x80,
                _ => u8::try_from(u32::from(c)).unwrap_or(b'?'),
            })
            .collect(),
    }
}

fn header(house: &House, column: &Column, place: usize) -> String {
    match house.header {
        Header::Canonical => column.name.to_owned(),
        Header::Upper => column.name.to_uppercase(),
        Header::Hyphens => column.name.replace('_', "-"),
        Header::Title => title(column.name),
        Header::Alias => {
            let turn = column.aliases.len().max(1);
            column
                .aliases
                .get(place % turn)
                .map_or_else(|| title(column.name), |a| title(a))
        }
    }
}

fn title(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    };
    name.split(['_', ' '])
        .map(capital)
        .collect::<Vec<_>>()
        .join(" ")
}

const fn extra_name(extra: Extra) -> &'static str {
    match extra {
        Extra::WorkerName => "Worker Name",
        Extra::NiNumber => "NI Number",
        Extra::Email => "E-mail",
        Extra::CostCentre => "Cost centre",
        Extra::Notes => "Team notes",
    }
}

const FORENAMES: [&str; 9] = [
    "Renée", "Fable", "Mythos", "Novella", "Story", "Inventa", "Saga", "Ficta", "Zoé",
];
const SURNAMES: [&str; 8] = [
    "Invented",
    "Notareal",
    "Madeup",
    "Figment",
    "Placeholder",
    "O'Nowhere",
    "Exemplar",
    "Imagine",
];

fn extra_text(extra: Extra, person: u32) -> String {
    if person == 0 {
        return String::new();
    }
    let seed = usize::try_from(person).unwrap_or(0);
    let forename = FORENAMES.get(seed % FORENAMES.len()).copied().unwrap_or("");
    let surname = SURNAMES
        .get(seed / 9 % SURNAMES.len())
        .copied()
        .unwrap_or("");
    match extra {
        Extra::WorkerName => format!("{forename} {surname}"),
        // No National Insurance number begins with QQ.
        Extra::NiNumber => format!("QQ{:06}C", person % 1_000_000),
        Extra::Email => format!("worker{person}@example.org"),
        Extra::CostCentre => format!("CC-{:03}", person % 1000),
        Extra::Notes => "see file\nsigned, by \"duty\"".to_owned(),
    }
}
