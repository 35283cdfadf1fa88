//! Help, version, completions and the manual page.

use crate::simdgen::simdgen;

#[test]
fn every_command_explains_itself() {
    for command in ["generate", "pack", "plan", "inspect", "import", "init", "demo", "completions", "man"] {
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
    assert!(simdgen(&["man"]).out.contains(".TH simdgen"));
}
