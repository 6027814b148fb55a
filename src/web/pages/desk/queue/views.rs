//! Saved views: keeping the filters of the queue under a name, renaming, deleting.

use actix_web::{HttpResponse, web};

use super::Wanted;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::desk::form::Sent;
use crate::pages::desk::frame;
use crate::pages::desk::present::Forms;
use crate::reply;
use services::desk::{self, Filters, Frame, Saved};
use services::{Deps, ServiceError};
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::queue::ViewTools;

/// Where views are saved.
const PATH: &str = "/desk/views";

/// The saved view the address shows.
pub(super) fn current<'a>(wanted: &Wanted, frame: &'a Frame) -> Option<&'a Saved> {
    let filters = wanted.filters().ok()?;
    frame.saved.iter().find(|view| view.filters == filters)
}

/// What can be done with these filters: renaming and deleting the view they are, or saving them.
pub(super) fn tools(forms: &Forms<'_>, wanted: &Wanted, frame: &Frame) -> Option<ViewTools> {
    if let Some(view) = current(wanted, frame) {
        let title = format!("Saved view: {}", view.name);
        return Some(ViewTools { title, forms: vec![rename(forms, view), delete(forms, view)] });
    }
    if !wanted.is_narrowed() || wanted.filters().is_err() {
        return None;
    }
    let form = ActionForm {
        hidden: hidden(wanted),
        fields: vec![name_field("save-view").hint(
            "Only you see it. It keeps the filters, not the requests; do not name a person in it.",
        )],
        submit: "Save view".to_owned(),
        ..form_to(forms, "save-view", PATH.to_owned())
    };
    Some(ViewTools { title: "Save view".to_owned(), forms: vec![form] })
}

fn form_to(forms: &Forms<'_>, id: &str, action: String) -> ActionForm {
    ActionForm { id: id.to_owned(), action, tokens: forms.tokens(), ..ActionForm::default() }
}

fn name_field(form: &str) -> Field {
    let mut field = Field::line(form, "name", "Name of the view");
    if let Some(line) = &mut field.line {
        line.most = 40;
    }
    field
}

fn hidden(wanted: &Wanted) -> Vec<Hidden> {
    let pairs = [
        ("view", &wanted.view),
        ("right", &wanted.right),
        ("stage", &wanted.stage),
        ("owner", &wanted.owner),
        ("waiting", &wanted.waiting),
    ];
    pairs.into_iter().map(|(name, value)| Hidden { name, value: value.clone() }).collect()
}

fn rename(forms: &Forms<'_>, view: &Saved) -> ActionForm {
    ActionForm {
        hidden: vec![Hidden { name: "change", value: "rename".to_owned() }],
        fields: vec![name_field("rename-view").filled(&view.name)],
        submit: "Rename view".to_owned(),
        ..form_to(forms, "rename-view", format!("{PATH}/{}", view.id))
    }
}

fn delete(forms: &Forms<'_>, view: &Saved) -> ActionForm {
    ActionForm {
        hidden: vec![Hidden { name: "change", value: "delete".to_owned() }],
        submit: "Delete view".to_owned(),
        danger: true,
        ..form_to(forms, "delete-view", format!("{PATH}/{}", view.id))
    }
}

/// `POST /desk/views`
pub(in crate::pages::desk) async fn save(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let of = |name| sent.one(name);
    let filters = Filters::read(of("view"), of("right"), of("stage"), of("owner"), of("waiting"))
        .ok_or(ServiceError::NotFound)?;
    let back = Wanted::of(&filters).address("/desk", "");
    let (actor, me, name) =
        (staff.actor.clone(), staff.session.id.clone(), sent.one("name").to_owned());
    let code = reply::blocking(&deps, move |deps| {
        told(desk::save_view(deps, &actor, &me, &name, &filters), "view_saved")
    })
    .await?;
    Ok(frame::see_other(&deps, &back, code))
}

/// `POST /desk/views/{id}`: another name, or none.
pub(in crate::pages::desk) async fn change(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (me, session) = (staff.session.id.clone(), staff.session.clone());
    let (code, back) = reply::blocking(&deps, move |deps| {
        let views = desk::frame(deps, &session)?.saved;
        let view = views.iter().find(|view| view.id == *id).ok_or(ServiceError::NotFound)?;
        let back = Wanted::of(&view.filters).address("/desk", "");
        let code = match sent.one("change") {
            "rename" => told(desk::rename_view(deps, &me, &id, sent.one("name")), "view_renamed")?,
            "delete" => told(desk::delete_view(deps, &me, &id), "view_deleted")?,
            _ => return Err(ServiceError::NotFound),
        };
        Ok((code, back))
    })
    .await?;
    Ok(frame::see_other(&deps, &back, code))
}

/// What is said on the next page: what was done, or why a name was not accepted.
fn told(
    result: Result<(), ServiceError>,
    done: &'static str,
) -> Result<&'static str, ServiceError> {
    match result {
        Ok(()) => Ok(done),
        Err(ServiceError::Fields(errors)) => {
            Ok(if errors.contains_key("view_most") { "view_most" } else { "view_name" })
        }
        Err(error) => Err(error),
    }
}
