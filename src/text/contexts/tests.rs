//! Every public page renders with each of its examples, in a plain frame and in a full one.

use super::errors::ErrorPage;
use super::portal::{
    AddressDonePage, AddressPage, CancelPage, CancelledPage, DownloadCodePage, SignInCodePage,
    SignInPage, StatusPage, SubjectDonePage, SubjectPage, SurePage, TaskOverPage, TaskPage,
};
use super::public::{
    AccessibilityPage, CheckPage, ChoicePage, CodePage, ConfirmPage, DeadLinkPage, DetailsPage,
    DevMailPage, OneMailPage, ReceivedPage,
};
use super::shell::{Flash, Shell};
use crate::{PageContext, TextSettings, Texts};

fn pages<C: PageContext>(texts: &Texts) -> Vec<String> {
    let samples = C::samples();
    assert!(!samples.is_empty(), "{} has no samples", C::TEMPLATE);
    let render = |shell: &Shell, page: &C| {
        texts.page(shell, page).unwrap_or_else(|error| panic!("{}: {error}", C::TEMPLATE))
    };
    let frames = Shell::samples();
    samples.iter().flat_map(|page| frames.iter().map(move |shell| render(shell, page))).collect()
}

fn every_page() -> Vec<String> {
    let texts = Texts::new(&TextSettings::default()).unwrap();
    let mut all = Vec::new();
    all.extend(pages::<ChoicePage>(&texts));
    all.extend(pages::<DetailsPage>(&texts));
    all.extend(pages::<CheckPage>(&texts));
    all.extend(pages::<CodePage>(&texts));
    all.extend(pages::<ConfirmPage>(&texts));
    all.extend(pages::<DeadLinkPage>(&texts));
    all.extend(pages::<ReceivedPage>(&texts));
    all.extend(pages::<AccessibilityPage>(&texts));
    all.extend(pages::<DevMailPage>(&texts));
    all.extend(pages::<OneMailPage>(&texts));
    all.extend(pages::<SignInPage>(&texts));
    all.extend(pages::<SignInCodePage>(&texts));
    all.extend(pages::<DownloadCodePage>(&texts));
    all.extend(pages::<StatusPage>(&texts));
    all.extend(pages::<SurePage>(&texts));
    all.extend(pages::<AddressPage>(&texts));
    all.extend(pages::<AddressDonePage>(&texts));
    all.extend(pages::<CancelPage>(&texts));
    all.extend(pages::<CancelledPage>(&texts));
    all.extend(pages::<SubjectPage>(&texts));
    all.extend(pages::<SubjectDonePage>(&texts));
    all.extend(pages::<TaskPage>(&texts));
    all.extend(pages::<TaskOverPage>(&texts));
    all.extend(pages::<ErrorPage>(&texts));
    all
}

#[test]
fn every_page_has_one_main_heading_and_nothing_inline() {
    for html in every_page() {
        assert_eq!(html.matches("<h1>").count(), 1, "{html}");
        assert!(!html.contains("style=") && !html.contains("<style"), "{html}");
        assert!(!html.contains("<script>") && !html.contains(" onclick"), "{html}");
        assert!(!html.contains("{{"), "{html}");
    }
}

#[test]
fn every_form_carries_the_token_and_every_error_leads_to_its_field() {
    for html in every_page() {
        let forms = html.matches("<form").count();
        assert_eq!(html.matches("name=\"csrf\" value=\"sample-token\"").count(), forms, "{html}");
        let summary = html.split("role=\"alert\"").nth(1).unwrap_or_default();
        let summary = summary.split("</div>").next().unwrap_or_default();
        for link in summary.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap_or_default();
            assert!(html.contains(&format!("id=\"{id}\"")), "no field {id} in {html}");
        }
    }
}

#[test]
fn a_page_with_errors_says_so_in_its_title() {
    let texts = Texts::new(&TextSettings::default()).unwrap();
    let page = AccessibilityPage {};
    let titles: Vec<_> = Shell::samples()
        .iter()
        .map(|shell| texts.page(shell, &page).unwrap().contains("<title>Error: "))
        .collect();
    assert_eq!(titles, [false, true]);
}

#[test]
fn every_code_of_a_flash_has_a_sentence() {
    assert!(Flash::CODES.iter().all(|code| Flash::of_code(code).is_some()));
    assert_eq!(Flash::of_code("nothing"), None);
}
