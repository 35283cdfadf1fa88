//! A release starts the program that is built for the processor, in whatever way it is installed.
//!
//! The program under test has one level. So the file that chooses is compiled alone, into two small programs that tell which they
//! are and what they were given.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

const V3: &str = concat!("simdgen-", env!("CARGO_PKG_VERSION"), "-v3");

const PROGRAM: &str = r#"
#[path = "LEVEL.rs"]
mod level;

fn main() {
    if let Err(wrong) = level::start() {
        eprintln!("{wrong}");
        std::process::exit(1);
    }
    let own = if cfg!(target_feature = "avx2") { "v3" } else { "baseline" };
    println!("{own} {:?}", std::env::args().collect::<Vec<_>>());
    std::process::exit(7);
}
"#;

/// Both programs, compiled once.
static BUILT: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("main.rs");
    let level = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/level.rs");
    fs::write(&source, PROGRAM.replace("LEVEL.rs", level.to_str().unwrap())).unwrap();
    for (name, cpu) in [("baseline", "x86-64"), ("v3", "x86-64-v3")] {
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
        rustc.args(["--edition", "2024", "-C", &format!("target-cpu={cpu}"), "-o"]).arg(folder.path().join(name));
        let output = rustc.arg(&source).env("CARGO_PKG_VERSION", env!("CARGO_PKG_VERSION")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder
});

/// An installation: a folder with programs at the places named.
struct Installed(TempDir);

impl Installed {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (program, place) in files {
            let to = folder.path().join(place);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(BUILT.path().join(program), to).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Exit code, and what was printed to either.
    fn run(&self, name: &str, level: Option<&str>) -> (i32, String) {
        let mut command = Command::new(self.path(name));
        command.arg0("called so").args(["a", "b c"]).env_remove("SIMDGEN_LEVEL");
        if let Some(level) = level {
            command.env("SIMDGEN_LEVEL", level);
        }
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8(said).unwrap())
    }
}

/// What a program prints that did the work.
fn done(program: &str) -> (i32, String) {
    (7, format!("{program} [\"called so\", \"a\", \"b c\"]\n"))
}

/// What runs where v3 is there to be run.
fn best() -> (i32, String) {
    done(if std::is_x86_feature_detected!("avx2") { "v3" } else { "baseline" })
}

#[test]
fn the_best_is_started_from_either_place_and_through_links() {
    let lib = format!("lib/simdgen/{V3}");
    let installed = Installed::new(&[("baseline", "bin/simdgen"), ("v3", &lib)]);
    assert_eq!(installed.run("bin/simdgen", None), best());
    assert_eq!(installed.run("bin/simdgen", Some("")), best());
    symlink(installed.path("bin/simdgen"), installed.path("link")).unwrap();
    assert_eq!(installed.run("link", None), best());
    let package = Installed::new(&[("baseline", "any/simdgen"), ("v3", &format!("any/{V3}"))]);
    assert_eq!(package.run("any/simdgen", None), best());
}

#[test]
fn a_level_can_be_asked_for() {
    let installed = Installed::new(&[("baseline", "simdgen"), ("v3", V3)]);
    assert_eq!(installed.run("simdgen", Some("x86-64")), done("baseline"));
    if std::is_x86_feature_detected!("avx2") {
        assert_eq!(installed.run("simdgen", Some("x86-64-v3")), done("v3"));
        let (code, said) = installed.run(V3, Some("x86-64"));
        assert!(code == 1 && said.contains("is built for x86-64-v3 alone"), "{said}");
    }
    let (code, said) = installed.run("simdgen", Some("fast"));
    assert!(code == 1 && said.contains("\"fast\"") && said.contains("x86-64 or x86-64-v3"), "{said}");
}

#[test]
fn without_the_other_program_this_one_does_the_work() {
    let alone = Installed::new(&[("baseline", "bin/simdgen"), ("v3", "bin/simdgen-0.0.1-v3")]);
    assert_eq!(alone.run("bin/simdgen", None), done("baseline"));
    let (code, said) = alone.run("bin/simdgen", Some("x86-64-v3"));
    let names_both = said.contains(&format!("bin/{V3}")) && said.contains(&format!("lib/simdgen/{V3}"));
    assert!(code == 1 && (names_both || !std::is_x86_feature_detected!("avx2")), "{said}");
}

#[test]
fn what_cannot_be_started_is_left() {
    let installed = Installed::new(&[("baseline", "simdgen"), ("v3", V3)]);
    fs::set_permissions(installed.path(V3), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(installed.run("simdgen", None), done("baseline"));
    let (code, said) = installed.run("simdgen", Some("x86-64-v3"));
    assert!(code == 1 && (said.contains(V3) || !std::is_x86_feature_detected!("avx2")), "{said}");
}

#[test]
fn a_wrong_release_does_not_start_itself_for_ever() {
    let wrong = Installed::new(&[("baseline", "simdgen"), ("baseline", V3)]);
    assert_eq!(wrong.run("simdgen", None), done("baseline"));
}
