//! The declared columns of one file, and the records that its rows become.

use super::Context;
use super::cell::{CellReader, fault};
use super::header::NIL_RETURN;
use super::rows::{Cells, Sent, row};
use crate::borough::Borough;
use crate::column::{Kind, Needed};
use crate::finding::{Detail, Findings, Place, Repair};
use crate::identity::{NotARegistration, Registration, Tidied};
use crate::record::{Places, Record, Value};
use crate::reference::Reference;
use crate::returns::Return;
use crate::rule::Code;
use crate::values::{shows_nothing, trimmed, word};

/// The column that chooses among a folder's authorities.
pub(super) const LA_CODE: &str = "la_code";
/// Columns that say one thing for all rows.
pub(super) const ONCE: [&str; 4] = ["quarter", "complete_to", "confirm_withdrawals", NIL_RETURN];
/// The column, and what it says in the template's example row, which is no data.
const EXAMPLE: (&str, &str) = ("record_ref", "EXAMPLE");

/// One declared column, and where its cells are.
pub(super) struct Bound {
    pub(super) reader: CellReader,
    pub(super) position: Option<usize>,
}

impl Bound {
    pub(super) const fn name(&self) -> &'static str {
        self.reader.column.name
    }

    fn sent<'a>(&self, cells: &'a Cells) -> Option<Sent<'a>> {
        let sent = cells.at(self.position?);
        (!sent.text.chars().all(shows_nothing)).then_some(sent)
    }

    fn is_once(&self) -> bool {
        ONCE.contains(&self.name())
    }
}

/// All declared columns of a return, as one file has them, and whose rows the file may hold.
pub(super) struct Columns {
    pub(super) bound: Vec<Bound>,
    folder: Option<Borough>,
    authorities: Vec<Borough>,
    reference: Reference,
    /// The authority's cell that was read last: it seldom changes from row to row.
    last_authority: Option<(String, Borough)>,
}

impl Columns {
    pub(super) fn new(kind: Return, positions: &[Option<usize>], context: &Context<'_>) -> Self {
        let bound = kind.columns().iter().zip(positions);
        Self {
            bound: bound
                .map(|(column, position)| Bound {
                    reader: CellReader::new(column),
                    position: *position,
                })
                .collect(),
            folder: context.folder,
            authorities: context.authorities.clone(),
            reference: context.reference.clone(),
            last_authority: None,
        }
    }

    pub(super) fn named(&self, name: &str) -> Option<&Bound> {
        self.bound.iter().find(|bound| bound.name() == name)
    }

    /// The declared columns that the file lacks.
    pub(super) fn unsent(&self) -> Places {
        let mut unsent = Places::default();
        for (index, bound) in self.bound.iter().enumerate() {
            if bound.position.is_none() {
                unsent.insert(index);
            }
        }
        unsent
    }

    /// Finds the columns that the return requires and the file lacks. A file that has nothing to
    /// report needs only what it says once.
    pub(super) fn find_missing(&self, nil_return: bool, findings: &mut Findings) {
        for bound in self.bound.iter().filter(|bound| bound.position.is_none()) {
            let missing = match bound.reader.column.needed {
                Needed::Always => !nil_return,
                Needed::BySeveral => !nil_return && self.are_of_several(),
                // The quarter may be said elsewhere; it has a finding of its own.
                Needed::OnceInFile => bound.reader.column.kind != Kind::Quarter,
                Needed::Optional | Needed::WhenEnded | Needed::UnlessPaye => false,
            };
            if missing {
                findings.error(Place::Column(bound.name()), Code::F7, Detail::None);
            }
        }
    }

    /// Whether the file is for several authorities, so that a row may say of one of them that there
    /// is nothing to report beside rows of others.
    pub(super) const fn are_of_several(&self) -> bool {
        self.authorities.len() > 1
    }

    /// Whether the row is the template's example.
    pub(super) fn is_example(&self, cells: &Cells) -> bool {
        let (name, word) = EXAMPLE;
        self.named(name)
            .and_then(|bound| bound.sent(cells))
            .is_some_and(|sent| trimmed(sent.text).eq_ignore_ascii_case(word))
    }

    /// Whether the row says that there is nothing to report.
    pub(super) fn says_nil(&self, cells: &Cells) -> bool {
        self.named(NIL_RETURN)
            .and_then(|bound| bound.sent(cells))
            .and_then(|sent| word::yes_no(sent.text))
            .is_some_and(|(yes, _)| yes)
    }

    /// Whether the row holds nothing but what a file without anything to report may hold.
    pub(super) fn is_bare(&self, cells: &Cells) -> bool {
        self.bound
            .iter()
            .filter(|bound| !bound.is_once())
            .filter(|bound| {
                !matches!(
                    bound.reader.column.kind,
                    Kind::Authority | Kind::Explanation
                )
            })
            .all(|bound| bound.sent(cells).is_none())
    }

    /// Whether a row of so many cells ends before a cell that every row must fill.
    pub(super) fn need_more_than(&self, cells: usize) -> bool {
        self.bound.iter().any(|bound| {
            bound.reader.column.needed == Needed::Always
                && bound.position.is_some_and(|position| position >= cells)
        })
    }

    /// The code that explains the row's queries, if its cell is one.
    pub(super) fn explanation(&self, cells: &Cells) -> Option<&'static str> {
        let is_explanation = |bound: &&Bound| bound.reader.column.kind == Kind::Explanation;
        let bound = self.bound.iter().find(is_explanation)?;
        let reading = bound
            .reader
            .read(bound.sent(cells)?, &self.reference)
            .ok()?;
        match reading.value {
            Value::Listed(code) => Some(code),
            _ => None,
        }
    }

    /// Reads a row that says that there is nothing to report: which authorities it is for.
    pub(super) fn nil_authorities(
        &mut self,
        cells: &Cells,
        findings: &mut Findings,
    ) -> Vec<Borough> {
        for bound in &self.bound {
            if bound.reader.column.kind == Kind::Explanation
                && let Some(sent) = bound.sent(cells)
                && let Err(code) = bound.reader.read(sent, &self.reference)
            {
                findings.error(Place::Cell(row(cells), bound.name()), code, Detail::None);
            }
        }
        match self.authority(cells, findings) {
            (Value::Absent, _) => self.authorities.clone(),
            (_, authority) => authority.into_iter().collect(),
        }
    }

    /// Reads one row.
    pub(super) fn record(&mut self, cells: &Cells, findings: &mut Findings) -> Record {
        let number = row(cells);
        let explanation = self.explanation(cells);
        let (said, authority) = self.authority(cells, findings);
        let mut registration = None;
        let mut values = Vec::with_capacity(self.bound.len());
        for bound in &self.bound {
            let place = Place::Cell(number, bound.name());
            let column = bound.reader.column;
            let value = match (bound.sent(cells), column.kind) {
                _ if bound.is_once() => Value::Absent,
                (_, Kind::Authority) if said == Value::Absent && self.are_of_several() => {
                    if bound.position.is_some() {
                        findings.error(place, Code::F16, Detail::None);
                    }
                    Value::Unreadable
                }
                (_, Kind::Authority) => said,
                (None, _) => {
                    if column.needed == Needed::Always && bound.position.is_some() {
                        findings.error(place, Code::C1, Detail::None);
                    }
                    Value::Absent
                }
                (Some(sent), Kind::Registration) => {
                    registration = read_registration(sent, place, column.name, findings);
                    if registration.is_some() {
                        Value::Present
                    } else {
                        Value::Unreadable
                    }
                }
                (Some(sent), _) => match bound.reader.read(sent, &self.reference) {
                    Ok(reading) => {
                        if let Some(repair) = reading.repair {
                            findings.repair(repair, Some(column.name));
                        }
                        if let Some(code) = reading.query {
                            findings.query(place, code, Detail::None, explanation);
                        }
                        reading.value
                    }
                    Err(code) => {
                        findings.error(place, code, Detail::None);
                        Value::Unreadable
                    }
                },
            };
            values.push(value);
        }
        Record {
            row: number,
            authority,
            registration,
            values,
            explanation,
        }
    }

    /// Whom the row is for, and whether its cell says so.
    fn authority(&mut self, cells: &Cells, findings: &mut Findings) -> (Value, Option<Borough>) {
        let Some(sent) = self.named(LA_CODE).and_then(|bound| bound.sent(cells)) else {
            let only = match self.authorities.as_slice() {
                [only] => Some(*only),
                _ => None,
            };
            return (Value::Absent, only);
        };
        let known = self
            .last_authority
            .as_ref()
            .filter(|(text, _)| text == sent.text)
            .map(|(_, borough)| *borough);
        let named = known.or_else(|| sent.text.parse::<Borough>().ok());
        let allowed = self.folder.is_none() || named.is_some_and(|b| self.authorities.contains(&b));
        let Some(borough) = named.filter(|_| allowed) else {
            let code = match named {
                Some(_) => Code::F15,
                None => fault(sent, Code::C7),
            };
            findings.error(Place::Cell(row(cells), LA_CODE), code, Detail::None);
            return (Value::Unreadable, None);
        };
        if sent.text != borough.ons_code() {
            findings.repair(Repair::AuthorityForm, Some(LA_CODE));
        }
        if known.is_none() {
            self.last_authority = Some((sent.text.to_owned(), borough));
        }
        (Value::Present, Some(borough))
    }
}

fn read_registration(
    sent: Sent<'_>,
    place: Place,
    column: &'static str,
    findings: &mut Findings,
) -> Option<Registration> {
    let code = match Registration::read(sent.text) {
        Ok((registration, tidied)) if !sent.long => {
            match tidied {
                Tidied::AsWritten => {}
                Tidied::Spelling => findings.repair(Repair::NumberSpelling, Some(column)),
                Tidied::BareDigits => findings.repair(Repair::NumberBare, Some(column)),
            }
            return Some(registration);
        }
        Ok(_) => Code::C11,
        Err(NotARegistration::Form) => Code::C2,
        Err(NotARegistration::LetterForDigit) => Code::C12,
    };
    findings.error(place, fault(sent, code), Detail::None);
    None
}
