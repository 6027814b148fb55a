//! The fields of a form, read only after its token was found to be the cookie's.

use std::collections::BTreeMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::cookies::{self, Jar};
use crate::csrf;
use crate::error::{self, WebError};
use services::Deps;

/// The cookie a form's token is bound to.
pub(crate) trait Bound {
    /// Which.
    const JAR: Jar;
}

/// Forms of everybody.
pub(crate) enum ByDraft {}

impl Bound for ByDraft {
    const JAR: Jar = Jar::Draft;
}

/// Forms of a requester's status page.
pub(crate) enum ByRequester {}

impl Bound for ByRequester {
    const JAR: Jar = Jar::Requester;
}

/// Fields by name. Only boxes to tick come more than once.
pub(crate) struct Form<B> {
    fields: BTreeMap<String, Vec<String>>,
    bound: PhantomData<B>,
}

impl<B> Form<B> {
    /// The value of a field; empty when it was not sent.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The value as it is kept.
    pub(crate) fn text(&self, name: &str) -> String {
        self.one(name).to_owned()
    }

    /// Whether a field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Every field with its first value.
    pub(crate) fn firsts(&self) -> BTreeMap<String, String> {
        self.fields.keys().map(|name| (name.clone(), self.text(name))).collect()
    }

    /// Every value of boxes to tick.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.fields.get(name).cloned().unwrap_or_default()
    }
}

impl<B: Bound> Form<B> {
    /// What the token of a form is bound to, for forms that are read another way.
    pub(crate) fn secret(request: &HttpRequest, deps: &Deps) -> Result<String, WebError> {
        secret_of::<B>(request, deps)
    }

    fn read(request: &HttpRequest, pairs: Vec<(String, String)>) -> Result<Self, WebError> {
        let Some(deps) = request.app_data::<web::Data<Deps>>() else {
            return Err(WebError::internal("no application data"));
        };
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        let form = Self { fields, bound: PhantomData };
        let secret = secret_of::<B>(request, deps)?;
        csrf::check(deps, &secret, form.one("csrf"))?;
        Ok(form)
    }
}

impl<B: Bound + 'static> FromRequest for Form<B> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Without the cookie there is nothing a token could be bound to, and no reason to wait for a body.
        let known = match request.app_data::<web::Data<Deps>>() {
            Some(deps) => secret_of::<B>(request, deps).map(drop),
            None => Err(WebError::internal("no application data")),
        };
        if let Err(refused) = known {
            return Box::pin(std::future::ready(Err(refused)));
        }
        let pairs = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let pairs = pairs.await.map_err(|refused| unreadable(&refused))?;
            Self::read(&request, pairs.into_inner())
        })
    }
}

/// The cookie's secret; a draft's must be one that was given out here.
fn secret_of<B: Bound>(request: &HttpRequest, deps: &Deps) -> Result<String, WebError> {
    cookies::read(request, &deps.settings, B::JAR)
        .filter(|secret| B::JAR != Jar::Draft || deps.is_draft_secret(secret))
        .ok_or_else(|| WebError::new(error::ORIGIN))
}

fn unreadable(refused: &actix_web::Error) -> WebError {
    match refused.as_response_error().status_code().as_u16() {
        413 => WebError::new(error::TOO_LARGE),
        415 => WebError::new(error::MEDIA),
        _ => WebError::new(error::BAD_REQUEST),
    }
}
