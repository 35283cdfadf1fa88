//! The guide's tables name every key of both engines, every key that the readers look for, and every limit.

use std::collections::BTreeSet;

use simdgen::guide::Page;

/// Every key of a HashLips 1.1.2 `src/config.js`, the nested ones without what they are in where no other key has the name.
const HASHLIPS: &[&str] = &[
    "network",
    "namePrefix",
    "description",
    "baseUri",
    "solanaMetadata.symbol seller_fee_basis_points external_url creators",
    "layerConfigurations",
    "growEditionSizeTo",
    "layersOrder",
    "layersOrder[].name",
    "options.displayName",
    "options.blend",
    "options.opacity",
    "options.bypassDNA",
    "shuffleLayerConfigurations",
    "debugLogs",
    "format.width",
    "format.height",
    "format.smoothing",
    "gif.export repeat delay",
    "gif.quality",
    "text.only",
    "text.color size xGap yGap align baseline weight family spacer",
    "pixelFormat.ratio",
    "background.generate",
    "background.brightness",
    "background.static",
    "background.default",
    "extraMetadata",
    "rarityDelimiter",
    "uniqueDnaTorrance",
    "preview.thumbPerRow thumbWidth imageRatio imageName",
    "preview_gif.numberOfImages repeat delay imageName",
    "preview_gif.order",
    "preview_gif.quality",
];

/// Every key of an nftchef 2.2 `src/config.js`.
const NFTCHEF: &[&str] = &[
    "buildDir",
    "layersDir",
    "description",
    "baseUri",
    "outputJPEG",
    "startIndex",
    "format.width",
    "format.height",
    "format.smoothing",
    "background.generate brightness",
    "background.static default",
    "layerConfigurations",
    "growEditionSizeTo",
    "namePrefix",
    "resetNameIndex",
    "layersOrder",
    "layersOrder[].name",
    "layersOrder[].blend opacity trait display_type sublayerOptions",
    "options.bypassDNA",
    "options.blend",
    "options.opacity",
    "shuffleLayerConfigurations",
    "debugLogs",
    "emptyLayerName",
    "incompatible",
    "forcedCombinations",
    "traitValueOverrides",
    "extraMetadata",
    "extraAttributes",
    "hashImages",
    "rarityDelimiter",
    "uniqueDnaTorrance",
    "useRootTraitType",
    "preview.thumbPerRow thumbWidth imageRatio imageName",
    "preview_gif.numberOfImages order repeat quality delay imageName",
    // Of the other networks' configurations.
    "NFTName",
    "symbol",
    "royaltyFee",
    "external_url",
    "creators",
    "baseDisplayUri",
    "baseThumbnailUri",
    "decimals",
    "isBooleanAmount",
    "rights",
    "shouldPreferSymbol",
    "royalties",
    "size",
    "collectionName",
    "collectionFamily",
    "baseUriPrefix",
    "propertyCategory",
];

fn text(page: &str) -> &'static str {
    Page::find(page).expect("the page is there").text
}

/// The keys in the first columns of a page's tables that say how they are supported. `.b` after `a.x` is `a.b`.
fn listed(page: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for row in text(page).lines().filter_map(|line| line.strip_prefix("| ")) {
        let mut columns = row.split(" | ");
        let (first, state) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let states = ["supported", "different", "not supported", "not needed", "ignored"];
        if !states.iter().any(|known| state.starts_with(known)) {
            continue;
        }
        let mut parent = String::new();
        for key in first.split('`').skip(1).step_by(2) {
            let full = if key.starts_with('.') { format!("{parent}{key}") } else { key.to_owned() };
            parent = full.rsplit_once('.').map_or_else(String::new, |(parent, _)| parent.to_owned());
            keys.insert(full);
        }
    }
    keys
}

/// `a.x y` is `a.x` and `a.y`.
fn expected(keys: &[&str]) -> Vec<String> {
    let mut all = vec![];
    for key in keys {
        let (parent, names) = key.rsplit_once('.').map_or(("", *key), |(parent, names)| (parent, names));
        let dot = if parent.is_empty() { "" } else { "." };
        all.extend(names.split(' ').map(|name| format!("{parent}{dot}{name}")));
    }
    all
}

/// The texts of a list of keys in the source of a reader.
fn known(source: &str, list: &str) -> Vec<String> {
    let (_, rest) = source.split_once(&format!("{list}: &[&str] =")).expect("the list is there");
    let list = rest.split(';').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_tables_list_every_key_of_both_engines() {
    for (page, keys) in [("hashlips", HASHLIPS), ("nftchef", NFTCHEF)] {
        let listed = listed(page);
        let missing: Vec<String> = expected(keys).into_iter().filter(|key| !listed.contains(key)).collect();
        assert!(missing.is_empty(), "the page {page} does not say how {missing:?} are supported");
    }
}

#[test]
fn every_key_that_a_reader_knows_is_in_its_table() {
    let hashlips = include_str!("../../src/dialect/hashlips/config.rs");
    let nftchef = include_str!("../../src/dialect/nftchef/config.rs");
    for (page, source, lists) in [("hashlips", hashlips, ["READ", "IGNORED"]), ("nftchef", nftchef, ["READ", "OTHERS"])]
    {
        let listed = listed(page);
        let is_listed = |key: &String| listed.iter().any(|l| l.split('.').next() == Some(key));
        let keys: Vec<String> = lists.iter().flat_map(|list| known(source, list)).collect();
        assert!(keys.len() > 15, "{keys:?}");
        let missing: Vec<&String> = keys.iter().filter(|key| !is_listed(key)).collect();
        assert!(missing.is_empty(), "the page {page} does not say how {missing:?} are supported");
    }
}

/// The table of limits is that of the code.
#[test]
fn every_limit_is_stated() {
    for limit in simdgen::project::limits::ALL {
        let digits = limit.most.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
        let line = format!("| {} | {} |", limit.what, groups.join(","));
        assert!(text("safety").contains(&line), "{line} is not on the page safety");
    }
}
