//! How many parts a JSON text has, counted without keeping any of it.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Values, lists and objects of a text; `None` when it is not JSON.
pub(super) fn of(bytes: &[u8]) -> Option<usize> {
    let parts = Cell::new(0_usize);
    let mut text = serde_json::Deserializer::from_slice(bytes);
    text.deserialize_any(Counter(&parts)).ok()?;
    Some(parts.get())
}

#[derive(Clone, Copy)]
struct Counter<'a>(&'a Cell<usize>);

impl Counter<'_> {
    #[expect(clippy::unnecessary_wraps, reason = "what a visitor answers")]
    fn one<E>(self) -> Result<(), E> {
        self.0.set(self.0.get().saturating_add(1));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Counter<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counter<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.one()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.one()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.one()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.one()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.one()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.one()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        self.one()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(self)?;
        }
        self.one()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_list_and_object_counts_once() {
        for (text, parts) in [
            ("7", Some(1)),
            ("[]", Some(1)),
            (r#"{"a":1,"b":[true,null,"x",1.5,-1]}"#, Some(8)),
            (r#"[{"a":0},{"a":0}]"#, Some(5)),
            ("[1,", None),
            ("", None),
        ] {
            assert_eq!(of(text.as_bytes()), parts, "{text}");
        }
    }
}
