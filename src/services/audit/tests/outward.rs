//! What leaves: the export an auditor can check alone.

use serde_json::Value;

use super::*;
use domain::vocabulary::Role;

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
    assert_eq!(tree.root(), head(&desk.deps).unwrap().remembered.unwrap().root);
    assert!(!text.contains("Maya") && !text.contains("called back"));
    let denied = export(&desk.deps, &handler(), &mut Vec::new());
    assert!(matches!(denied, Err(ExportError::Service(ServiceError::Forbidden))));
}
