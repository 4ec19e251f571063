//! Declarations that contradict themselves.

use super::*;
use crate::cell::Form;
use crate::column::Kind;

/// Stored columns whose form is not that of the cells they come from: they say something about the
/// cell, or about what it names.
const DERIVED: &[(&str, Form)] = &[
    ("sub_region", Form::Listed),
    ("cap_basis_computed", Form::Flag),
    ("exception", Form::Listed),
];

/// The form in which cells of a kind are stored as sent.
const fn form(kind: Kind) -> Option<Form> {
    match kind {
        Kind::Registration => Some(Form::Worker),
        Kind::Authority => Some(Form::Borough),
        Kind::Listed(_) | Kind::YesNoUnknown | Kind::JobTitle => Some(Form::Listed),
        Kind::YesNo | Kind::Reference(_) => Some(Form::Flag),
        Kind::Day => Some(Form::Day),
        Kind::Money(..) => Some(Form::Pence),
        Kind::Hundredths { .. } => Some(Form::Hundredths),
        Kind::Count(_) => Some(Form::Number),
        Kind::Supplier => Some(Form::Entry),
        // The quarter is in the path, and an explanation is for the report.
        Kind::Quarter | Kind::Explanation => None,
    }
}

#[test]
fn a_column_is_stored_in_the_form_in_which_it_is_read() {
    let mut derived = Vec::new();
    for kind in Return::ALL {
        for column in kind.columns() {
            for stored in column.fate.stored() {
                let name = stored.name;
                if DERIVED.contains(&(name, stored.form)) {
                    derived.push(name);
                } else {
                    assert_eq!(Some(stored.form), form(column.kind), "{kind}: {name}");
                }
            }
        }
    }
    for (name, _) in DERIVED {
        assert!(derived.contains(name), "{name} is stored no more");
    }
}

#[test]
fn a_column_that_only_decides_is_not_called_kept() {
    for kind in Return::ALL {
        let empty = kind
            .columns()
            .iter()
            .filter(|column| matches!(column.fate.word(), "kept" | "restricted"))
            .filter(|column| column.fate.stored().is_empty())
            .map(|column| column.name);
        // The quarter is kept in the path.
        let expected = if kind.has_dataset() {
            vec!["quarter"]
        } else {
            vec![]
        };
        assert_eq!(empty.collect::<Vec<_>>(), expected, "{kind}");
    }
}
