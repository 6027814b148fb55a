//! The page of a bundle: one file without scripts, pictures or links to anywhere but its own folder.

use serde_json::Value;

const STYLE: &str = "body{font:16px/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2130;background:#fff}\
h1{font-size:1.7rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid #c9ccd6}h3{font-size:1rem;margin:1.2rem 0 .3rem}\
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #e3e5ee}\
.scroll{overflow-x:auto}code{font-size:.8rem;overflow-wrap:anywhere}blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid #c9ccd6;white-space:pre-wrap}\
.muted{color:#5b6072}@media (prefers-color-scheme:dark){body{background:#15171f;color:#e6e8f0}.muted{color:#a9aec0}th,td,h2{border-color:#3a3e4d}a{color:#aab4ff}}\
@media print{body{margin:0;max-width:none}}";

/// The page of a document.
pub(super) fn page(document: &Value) -> String {
    let mut out = Page(String::new());
    let reference = text(document, "reference");
    out.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    out.text(&format!("Evidence of {reference}"));
    out.raw(&format!("</title><style>{STYLE}</style></head><body><main>\n"));
    out.raw("<h1>");
    out.text(&format!("Evidence of {reference}"));
    out.raw("</h1>");
    out.paragraph(&format!(
        "{}. As at {}, journal position {}. {}",
        text(document, "organisation"),
        text(document, "as_at"),
        text(document, "journal_position"),
        match document.get("personal_data").and_then(Value::as_bool) {
            Some(true) => "Holds personal data: keep it as safe as the request itself.",
            _ => "Names, addresses and free text are masked.",
        }
    ));
    out.request(document);
    out.person(document);
    out.decisions(document);
    out.verification(document);
    out.clocks(document);
    out.timeline(document);
    out.mails(document);
    out.journal(document);
    out.raw("</main></body></html>\n");
    out.0
}

fn text(value: &Value, field: &str) -> String {
    shown(value.get(field).unwrap_or(&Value::Null))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let pairs = fields.iter().filter(|(_, value)| !value.is_null());
            pairs
                .map(|(name, value)| format!("{name}: {}", shown(value)))
                .collect::<Vec<_>>()
                .join("; ")
        }
    }
}

fn list<'a>(document: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    document.get(field).and_then(Value::as_array).into_iter().flatten()
}

struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        self.raw(&format!("<{name}>"));
        self.text(text);
        self.raw(&format!("</{name}>\n"));
    }

    fn heading(&mut self, text: &str) {
        self.element("h2", text);
    }

    fn paragraph(&mut self, text: &str) {
        self.element("p", text);
    }

    /// Words and values, one below the other.
    fn facts(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.raw("<div class=\"scroll\"><table><tbody>\n");
        for (word, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            self.raw("<tr><th scope=\"row\">");
            self.text(&word);
            self.raw("</th><td>");
            self.text(&value);
            self.raw("</td></tr>\n");
        }
        self.raw("</tbody></table></div>\n");
    }

    fn table(&mut self, caption: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        self.raw("<div class=\"scroll\"><table><caption class=\"muted\">");
        self.text(caption);
        self.raw("</caption><thead><tr>");
        for head in heads {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead><tbody>\n");
        for row in rows {
            self.raw("<tr>");
            for cell in row {
                self.raw("<td>");
                self.text(&cell);
                self.raw("</td>");
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n");
    }

    fn object(&mut self, value: &Value) {
        let fields = value.as_object().into_iter().flatten();
        self.facts(fields.map(|(name, value)| (name.replace('_', " "), shown(value))));
    }

    fn request(&mut self, document: &Value) {
        self.heading("The request");
        self.object(document.get("request").unwrap_or(&Value::Null));
    }

    fn person(&mut self, document: &Value) {
        self.heading("The person");
        match document.get("person") {
            Some(Value::Object(_)) => self.object(document.get("person").unwrap_or(&Value::Null)),
            Some(Value::String(masked)) => self.paragraph(masked),
            _ => self.paragraph("The person's data was erased."),
        }
    }

    fn decisions(&mut self, document: &Value) {
        self.heading("Decisions");
        for one in list(document, "decisions") {
            let (about, decision) = (text(one, "about"), text(one, "decision"));
            let ground = text(one, "ground");
            let ground = if ground.is_empty() { ground } else { format!(". Ground: {ground}") };
            self.element("h3", &format!("{about}: {decision}{ground}"));
            self.quote(&text(one, "text"));
        }
    }

    fn quote(&mut self, text: &str) {
        if !text.is_empty() {
            self.element("blockquote", text);
        }
    }

    fn verification(&mut self, document: &Value) {
        self.heading("Verification");
        self.object(document.get("verification").unwrap_or(&Value::Null));
    }

    fn clocks(&mut self, document: &Value) {
        self.heading("Dates, step by step");
        for one in list(document, "clocks") {
            self.element(
                "h3",
                &format!(
                    "{}: {} ({}, {})",
                    text(one, "label"),
                    text(one, "due_on"),
                    text(one, "rule"),
                    text(one, "citation")
                ),
            );
            self.raw("<ol>");
            for step in list(one, "steps") {
                self.element("li", &shown(step));
            }
            self.raw("</ol>\n");
        }
    }

    fn timeline(&mut self, document: &Value) {
        self.heading("What happened");
        self.raw("<ol>");
        for one in list(document, "timeline") {
            self.raw("<li>");
            self.element("b", &text(one, "label"));
            self.text(&format!(" {} by {}", text(one, "at"), text(one, "by")));
            let details = list(one, "details").map(|pair| {
                let part = |n: usize| pair.get(n).map(shown).unwrap_or_default();
                format!("{}: {}", part(0), part(1))
            });
            let details = details.collect::<Vec<_>>().join("; ");
            if !details.is_empty() {
                self.raw("<br>");
                self.text(&details);
            }
            self.quote(&text(one, "text"));
            self.raw("</li>\n");
        }
        self.raw("</ol>\n");
    }

    fn mails(&mut self, document: &Value) {
        self.heading("Mails and letters, as sent");
        if list(document, "mails").next().is_none() {
            self.paragraph("None was delivered.");
            return;
        }
        self.raw("<ul>");
        for one in list(document, "mails") {
            self.raw("<li>");
            let file = text(one, "file");
            if file.is_empty() {
                self.text(&format!("{}. {}", text(one, "title"), text(one, "without")));
            } else {
                self.raw(&format!("<a href=\"{file}\">"));
                self.text(&text(one, "title"));
                self.raw("</a>");
            }
            self.text(&format!(", delivered {}", text(one, "delivered_at")));
            self.raw("</li>\n");
        }
        self.raw("</ul>\n");
    }

    fn journal(&mut self, document: &Value) {
        self.heading("Journal");
        let head = document.get("head").unwrap_or(&Value::Null);
        self.paragraph(&format!(
            "The log had {} entries; the hash of the last is {}. Each entry's leaf is SHA-256 over a zero byte and its canonical JSON, kept in case.json.",
            text(head, "size"),
            text(head, "leaf")
        ));
        let heads = ["Position", "At", "Event", "Actor", "Leaf"];
        for (field, caption) in
            [("journal", "Entries of the request"), ("reads", "Who looked at it")]
        {
            let rows = list(document, field).map(|one| {
                let actor = format!("{} {}", text(one, "actor_kind"), text(one, "actor_ref"));
                vec![
                    text(one, "position"),
                    text(one, "at"),
                    text(one, "event"),
                    actor,
                    text(one, "leaf"),
                ]
            });
            self.table(caption, &heads, rows);
        }
    }
}
