//! A browser without scripts: keeps cookies, posts forms with everything they hold, follows nothing by itself.

use std::collections::BTreeMap;

use scraper::{Html, Selector};
use serde_json::Value;
use ureq::Agent;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", String::as_str)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Text of the first element a selector finds.
    pub fn text(&self, selector: &str) -> String {
        let page = Html::parse_document(&self.body);
        let found = page.select(&Selector::parse(selector).unwrap()).next();
        let found = found.unwrap_or_else(|| panic!("no {selector} in {}", self.body));
        found.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Everything the form with this action (its ending) would send as it stands.
    pub fn form(&self, action_ends: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.body);
        let form = page
            .select(&Selector::parse("form").unwrap())
            .find(|form| form.value().attr("action").unwrap_or("").ends_with(action_ends))
            .unwrap_or_else(|| panic!("no form to …{action_ends} in {}", self.body));
        let mut fields = Vec::new();
        for input in form.select(&Selector::parse("input, textarea, select").unwrap()) {
            let Some(name) = input.value().attr("name") else {
                continue;
            };
            let kind = input.value().attr("type").unwrap_or("text");
            let picked =
                !matches!(kind, "checkbox" | "radio") || input.value().attr("checked").is_some();
            if picked && kind != "submit" {
                let value = match input.value().name() {
                    "textarea" => input.text().collect::<String>(),
                    "select" => input
                        .select(&Selector::parse("option[selected]").unwrap())
                        .next()
                        .and_then(|option| option.value().attr("value"))
                        .unwrap_or("")
                        .to_owned(),
                    _ => input.value().attr("value").unwrap_or("").to_owned(),
                };
                fields.push((name.to_owned(), value));
            }
        }
        fields
    }
}

/// A client with cookies of its own.
pub struct Client {
    agent: Agent,
    base: String,
    key: Option<String>,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let agent =
            Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        Self { agent, base: base.to_owned(), key: None }
    }

    /// A client of the API.
    pub fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        answer(request.call().unwrap())
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.base));
        answer(request.send_form(fields.iter().copied()).unwrap())
    }

    /// Posts a form as it stands, with some fields filled in or replaced.
    pub fn fill(&self, path: &str, form: &[(String, String)], set: &[(&str, &str)]) -> Answer {
        let mut fields: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !set.iter().any(|(other, _)| other == name))
            .collect();
        fields.extend_from_slice(set);
        self.post(path, &fields)
    }

    /// Posts a form with files: `(field, file name, content)`.
    pub fn upload(
        &self,
        path: &str,
        form: &[(String, String)],
        set: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const LINE: &str = "-----------------a-line-that-is-in-no-file";
        let mut body = Vec::new();
        let kept = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept =
            kept.filter(|(name, _)| *name != "file" && !set.iter().any(|(other, _)| other == name));
        for (name, value) in kept.chain(set.iter().copied()) {
            let head = format!(
                "--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(head.into_bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--{LINE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").into_bytes());
        let request = self.agent.post(format!("{}{path}", self.base));
        let kind = format!("multipart/form-data; boundary={LINE}");
        answer(request.header("Content-Type", kind).send(&body[..]).unwrap())
    }

    /// A file, or the part of it a `Range` header asks for.
    pub fn fetch(&self, path: &str, headers: &[(&str, &str)]) -> (Answer, Vec<u8>) {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().unwrap();
        let bytes = response.body_mut().with_config().limit(u64::MAX).read_to_vec().unwrap();
        let (parts, _) = response.into_parts();
        let headers = parts.headers.iter();
        let headers = headers.map(|(name, value)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or("").to_owned())
        });
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body: String::new(),
        };
        (answer, bytes)
    }

    pub fn send_json(&self, path: &str, body: &Value, more: &[(&str, &str)]) -> Answer {
        self.send_raw(path, &body.to_string(), "application/json", more)
    }

    pub fn send_raw(&self, path: &str, body: &str, kind: &str, more: &[(&str, &str)]) -> Answer {
        let mut request =
            self.agent.post(format!("{}{path}", self.base)).header("Content-Type", kind);
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        answer(request.send(body).unwrap())
    }

    /// Gives a command to a case.
    pub fn command(&self, reference: &str, body: &Value) -> Answer {
        self.send_json(&format!("/api/v1/cases/{reference}/commands"), body, &[])
    }

    /// Gives a command that must be accepted.
    pub fn must(&self, reference: &str, body: &Value) -> Value {
        let answer = self.command(reference, body);
        assert_eq!(answer.status, 200, "{body}: {}", answer.body);
        answer.json()
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or("").to_owned()))
        .collect();
    Answer {
        status: response.status().as_u16(),
        headers,
        // A file that is no text is only asked for its head.
        body: String::from_utf8_lossy(&response.body_mut().read_to_vec().unwrap()).into_owned(),
    }
}
