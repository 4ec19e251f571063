//! The declarations as a data package: a descriptor that programs read.

use serde::Serialize;

use super::values::{hundredths, pounds, values};
use crate::borough::SubRegion;
use crate::cell::{Form, Stored};
use crate::column::{Column, EXPLANATIONS, Kind, Needed, Word, YES_NO_UNKNOWN};
use crate::returns::Return;
use crate::returns::agency_assignments::EXCEPTIONS;

/// The descriptor, `datapackage.json`: the three returns as they are best sent, and the datasets'
/// schemas. What a borough may write besides is in the dictionary.
#[must_use]
pub fn datapackage() -> String {
    let sent = Return::ALL.into_iter().map(as_sent);
    let stored = Return::ALL
        .into_iter()
        .filter(|kind| kind.has_dataset())
        .map(as_stored);
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "london-pledge",
        title: "Returns and datasets of the London Pledge",
        description: "What boroughs send each quarter, and what analysts read. Derived from the \
                      program's declarations.",
        version: "1.0.0",
        resources: sent.chain(stored).collect(),
    };
    let written = serde_json::to_string_pretty(&package);
    // Text, lists and plain fields: there is nothing that cannot be written.
    written.map_or_else(|_| String::new(), |text| text + "\n")
}

#[derive(Serialize)]
struct Package {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    version: &'static str,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Resource {
    name: String,
    title: String,
    description: String,
    #[serde(rename = "type")]
    form: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<[Vec<&'static str>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mediatype: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    schema: Schema,
}

#[derive(Serialize)]
struct Schema {
    #[serde(rename = "$schema")]
    profile: &'static str,
    fields: Vec<Field>,
    #[serde(rename = "missingValues")]
    missing_values: [&'static str; 1],
}

#[derive(Default, Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    form: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'static str>,
    #[serde(rename = "trueValues", skip_serializing_if = "Option::is_none")]
    true_values: Option<&'static [&'static str]>,
    #[serde(rename = "falseValues", skip_serializing_if = "Option::is_none")]
    false_values: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Category>,
    constraints: Constraints,
    #[serde(rename = "pledge:fate", skip_serializing_if = "Option::is_none")]
    fate: Option<&'static str>,
    #[serde(rename = "pledge:also", skip_serializing_if = "Option::is_none")]
    also: Option<&'static [&'static str]>,
}

#[derive(Serialize)]
struct Category {
    value: &'static str,
    label: &'static str,
}

#[derive(Default, Serialize)]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<String>,
    #[serde(rename = "maxLength", skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
}

impl Schema {
    fn of(fields: Vec<Field>) -> Self {
        Self {
            profile: "https://datapackage.org/profiles/2.0/tableschema.json",
            fields,
            missing_values: [""],
        }
    }
}

/// A return as it is best sent; its path is the blank template's.
fn as_sent(kind: Return) -> Resource {
    Resource {
        name: kind.name().to_owned(),
        title: kind.title().to_owned(),
        description: format!("{} The path is the blank template's.", kind.grain()),
        form: "table",
        path: Some(format!("{kind}.csv")),
        data: None,
        format: Some("csv"),
        mediatype: Some("text/csv"),
        encoding: Some("utf-8"),
        schema: Schema::of(kind.columns().iter().map(sent).collect()),
    }
}

/// A dataset as analysts read it. The descriptor lies far from any home, so it has for data the
/// names of the columns and no row.
fn as_stored(kind: Return) -> Resource {
    let version = kind.schema_version();
    let fields = kind.columns().iter().flat_map(|column| {
        let stored = column.fate.stored().iter();
        stored.map(|stored| analysed(column, stored))
    });
    Resource {
        name: format!("{kind}-dataset"),
        title: format!("{}, for analysts", kind.title()),
        description: format!(
            "{} One Parquet file for each quarter: \
             curated/{kind}/{version}/quarter=2026Q3/{kind}-2026Q3.parquet.",
            kind.grain()
        ),
        form: "table",
        path: None,
        data: Some([kind.stored().iter().map(|stored| stored.name).collect()]),
        format: None,
        mediatype: None,
        encoding: None,
        schema: Schema::of(fields.collect()),
    }
}

/// What to write, and what the column takes where no list says so.
fn described(column: &Column) -> String {
    match column.kind {
        Kind::Listed(_) | Kind::JobTitle | Kind::Explanation => column.meaning.to_owned(),
        other => format!("{} It takes {}.", column.meaning, values(other)),
    }
}

/// A column as it is best sent.
fn sent(column: &Column) -> Field {
    let mut field = Field {
        name: column.name,
        form: "string",
        description: described(column),
        example: (!column.example.is_empty()).then_some(column.example),
        fate: Some(column.fate.word()),
        also: (!column.also.is_empty()).then_some(column.also),
        ..Field::default()
    };
    field.constraints.required = matches!(column.needed, Needed::Always);
    let constraints = &mut field.constraints;
    match column.kind {
        Kind::Registration => constraints.pattern = Some("^SW[1-9][0-9]{0,5}$"),
        Kind::Authority => constraints.pattern = Some("^E09[0-9]{6}$"),
        Kind::Quarter => constraints.pattern = Some("^20[0-9]{2}Q[1-4]$"),
        Kind::Listed(words) => field.listed(words),
        Kind::YesNo => {
            field.form = "boolean";
            field.true_values = Some(&["Y", "yes", "true", "1"]);
            field.false_values = Some(&["N", "no", "false", "0"]);
        }
        Kind::YesNoUnknown => constraints.words = vec!["Y", "N", "yes", "no", "unknown"],
        Kind::Day => field.form = "date",
        Kind::Money(least, most) => field.between("number", pounds(least), pounds(most)),
        Kind::Hundredths {
            positive,
            most,
            step,
        } => {
            let least = if positive { step.max(1) } else { 0 };
            field.between("number", hundredths(least), hundredths(most));
        }
        Kind::Count(most) => field.between("integer", "0".to_owned(), most.to_string()),
        Kind::Reference(most) => constraints.max_length = Some(most),
        Kind::Explanation => field.listed(EXPLANATIONS),
        Kind::JobTitle | Kind::Supplier => {}
    }
    field
}

/// A column as analysts read it.
fn analysed(column: &Column, stored: &Stored) -> Field {
    let mut field = Field {
        name: stored.name,
        description: stored.meaning.to_owned(),
        form: match stored.form {
            Form::Worker | Form::Borough | Form::Listed => "string",
            Form::Day => "date",
            Form::Pence | Form::Hundredths => "number",
            Form::Number | Form::Entry => "integer",
            Form::Flag => "boolean",
        },
        ..Field::default()
    };
    field.constraints.required = !stored.optional;
    match (stored.form, column.kind) {
        (Form::Worker, _) => field.constraints.pattern = Some("^[0-9a-f]{64}$"),
        (Form::Borough, _) => field.constraints.pattern = Some("^E09[0-9]{6}$"),
        (Form::Listed, Kind::Listed(words)) => field.constraints.words = spelt(words),
        (Form::Listed, Kind::YesNoUnknown) => field.constraints.words = spelt(YES_NO_UNKNOWN),
        (Form::Listed, Kind::Reference(_)) => field.constraints.words = spelt(EXCEPTIONS),
        (Form::Listed, Kind::Authority) => {
            field.constraints.words = SubRegion::ALL.iter().map(|area| area.word()).collect();
        }
        _ => {}
    }
    field
}

fn spelt(words: &[Word]) -> Vec<&'static str> {
    words.iter().map(|word| word.word).collect()
}

impl Field {
    /// The words of a list, and the numbers that stand for them in the workforce census.
    fn listed(&mut self, words: &[Word]) {
        for word in words {
            let numbers = word
                .also
                .iter()
                .filter(|also| also.bytes().all(|byte| byte.is_ascii_digit()));
            for value in std::iter::once(&word.word).chain(numbers) {
                self.constraints.words.push(value);
                self.categories.push(Category {
                    value,
                    label: word.meaning,
                });
            }
        }
    }

    fn between(&mut self, form: &'static str, least: String, most: String) {
        self.form = form;
        self.constraints.minimum = Some(least);
        self.constraints.maximum = Some(most);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_package_describes_every_column_sent_and_stored() {
        let package: Value = serde_json::from_str(&datapackage()).unwrap();
        let resources = package["resources"].as_array().unwrap();
        let names = |resource: &Value| -> Vec<String> {
            let fields = resource["schema"]["fields"].as_array().unwrap();
            fields
                .iter()
                .map(|field| field["name"].as_str().unwrap().to_owned())
                .collect()
        };
        for kind in Return::ALL {
            let sent = resources.iter().find(|one| one["name"] == kind.name());
            let declared: Vec<_> = kind.columns().iter().map(|column| column.name).collect();
            assert_eq!(names(sent.unwrap()), declared, "{kind}");
            let name = format!("{kind}-dataset");
            let dataset = resources.iter().find(|one| one["name"] == name.as_str());
            let stored: Vec<_> = kind.stored().iter().map(|stored| stored.name).collect();
            assert_eq!(dataset.map(names).unwrap_or_default(), stored, "{kind}");
        }
    }

    #[test]
    fn every_listed_column_of_a_dataset_names_its_words() {
        for kind in Return::ALL {
            for column in kind.columns() {
                for stored in column.fate.stored() {
                    let field = analysed(column, stored);
                    let named = !field.constraints.words.is_empty();
                    assert_eq!(named, stored.form == Form::Listed, "{}", stored.name);
                }
            }
        }
    }
}
