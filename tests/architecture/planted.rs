//! Violations planted in strings: every rule must see its own, and let the innocent pass.

use crate::{floors, shape};

/// Asserts that exactly the named files' sources break the floors with this sentence in them.
fn broken(file: &str, source: &str, says: &str) {
    let wrong = floors::broken(file, source);
    assert!(wrong.iter().any(|what| what.contains(says)), "{file}: {source}: only {wrong:?}");
}

fn clean(file: &str, source: &str) {
    assert_eq!(floors::broken(file, source), Vec::<String>::new(), "{file}: {source}");
}

#[test]
fn an_import_from_a_higher_floor_is_seen_in_every_spelling() {
    let says = "`services` may not name `web";
    let file = "src/services/intake.rs";
    broken(file, "use crate::web;", says);
    broken(file, "use crate::web::routes::ROUTES;", says);
    broken(file, "use crate::{domain::Case, web as pages};", says);
    broken(file, "use crate::{domain::{Case, Item}, text, web::{routes, paths}};", says);
    broken(file, "pub(crate) use crate::web::*;", says);
    broken(file, "fn f() { crate::web::build(); }", says);
    broken(file, "fn f(x: Option<crate::web::Page>) {}", says);
    broken(file, "use super::super::web::Page;", says);
    broken("src/services.rs", "use super::web::Page;", says);
    broken(file, "mod tests { use super::super::super::web::Page; }", says);
    broken(file, "mod a { mod b {} } use super::super::web::Page;", says);
    broken(file, "use crate::{text::{self, Texts}, domain};\nuse crate::web::Page;", says);
    broken(file, "let a = 'x'; let b: &'static str = \"\"; use crate::web;", says);
    broken(file, "fn f<'a>() -> impl Fn() + use<'a> { crate::web::f() }", says);
    broken(file, "r#\"text \"quoted\" \"#; use crate::web;", says);
}

#[test]
fn the_line_of_a_violation_is_told() {
    broken(
        "src/domain/case.rs",
        "//! One.\n\n/* a\nb */\nuse crate::storage::Store;",
        "case.rs:5:",
    );
}

#[test]
fn comments_strings_and_neighbours_are_not_violations() {
    let file = "src/services/intake.rs";
    clean(file, "// use crate::web;\n/* crate::web::x /* nested */ crate::web */");
    clean(file, "let a = \"use crate::web; \\\" crate::web\";");
    clean(file, "let a = r#\"crate::web \" crate::web\"#; let c = '\"'; let d = b'\\'';");
    clean(file, "use super::verification; use super::super::domain; use self::parts::web;");
    clean(file, "mod tests { use super::web_form; use super::super::commands; }");
    clean(file, "use crate::{domain::{Case, message::Message}, storage::{Store, cases}};");
    clean(file, "use std::collections::BTreeMap; use web::thing;");
    clean("src/lib.rs", "pub mod web; pub mod domain;");
    clean("src/cli/serve.rs", "use crate::{web, worker, storage}; use actix_web::rt;");
}

#[test]
fn a_part_of_a_module_may_be_allowed_alone() {
    clean("src/web/pages.rs", "use crate::storage::{Store, views::queue};");
    broken("src/web/pages.rs", "use crate::storage::{Store, cases};", "`storage::cases`");
    broken("src/web/pages.rs", "use crate::storage;", "`web` may not name `storage`");
    broken("src/worker/jobs.rs", "use crate::web::paths;", "`worker` may not name `web::paths`");
    broken("src/text.rs", "use crate::mail::Mailer;", "`text` may not name `mail::Mailer`");
    broken("src/helpers.rs", "", "`helpers` is not a floor");
}

#[test]
fn words_with_one_home_are_seen_elsewhere() {
    let home = [
        ("use diesel::prelude::*;", "src/storage/cases.rs"),
        ("use actix_web::HttpRequest;", "src/web/error.rs"),
        ("let now = Utc::now();", "src/app/clock.rs"),
        ("let now = chrono::Utc::now();", "src/app/clock.rs"),
        ("let x = rand::rng();", "src/crypto/token.rs"),
        ("let id = uuid::Uuid::now_v7();", "src/app/ids.rs"),
        ("cases::save(tx, &case, seen)?;", "src/services/commands.rs"),
        ("pub async fn run() {}", "src/worker/jobs.rs"),
    ];
    for (source, place) in home {
        clean(place, source);
        broken("src/services/intake.rs", source, "is not said here");
        clean("src/services/intake.rs", &format!("// {source}\nlet a = r\"{source}\";"));
    }
    broken("src/app/clock.rs", "Local::now()", "`Local::now`");
    broken("src/storage_extra.rs", "use diesel::insert_into;", "`diesel`");
}

#[test]
fn the_shape_of_source_files_is_judged() {
    let good = "//! Says what this file is for.\nfn main() {}\n";
    let long = format!("{good}{}", "\n".repeat(shape::MOST_LINES));
    assert_eq!(shape::rust_file("src/a.rs", good), Vec::<String>::new());
    assert_eq!(shape::rust_file("src/a.rs", &long).len(), 1);
    assert_eq!(shape::rust_file("src/a.rs", "fn main() {}").len(), 1);
    assert_eq!(shape::rust_file("src/a.rs", "//! Short").len(), 1);
    assert_eq!(shape::rust_file("src/a/mod.rs", good).len(), 1);
}

#[test]
fn unfinished_work_is_seen_in_comments_too() {
    for mark in [concat!("// TO", "DO: later"), concat!("FIX", "ME")] {
        assert_eq!(shape::unfinished("src/a.rs", &format!("fn a() {{}}\n{mark}\n")).len(), 1);
    }
    assert_eq!(shape::unfinished("src/a.rs", "let todo_list = 1;"), Vec::<String>::new());
}

#[test]
fn templates_are_judged() {
    let page = "src/web/templates/public/form.hbs";
    let bad = [
        "<p>{{{name}}}</p>",
        "<p>{{& name}}</p>",
        "<p style=\"color: red\">x</p>",
        "<p class=\"a\"\n  style='x'>x</p>",
        "<p title=\"a > b\" style=\"x\">x</p>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        "<SCRIPT >alert(1)</SCRIPT>",
        "<a href=\"/\" onclick=\"go()\">x</a>",
        "<a href=\"javascript:go()\">x</a>",
        "{{! fine }}<p style=\"x\">",
    ];
    for source in bad {
        assert_eq!(shape::template(page, source).len(), 1, "{source}");
    }
    let good = [
        "<p class=\"{{tone}}\" title=\"style=x onclick=y\">{{name}}: a < b and style=\"x\"</p>",
        "<script src=\"/assets/app.js\" defer></script>",
        "{{!-- <p style=\"x\">{{{raw}}}</p> --}}<!-- <script>x</script> -->",
        "<data-style></data-style><once>x</once>",
        "{{#if style}}<p>{{/if}}",
    ];
    for source in good {
        assert_eq!(shape::template(page, source), Vec::<String>::new(), "{source}");
    }
    let mail = "email_templates/received/body.html.hbs";
    assert_eq!(shape::template(mail, "<p style=\"color: red\">x</p>"), Vec::<String>::new());
    assert_eq!(shape::template(mail, "<script>x</script>").len(), 1);
    assert_eq!(shape::template(mail, "{{{x}}}").len(), 1);
    let text = "email_templates/received/body.txt.hbs";
    assert_eq!(shape::template(text, "<script> is a word here"), Vec::<String>::new());
}
