//! Whoever is lost is told what lies there and the one command to run next.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::command::generate::small_project;
use crate::command::simdgen::{cache, simdgen};

const SCRIPT: &str =
    "module.exports = { layerConfigurations: [{ growEditionSizeTo: 2, layersOrder: [{ name: 'A' }] }] }";

/// A folder with these files; pictures among them have one pixel.
fn folder_of(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match name.rsplit('.').next() {
            Some("png") => lodepng::encode32_file(&path, &[lodepng::RGBA::new(1, 2, 3, 255)], 1, 1).unwrap(),
            _ if name.to_lowercase().contains("config") => fs::write(path, SCRIPT).unwrap(),
            _ => fs::write(path, "").unwrap(),
        }
    }
    folder
}

/// The error line of `simdgen generate` for a path below a folder, which is `{}` in it.
fn told(folder: &Path, below: &str) -> String {
    let path = if below.is_empty() { folder.to_path_buf() } else { folder.join(below) };
    let output = simdgen(&["generate", path.to_str().unwrap()]);
    assert_eq!((output.code, output.err.lines().count()), (1, 1), "{output:?}");
    assert!(output.err.starts_with("error: "), "{output:?}");
    output.err.replace(folder.to_str().unwrap(), "{}")
}

#[test]
fn what_lies_there_is_named_with_one_command() {
    for (names, below, found, command) in [
        (
            &["src/Config.js", "layers/A/a.png"][..],
            "",
            "{}/src/Config.js may be meant",
            "rename it, and run `simdgen generate {}`",
        ),
        (&["config.js.txt", "layers/A/a.png"], "", "has to be called config.js:", "`simdgen generate {}`"),
        (&["src/config.js.txt"], "", "{}/src/config.js.txt may be meant", "`simdgen generate {}`"),
        (&["simdgen.toml.txt", "layers/A/a.png"], "", "has to be called simdgen.toml:", "`simdgen generate {}`"),
        (&["simdgen.toml", "layers/A/a.png"], "layers", "it lies in the project {}", "run `simdgen generate {}`"),
        (&["simdgen.toml", "layers/A/a.png"], "layers/A", "it lies in the project {}", "run `simdgen generate {}`"),
        (&["art/simdgen.toml", "art/layers/A/a.png"], "", "{}/art is one", "run `simdgen generate {}/art`"),
        (
            &["settings/simdgen.toml", "layers/A/a.png"],
            "",
            "{}/settings/simdgen.toml is apart",
            "run `simdgen generate {} --config {}/settings/simdgen.toml`",
        ),
        (&["layers/simdgen.toml", "layers/A/a.png"], "", "is apart", "--config {}/layers/simdgen.toml`"),
        (&["a.png", "b.png"], "", "2 pictures lie in it without folders", "run `simdgen init {}`"),
        (&["Hat/a.png", "Eyes/b.png"], "", "its folders have pictures", "run `simdgen init {}`"),
        (&["layers/Hat/a.png"], "", "its layers folder is there", "run `simdgen init {}`"),
        (&["art.zip", "notes"], "", "art.zip may hold one", "unpack it"),
        (&["notes"], "", "the configuration and the layers folder", "`simdgen demo`"),
        (&[], "", "it is empty", "run `simdgen init {}`"),
        (&["art.zip"], "art.zip", "it is an archive", "unpack it"),
        (&["simdgen.toml", "layers/A/a.png"], "simdgen.toml", "it is a file", "run `simdgen generate {}`"),
        (&["src/config.js", "layers/A/a.png"], "src/config.js", "it is a file", "run `simdgen generate {}`"),
        (
            &["robots.toml", "layers/A/a.png"],
            "robots.toml",
            "it is a file",
            "`simdgen generate {} --config {}/robots.toml`",
        ),
        (&["plan.csv"], "plan.csv", "it is a plan file", "`simdgen generate --plan {}/plan.csv`"),
        (&["a.png"], "a.png", "it is a file", "as in `simdgen generate {}`"),
        (&["My art/simdgen.toml"], "", "My art is one", "run `simdgen generate \"{}/My art\"`"),
    ] {
        let folder = folder_of(names);
        let line = told(folder.path(), below);
        assert!(line.contains(found) && line.contains(command), "{names:?}: {line}");
    }
}

#[test]
fn verify_says_where_the_build_is() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let path = folder.path().to_str().unwrap();
    let verify = |options: &[&str]| {
        let output = simdgen(&[&["verify", path], options].concat());
        assert_eq!((output.code, output.err.lines().count()), (1, 1), "{output:?}");
        output.err
    };
    assert!(verify(&[]).contains("there is no build of simdgen at") && verify(&[]).contains("run `simdgen generate`"));
    assert_eq!(simdgen(&["generate", path, "--count", "2"]).code, 0);
    for options in [&[][..], &["--fast"]] {
        assert!(verify(options).contains(&format!("run `simdgen verify {path}/build`")));
    }
}

#[test]
fn without_a_command_the_current_folder_is_looked_at() {
    let here = |folder: &Path| {
        let mut command = Command::cargo_bin("simdgen").unwrap();
        let output = command.current_dir(folder).env("XDG_CACHE_HOME", cache()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("Usage: ") && output.stdout.is_empty(), "{text}");
        text.lines().last().unwrap().to_owned()
    };
    let folder = folder_of(&["Hat/a.png", "Eyes/b.png"]);
    assert!(here(folder.path()).starts_with("This folder is not a project; its folders have pictures"));
    assert!(here(folder.path()).contains("run `simdgen init .`"));
    assert!(here(folder_of(&["simdgen.toml"]).path()).starts_with("This folder is a project that cannot be used: "));
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    assert_eq!(here(folder.path()), "This folder is a project (simdgen.toml, 40 editions): run `simdgen generate`");
    assert!(here(&folder.path().join("layers/A")).contains("; it lies in the project "));
}
