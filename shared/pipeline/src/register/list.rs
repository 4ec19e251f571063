//! The region's list as it is written: a table, and JSON.

use pledge::path::Place;
use pledge::ports::Datasets;
use serde_json::{Value, json};

use super::discrepancies::{Discrepancies, Item};
use crate::Failure;

/// The columns of the table.
const COLUMNS: &str = "quarter,code,la_code,authority,row,receipt,rules,together,concern\r\n";

/// The list as CSV (RFC 4180), one line for each row of a return that somebody should look into.
#[must_use]
pub fn csv(list: &Discrepancies) -> String {
    let lines = list.items.iter().map(|item| {
        let together = item.together.map(|number| number.to_string());
        // None of these holds a comma or a quotation mark but the words of the concern.
        format!(
            "{},{},{},{},{},{},{},{},\"{}\"\r\n",
            list.quarter,
            item.concern.code(),
            item.authority.ons_code(),
            item.authority.name(),
            item.row,
            item.reference,
            rules(item).join(" "),
            together.unwrap_or_default(),
            item.concern.words(),
        )
    });
    [COLUMNS.to_owned()].into_iter().chain(lines).collect()
}

/// The list as JSON.
#[must_use]
pub fn json(list: &Discrepancies) -> Value {
    let items = list.items.iter().map(|item| {
        json!({
            "code": item.concern.code(),
            "concern": item.concern.words(),
            "authority": item.authority,
            "authority_name": item.authority.name(),
            "row": item.row,
            "receipt": item.reference,
            "rules": rules(item),
            "together": item.together,
        })
    });
    json!({
        "quarter": list.quarter,
        "today": list.today,
        "reference_data": list.reference,
        "coverage": list.coverage,
        "items": items.collect::<Vec<Value>>(),
    })
}

/// The words of the rules that restricted the engagement.
fn rules(item: &Item) -> Vec<&'static str> {
    item.rules.iter().map(|rule| rule.word()).collect()
}

/// Writes the list of a quarter where the region's officers find it, in place of an earlier one.
///
/// # Errors
///
/// When the store does not answer.
pub async fn put_list(datasets: &impl Datasets, list: &Discrepancies) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&json(list)).map_err(std::io::Error::other)? + "\n";
    for (suffix, content) in [("csv", csv(list)), ("json", text)] {
        let place = Place::List(list.quarter, suffix);
        datasets.put(&place, &mut content.as_bytes()).await?;
    }
    Ok(())
}
