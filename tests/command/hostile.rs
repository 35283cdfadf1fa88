//! Projects that try to have something outside of them read or written: refused in one line, and nothing is touched.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command as System;
use std::time::{Duration, Instant};

use crate::command::generate::small_project;
use crate::command::simdgen::{Output, files_below, simdgen};
use crate::pixels::fixture::write_png;

/// A folder with a project in it and something beside the project that is none of its business.
fn project() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    small_project(&root, true);
    for file in ["secret.png", "A/x.png", "B/x.png", "C/x.png", "D/x.png"] {
        write_png(&folder.path().join("outside").join(file), 150, 70, &[77; 150 * 70 * 4]);
    }
    fs::write(folder.path().join("outside/notes.txt"), "a secret line").unwrap();
    (folder, root)
}

fn run(command: &str, root: &Path, more: &[&str]) -> Output {
    let start = Instant::now();
    let mut arguments = vec![command, root.to_str().unwrap()];
    arguments.extend(more);
    let output = simdgen(&arguments);
    assert!(start.elapsed() < Duration::from_secs(60), "{arguments:?} took for ever");
    output
}

/// Runs a command that must be refused in one line with all of `parts` in it, and must leave what is outside alone.
fn refused(folder: &Path, root: &Path, command: &str, more: &[&str], parts: &[&str]) {
    let outside = files_below(&folder.join("outside"));
    let output = run(command, root, more);
    assert_eq!(output.code, 1, "{command} {more:?}: {output:?}");
    let lines: Vec<&str> = output.err.lines().filter(|l| l.starts_with("error: ")).collect();
    assert_eq!(lines.len(), 1, "{}", output.err);
    for part in parts {
        assert!(lines[0].contains(part), "{part:?} is not in: {}", output.err);
    }
    assert!(!output.err.contains("secret line") && !output.out.contains("secret line"), "{output:?}");
    assert_eq!(files_below(&folder.join("outside")), outside, "something outside was changed");
}

/// Makes a FIFO; false where the system has no program for that.
fn fifo(path: &Path) -> bool {
    System::new("mkfifo").arg(path).status().is_ok_and(|status| status.success())
}

#[test]
fn links_that_stay_inside_the_project_work() {
    let (_folder, root) = project();
    fs::create_dir_all(root.join("shared")).unwrap();
    fs::rename(root.join("layers/B"), root.join("shared/B")).unwrap();
    symlink("../shared/B", root.join("layers/B")).unwrap();
    fs::remove_file(root.join("layers/C/blue.png")).unwrap();
    symlink(root.join("layers/A/blue.png"), root.join("layers/C/blue.png")).unwrap();
    // The project itself may be reached through a link.
    symlink(&root, root.parent().unwrap().join("alias")).unwrap();
    let output = run("generate", &root.parent().unwrap().join("alias"), &[]);
    assert_eq!(output.code, 0, "{output:?}");
    assert_eq!(fs::read_dir(root.join("build/images")).unwrap().count(), 40);
}

#[test]
fn links_that_leave_the_project_are_refused() {
    let outside = ["outside the project", "put the files themselves"];
    let cases: [(&str, &str); 5] = [
        ("layers/A/red#50.png", "../../../outside/secret.png"),
        ("layers/A/red#50.png", "/etc/passwd"),
        ("layers/B", "../../outside"),
        ("layers", "../outside"),
        ("simdgen.toml", "../outside/notes.txt"),
    ];
    for (at, target) in cases {
        let (folder, root) = project();
        let link = root.join(at);
        if link.is_dir() {
            fs::remove_dir_all(&link).unwrap()
        } else {
            fs::remove_file(&link).unwrap()
        }
        symlink(target, &link).unwrap();
        for command in ["generate", "plan", "inspect"] {
            refused(folder.path(), &root, command, &[], &[at.split('/').next().unwrap(), outside[0], outside[1]]);
        }
        assert!(!root.join("build/images").exists() && !root.join(".simdgen/traits.pack").exists(), "{at}");
    }
}

#[test]
fn circles_and_links_to_nothing_are_told() {
    let (folder, root) = project();
    let link = root.join("layers/D/loop.png");
    symlink("loop.png", &link).unwrap();
    refused(folder.path(), &root, "generate", &[], &["loop.png", "remove the link"]);
    fs::remove_file(&link).unwrap();
    symlink("nowhere.png", &link).unwrap();
    refused(folder.path(), &root, "generate", &[], &["loop.png", "not there"]);
    fs::remove_file(&link).unwrap();
    // A folder that holds itself is passed over, as any folder in a layer.
    symlink(".", root.join("layers/D/again")).unwrap();
    assert_eq!(run("generate", &root, &[]).code, 0);
}

#[test]
fn devices_and_pipes_are_no_pictures() {
    for name in ["a.png", "layers/notes"] {
        let (folder, root) = project();
        let path = if name == "a.png" { root.join("layers/A/a.png") } else { root.join("layers/A/notes") };
        if !fifo(&path) {
            return;
        }
        let file = path.file_name().unwrap().to_str().unwrap();
        for command in ["generate", "inspect"] {
            refused(folder.path(), &root, command, &[], &[file, "a pipe", "move it away"]);
        }
    }
    let (folder, root) = project();
    symlink("/dev/zero", root.join("layers/A/a.png")).unwrap();
    refused(folder.path(), &root, "generate", &[], &["a.png", "/dev/zero", "outside the project"]);
}

#[test]
fn names_in_configurations_stay_inside() {
    let (folder, root) = project();
    let toml = fs::read_to_string(root.join("simdgen.toml")).unwrap();
    let file = |text: String| fs::write(root.join("simdgen.toml"), text).unwrap();
    for name in ["../../outside", "/etc", "a/../../outside", "..\\\\..\\\\outside"] {
        file(toml.replace("name = \"D\"", &format!("name = \"D\"\nfolder = \"{name}\"")));
        refused(
            folder.path(),
            &root,
            "generate",
            &[],
            &["folder", "take out"].map(|p| if name.contains('\\') { "folder" } else { p }),
        );
        file(format!("{toml}\n[files]\nlayers = \"{name}\"\n"));
        refused(folder.path(), &root, "generate", &[], &["files.layers"]);
        file(toml.replace("[canvas]", &format!("standard = \"template\"\ntemplate = \"{name}\"\n[canvas]")));
        refused(folder.path(), &root, "generate", &[], &["collection.template"]);
    }
    symlink("../outside/notes.txt", root.join("template.json")).unwrap();
    file(toml.replace("[canvas]", "standard = \"template\"\ntemplate = \"template.json\"\n[canvas]"));
    refused(folder.path(), &root, "generate", &[], &["collection.template", "outside the project"]);
    fs::remove_file(root.join("template.json")).unwrap();
    symlink("/dev/zero", root.join("template.json")).unwrap();
    refused(folder.path(), &root, "generate", &[], &["collection.template", "outside the project"]);
}

#[test]
fn names_in_javascript_configurations_stay_inside() {
    let (folder, root) = project();
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    let write = |order: &str, more: &str| {
        let text = format!(
            "module.exports = {{ layerConfigurations: [{{ growEditionSizeTo: 2, layersOrder: [{order}] }}], \
             format: {{ width: 150, height: 70 }}, {more} }};"
        );
        fs::write(root.join("src/config.js"), text).unwrap();
    };
    for name in ["../../outside", "/etc", "A/../../../outside", ".."] {
        for nftchef in ["", "startIndex: 1"] {
            write(&format!("{{ name: '{name}' }}"), nftchef);
            refused(folder.path(), &root, "generate", &[], &["layersOrder[0].name", name]);
        }
        write("{ name: 'A' }", &format!("startIndex: 1, layersDir: '{name}'"));
        // What begins with "/" is of the project, as what an artist writes for `basePath` is.
        let part = if name == "/etc" { "project/etc/A" } else { "layersDir" };
        refused(folder.path(), &root, "generate", &[], &[part]);
        if name != ".." {
            write("{ name: 'A' }", &format!("preview: {{ imageName: '{name}/p.png' }}"));
            refused(folder.path(), &root, "generate", &[], &["preview.imageName", "output folder"]);
            write("{ name: 'A' }", &format!("preview_gif: {{ imageName: '{name}' }}"));
            refused(folder.path(), &root, "preview-gif", &[], &["preview_gif.imageName", "output folder"]);
        }
    }
    fs::remove_file(root.join("src/config.js")).unwrap();
    symlink("../../outside/notes.txt", root.join("src/config.js")).unwrap();
    refused(folder.path(), &root, "generate", &[], &["src/config.js", "outside the project"]);
}

#[test]
fn nested_folders_cannot_go_round_in_circles() {
    let (folder, root) = project();
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    let config = "module.exports = { layerConfigurations: [{ growEditionSizeTo: 2, layersOrder: [{ name: 'A' }] }], \
                  format: { width: 150, height: 70 }, startIndex: 1 };";
    fs::write(root.join("config.js"), config).unwrap();
    fs::remove_file(root.join("layers/A/green#2.5.png")).unwrap();
    symlink(".", root.join("layers/A/one#1")).unwrap();
    symlink("../A", root.join("layers/A/two#1")).unwrap();
    refused(folder.path(), &root, "generate", &[], &["layers/A/one#1", "link to a folder", "put the folder itself"]);
}

#[test]
fn results_do_not_go_through_links() {
    let link = "is neither read nor written through";
    for (at, target, part) in [
        ("build", "../outside", "outside the project"),
        ("build/images", "../../outside", link),
        ("build/json", "../../outside", link),
        ("build/.simdgen-lock", "../../outside/new", link),
        ("build/.simdgen-partial", "../../outside", link),
        ("build/.simdgen-complete", "../../outside", link),
        ("build/gifs", "../../outside", link),
        ("build/plan.jsonl", "../../outside/new", link),
        ("build/simdgen-editions.txt", "/dev/zero", link),
        (".simdgen", "../outside", "outside the project"),
        (".simdgen/traits.pack", "../../outside/notes.txt", "files of its own"),
        (".simdgen/traits.pack.lock", "../../outside/new", "files of its own"),
        (".simdgen/traits.pack.tmp", "../../outside/notes.txt", "files of its own"),
        (".simdgen/traits.training", "/dev/zero", "files of its own"),
    ] {
        for more in [&[][..], &["--force"], &["--editions", "1..=3"]] {
            let (folder, root) = project();
            fs::create_dir_all(root.join(at).parent().unwrap()).unwrap();
            symlink(target, root.join(at)).unwrap();
            refused(folder.path(), &root, "generate", more, &[at, part]);
        }
    }
    let (folder, root) = project();
    let outside = files_below(&folder.path().join("outside"));
    fs::create_dir_all(root.join("build/.simdgen-partial")).unwrap();
    symlink("../../../outside", root.join("build/.simdgen-partial/gifs")).unwrap();
    symlink("../../outside", root.join("build/.simdgen-beside")).unwrap();
    assert_eq!(run("generate", &root, &["--resume"]).code, 0);
    assert_eq!(files_below(&folder.path().join("outside")), outside, "a link of a staging folder was followed");
    let (folder, root) = project();
    fs::create_dir(root.join(".simdgen")).unwrap();
    if fifo(&root.join(".simdgen/traits.pack")) {
        refused(folder.path(), &root, "generate", &[], &["traits.pack", "a pipe"]);
    }
}

#[test]
fn finished_pictures_that_are_devices_are_not_read() {
    let (folder, root) = project();
    fs::create_dir_all(root.join("build/images")).unwrap();
    symlink("/dev/zero", root.join("build/images/1.png")).unwrap();
    for command in ["preview", "preview-gif", "pixelate", "generate-metadata"] {
        refused(folder.path(), &root, command, &[], &["1.png", "neither read nor written"]);
    }
}

#[test]
fn results_that_are_pipes_and_links_are_not_read() {
    for (at, target) in [
        ("images/1.png", ""),
        ("images/1.png", "/dev/zero"),
        ("json/1.json", ""),
        ("json/1.json", "/dev/zero"),
        ("json/1.json", "../../../outside/notes.txt"),
        ("json/_metadata.json", ""),
        ("json/_metadata.json", "../../../outside/notes.txt"),
        ("plan.jsonl", ""),
        ("plan.jsonl", "../../outside/notes.txt"),
        ("simdgen-run.json", ""),
        ("simdgen-editions.txt", ""),
    ] {
        let (folder, root) = project();
        let (build, path) = (root.join("build"), root.join("build").join(at));
        let build = build.to_str().unwrap();
        assert_eq!(run("generate", &root, &["--quiet"]).code, 0);
        fs::remove_file(&path).unwrap();
        if target.is_empty() && !fifo(&path) {
            return;
        }
        if !target.is_empty() {
            symlink(target, &path).unwrap();
        }
        let file = at.rsplit('/').next().unwrap();
        // Whether the build is right nobody can say then.
        for options in [&["--project", root.to_str().unwrap()][..], &["--fast"]] {
            if file == "simdgen-run.json" && options.len() > 1 {
                refused(folder.path(), Path::new(build), "verify", options, &[file, "neither read nor written"]);
                continue;
            }
            let output = run("verify", Path::new(build), options);
            let told = output.out.contains("is a pipe, a socket or a device, and no file");
            assert!(output.code == 3 && output.out.contains(file), "{output:?}");
            assert!(told || output.out.contains("is a link, and no file"), "{output:?}");
        }
        for command in ["generate", "update-info", "preview"] {
            refused(folder.path(), &root, command, &[], &[file, "neither read nor written"]);
        }
    }
}

#[test]
fn scripts_reach_no_file_outside_the_project() {
    let (folder, root) = project();
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    fs::create_dir_all(root.join("constants")).unwrap();
    fs::write(folder.path().join("outside/secret.js"), "throw new Error('a secret line')").unwrap();
    fs::write(folder.path().join("outside/secret.json"), "a secret line").unwrap();
    symlink("../../outside/secret.js", root.join("src/link.js")).unwrap();
    symlink("../../outside/secret.js", root.join("constants/network.js")).unwrap();
    symlink("../outside", root.join("away")).unwrap();
    symlink("/dev/zero", root.join("src/zero.js")).unwrap();
    symlink("nowhere.js", root.join("src/nothing.js")).unwrap();
    let (outside, away) = ("is outside the project", "which is outside the project: put the files themselves");
    let real = folder.path().canonicalize().unwrap().join("outside/secret.js");
    let mut cases = vec![
        ("../../outside/secret.js".to_owned(), outside),
        ("../../outside/secret".to_owned(), outside),
        ("../../../../../../../../../../etc/passwd".into(), outside),
        ("/etc/passwd".into(), outside),
        ("..\\\\..\\\\outside\\\\secret.js".into(), outside),
        ("file:///etc/passwd".into(), outside),
        (real.to_str().unwrap().into(), outside),
        ("/project/../outside/secret.js".into(), outside),
        ("./link".into(), away),
        ("./link.js".into(), away),
        ("../constants/network".into(), away),
        ("../away/secret.js".into(), away),
        ("../away/secret.json".into(), away),
        ("../away".into(), away),
        ("./zero.js".into(), away),
        ("./nothing.js".into(), "is a link to something that is not there"),
    ];
    let is_fifo = fifo(&root.join("src/pipe.js"));
    if is_fifo {
        cases.push(("./pipe.js".into(), "a device or a pipe"));
    }
    let config = root.join("src/config.js");
    for (name, part) in &cases {
        for text in [
            format!("\nrequire('{name}');"),
            format!("\nimport x from '{name}';"),
            format!("\nawait import('{name}');"),
        ] {
            fs::write(&config, &text).unwrap();
            refused(folder.path(), &root, "generate", &[], &["src/config.js:", part]);
        }
    }
    for read in [
        "readFileSync('away/secret.json')",
        "readdirSync('away')",
        "readFileSync('src/zero.js')",
        "existsSync('away/secret.js')",
    ] {
        fs::write(&config, format!("require('fs').{read}")).unwrap();
        refused(folder.path(), &root, "generate", &[], &["src/config.js:1", away]);
    }
    for read in ["readFileSync('/etc/passwd')", "readFileSync('../outside/notes.txt')", "readdirSync('..')"] {
        fs::write(&config, format!("require('fs').{read}")).unwrap();
        refused(folder.path(), &root, "generate", &[], &["src/config.js:1", "fs reads only the project"]);
    }
}

#[test]
fn greedy_scripts_of_many_files_are_stopped() {
    let (folder, root) = project();
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    fs::write(root.join("src/long.js"), format!("//{}", "x".repeat(17 << 20))).unwrap();
    fs::write(root.join("src/data.json"), format!("[\"{}\"]", "x".repeat(9 << 20))).unwrap();
    fs::copy(root.join("src/data.json"), root.join("src/more.json")).unwrap();
    fs::write(root.join("src/round.js"), "for (;;) require('fs').existsSync('x' + Math.random())").unwrap();
    fs::write(root.join("src/jobs.mjs"), "const f = async () => { await 1; f(); }; f(); await new Promise(() => {});")
        .unwrap();
    let config = root.join("src/config.js");
    for (text, parts) in [
        ("require('./long')", ["src/config.js:1", "longer than the 16777216 bytes"]),
        ("require('./data'); require('./more')", ["src/config.js:1", "16 MiB"]),
        ("require('./round')", ["config", ""]),
        ("require('./jobs.mjs')", ["config", ""]),
        ("import './jobs.mjs'", ["config", ""]),
        ("export default new Proxy({}, { ownKeys() { for (;;); } })", ["src/config.js", "longer than 2 s"]),
        ("export const then = 1; for (;;) await 1;", ["src/config.js", "longer than 2 s"]),
    ] {
        fs::write(&config, text).unwrap();
        refused(folder.path(), &root, "generate", &[], &parts);
    }
}

/// Modules that cannot be linked and are asked for again end nothing but the configuration.
#[test]
fn modules_that_fail_again_and_again_are_ordinary_errors() {
    let (folder, root) = project();
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    let again =
        "for (const f of ['a', 'b', 'a', 'b']) try { require(`./${f}.mjs`) } catch {}\nthrow new Error('the end')";
    let again_later =
        "for (const f of ['a', 'b', 'a', 'b']) await import(`./${f}.mjs`).catch(() => {});\nthrow new Error('the end')";
    for (a, b) in [
        ("import { q } from './b.mjs'", "import './a.mjs'; export const z = 1"),
        ("import { z } from './b.mjs'; import { q } from './b.mjs'", "import './a.mjs'; export const z = 1"),
        ("import './none.mjs'", "import './a.mjs'"),
        ("import './b.mjs'", "import './a.mjs'; throw 1"),
        ("import './b.mjs'", "import './a.mjs'; )"),
        ("import './c.cjs'; import './b.mjs'", "import './a.mjs'; import './c.cjs'"),
        ("import './config.js'; export const z = 1", "import { z } from './a.mjs'; await import('./b.mjs')"),
    ] {
        fs::write(root.join("src/a.mjs"), a).unwrap();
        fs::write(root.join("src/b.mjs"), b).unwrap();
        fs::write(root.join("src/c.cjs"), "import('./a.mjs'); import('./none.mjs'); require('./b.mjs')").unwrap();
        for text in [again, again_later] {
            fs::write(root.join("src/config.js"), text).unwrap();
            refused(folder.path(), &root, "generate", &[], &["src/config.js:"]);
        }
    }
}
