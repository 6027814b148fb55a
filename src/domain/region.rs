//! The region of a country: an ISO 3166-2 subdivision code, the only form in which it is kept.

/// What somebody hears who types anything else.
pub const NOT_A_CODE: &str =
    "Enter the region as its code, like CA or US-CA for California, or leave it empty.";

/// The code without the country, in capitals: up to three letters or digits (ISO 3166-2:2020, clause 5.1). `None` for
/// an empty text. The country may stand before it, as in `US-CA`, when it is the country stated.
pub fn parse(country: &str, raw: &str) -> Result<Option<String>, String> {
    let text = raw.trim().to_ascii_uppercase();
    if text.is_empty() {
        return Ok(None);
    }
    let code = match text.split_once('-') {
        Some((before, code)) if before == country.trim().to_ascii_uppercase() => code,
        Some(_) => return Err(NOT_A_CODE.to_owned()),
        None => text.as_str(),
    };
    let fits =
        (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits { Ok(Some(code.to_owned())) } else { Err(NOT_A_CODE.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_codes_are_regions() {
        let code = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(parse("US", " us-ca "), code("CA"));
        assert_eq!(parse("us", "ca"), code("CA"));
        assert_eq!(parse("AU", "NSW"), code("NSW"));
        assert_eq!(parse("FR", "2A"), code("2A"));
        assert_eq!(parse("SE", "  "), Ok(None));
        for wrong in [
            "Skåne",
            "California",
            "CA-US",
            "MX-CA",
            "US-",
            "C A",
            "Maya Lindqvist",
            "US-CA-1",
            "<b>",
        ] {
            assert!(parse("US", wrong).is_err(), "{wrong}");
        }
    }
}
