//! What is in force, read only: settings are changed where the server is started, and logged there.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::frame;
use super::present::words;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::access::Permission;
use domain::policy::{Confidence, Rule};
use domain::vocabulary::Role;
use services::{Deps, desk, policy};
use text::catalogue;
use text::contexts::case_page::{Fact, Tab};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Tag, Tone};
use text::contexts::settings::{OrganisationPage, RuleLine, Section};

/// Where settings come from.
const NOTE: &str = "Set in rightsdesk.toml or the environment, where the server is started.";
/// Where the policy comes from.
const PACK: &str =
    "Set in the policy pack. Each request keeps the version in force when it was received.";

/// The parts of the settings someone with these roles may open.
pub(super) fn tabs(roles: &[Role], here: &str) -> Vec<Tab> {
    let all = [
        (Permission::ReadSettings, "In force", ""),
        (Permission::ReadLaws, "Laws", "/laws"),
        (Permission::ReadLaws, "Calendars", "/calendars"),
        (Permission::ReadDataMap, "Data map", "/data-map"),
        (Permission::ManageStaff, "Staff", "/staff"),
        (Permission::ManageStaff, "API keys", "/keys"),
        (Permission::ReadSettings, "Mail templates", "/templates"),
    ];
    all.into_iter()
        .filter(|(needs, _, _)| needs.held_by(roles))
        .map(|(_, label, place)| Tab {
            label,
            count: String::new(),
            href: format!("/desk/settings{place}"),
            here: place == here,
        })
        .collect()
}

/// `GET /desk/settings`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let session = staff.session.clone();
    let (now, frame) = reply::blocking(&deps, move |deps| {
        Ok((policy::current(deps)?.policy, desk::frame(deps, &session)?))
    })
    .await?;
    let page = OrganisationPage {
        title: "Settings".to_owned(),
        tabs: tabs(&staff.session.roles, ""),
        sections: vec![organisation(&deps), policy_section(&deps), sessions(&deps), server(&deps)],
        rules: now.rules.iter().chain(&now.laws).map(rule).collect(),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

fn rule(rule: &Rule) -> RuleLine {
    RuleLine {
        name: if rule.scope.off { format!("{} (off)", rule.name) } else { rule.name.clone() },
        id: rule.id.clone(),
        period: rule.period.words(),
        extension: rule.extension.as_ref().map_or_else(
            || "none".to_owned(),
            |extension| {
                let notice = extension.notice_within.words();
                format!("to {}, told within {notice}", extension.total.words())
            },
        ),
        citation: rule.citation.clone(),
        confidence: match rule.confidence {
            Confidence::Text => Tag::new(Tone::Ok, "Text was read"),
            Confidence::Secondary => Tag::new(Tone::Warn, "Secondary source"),
            Confidence::Memory => Tag::new(Tone::Bad, "Counsel must confirm"),
        },
    }
}

fn section(title: &'static str, note: &'static str, facts: Vec<Fact>) -> Section {
    Section { title, note, facts }
}

fn organisation(deps: &Deps) -> Section {
    let own = &deps.settings.organisation;
    let facts = vec![
        Fact::new("Name", own.name.clone()),
        Fact::new("Service", own.product_name.clone()),
        Fact::new("Address", own.postal_address.replace('\n', ", ")),
        Fact::new("Support", own.support_email.clone()),
        Fact::new("Officer", format!("{}, {}", own.dpo_name, own.dpo_email)),
        Fact::new("Country", catalogue::country(&own.country)),
        Fact::new("Time zone", own.time_zone.clone()),
    ];
    section("Organisation", NOTE, facts)
}

fn policy_section(deps: &Deps) -> Section {
    let policy = &deps.policy;
    let reminders: Vec<String> = policy.reminder_days.iter().map(u32::to_string).collect();
    let days = |n: u32| words::count(usize::try_from(n).unwrap_or(0), "day", "days");
    let points: Vec<&str> = policy.closing_points.iter().map(|one| one.name.as_str()).collect();
    let facts = vec![
        Fact::new("Pack", format!("{}, version {}", policy.pack, policy.version)),
        Fact::new("Second person", catalogue::four_eyes(policy.four_eyes)),
        Fact::new("Own target", format!("{} before the date", days(policy.target_days_before))),
        Fact::new("Reminders", format!("{} days before", reminders.join(", "))),
        Fact::new("Unconfirmed", format!("expires after {}", days(policy.unconfirmed_days))),
        Fact::new("Cooling off", format!("{} hours", policy.cooling_off_hours)),
        Fact::new("Changed address", format!("counts after {} hours", policy.address_wait_hours)),
        Fact::new("Before closing", points.join(", ")),
        Fact::new("Kept", format!("{} after closing", days(policy.retention_days))),
        Fact::new("Systems", policy.data_map.systems.len().to_string()),
    ];
    section("Policy", PACK, facts)
}

fn sessions(deps: &Deps) -> Section {
    let (session, limits) = (&deps.settings.session, &deps.settings.limits);
    let facts = vec![
        Fact::new(
            "Colleagues",
            format!(
                "{} minutes idle, {} hours at most",
                session.idle_minutes, session.absolute_hours
            ),
        ),
        Fact::new(
            "Requesters",
            format!(
                "{} minutes idle, {} hours at most",
                session.requester_idle_minutes, session.requester_absolute_hours
            ),
        ),
        Fact::new(
            "Codes by mail",
            format!("{} an hour, {} a day", limits.per_address_hour, limits.per_address_day),
        ),
        Fact::new("Failed sign-ins", format!("{} an hour", limits.sign_in_failures_hour)),
    ];
    section("Sessions and limits", NOTE, facts)
}

fn server(deps: &Deps) -> Section {
    let settings = &deps.settings;
    // The stable text of the setting, as it stands in the file.
    let transport = serde_json::to_value(settings.mail.transport).ok();
    let transport = transport.and_then(|value| value.as_str().map(str::to_owned));
    let facts = vec![
        Fact::new("Address", settings.server.public_url.to_string()),
        Fact::new("Mail", transport.unwrap_or_default()),
        Fact::new("From", settings.mail.from.clone()),
        Fact::new("Version", env!("CARGO_PKG_VERSION")),
    ];
    section("Server", NOTE, facts)
}
