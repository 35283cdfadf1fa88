//! Says in one line what a changed `src/main.js` is seen to change.

use super::text;
use crate::error::first_few;
use crate::project::Conventions;

/// The place of the script in a project.
pub(super) const PATH: &str = "src/main.js";

/// A release of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dialect) struct Release {
    /// The engine's name, as its conventions have it.
    pub engine: &'static str,
    /// As `1.0.7`.
    pub version: &'static str,
}

/// The functions of the engines by what they decide.
const DECIDES: &[(&str, &[&str])] = &[
    (
        "metadata",
        &[
            "addAttributes",
            "addMetadata",
            "getTraitValueFromPath",
            "hash",
            "postProcessMetadata",
            "processTraitOverrides",
            "saveMetaDataSingleFile",
            "writeMetaData",
        ],
    ),
    (
        "picks",
        &[
            "cleanDna",
            "cleanName",
            "constructLayerToDna",
            "createDna",
            "filterDNAOptions",
            "getElements",
            "getRarityWeight",
            "isDnaUnique",
            "layersSetup",
            "parseZIndex",
            "pickRandomElement",
            "removeQueryStrings",
        ],
    ),
    ("numbers", &["shuffle", "startCreating"]),
    (
        "pictures",
        &[
            "addText",
            "drawBackground",
            "drawElement",
            "genColor",
            "getElementOptions",
            "loadLayerImg",
            "paintLayers",
            "parseQueryString",
            "sortByZ",
            "sortLayers",
            "sortZIndex",
        ],
    ),
    ("files", &["buildSetup", "outputFiles", "saveImage", "writeDnaLog"]),
];

/// Keys that metadata of any release has.
const KEYS: &[&str] = &[
    "attributes",
    "compiler",
    "date",
    "description",
    "dna",
    "edition",
    "external_url",
    "image",
    "imageHash",
    "name",
    "properties",
    "seller_fee_basis_points",
    "symbol",
];

/// The names of editions as releases write them.
const NAMES: &[&str] =
    &["#${_edition}", "${namePrefix} #${_edition}", "${_prefix ? _prefix + \" \" : \"\"}#${_edition - _offset}"];

/// Names of its own that a script's functions are told by.
const SHOWN: usize = 3;

/// The line; `own` has the functions of the release it is nearest to, and whether the script has them as they were.
/// `read_as` are the conventions of the engine that the project is read as.
pub(super) fn line(script: &str, (read_as, release): (&Conventions, Option<Release>), own: &[(&str, bool)]) -> String {
    let found = text::functions(script);
    let mut parts = vec![];
    for (what, names) in DECIDES {
        let changed: Vec<&str> =
            own.iter().filter(|(name, is_same)| !is_same && names.contains(name)).map(|(name, _)| *name).collect();
        if !changed.is_empty() {
            parts.push(format!("{} ({what})", changed.join(", ")));
        }
    }
    let mut said = vec![];
    if !parts.is_empty() {
        said.push(format!("changes {}", parts.join(", ")));
    }
    if release.is_some() {
        let more: Vec<&str> =
            found.iter().map(|(name, _)| *name).filter(|name| own.iter().all(|(known, _)| known != name)).collect();
        said.extend((!more.is_empty()).then(|| format!("adds {}", first_few(&more, SHOWN))));
    }
    said.extend(literals(script, read_as));
    let whose = match release {
        Some(release) => format!("{} {} with changes", release.engine, release.version),
        None => "of no release of HashLips or nftchef".into(),
    };
    match said.as_slice() {
        [] if release.is_some() => format!("{PATH} is {whose}, none of which is seen to matter here, and is not run"),
        [] => format!("{PATH} is {whose} and is not run"),
        _ => format!(
            "{PATH} is {whose} and is not run, so what it changes does not happen here; it {}",
            said.join("; it ")
        ),
    }
}

/// The findings from texts in the script, each the predicate of "it".
fn literals(script: &str, read_as: &Conventions) -> Vec<String> {
    let mut said = vec![];
    let value_of = |text, key: &str| {
        let written = [format!("{key}:"), format!("\"{key}\":"), format!("'{key}':")];
        written.iter().find_map(|before| text::literal_after(text, before))
    };
    if let Some(name) = value_of(script, "compiler").filter(|name| *name != read_as.compiler) {
        said.push(format!("calls itself \"{name}\" (--compiler)"));
    }
    if let Some(other) = text::literal_after(script, "DNA_DELIMITER =").filter(|other| *other != read_as.dna_delimiter)
    {
        said.push(format!("joins DNA with \"{other}\" (--dna-delimiter)"));
    }
    let object =
        ["let tempMetadata = ", "const tempMetadata = ", "tempMetadata = "].into_iter().find(|o| script.contains(o));
    let Some(object) = object else { return said };
    let keys: Vec<&str> = text::keys_after(script, object).into_iter().filter(|key| !KEYS.contains(key)).collect();
    if !keys.is_empty() {
        said.push(format!(
            "writes the further {} {} (--extra)",
            if keys.len() == 1 { "key" } else { "keys" },
            first_few(&keys, SHOWN)
        ));
    }
    let name = script.split_once(object).and_then(|(_, rest)| value_of(rest, "name"));
    if let Some(name) = name.filter(|name| !NAMES.contains(&name.replace('\'', "\"").as_str())) {
        said.push(format!("calls editions `{name}`"));
    }
    said
}
