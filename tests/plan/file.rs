//! Plan files: round trips, what may be left out, and messages that say where and what.

use proptest::prelude::*;
use serde_json::json;

use crate::plan::fixture::project;
use simdgen::canvas::StraightRgba;
use simdgen::error::PlanError;
use simdgen::plan::existing::{EditionFacts, Entries, of_entries};
use simdgen::plan::file::{PlanFormat, read, write};
use simdgen::plan::{Edition, EditionIndex, Plan, draw};
use simdgen::project::{Background, Project, SetId, TraitId};
use simdgen::{Error, Result};

/// Names that need care: a comma, quotes, two of a name, a name that is another's file name, a layer called
/// like a column, a layer twice in a set, a layer that may be left out.
fn awkward() -> Project {
    let mut project = project(
        &[
            ("background", &[("a, \"b\"", 1), ("c", 2)]),
            ("Eye", &[("Red", 1), ("Red", 2), ("Red#2.png", 3), ("", 4)]),
            ("Hat", &[("-None", 1), ("Cap", 1), ("Größe\n2", 1)]),
            ("Sky", &[("Day", 1), ("Night", 1)]),
        ],
        &[(10, &[0, 1, 2]), (8, &[3, 1, 1])],
    );
    project.background = Background::RandomHue { lightness: 500 };
    project
}

fn text(format: PlanFormat, project: &Project, plan: &Plan) -> String {
    let mut out = vec![];
    write(format, project, plan, &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

fn read_text(name: &str, content: &str, project: &Project) -> Result<Plan> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    read(&path, project)
}

/// The message, without the folder.
fn message(name: &str, content: &str, project: &Project) -> String {
    let error = read_text(name, content, project).expect_err(content).to_string();
    error.find(name).map_or(error.clone(), |at| error[at..].to_owned())
}

fn picks(plan: &Plan) -> Vec<Vec<u32>> {
    plan.editions().map(|e| e.picks.iter().map(|pick| pick.0).collect()).collect()
}

#[test]
fn plans_come_back_from_both_formats() {
    let mut project = awkward();
    project.shuffle = true;
    let mut plan = draw(&project, "round \"trip\"").expect("possible");
    plan.push(Edition { number: 99, set: SetId(0), background: None, picks: &[0, 2, 6].map(TraitId) });
    let half = StraightRgba { r: 1, g: 2, b: 3, a: 4 };
    plan.push(Edition { number: 100, set: SetId(0), background: Some(half), picks: &[1, 5, 7].map(TraitId) });

    assert_eq!(read_text("p.jsonl", &text(PlanFormat::Jsonl, &project, &plan), &project).expect("own"), plan);
    let table = read_text("p.CSV", &text(PlanFormat::Csv, &project, &plan), &project).expect("own");
    assert!(table.seed.is_empty(), "a table has no place for the seed");
    assert!(table.editions().eq(plan.editions()));
}

/// Parts of names: what spreadsheets calculate, drop or pass over, what ends cells and rows, and what does not show.
const PARTS: [&str; 24] = [
    "=", "+", "-", "@", "\t", "\r", "\n", "'", "''", "\"", ",", ";", " ", "\u{1b}", "\u{202e}", "\u{200b}", "\u{feff}",
    "1", "1.0", "=1+1", "sep=;", "é", "＝", "x",
];

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PARTS[..]), 1..4).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(crate::kept("tests/proptest-regressions/file.txt"))]

    /// Whatever layers and traits are called, also if one name is the other's cell.
    #[test]
    fn any_names_come_back_from_both_formats(
        layers in prop::collection::btree_map(name(), prop::collection::btree_set(name(), 1..6), 1..4),
        seed in any::<u32>(),
    ) {
        let specs: Vec<(&str, Vec<(&str, u64)>)> = layers
            .iter()
            .map(|(layer, traits)| (layer.as_str(), traits.iter().map(|name| (name.as_str(), 1)).collect()))
            .collect();
        let specs: Vec<_> = specs.iter().map(|(name, traits)| (*name, traits.as_slice())).collect();
        let ids: Vec<u32> = (0..specs.len() as u32).collect();
        let mut project = project(&specs, &[(4, &ids)]);
        project.unique = false;
        let plan = draw(&project, &seed.to_string()).expect("editions may be equal");
        for (format, file) in [(PlanFormat::Csv, "p.csv"), (PlanFormat::Jsonl, "p.jsonl")] {
            let written = text(format, &project, &plan);
            let read = read_text(file, &written, &project);
            let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
            prop_assert_eq!(picks(&read), picks(&plan), "{}", written);
            // No cell of a name is one that a spreadsheet takes for more than text.
            if format == PlanFormat::Csv {
                let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
                for row in rows.records() {
                    let row = row.expect("a row");
                    prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{}", written);
                }
            }
        }
    }
}

#[test]
fn formats_are_as_documented() {
    let project = awkward();
    let mut plan = Plan::new("42".to_owned());
    plan.push(Edition { number: 7, set: SetId(1), background: None, picks: &[10, 3, 4].map(TraitId) });
    let json = "{\"simdgen_plan\":1,\"seed\":\"42\",\"sets\":[[\"background\",\"Eye\",\"Hat\"],[\"Sky\",\"Eye\",\
                \"Eye (2)\"]]}\n{\"edition\":7,\"dna\":\"DNA\",\"set\":1,\"background\":\"transparent\",\"traits\":\
                {\"Sky\":\"Night\",\"Eye\":\"Red#2.png\",\"Eye (2)\":\"Red#2.png#3.png\"}}\n";
    let dna = simdgen::plan::dna_hash(&project, plan.editions().next().expect("one"));
    assert_eq!(text(PlanFormat::Jsonl, &project, &plan).replace(&dna, "DNA"), json);
    let table = "edition,set,background,dna,background (2),Eye,Hat,Sky,Eye (2)\n\
                 7,1,transparent,DNA,,Red#2.png,,Night,Red#2.png#3.png\n";
    assert_eq!(text(PlanFormat::Csv, &project, &plan).replace(&dna, "DNA"), table);
}

#[test]
fn a_hand_written_plan_needs_little() {
    let mut project = awkward();
    project.background = Background::Solid(StraightRgba { r: 255, g: 0, b: 16, a: 255 });
    let lines = "\u{feff}\n{\"edition\":5,\"traits\":{\"Eye\":\"#4.png\",\"background\":\"c\"}}\n\n\
                 {\"edition\":2,\"traits\":{\"Eye\":\"Red#1.png\",\"Eye (2)\":\"#4.png\",\"Sky\":\"Day\"}}";
    let plan = read_text("p.ndjson", lines, &project).expect("enough");
    assert_eq!(picks(&plan), [vec![1, 5, 6], vec![9, 2, 5]]);
    assert_eq!(plan.editions().map(|e| (e.number, e.set.0)).collect::<Vec<_>>(), [(5, 0), (2, 1)]);
    assert!(plan.editions().all(|e| e.background == Some(StraightRgba { r: 255, g: 0, b: 16, a: 255 })));

    let table = "Hat,Eye,edition,background (2)\nCap,#4.png,5,c\n,Red#2.png,6,c\n";
    assert_eq!(picks(&read_text("p.csv", table, &project).expect("enough")), [[1, 5, 7], [1, 3, 6]]);
}

#[test]
fn backgrounds_left_out_are_the_seeds() {
    let project = awkward();
    let plan = draw(&project, "hue").expect("possible");
    let without: String = text(PlanFormat::Jsonl, &project, &plan)
        .lines()
        .map(|line| match line.split_once(",\"background\":\"#") {
            Some((before, after)) => format!("{before}{}\n", &after[7..]),
            None => format!("{line}\n"),
        })
        .collect();
    assert!(!without.contains('#') || !without.contains("\"background\":\"#"));
    assert_eq!(read_text("p.jsonl", &without, &project).expect("enough"), plan);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let project = awkward();
    let json = |line: &str| message("p.jsonl", line, &project);
    let good = "{\"edition\":1,\"traits\":{\"background\":\"c\",\"Eye\":\"#4.png\"}}";
    assert!(read_text("p.jsonl", good, &project).is_ok());
    for (from, to, expected) in [
        (
            "\"Eye\"",
            "\"Eyes\"",
            "p.jsonl, line 1, edition 1: there is no layer \"Eyes\" in set 1 (did you mean \"Eye\"?): correct the name",
        ),
        (
            "\"c\"",
            "\"d\"",
            "p.jsonl, line 1, edition 1: layer \"background\" has no trait \"d\" (did you mean \"c\"?): correct the name",
        ),
        (
            "#4.png",
            "Red",
            "p.jsonl, line 1, edition 1: layer \"Eye\" has several traits called \"Red\": write the file name, one of \
             Red#1.png, Red#2.png",
        ),
        (
            ",\"Eye\":\"#4.png\"",
            "",
            "p.jsonl, line 1, edition 1: no trait is given for layer \"Eye\" of set 1, and the layer cannot be left \
             out: name one",
        ),
        (
            "\"traits\"",
            "\"set\":2,\"traits\"",
            "p.jsonl, line 1, edition 1: \"set\" is 2, but plan files count sets from 0 and the project has 2: write 0 or 1",
        ),
        (
            "\"traits\"",
            "\"background\":\"blue\",\"traits\"",
            "p.jsonl, line 1, edition 1: the background \"blue\" is not #rrggbb, #rrggbbaa or transparent",
        ),
        (
            "\"c\"",
            "[1]",
            "p.jsonl, line 1, edition 1: the trait of layer \"background\" must be a text, such as \"Red\"",
        ),
    ] {
        assert_eq!(json(&good.replace(from, to)), expected);
    }
    let twice = format!("{{\"simdgen_plan\":1}}\n{good}\n{good}");
    let expected = "p.jsonl, line 3, edition 1: line 2 has an edition of this number already: give each its own";
    assert_eq!(json(&twice), expected);
    assert!(json("{\"simdgen_plan\":2}").contains("plan version 1 was expected, 2 found"));
    assert!(json(&good.replace("traits", "trait")).starts_with("p.jsonl, line 1: not a plan line: unknown field"));
    assert!(json("{\"edition\":-1").starts_with("p.jsonl, line 1: not a plan line"));

    let table = |rows: &str| message("p.csv", rows, &project);
    assert_eq!(
        table("edition,Eye,Hatt\n"),
        "p.csv, line 1: the column \"Hatt\" is not the name of a layer (did you mean \"Hat\"?)"
    );
    assert_eq!(table("edition,Eye,Eye\n"), "p.csv, line 1: there are two columns \"Eye\"");
    assert_eq!(table("Eye\n"), "p.csv, line 1: there is no column \"edition\"");
    assert_eq!(
        table("edition,background (2),Eye\n1,c,#4.png\nx,c,#4.png\n"),
        "p.csv, line 3: the edition \"x\" is not a whole number"
    );
    assert!(table("edition,Eye\n").starts_with("p.csv, line 1: the plan has no edition"));
    // A spreadsheet leaves out empty cells at the end of a row.
    let short = table("edition,Eye,background (2)\n1,#4.png\n");
    assert!(short.starts_with("p.csv, line 2, edition 1: no trait is given for layer \"background (2)\""), "{short}");
    assert!(matches!(read_text("p.txt", "", &project), Err(Error::Plan(PlanError::PlanFileKind { .. }))));
    assert!(matches!(read("absent.csv".as_ref(), &project), Err(Error::Io { .. })));
}

#[test]
fn attributes_of_metadata_are_picks() {
    let project = awkward();
    let found = |attributes: &[(&str, &str)]| {
        let list: Vec<_> = attributes.iter().map(|(name, value)| json!({"trait_type": name, "value": value})).collect();
        let facts = EditionFacts::of(&json!({ "attributes": list }), None);
        let mut entries = Entries::new(false);
        entries.push(3, facts);
        of_entries("json".as_ref(), &project, entries).map(|recovered| recovered.plan)
    };
    let plan = found(&[("Sky", "Day"), ("Eye", "Red#1.png"), ("Eye", "#4.png")]).expect("known");
    let edition = plan.edition(EditionIndex(0));
    assert_eq!((edition.set, edition.picks), (SetId(1), &[9, 2, 5].map(TraitId)[..]));
    let error = found(&[("background", "c"), ("Eye", "Rde#1.png"), ("Hat", "Cab")]).expect_err("misspelt").to_string();
    assert!(error.starts_with("json, edition 3: layer \"Eye\" has no trait \"Rde#1.png\""), "{error}");
}
