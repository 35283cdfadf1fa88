//! Holds README and guide together: links lead somewhere, every page is listed, and README stays short.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use simdgen::guide::{PAGES, Page};

/// Bytes that README may have.
const MOST_README: usize = 10_240;

/// Bytes that the pictures of README may have together.
const MOST_PICTURES: u64 = 300_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every text that people read on the web.
fn texts() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md"].map(|p| root().join(p)).into();
    all.extend(PAGES.iter().map(|page| root().join(format!("src/guide/{}.md", page.name))));
    all
}

/// A Markdown text without blocks of code and without code in lines.
fn without_code(text: &str) -> String {
    let mut prose = String::new();
    let mut is_code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            line.split('`').step_by(2).for_each(|part| prose += part);
            prose.push('\n');
        }
    }
    prose
}

/// Names of the headings, as GitHub and rustdoc make them for links.
fn headings(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut names = BTreeSet::new();
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        if let Some(heading) =
            line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#') && !is_code)
        {
            let kept = heading.to_lowercase().replace(' ', "-");
            names.insert(kept.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect());
        }
    }
    names
}

/// Definitions of links: label and target.
fn definitions(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).collect()
}

/// Targets of all links and pictures.
fn targets(text: &str) -> Vec<String> {
    let prose = without_code(text);
    let ends_of = |opening: &str, closing: &[char]| -> Vec<String> {
        prose.split(opening).skip(1).filter_map(|rest| Some(rest.split(closing).next()?.to_owned())).collect()
    };
    let mut all = ends_of("](", &[')']);
    all.extend(ends_of("src=\"", &['"']));
    all.extend(definitions(&prose).values().map(|target| (*target).to_owned()));
    all
}

#[test]
fn every_link_leads_to_a_file_and_heading() {
    let mut count = 0;
    for path in texts() {
        let text = read(&path);
        for target in targets(&text).iter().filter(|target| !target.contains("://")) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let found = if file.is_empty() { path.clone() } else { path.with_file_name(file) };
            assert!(found.exists(), "{}: {target} leads to no file", path.display());
            let is_there = heading.is_empty() || headings(&read(&found)).contains(heading);
            assert!(is_there, "{}: {target} leads to no heading", path.display());
            count += 1;
        }
    }
    assert!(count > 20, "only {count} links");
}

#[test]
fn every_label_is_defined_and_used() {
    for path in texts() {
        let text = read(&path);
        let prose = without_code(&text);
        let defined: BTreeSet<&str> = definitions(&text).into_keys().collect();
        let used: BTreeSet<&str> = prose.split("][").skip(1).filter_map(|rest| rest.split(']').next()).collect();
        assert_eq!(used, defined, "{}", path.display());
    }
}

/// The crate documentation resolves the links of pages by `links.txt`.
#[test]
fn links_between_pages_lead_to_the_same_in_the_documentation() {
    let modules = read(&root().join("src/guide/links.txt"));
    let modules = definitions(&modules);
    let mut used = BTreeSet::new();
    for page in PAGES {
        for (label, target) in definitions(page.text) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let module = format!("crate::guide::{}", file.trim_end_matches(".md").replace('-', "_"));
            let expected = if heading.is_empty() { module } else { format!("{module}#{heading}") };
            assert_eq!(modules.get(label), Some(&&*expected), "{}: [{label}] in links.txt", page.name);
            used.insert(label);
        }
    }
    assert_eq!(used, modules.into_keys().collect(), "labels of links.txt that a page uses");
}

#[test]
fn every_page_says_what_it_is_for() {
    for page in PAGES {
        assert!(page.text.starts_with("# ") && !page.title().is_empty(), "{}", page.name);
        // Listed by `simdgen help` beside the name, in a line of 80 characters.
        assert!(page.purpose().ends_with('.') && page.purpose().len() <= 63, "{}", page.name);
        assert_eq!(page.text.lines().nth(3), Some(""), "{}", page.name);
        let mut is_open = false;
        for fence in page.text.lines().filter(|line| line.starts_with("```")) {
            is_open = !is_open;
            let language = fence.trim_start_matches('`');
            assert!(!is_open || ["toml", "sh", "text", "json", "python"].contains(&language), "{}: {fence}", page.name);
        }
    }
}

#[test]
fn every_file_of_the_guide_is_a_page() {
    let folder = root().join("src/guide");
    let names = fs::read_dir(&folder).expect("the guide is there").map(|entry| entry.expect("an entry").file_name());
    let files: BTreeSet<String> =
        names.filter_map(|name| Some(name.to_str()?.strip_suffix(".md")?.to_owned())).collect();
    assert_eq!(files, PAGES.iter().map(|page| page.name.to_owned()).collect());
}

#[test]
fn readme_is_short_and_leads_to_every_page() {
    let readme = read(&root().join("README.md"));
    assert!(readme.len() <= MOST_README, "{} bytes, more than {MOST_README}", readme.len());
    for page in PAGES {
        let link = format!("](src/guide/{}.md)", page.name);
        assert!(readme.contains(&link), "README.md has no link {link}");
    }
}

#[test]
fn pictures_are_small() {
    let pictures = fs::read_dir(root().join("src/guide/pictures")).expect("the pictures are there");
    let size: u64 = pictures.map(|entry| entry.expect("an entry").metadata().expect("its length").len()).sum();
    assert!(size <= MOST_PICTURES, "{size} bytes, more than {MOST_PICTURES}");
}

#[test]
fn the_glossary_explains_a_word_once() {
    let text = Page::find("glossary").expect("the page is there").text;
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let words: Vec<&str> = rows.flat_map(|(words, _)| words.split(", ")).filter(|word| *word != "word").collect();
    let once: BTreeSet<&&str> = words.iter().collect();
    assert!(words.len() > 50 && once.len() == words.len(), "{words:?}");
}
