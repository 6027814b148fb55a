//! What was found, as typed or pasted: a table from a spreadsheet, a CSV file, or JSON.

use serde_json::Value;

use domain::item::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS};

/// Names of columns, and rows with as many cells.
pub(super) type Table = (Vec<String>, Vec<Vec<String>>);

/// The table in a value: `null` and empty text have none.
pub(super) fn rows(value: &Value) -> Result<Table, String> {
    let table = match value {
        Value::Null => return Ok(Table::default()),
        Value::String(text) if text.trim().is_empty() => return Ok(Table::default()),
        Value::String(text) => from_text(text.trim())?,
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => from_json(value)?,
    };
    checked(table)
}

fn from_text(text: &str) -> Result<Table, String> {
    if text.starts_with(['[', '{']) {
        let value: Value = serde_json::from_str(text)
            .map_err(|why| format!("This looks like JSON but cannot be read: {why}."))?;
        return from_json(&value);
    }
    let first = text.lines().next().unwrap_or_default();
    let sign = [b'\t', b';', b','].into_iter().find(|sign| first.contains(char::from(*sign)));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sign.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| {
        record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<String>>()
    };
    let unread = |why: csv::Error| format!("The table cannot be read: {why}.");
    let columns = cells(reader.headers().map_err(unread)?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let mut row = cells(&record.map_err(unread)?);
        if row.len() > columns.len() {
            let line = rows.len().saturating_add(2);
            return Err(format!("Line {line} has more cells than the first line has names."));
        }
        row.resize(columns.len(), String::new());
        rows.push(row);
    }
    if rows.is_empty() {
        return Err("The first line names the columns; put what was found below it.".to_owned());
    }
    Ok((columns, rows))
}

/// An object for each row; one object alone is one row.
fn from_json(value: &Value) -> Result<Table, String> {
    let objects = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut columns: Vec<String> = Vec::new();
    for object in objects {
        let Value::Object(fields) = object else {
            return Err("Give JSON as a list of objects, one for each row.".to_owned());
        };
        for name in fields.keys().filter(|name| !columns.contains(name)).collect::<Vec<_>>() {
            columns.push(name.clone());
        }
    }
    let cell = |object: &Value, name: &String| match object.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let row = |object: &Value| columns.iter().map(|name| cell(object, name)).collect();
    let rows = objects.iter().map(row).collect();
    Ok((columns, rows))
}

fn checked((columns, rows): Table) -> Result<Table, String> {
    if rows.len() > MOST_ROWS || columns.len() > MOST_COLUMNS {
        return Err(format!(
            "A table can have {MOST_ROWS} rows and {MOST_COLUMNS} columns. Give the rest as a file."
        ));
    }
    if columns.iter().any(String::is_empty) {
        return Err("Every column needs a name in the first line.".to_owned());
    }
    let mut cells = columns.iter().chain(rows.iter().flatten());
    if cells.any(|cell| cell.chars().count() > LONGEST_CELL) {
        return Err(format!("Shorten what is in one cell to {LONGEST_CELL} characters."));
    }
    Ok((columns, rows))
}
