//! `GET /desk/tasks`: the board of tasks, its filters in the address.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::frame;
use super::present::tasks as shown;
use crate::domain::item::TaskWith;
use crate::domain::vocabulary::Right;
use crate::services::Deps;
use crate::services::desk;
use crate::services::tasks::{self, Asked};
use crate::text::contexts::desk_nav::Place;
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    /// `late`, `back`, or nothing for all.
    pub(in crate::web) show: String,
    /// Key of a system.
    pub(in crate::web) system: String,
    /// A right.
    pub(in crate::web) right: String,
    /// `desk`, `owner`, `other`.
    pub(in crate::web) with: String,
    /// Where this page begins.
    pub(in crate::web) after: String,
}

impl Wanted {
    /// The address of the board with these filters, one left out.
    pub(in crate::web) fn address(&self, without: &str) -> String {
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
    pub(in crate::web) fn is_narrowed(&self) -> bool {
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
