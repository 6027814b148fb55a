//! Data maps as TOML: read, checked with plain sentences, and written so that reading gives the same map.

use domain::data_map::DataMap;

/// The map in the binary.
const BUILT_IN: &str = include_str!("../domain/data_map/aiml_learn.toml");

/// The most bytes of a map.
pub const MOST_BYTES: usize = 256 * 1024;

/// A map that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataMapError {
    /// It is not a map.
    #[error("The data map cannot be read: {0}")]
    Format(String),
    /// The values do not fit together.
    #[error("{}", .0.join(" "))]
    Values(Vec<String>),
    /// It is longer than a map can be.
    #[error("The data map is longer than {} KiB. Leave something out.", MOST_BYTES / 1024)]
    Length,
}

/// Reads and checks a map.
pub fn parse(text: &str) -> Result<DataMap, DataMapError> {
    if text.len() > MOST_BYTES {
        return Err(DataMapError::Length);
    }
    // The message of the parser quotes the line; that is what somebody who edits a file needs.
    let map = toml::from_str(text).map_err(|why| DataMapError::Format(why.to_string()))?;
    checked(map)
}

/// The map, when nothing is wrong with it.
pub fn checked(map: DataMap) -> Result<DataMap, DataMapError> {
    let problems = map.problems();
    if problems.is_empty() { Ok(map) } else { Err(DataMapError::Values(problems)) }
}

/// The map that is in force until somebody makes another.
pub fn built_in() -> Result<DataMap, DataMapError> {
    parse(BUILT_IN)
}

/// The map as a file.
pub fn write(map: &DataMap) -> Result<String, DataMapError> {
    toml::to_string_pretty(map).map_err(|why| DataMapError::Format(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_map_can_be_used_and_names_every_category_of_the_policy() {
        let map = built_in().unwrap();
        assert_eq!(map.categories.len(), 14);
        let remarks = map.remarks();
        assert!(remarks.iter().all(|remark| !remark.contains("category")), "{remarks:?}");
        assert!(map.systems.iter().all(|system| !system.purposes.is_empty()));
    }

    #[test]
    fn what_is_written_reads_as_the_same_map() {
        let map = built_in().unwrap();
        assert_eq!(parse(&write(&map).unwrap()).unwrap(), map);
    }

    #[test]
    fn a_webhook_is_part_of_the_file() {
        let text = BUILT_IN.replace(
            "key = \"learning\"",
            "key = \"learning\"\nwebhook = { url = \"https://a.example\", identifiers = [\"email\"] }",
        );
        let map = parse(&text).unwrap();
        let written = write(&map).unwrap();
        assert!(written.contains("[system.webhook]"), "{written}");
        assert_eq!(parse(&written).unwrap(), map);
        let wrong = text.replace("\"email\"", "\"shoe_size\"");
        assert!(parse(&wrong).unwrap_err().to_string().contains("is not one of"));
    }

    #[test]
    fn what_is_wrong_with_a_map_is_said() {
        for (from, to, said) in [
            ("delete = \"anonymise\"", "delete = \"collect\"", "it can be erase"),
            ("key = \"learning\"", "key = \"accounts\"", "stands twice"),
            ("count = 96", "count = 0", "calendar days or months"),
            ("basis = \"fraud_prevention\"", "basis = \"habit\"", "is not one of"),
            ("team = \"Finance\"", "mail = \"finance\"", "name@example.com"),
            ("categories = [\"Cookie Data\"]", "categories = [\"Cake\"]", "“Cake”"),
            ("key = \"support\"", "key = \"support\"\nowned = 1", "unknown field"),
        ] {
            let text = BUILT_IN.replace(from, to);
            assert_ne!(text, BUILT_IN, "{from}");
            let why = parse(&text).unwrap_err().to_string();
            assert!(why.contains(said), "{to}: {why}");
        }
        let long = format!("# {}", "x".repeat(MOST_BYTES));
        assert!(matches!(parse(&long), Err(DataMapError::Length)));
    }
}
