//! A return about to be printed: its rows, what is wrong with them, and what becomes of it.

use jiff::civil::Date;

use crate::UploadFile;
use crate::assignment::Assignment;
use crate::house::{Extra, House, Quarters};
use crate::leaver::Leaver;
use crate::print::{Choice, Printer};
use crate::returns::{
    ASSIGNMENTS, LEAVERS, SNAPSHOT, assignment_values, leaver_values, place, reference,
    snapshot_values,
};
use crate::snapshot::Count;
use crate::spelling::Context;
use crate::truth::{FileTruth, Finding};
use crate::value::{Column, Value};
use crate::world::World;

/// The three returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Assignments,
    Leavers,
    Snapshot,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Assignments, Self::Leavers, Self::Snapshot];

    /// The return's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Assignments => "agency_assignments",
            Self::Leavers => "permanent_leavers",
            Self::Snapshot => "workforce_snapshot",
        }
    }
}

/// The rows of a return.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Assignments(Vec<Assignment>),
    Leavers(Vec<Leaver>, Date),
    Snapshot(Vec<(usize, &'static str, Count)>),
}

impl Content {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Assignments(_) => Kind::Assignments,
            Self::Leavers(..) => Kind::Leavers,
            Self::Snapshot(_) => Kind::Snapshot,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Assignments(rows) => rows.len(),
            Self::Leavers(rows, _) => rows.len(),
            Self::Snapshot(rows) => rows.len(),
        }
    }

    const fn columns(&self) -> &'static [Column] {
        match self {
            Self::Assignments(_) => ASSIGNMENTS,
            Self::Leavers(..) => LEAVERS,
            Self::Snapshot(_) => SNAPSHOT,
        }
    }
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Published,
    Rejected,
    Nil,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Rejected => "rejected",
            Self::Nil => "nil",
        }
    }
}

/// An error or a query, by the line it is planted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planted {
    pub(crate) code: &'static str,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<&'static str>,
    pub(crate) explained: bool,
}

/// A file before it is printed.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The place of the authority whose folder it is uploaded to.
    pub(crate) folder: usize,
    /// The places of the authorities it stands for.
    pub(crate) members: Vec<usize>,
    /// The quarter's place among the plan's.
    pub(crate) turn: usize,
    pub(crate) round: u8,
    pub(crate) content: Content,
    /// Cells that say something else than the content does: line, column, value.
    pub(crate) overrides: Vec<(usize, &'static str, Value)>,
    pub(crate) planted: Vec<Planted>,
    pub(crate) outcome: Outcome,
    pub(crate) withdrawn: usize,
}

/// A printed file.
pub(crate) struct Printed {
    pub(crate) file: UploadFile,
    pub(crate) truth: FileTruth,
    /// The row of each line, as a spreadsheet numbers them.
    pub(crate) rows: Vec<usize>,
}

/// Prints a draft as its borough does.
pub(crate) fn print(world: &World, suppliers: &[String], draft: &Draft) -> Option<Printed> {
    let quarter = *world.quarters.get(draft.turn)?;
    let authority = world.authorities.get(draft.folder)?;
    let mut house = world.houses.get(draft.folder)?.clone();
    let kind = draft.content.kind();
    if kind == Kind::Snapshot {
        // A count has no worker to name.
        let named = [Extra::WorkerName, Extra::NiNumber, Extra::Email];
        house.extras = if house.extras.iter().any(|e| named.contains(e)) {
            &[]
        } else {
            house.extras
        };
    }
    let context = Context {
        house: &house,
        authorities: &world.authorities,
        quarter,
    };
    let mut columns: Vec<&'static str> = draft
        .overrides
        .iter()
        .map(|(_, column, _)| *column)
        .collect();
    if draft.outcome == Outcome::Nil {
        columns.push("nil_return");
    }
    let joint = draft.members.len() > 1;
    let choice = Choice {
        filled: &columns,
        joint,
    };
    let mut printer = Printer::new(context, draft.content.columns(), &choice);
    let title = match authority.name.as_str() {
        "City of London" => "City of London – quarterly return".to_owned(),
        name => format!("London Borough of {name} – quarterly return"),
    };
    let mut bytes = printer.head(&title);
    if house.layout.example && kind == Kind::Assignments {
        bytes.extend(printer.example());
    }
    let mut rows = Vec::new();
    for (values, person) in lines(world, suppliers, draft) {
        bytes.extend(printer.line(&values, person));
        rows.push(printer.row());
    }
    let name = file_name(world, draft, &house);
    let truth = describe(world, draft, &name, &rows, printer);
    let file = UploadFile {
        folder: authority.code.clone(),
        name,
        quarter: quarter.label(),
        round: draft.round,
        bytes,
    };
    Some(Printed { file, truth, rows })
}

fn lines(world: &World, suppliers: &[String], draft: &Draft) -> Vec<(Vec<Value>, u32)> {
    let mut lines = Vec::with_capacity(draft.content.len());
    match &draft.content {
        Content::Leavers(leavers, complete_to) if leavers.is_empty() => {
            lines.push((nil_values(*complete_to), 0));
        }
        Content::Assignments(rows) => {
            for (line, row) in rows.iter().enumerate() {
                let reference = reference(&world.authorities, row.authority, line);
                lines.push((assignment_values(row, reference, suppliers), row.number));
            }
        }
        Content::Leavers(rows, complete_to) => {
            lines.extend(
                rows.iter()
                    .map(|row| (leaver_values(row, *complete_to), row.number)),
            );
        }
        Content::Snapshot(rows) => {
            let row = |row: &(usize, &'static str, Count)| snapshot_values(row.0, row.1, &row.2);
            lines.extend(rows.iter().map(|of| (row(of), 1)));
        }
    }
    for (line, column, value) in &draft.overrides {
        let at = place(draft.content.columns(), column);
        let cell = lines
            .get_mut(*line)
            .zip(at)
            .and_then(|(line, at)| line.0.get_mut(at));
        if let Some(cell) = cell {
            cell.clone_from(value);
        }
    }
    lines
}

/// A nil return of leavers: only what holds for the file as a whole.
fn nil_values(complete_to: Date) -> Vec<Value> {
    let value = |column: &Column| match column.name {
        "complete_to" => Value::Day(complete_to),
        "nil_return" => Value::Flag(true),
        _ => Value::Blank,
    };
    LEAVERS.iter().map(value).collect()
}

fn file_name(world: &World, draft: &Draft, house: &House) -> String {
    let label = world
        .quarters
        .get(draft.turn)
        .map(|quarter| quarter.label())
        .unwrap_or_default();
    let slug = world
        .authorities
        .get(draft.folder)
        .map_or("", |a| a.slug.as_str());
    let slug = if draft.members.len() > 1 {
        "kingston-and-richmond"
    } else {
        slug
    };
    let again = if draft.round > 1 { "-corrected" } else { "" };
    let kind = draft.content.kind();
    if house.layout.folders {
        let folder = match kind {
            Kind::Leavers => kind.name().to_owned(),
            _ => format!("{}/{label}", kind.name()),
        };
        return format!("{folder}/{slug}-{label}{again}.csv");
    }
    let words = match kind {
        Kind::Assignments => "agency",
        Kind::Leavers => "leavers",
        Kind::Snapshot => "workforce",
    };
    match house.quarter {
        Quarters::Months => format!("{slug} {words} {label}{again}.csv"),
        _ => format!("{words}-{slug}-{label}{again}.csv"),
    }
}

fn describe(
    world: &World,
    draft: &Draft,
    name: &str,
    rows: &[usize],
    printer: Printer<'_>,
) -> FileTruth {
    let code = |place: &usize| {
        world
            .authorities
            .get(*place)
            .map(|known| known.code.clone())
    };
    let encoding = world
        .houses
        .get(draft.folder)
        .map_or("", |house| house.encoding.name());
    let mut findings: Vec<Finding> = draft
        .planted
        .iter()
        .map(|planted| Finding {
            code: planted.code.to_owned(),
            row: planted.line.and_then(|line| rows.get(line)).copied(),
            column: planted.column.map(str::to_owned),
            explained: planted.explained,
        })
        .collect();
    findings.sort_by(|a, b| (a.row, &a.code).cmp(&(b.row, &b.code)));
    let queries = |explained| {
        let published = draft.outcome != Outcome::Rejected;
        findings
            .iter()
            .filter(|finding| published && finding.explained == explained)
            .count()
    };
    FileTruth {
        folder: code(&draft.folder).unwrap_or_default(),
        name: name.to_owned(),
        quarter: world
            .quarters
            .get(draft.turn)
            .map(|q| q.label())
            .unwrap_or_default(),
        kind: draft.content.kind().name().to_owned(),
        round: draft.round,
        authorities: draft.members.iter().filter_map(code).collect(),
        rows: draft.content.len(),
        outcome: draft.outcome.name().to_owned(),
        open_queries: queries(false),
        explained_queries: queries(true),
        findings,
        withdrawn: draft.withdrawn,
        encoding: encoding.to_owned(),
        extra_columns: printer.extra_columns(),
        repairs: printer.repairs(),
    }
}
