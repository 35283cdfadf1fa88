//! What lies where a file is expected, and is none: pipes, sockets, folders, links and files far too long. Each is told in
//! one line before any work is done; nothing waits for a pipe, and nothing is written through a link.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command as System, Stdio};
use std::time::Duration;

use assert_cmd::Command;

use crate::command::convert;
use crate::command::generate::small_project;
use crate::command::simdgen::{Output, files_below, succeed};

/// Runs a command that must not wait for anybody.
fn run(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("simdgen").unwrap();
    let output = command.args(arguments).timeout(Duration::from_secs(60)).output().unwrap();
    assert!(output.status.code().is_some(), "{arguments:?} waited for ever");
    Output {
        code: output.status.code().unwrap(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs a command that must be refused in one line with all of `parts` in it.
fn refused(arguments: &[&str], parts: &[&str]) {
    let output = run(arguments);
    assert_eq!(output.code, 1, "{arguments:?}: {output:?}");
    let lines: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(lines.len(), 1, "{}", output.err);
    parts.iter().for_each(|part| assert!(lines[0].contains(part), "{arguments:?}: no {part:?} in {}", lines[0]));
}

/// Puts something at a path.
type Put = fn(&Path);

/// The ways in which nothing that can be read lies at a path, with what is said of each.
const NO_FILES: [(&str, Put); 2] = [("a pipe", fifo), ("a socket", socket)];

fn fifo(path: &Path) {
    assert!(System::new("mkfifo").arg(path).status().unwrap().success());
}

fn socket(path: &Path) {
    // The name stays when nobody listens any more.
    UnixListener::bind(path).unwrap();
}

/// Puts something in the place of a file.
fn replace(path: &Path, with: impl Fn(&Path)) {
    let _ = fs::remove_file(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    with(path);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A new folder with a native project in it.
fn project() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    small_project(&root, true);
    (folder, root)
}

fn add_to_configuration(root: &Path, before: &str, lines: &str) {
    let file = root.join("simdgen.toml");
    let configuration = fs::read_to_string(&file).unwrap();
    fs::write(&file, configuration.replace(before, &format!("{lines}\n{before}"))).unwrap();
}

/// Writes a file as long as its kind allows and one byte more, which takes no room.
fn too_long(path: &Path, limit: u64) {
    fs::File::create(path).unwrap().set_len(limit + 1).unwrap();
}

const TEXT_LIMIT: u64 = 16 << 20;

#[test]
fn files_of_a_project_that_are_none_are_told() {
    for (what, put) in NO_FILES {
        for at in ["simdgen.toml", "src/config.js", "config.js", "config.json"] {
            let (_folder, root) = project();
            fs::remove_file(root.join("simdgen.toml")).unwrap();
            replace(&root.join(at), put);
            let command = if at == "config.json" { "inspect" } else { "generate" };
            refused(&[command, text(&root)], &[at, what, "a file is expected"]);
        }
        let template = "standard = \"template\"\ntemplate = \"t.json\"";
        for (at, before, lines) in [
            ("t.json", "[canvas]", template),
            ("s.js", "[canvas]", "script = \"s.js\""),
            ("one/1.png", "[[layers]]\nname = \"D\"", "[[one_of_one]]\nfile = \"one/1.png\""),
        ] {
            let (_folder, root) = project();
            add_to_configuration(&root, before, lines);
            replace(&root.join(at), put);
            refused(&["generate", text(&root)], &[at, what, "a file is expected"]);
        }
        let (_folder, root) = project();
        let before = "name = \"D\"";
        let listed =
            "[[layers.traits]]\nname = \"x\"\nfile = \"x.png\"\n[[layers.traits]]\nname = \"y\"\nfile = \"blue.png\"";
        let configuration = fs::read_to_string(root.join("simdgen.toml")).unwrap();
        fs::write(root.join("simdgen.toml"), configuration.replace(before, &format!("{before}\n{listed}"))).unwrap();
        replace(&root.join("layers/D/x.png"), put);
        refused(&["generate", text(&root)], &["x.png", what]);
        let given = root.join("other.toml");
        replace(&given, put);
        refused(&["generate", text(&root), "--config", text(&given)], &["other.toml", what]);
    }
}

#[test]
fn configurations_of_networks_that_are_none_are_told() {
    for (what, put) in NO_FILES {
        let folder = convert::project("");
        replace(&folder.path().join("Solana/solana_config.js"), put);
        refused(&["convert", "solana", text(folder.path())], &["solana_config.js", what]);
    }
}

#[test]
fn what_is_too_long_is_not_read() {
    let (_folder, root) = project();
    add_to_configuration(&root, "[canvas]", "standard = \"template\"\ntemplate = \"t.json\"");
    too_long(&root.join("t.json"), TEXT_LIMIT);
    refused(&["generate", text(&root)], &["t.json", "longer than the 16777216 bytes"]);
    too_long(&root.join("simdgen.toml"), TEXT_LIMIT);
    refused(&["generate", text(&root)], &["simdgen.toml", "longer than"]);
    let (_folder, root) = project();
    let from = root.join("from");
    fs::create_dir(&from).unwrap();
    too_long(&from.join("1.json"), TEXT_LIMIT);
    refused(&["generate", text(&root), "--from", text(&from)], &["1.json", "longer than"]);
    let plan = root.join("plan.jsonl");
    too_long(&plan, 16 << 30);
    refused(&["generate", text(&root), "--plan", text(&plan)], &["plan.jsonl", "longer than"]);
}

#[test]
fn an_edition_that_cannot_be_read_is_not_left_out() {
    let (folder, root) = project();
    succeed("generate {} --quiet", &root);
    let json = folder.path().join("json");
    fs::rename(root.join("build/json"), &json).unwrap();
    for (what, put) in NO_FILES {
        for at in ["3.json", "_metadata.json"] {
            let bytes = fs::read(json.join(at)).unwrap();
            replace(&json.join(at), put);
            let list = json.join("_metadata.json");
            for from in [json.as_path(), list.as_path()] {
                let is_named = from == json.join(at);
                if is_named && what == "a pipe" {
                    // It is what the user asks for, and nobody writes to this one.
                    continue;
                }
                let said = run(&["plan", text(&root), "--keep", text(from)]);
                // Where there are single files the list has only their order, and without them it says all.
                match at == "3.json" && from == json || is_named {
                    true => assert!(said.code == 1 && said.err.contains(at), "{at}: {said:?}"),
                    false => assert_eq!(said.code, 0, "{said:?}"),
                }
            }
            fs::remove_file(json.join(at)).unwrap();
            fs::write(json.join(at), bytes).unwrap();
        }
    }
    // Without single files the list is all there is.
    let alone = folder.path().join("alone");
    fs::create_dir(&alone).unwrap();
    fifo(&alone.join("_metadata.json"));
    refused(&["generate", text(&root), "--from", text(&alone)], &["_metadata.json", "a pipe"]);
}

#[test]
fn what_is_converted_is_neither_a_link_nor_a_pipe() {
    let secret = tempfile::tempdir().unwrap();
    let secret = secret.path().join("secret");
    fs::write(&secret, "SECRET").unwrap();
    let folder = convert::project("");
    for (network, at) in [
        ("solana", "images/6.png"),
        ("solana", "json/6.json"),
        ("tezos", "images/6.png"),
        ("cardano", "json/_metadata.json"),
    ] {
        let path = folder.path().join("build").join(at);
        let bytes = fs::read(&path).unwrap();
        for is_link in [true, false] {
            if is_link {
                replace(&path, |path| symlink(&secret, path).unwrap())
            } else {
                replace(&path, fifo)
            }
            refused(&["convert", network, text(folder.path())], &[at]);
            let made = folder.path().join("build").join(network);
            assert!(!made.join("images").exists() && !made.join("json").exists(), "{network} {at}");
        }
        replace(&path, |path| fs::write(path, &bytes).unwrap());
    }
}

#[test]
fn finished_pictures_that_are_none_are_told() {
    for command in ["preview", "preview-gif", "pixelate", "generate-metadata"] {
        for (_, put) in NO_FILES {
            let (_folder, root) = project();
            succeed("generate {} --quiet --count 3", &root);
            replace(&root.join("build/images/2.png"), put);
            refused(&[command, text(&root)], &["2.png"]);
        }
    }
}

#[test]
fn init_writes_through_no_link() {
    for at in ["layers", "simdgen.toml", ".simdgen.toml.part"] {
        let folder = tempfile::tempdir().unwrap();
        let (outside, root) = (folder.path().join("outside"), folder.path().join("project"));
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(&root).unwrap();
        fs::write(outside.join("theirs"), "theirs").unwrap();
        let target = if at == "layers" { "../outside/empty" } else { "../outside/theirs" };
        fs::create_dir(outside.join("empty")).unwrap();
        symlink(target, root.join(at)).unwrap();
        let said = run(&["init", text(&root)]);
        // A link of the name that files once had while they were written is in nobody's way.
        let (code, part) = match at {
            "layers" => (1, "a link"),
            "simdgen.toml" => (1, "exists already"),
            _ => (0, ""),
        };
        assert!(said.code == code && said.err.contains(part), "{at}: {said:?}");
        assert_eq!(files_below(&outside).len(), 1, "{at}");
        assert_eq!(fs::read_to_string(outside.join("theirs")).unwrap(), "theirs", "{at}");
    }
}

#[test]
fn the_demo_writes_through_no_link() {
    for (at, target) in [
        ("layers", "../outside"),
        ("layers/Sky", "../../outside"),
        ("README.txt", "../outside/theirs"),
        (".README.txt.part", "../outside/theirs"),
        ("layers/Sky/.Aurora#4.png.part", "../../../outside/theirs"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (outside, root) = (folder.path().join("outside"), folder.path().join("demo"));
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(root.join(at).parent().unwrap()).unwrap();
        fs::write(outside.join("theirs"), "theirs").unwrap();
        symlink(target, root.join(at)).unwrap();
        refused(&["demo", text(&root)], &[at, "not part of it"]);
        assert_eq!(files_below(&outside).values().collect::<Vec<_>>(), [b"theirs"], "{at}");
    }
}

#[test]
fn import_writes_through_no_link() {
    let folder = convert::project("");
    let (root, theirs) = (folder.path().join("project"), folder.path().join("theirs"));
    fs::create_dir(&root).unwrap();
    for part in ["src", "layers"] {
        fs::rename(folder.path().join(part), root.join(part)).unwrap();
    }
    fs::write(&theirs, "theirs").unwrap();
    let file = root.join("simdgen.toml");
    symlink("../theirs", &file).unwrap();
    symlink("../theirs", root.join("simdgen.simdgen-partial")).unwrap();
    refused(&["import", text(&root)], &["simdgen.toml", "--force"]);
    assert!(file.is_symlink());
    succeed("import {} --force", &root);
    assert!(!file.is_symlink() && fs::read_to_string(&file).unwrap().contains("[[layers]]"));
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "theirs");
    // Nothing else was left.
    assert_eq!(fs::read_dir(&root).unwrap().count(), 4);
    // What the user names may be a link.
    let named = folder.path().join("named.toml");
    symlink(&theirs, &named).unwrap();
    succeed(&format!("import {{}} --force --out {} --config {{}}/src/config.js", named.display()), &root);
    assert!(named.is_symlink() && fs::read_to_string(&theirs).unwrap().contains("[[layers]]"));
}

#[test]
fn a_folder_where_a_file_should_go_is_told_before_the_work() {
    let (folder, root) = project();
    let taken = folder.path().join("taken.jsonl");
    fs::create_dir(&taken).unwrap();
    let no_work = |arguments: &[&str]| {
        refused(arguments, &["taken", "a folder"]);
        assert!(!root.join("build").exists() && !root.join(".simdgen").exists(), "{arguments:?}");
    };
    no_work(&["plan", text(&root), "--out", text(&taken)]);
    no_work(&["generate", text(&root), "--trace", text(&taken)]);
    let missing = folder.path().join("missing/plan.jsonl");
    refused(&["plan", text(&root), "--out", text(&missing)], &["plan.jsonl"]);
    refused(&["rarity", text(&root), "--out", text(&root.join("simdgen.toml"))], &["simdgen.toml"]);

    let tables = folder.path().join("tables");
    fs::create_dir_all(tables.join("ranking.csv")).unwrap();
    refused(&["rarity", text(&root), "--out", text(&tables)], &["ranking.csv", "a folder"]);
    assert!(!tables.join("rarity.csv").exists());

    succeed("generate {} --quiet --count 3", &root);
    fs::create_dir(root.join("build/preview.png")).unwrap();
    fs::write(root.join("build/images/1.png"), "no picture, which would be told of else").unwrap();
    refused(&["preview", text(&root)], &["preview.png", "a folder"]);

    let art = convert::project("");
    fs::create_dir(art.path().join("simdgen.toml")).unwrap();
    for force in [&["import", text(art.path())][..], &["import", text(art.path()), "--force"]] {
        refused(force, &["simdgen.toml"]);
    }
    refused(&["import", text(art.path()), "--force", "--out", text(&taken)], &["taken", "a folder"]);
}

#[test]
fn what_the_user_names_may_be_a_pipe() {
    let (folder, root) = project();
    succeed("plan {} --out {}/a.jsonl --count 5", &root);
    let (plan, pipe) = (fs::read(root.join("a.jsonl")).unwrap(), folder.path().join("pipe.jsonl"));
    fifo(&pipe);
    // The other end gives up where nobody comes.
    let other_end = |script: &str| {
        let mut shell = System::new("timeout");
        shell.args(["60", "sh", "-c", script]).current_dir(folder.path()).stdout(Stdio::piped()).spawn().unwrap()
    };
    let writer = other_end("cat project/a.jsonl > pipe.jsonl");
    let said = run(&["generate", text(&root), "--plan", text(&pipe), "--quiet"]);
    assert!(said.code == 0 && writer.wait_with_output().unwrap().status.success(), "{said:?}");
    assert_eq!(fs::read_dir(root.join("build/images")).unwrap().count(), 5);
    let reader = other_end("cat pipe.jsonl");
    assert_eq!(run(&["plan", text(&root), "--count", "5", "--out", text(&pipe)]).code, 0);
    assert_eq!(reader.wait_with_output().unwrap().stdout, plan);
    assert!(!pipe.is_file() && pipe.exists());
}

#[test]
fn a_plan_is_whole_or_as_it_was() {
    let (folder, root) = project();
    let plan = folder.path().join("plan.csv");
    fs::write(&plan, "mine").unwrap();
    refused(&["plan", text(&root), "--count", "1000000", "--out", text(&plan)], &[""]);
    assert_eq!(fs::read_to_string(&plan).unwrap(), "mine");
    assert_eq!(run(&["plan", text(&root), "--count", "3", "--out", text(&plan)]).code, 0);
    assert_eq!(fs::read_to_string(&plan).unwrap().lines().count(), 4);
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
