//! Folder names from a configuration, which must stay inside the project.
//!
//! Every folder that a configuration names comes through here before a path is made of it.

use std::path::{Component, Path};

use super::problem::Problem;

/// The folder a configuration means by `text`, with `/` between parts; empty for the folder it is relative to.
///
/// # Errors
/// A path that is absolute, has `..` or has a backslash.
pub(super) fn folder(text: &str) -> Result<String, Problem> {
    if text.contains('\\') {
        return Err(Problem::of_value(format!(
            "is \"{text}\", but folders are separated by \"/\", on Windows too: replace the \"\\\""
        )));
    }
    let mut parts = vec![];
    for component in Path::new(text).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::CurDir => {}
            Component::ParentDir => {
                return Err(Problem::of_value(format!(
                    "is \"{text}\", but a folder may not lie outside the project: take out the \"..\", and \
                     move that folder into the project or link it there and allow the link with --allow-links"
                )));
            }
            Component::RootDir | Component::Prefix(_) => {
                return Err(Problem::of_value(format!(
                    "is \"{text}\", but a folder is written relative to the project: take out the start"
                )));
            }
        }
    }
    Ok(parts.join("/"))
}

/// `below` under `base`, both made by [`folder`].
pub(super) fn join(base: &str, below: &str) -> String {
    if base.is_empty() { below.to_owned() } else { format!("{base}/{below}") }
}

/// The folder of layer folders that a script's `layersDir` names, relative to the project; `layers` without one.
///
/// # Errors
/// As of [`folder`], with the key `layersDir`.
pub(super) fn layers_dir(text: Option<&str>) -> Result<String, Problem> {
    // The sandbox shows scripts the project as this folder.
    let below = text.map_or("layers", |text| text.strip_prefix("/project").unwrap_or(text)).trim_start_matches('/');
    let folder = folder(below).map_err(|problem| problem.at("layersDir"))?;
    Ok(if folder.is_empty() { "layers".into() } else { folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside_the_project() {
        for (text, expected) in
            [("Hat", "Hat"), ("a/b", "a/b"), ("./a//b/", "a/b"), (".", ""), ("Eye: left", "Eye: left")]
        {
            assert_eq!(folder(text).as_deref(), Ok(expected), "{text}");
        }
        for (text, part) in
            [("/etc", "relative"), ("..", "outside"), ("a/../../b", "outside"), ("a\\b", "on Windows too")]
        {
            let problem = folder(text).expect_err(text).text;
            assert!(problem.contains(text) && problem.contains(part), "{problem}");
        }
    }
}
