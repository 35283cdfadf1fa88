//! The studio, while other programs do what they like to the project that it shows.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::resume::{project, quick_folder};
use crate::command::simdgen::simdgen;
use crate::command::studio::{Studio, change, find, id_of};

fn weight(studio: &Studio, state: &Value, weight: &str) -> Value {
    let id = id_of(state, "B", "3");
    change(studio, state, &json!({ "do": "weight", "layer": 1, "trait": id, "weight": weight }))
}

fn weight_of(state: &Value) -> &Value {
    &find(state, "B", "3").unwrap()["weight"]
}

#[test]
fn what_the_project_does_not_show_is_told_too() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let path = folder.path().join("simdgen.toml");
    let first = weight(&studio, &studio.state(), "7");
    assert!(first["undo"].is_string(), "{}", first["undo"]);
    let mut events = studio.events();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("# theirs\n{text}")).unwrap();
    events.next("state");
    let commented = studio.wait_for("a comment", |state| state["undo"].is_null());
    assert!(commented["revision"].as_u64() > first["revision"].as_u64());
    assert_eq!(weight_of(&commented), &json!("7"));
    // A page that knows it can go on from there.
    let state = weight(&studio, &commented, "8");
    let undone = studio.post("api/undo", &json!({ "revision": state["revision"] }));
    assert_eq!((undone.status, weight_of(&undone.json())), (200, &json!("7")), "{}", undone.error());
    assert!(fs::read_to_string(&path).unwrap().starts_with("# theirs\n") && undone.json()["undo"].is_null());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}[tags]\nfirst = [\"A/0\"]\n")).unwrap();
    studio.wait_for("a tag", |state| state["tags"]["first"] == json!(["A/0"]));
}

#[test]
fn steps_outlast_an_editor_that_empties_the_file_first() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let path = folder.path().join("simdgen.toml");
    let before = fs::read_to_string(&path).unwrap();
    let changed = weight(&studio, &studio.state(), "7");
    let text = fs::read_to_string(&path).unwrap();
    let label = changed["undo"].clone();
    for moment in ["", &text[..text.len() / 2], "no = [", "\u{0}"] {
        fs::write(&path, moment).unwrap();
        let state = studio.wait_for("the moment", |state| state["undo"].is_null());
        // Another text is one that the page does not know; one that is no project says why.
        let refused = if state["error"].is_null() { 409 } else { 422 };
        assert_eq!(studio.post("api/undo", &json!({ "revision": state["revision"] })).status, refused, "{moment:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), moment);
        fs::write(&path, &text).unwrap();
        studio.wait_for("the text again", |state| state["undo"] == label && state["error"].is_null());
    }
    let state = studio.state();
    let undone = studio.post("api/undo", &json!({ "revision": state["revision"] }));
    assert_eq!((undone.status, fs::read_to_string(&path).unwrap()), (200, before), "{}", undone.error());
}

#[test]
fn a_configuration_that_is_gone_is_not_edited() {
    let folder = quick_folder();
    project(folder.path());
    let studio = Studio::open(folder.path());
    let path = folder.path().join("simdgen.toml");
    let changed = weight(&studio, &studio.state(), "7");
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let gone = studio.wait_for("a loss", |state| !state["error"].is_null());
    assert!(gone["editable"] == false && gone["importable"] == false && gone["undo"].is_null(), "{gone:#}");
    assert_eq!(gone["layers"], changed["layers"]);
    for (path, body) in [
        ("api/edit", json!({ "revision": gone["revision"], "change": { "do": "name", "name": "X" } })),
        ("api/undo", json!({ "revision": gone["revision"] })),
    ] {
        let refused = studio.post(path, &body);
        assert!(refused.status == 422 && !refused.error().is_empty(), "{path}: {}", refused.status);
    }
    assert!(!path.exists());
    fs::write(&path, &text).unwrap();
    let back = studio.wait_for("the file again", |state| state["editable"] == true);
    assert_eq!((&back["undo"], &back["error"]), (&changed["undo"], &Value::Null));
}

#[cfg(unix)]
#[test]
fn a_folder_that_goes_and_comes_is_followed() {
    let parent = quick_folder();
    let at = |name: &str| parent.path().join(name);
    fs::create_dir_all(at("art")).unwrap();
    project(&at("art"));
    let studio = Studio::open(&at("art"));
    // The port is taken, so that a second one ends in any case.
    let port = studio.port.to_string();
    let second = |root: &Path| simdgen(&["studio", root.to_str().unwrap(), "--no-open", "--port", &port]);
    let is_held = |root: &Path| second(root).err.contains("open in another studio");
    // What the program keeps in a project can be deleted at any time.
    fs::remove_dir_all(at("art/.simdgen")).unwrap();
    assert!(is_held(&at("art")));

    let mut events = studio.events();
    fs::rename(at("art"), at("moved")).unwrap();
    events.next("state");
    let gone = studio.wait_for("a loss", |state| !state["error"].is_null());
    let text = gone["error"]["text"].as_str().unwrap();
    assert!(text.contains("is gone") && gone["editable"] == false, "{text}");
    let edit = json!({ "revision": gone["revision"], "change": { "do": "name", "name": "X" } });
    assert_eq!(studio.post("api/edit", &edit).status, 422);
    assert!(!is_held(&at("moved")), "it is another studio's to open");

    fs::rename(at("moved"), at("art")).unwrap();
    studio.wait_for("the folder again", |state| state["error"].is_null() && state["editable"] == true);
    assert!(is_held(&at("art")));

    // Another folder of the same name is shown in its place, and followed.
    fs::rename(at("art"), at("moved")).unwrap();
    fs::create_dir_all(at("art/layers")).unwrap();
    fs::rename(at("moved/layers/A"), at("art/layers/New")).unwrap();
    fs::write(at("art/simdgen.toml"), "").unwrap();
    let other = studio.wait_for("another project", |state| find(state, "New", "3").is_some());
    assert!(other["error"].is_null() && other["editable"] == true, "{other:#}");
    assert!(is_held(&at("art")) && !is_held(&at("moved")));
    fs::remove_file(at("art/layers/New/3.png")).unwrap();
    studio.wait_for("a picture less", |state| find(state, "New", "3").is_none());

    // A folder that another studio shows is left to that.
    fs::rename(at("art"), at("aside")).unwrap();
    let theirs = Studio::open(&at("moved"));
    std::os::unix::fs::symlink("moved", at("art")).unwrap();
    let kept = studio
        .wait_for("their folder", |state| state["error"]["text"].as_str().unwrap_or("").contains("another studio"));
    assert_eq!(kept["editable"], false);
    let edit = json!({ "revision": kept["revision"], "change": { "do": "name", "name": "X" } });
    assert_eq!(studio.post("api/edit", &edit).status, 422);
    drop(theirs);
    studio.wait_for("the folder that is free", |state| state["error"].is_null() && state["editable"] == true);
}

#[test]
fn percentages_are_told_as_such() {
    let folder = quick_folder();
    project(folder.path());
    let path = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap();
    // The weights of C are a million together by chance.
    let layers = "[[layers]]\nname = \"B\"\nweights = { 3 = \"12.5%\" }\n[[layers]]\nname = \"C\"\n\
                  weights = { 0 = 999993 }\n[[layers]]\nname = \"D\"\n";
    fs::write(&path, format!("{text}{layers}")).unwrap();
    let studio = Studio::open(folder.path());
    let state = studio.state();
    let told: Vec<&Value> = state["layers"].as_array().unwrap().iter().map(|layer| &layer["percentages"]).collect();
    assert_eq!(told, [&json!(true), &json!(false), &json!(false)]);
    assert_eq!(weight_of(&state), &json!("125000"));
    let plain = weight(&studio, &state, "250000");
    assert!(fs::read_to_string(&path).unwrap().contains("\"25%\"") && plain["layers"][0]["percentages"] == true);
}
