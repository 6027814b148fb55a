//! The rules of the house that the compiler does not know: floors, words with one home, short
//! files that say their job, templates without raw output. The rules live in `architecture/`;
//! here they are held against the tree, and each against a violation planted in a string.

#[path = "architecture/floors.rs"]
#[cfg(test)]
mod floors;
#[path = "architecture/paths.rs"]
#[cfg(test)]
mod paths;
#[path = "architecture/planted.rs"]
#[cfg(test)]
mod planted;
#[path = "architecture/shape.rs"]
#[cfg(test)]
mod shape;
#[path = "architecture/tokens.rs"]
#[cfg(test)]
mod tokens;

#[cfg(test)]
mod tree {
    use std::fs;
    use std::path::Path;

    use crate::{floors, shape};

    fn holds(wrong: &[String]) {
        assert!(wrong.is_empty(), "{} broken:\n{}", wrong.len(), wrong.join("\n"));
    }

    /// Every file below `folder` with this ending: its path from the root, and its text.
    fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut open = vec![root.join(folder)];
        let mut found = Vec::new();
        while let Some(path) = open.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
                open.extend(entries.filter(|inner| !inner.ends_with("node_modules")));
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
        found.sort();
        found
    }

    fn check(folders: &[(&str, &str)], rule: impl Fn(&str, &str) -> Vec<String>) {
        let all = folders.iter().flat_map(|(folder, ending)| files(folder, ending));
        holds(&all.flat_map(|(name, text)| rule(&name, &text)).collect::<Vec<_>>());
    }

    #[test]
    fn the_source_tree_is_found() {
        assert!(files("src", ".rs").iter().any(|(name, _)| name == "src/lib.rs"));
    }

    #[test]
    fn no_floor_names_one_above_it_and_words_stay_at_home() {
        check(&[("src", ".rs")], floors::broken);
        check(&[("src", "/Cargo.toml")], floors::declared);
    }

    #[test]
    fn a_floor_declares_only_what_it_names() {
        let mut wrong = Vec::new();
        for (file, manifest) in files("src", "/Cargo.toml") {
            let sources = files(file.trim_end_matches("/Cargo.toml"), ".rs");
            let texts: Vec<_> = sources.iter().map(|(_, text)| text.as_str()).collect();
            wrong.extend(floors::idle(&file, &manifest, &texts));
        }
        holds(&wrong);
    }

    #[test]
    fn source_files_are_short_and_say_their_job() {
        check(&[("src", ".rs")], shape::rust_file);
        assert!(shape::LONG_FILES.is_empty(), "split the file instead");
    }

    #[test]
    fn templates_hold_no_raw_output_and_no_inline_style_or_script() {
        check(&[("src", ".hbs"), ("email_templates", ".hbs")], shape::template);
    }

    #[test]
    fn nothing_is_left_unfinished() {
        let folders = ["src", "tests", "migrations", "email_templates", ".ci"];
        let endings = [".rs", ".hbs", ".sql", ".toml", ".css", ".js", ".mjs", ".py", "/run"];
        let all: Vec<_> = folders.iter().flat_map(|f| endings.map(|e| (*f, e))).collect();
        check(&all, shape::unfinished);
    }
}
