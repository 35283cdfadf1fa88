//! Addresses of object storage on the command line, without any store: what is refused before one is asked.

use std::fs;

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen, succeed};

#[test]
fn an_address_of_this_machine_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (art, root) = (folder.path().join("art"), folder.path().to_str().unwrap());
    fs::create_dir(&art).unwrap();
    small_project(&art, true);
    succeed("generate {}/art --out {}/plain --count 4 --seed x", folder.path());
    succeed("generate file://{}/art --out file://{}/named --count 4 --seed x", folder.path());
    assert_eq!(files_below(&folder.path().join("plain")), files_below(&folder.path().join("named")));
    succeed("verify file://{}/named --fast", folder.path());
    assert!(!folder.path().join("file:").exists() && !root.is_empty());
}

#[test]
fn what_needs_a_folder_says_so_and_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let art = folder.path().to_str().unwrap();
    for (arguments, words) in [
        (&["generate", art, "--out", "s3://nft/drop", "--switch"][..], "--switch works in a folder"),
        (&["generate", art, "--out", "s3://nft/drop", "--keep-edits"], "--keep-edits works in a folder"),
        (&["generate", art, "--out", "az://nft/drop", "--gallery"], "--gallery works in a folder"),
        (&["preview", art, "--out", "gs://nft/drop"], "this command works in a folder"),
        (&["generate", "s3://nft/art"], "name a folder or an address with --out"),
        (&["generate", art, "--out", "s3://nft/../drop"], "write s3://BUCKET/FOLDER"),
    ] {
        let output = simdgen(arguments);
        assert!(output.code == 1 && output.err.contains(words), "{arguments:?}: {output:?}");
    }
    assert!(!folder.path().join("s3:").exists());
}

#[cfg(not(feature = "store"))]
#[test]
fn a_program_without_the_feature_names_it() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let art = folder.path().to_str().unwrap();
    for arguments in
        [&["generate", art, "--out", "s3://nft/drop"][..], &["verify", "s3://nft/drop"], &["check", "s3://nft/art"]]
    {
        let output = simdgen(arguments);
        assert!(output.code == 1 && output.err.contains("--features store"), "{arguments:?}: {output:?}");
    }
}

#[cfg(feature = "store")]
#[test]
fn an_endpoint_that_anybody_can_listen_to_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let mut command = assert_cmd::Command::cargo_bin("simdgen").unwrap();
    command.args(["generate", folder.path().to_str().unwrap(), "--out", "s3://nft/drop"]);
    command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").env("AWS_SECRET_ACCESS_KEY", "hidden");
    command.env("XDG_CACHE_HOME", folder.path().join("cache")).env_remove("AWS_ALLOW_HTTP");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("is not encrypted") && said.contains("AWS_ALLOW_HTTP=true"), "{said}");
    assert!(!said.contains("hidden"));
}
