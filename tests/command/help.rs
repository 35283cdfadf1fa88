//! Help, version, completions and the manual page.

use crate::simdgen::simdgen;

const COMMANDS: [&str; 18] = [
    "generate",
    "pack",
    "plan",
    "inspect",
    "rarity",
    "update-info",
    "preview",
    "preview-gif",
    "pixelate",
    "generate-metadata",
    "check",
    "verify",
    "convert",
    "import",
    "init",
    "demo",
    "completions",
    "man",
];

#[test]
fn every_command_explains_itself() {
    for command in COMMANDS {
        let help = simdgen(&[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Usage: simdgen"), "{}", help.out);
    }
    let help = simdgen(&["--help"]);
    assert!(help.out.contains("Examples:") && help.out.contains("Exit codes:"));
}

#[test]
fn the_version_names_the_build_level() {
    let version = simdgen(&["--version"]);
    assert!(
        version.out.contains(env!("CARGO_PKG_VERSION")) && version.out.contains("build level: "),
        "{}",
        version.out
    );
}

#[test]
fn completions_and_manual_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(simdgen(&["completions", shell]).out.contains("simdgen"));
    }
    assert!(simdgen(&["man"]).out.contains(".TH simdgen "));
}

#[test]
fn every_command_has_a_manual_page() {
    let program = simdgen(&["man"]).out;
    for command in COMMANDS {
        let name = command.replace('-', "\\-");
        assert!(program.contains(&format!("simdgen\\-{name}(1)")), "{command} is not in {program}");
        let page = simdgen(&["man", command]).out;
        assert!(page.contains(&format!(".TH simdgen-{command} ")), "{page}");
    }
    assert!(simdgen(&["man", "generate"]).out.contains("resume"));
    let unknown = simdgen(&["man", "genrate"]);
    assert!(unknown.code == 2 && unknown.err.contains("genrate"), "{unknown:?}");
}
