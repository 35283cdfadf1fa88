//! Rules, tags, counts and percentages of `simdgen.toml`: what names mean, and what mistakes are answered with.

use simdgen::Error;
use simdgen::error::ProjectError;
use simdgen::project::{Project, RuleKind, TraitId, TraitSet};

use crate::assert_fails;
use crate::project::folder::Folder;

/// Seven pictures in three layers, with names that look like patterns and tags.
fn folder() -> Folder {
    Folder::of(&[
        "layers/Body/Gold.png",
        "layers/Body/Robot.png",
        "layers/Eyes/Gold Laser.png",
        "layers/Eyes/Red*.png",
        "layers/Eyes/Red.png",
        "layers/Hat/#1/Crown.png",
        "layers/Hat/#1/Gold Cap.png",
    ])
}

const LAYERS: &str = "
    [[layers]]
    name = 'Body'
    none = 1
    [[layers]]
    name = 'Eyes'
    [[layers]]
    name = '#Hat/s'
    folder = 'Hat/#1'
    none = 2
    none_name = 'Bare'
";

fn open(rest: &str) -> Result<Project, Error> {
    folder().open_toml(&format!("{LAYERS}\n{rest}"))
}

fn set(ids: &[u32]) -> TraitSet {
    ids.iter().map(|&id| TraitId(id)).collect()
}

/// The traits a selector names. In order: Gold, Robot, nothing; Gold Laser, Red, Red*; Crown, Gold Cap, Bare.
fn named(selector: &str) -> Vec<u32> {
    let toml = format!("[tags]\nshiny = ['*/Gold*', '#Hat/s/Crown']\n[[rules]]\nat_most = 1\nof = '{selector}'");
    match &open(&toml).unwrap_or_else(|error| panic!("{selector}: {error}")).rules[0].kind {
        RuleKind::AtMost { most: 1, of } => of.iter().map(|id| id.0).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn selectors_name_traits_layers_patterns_and_tags() {
    for (selector, ids) in [
        ("Body/Gold", &[0][..]),
        ("Body", &[0, 1]),
        ("Body/*", &[0, 1]),
        ("Body/", &[2]),
        ("*/Gold*", &[0, 3, 7]),
        ("*", &[0, 1, 3, 4, 5, 6, 7]),
        ("E*", &[3, 4, 5]),
        ("Eyes/*e*", &[3, 4, 5]),
        // Exactly what is written goes before the pattern it could be.
        ("Eyes/Red*", &[4]),
        ("Eyes/Red", &[5]),
        // A layer whose name has a `#` and a `/`.
        ("#Hat/s", &[6, 7]),
        ("#Hat/s/Crown", &[6]),
        ("#Hat/s/Bare", &[8]),
        ("#shiny", &[0, 3, 6, 7]),
    ] {
        assert_eq!(named(selector), ids, "{selector}");
    }
}

#[test]
fn every_form_of_rule_is_read() {
    let project = open(
        "[[rules]]
        trait = ['Body/Gold', 'Body/Robot']
        excludes = 'Eyes/Red'
        requires = ['#Hat/s/Crown', '#Hat/s/Bare']
        only_with = 'Eyes/Gold Laser'
        [[rules]]
        at_most = 2
        of = '*'
        [tags]
        red = 'Eyes/Red'
        [[rules]]
        same = ['#red', 'Body/Gold', '#Hat/s']",
    )
    .expect("opens");
    let bodies = || set(&[0, 1]);
    let expected = [
        (RuleKind::Excludes { a: bodies(), b: set(&[5]) }, "Body/Gold, Body/Robot excludes Eyes/Red"),
        (
            RuleKind::Requires { when: bodies(), any_of: set(&[6, 8]) },
            "Body/Gold, Body/Robot requires #Hat/s/Crown, #Hat/s/Bare",
        ),
        (RuleKind::Excludes { a: bodies(), b: set(&[4, 5]) }, "Body/Gold, Body/Robot only with Eyes/Gold Laser"),
        (RuleKind::AtMost { most: 2, of: set(&[0, 1, 3, 4, 5, 6, 7]) }, "at most 2 of *"),
        (RuleKind::Excludes { a: set(&[5]), b: set(&[0]) }, "same #red, Body/Gold, #Hat/s"),
        (RuleKind::Excludes { a: set(&[5]), b: set(&[6, 7]) }, "same #red, Body/Gold, #Hat/s"),
        (RuleKind::Excludes { a: set(&[0]), b: set(&[6, 7]) }, "same #red, Body/Gold, #Hat/s"),
    ];
    assert_eq!(project.rules.len(), expected.len());
    for (rule, (kind, text)) in project.rules.iter().zip(expected) {
        assert_eq!((&rule.kind, rule.text.as_str()), (&kind, text));
    }
}

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let fails = |rest: &str, parts: &[&str]| {
        let error = open(rest).expect_err(rest);
        assert!(matches!(error, Error::Project(ProjectError::ConfigValue { .. })), "{error}");
        let said = error.to_string();
        assert!(parts.iter().all(|part| said.contains(part)), "{rest}: {said}");
    };
    let at_most = |selector: &str, parts: &[&str]| fails(&format!("[[rules]]\nat_most = 1\nof = '{selector}'"), parts);
    at_most("Body/Golt", &["rules[0].of", "layer \"Body\" has no trait \"Golt\"", "did you mean \"Gold\"?"]);
    at_most("Boody/Gold", &["no set has a layer \"Boody\"", "did you mean \"Body\"?"]);
    at_most("Body/gold", &["called \"Body/Gold\"", "capitals count"]);
    at_most("body", &["called \"Body\"", "capitals count"]);
    at_most("Eyes/", &["always draws something"]);
    at_most("Eyes/X*", &["\"Eyes/X*\"", "matches no trait"]);
    at_most("#shinny", &["no tag"]);
    fails("[tags]\nshiny = 'Body/Gold'\n[[rules]]\nat_most = 1\nof = '#shinny'", &["did you mean \"shiny\"?"]);
    fails("[tags]\na = 'Body'\nb = '#a'", &["tags.b", "not of tags"]);
    fails("[tags]\na = 'Bod'", &["tags.a", "did you mean \"Body\"?"]);
    fails("[[rules]]\ntrait = []\nexcludes = 'Eyes'", &["rules[0].trait", "empty"]);
    for (entry, part) in [
        ("trait = 'Body'", "add excludes"),
        ("excludes = 'Body'", "no trait"),
        ("of = 'Body'", "says nothing"),
        ("at_most = 1", "at_most and of together"),
        ("at_most = 1\nof = 'Body'\nsame = ['Body', 'Eyes']", "two rules in one"),
        ("same = 'Body'", "two groups"),
    ] {
        fails(&format!("[[rules]]\n{entry}"), &["rules[", part]);
    }
    let wrong_type = open("[[rules]]\ntrait = 5");
    assert_fails!(wrong_type, Error::Project(ProjectError::ConfigSyntax { .. }), "expected a text");
}

#[test]
fn counts_and_percentages_stand_beside_weights() {
    let toml = |body: &str| {
        format!("[[layers]]\nname = 'Body'\nnone = '25%'\nnone_name = 'Bare'\n{body}\n[[layers]]\nname = 'Eyes'")
    };
    let open = |body: &str| folder().open_toml(&toml(body));
    let project = open("counts = { Gold = 7 }\nweights = { Robot = 3 }").expect("opens");
    assert_eq!(project.traits[0].count, Some(7));
    assert_eq!(project.traits[1].weight.0, 3 * project.traits[2].weight.0);
    assert_eq!(open("counts = { Bare = 0 }").expect("opens").traits[2].count, Some(0));
    assert_fails!(
        open("counts = { Golt = 7 }"),
        Error::Project(ProjectError::WeightOfNothing { .. }),
        "gives a count to \"Golt\"",
        "did you mean \"Gold\"?"
    );
    assert_fails!(open("weights = { Gold = '80%' }"), Error::Project(ProjectError::PercentagesAbove { .. }), "105 %");
    assert_fails!(
        open("weights = { Gold = '10%', Robot = 0 }"),
        Error::Project(ProjectError::PercentagesBelow { .. }),
        "35 %",
        "make it 100"
    );
    assert_fails!(open("weights = { Gold = 'many' }"), Error::Project(ProjectError::ConfigSyntax { .. }), "2.5%");
}
