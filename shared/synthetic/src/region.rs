//! From a plan to a region: drafts, and the files printed from them.

use crate::authority::suppliers;
use crate::calendar::{days_after, months_after};
use crate::dice::Dice;
use crate::draft::{Content, Draft, Kind, Outcome, print};
use crate::flaw::{Flaw, flaws, plant};
use crate::in_force::{Sent, quarter_truth};
use crate::leaver::Leaver;
use crate::truth::{FileTruth, Truth};
use crate::world::World;

/// What to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Quarters such as `2026Q2`, from 2024 to 2079; others are left out.
    pub quarters: Vec<String>,
    /// The first so many of the 33 authorities by ONS code.
    pub boroughs: usize,
    /// Multiplies the people of each borough; 1 is the real size.
    pub scale: u32,
    /// Plants house styles, errors, queries, breaches and gaps; otherwise all is clean.
    pub flawed: bool,
}

impl Plan {
    /// The plan of the committed sample data.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            seed: 2026,
            quarters: vec!["2026Q2".to_owned(), "2026Q3".to_owned()],
            boroughs: 33,
            scale: 1,
            flawed: true,
        }
    }
}

/// A file as a borough uploads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadFile {
    /// ONS code of the folder.
    pub folder: String,
    /// Its name there, which may have folders of its own.
    pub name: String,
    /// The quarter it is uploaded after.
    pub quarter: String,
    /// 1 for first uploads, 2 for resubmissions, which come later.
    pub round: u8,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl UploadFile {
    /// Where sample data keeps it: `2026Q3/round-1/E09000007/name.csv`.
    #[must_use]
    pub fn path(&self) -> String {
        format!(
            "{}/round-{}/{}/{}",
            self.quarter, self.round, self.folder, self.name
        )
    }
}

/// Everything generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The files, by quarter, round, folder and return.
    pub files: Vec<UploadFile>,
    /// What is true of them.
    pub truth: Truth,
}

/// Generates a region; an empty one if the plan names no quarter.
#[must_use]
pub fn generate(plan: &Plan) -> Region {
    let Some(world) = World::new(plan) else {
        let truth = Truth {
            seed: plan.seed,
            files: Vec::new(),
            quarters: Vec::new(),
        };
        return Region {
            files: Vec::new(),
            truth,
        };
    };
    let suppliers = suppliers();
    let mut sent = Vec::new();
    for draft in drafts(&world) {
        if let Some(printed) = print(&world, &suppliers, &draft) {
            sent.push(Sent { draft, printed });
        }
    }
    let quarters = (0..world.quarters.len()).map(|turn| quarter_truth(&world, &sent, turn));
    let quarters = quarters.collect();
    let files: Vec<FileTruth> = sent.iter().map(|one| one.printed.truth.clone()).collect();
    Region {
        files: sent.into_iter().map(|one| one.printed.file).collect(),
        truth: Truth {
            seed: plan.seed,
            files,
            quarters,
        },
    }
}

/// All drafts, by quarter, round, folder and return.
pub(crate) fn drafts(world: &World) -> Vec<Draft> {
    let mut all = Vec::new();
    for turn in 0..world.quarters.len() {
        for folder in 0..world.authorities.len() {
            for kind in Kind::ALL {
                all.extend(folder_drafts(world, turn, folder, kind));
            }
        }
    }
    all.sort_by_key(|draft| (draft.turn, draft.round, draft.folder, draft.content.kind()));
    all
}

/// What a folder gets of one return in one quarter: nothing, a file, or a file and its mending.
fn folder_drafts(world: &World, turn: usize, folder: usize, kind: Kind) -> Vec<Draft> {
    let members = world.members(folder);
    let code = world
        .authorities
        .get(folder)
        .map_or("", |known| known.code.as_str());
    let flaws: Vec<Flaw> = flaws(Some(turn), code).filter(|_| world.flawed).collect();
    if members.is_empty() || flaws.contains(&Flaw::Missing) {
        return Vec::new();
    }
    let Some((content, withdrawn)) = content(world, turn, &members, kind) else {
        return Vec::new();
    };
    let nil = kind == Kind::Leavers && content.len() == 0;
    let mut first = Draft {
        folder,
        members,
        turn,
        round: 1,
        content,
        overrides: Vec::new(),
        planted: Vec::new(),
        outcome: if nil {
            Outcome::Nil
        } else {
            Outcome::Published
        },
        withdrawn,
    };
    let mut seconds = Vec::new();
    for flaw in flaws {
        seconds.extend(plant(world, flaw, &mut first));
    }
    [first].into_iter().chain(seconds).collect()
}

/// The clean rows of a return, and how many leavers the statement withdraws.
fn content(world: &World, turn: usize, members: &[usize], kind: Kind) -> Option<(Content, usize)> {
    let quarter = *world.quarters.get(turn)?;
    let each = members.iter().copied();
    Some(match kind {
        Kind::Assignments => (
            Content::Assignments(each.flat_map(|place| world.live(place, quarter)).collect()),
            0,
        ),
        Kind::Leavers => {
            let day = quarter.upload_day();
            let code = world.authorities.get(*members.first()?)?.code.as_str();
            let mut dice = Dice::new(world.seed, &["complete", code, &quarter.label()]);
            let back = i32::try_from(dice.between(1, 6)).unwrap_or(1);
            let rows: Vec<Leaver> = each.flat_map(|place| world.statement(place, day)).collect();
            let withdrawn = withdrawals(world, turn, members, &rows);
            (Content::Leavers(rows, days_after(day, -back)), withdrawn)
        }
        Kind::Snapshot => {
            let mut rows = Vec::new();
            for place in each {
                let snapshot = world.snapshot(place, quarter);
                rows.extend(
                    snapshot
                        .into_iter()
                        .map(|(category, row)| (place, category, row)),
                );
            }
            (Content::Snapshot(rows), 0)
        }
    })
}

/// How many of the statement before are gone although their last day is still in the window.
fn withdrawals(world: &World, turn: usize, members: &[usize], rows: &[Leaver]) -> usize {
    let before = turn
        .checked_sub(1)
        .and_then(|turn| world.quarters.get(turn));
    let (Some(before), Some(now)) = (before, world.quarters.get(turn)) else {
        return 0;
    };
    let from = months_after(now.upload_day(), -13);
    let listed = |number: u32| rows.iter().any(|row| row.number == number);
    let earlier = members
        .iter()
        .flat_map(|place| world.statement(*place, before.upload_day()));
    earlier
        .filter(|leaver| leaver.last_day >= from && !listed(leaver.number))
        .count()
}
