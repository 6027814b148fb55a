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
fn a_floor_declares_only_floors_below_it() {
    let manifest = |name: &str| format!("[dependencies]\n{name}.workspace = true\n");
    let wrong =
        |own: &str, name: &str| floors::declared(&format!("src/{own}/Cargo.toml"), &manifest(name));
    assert_eq!(wrong("services", "storage"), Vec::<String>::new());
    assert_eq!(wrong("domain", "serde"), Vec::<String>::new());
    for (own, name) in
        [("services", "web"), ("domain", "text"), ("web", "worker"), ("text", "mail")]
    {
        assert!(wrong(own, name)[0].contains("may not stand on"), "{own} {name}");
    }
    let table = "[dependencies]\nweb = { workspace = true, optional = true }\n";
    assert_eq!(floors::declared("src/services/Cargo.toml", table).len(), 1);
    let tests = "[dev-dependencies]\nweb.workspace = true\n";
    assert_eq!(floors::declared("src/services/Cargo.toml", tests), Vec::<String>::new());
    assert!(wrong("helpers", "serde")[0].contains("is not a floor"));
}

#[test]
fn what_is_declared_and_never_named_is_seen() {
    let manifest = "[dependencies]\nserde.workspace = true\nimg-parts = { workspace = true }\n\n[dev-dependencies]\nx.workspace = true\n";
    let both = ["use serde::Serialize;", "fn a() { img_parts::jpeg(); }"];
    assert_eq!(floors::idle("a", manifest, &both), Vec::<String>::new());
    let one = floors::idle("a", manifest, &["// img_parts\nuse serde::Serialize;"]);
    assert!(one.len() == 1 && one[0].contains("`img-parts`"), "{one:?}");
}

#[test]
fn only_a_part_of_a_floor_may_be_named_in_every_spelling() {
    let says = "`storage::cases` is not said on this floor";
    let file = "src/web/pages.rs";
    broken(file, "use storage::cases;", says);
    broken(file, "use storage::cases::save;", says);
    broken(file, "use storage::{Store, cases as rows};", says);
    broken(file, "use storage::{Store, cases::{self, save}};", says);
    broken(file, "pub(crate) use storage::cases::*;", says);
    broken(file, "fn f() { storage::cases::by_id(); }", says);
    broken(file, "fn f(x: Option<storage::cases::Filing>) {}", says);
    broken(file, "use {text::Texts, storage::cases};", says);
    broken(file, "let a = 'x'; let b: &'static str = \"\"; use storage::cases;", says);
    broken(file, "fn f<'a>() -> impl Fn() + use<'a> { storage::cases::f() }", says);
    broken(file, "r#\"text \"quoted\" \"#; use storage::cases;", says);
    broken(file, "use storage;", "`storage` is not said");
    broken("src/worker/jobs.rs", "use storage::vault;", "`storage::vault`");
    clean(file, "use storage::{Store, views::queue};");
    clean("src/worker/jobs.rs", "use storage::{Store, outbox::Item};");
    clean("src/services/intake.rs", "use storage::cases;");
}

#[test]
fn the_line_of_a_violation_is_told() {
    broken("src/web/a.rs", "//! One.\n\n/* a\nb */\nuse storage::vault;", "a.rs:5:");
}

#[test]
fn comments_strings_and_neighbours_are_not_violations() {
    let file = "src/web/pages.rs";
    clean(file, "// use storage::cases;\n/* storage::x /* nested */ storage::cases */");
    clean(file, "let a = \"use storage::cases; \\\" storage::cases\";");
    clean(file, "let a = r#\"storage::a \" storage::b\"#; let c = '\"'; let d = b'\\'';");
    clean(file, "use super::storage; use crate::parts::storage::cases; let storage = 1;");
    clean(file, "use crate::storage_room::cases; use services::storage::x;");
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
        ("pub async fn run() {}", "src/web/reply.rs"),
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
    assert_eq!(shape::rust_file("src/a.rs", &format!("{good}/// ```\n")).len(), 1);
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
