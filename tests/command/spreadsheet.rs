//! Plans that a spreadsheet or a shell wrote again mean what they meant.

use std::fs;
use std::path::Path;

use crate::command::simdgen::{Output, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// Layers of one-pixel pictures with names that spreadsheets touch: numbers, a comma, no ASCII.
fn project(root: &Path) {
    for (name, shade) in
        [("Sky, high/Tag.png", 9), ("Sky, high/Größe.png", 60), ("Number/1.png", 120), ("Number/2.png", 200)]
    {
        write_png(&root.join("layers").join(name), 1, 1, &[shade, 7, 7, 255]);
    }
    let toml = "[collection]\neditions = 3\n[[layers]]\nname = \"Sky, high\"\n[[layers]]\nname = \"Number\"\nnone = 1\n\
                [[sets]]\neditions = 3\n";
    fs::write(root.join("simdgen.toml"), toml.replace("editions = 3\n[[layers", "[[layers")).unwrap();
}

/// The traits of each edition that a plan file gives.
fn rendered(root: &Path, name: &str, plan: &[u8]) -> Vec<String> {
    fs::write(root.join(name), plan).unwrap();
    succeed(&format!("generate {{}} --force --quiet --plan {}", root.join(name).display()), root);
    let lines = fs::read_to_string(root.join("build/plan.jsonl")).unwrap();
    lines.lines().skip(1).map(|line| line.split_once("\"traits\":").unwrap().1.to_owned()).collect()
}

fn refused(root: &Path, plan: &str) -> Output {
    fs::write(root.join("bad.csv"), plan).unwrap();
    let output = simdgen(&["generate", root.to_str().unwrap(), "--plan", root.join("bad.csv").to_str().unwrap()]);
    assert_eq!(output.code, 1, "{output:?}");
    output
}

fn utf16(text: &str, mark: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect()
}

#[test]
fn what_spreadsheets_write_is_the_same_plan() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root);
    let plain = "edition,set,background,dna,\"Sky, high\",Number\n1,0,,,Größe,2\n2,0,,,Tag,1\n7,0,,,Tag,\n";
    let expected = rendered(root, "p.csv", plain.as_bytes());
    assert_eq!(expected.len(), 3);
    assert!(expected[0].contains("Größe") && expected[1].contains("\"Number\":\"1\""), "{expected:?}");

    let semicolons = "edition;set;background;dna;Sky, high;Number\r\n1;0;;;Größe;2\r\n2;0;;;Tag;1\r\n7;0;;;Tag;\r\n";
    for text in [
        semicolons.to_owned(),
        format!("sep=;\r\n{semicolons}"),
        format!("\"sep=;\"\n\n{semicolons}"),
        format!("\u{feff}{plain}"),
        semicolons.replace(';', "\t"),
        // Empty rows, and columns without a name.
        format!(";;;;;\r\n{};;;;;;\r\n;;\r\n", semicolons.replace("\r\n", ";;\r\n\r\n")),
        plain.replace(",set,background", ",,set,,background").replace(",0,,", ",,0,,,"),
        // Numbers as spreadsheets and data frames have them, where commas are decimal too.
        plain.replace("1,0,,,Größe,2", "1.0,0.0,,,Größe,2.0").replace("7,0", "7.00,0"),
        semicolons.replace("2;0;;;Tag;1", "2,0;0,0;;;Tag;1,0"),
        // Everything quoted; names in another case and with space around; nothing at the end of rows.
        "\"Edition\",\" SKY, HIGH\",\"number \"\n\"1\",\"Größe\",\"2\"\n\"2\",\" Tag \",\"1\"\n\"7\",\"Tag\"\n"
            .to_owned(),
    ] {
        assert_eq!(rendered(root, "p.csv", text.as_bytes()), expected, "{text}");
        let little = utf16(text.trim_start_matches('\u{feff}'), b"\xff\xfe", u16::to_le_bytes);
        assert_eq!(rendered(root, "p.csv", &little), expected, "{text}");
    }
    let big = utf16(plain, b"\xfe\xff", u16::to_be_bytes);
    assert_eq!(rendered(root, "p.csv", &big), expected);
}

#[test]
fn json_lines_may_be_utf_16_as_shells_write_them() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let plan = succeed("plan {} --seed 5", folder.path()).out;
    let expected = rendered(folder.path(), "p.jsonl", plan.as_bytes());
    let wide = utf16(&plan.replace('\n', "\r\n"), b"\xff\xfe", u16::to_le_bytes);
    assert_eq!(rendered(folder.path(), "p.jsonl", &wide), expected);
}

#[test]
fn what_cannot_be_meant_is_told_with_its_row_and_column() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    for (plan, parts) in [
        ("edition;Number\n1;1;Tag\n", &["line 2", "\"Tag\"", "column 3", "does not name"][..]),
        ("edition,,\"Sky, high\"\n1,,Tag\n2,x,Tag\n", &["line 3", "\"x\"", "column 2"]),
        ("edition;Sky, high;Number\n1;Tag;1\n1.5;Tag;1\n", &["line 3", "edition", "\"1.5\""]),
        // One, or a thousand.
        ("edition;Sky, high;Number\n1,000;Tag;1\n", &["line 2", "edition", "\"1,000\""]),
        ("edition;Sky, high;Number\n;Tag;1\n", &["line 2", "edition", "\"\""]),
        ("edition;Sky, high;Number;NUMBER\n1;Tag;1;1\n", &["line 1", "two columns \"Number\""]),
        ("edition;Sky, high;Numbre\n1;Tag;1\n", &["line 1", "\"Numbre\"", "did you mean \"Number\"?"]),
        ("edition;set;Sky, high\n1;1;Tag\n", &["line 2", "count sets from 0", "write 0"]),
        ("edition;Sky, high;Number\n1;Tag;3.0\n", &["line 2", "edition 1", "\"Number\"", "\"3.0\""]),
        ("Sky, high;Number\nTag;1\n", &["line 1", "\"edition\""]),
        (";;;\n\n", &["\"edition\""]),
        ("\n\n", &["empty"]),
    ] {
        let error = refused(folder.path(), plan).err;
        assert!(error.contains("bad.csv") && parts.iter().all(|part| error.contains(part)), "{plan:?}: {error}");
    }
    // Lines are counted as an editor does, whatever they end with, empty ones and those inside quotes too.
    for (end, blank) in [("\n", ""), ("\r\n", ""), ("\n", "\n"), ("\r\n", "\r\n\r\n"), ("\r", "")] {
        let plan = ["edition,,\"Sky, high\"", "1,,\"Tag", "\"", "", "2,x,Tag", ""].join(end);
        let line = 5 + blank.len() / end.len();
        let error = refused(folder.path(), &(blank.to_owned() + &plan)).err;
        assert!(error.contains(&format!("line {line}: ")), "{end:?}, {blank:?}: {error}");
    }
    fs::write(folder.path().join("old.csv"), b"edition,Number\n1,Gr\xf6\xdfe\n").unwrap();
    let path = folder.path().join("old.csv");
    let output = simdgen(&["generate", folder.path().to_str().unwrap(), "--plan", path.to_str().unwrap()]);
    assert!(output.code == 1 && output.err.contains("UTF-8") && output.err.contains("line 2"), "{output:?}");
}
