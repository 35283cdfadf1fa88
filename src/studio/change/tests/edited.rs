//! Rules edited in place, tags, and looks of single traits: the fewest bytes change.

use super::*;
use crate::project::RuleKind;

fn tables() -> &'static str {
    "[tags]\n# the good ones\ngold = [\n  \"Hat/Crown\", # one\n  \"Body/B*\",\n]\nred = \"Body/Red\" # alone\n\n\
     # no crown on red\n[[rules]]\ntrait = \"Hat/Crown\" # high\nexcludes = [\n  \"Body/Red\", # low\n  \"Body/Blue\",\n]\n\n\
     [[rules]]\n# few\nat_most = 1 # or none\nof = [\"#gold\", \"Hat/Top\"]\n\n[[rules]]\ntrait = \"Hat\"\nonly_with = \"Body/Red\"\n"
}

#[test]
fn a_rule_is_edited_in_its_place() {
    for (json, old, new) in [
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"excludes","traits":[3],"with":[1]}}"#,
            "  \"Body/Blue\",\n",
            "",
        ),
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"excludes","traits":[3],"with":[0]}}"#,
            "  \"Body/Red\", # low\n",
            "",
        ),
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"requires","traits":[2,3],"with":[0,1]}}"#,
            "trait = \"Hat/Crown\" # high\nexcludes",
            "trait = [\"Hat/Crown\", \"Hat/Cap\"] # high\nrequires",
        ),
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"excludes","traits":[4],"with":[0,1]}}"#,
            "\"Hat/Crown\" # high",
            "\"Hat/Top\" # high",
        ),
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"at_most","most":1,"traits":[1,3]}}"#,
            "trait = \"Hat/Crown\" # high\nexcludes = [\n  \"Body/Red\", # low\n  \"Body/Blue\",\n]",
            "of = [\"Hat/Crown\", \"Body/Red\"] # high\nat_most = 1",
        ),
        (
            r#"{"do":"edit_rule","index":1,"rule":{"kind":"at_most","most":2,"traits":[0,3,4]}}"#,
            "at_most = 1 #",
            "at_most = 2 #",
        ),
        (
            r#"{"do":"edit_rule","index":1,"rule":{"kind":"at_most","most":1,"traits":[0,3,2]}}"#,
            "[\"#gold\", \"Hat/Top\"]",
            "[\"#gold\", \"Hat/Cap\"]",
        ),
        (
            r#"{"do":"edit_rule","index":1,"rule":{"kind":"at_most","most":1,"traits":[4,3]}}"#,
            "[\"#gold\", \"Hat/Top\"]",
            "[\"Hat/Top\", \"Hat/Crown\"]",
        ),
        (
            r#"{"do":"edit_rule","index":1,"rule":{"kind":"excludes","traits":[0,3,4],"with":[1]}}"#,
            "at_most = 1 # or none\nof =",
            "excludes = \"Body/Red\"\ntrait =",
        ),
        (
            r#"{"do":"edit_rule","index":2,"rule":{"kind":"only_with","traits":[2,3,4],"with":[0,1]}}"#,
            "only_with = \"Body/Red\"",
            "only_with = [\"Body/Red\", \"Body/Blue\"]",
        ),
        (r#"{"do":"edit_rule","index":2,"rule":{"kind":"only_with","traits":[2,3,4],"with":[1]}}"#, "", ""),
    ] {
        let text = tables();
        assert!(text.contains(old), "{json}");
        let change = change(json);
        let (changed, project) = made(&plain(), text, &change).unwrap();
        assert_eq!(changed, text.replacen(old, new, 1), "{json}");
        let Change::EditRule { index, rule } = change else { panic!("{json}") };
        assert_eq!(project.rules[index].kind, rule.rule(&project).unwrap().kind, "{json}");
        // The page fills its form with the rule as it is.
        let (asked, [mut traits, mut with]) =
            (in_text(&project, Some(&changed)).rules[index].asked.clone().unwrap(), [vec![], vec![]]);
        traits.extend(asked.sides().0);
        with.extend(asked.sides().1);
        let mut wanted = [rule.sides().0.to_vec(), rule.sides().1.to_vec()];
        wanted.iter_mut().for_each(|side| side.sort_unstable());
        assert_eq!((asked.kind(), [traits, with]), (rule.kind(), wanted), "{json}");
    }
}

#[test]
fn a_rule_in_braces_is_edited_in_its_place() {
    let text = "rules = [ # all\n  { at_most = 1, of = [\"Hat/Cap\", \"Body/Red\"] }, # first\n  { trait = \"Hat/Top\", excludes = \"Body\" }, # second\n]\n";
    for (json, old, new) in [
        (
            r#"{"do":"edit_rule","index":0,"rule":{"kind":"requires","traits":[2],"with":[0,1]}}"#,
            "{ at_most = 1, of = [\"Hat/Cap\", \"Body/Red\"] }",
            "{ requires = \"Body\", trait = [\"Hat/Cap\"] }",
        ),
        (
            r#"{"do":"edit_rule","index":1,"rule":{"kind":"excludes","traits":[4,2],"with":[0]}}"#,
            "{ trait = \"Hat/Top\", excludes = \"Body\" }",
            "{ trait = [\"Hat/Top\", \"Hat/Cap\"], excludes = \"Body/Blue\" }",
        ),
    ] {
        let (changed, _) = made(&plain(), text, &change(json)).unwrap();
        assert_eq!(changed, text.replacen(old, new, 1), "{json}");
    }
    let mut text = text.to_owned();
    for _ in 0..2 {
        text = made(&plain(), &text, &Change::RemoveRule { index: 0 }).unwrap().0;
    }
    assert_eq!(text, "rules = [ # all\n]\n");
    let (text, _) =
        made(&plain(), "rules = [{ at_most = 1, of = \"Body\" },]\n", &Change::RemoveRule { index: 0 }).unwrap();
    assert_eq!(text, "rules = []\n");
}

#[test]
fn a_rule_that_cannot_be_edited_is_told() {
    let text = "[[rules]]\ntrait = \"Hat/Cap\"\nexcludes = \"Body/Red\"\nrequires = \"Body/Blue\"\n[[rules]]\nsame = [\"Hat/Cap\", \"Body/Red\"]\n";
    let project = plain().open(text);
    assert!(in_text(&project, Some(text)).rules.iter().all(|rule| rule.asked.is_none()));
    for index in 0..2 {
        let rule = AskedRule::AtMost { most: 1, traits: vec![0, 2] };
        let said = made(&plain(), text, &Change::EditRule { index, rule }).map(drop).unwrap_err().to_string();
        assert!(said.contains("a rule of its own"), "{said}");
    }
    let none = AskedRule::Excludes { traits: vec![2], with: vec![] };
    let said = made(&plain(), tables(), &Change::EditRule { index: 0, rule: none }).map(drop).unwrap_err().to_string();
    assert!(said.contains("a side without traits"), "{said}");
    let gone = AskedRule::AtMost { most: 1, traits: vec![0, 2] };
    assert!(matches!(
        made(&plain(), tables(), &Change::EditRule { index: 3, rule: gone }),
        Err(Error::Edit(EditError::Gone { .. }))
    ));
}

#[test]
fn traits_gain_and_lose_tags() {
    for (json, old, new) in [
        (r#"{"do":"tag","trait":2,"tag":"gold"}"#, "  \"Body/B*\",\n", "  \"Body/B*\",\n  \"Hat/Cap\",\n"),
        (r##"{"do":"tag","trait":0,"tag":"#red"}"##, "\"Body/Red\" # alone", "[\"Body/Red\", \"Body/Blue\"] # alone"),
        (r#"{"do":"tag","trait":2,"tag":"a = b"}"#, "# alone\n", "# alone\n\"a = b\" = \"Hat/Cap\"\n"),
        (r#"{"do":"tag","trait":0,"tag":"gold"}"#, "", ""),
        (r#"{"do":"untag","trait":2,"tag":"gold"}"#, "", ""),
        (r#"{"do":"untag","trait":2,"tag":"none"}"#, "", ""),
        (r#"{"do":"untag","trait":3,"tag":"gold"}"#, "  \"Hat/Crown\", # one\n", ""),
        (r#"{"do":"untag","trait":1,"tag":"red"}"#, "red = \"Body/Red\" # alone\n", ""),
    ] {
        let (changed, project) = made(&plain(), tables(), &change(json)).unwrap();
        assert_eq!(changed, tables().replacen(old, new, 1), "{json}");
        assert_eq!(project.rules.len(), 3);
    }
    let (changed, project) = made(&plain(), "", &change(r#"{"do":"tag","trait":2,"tag":"gold"}"#)).unwrap();
    assert_eq!(changed, "[tags]\ngold = \"Hat/Cap\"\n");
    assert!(project.rules.is_empty());
    let (changed, _) = made(&plain(), &changed, &change(r#"{"do":"untag","trait":2,"tag":"gold"}"#)).unwrap();
    assert_eq!(changed, "");
    // What is said of a tag goes with it, and what may be said of others or of all stays.
    for (text, left) in [
        ("# Mine.\n[tags]\ngold = \"Hat/Cap\"\n", "# Mine.\n[tags]\n"),
        ("tags = { gold = \"Hat/Cap\" }\n", ""),
        ("tags.gold = \"Hat/Cap\"\n", ""),
        ("[tags]\n# gold\ngold = \"Hat/Cap\"\n", ""),
        ("[tags]\nb = \"Body\"\n# gold\ngold = \"Hat/Cap\"\n", "[tags]\nb = \"Body\"\n"),
        ("[tags]\n# all\ngold = \"Hat/Cap\"\nb = \"Body\"\n", "[tags]\n# all\nb = \"Body\"\n"),
        ("[tags]\n# gold\ngold = \"Hat/Cap\"\n# b\nb = \"Body\"\n", "[tags]\n# b\nb = \"Body\"\n"),
        ("[tags]\ngold = \"Hat/Cap\"\n\n[collection]\nname = \"A\"\n", "[collection]\nname = \"A\"\n"),
    ] {
        let (changed, _) = made(&plain(), text, &change(r#"{"do":"untag","trait":2,"tag":"gold"}"#)).unwrap();
        assert_eq!(changed, left, "{text}");
    }
    // What stands for a whole layer becomes the names of the others.
    let text = "tags = { hats = [\"Hat\"] }\n";
    let (changed, _) = made(&plain(), text, &change(r#"{"do":"untag","trait":2,"tag":"hats"}"#)).unwrap();
    assert_eq!(changed, "tags = { hats = [\"Hat/Crown\", \"Hat/Top\"] }\n");
    for (text, json, part) in [
        (tables(), r#"{"do":"untag","trait":0,"tag":"gold"}"#, ""),
        ("[tags]\nb = \"*/*e*\"\n", r#"{"do":"untag","trait":0,"tag":"b"}"#, "\"*/*e*\" names other traits with it"),
        (
            "[tags]\nb = \"Hat/Cap\"\n[[rules]]\nat_most = 1\nof = \"#b\"\n",
            r#"{"do":"untag","trait":2,"tag":"b"}"#,
            "no tag",
        ),
        ("", r##"{"do":"tag","trait":2,"tag":"#"}"##, "without a name"),
        ("", r#"{"do":"tag","trait":9,"tag":"b"}"#, "there is no trait 9"),
    ] {
        let said = made(&plain(), text, &change(json)).map(|(text, _)| text);
        match part.is_empty() {
            // A pattern that fits one trait alone goes with it.
            true => assert_eq!(said.unwrap(), tables().replace("  \"Body/B*\",\n", "")),
            false => assert!(said.unwrap_err().to_string().contains(part), "{json}"),
        }
    }
}

/// A rule about a tag is about the new trait as well.
#[test]
fn rules_follow_their_tags() {
    let (_, project) = made(&plain(), tables(), &change(r#"{"do":"tag","trait":2,"tag":"gold"}"#)).unwrap();
    let RuleKind::AtMost { of, .. } = &project.rules[1].kind else { panic!("{:?}", project.rules) };
    assert!(of.iter().eq([0, 2, 3, 4].map(TraitId)), "{of:?}");
}

#[test]
fn a_trait_of_a_folder_gets_a_look_of_its_own() {
    let blend = change(r#"{"do":"trait_blend","trait":3,"blend":"multiply"}"#);
    let text = "[[layers]]\nname = \"Body\"\n\n[[layers]]\nname = \"Hat\" # high\nnone = 2\nweights = { Cap = 3 }\n";
    let list = "traits = [\n  { file = \"Cap.png\" },\n  { file = \"Crown#0.5.png\", blend = \"multiply\" },\n  { file = \"Top.png\" },\n]\n";
    let (changed, project) = made(&plain(), text, &blend).unwrap();
    assert_eq!(changed, format!("{text}{list}"));
    // The list goes when it says no more than the folder does; one that another made stays.
    let as_layer = change(r#"{"do":"trait_blend","trait":3,"blend":null}"#);
    assert_eq!(made(&plain(), &changed, &as_layer).unwrap().0, text);
    let own = changed.replace("{ file = \"Top.png\" }", "{ file = \"Top.png\", opacity = 0.5 }");
    assert_eq!(made(&plain(), &own, &as_layer).unwrap().0, own.replace(", blend = \"multiply\"", ""));
    let few = changed.replace("  { file = \"Top.png\" },\n", "");
    assert_eq!(made(&plain(), &few, &as_layer).unwrap().0, few.replace(", blend = \"multiply\"", ""));
    assert_eq!(project.style(TraitId(3)).blend, BlendMode::Multiply);
    assert_eq!(in_text(&project, Some(&changed)).listed, [1]);
    let (changed, _) = made(&plain(), "layers = [{ name = \"Body\" }, { name = \"Hat\" }]\n", &blend).unwrap();
    let list =
        "traits = [{ file = \"Cap.png\" }, { file = \"Crown#0.5.png\", blend = \"multiply\" }, { file = \"Top.png\" }]";
    assert_eq!(changed, format!("layers = [{{ name = \"Body\" }}, {{ name = \"Hat\", {list} }}]\n"));
    let (changed, _) = made(&plain(), text, &change(r#"{"do":"trait_blend","trait":3,"blend":null}"#)).unwrap();
    assert_eq!(changed, text);
    let nothing = made(&plain(), text, &change(r#"{"do":"trait_blend","trait":5,"blend":"multiply"}"#));
    assert!(nothing.map(drop).unwrap_err().to_string().contains("draws nothing"));
    // What is no picture counts in DNA, that of nothing included.
    let folder = plain();
    fs::write(folder.path().join("layers/Hat/Apart.txt"), "").unwrap();
    let said = made(&folder, text, &blend).map(drop).unwrap_err().to_string();
    assert!(said.contains("\"Hat/\" would change with it"), "{said}");
    let text = text.replace("none = 2\n", "");
    let before = folder.open(&text);
    let (changed, project) = made(&folder, &text, &blend).unwrap();
    assert!(changed.contains("{ file = \"Cap.png\", dna = \"1:Cap.png\" }"), "{changed}");
    assert_eq!(before.traits[2], project.traits[2]);
}

/// What a page may ask for is told where it asks for something else.
#[test]
fn an_unknown_change_is_told_the_known_ones() {
    let read = |json: &str| Change::read(&serde_json::from_str(json).unwrap());
    let said = read(r#"{"do":"wieght"}"#).unwrap_err();
    assert!(
        said.starts_with(
            "a change called \"wieght\" is not known (did you mean \"weight\"?): there are weight, weights,"
        ),
        "{said}"
    );
    assert!(read("7").unwrap_err().contains("says in \"do\""));
    let said = read(r#"{"do":"weight","trait":1}"#).unwrap_err();
    assert_eq!(said, "the change \"weight\" cannot be read: missing field `weight`");
    assert_eq!(read(r#"{"do":"tag","trait":1,"tag":"x"}"#), Ok(Change::Tag { id: 1, tag: "x".to_owned() }));
    // The table has all that can be read.
    let of_serde = serde_json::from_str::<Change>(r#"{"do":"?"}"#).unwrap_err().to_string();
    let names: Vec<&str> = of_serde.split('`').skip(3).step_by(2).collect();
    assert_eq!(names.len(), KNOWN.len(), "{of_serde}");
    names.iter().for_each(|name| assert!(KNOWN.contains(name), "{name}"));
}

#[test]
fn a_folder_that_has_changed_is_found_out() {
    let folder = plain();
    let project = folder.open("");
    let opacity = change(r#"{"do":"opacity","layer":0,"opacity":0.5}"#);
    apply(&folder.place(), &project, "", &opacity).unwrap();
    fs::write(folder.path().join("layers/Hat/New.png"), HEADER).unwrap();
    let stale = apply(&folder.place(), &project, "", &opacity);
    assert!(matches!(stale, Err(Error::Edit(EditError::Gone { .. }))));
}
