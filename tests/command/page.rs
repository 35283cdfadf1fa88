//! The page of a build for the browser: `simdgen gallery` and `generate --gallery`.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use simdgen::canvas::StraightRgba;
use simdgen::plan;

use crate::command::generate::small_project;
use crate::command::simdgen::{decode, files_below, simdgen, succeed};
use crate::pixels::fixture::{Noise, rectangles, write_png};

/// The page, and the data in it.
fn page(build: &Path) -> (String, Value) {
    let page = fs::read_to_string(build.join("gallery.html")).unwrap();
    let start = "<script type=\"application/json\" id=\"data\">";
    let (_, rest) = page.split_once(start).unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    assert!(!data.contains('<'), "a name could end the data");
    let data = serde_json::from_str(data).unwrap();
    (page, data)
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn u32s(value: &Value) -> Vec<u32> {
    bytes(value).as_chunks().0.iter().map(|&number| u32::from_le_bytes(number)).collect()
}

#[test]
fn a_page_has_the_traits_picks_and_ranks_of_every_edition() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let build = folder.path().join("build");
    let output = succeed("gallery {}", folder.path());
    assert!(output.out.contains("40 editions") && output.out.contains("gallery.html"), "{}", output.out);
    let (page, data) = page(&build);
    assert!(!page.contains("http:") && !page.contains("https:"), "the page names another host");
    assert!(page.contains("default-src 'none'"));

    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    let plan = plan::file::read(&build.join("plan.jsonl"), &project).unwrap();
    let editions = &data["editions"];
    assert_eq!(editions["count"], 40);
    assert_eq!(u32s(&editions["numbers"]), (1..=40).collect::<Vec<_>>());
    assert_eq!(bytes(&editions["sets"]), [0; 40]);
    let picks: Vec<u8> = plan.editions().flat_map(|e| e.picks).map(|pick| pick.0 as u8).collect();
    assert_eq!(bytes(&editions["picks"]), picks);
    let first = plan.editions().next().unwrap();
    let dna = plan::dna_hash(&project, first);
    let hex: String = bytes(&editions["dna"])[..20].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, dna);
    assert_eq!((&editions["titles"], &editions["name_prefix"]), (&Value::Null, &json!("Small #")));
    assert_eq!(data["file"], json!({ "before": "images/", "after": ".png" }));

    let ranking: Value = serde_json::from_str(&succeed("rarity {}/build --json", folder.path()).out).unwrap();
    let ranks = u32s(&editions["ranks"]);
    for line in ranking["ranking"].as_array().unwrap() {
        let edition = line["edition"].as_u64().unwrap() as usize;
        assert_eq!(u64::from(ranks[edition - 1]), line["rank"].as_u64().unwrap(), "{line}");
    }
    let traits = data["traits"].as_array().unwrap();
    assert_eq!((traits.len(), data["layers"].as_array().unwrap().len()), (13, 4));
    for (id, found) in traits.iter().enumerate() {
        let got = picks.iter().filter(|&&pick| usize::from(pick) == id).count();
        assert_eq!(found["got"], got, "{found}");
    }
    let red = &traits[2];
    assert_eq!((&red["name"], &red["file"], &red["nothing"]), (&json!("red"), &json!("red#50.png"), &json!(false)));
    assert_eq!((&red["attribute"], &red["blend"]), (&json!(["A", "red"]), &json!("source-over")));
    // Weights of 50, 2.5 and 1.
    assert!((red["asked"].as_f64().unwrap() - 50.0 / 53.5).abs() < 1e-12, "{red}");
    let nothing: Vec<&Value> = traits.iter().filter(|t| t["nothing"] == true).collect();
    assert!(nothing.len() == 1 && nothing[0]["layer"] == 2 && nothing[0]["sheet"].is_null(), "{nothing:?}");
    let screened = traits.iter().find(|t| t["layer"] == 1).unwrap();
    assert_eq!(screened["blend"], "screen");
    assert!((screened["opacity"].as_f64().unwrap() - 0.7).abs() < 0.01, "{screened}");
}

#[test]
fn sheets_show_the_pictures_of_traits() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), false);
    succeed("generate {} --gallery", folder.path());
    let (_, data) = page(&folder.path().join("build"));
    assert_eq!((&data["canvas"], &data["thumbnail"]), (&json!([150, 70]), &json!([150, 70])));
    let sheets: Vec<(u32, Vec<StraightRgba>)> = data["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| {
            let png = STANDARD.decode(sheet.as_str().unwrap().strip_prefix("data:image/png;base64,").unwrap()).unwrap();
            (u32::from_be_bytes(*png[16..].first_chunk().unwrap()), decode(&png))
        })
        .collect();
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    for (made, of) in data["traits"].as_array().unwrap().iter().zip(&project.traits) {
        let Some(path) = &of.picture else { continue };
        let place: [u32; 5] = serde_json::from_value(made["sheet"].clone()).unwrap();
        let at: [u32; 2] = serde_json::from_value(made["at"].clone()).unwrap();
        let ([sheet, left, top, width, height], [x, y]) = (place, at);
        let (stride, pixels) = &sheets[sheet as usize];
        let picture = decode(&fs::read(path).unwrap());
        for (row, column) in (0..70).flat_map(|row| (0..150).map(move |column| (row, column))) {
            let original = picture[(row * 150 + column) as usize];
            let inside = (x..x + width).contains(&column) && (y..y + height).contains(&row);
            let shown = if inside {
                pixels[((row - y + top) * stride + column - x + left) as usize]
            } else {
                StraightRgba::default()
            };
            // Premultiplied and back, colour of little alpha loses some of its places.
            let error = 255 / u32::from(original.a.max(1)) + 1;
            let differs = |a: u8, b: u8| original.a > 0 && u32::from(a.abs_diff(b)) > error;
            let wrong = differs(shown.r, original.r) || differs(shown.g, original.g) || differs(shown.b, original.b);
            assert!(!wrong && shown.a == original.a, "{column}, {row} of {}: {shown:?} {original:?}", path.display());
        }
    }
}

/// Names that would be markup, ends of scripts, or other directions of writing.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"'&amp;{{data}}",
    "<!--",
    "\u{202e}ltr \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{1f984} \u{2028}",
];

#[test]
fn names_are_data_and_never_markup() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut noise = Noise::new(3);
    let mut layers = String::new();
    for (number, name) in HOSTILE.iter().enumerate() {
        for picture in ["a", "b"] {
            let rgba = rectangles(&mut noise, 20, 10, false);
            write_png(&root.join(format!("layers/L{number}/{picture}.png")), 20, 10, &rgba);
        }
        let name = serde_json::to_string(name).unwrap();
        layers += &format!(
            "[[layers]]\nname = {name}\nfolder = \"L{number}\"\n\
             traits = [{{ name = {name}, file = \"a.png\" }}, {{ name = \"b\", file = \"b.png\" }}]\n"
        );
    }
    let [name, description] = [HOSTILE[1], HOSTILE[2]].map(|name| serde_json::to_string(name).unwrap());
    let head = format!("[collection]\nname = {name}\ndescription = {description}\neditions = 8\n");
    fs::write(root.join("simdgen.toml"), head + "[canvas]\nwidth = 20\nheight = 10\n" + &layers).unwrap();
    succeed("generate {} --gallery", root);
    let (page, data) = page(&root.join("build"));
    for (layer, name) in data["layers"].as_array().unwrap().iter().zip(HOSTILE) {
        assert_eq!(layer["name"], name);
    }
    assert_eq!((&data["name"], &data["description"]), (&json!(HOSTILE[1]), &json!(HOSTILE[2])));
    assert!(!page.contains("<img src=x") && !page.contains("alert(1)</script>"));
    assert!(page.contains("<title>&lt;/script>&lt;img src=x onerror=alert(1)></title>"));
    assert_eq!(data["pixelated"], true);
}

#[test]
fn equal_builds_have_equal_pages_and_verify_knows_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, false);
    succeed("generate {} --gallery --threads 1", root);
    let first = fs::read(root.join("build/gallery.html")).unwrap();
    succeed("generate {} --out {}/other", root);
    succeed("gallery {}/other --threads 3", root);
    assert!(fs::read(root.join("other/gallery.html")).unwrap() == first);
    let before = files_below(&root.join("build"));
    succeed("gallery {}/build", root);
    assert!(files_below(&root.join("build")) == before);
    succeed("verify {}/build", root);
    succeed("verify {}/build --fast", root);
    let output = succeed("generate {}", root);
    assert!(files_below(&root.join("build")) == before && !output.err.contains("gallery.html"), "{}", output.err);

    fs::write(root.join("build/gallery.html"), "mine").unwrap();
    let build = root.join("build");
    let verify = simdgen(&["verify", build.to_str().unwrap(), "--fast"]);
    assert!(verify.code == 3 && verify.out.contains("gallery.html"), "{verify:?}");
    let refused = simdgen(&["gallery", root.to_str().unwrap()]);
    assert!(
        refused.code == 1 && refused.err.contains("gallery.html") && refused.err.contains("--force"),
        "{refused:?}"
    );
    succeed("gallery {} --force", root);
    assert!(files_below(&build) == before);
}

#[test]
fn a_page_that_is_out_of_date_is_told_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, false);
    succeed("generate {} --gallery", root);
    let output = succeed("generate {} --count 41", root);
    assert!(output.err.contains("simdgen gallery"), "{}", output.err);
    assert_eq!(page(&root.join("build")).1["editions"]["count"], 40);
    let output = succeed("generate {} --count 42 --gallery", root);
    assert!(!output.err.contains("gallery") && output.out.contains("42 editions"), "{output:?}");
    assert_eq!(page(&root.join("build")).1["editions"]["count"], 42);
}

#[test]
fn a_page_that_somebody_wrote_stays() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, false);
    succeed("generate {}", root);
    fs::write(root.join("build/gallery.html"), "mine").unwrap();
    for command in ["gallery", "generate --gallery"] {
        let mut words: Vec<&str> = command.split(' ').collect();
        words.push(root.to_str().unwrap());
        let refused = simdgen(&words);
        assert!(refused.code == 1 && refused.err.contains("not written by simdgen"), "{refused:?}");
        assert_eq!(fs::read_to_string(root.join("build/gallery.html")).unwrap(), "mine");
    }
    succeed("gallery {} --force", root);
    page(&root.join("build"));
}

#[test]
fn ten_thousand_editions_are_a_small_page() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut noise = Noise::new(5);
    for (layer, number) in (0..10).flat_map(|layer| (0..6).map(move |number| (layer, number))) {
        let mut rgba = rectangles(&mut noise, 90, 90, layer == 0);
        // Grain, which hardly compresses.
        rgba.as_chunks_mut::<4>()
            .0
            .iter_mut()
            .filter(|pixel| pixel[3] > 0)
            .for_each(|pixel| pixel[0] ^= noise.byte() & 7);
        write_png(&root.join(format!("layers/{layer}/{number}.png")), 90, 90, &rgba);
    }
    let layers: String = (0..10).map(|layer| format!("[[layers]]\nname = \"{layer}\"\n")).collect();
    let head = "[collection]\nname = \"Many\"\neditions = 10000\n[canvas]\nwidth = 90\nheight = 90\n";
    fs::write(root.join("simdgen.toml"), head.to_owned() + &layers).unwrap();
    // Of one edition there is a picture; the page has all.
    let output = succeed("generate {} --editions 1..=1 --encoder direct --gallery --json", root);
    assert!(serde_json::from_str::<Value>(&output.out).is_ok(), "{}", output.out);
    let (page, data) = page(&root.join("build"));
    assert_eq!(data["editions"]["count"], 10_000);
    assert_eq!(bytes(&data["editions"]["picks"]).len(), 10_000 * 10);
    assert!(page.len() < 12_000_000, "{} bytes", page.len());
}

#[test]
fn a_collection_of_another_engine_is_shown_by_its_metadata() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for number in 1..=3 {
        write_png(&root.join(format!("images/{number}.png")), 300, 200, &[9; 300 * 200 * 4]);
        let hat = if number == 2 { json!([]) } else { json!([{ "trait_type": "Hat", "value": "Cap" }]) };
        let mut attributes = json!([{ "trait_type": "Mood", "value": format!("<b>{}", number % 2) }]);
        attributes.as_array_mut().unwrap().extend(hat.as_array().unwrap().iter().cloned());
        let metadata = json!({ "name": format!("Robot #{number}"), "edition": number, "attributes": attributes });
        fs::create_dir_all(root.join("json")).unwrap();
        fs::write(root.join(format!("json/{number}.json")), metadata.to_string()).unwrap();
    }
    // A second time it is known as a folder that simdgen wrote to.
    for _ in 0..2 {
        succeed("gallery {}", root);
        let (_, data) = page(root);
        assert_eq!(
            data["layers"],
            json!([{ "name": "Mood", "in_metadata": true }, { "name": "Hat", "in_metadata": true }])
        );
        assert_eq!((&data["name"], &data["editions"]["name_prefix"]), (&json!("Robot"), &json!("Robot #")));
        assert_eq!((&data["canvas"], &data["sheets"]), (&json!([300, 200]), &json!([])));
        assert_eq!(data["editions"]["files"], json!(["1.png", "2.png", "3.png"]));
        let picks = bytes(&data["editions"]["picks"]);
        let name = |at: usize| &data["traits"][usize::from(picks[at])];
        assert_eq!((&name(0)["name"], &name(1)["name"]), (&json!("<b>1"), &json!("Cap")));
        assert_eq!((&name(2)["name"], &name(3)["nothing"]), (&json!("<b>0"), &json!(true)));
        assert_eq!((&name(0)["got"], &name(3)["got"]), (&json!(2), &json!(1)));
    }
}

#[test]
fn a_build_outside_its_project_needs_its_place() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    small_project(folder.path(), false);
    let out = elsewhere.path().join("out");
    succeed(&format!("generate {{}} --out {}", out.display()), folder.path());
    let output = succeed("gallery {}", &out);
    assert!(output.err.contains("--project"), "{}", output.err);
    assert_eq!(page(&out).1["sheets"], json!([]));
    succeed(&format!("gallery {{}} --project {}", folder.path().display()), &out);
    assert_eq!(page(&out).1["sheets"].as_array().unwrap().len(), 1);
}

#[test]
fn a_project_that_changed_since_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, false);
    succeed("generate {}", root);
    fs::rename(root.join("layers/A/red#50.png"), root.join("layers/A/pink#50.png")).unwrap();
    let output = simdgen(&["gallery", root.to_str().unwrap()]);
    let words = ["\"A\" has no trait \"red\"", "as it was before", "run `simdgen generate`"];
    assert!(output.code == 1 && words.iter().all(|words| output.err.contains(words)), "{output:?}");
    assert!(!root.join("build/gallery.html").exists());
}

#[test]
fn folders_that_are_no_build_are_told() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), false);
    for path in [folder.path().to_path_buf(), folder.path().join("nowhere")] {
        let output = simdgen(&["gallery", path.to_str().unwrap()]);
        assert!(output.code == 1 && output.err.contains("simdgen generate"), "{output:?}");
        assert!(!path.join("gallery.html").exists() && !path.join("build").exists());
    }
}
