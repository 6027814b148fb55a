//! The container files, checked by parsing: no container engine is needed to see that they fit the product.

use std::fs;
use std::path::Path;

use config::Layers;
use yaml_rust2::{Yaml, YamlLoader};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn compose() -> Yaml {
    YamlLoader::load_from_str(&read("docker-compose.yml")).unwrap().remove(0)
}

/// Every `RIGHTSDESK__…` pair below a node.
fn settings_in(node: &Yaml, found: &mut Vec<(String, String)>) {
    if let Some(map) = node.as_hash() {
        for (key, value) in map {
            match key.as_str() {
                Some(key) if key.starts_with("RIGHTSDESK__") => {
                    found.push((key.to_owned(), value.as_str().unwrap().to_owned()));
                }
                _ => settings_in(value, found),
            }
        }
    }
    for item in node.as_vec().into_iter().flatten() {
        settings_in(item, found);
    }
}

#[test]
fn the_compose_file_runs_two_desks_on_one_database_with_one_key_folder() {
    let file = compose();
    let services = &file["services"];
    for desk in ["desk-1", "desk-2"] {
        let volumes = services[desk]["volumes"].as_vec().unwrap();
        assert!(volumes.iter().any(|v| v.as_str().unwrap().starts_with("keys:")), "{desk}");
    }
    assert!(services["postgres"]["healthcheck"].as_hash().is_some());
    assert!(services["mail"]["image"].as_str().is_some());
    for (name, service) in services.as_hash().unwrap() {
        let image = service["image"].as_str().unwrap_or("");
        assert!(!image.ends_with(":latest"), "{name:?} must pin its image");
    }
}

#[test]
fn every_setting_in_the_container_files_exists() {
    let mut found = Vec::new();
    settings_in(&compose(), &mut found);
    for line in read("Dockerfile").lines() {
        if let Some((key, value)) = line.trim().trim_start_matches("ENV ").split_once('=')
            && key.starts_with("RIGHTSDESK__")
        {
            found.push((key.to_owned(), value.trim_end_matches('\\').trim().to_owned()));
        }
    }
    assert!(found.len() > 6);
    Layers { environment: found, ..Layers::default() }.settings().unwrap();
}

#[test]
fn the_image_has_every_part_and_runs_as_an_ordinary_user() {
    let file = read("Dockerfile");
    assert!(file.contains("--features pdf,s3,pg-tls-static"));
    let user = file.lines().rfind(|line| line.starts_with("USER ")).unwrap();
    assert!(user != "USER root" && user != "USER 0");
    assert!(file.find("USER ").unwrap() < file.find("ENTRYPOINT").unwrap());
}
