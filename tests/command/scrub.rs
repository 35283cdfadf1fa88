//! `verify --fast` finds whatever happens to a file of a build, without the project; and so does `verify` with it.

use std::fs;
use std::path::{Path, PathBuf};

use simdgen::render::Silent;
use simdgen::verify::scrub;

use crate::command::generate::small_project;
use crate::command::simdgen::{Output, files_below, simdgen, succeed};

/// The kinds of findings, each with its file.
fn found(build: &Path, options: &[&str]) -> Vec<(String, String)> {
    let output = simdgen(&[&["verify", build.to_str().unwrap(), "--json"], options].concat());
    let report: serde_json::Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(output.code, if findings.is_empty() { 0 } else { 3 }, "{output:?}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    findings.iter().map(|f| (text(&f["kind"]), text(&f["file"]))).collect()
}

fn fast(build: &Path) -> Output {
    simdgen(&["verify", "--fast", build.to_str().unwrap()])
}

/// A project of few editions with everything that is made beside them.
fn project(root: &Path) -> PathBuf {
    small_project(root, true);
    let toml = fs::read_to_string(root.join("simdgen.toml")).unwrap();
    let more = "[gallery.build_up]\ndelay = 100\n";
    fs::write(root.join("simdgen.toml"), toml.replace("editions = 40", "editions = 6") + more).unwrap();
    succeed("generate {} --quiet", root);
    for command in ["preview", "preview-gif", "pixelate"] {
        succeed(&format!("{command} {{}}"), root);
    }
    root.join("build")
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn last(path: &Path) -> usize {
    fs::metadata(path).unwrap().len() as usize - 1
}

/// What happens to a build, and the finding that it must lead to without and with the project.
type Fault = (&'static str, fn(&Path), (&'static str, &'static str));

const FAULTS: [Fault; 22] = [
    ("a pixel", |b| flip(&b.join("images/2.png"), 60), ("ledger", "images/2.png")),
    ("the end", |b| flip(&b.join("images/2.png"), last(&b.join("images/2.png"))), ("ledger", "images/2.png")),
    ("bytes after the end", |b| append(&b.join("images/2.png"), b"x"), ("ledger", "images/2.png")),
    ("a picture cut off", |b| cut(&b.join("images/2.png")), ("ledger", "images/2.png")),
    ("an empty picture", |b| fs::write(b.join("images/2.png"), "").unwrap(), ("ledger", "images/2.png")),
    ("another's picture", |b| copy(b, "images/3.png", "images/2.png"), ("ledger", "images/2.png")),
    ("no picture", |b| fs::remove_file(b.join("images/2.png")).unwrap(), ("missing", "images/2.png")),
    ("a folder", |b| folder(&b.join("images/2.png")), ("unreadable", "images/2.png")),
    ("no metadata", |b| fs::remove_file(b.join("json/2.json")).unwrap(), ("missing", "json/2.json")),
    ("a letter", |b| flip(&b.join("json/2.json"), 20), ("ledger", "json/2.json")),
    ("another's metadata", |b| copy(b, "json/3.json", "json/2.json"), ("ledger", "json/2.json")),
    ("the list", |b| flip(&b.join("json/_metadata.json"), 40), ("metadata", "json/_metadata.json")),
    ("no list", |b| fs::remove_file(b.join("json/_metadata.json")).unwrap(), ("missing", "json/_metadata.json")),
    ("the plan", |b| append(&b.join("plan.jsonl"), b"\n"), ("ledger", "plan.jsonl")),
    ("no plan", |b| fs::remove_file(b.join("plan.jsonl")).unwrap(), ("missing", "plan.jsonl")),
    ("the record", |b| append(&b.join("simdgen-run.json"), b"\n"), ("ledger", "simdgen-run.json")),
    ("an animation", |b| flip(&b.join("gifs/4.gif"), 99), ("ledger", "gifs/4.gif")),
    ("a copy", |b| flip(&b.join("pixel_images/4.png"), 70), ("ledger", "pixel_images/4.png")),
    ("a sheet", |b| fs::remove_file(b.join("preview.png")).unwrap(), ("missing", "preview.png")),
    ("an animation of nobody", |b| copy(b, "gifs/4.gif", "gifs/7.gif"), ("extra", "gifs/7.gif")),
    ("a further animation", |b| copy(b, "gifs/4.gif", "gifs/9.gif"), ("extra", "gifs/9.gif")),
    ("the ledger", |b| flip(&b.join("simdgen-editions.txt"), 150), ("ledger", "simdgen-editions.txt")),
];

fn append(path: &Path, more: &[u8]) {
    fs::write(path, [&fs::read(path).unwrap(), more].concat()).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn copy(build: &Path, from: &str, to: &str) {
    fs::copy(build.join(from), build.join(to)).unwrap();
}

fn folder(path: &Path) {
    fs::remove_file(path).unwrap();
    fs::create_dir(path).unwrap();
}

/// Puts a build back as it was.
fn restore(build: &Path, files: &std::collections::BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(build).unwrap();
    for (name, bytes) in files {
        let path = build.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn every_fault_is_found_with_and_without_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let build = project(folder.path());
    let whole = files_below(&build);
    assert_eq!(found(&build, &["--fast"]), []);
    assert_eq!(found(&build, &[]), []);
    let text = fast(&build).out;
    assert!(text.contains("files of 6 editions, ") && text.ends_with(" read: nothing is wrong\n"), "{text}");
    for (what, fault, (kind, file)) in FAULTS {
        fault(&build);
        let expected = (kind.to_owned(), file.to_owned());
        let without = found(&build, &["--fast"]);
        assert!(without.contains(&expected), "{what}: {without:?}");
        let with = found(&build, &[]);
        assert!(with.iter().any(|(_, at)| at == file), "{what}, with the project: {with:?}");
        restore(&build, &whole);
    }
    assert_eq!(found(&build, &["--fast"]), []);
}

/// The whole build, and one whose last bytes are damaged, where it lies in nobody's project.
#[test]
fn a_build_is_scrubbed_where_its_project_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let build = folder.path().join("moved");
    fs::rename(project(&folder.path().join("project")), &build).unwrap();
    fs::remove_dir_all(folder.path().join("project")).unwrap();
    assert_eq!(fast(&build).code, 0);
    flip(&build.join("images/6.png"), 60);
    let output = fast(&build);
    assert_eq!(output.code, 3);
    for part in ["images/6.png was changed after it was made", "images/6.png is damaged: the check sum of its chunk"] {
        assert!(output.out.contains(part), "{output:?}");
    }
    fs::create_dir(build.join(".simdgen-partial")).unwrap();
    assert!(found(&build, &["--fast"]).contains(&("unfinished".to_owned(), ".simdgen-partial".to_owned())));
    assert_eq!(fast(&folder.path().join("nowhere")).code, 1);
}

#[test]
fn each_byte_of_a_picture_counts() {
    let folder = tempfile::tempdir().unwrap();
    let build = project(folder.path());
    let path = build.join("images/1.png");
    let (whole, findings) = (fs::read(&path).unwrap(), || scrub(&build, 2, &Silent).unwrap().findings);
    assert_eq!(findings(), []);
    let (steps, ends) = (whole.len() / 40, [0..60, whole.len() - 20..whole.len()]);
    for at in ends.into_iter().flatten().chain((0..whole.len()).step_by(steps)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        assert!(!findings().is_empty(), "byte {at}");
    }
}

/// A build of a release whose ledger knew fewer files, and one that lost its ledger: what is known is compared, and of the
/// rest it is said what is wrong with it by itself.
#[test]
fn builds_with_less_of_a_ledger_are_looked_at_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let build = project(folder.path());
    let ledger = build.join("simdgen-editions.txt");
    let text = fs::read_to_string(&ledger).unwrap();
    let is_old = |line: &&str| !line.starts_with("# file") || line.contains(" plan.jsonl ") || line.contains("/_");
    let old: String = text.lines().filter(is_old).map(|line| format!("{line}\n")).collect();
    assert!(old.lines().count() + 10 < text.lines().count(), "{text}");
    fs::write(&ledger, old).unwrap();
    assert_eq!(found(&build, &["--fast"]), []);
    assert_eq!(found(&build, &[]), []);
    // A later run goes on from there, and renders nothing for it.
    let run = succeed("generate {} --json", folder.path()).out;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&run).unwrap()["editions"], 0);
    assert_eq!(found(&build, &["--fast"]), []);

    fs::remove_file(&ledger).unwrap();
    let picture = build.join("images/3.png");
    let png = fs::read(&picture).unwrap();
    // The Adler-32 before the check sum of the pixels' chunk, which is put right, before the last chunk.
    let mut wrong = png.clone();
    let at = png.len() - 12 - 4 - 4;
    wrong[at] ^= 1;
    let start = png.windows(4).position(|four| four == b"IDAT").unwrap();
    let check = crc32fast::hash(&wrong[start..at + 4]).to_be_bytes();
    wrong[at + 4..at + 8].copy_from_slice(&check);
    fs::write(&picture, &wrong).unwrap();
    fs::write(build.join("json/4.json"), "{ \"edition\": 5 }").unwrap();
    fs::write(build.join("json/5.json"), "{ \"image\": \"ipfs://x/6.png\" }").unwrap();
    fs::write(build.join("json/6.json"), "{").unwrap();
    let output = fast(&build).out;
    for part in [
        "images/3.png is damaged: Corrupt deflate stream",
        "json/4.json says that it is of edition 5",
        "json/5.json names the picture of edition 6, 6.png",
        "json/6.json is no JSON: ",
        "simdgen-editions.txt is not there",
    ] {
        assert!(output.contains(part), "{part}: {output}");
    }
    assert!(!output.contains("images/1.png") && !output.contains("json/1.json"), "{output}");
    // With the project too.
    assert!(found(&build, &[]).contains(&("picture".to_owned(), "images/3.png".to_owned())));
}

/// What another command makes beside a build or changes in it is in the ledger as well.
#[test]
fn what_other_commands_write_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), project(folder.path()));
    for command in ["update-info {}", "generate-metadata {}", "generate {}", "generate {} --force", "pixelate {}"] {
        succeed(command, root);
        assert_eq!(found(&build, &["--fast"]), [], "{command}");
    }
    // Fewer editions, called otherwise.
    let toml = fs::read_to_string(root.join("simdgen.toml")).unwrap();
    fs::write(root.join("simdgen.toml"), toml.replace("editions = 6", "editions = 4") + "[files]\ndigits = 3\n")
        .unwrap();
    succeed("generate {} --force", root);
    assert_eq!(found(&build, &["--fast"]), []);
}

/// A name that cannot be read is told: a link, a pipe, an error of the system.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_never_right() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let build = project(folder.path());
    for name in ["images/2.png", "json/2.json", "json/_metadata.json", "gifs/2.gif", "preview.png", "plan.jsonl"] {
        let (path, aside) = (build.join(name), folder.path().join("aside"));
        fs::rename(&path, &aside).unwrap();
        let expected = ("unreadable".to_owned(), name.to_owned());
        // A link to the very file is one that may lead elsewhere tomorrow.
        symlink(&aside, &path).unwrap();
        assert!(found(&build, &["--fast"]).contains(&expected), "{name}");
        assert!(found(&build, &[]).contains(&expected), "{name}");
        fs::remove_file(&path).unwrap();
        if Command::new("mkfifo").arg(&path).status().is_ok_and(|status| status.success()) {
            assert!(found(&build, &["--fast"]).contains(&expected), "{name}");
            assert!(found(&build, &[]).contains(&expected), "{name}");
            fs::remove_file(&path).unwrap();
        }
        fs::rename(&aside, &path).unwrap();
        // A bad sector: reading fails, after opening did not.
        for options in [&["--fast"][..], &[]] {
            let output = Command::new("strace")
                .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=read", "-e", "inject=read:error=EIO", "-P"])
                .arg(&path)
                .arg(assert_cmd::cargo::cargo_bin("simdgen"))
                .arg("verify")
                .arg(&build)
                .args(options)
                .output();
            let Ok(output) = output else { continue };
            let text = String::from_utf8_lossy(&output.stdout);
            if text.is_empty() {
                // Where it may not trace.
                continue;
            }
            let expected = format!("{name} cannot be read: ");
            assert!(output.status.code() == Some(3) && text.contains(&expected), "{name}: {output:?}");
        }
    }
    let images = build.join("images");
    fs::rename(&images, folder.path().join("aside")).unwrap();
    symlink(folder.path().join("aside"), &images).unwrap();
    for options in [&["--fast"][..], &[]] {
        assert!(found(&build, options).contains(&("unreadable".to_owned(), "images".to_owned())));
    }
}
