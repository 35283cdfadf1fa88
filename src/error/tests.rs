//! Keeps every message in one file for review, `tests/errors/messages.txt`.
//!
//! A variant without a sample fails to compile. `SIMDGEN_BLESS=1` writes the file anew.

use std::fmt::Write;
use std::path::PathBuf;

use super::*;

#[path = "../../tests/errors/snapshot.rs"]
mod snapshot;

/// Defines a function that returns the name and text of samples of an error type, at least one for each variant.
macro_rules! samples {
    ($function:ident: $type:ident { $($variant:ident { $($field:tt : $value:expr),* $(,)? })* }) => {
        fn $function() -> Vec<(&'static str, String)> {
            #[allow(unreachable_patterns, reason = "some variants have several samples")]
            fn has_a_sample(error: &$type) {
                match error {
                    $($type::$variant { .. } => {})*
                }
            }
            let samples = vec![$((stringify!($variant), $type::$variant { $($field: $value),* })),*];
            samples.iter().for_each(|(_, error)| has_a_sample(error));
            samples.into_iter().map(|(name, error)| (name, error.to_string())).collect()
        }
    };
}

fn path(path: &str) -> PathBuf {
    path.into()
}

fn of_system(kind: io::ErrorKind) -> io::Error {
    kind.into()
}

samples!(general: Error {
    Io { action: "read", path: path("art/simdgen.toml"), source: of_system(io::ErrorKind::NotFound) }
    Io { action: "create", path: path("/art/build"), source: of_system(io::ErrorKind::PermissionDenied) }
    Io { action: "write", path: path("build/images/7.png"), source: of_system(io::ErrorKind::StorageFull) }
    Io { action: "write", path: path("build/images/7.png"), source: of_system(io::ErrorKind::FileTooLarge) }
    Io { action: "read", path: path("art/simdgen.toml"), source: of_system(io::ErrorKind::InvalidData) }
    File { 0: FileError::NotBelow { path: path("../a.png"), folder: path("build") } }
    CanvasSize { width: 0, height: 512, longest: 32_768 }
    CanvasPixels { width: 32_768, height: 32_768, most: 100_000_000 }
    Project { 0: ProjectError::NoWeight { layer: "Hat".into() } }
    Plan { 0: PlanError::RulesTooTangled }
    Picture { layer: "Hat".into(), path: path("art/layers/Hat/red.png"), source: PictureError::Empty }
    Pack { path: path("art/.simdgen/traits.pack"), source: PackError::TablesCutOff }
    PackRebuilt { path: path("art/.simdgen/traits.pack") }
    Memory { what: "build/images/7.png (8000 x 8000 pixels)".into(), needed: 256_000_001, allowed: 64 << 20 }
    Encode { what: "edition 7".into(), reason: "a GIF has no side of 70000 pixels".into() }
    Output { 0: OutputError::Stopped { done: 1, planned: 100 } }
    Shard { 0: ShardError::NoShards { path: path("build") } }
    Service { 0: ServiceError::NothingToDraw { root: path("art") } }
    Store { 0: StoreError::NotBuilt { address: "s3://nft/drop".into() } }
    Studio { 0: StudioError::AlreadyOpen { root: path("art") } }
    Edit { 0: EditError::NoStep { step: "undo" } }
    DemoFolderInUse { folder: path("simdgen-demo"), found: path("photos") }
    DemoFolderInUse { folder: path("my art"), found: path("simdgen.toml") }
    ProjectExists { path: path("art/simdgen.toml") }
    OtherProject { folder: path("art"), config: path("art/src/config.js") }
    OtherProject { folder: path("my art"), config: path("my art/src/config.js") }
    LayerFolderBackslash { path: path("art/layers/B\\C") }
    LayerFolderNotUnicode { path: path("art/layers/B") }
});

samples!(of_edits: EditError {
    NotNative { config: path("art/src/config.js") }
    Gone { what: "layer 7".into() }
    Value { what: "the weight of Hat/Red".into(), problem: "is \"5o\", which is not a number: write one such as 2.5".into() }
    Unsaid {
        what: "the weight of Hat/Red".into(),
        problem: "2 files of the layer are called \"Red\"; give each a name of its own".into(),
    }
    Reaches { what: "the order of layer \"Hat\"".into(), also: "the canvas".into() }
    ChangedOutside { path: path("art/simdgen.toml") }
    NoStep { step: "undo" }
    LocksApart { traits: "\"Hat/Crown\" and \"Horns/Red\"".into() }
    LocksContradict { traits: "\"Hat/Crown\" and \"Eyes/Blue\"".into(), rules: "\"Hat/Crown excludes Eyes\"".into() }
});

samples!(of_files: FileError {
    NotPlain { path: path("build/plan.jsonl"), found: "a link", expected: "a file" }
    TooLong { path: path("art/simdgen.toml"), kind: "configuration", limit: 16_777_216 }
    NotBelow { path: path("../a.png"), folder: path("build") }
});

samples!(of_paths: PathError {
    LinkToNothing { path: path("art/layers/Hat") }
    LinkNotFollowed { path: path("art/layers/Hat"), source: io::Error::other("too many levels of links") }
    Outside { path: path("art/layers/Hat"), real: path("/etc"), root: path("art"), may_be_allowed: true }
    Outside { path: path("art/src/a.js"), real: path("/etc/a.js"), root: path("art"), may_be_allowed: false }
    NotKept { path: path("art/.simdgen/traits.pack") }
    NoFile { path: path("art/layers/Hat/pipe") }
    LinkedFolder { path: path("art/layers/Hat/Red#5") }
});

samples!(of_pictures: PictureError {
    NoFile {}
    Empty {}
    NotRead { formats: "PNG, JPEG, WebP or GIF".into(), found: "a BMP", remedy: "save it as PNG" }
    OtherFormat { expected: "PNG", found: "JPEG" }
    TooLong { limit: 867_108_864, max_pixels: 100_000_000 }
    TooManyPixels { width: 20_000, height: 20_000, max_pixels: 100_000_000 }
    ImpossibleSize { width: 0, height: 512, longest: 32_768 }
    TooLarge {}
    Memory { needed: 260, allowed: 64 }
    CutOff {}
    Damaged { found: "CRC error in chunk IDAT".into() }
    NotDecoded { found: "arithmetic coding is not read".into() }
    DecoderStopped {}
    NoFrame {}
    NoPng {}
    ChunkName { name: "ID\\x00T".into() }
    ChunkLength { name: "IDAT".into() }
    ChunkOrder { position: 1, name: "IDAT".into() }
    ChunkSum { name: "IDAT".into(), found: 0x1234_5678, expected: 0x9abc_def0 }
    NoPixels {}
    Palette { length: 4 }
    AfterEnd {}
    NotResized { found: "the buffer is too short".into() }
});

samples!(of_packs: PackError {
    NoFile {}
    NoHeader { length: 12 }
    NoPack {}
    Version { found: 2, known: 3 }
    TileSize { found: (32, 32), expected: (64, 32) }
    Size { width: 0, height: 512 }
    Resize { number: 9 }
    Length { length: 4000, said: 9000, tables_at: 8000 }
    CheckSum {}
    TooManyTiles {}
    NoSuchTile { id: 12, tiles: 9 }
    AfterTables { bytes: 3 }
    TablesCutOff {}
    Name {}
    TilePlace { at: 7, flags: 9 }
    TileCover { first: 128, last: 64, length: 2176 }
    Tile { id: 5 }
});

samples!(of_weights: WeightError {
    NotANumber {}
    Negative {}
    NotFinite {}
    TooLarge {}
    TooFine {}
});

samples!(of_file_names: FileNameError {
    NoName { delimiter: "#".into(), example: "Red#5.png".into() }
    Weight { text: "5o".into(), delimiter: "#".into(), source: WeightError::NotANumber, example: "Red#50.png".into() }
    NameAsWeight { delimiter: "#".into(), name: "-7".into(), source: WeightError::Negative, example: "-7#1.png".into() }
    NoWeightInFront { example: "1-Red.png".into() }
    WeightInFront { text: "5o".into(), source: WeightError::NotANumber, example: "1-Red.png".into() }
    Digits { digits: "99999999".into(), source: WeightError::TooLarge }
    Blend { name: "multipli".into(), suggestion: " (did you mean \"multiply\"?)".into() }
    Opacity { percent: "150".into() }
});

samples!(of_projects: ProjectError {
    NoFolder { root: path("artt"), suggestion: " (did you mean \"art\"?)".into() }
    NoConfig {
        root: path("art"),
        looked_for: "simdgen.toml and src/config.js",
        hint: "; its layers folder is there: run `simdgen init art` to write a simdgen.toml for it".into(),
    }
    ConfigKind { path: path("art/config.yaml"), hint: "" }
    ConfigKind { path: path("art/src/config.ts"), hint: "; TypeScript is not read: compile it, and give the *.js file" }
    ConfigSyntax { path: path("art/simdgen.toml"), line: 7, problem: "unknown key hieght (did you mean height?)".into() }
    ConfigTime { path: path("art/src/config.js") }
    ConfigMemory { path: path("art/src/config.js") }
    ConfigValue {
        path: path("art/simdgen.toml"),
        key: "layers.opacity".into(),
        problem: "is 1.5: write a number from 0 to 1".into(),
    }
    LayerFolder {
        layer: "Hats".into(),
        folder: path("art/layers/Hats"),
        suggestion: " (did you mean \"Hat\"?)".into(),
    }
    EmptyLayer { layer: "Hat".into(), folder: path("art/layers/Hat") }
    EmptyLayers { empty: 2, of: 5, layers: "\"Hat\" (art/layers/Hat), \"Eyes\" (art/layers/Eyes)".into() }
    PercentagesAbove { layer: "Hat".into(), sum: "105".into() }
    PercentagesBelow { layer: "Hat".into(), sum: "97.5".into() }
    CountOfSeveral { layer: "Hat".into(), name: "Red".into() }
    WeightOfNothing {
        layer: "Hat".into(),
        what: "a weight",
        name: "Rde".into(),
        suggestion: " (did you mean \"Red\"?)".into(),
    }
    NoWeight { layer: "Hat".into() }
    TraitName {
        layer: "Hat".into(),
        file: path("art/layers/Hat/Red#5o.png"),
        source: Box::new(FileNameError::Weight {
            text: "5o".into(),
            delimiter: "#".into(),
            source: WeightError::NotANumber,
            example: "Red#50.png".into(),
        }),
    }
    TraitMissing {
        layer: "Hat".into(),
        file: path("art/layers/Hat/Rde.png"),
        suggestion: " (did you mean \"Red.png\"?)".into(),
    }
    TraitFormat { layer: "Hat".into(), file: path("art/layers/Hat/red.psd"), formats: "PNG, JPEG, GIF or WebP".into() }
    Refused { 0: PathError::LinkToNothing { path: path("art/layers/Hat") } }
    CanvasFrom { file: path("art/layers/Hat/red.png"), source: PictureError::Empty }
    TooMany { path: path("art/simdgen.toml"), found: 1001, what: "rules", most: 1000 }
    Unreadable { path: path("art/src/config.js") }
    NotImported {
        path: path("art/src/config.js"),
        source: Box::new(Error::Project(ProjectError::NoWeight { layer: "Hat".into() })),
    }
    ImportOfNative { path: path("art/other.toml") }
    ImportExists { path: path("art/simdgen.toml") }
});

samples!(of_plans: PlanError {
    NoUsableTrait { layer: "Hat".into() }
    WeightsTooLarge { layer: "Hat".into() }
    NotEnoughCombinations { wanted: 200, possible: 108, limit: "layers A, B and C have 108 combinations".into() }
    NotEnoughCombinations { wanted: 2, possible: 1, limit: "layer A has 1 trait".into() }
    NotEnoughLeft { wanted: 20, used: 100, left: 8, limit: "layers A, B and C have 108 combinations".into() }
    KeptTooMany { kept: 100, wanted: 50 }
    KeptPastCount { name: "\"Red\" of layer \"Hat\"".into(), got: 7, count: 5 }
    KeptNumber { number: 7, file: "one-of-one/king.png".into() }
    RerollUnknown { first: 101, last: 102 }
    RulesContradict { set: 1, rules: "\"Hat: Red\" excludes \"Eyes\" and \"Hat: Red\" requires \"Eyes: Blue\"".into() }
    RanOut { set: 1, wanted: 100, made: 97 }
    CountsImpossible {
        editions: 100,
        kept: 0,
        conflict: "70 of \"Red\" and 40 of \"Blue\"".into(),
        why: "the counts of layer \"Hat\" add up to 110, and 100 editions have it".into(),
    }
    CountsImpossible { editions: 100, kept: 20, conflict: "90 of \"Red\"".into(), why: "at most 80 different editions can show \"Red\"".into() }
    CountsNotReached { nearest: "69 of 70 \"Red\"".into() }
    CountsOfAll {
        editions: 100,
        source: Box::new(PlanError::CountsNotReached { nearest: "69 of 70 \"Red\"".into() }),
    }
    RulesTooTangled {}
    TooManyEditions { editions: 20_000_001 }
    NumbersEnd { editions: 2 }
    TooManyPicks { editions: 20_000_000 }
    PlanFileKind { path: path("plan.txt") }
    PlanSyntax { place: "plan.csv, line 3".into(), problem: "the edition \"x\" is not a whole number".into() }
    PlanLayerTwice { place: "edition 7".into(), layer: "Sky".into() }
    PlanUnknownLayer {
        place: "plan.csv, line 3, edition 2".into(),
        layer: "Hats".into(),
        set: 0,
        suggestion: " (did you mean \"Hat\"?)".into(),
    }
    PlanUnknownTrait {
        place: "plan.csv, line 3, edition 2".into(),
        layer: "Hat".into(),
        name: "Rde".into(),
        suggestion: " (did you mean \"Red\"?)".into(),
    }
    PlanAmbiguousTrait {
        place: "plan.csv, line 3, edition 2".into(),
        layer: "Hat".into(),
        name: "Red".into(),
        files: "\"Red#1.png\", \"Red#5.png\"".into(),
    }
    PlanMissingLayer { place: "plan.csv, line 3, edition 2".into(), layer: "Hat".into(), set: 0 }
    PlanSeveralFit {
        place: "json/_metadata.json, edition 2".into(),
        one: "set 1 with Hat: Red".into(),
        other: "set 1 with Hat: Blue".into(),
        remedy: "give the _dna.json of the collection, or a plan",
    }
    PlanDnaAgainstNumber {
        place: "json/_metadata.json, edition 2".into(),
        by_dna: "set 2 with Hat: Red".into(),
        by_number: "set 1".into(),
    }
    PlanEditionTwice { place: "plan.csv, line 3, edition 2".into(), first_line: 2 }
});

samples!(of_output: OutputError {
    NoSuchEditions { first: 500, last: 600, lowest: 1, highest: 40 }
    Unfinished { planned: 100, written: 99 }
    OutputNotEmpty { path: path("build/images"), entries: 3, example: "1.png".into() }
    OutputNotEmpty { path: path("build/images"), entries: 1, example: "1.png".into() }
    EditionsWouldGo { path: path("build"), editions: 60, example: 41 }
    EditionsWouldGo { path: path("build"), editions: 1, example: 41 }
    UnfinishedRun { path: path("build"), editions: 60 }
    Stopped { done: 12, planned: 100 }
    OutputLocked { path: path("build") }
    NotOurs { path: path("build"), files: 2, example: "images/1.png".into() }
    NotOurs { path: path("build"), files: 1, example: "images/1.png".into() }
    ChangedSince { path: path("build"), files: 1, names: "preview.png".into() }
    ChangedSince { path: path("build"), files: 2, names: "json/1.json, json/2.json".into() }
    ReservedName { name: "simdgen-run.json".into() }
    StagingLost { path: path("build/.simdgen-partial"), files: 2, example: "images/1.png".into() }
    NoSwitch { path: path("build") }
    OtherNames { path: path("build"), example: "images/001.png".into() }
    OtherCollection { path: path("build") }
    OtherSeed { path: path("build"), seed: "a".into(), other: "b".into() }
    PlanWithoutSeed { path: path("build"), seed: "a".into() }
    OtherPlan { path: path("build") }
    OthersWouldStay { path: path("build"), editions: 60, example: 41 }
    OthersWouldStay { path: path("build"), editions: 1, example: 41 }
    DealtAnew {
        path: path("build"),
        editions: 100,
        changed: 97,
        changed_by_old_seed: 3,
        why: "layer Hat is new".into(),
        can_be_kept: true,
        seed: "6af1dc923a8c7feb".into(),
    }
    DealtAnew {
        path: path("build"),
        editions: 1,
        changed: 1,
        changed_by_old_seed: 1,
        why: "Hat/Red is gone".into(),
        can_be_kept: false,
        seed: "6af1dc923a8c7feb".into(),
    }
    HandEdits { path: path("build"), files: 1, names: "images/2.png".into() }
    HandEdits { path: path("build"), files: 2, names: "images/2.png, json/3.json".into() }
    EditsOutdated { path: path("build"), files: 1, names: "images/2.png".into() }
    EditsOutdated { path: path("build"), files: 2, names: "images/2.png, json/3.json".into() }
    ListEdited { path: path("build/json/_metadata.json") }
    PlanEdited { path: path("build/plan.jsonl") }
    NoBuild { path: path("build"), inside: None }
    NoBuild { path: path("art"), inside: Some(path("art/build")) }
    ProjectUnknown { path: path("/tmp/try") }
    MadeBefore { path: path("build"), reason: "build/plan.jsonl, line 3: layer \"Hat\" has no trait \"Cap\"".into() }
    RunRecord {
        path: path("build/simdgen-run.json"),
        source: serde_json::from_str::<u8>("{").expect_err("no number"),
    }
    NewerFormat { path: path("build/simdgen-run.json"), found: 9, known: 2 }
    NoPictures { folder: path("build/images"), example: "1.png".into() }
    BadPicture { path: path("build/images/7.png"), source: PictureError::CutOff }
    Metadata {
        path: path("build/json/_metadata.json"),
        problem: "entry 3 has no edition number: give it the key \"edition\"".into(),
    }
});

samples!(of_shards: ShardError {
    NoScheduler { variables: "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX".into() }
    TwoSchedulers {
        one: "1/8 of a Slurm array (SLURM_ARRAY_TASK_ID=0)".into(),
        other: "2/8 of a Google Batch job (BATCH_TASK_INDEX=1)".into(),
    }
    VariableMissing {
        scheduler: "a Slurm array",
        there: "SLURM_ARRAY_TASK_COUNT",
        missing: "SLURM_ARRAY_TASK_ID",
        remedy: "start it as a task of an array, or give --shard I/N",
    }
    NumberMissing { scheduler: "a Kubernetes indexed job", there: "JOB_COMPLETION_INDEX" }
    NoNumber { variable: "SLURM_ARRAY_TASK_ID", value: "one".into() }
    OtherNumber { variable: "SLURM_ARRAY_TASK_COUNT", found: 8, asked: 4 }
    NoShard { variables: "SLURM_ARRAY_TASK_ID=9, SLURM_ARRAY_TASK_COUNT=8".into(), most: 1_000_000 }
    OfAnotherPlan { path: path("build/.simdgen-shards/2-of-8") }
    NoShards { path: path("build") }
    NotAShard { path: path("art/build") }
    NotFinished { path: path("build/.simdgen-shards/2-of-8") }
    Missing { of: 8, missing: "2/8".into(), count: 1 }
    Missing { of: 8, missing: "2/8, 3/8 and 4 more".into(), count: 6 }
    Twice { shard: "2/8".into(), one: path("a/2-of-8"), other: path("b/2-of-8") }
    Mixed { one: path("a/1-of-8"), other: path("b/2-of-8"), what: "their plans" }
    NotCutAlike { shard: "2/8".into(), found: 120, expected: 118 }
    Outdated { path: path("build/.simdgen-shards/2-of-8"), edition: Some(7) }
    Outdated { path: path("build/.simdgen-shards/2-of-8"), edition: None }
    Damaged { path: path("build/.simdgen-shards/2-of-8"), files: 1, names: "images/7.png".into() }
    Damaged { path: path("build/.simdgen-shards/2-of-8"), files: 2, names: "images/7.png, json/7.json".into() }
});

samples!(of_service: ServiceError {
    Listen { address: ([127, 0, 0, 1], 80).into(), source: of_system(io::ErrorKind::AddrInUse) }
    Refused { source: io::Error::other("too many threads") }
    NothingToDraw { root: path("my art") }
});

samples!(of_stores: StoreError {
    NotBuilt { address: "s3://nft/drop".into() }
    Address { address: "s3://".into(), problem: "it names no bucket" }
    Settings { address: "az://nft/drop".into(), reason: "Account must be specified".into() }
    PlainHttp { address: "s3://nft/drop".into(), endpoint: "http://10.0.0.7:8333".into(), allow: "AWS_ALLOW_HTTP=true" }
    Denied {
        action: "write", address: "s3://nft/drop/images/7.png".into(), reason: "SignatureDoesNotMatch: the signature differs".into(),
    }
    Missing { action: "list", address: "s3://nft/drop".into(), reason: "NoSuchBucket: the bucket does not exist".into() }
    Full { action: "write", address: "s3://nft/drop/images/7.png".into(), reason: "507 Insufficient Storage".into() }
    Failed { action: "write", address: "s3://nft/drop/images/7.png".into(), reason: "connection refused".into() }
    Locked { address: "s3://nft/drop".into(), holder: "process 7 of a-machine since 2026-11-30 23:00:00 UTC".into() }
    LockAlive { address: "s3://nft/drop".into(), holder: "process 7 of a-machine".into() }
    LockLost { address: "s3://nft/drop".into(), holder: "process 7 of a-machine".into() }
    LedgerChanged { address: "s3://nft/drop/simdgen-editions.txt".into() }
    NoConditions { address: "s3://nft/drop".into() }
    FolderOnly { option: "--switch", address: "s3://nft/drop".into() }
    NoOut { address: "s3://nft/art".into() }
    Name { address: "s3://nft/art".into(), name: "../a.png".into() }
    Empty { address: "s3://nft/art".into(), what: "a project" }
    Refused { address: "s3://nft/drop".into(), reason: "too many threads".into() }
});

samples!(of_studio: StudioError {
    AlreadyOpen { root: path("art") }
    FolderGone { root: path("my art") }
    Port { port: 8080, source: io::Error::other("address already in use") }
    NoBrowser { address: "http://127.0.0.1:8080/00ff/".into(), source: of_system(io::ErrorKind::NotFound) }
    Refused { source: io::Error::other("too many threads") }
    NotWatched { root: path("my art"), reason: "too many folders are watched".into() }
});

#[test]
fn every_message_is_on_file() {
    let mut text = "Every message of simdgen's errors, with sample values. src/error/tests.rs writes it.\n".to_owned();
    for (name, samples) in [
        ("Error", general()),
        ("EditError", of_edits()),
        ("FileError", of_files()),
        ("PathError", of_paths()),
        ("PictureError", of_pictures()),
        ("PackError", of_packs()),
        ("WeightError", of_weights()),
        ("FileNameError", of_file_names()),
        ("ProjectError", of_projects()),
        ("PlanError", of_plans()),
        ("OutputError", of_output()),
        ("ShardError", of_shards()),
        ("ServiceError", of_service()),
        ("StoreError", of_stores()),
        ("StudioError", of_studio()),
    ] {
        let mut last = "";
        for (variant, message) in samples {
            if variant != last {
                write!(text, "\n{name}::{variant}\n").expect("a text takes all");
            }
            last = variant;
            writeln!(text, "    {message}").expect("a text takes all");
        }
    }
    snapshot::compare("messages.txt", &text);
}

/// The remedy follows the last colon or semicolon, so no message ends in a full stop or spans several lines.
#[test]
fn messages_are_one_line_without_a_full_stop() {
    let whole = [general(), of_edits(), of_files(), of_paths(), of_projects(), of_plans(), of_output(), of_studio()];
    let whole = whole.into_iter().chain([of_service(), of_stores()]);
    let parts = [of_pictures(), of_packs(), of_weights(), of_file_names(), of_shards()];
    for (name, message) in whole.chain(parts).flatten() {
        assert!(!message.contains('\n') && !message.ends_with('.') && !message.contains("  "), "{name}: {message}");
    }
}
