//! Changes of generated projects: each does what was asked for, and leaves all else as it was written.

mod comments;
mod edited;

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::blend::{BlendMode, Opacity};
use crate::project::{RuleKind, Weight};
use crate::studio::fixture::{Folder, HEADER};

/// The text with a change, which is written and read again.
fn made(folder: &Folder, text: &str, change: &Change) -> Result<(String, Project)> {
    let changed = apply(&folder.place(), &folder.open(text), text, change)?;
    let project = folder.open(&changed.text);
    Ok((changed.text, project))
}

fn change(json: &str) -> Change {
    serde_json::from_str(json).unwrap()
}

fn plain() -> Folder {
    Folder::of(&["Body/Blue#3.png", "Body/Red.png", "Hat/Cap.png", "Hat/Crown#0.5.png", "Hat/Top.png"])
}

/// What is written where there was nothing.
#[test]
fn an_empty_file_gets_what_it_needs() {
    let layers = "[[layers]]\nname = \"Body\"\n";
    for (json, expected) in [
        (
            r#"{"do":"weight","layer":0,"trait":1,"weight":"12.5"}"#,
            "[[layers]]\nname = \"Body\"\nweights = { Red = 12.5 }\n\n[[layers]]\nname = \"Hat\"\n".to_owned(),
        ),
        (
            r#"{"do":"count","trait":3,"count":7}"#,
            format!("{layers}\n[[layers]]\nname = \"Hat\"\ncounts = {{ Crown = 7 }}\n"),
        ),
        (r#"{"do":"none","layer":1,"weight":"5"}"#, format!("{layers}\n[[layers]]\nname = \"Hat\"\nnone = 5\n")),
        (
            r#"{"do":"opacity","layer":1,"opacity":0.5}"#,
            format!("{layers}\n[[layers]]\nname = \"Hat\"\nopacity = 0.5\n"),
        ),
        (
            r#"{"do":"blend","layer":1,"blend":"multiply"}"#,
            format!("{layers}\n[[layers]]\nname = \"Hat\"\nblend = \"multiply\"\n"),
        ),
        (r#"{"do":"move_layer","layer":0,"to":1}"#, format!("[[layers]]\nname = \"Hat\"\n\n{layers}")),
        (
            r#"{"do":"rename_layer","layer":0,"name":"Torso"}"#,
            "[[layers]]\nname = \"Torso\"\nfolder = \"Body\"\n\n[[layers]]\nname = \"Hat\"\n".to_owned(),
        ),
        (r#"{"do":"editions","set":0,"editions":12}"#, "[collection]\neditions = 12\n".to_owned()),
        (r#"{"do":"seed","seed":"a \"b\""}"#, "[collection]\nseed = \"a \\\"b\\\"\"\n".to_owned()),
        (r#"{"do":"seed","seed":null}"#, String::new()),
        (r#"{"do":"name","name":"Robots"}"#, "[collection]\nname = \"Robots\"\n".to_owned()),
        (
            r#"{"do":"add_rule","rule":{"kind":"excludes","traits":[0],"with":[2,3,4]}}"#,
            "[[rules]]\ntrait = \"Body/Blue\"\nexcludes = \"Hat\"\n".to_owned(),
        ),
        (
            r#"{"do":"add_rule","rule":{"kind":"only_with","traits":[0],"with":[2,4]}}"#,
            "[[rules]]\ntrait = \"Body/Blue\"\nonly_with = [\"Hat/Cap\", \"Hat/Top\"]\n".to_owned(),
        ),
        (
            r#"{"do":"add_rule","rule":{"kind":"at_most","most":1,"traits":[1,2]}}"#,
            "[[rules]]\nat_most = 1\nof = [\"Body/Red\", \"Hat/Cap\"]\n".to_owned(),
        ),
    ] {
        let (text, _) = made(&plain(), "", &change(json)).unwrap();
        assert_eq!(text, expected, "{json}");
    }
}

/// Where something stands already, only that is touched.
#[test]
fn a_written_file_keeps_its_comments_and_its_style() {
    let text = "# Robots, second drop\n\n[collection] # all\nname = 'R' # short\neditions = 50\n\n# ground\n[[layers]]\n\
                name = \"Body\"\nweights = { Red = 10 } # rare\n\n# on top\n[[layers]]\nname = \"Hat\"\nnone = 5\n\
                none_name = \"Bald\"\n[layers.counts]\nCrown = 7 # not more\n\n# no crown on red\n[[rules]]\n\
                trait = \"Hat/Crown\"\nexcludes = \"Body/Red\"\n\n# The end\n";
    for (json, old, new) in [
        (r#"{"do":"weight","trait":1,"weight":"2.50"}"#, "Red = 10 }", "Red = 2.5 }"),
        (r#"{"do":"weight","trait":0,"weight":"1"}"#, "Red = 10 }", "Red = 10, Blue = 1 }"),
        (r#"{"do":"weight","trait":5,"weight":"0.25"}"#, "none = 5", "none = 0.25"),
        (r#"{"do":"count","trait":3,"count":8}"#, "Crown = 7 #", "Crown = 8 #"),
        (r#"{"do":"count","trait":2,"count":9}"#, "# not more\n", "# not more\nCap = 9\n"),
        (r#"{"do":"count","trait":3,"count":null}"#, "Crown = 7 # not more\n", ""),
        (r#"{"do":"none","layer":1,"weight":null}"#, "none = 5\nnone_name = \"Bald\"\n", ""),
        (r#"{"do":"editions","set":0,"editions":60}"#, "editions = 50", "editions = 60"),
        (r#"{"do":"name","name":"S"}"#, "'R' # short", "\"S\" # short"),
        (r#"{"do":"seed","seed":"x"}"#, "editions = 50\n", "editions = 50\nseed = \"x\"\n"),
        (
            r#"{"do":"remove_rule","index":0}"#,
            "# no crown on red\n[[rules]]\ntrait = \"Hat/Crown\"\nexcludes = \"Body/Red\"\n\n",
            "",
        ),
        (
            r#"{"do":"add_rule","rule":{"kind":"requires","traits":[2],"with":[0]}}"#,
            "\n# The end",
            "\n[[rules]]\ntrait = \"Hat/Cap\"\nrequires = \"Body/Blue\"\n\n# The end",
        ),
        (
            r#"{"do":"rename_layer","layer":1,"name":"Top"}"#,
            "name = \"Hat\"\nnone = 5\nnone_name = \"Bald\"\n",
            "name = \"Top\"\nnone = 5\nnone_name = \"Bald\"\nid = \"Hat\"\nfolder = \"Hat\"\n",
        ),
    ] {
        assert!(text.contains(old), "{json}");
        let (changed, _) = made(&plain(), text, &change(json)).unwrap();
        assert_eq!(changed, text.replacen(old, new, 1), "{json}");
    }
    let (moved, project) = made(&plain(), text, &change(r#"{"do":"move_layer","layer":0,"to":1}"#)).unwrap();
    assert!(moved.contains("editions = 50\n\n# on top\n[[layers]]\nname = \"Hat\""), "{moved}");
    assert!(
        moved.contains(
            "# not more\n\n# ground\n[[layers]]\nname = \"Body\"\nweights = { Red = 10 } # rare\n\n# no crown"
        ),
        "{moved}"
    );
    assert_eq!(project.layers.iter().map(|layer| &layer.name).collect::<Vec<_>>(), ["Hat", "Body"]);
    let (back, _) = made(&plain(), &moved, &change(r#"{"do":"move_layer","layer":0,"to":1}"#)).unwrap();
    assert_eq!(back, text);
}

#[test]
fn sets_have_an_order_of_their_own() {
    let text = "[[layers]]\nname = \"Body\"\n[[layers]]\nname = \"Hat\"\n[[sets]]\neditions = 3\nlayers = [\n  \"Body\", # low\n  \
                \"Hat\",\n]\n[[sets]]\neditions = 4\n";
    let (changed, project) = made(&plain(), text, &change(r#"{"do":"move_layer","layer":1,"to":0}"#)).unwrap();
    assert_eq!(changed, text.replace("\"Body\", # low\n  \"Hat\",", "\"Hat\",\n  \"Body\", # low"));
    assert_eq!(project.sets[0].layers, [LayerId(1), LayerId(0)]);
    let (changed, project) = made(&plain(), text, &change(r#"{"do":"move_layer","layer":1,"to":0,"set":1}"#)).unwrap();
    assert!(changed.starts_with("[[layers]]\nname = \"Hat\"\n[[layers]]\nname = \"Body\"\n[[sets]]"));
    assert_eq!(project.sets[0].layers, [LayerId(1), LayerId(0)]);
    assert_eq!(project.sets[1].layers, [LayerId(0), LayerId(1)]);
    let (changed, _) = made(&plain(), text, &change(r#"{"do":"editions","set":1,"editions":9}"#)).unwrap();
    assert!(changed.ends_with("editions = 9\n"));
}

#[test]
fn traits_that_a_layer_lists_have_looks_and_weights_of_their_own() {
    let text = "layers = [\n  { name = \"Body\", traits = [{ file = \"Red.png\", blend = \"screen\" }, { weight = 2 }] },\n  \
                { name = \"Hat\" },\n]\n";
    for (json, old, new) in [
        (r#"{"do":"trait_opacity","trait":0,"opacity":0.25}"#, "\"screen\" }", "\"screen\", opacity = 0.25 }"),
        (r#"{"do":"trait_blend","trait":0,"blend":null}"#, ", blend = \"screen\"", ""),
        (r#"{"do":"weight","trait":0,"weight":"7"}"#, "\"screen\" }", "\"screen\", weight = 7 }"),
        (r#"{"do":"weight","trait":1,"weight":"7"}"#, "weight = 2", "weight = 7"),
        (r#"{"do":"none","layer":0,"weight":"3"}"#, "weight = 2", "weight = 3"),
        (r#"{"do":"none","layer":0,"weight":null}"#, ", { weight = 2 }", ""),
        (r#"{"do":"opacity","layer":1,"opacity":0.1}"#, "\"Hat\" }", "\"Hat\", opacity = 0.1 }"),
        (
            r#"{"do":"move_layer","layer":1,"to":0}"#,
            text,
            "layers = [\n  { name = \"Hat\" },\n  { name = \"Body\", traits = [{ file = \"Red.png\", blend = \"screen\" }, \
             { weight = 2 }] },\n]\n",
        ),
    ] {
        let (changed, _) = made(&plain(), text, &change(json)).unwrap();
        assert_eq!(changed, text.replacen(old, new, 1), "{json}");
    }
}

#[test]
fn percentages_stay_percentages() {
    let text = "[[layers]]\nname = \"Body\"\nweights = { Red = \"25%\" }\n[[layers]]\nname = \"Hat\"\n";
    let (changed, project) = made(&plain(), text, &change(r#"{"do":"weight","trait":1,"weight":"300000"}"#)).unwrap();
    assert_eq!(changed, text.replace("25%", "30%"));
    assert_eq!(project.traits[0].weight, Weight(700_000 * Weight::UNIT));
    let (changed, _) = made(&plain(), text, &change(r#"{"do":"weight","trait":1,"weight":"2.5%"}"#)).unwrap();
    assert_eq!(changed, text.replace("25%", "2.5%"));
    let (changed, project) =
        made(&plain(), text, &change(r#"{"do":"count","trait":0,"count":5}"#)).unwrap_or_else(|error| {
            assert!(error.to_string().contains("make it 100"), "{error}");
            (String::new(), plain().open(""))
        });
    assert!(changed.is_empty() || project.traits[0].count == Some(5));
}

#[test]
fn many_weights_get_lines_of_their_own() {
    let pictures: Vec<String> = (0..12).map(|at| format!("Body/A long name {at}.png")).collect();
    let folder = Folder::of(&pictures.iter().map(String::as_str).collect::<Vec<_>>());
    let mut text =
        "[[layers]]\nname = \"Body\"\nopacity = 0.5\n\n# rules\n[[rules]]\nat_most = 1\nof = \"Body\"\n".to_owned();
    for id in 0..12 {
        text =
            made(&folder, &text, &change(&format!(r#"{{"do":"weight","trait":{id},"weight":"{id}.5"}}"#))).unwrap().0;
    }
    assert!(
        text.starts_with("[[layers]]\nname = \"Body\"\nopacity = 0.5\n[layers.weights]\n\"A long name 0\" = 0.5\n"),
        "{text}"
    );
    assert!(text.contains("\"A long name 9\" = 11.5\n\n# rules\n[[rules]]"), "{text}");
    let ids: Vec<u32> = (0..12).collect();
    let rule = format!(r#"{{"do":"add_rule","rule":{{"kind":"at_most","most":1,"traits":{:?}}}}}"#, &ids[1..]);
    let (text, _) = made(&folder, &text, &change(&rule)).unwrap();
    assert!(text.ends_with("  \"Body/A long name 9\",\n]\n"), "{text}");
    let all = r#"{"do":"weights","weights":[{"trait":0,"weight":"3"},{"trait":1,"weight":"4"}]}"#;
    let (_, project) = made(&folder, &text, &change(all)).unwrap();
    assert_eq!(
        (project.traits[0].weight, project.traits[1].weight),
        (Weight(3 * Weight::UNIT), Weight(4 * Weight::UNIT))
    );
}

#[test]
fn what_cannot_be_said_is_told() {
    let folder = Folder::of(&["Body/Red.png", "Body/Red#2.png", "Hat/Cap.png"]);
    for (text, json, part) in [
        ("", r#"{"do":"weight","trait":0,"weight":"5"}"#, "2 files of the layer are called \"Red\""),
        ("", r#"{"do":"count","trait":0,"count":5}"#, "give each a name of its own"),
        ("", r#"{"do":"weight","trait":2,"weight":"5o"}"#, "is \"5o\", which is not a number"),
        ("", r#"{"do":"weight","trait":9,"weight":"5"}"#, "there is no trait 9"),
        ("", r#"{"do":"opacity","layer":0,"opacity":1.5}"#, "from 0 (not seen) to 1"),
        ("", r#"{"do":"blend","layer":0,"blend":"multiplied"}"#, "no blend mode"),
        ("", r#"{"do":"remove_rule","index":0}"#, "there is no rule 1"),
        ("", r#"{"do":"rename_layer","layer":0,"name":""}"#, "is empty"),
        ("", r#"{"do":"rename_layer","layer":0,"name":"Hat"}"#, "a second time"),
        ("", r#"{"do":"editions","set":0,"editions":0}"#, "make it 1 or more"),
        ("", r#"{"do":"editions","set":3,"editions":5}"#, "there is no set 4"),
        ("", r#"{"do":"add_rule","rule":{"kind":"excludes","traits":[0],"with":[]}}"#, "a side without traits"),
        ("", r#"{"do":"weight","trait":2,"weight":"0"}"#, "every trait has the weight 0"),
        ("layers = []\n", r#"{"do":"opacity","layer":0,"opacity":0.5}"#, "the list of layers is empty"),
    ] {
        let said = made(&folder, text, &change(json)).map(|(text, _)| text).expect_err(json).to_string();
        assert!(said.contains(part), "{json}: {said}");
    }
    let project = folder.open("");
    fs::write(folder.path().join("layers/Hat/New.png"), HEADER).unwrap();
    let stale = apply(&folder.place(), &project, "", &change(r#"{"do":"opacity","layer":0,"opacity":0.5}"#));
    assert!(matches!(stale, Err(Error::Edit(EditError::Gone { .. }))));
}

/// A canvas that follows from the bottom layer would change with it.
#[test]
fn a_change_that_reaches_further_is_refused() {
    let folder = plain();
    let mut other = HEADER.to_vec();
    other[19] = 0x40;
    fs::write(folder.path().join("layers/Hat/Cap.png"), other).unwrap();
    let said = made(&folder, "", &change(r#"{"do":"move_layer","layer":0,"to":1}"#))
        .map(|(text, _)| text)
        .expect_err("two sizes");
    assert!(said.to_string().contains("the canvas would change with it"), "{said}");
    made(&folder, "[canvas]\nwidth = 9\nheight = 9\n", &change(r#"{"do":"move_layer","layer":0,"to":1}"#)).unwrap();
}

/// Names that are selectors themselves.
#[test]
fn rules_name_what_is_meant_whatever_it_is_called() {
    let folder = Folder::of(&["A/B/C.png", "A/B/D.png", "#gold/a*.png", "#gold/ab.png", "X/Red.png", "X/Red#2.png"]);
    let text = "[tags]\ngold = [\"X\"]\n[[layers]]\nname = \"A\"\nfolder = \"A/B\"\ntraits = [{ file = \"C.png\", name = \"B/C\" }, \
                { file = \"D.png\" }]\n[[layers]]\nname = \"A/B\"\n[[layers]]\nname = \"#gold\"\nnone = 1\n[[layers]]\nname = \"X\"\n";
    let project = folder.open(text);
    for one in 0..project.traits.len() as u32 {
        for other in 0..project.traits.len() as u32 {
            let rule = AskedRule::Requires { traits: vec![one], with: vec![other] };
            match made(&folder, text, &Change::AddRule { rule }) {
                Ok((_, changed)) => {
                    let RuleKind::Requires { when, any_of } = &changed.rules[0].kind else { panic!("{changed:?}") };
                    assert!(when.iter().eq([TraitId(one)]) && any_of.iter().eq([TraitId(other)]));
                }
                // "A/B/C" is the first of "A" and of "A/B".
                Err(Error::Edit(EditError::Reaches { .. })) => {
                    assert!([0, 2].contains(&one) || [0, 2].contains(&other))
                }
                Err(error) => panic!("{one} {other}: {error}"),
            }
        }
    }
}

#[test]
fn rules_are_listed_as_they_are_written() {
    let text = "[[layers]]\nname = \"Body\"\n[[layers]]\nname = \"Hat\"\nwithin = \"Body/Red\"\n[[rules]]\ntrait = \"Hat/Cap\"\n\
                excludes = \"Body/Blue\"\nrequires = \"Body/Red\"\n[[rules]]\nsame = [\"Hat/Cap\", \"Hat/Top\", \"Body/Red\"]\n\
                [[rules]]\nat_most = 1 # one\nof = [\n\"Hat\"]\n";
    let project = plain().open(text);
    let rules = in_text(&project, Some(text)).rules;
    let kinds: Vec<(usize, &str)> = rules.iter().map(|rule| (rule.index, rule.kind)).collect();
    assert_eq!(kinds, [(0, "several"), (1, "same"), (2, "at_most")]);
    assert_eq!(rules[0].text, "Hat/Cap excludes Body/Blue; Hat/Cap requires Body/Red");
    assert_eq!(rules[1].traits, [1, 2, 4]);
    assert_eq!((rules[2].toml.as_str(), &rules[2].traits[..]), ("at_most = 1\nof = [\n\"Hat\"]\n", &[2, 3, 4][..]));
    for index in 0..3 {
        let (_, without) = made(&plain(), text, &Change::RemoveRule { index }).unwrap();
        assert_eq!(without.rules.len(), project.rules.len() - [2, 3, 1][index]);
    }
    assert_eq!(in_text(&project, None).rules.len(), 5);
}

#[test]
fn editions_are_chosen_and_released() {
    let text = "[collection]\neditions = 4\n[canvas]\nbackground = \"random\"\n\n[[layers]]\nname = \"Body\"\nnone = 1\n[[layers]]\nname = \"Hat\"\n\n# the end\n";
    let keep = change(r#"{"do":"keep","set":0,"picks":[2,4],"background":"102030"}"#);
    let (kept, project) = made(&plain(), text, &keep).unwrap();
    let block = "\n[[chosen]]\nbackground = \"#102030\"\ntraits = { Hat = \"Crown\" }\n";
    assert_eq!(kept, text.replace("\n\n# the end\n", &format!("\n\n# the end\n{block}")), "{kept}");
    let plan = crate::plan::draw(&project, "any").unwrap();
    let first = plan.edition(crate::plan::EditionIndex(0));
    assert_eq!((first.number, first.picks), (1, &[TraitId(2), TraitId(4)][..]));
    assert_eq!((plan.len(), first.background.map(|colour| colour.g)), (4, Some(0x20)));
    let said = made(&plain(), &kept, &keep).map(|(text, _)| text).expect_err("twice").to_string();
    assert!(said.contains("one of them already"), "{said}");
    let (renamed, _) = made(&plain(), &kept, &change(r#"{"do":"rename_layer","layer":1,"name":"Cap"}"#)).unwrap();
    assert!(renamed.contains("traits = { Cap = \"Crown\" }"), "{renamed}");
    // What is left out of a chosen edition draws nothing.
    let said = made(&plain(), &kept, &change(r#"{"do":"none","layer":0,"weight":null}"#)).map(|(text, _)| text);
    assert!(said.expect_err("it needs nothing").to_string().contains("the chosen editions would change with it"));
    let (released, _) = made(&plain(), &kept, &Change::Release { index: 0 }).unwrap();
    assert_eq!(released, text);
}

#[test]
fn chosen_editions_of_a_list_are_kept_in_it() {
    let text = "chosen = [\n  { traits = { Body = \"Red\", Hat = \"Cap\" } }, # best\n] # few\n";
    let keep = change(r#"{"do":"keep","set":0,"picks":[0,4]}"#);
    let (kept, project) = made(&plain(), text, &keep).unwrap();
    let item = "  { traits = { Body = \"Blue\", Hat = \"Top\" } },\n";
    assert_eq!(kept, text.replace("# best\n", &format!("# best\n{item}")));
    assert_eq!(project.chosen.len(), 2);
    let (released, _) = made(&plain(), &kept, &Change::Release { index: 0 }).unwrap();
    assert_eq!(released, format!("chosen = [\n{item}] # few\n"));
    let (kept, _) = made(&plain(), "chosen = []\n", &keep).unwrap();
    assert_eq!(kept, "chosen = [{ traits = { Body = \"Blue\", Hat = \"Top\" } }]\n");
    let (released, _) = made(&plain(), &kept, &Change::Release { index: 0 }).unwrap();
    assert_eq!(released, "chosen = []\n");
}

const LAYERS: [&str; 5] = ["Body", "Ha t", "#x", "a*b", "dot.ted"];
const TRAITS: [&str; 5] = ["Red", "Blue", "a*", "dot.ted", "quo\"te"];

/// A layer of a generated project.
#[derive(Clone, Debug)]
struct Layer {
    weights: Vec<Option<u32>>,
    none: Option<u32>,
    style: usize,
    comment: bool,
}

/// A project folder and its text.
fn generated(layers: &[Layer], with: [bool; 4]) -> (Folder, String) {
    let mut pictures = vec![];
    let [has_layers, has_collection, has_sets, has_rules] = with;
    let mut text = String::new();
    if has_collection {
        text += "# top\n[collection]\neditions_ = 7 # few\n\n"
            .replace("editions_", if has_sets { "first_edition" } else { "editions" })
            .as_str();
    }
    for (layer, name) in layers.iter().zip(LAYERS) {
        for (weight, t) in layer.weights.iter().zip(TRAITS) {
            let weight = weight.map_or_else(String::new, |weight| format!("#{weight}"));
            pictures.push(format!("{name}/{t}{weight}.png"));
        }
        if !has_layers {
            continue;
        }
        if layer.comment {
            text += &format!("# about {name}\n");
        }
        text += &format!("[[layers]]\nname = {}\n", dialect::toml_text(name));
        if let Some(none) = layer.none {
            text += &format!("none = {none} # nothing\n");
        }
        text += match layer.style {
            0 => "",
            1 => "weights = { Red = 4 } # own\n",
            2 => "weights.Red = 4 # own\nopacity = 0.5\n",
            3 => "blend = 'multiply'\n\n# of its traits\n[layers.weights]\n# own\nRed = 4\n",
            4 => "traits = [\n  { file = \"Red.png\", weight = 2 }, # one\n]\n",
            _ => "counts = { Red = 1 }\n",
        };
        text += "\n";
    }
    if has_sets {
        let names: Vec<String> = layers.iter().zip(LAYERS).map(|(_, name)| dialect::toml_text(name)).collect();
        text += &format!("[[sets]]\neditions = 5\nlayers = [{}] # all\n[[sets]]\neditions = 6\n", names.join(", "));
    }
    if has_rules && layers.len() > 1 {
        text += "# one rule\n[[rules]]\ntrait = \"Body/Red\"\nexcludes = \"Ha t/Red\"\n";
    }
    (Folder::of(&pictures.iter().map(String::as_str).collect::<Vec<_>>()), text)
}

fn layer() -> impl Strategy<Value = Layer> {
    let weights = prop::collection::vec(prop::option::of(1..9u32), 1..5);
    (weights, prop::option::of(1..9u32), 0..6usize, any::<bool>()).prop_map(|(mut weights, none, style, comment)| {
        // What is listed is there.
        weights[0] = if style == 4 { None } else { weights[0] };
        Layer { weights, none, style, comment }
    })
}

/// A change that fits a project, by numbers of which the rest counts.
fn some_change(project: &Project, kind: usize, one: usize, other: usize) -> Change {
    let (t, u) = ((one % project.traits.len()) as u32, (other % project.traits.len()) as u32);
    let layer = (one % project.layers.len()) as u32;
    match kind {
        0 => Change::Weight { id: t, weight: format!("{}.5", other % 7) },
        1 => Change::Count { id: t, count: Some(other as u32 % 3).filter(|count| *count > 0) },
        2 => Change::None { layer, weight: (!other.is_multiple_of(3)).then(|| (other % 3).to_string()) },
        3 => Change::Opacity { layer, opacity: (other % 11) as f64 / 10.0 },
        4 => Change::MoveLayer { layer, to: other % project.layers.len(), set: None },
        5 => Change::RenameLayer { layer, name: format!("New {other}") },
        6 => Change::Editions { set: (one % project.sets.len()) as u32, editions: other as u32 % 9 + 1 },
        7 => Change::Seed { seed: (other.is_multiple_of(2)).then(|| other.to_string()) },
        8 => Change::AddRule { rule: AskedRule::Excludes { traits: vec![t], with: vec![u] } },
        9 => Change::AddRule { rule: AskedRule::OnlyWith { traits: vec![t, u], with: vec![u] } },
        10 => Change::RemoveRule { index: 0 },
        _ => Change::TraitOpacity { id: t, opacity: Some((other % 11) as f64 / 10.0) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What was asked for is there, all comments and all lines but a few are as they were, and only what cannot be said is
    /// refused. That nothing else changed is checked by each change itself.
    #[test]
    fn a_change_does_what_it_says(
        layers in prop::collection::vec(layer(), 1..5),
        with in any::<[bool; 4]>(),
        kind in 0..12usize,
        one in 0..1000usize,
        other in 0..1000usize,
        of_windows in any::<bool>(),
    ) {
        let (folder, mut text) = generated(&layers, [with[0] || with[2] , with[1], with[2], with[3]]);
        if of_windows {
            text = text.replace('\n', "\r\n");
        }
        let before = folder.open(&text);
        let change = some_change(&before, kind, one, other);
        let (new, after) = match made(&folder, &text, &change) {
            Ok(changed) => changed,
            Err(error) => {
                let said = error.to_string();
                let is_expected = match &change {
                    Change::TraitOpacity { .. } => said.contains("draws nothing"),
                    Change::RemoveRule { .. } => before.rules.is_empty(),
                    // The last trait with a weight, and rules about a "nothing" that goes.
                    Change::Weight { .. } | Change::Count { .. } => said.contains("weight 0"),
                    _ => false,
                };
                prop_assert!(is_expected, "{change:?} of\n{text}\n{said}");
                return Ok(());
            }
        };
        match &change {
            Change::Weight { id, weight } => prop_assert_eq!(after.traits[*id as usize].weight.to_string(), weight.trim_start_matches("00").to_owned()),
            Change::Count { id, count } => prop_assert_eq!(after.traits[*id as usize].count, *count),
            Change::None { layer, weight } => {
                let nothing = after.traits_of(LayerId(*layer)).find(|(_, t)| t.file_name.is_empty());
                prop_assert_eq!(nothing.map(|(_, t)| t.weight.to_string()), weight.clone());
            }
            Change::Opacity { layer, opacity } => {
                prop_assert_eq!(Some(after.layers[*layer as usize].opacity), Opacity::from_fraction(*opacity));
            }
            Change::MoveLayer { layer, to, .. } => {
                let there = after.sets[0].layers[*to];
                prop_assert_eq!(&after.layer(there).name, &before.layers[*layer as usize].name);
            }
            Change::RenameLayer { layer, name } => prop_assert_eq!(&after.layers[*layer as usize].name, name),
            Change::Editions { set, editions } => prop_assert_eq!(after.sets[*set as usize].editions, *editions as usize),
            Change::Seed { seed } => prop_assert_eq!(&after.seed, seed),
            Change::AddRule { rule } => prop_assert_eq!(&after.rules.last().unwrap().kind, &rule.rule(&before).unwrap().kind),
            Change::RemoveRule { .. } => prop_assert_eq!(after.rules.len() + 1, before.rules.len()),
            _ => {}
        }
        prop_assert!(new.is_empty() || new.contains("\r\n") == text.contains("\r\n"), "{new}");
        let mut there: Vec<&str> = new.lines().collect();
        let mut lost = vec![];
        for line in text.lines().filter(|line| !line.is_empty()) {
            match there.iter().position(|other| *other == line) {
                Some(at) => drop(there.swap_remove(at)),
                None => lost.push(line),
            }
        }
        let most = if matches!(change, Change::RemoveRule { .. }) { 4 } else { 2 };
        prop_assert!(lost.len() <= most, "{change:?} of\n{text}\nloses {lost:?}");
        let is_rule = |line: &&&str| matches!(change, Change::RemoveRule { .. }) && line.contains("one rule");
        let comments = lost.iter().filter(|line| line.starts_with('#')).filter(|line| !is_rule(line));
        prop_assert_eq!(comments.count(), 0, "{:?} of\n{}\nloses {:?}", change, text, lost);
    }
}
