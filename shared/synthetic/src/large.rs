//! One big clean file of assignments, written row by row.

use std::io::{self, Write};

use crate::agency::{Numbers, draw_weeks};
use crate::assignment::draw;
use crate::authority::{authorities, suppliers};
use crate::calendar::{Quarter, days_after, monday};
use crate::dice::Dice;
use crate::house::{House, LaCode, houses};
use crate::print::{Choice, Printer};
use crate::returns::{ASSIGNMENTS, assignment_values, reference};
use crate::spelling::Context;

/// How a large file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As the template is meant to be filled in: nothing to repair.
    Template,
    /// In the authority's house style: much to repair, no error.
    House,
}

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargeFile {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Data rows. Workers differ up to 999,999 of them.
    pub rows: usize,
    /// Such as `2026Q3`.
    pub quarter: String,
    /// ONS code of the authority.
    pub authority: String,
    /// Whether each row names the authority.
    pub la_code: bool,
    /// How cells are written.
    pub spelling: Spelling,
}

/// Writes a clean file of assignments, without ever holding more than a row of it.
///
/// # Errors
///
/// What the writer says; `InvalidInput` if the quarter or authority is none.
pub fn write_assignments<W: Write>(mut out: W, plan: &LargeFile) -> io::Result<()> {
    let authorities = authorities(33);
    let place = authorities
        .iter()
        .position(|known| known.code == plan.authority);
    let (Some(quarter), Some(place)) = (Quarter::parse(&plan.quarter), place) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut house = match plan.spelling {
        Spelling::Template => House::template(),
        Spelling::House => houses(plan.seed, &authorities)
            .into_iter()
            .nth(place)
            .unwrap_or_else(House::template),
    };
    match (plan.la_code, house.la_code) {
        (true, LaCode::Absent) => house.la_code = LaCode::Statistics,
        (false, _) => house.la_code = LaCode::Absent,
        (true, _) => {}
    }
    let suppliers = suppliers();
    let context = Context {
        house: &house,
        authorities: &authorities,
        quarter,
    };
    let mut printer = Printer::new(
        context,
        ASSIGNMENTS,
        &Choice {
            filled: &[],
            joint: false,
        },
    );
    let mut numbers = Numbers::new(plan.seed);
    let mut dice = Dice::new(plan.seed, &["large", &plan.authority, &plan.quarter]);
    out.write_all(&printer.head("All teams – quarterly return"))?;
    for line in 0..plan.rows {
        let weeks = i32::try_from(draw_weeks(&mut dice)).unwrap_or(30);
        let age = i32::try_from(dice.below(90)).unwrap_or(0);
        let start = monday(days_after(quarter.last(), -age - 7 * weeks.min(60) / 2));
        let mut row = draw(&mut dice, place, start, false);
        row.number = numbers.take();
        row.end = Some(days_after(start, 7 * weeks - 3)).filter(|end| *end <= quarter.last());
        row.end = row.end.filter(|end| *end >= quarter.first());
        let reference = reference(&authorities, place, line);
        out.write_all(&printer.line(&assignment_values(&row, reference, &suppliers), row.number))?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::UploadFile;
    use crate::region_test::records;

    #[test]
    fn a_large_file_has_its_rows_and_every_one_is_live() {
        for spelling in [Spelling::Template, Spelling::House] {
            let plan = LargeFile {
                seed: 4,
                rows: 3000,
                quarter: "2026Q3".to_owned(),
                authority: "E09000007".to_owned(),
                la_code: true,
                spelling,
            };
            let mut bytes = Vec::new();
            write_assignments(&mut bytes, &plan).unwrap();
            let file = UploadFile {
                folder: plan.authority.clone(),
                name: String::new(),
                quarter: plan.quarter.clone(),
                round: 1,
                bytes,
            };
            let (header, rows) = records(&file);
            assert_eq!(rows.len(), 3000);
            if spelling == Spelling::Template {
                let place = |name: &str| header.iter().position(|known| known == name).unwrap();
                let quarter = Quarter::parse("2026Q3").unwrap();
                let mut numbers = BTreeSet::new();
                for row in &rows {
                    let start: jiff::civil::Date = row[place("start_date")].parse().unwrap();
                    let end = &row[place("end_date")];
                    assert!(start <= quarter.last());
                    assert!(
                        end.is_empty()
                            || end.parse::<jiff::civil::Date>().unwrap() >= quarter.first()
                    );
                    assert_eq!(end.is_empty(), row[place("end_reason")].is_empty());
                    assert_eq!(row[place("la_code")], "E09000007");
                    assert!(numbers.insert(row[place("swe_number")].clone()));
                }
            }
            let bad = LargeFile {
                quarter: "Q3".to_owned(),
                ..plan
            };
            assert!(write_assignments(Vec::new(), &bad).is_err());
        }
    }
}
