//! The description of the API (OpenAPI 3.1), built from the documents' own types.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::documents::{
    CaseDocument, CasePage, ClockDocument, ComplaintDocument, ExtensionDocument, ItemDocument,
    MessageDocument, NewCase, NewRequester, OfferedDocument, PersonDocument, TaskDocument,
};
use crate::error::WebError;
use services::connector::{OTHERS, SIGNATURE, SystemResult};
use services::input::CommandInput;
use services::report::Summary;

#[derive(OpenApi)]
#[openapi(components(schemas(
    CaseDocument,
    CasePage,
    ClockDocument,
    ComplaintDocument,
    ExtensionDocument,
    ItemDocument,
    MessageDocument,
    NewCase,
    NewRequester,
    OfferedDocument,
    PersonDocument,
    TaskDocument,
    CommandInput,
    Summary,
    SystemResult,
)))]
struct Schemas;

/// `GET /api/v1/openapi.json`
pub(super) async fn serve() -> Result<HttpResponse, WebError> {
    let text = openapi_json().map_err(|error| WebError::internal(error.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(text))
}

/// The description as text, with sorted keys.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let schemas = serde_json::to_value(Schemas::openapi())?;
    let mut components = schemas.get("components").cloned().unwrap_or_else(|| json!({}));
    if let Some(object) = components.as_object_mut() {
        object.insert(
            "securitySchemes".to_owned(),
            json!({
                "key": { "type": "http", "scheme": "bearer" }
            }),
        );
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rightsdesk",
            "version": "1",
            "description": "Data subject rights requests: record, follow, decide, prove. Errors are application/problem+json with a stable `code`. Every POST takes Idempotency-Key."
        },
        "security": [{ "key": [] }],
        "paths": paths(),
        "components": components,
    });
    serde_json::to_string_pretty(&document)
}

fn paths() -> Value {
    let reference = json!({
        "name": "reference", "in": "path", "required": true,
        "schema": { "type": "string", "pattern": "^DSR-[0-9]{4}-[0-9]{6}$" }
    });
    let idempotency = json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "The same key and body repeat the first answer; another body is 422.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 200 }
    });
    let if_match = json!({
        "name": "If-Match", "in": "header", "required": false,
        "description": "The version decided on, in quotes; 409 when somebody was faster.",
        "schema": { "type": "string" }
    });
    json!({
        "/api/v1/openapi.json": { "get": operation("This description", &[], None, "200", None) },
        "/api/v1/cases": {
            "post": operation("Record a request", std::slice::from_ref(&idempotency), Some("NewCase"), "201", Some("CaseDocument")),
            "get": operation("List cases", &list_parameters(), None, "200", Some("CasePage")),
        },
        "/api/v1/cases/{reference}": {
            "get": operation("Show a case", std::slice::from_ref(&reference), None, "200", Some("CaseDocument")),
        },
        "/api/v1/cases/{reference}/journal": {
            "get": operation("What happened", std::slice::from_ref(&reference), None, "200", None),
        },
        "/api/v1/cases/{reference}/deadlines": {
            "get": operation("Every clock with its derivation", std::slice::from_ref(&reference), None, "200", None),
        },
        "/api/v1/cases/{reference}/messages": {
            "get": operation("What was said", std::slice::from_ref(&reference), None, "200", None),
        },
        "/api/v1/cases/{reference}/commands": {
            "post": operation("Give a command", &[reference.clone(), idempotency, if_match], Some("CommandInput"), "200", None),
        },
        "/api/v1/cases/{reference}/evidence": {
            "get": operation("Evidence of a request as a ZIP; masked unless personal_data is true", &[vec![reference.clone()], report_parameters(&["as_at", "personal_data"])].concat(), None, "200", None),
        },
        "/api/v1/reports/deadlines": {
            "get": operation("List of requests as at an instant, as csv, json, xlsx, pdf or ics", &report_parameters(&["from", "to", "as_at", "format", "law", "people"]), None, "200", None),
        },
        "/api/v1/reports/case-log": {
            "get": operation("Log of requests (11 CCR 7101(b)), as csv, json or xlsx", &report_parameters(&["from", "to", "as_at", "format", "law", "people"]), None, "200", None),
        },
        "/api/v1/reports/ccpa-metrics": {
            "get": operation("Numbers of a year (11 CCR 7102), of California or of all individuals, as csv, json, xlsx or pdf", &report_parameters(&["year", "as_at", "format", "people"]), None, "200", None),
        },
        "/api/v1/reports/summary": {
            "get": operation("Totals of a stretch of days", &report_parameters(&["from", "to"]), None, "200", Some("ReportSummary")),
        },
        "/api/v1/connector/tasks/{id}/result": { "post": result_of_a_system() },
        "/api/v1/connector/tasks/{id}/files": { "post": file_of_a_system() },
        "/.well-known/rightsdesk.json": { "get": operation("Public key of the desk's signatures, as JSON Web Keys", &[], None, "200", None) },
        "/api/v1/audit/head": { "get": operation("Head of the journal", &[], None, "200", None) },
        "/api/v1/audit/verify": { "get": operation("Verify the journal", &[], None, "200", None) },
    })
}

/// What a system sends back.
fn result_of_a_system() -> Value {
    let summary = "Result of a task, from a system that answers by itself";
    signed_by_a_system(operation(
        summary,
        &signature("the body"),
        Some("SystemResult"),
        "200",
        None,
    ))
}

/// A file of it, sent before; the body is the file.
fn file_of_a_system() -> Value {
    let head = |name: &str, about: &str, required: bool| {
        json!({
            "name": name, "in": "header", "required": required, "description": about,
            "schema": { "type": "string" }
        })
    };
    let mut parameters =
        signature("six lines (files, the task, the subject, the three headers below)");
    parameters.extend([
        head("Content-Digest", "sha-256=:BASE64: of the file (RFC 9530).", true),
        head("Content-Disposition", "attachment; filename=\"NAME\" (RFC 6266, RFC 8187).", true),
        head(OTHERS, "yes when the file holds data of other people; else no.", false),
    ]);
    let summary = "File of a task, from a system that answers by itself; the body is the file";
    signed_by_a_system(operation(summary, &parameters, None, "200", None))
}

fn signature(signed: &str) -> Vec<Value> {
    vec![
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
        json!({
            "name": SIGNATURE, "in": "header", "required": true,
            "description": format!("t=SECONDS,hmac=HEX: HMAC-SHA256 of the time, a dot and {signed} under the system's secret."),
            "schema": { "type": "string" }
        }),
    ]
}

/// It has no key but signs.
fn signed_by_a_system(mut described: Value) -> Value {
    if let Some(fields) = described.as_object_mut() {
        fields.insert("security".to_owned(), json!([]));
    }
    described
}

fn list_parameters() -> Vec<Value> {
    [
        "stage",
        "right",
        "assignee",
        "waiting_on",
        "due_before",
        "overdue",
        "q",
        "sort",
        "cursor",
        "limit",
    ]
    .iter()
    .map(|name| {
        let kind = match *name {
            "overdue" => json!({ "type": "boolean" }),
            "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
            "due_before" => json!({ "type": "string", "format": "date" }),
            _ => json!({ "type": "string" }),
        };
        json!({ "name": name, "in": "query", "required": false, "schema": kind })
    })
    .collect()
}

fn report_parameters(names: &[&str]) -> Vec<Value> {
    names
        .iter()
        .map(|name| {
            let schema = match *name {
                "from" | "to" => json!({ "type": "string", "format": "date" }),
                "format" => {
                    json!({ "type": "string", "enum": ["csv", "json", "xlsx", "pdf", "ics"] })
                }
                "people" => json!({ "type": "string", "enum": ["all", "california"] }),
                "personal_data" => json!({ "type": "boolean" }),
                _ => json!({ "type": "string" }),
            };
            let required = matches!(*name, "from" | "to" | "year");
            json!({ "name": name, "in": "query", "required": required, "schema": schema })
        })
        .collect()
}

fn operation(
    summary: &str,
    parameters: &[Value],
    body: Option<&str>,
    status: &str,
    answer: Option<&str>,
) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schema = answer.map_or_else(|| json!({ "type": "object" }), reference);
    let mut operation = json!({
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: { "description": "done", "content": { "application/json": { "schema": schema } } },
            "default": { "description": "a problem (RFC 9457)", "content": { "application/problem+json": { "schema": { "type": "object" } } } }
        }
    });
    if let (Some(body), Some(object)) = (body, operation.as_object_mut()) {
        let content = json!({ "application/json": { "schema": reference(body) } });
        object.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}
