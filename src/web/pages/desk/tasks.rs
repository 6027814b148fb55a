//! `GET /desk/tasks`: the board of tasks, its filters in the address.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::frame;
use super::present::tasks as shown;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::item::TaskWith;
use domain::vocabulary::Right;
use services::Deps;
use services::desk;
use services::tasks::{self, Asked};
use text::contexts::desk_nav::Place;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `late`, `back`, or nothing for all.
    pub(crate) show: String,
    /// Key of a system.
    pub(crate) system: String,
    /// A right.
    pub(crate) right: String,
    /// `desk`, `owner`, `other`.
    pub(crate) with: String,
    /// Where this page begins.
    pub(crate) after: String,
}

impl Wanted {
    /// The address of the board with these filters, one left out.
    pub(crate) fn address(&self, without: &str) -> String {
        let pairs = [
            ("show", &self.show),
            ("system", &self.system),
            ("right", &self.right),
            ("with", &self.with),
        ];
        let kept = pairs.into_iter().filter(|(name, value)| *name != without && !value.is_empty());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in kept {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { "/desk/tasks".to_owned() } else { format!("/desk/tasks?{query}") }
    }

    /// Whether anything narrows the board.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.address("") != "/desk/tasks"
    }

    fn asked(&self) -> Asked {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        Asked {
            system: some(&self.system),
            right: Right::from_text(&self.right),
            with: TaskWith::from_text(&self.with),
            late: self.show == "late",
            handed_back: self.show == "back",
            after: some(&self.after),
        }
    }
}

/// `GET /desk/tasks`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let (actor, session, asked) = (staff.actor.clone(), staff.session.clone(), wanted.asked());
    let (board, frame) = reply::blocking(&deps, move |deps| {
        Ok((tasks::board(deps, &actor, &asked)?, desk::frame(deps, &session)?))
    })
    .await?;
    let page = shown::page(deps.local_date(deps.now()), &board, &wanted);
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Tasks);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}
