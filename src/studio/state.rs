//! The state of the project as the page gets it: everything but pictures, as JSON.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::edits::Steps;
use super::insight::Known;
use super::shown::{Shown, Trouble};
use crate::blend::BlendMode;
use crate::canvas::StraightRgba;
use crate::check::Notice;
use crate::dialect::Place;
use crate::files;
use crate::plan::SetGroup;
use crate::project::{Background, Project, Trait};

/// Sides of pictures up to which their pixels are shown as squares.
const PIXEL_ART: u32 = 128;

/// The state of what is shown; `steps` are those that can be undone and done again, and `build` is what is told of the build.
pub fn state(place: &Place, shown: &Shown, known: &Known, steps: &Steps, build: Value) -> String {
    let trouble = shown.trouble.as_ref().or(known.trouble.as_ref());
    let mut state = json!({
        "revision": shown.revision,
        "known": known.count,
        "project": shown.meaning(),
        "name": place.root.name(),
        "path": place.root.path().display().to_string(),
        "error": trouble.map(|trouble| trouble_json(place, trouble)),
        "blend_modes": BlendMode::ALL.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        "build": build,
    });
    let project = match shown.project.as_deref() {
        Some(project) => of_project(place, project, shown, known, steps),
        None => of_none(),
    };
    if let (Value::Object(state), Value::Object(project)) = (&mut state, project) {
        state.extend(project);
    }
    with("layers", shown.layers(), &state.to_string())
}

/// The JSON of an object with one more value, which is JSON as well.
pub fn with(name: &str, value: &str, object: &str) -> String {
    let rest = object.strip_prefix('{').unwrap_or("}");
    let comma = if rest == "}" { "" } else { "," };
    [r#"{""#, name, r#"":"#, value, comma, rest].concat()
}

/// What stands for a project that could not be read yet.
fn of_none() -> Value {
    json!({
        "config": Value::Null,
        "dialect": "simdgen",
        "editable": false,
        "importable": false,
        "read_only": Value::Null,
        "canvas": [1, 1],
        "pixelated": false,
        "editions": 0,
        "first_edition": 1,
        "seed": Value::Null,
        "unique": true,
        "background": Value::Null,
        "capacity": [],
        "capacity_error": Value::Null,
        "notices": [],
        "findings": [],
        "sets": [],
        "rules": [],
        "tags": {},
        "tagged": {},
        "listed": [],
        "chosen": 0,
        "undo": Value::Null,
        "redo": Value::Null,
    })
}

fn of_project(place: &Place, project: &Project, shown: &Shown, known: &Known, steps: &Steps) -> Value {
    let in_text = shown.in_text();
    let read_only = read_only(place, project);
    let dialect = dialect(project);
    let is_native = dialect == "simdgen";
    json!({
        "name": if project.metadata.name.is_empty() { place.root.name() } else { project.metadata.name.clone() },
        "config": below(place, &project.config),
        "dialect": dialect,
        "editable": is_native && read_only.is_none() && shown.is_held && shown.trouble.is_none(),
        "importable": !is_native && read_only.is_none() && shown.is_held,
        "read_only": read_only,
        "canvas": [project.canvas.width(), project.canvas.height()],
        "pixelated": project.canvas.width().max(project.canvas.height()) <= PIXEL_ART,
        "editions": project.editions(),
        "first_edition": project.first_edition,
        "seed": project.seed,
        "unique": project.unique,
        "background": background(project.background),
        "capacity": known.capacity.iter().flatten().map(|group| capacity(project, group)).collect::<Vec<_>>(),
        "capacity_error": known.no_plan,
        "notices": project.notices.lines(),
        "findings": findings(project, known),
        "sets": project.sets.iter().map(|set| json!({
            "title": set.title.as_ref().map(|title| &title.name),
            "editions": set.editions,
            "layers": set.layers.iter().map(|id| id.0).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "rules": in_text.rules,
        "tags": in_text.tags,
        "tagged": in_text.tagged,
        "listed": in_text.listed,
        "chosen": project.chosen.len(),
        "undo": steps.undo,
        "redo": steps.redo,
    })
}

/// The engine or form that a project is written for.
fn dialect(project: &Project) -> &'static str {
    match project.config.extension().and_then(|ending| ending.to_str()) {
        Some("toml") => "simdgen",
        Some("json") => "nft-generator-py",
        Some("js" | "mjs" | "cjs") if project.conventions.key.starts_with("nftchef") => "nftchef",
        Some("js" | "mjs" | "cjs") => "hashlips",
        _ => "folders",
    }
}

/// Why nothing can be written, if that is so.
fn read_only(place: &Place, project: &Project) -> Option<String> {
    let is_read_only = |path: &Path| files::stamp(path).is_ok_and(|stamp| stamp.read_only);
    let at = [&place.root as &Path, &project.config].into_iter().find(|path| is_read_only(path))?;
    Some(format!("{} may not be written to: allow it, and reload the page to edit the project", at.display()))
}

fn trouble_json(place: &Place, trouble: &Trouble) -> Value {
    let file = trouble.file.as_deref().map(|file| below(place, file));
    json!({ "text": trouble.text, "file": file, "line": trouble.line })
}

/// A path as the page shows it.
fn below(place: &Place, path: &Path) -> String {
    path.strip_prefix(&place.root).unwrap_or(path).display().to_string()
}

fn background(background: Background) -> Value {
    match background {
        Background::Transparent => Value::Null,
        Background::Solid(c) => json!({ "kind": "colour", "colour": hex(c) }),
        Background::RandomHue { lightness } => json!({ "kind": "random", "lightness": f64::from(lightness) / 10.0 }),
    }
}

/// A colour as `rrggbbaa`.
pub fn hex(StraightRgba { r, g, b, a }: StraightRgba) -> String {
    format!("{r:02x}{g:02x}{b:02x}{a:02x}")
}

fn capacity(project: &Project, group: &SetGroup) -> Value {
    let narrowest = group.narrowest.map(|(id, count)| {
        let s = if count == 1 { "" } else { "s" };
        format!("{} has {count} trait{s} to draw", project.layer(id).name)
    });
    json!({
        "sets": group.sets.iter().map(|set| set.0).collect::<Vec<_>>(),
        "wanted": group.wanted,
        "possible": group.possible.to_string(),
        "at_most": (group.at_most != group.possible).then(|| group.at_most.to_string()),
        "narrowest": narrowest,
    })
}

/// What checks found, each with the trait or layer that it is about.
fn findings(project: &Project, known: &Known) -> Vec<Value> {
    let folder = |t: &Trait| &project.layer(t.layer).folder;
    let by_file: HashMap<String, usize> = project
        .traits
        .iter()
        .enumerate()
        .map(|(id, t)| {
            let name = if t.file_name.is_empty() { "(nothing)" } else { &t.file_name };
            (format!("{}/{name}", folder(t)), id)
        })
        .collect();
    let by_folder: HashMap<&str, usize> =
        project.layers.iter().enumerate().map(|(id, layer)| (layer.folder.as_str(), id)).collect();
    let finding = |notice: &Notice| {
        let about = notice.about.display().to_string();
        let (id, path) = (by_file.get(&about), about.replace('\\', "/"));
        let layer = match id {
            Some(id) => Some(project.traits[*id].layer.0 as usize),
            None => by_folder.get(path.as_str()).copied(),
        };
        json!({
            "kind": notice.kind, "problem": notice.problem, "about": about, "text": notice.text, "trait": id, "layer": layer,
        })
    };
    known.of_settings.iter().chain(&known.of_pictures).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_added_to_an_object() {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(&with("a", "[1]", r#"{"b":2}"#)), json!({ "a": [1], "b": 2 }));
        assert_eq!(read(&with("a", "[]", "{}")), json!({ "a": [] }));
    }
}
