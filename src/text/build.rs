//! Rebuilds when a file is added to an embedded folder; changes of known files are seen without it.

fn main() {
    for folder in ["../web/templates", "../../email_templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
