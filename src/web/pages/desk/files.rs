//! The files of a request: listed, attached, opened.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::case::known;
use super::frame;
use super::present::{Forms, files as present};
use crate::error::{self, WebError};
use crate::extract::{StaffActor, Upload};
use crate::{reply, stream};
use domain::file::FilePurpose;
use domain::ids::{FileId, Reference, TaskId};
use services::desk::{self, Frame};
use services::files::{self, Attachment, FilesView, Incoming};
use services::staff::{self, Names};
use services::{Deps, ServiceError};
use text::contexts::desk_nav::Place;

/// `GET /desk/cases/{reference}/files`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, known(&path)?, None, StatusCode::OK).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    reference: Reference,
    problem: Option<&present::Problem>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (view, frame, names): (FilesView, Frame, Names) = reply::blocking(deps, move |deps| {
        let view = files::view(deps, &actor, &reference)?;
        Ok((view, desk::frame(deps, &session)?, staff::names(deps)?))
    })
    .await?;
    let page = present::page(&present::Scene {
        deps,
        view: &view,
        names: &names,
        principal: &staff.actor.principal,
        forms: Forms { deps, csrf: staff.form_token(deps), version: Some(view.case.version) },
        problem,
    });
    let place = if view.case.stage.is_open() { Place::Open } else { Place::Closed };
    let shell = frame::shell(request, deps, staff, &frame, place);
    frame::page(request, deps, status, &shell, &page)
}

/// `POST /desk/cases/{reference}/files`
pub(super) async fn attach(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let reference = known(&path)?;
    let (actor, wanted) = (staff.actor.clone(), reference.clone());
    let case = reply::blocking(&deps, move |deps| files::target(deps, &actor, &wanted)).await?;
    let parts = Multipart::new(request.headers(), payload);
    let ours = |sent: &Upload| staff.check_form(&deps, sent.one("csrf"));
    let about = |sent: &Upload| {
        let task = TaskId::parse(sent.one("task"))?;
        Some(Incoming { purpose: FilePurpose::Result, task: Some(task), name: String::new() })
    };
    let mut sent = Upload::read(&deps, &case, parts, ours, about).await?;
    let error: WebError = match sent.refused.take() {
        Some(refused) => refused.into(),
        None if sent.files.is_empty() => no_file().into(),
        None => match give(&deps, &staff, &reference, &sent).await {
            Ok(()) => {
                let here = format!("/desk/cases/{reference}/files");
                return Ok(frame::see_other(&deps, &here, "attach_file"));
            }
            Err(error) => error,
        },
    };
    sent.discard(&deps).await?;
    if !matches!(error.kind.status, 409 | 422) {
        return Err(error);
    }
    render(&request, &deps, &staff, reference, Some(&problem_of(&sent, &error)), error.status())
        .await
}

/// The form again with what it said, beside what is wrong.
fn problem_of(sent: &Upload, error: &WebError) -> present::Problem {
    present::Problem {
        why: error.fields.get("file").unwrap_or(&error.sentence).clone(),
        task: sent.one("task").to_owned(),
        replaces: sent.one("replaces").to_owned(),
        others: sent.one("others") == "yes",
    }
}

fn no_file() -> ServiceError {
    let text = "Choose a file first.".to_owned();
    ServiceError::Fields([("file", text)].into())
}

async fn give(
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    reference: &Reference,
    sent: &Upload,
) -> Result<(), WebError> {
    let task = TaskId::parse(sent.one("task")).ok_or_else(|| WebError::new(error::BAD_REQUEST))?;
    let replaces = Some(sent.one("replaces")).filter(|id| !id.is_empty()).map(FileId::from);
    // One file takes the place of one.
    let most = if replaces.is_some() { 1 } else { usize::MAX };
    if sent.files.len() > most {
        let text = "Choose one file to take the place of one.".to_owned();
        return Err(ServiceError::Fields([("file", text)].into()).into());
    }
    let others = sent.one("others") == "yes";
    let attachment = |file: &domain::file::NewFile| Attachment {
        file: file.clone(),
        task,
        others,
        replaces: replaces.clone(),
    };
    let all: Vec<Attachment> = sent.files.iter().map(attachment).collect();
    let seen = sent.one("version").parse().ok();
    let (actor, reference) = (staff.actor.clone(), reference.clone());
    reply::blocking(deps, move |deps| files::attach(deps, &actor, &reference, seen, &all)).await
}

/// `GET /desk/cases/{reference}/files/{id}`
pub(super) async fn open(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (reference, id) = path.into_inner();
    let (reference, id) = (known(&reference)?, FileId(id));
    let actor = staff.actor.clone();
    let file =
        reply::blocking(&deps, move |deps| files::open_for_desk(deps, &actor, &reference, &id));
    Ok(stream::sealed(&request, file.await?, stream::always()))
}
