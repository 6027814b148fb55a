//! What leaves: the export an auditor can check alone.

use serde_json::Value;

use super::*;
use crate::domain::vocabulary::Role;

fn compliance() -> Actor {
    Actor::staff("cleo", vec![Role::Compliance])
}

#[test]
fn an_auditor_can_check_the_export_without_the_desk() {
    let (desk, _) = desk();
    let mut out = Vec::new();
    let size = head(&desk.deps).unwrap().size;
    let written = export(&desk.deps, &compliance(), &mut out).unwrap();
    assert_eq!(i64::try_from(written).unwrap(), size);
    let text = String::from_utf8(out).unwrap();
    let mut tree = tree::Frontier::default();
    for (n, line) in text.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["position"], n);
        let leaf = Leaf {
            actor_kind: line["actor_kind"].as_str().unwrap(),
            actor_ref: line["actor_ref"].as_str(),
            at: line["at"].as_str().unwrap().to_owned(),
            body: line["body"].as_str().unwrap(),
            event: line["event"].as_str().unwrap(),
            n: line["n"].as_i64().unwrap(),
            stream: line["stream"].as_str().unwrap(),
        };
        assert_eq!(line["hash"], hex(&leaf.hash()));
        tree.push(leaf.hash());
    }
    assert_eq!(
        tree.root(),
        head(&desk.deps).unwrap().remembered.unwrap().root
    );
    assert!(!text.contains("Maya") && !text.contains("called back"));
    let handler = crate::services::testing::handler();
    let denied = export(&desk.deps, &handler, &mut Vec::new());
    assert!(matches!(
        denied,
        Err(ExportError::Service(ServiceError::Forbidden))
    ));
}

#[test]
fn the_list_is_narrowed_and_goes_on_where_it_stopped() {
    let (desk, one) = desk();
    let deps = desk.deps.clone();
    let case = deps
        .store
        .read(|tx| cases::by_reference(tx, &one))
        .unwrap()
        .unwrap();
    let inner = deps.clone();
    let read = deps
        .store
        .write(move |tx| journal::case_read(tx, &inner, &compliance(), &case.id));
    read.unwrap_or_else(|error: ServiceError| panic!("{error}"));
    let all = |filter: &AuditFilter, limit| {
        let (mut lines, mut cursor) = (Vec::new(), None);
        loop {
            let page = list(&deps, &compliance(), filter, cursor.as_deref(), limit).unwrap();
            assert!(page.items.len() <= usize::try_from(limit).unwrap());
            lines.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return lines;
            }
        }
    };
    let whole = all(&AuditFilter::default(), 200);
    assert_eq!(whole, all(&AuditFilter::default(), 2), "page by page");
    assert!(whole.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let of_case = all(
        &AuditFilter {
            case: Some(one.clone()),
            ..AuditFilter::default()
        },
        2,
    );
    assert_eq!(of_case[0].event, "case_read");
    assert!(
        of_case.len() == 4
            && of_case
                .iter()
                .all(|l| l.case.as_deref() == Some(one.as_str()))
    );
    let by_hana = AuditFilter {
        actor: Some("hana".to_owned()),
        ..AuditFilter::default()
    };
    assert!(
        all(&by_hana, 200)
            .iter()
            .all(|line| line.actor_ref.as_deref() == Some("hana"))
    );
    let opened = AuditFilter {
        event: Some("case_opened".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(all(&opened, 200).len(), 2);
    let keys = AuditFilter {
        stream: Some("keys".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(all(&keys, 200).len(), 1);
    let today = desk.deps.local_date(desk.deps.now());
    let day = AuditFilter {
        from: Some(today),
        to: Some(today),
        ..AuditFilter::default()
    };
    assert_eq!(all(&day, 200).len(), whole.len());
    let before = AuditFilter {
        to: today.pred_opt(),
        ..AuditFilter::default()
    };
    assert_eq!(all(&before, 200), []);
    let nowhere = Reference::parse("DSR-2020-000000");
    assert_eq!(
        all(
            &AuditFilter {
                case: nowhere,
                ..AuditFilter::default()
            },
            200
        ),
        []
    );
    assert!(list(&deps, &compliance(), &AuditFilter::default(), Some("?"), 10).is_err());
    let admin = Actor::staff("a", vec![Role::Admin]);
    let denied = list(&deps, &admin, &AuditFilter::default(), None, 10);
    assert!(matches!(denied, Err(ServiceError::Forbidden)));
}
