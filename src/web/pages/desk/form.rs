//! A form as it was sent: names and values in order, a name more than once when several are chosen.

mod upload;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::error::WebError;
use domain::intake::FieldErrors;
use text::contexts::desk_form::Field;

/// The fields of a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Vec<(String, String)>);

impl Sent {
    /// The value of a field, or nothing.
    pub(crate) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a field.
    pub(crate) fn many(&self, name: &str) -> Vec<&str> {
        let found = self.0.iter().filter(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// Every field, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Puts into a field what was typed, and what is wrong with it.
    pub(crate) fn fill<'a>(
        &'a self,
        errors: &'a FieldErrors,
    ) -> impl Fn(Field) -> Field + Copy + 'a {
        |field| {
            let error = errors.get(field.name.as_str()).cloned();
            let value = self.one(&field.name);
            field.filled(value).error(error)
        }
    }

    /// What an address asks for after its question mark.
    pub(crate) fn from_query(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// For tests and for forms that are shown before they were sent.
    pub(crate) fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(pairs.iter().map(own).collect())
    }
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let upload = upload::is_upload(request).then(|| upload::parts(request, payload));
        let form = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            let mut fields = match upload {
                Some(parts) => upload::read(parts).await?,
                None => form.await?.into_inner(),
            };
            for (_, value) in &mut fields {
                // Browsers send line ends as CR LF; texts are kept with LF.
                if value.contains('\r') {
                    *value = value.replace("\r\n", "\n");
                }
                if value.contains('\0') {
                    return Err(WebError::bad_request(
                        "Remove the invisible characters from the text.",
                    )
                    .into());
                }
            }
            Ok(Self(fields))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Sent;

    #[test]
    fn fields_are_found_once_or_several_times() {
        let sent = Sent::from_pairs(&[("right", "access"), ("right", "delete"), ("name", "Ada")]);
        assert_eq!(sent.one("right"), "access");
        assert_eq!(sent.many("right"), ["access", "delete"]);
        assert_eq!(sent.one("nothing"), "");
        assert_eq!(sent.pairs().count(), 3);
    }
}
