//! How pages, layouts and slots fit together, shown with templates made up for it.

use super::super::engine::{Frame, add, registry, render};
use super::super::sources::check;
use super::*;

const LAYOUT: &str = "<title>{{shell.title}}</title><aside>{{> aside}}</aside>{{> @partial-block}}";
const PAGE: &str = "{{#> layouts/public}}\n{{#*inline \"aside\"}}{{page.note}}{{/inline}}\n\
    {{#each page.rights}}<li>{{label \"right\" this}} {{@root.shell.title}}</li>{{/each}}\n\
    {{/layouts/public}}\n";

fn page(layout: &str, page: &str) -> Result<String, TextError> {
    let mut pages = registry(&AssetPaths::default(), true);
    add(&mut pages, "layouts/public", layout)?;
    add(&mut pages, "public/choice", page)?;
    check(&pages)?;
    let shell = serde_json::json!({ "title": "Rights & wishes" });
    let page = serde_json::json!({ "note": "<b>", "rights": ["access"] });
    let frame = Frame { shell: &shell, page: &page };
    render(&pages, "public/choice", &frame)
}

#[test]
fn a_page_fills_its_layout_and_its_slots() {
    let html = page(LAYOUT, PAGE).unwrap();
    assert_eq!(
        html.replace('\n', ""),
        "<title>Rights &amp; wishes</title><aside>&lt;b&gt;</aside>\
         <li>Copy of my data Rights &amp; wishes</li>"
    );
}

#[test]
fn a_page_with_an_unknown_name_partial_or_helper_fails() {
    for wrong in [
        "{{page.nothing}}",
        "{{#if page.nothing}}{{/if}}",
        "{{#each page.nothing}}{{/each}}",
        "{{> layouts/desk}}",
        "{{#> layouts/desk}}x{{/layouts/desk}}",
        "{{lable \"right\" \"access\"}}",
        "{{{page.note}}}",
    ] {
        assert!(page(LAYOUT, wrong).is_err(), "{wrong}");
    }
}
