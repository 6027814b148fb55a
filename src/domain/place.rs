//! Where a person lives: from the stated country and region to a code and a time zone.
//!
//! A stated place is an input a person can correct (`set_jurisdiction`); nothing is guessed from a network address.

/// A country or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 or 3166-2: `DE`, `US-CA`, `GB-SCT`.
    pub code: String,
    /// Names people write for it, in lower case.
    pub names: Vec<String>,
    /// An IANA zone. Where a place has several, the one whose date is the earliest, which is the cautious one.
    pub zone: String,
}

/// Every place the laws need to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(pub Vec<Place>);

impl Places {
    /// The place of a code.
    pub fn get(&self, code: &str) -> Option<&Place> {
        self.0.iter().find(|place| place.code == code)
    }

    /// The part of the country a person wrote (`California`, `CA`, `US-CA`, `us-ca`), where it is known.
    pub fn region(&self, country: &str, region: Option<&str>) -> Option<&Place> {
        let written = region?.trim().to_lowercase();
        let code = written.to_ascii_uppercase();
        let prefix = format!("{country}-");
        let full = if code.starts_with(&prefix) { code } else { format!("{prefix}{code}") };
        self.0
            .iter()
            .filter(|place| place.code.starts_with(&prefix))
            .find(|place| place.code == full || place.names.contains(&written))
    }

    /// The codes that apply to a person, the most exact first: `US-CA`, `US`.
    pub fn codes(&self, country: &str, region: Option<&str>) -> Vec<String> {
        let part = self.region(country, region).map(|place| place.code.clone());
        part.into_iter().chain([country.to_owned()]).collect()
    }

    /// The zone of the most exact place that is known.
    pub fn zone(&self, country: &str, region: Option<&str>) -> Option<&str> {
        let place = self.region(country, region).or_else(|| self.get(country));
        place.map(|place| place.zone.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, names: &[&str], zone: &str) -> Place {
        Place {
            code: code.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            zone: zone.to_owned(),
        }
    }

    fn places() -> Places {
        Places(vec![
            place("US", &[], "Pacific/Honolulu"),
            place("US-CA", &["california"], "America/Los_Angeles"),
            place("DE", &[], "Europe/Berlin"),
        ])
    }

    #[test]
    fn a_region_is_found_by_code_or_name() {
        let places = places();
        for written in ["California", "CA", "us-ca", " US-CA "] {
            assert_eq!(places.codes("US", Some(written)), ["US-CA", "US"], "{written}");
        }
        assert_eq!(places.codes("US", Some("Narnia")), ["US"]);
        assert_eq!(places.codes("DE", Some("CA")), ["DE"]);
    }

    #[test]
    fn the_most_exact_zone_counts() {
        let places = places();
        assert_eq!(places.zone("US", Some("California")), Some("America/Los_Angeles"));
        assert_eq!(places.zone("US", None), Some("Pacific/Honolulu"));
        assert_eq!(places.zone("DE", None), Some("Europe/Berlin"));
        assert_eq!(places.zone("AQ", None), None);
    }
}
