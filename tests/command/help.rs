//! Help, version, completions and the manual page.

use assert_cmd::Command;
use simdgen::guide::PAGES;

use crate::command::simdgen::simdgen;

const COMMANDS: [&str; 24] = [
    "generate",
    "pack",
    "prepare",
    "merge",
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
    "gallery",
    "studio",
    "serve",
    "init",
    "demo",
    "help",
    "completions",
    "man",
];

#[test]
fn every_command_explains_itself() {
    for command in COMMANDS {
        let help = simdgen(&[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Usage: simdgen"), "{}", help.out);
        assert!(help.out.contains(&format!("\n  simdgen {command}")), "an example of {}", help.out);
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

#[test]
fn every_page_of_the_guide_is_shown() {
    let list = simdgen(&["help"]);
    assert_eq!(list.code, 0);
    for page in PAGES {
        let shown = simdgen(&["help", page.name]);
        assert!(shown.code == 0 && shown.err.is_empty(), "{shown:?}");
        assert!(shown.out.starts_with(&format!("# {}\n\n{}\n", page.title(), page.purpose())), "{}", shown.out);
        // What only a renderer needs is left out.
        assert!(
            !shown.out.contains(".md") && !shown.out.contains("<!--") && !shown.out.contains("]("),
            "{}",
            shown.out
        );
        assert!(list.out.contains(&format!("\n  {} ", page.name)) && list.out.contains(page.purpose()), "{}", list.out);
    }
}

#[test]
fn help_lists_and_explains_commands() {
    let list = simdgen(&["help"]).out;
    assert_eq!(list, simdgen(&["--help"]).out);
    for command in COMMANDS {
        assert!(list.contains(&format!("\n  {command} ")), "{command} is not in {list}");
        assert_eq!(simdgen(&["help", command]).out, simdgen(&[command, "--help"]).out);
    }
}

/// What a terminal of so many columns shows.
fn shown_in(columns: &str, words: &[&str]) -> String {
    let output = Command::cargo_bin("simdgen").unwrap().args(words).env("COLUMNS", columns).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn pages_fit_a_narrow_terminal() {
    for page in PAGES {
        let mut is_code = false;
        for line in shown_in("80", &["help", page.name]).lines() {
            is_code ^= line.starts_with("```");
            let is_fixed = is_code || line.starts_with(['|', '#']);
            assert!(is_fixed || line.chars().count() <= 80, "{}: {line}", page.name);
        }
        assert_eq!(shown_in("200", &["help", page.name]), simdgen(&["help", page.name]).out);
    }
}

#[test]
fn own_options_of_a_command_come_first() {
    for command in ["generate", "plan", "preview", "verify", "rarity", "check", "update-info"] {
        let help = simdgen(&["help", command]).out;
        let at = |text: &str| help.find(text).unwrap_or_else(|| panic!("{text} is not in {help}"));
        let shared = at("\nOptions of several commands:\n");
        assert!(at("\nOptions:\n") < shared && at("--help") < shared, "{help}");
        for option in ["--allow-links", "--memory"] {
            assert!(at(&format!(" {option}")) > shared, "{option}: {help}");
        }
    }
    let help = simdgen(&["help", "generate"]).out;
    assert!(help.find("--seed") < help.find("--config") && help.find("--seed").is_some(), "{help}");
}

#[test]
fn a_shell_completes_topics_of_help() {
    let script = simdgen(&["completions", "bash"]).out;
    let of = |command: &str| {
        let start = script
            .find(&format!("        simdgen__subcmd__{command})\n"))
            .or_else(|| script.find(&format!("        simdgen__{command})\n")));
        let rest = &script[start.unwrap_or_else(|| panic!("{command} is not in {script}"))..];
        rest.lines().find(|line| line.contains("opts=")).unwrap().to_owned()
    };
    let (help, man) = (of("help"), of("man"));
    for command in COMMANDS {
        assert!(
            help.contains(&format!(" {command} ")) && man.contains(&format!(" {command}")),
            "{command}: {help} {man}"
        );
    }
    assert!(PAGES.iter().all(|page| help.contains(&format!(" {}", page.name))), "{help}");
    assert!(!simdgen(&["help", "help"]).out.contains("possible values"));
}

#[test]
fn help_suggests_what_begins_so() {
    for (word, told) in [
        ("config", "did you mean \"configuration\"?"),
        ("gener", "did you mean \"generate\" or \"generate-metadata\"?"),
    ] {
        let output = simdgen(&["help", word]);
        assert!(output.code == 2 && output.err.contains(told), "{output:?}");
    }
}

#[test]
fn help_suggests_what_is_near() {
    for (wrong, right) in [
        ("configuratoin", "configuration"),
        ("genrate", "generate"),
        ("Safety", "safety"),
        ("rule", "rules"),
        ("verfy", "verify"),
    ] {
        let output = simdgen(&["help", wrong]);
        assert!(output.code == 2 && output.err.contains(&format!("did you mean \"{right}\"?")), "{output:?}");
    }
    let output = simdgen(&["help", "xyzzy"]);
    assert!(output.code == 2 && output.err.contains("xyzzy") && output.err.contains("simdgen help"), "{output:?}");
}
