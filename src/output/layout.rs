//! The layout of an output folder: every folder and file name in it is spelled here, or by what writes the file.
//!
//! ```text
//! <out>/.simdgen-lock       held while a run writes; empty, stays behind
//! <out>/.simdgen-partial/   images/, json/, gifs/, single files and the journal, until commit
//! <out>/.simdgen-beside/    the same of what is made of finished pictures
//! <out>/.simdgen-merging/   the same of shards that are being merged
//! <out>/.simdgen-complete/  either during commit
//! <out>/.simdgen-shards/    2-of-8/ ..: shards, each laid out as an output folder, until they are merged
//! <out>/.simdgen-merged/    shards that were merged, until they are deleted
//! <out>/images/, json/ ..   final names: only complete files of complete runs
//! <out>/.simdgen-objects-N  in object storage alone: contents as the store names them
//! ```
//!
//! Names that begin with a dot are this program's own and are never given to a result.

use std::path::Path;

pub use crate::metadata::COLLECTION_FILE;
pub use crate::plan::existing::DNA_FILE;

/// Pictures of editions.
pub const IMAGES: &str = "images";

/// Metadata of editions.
pub use crate::plan::existing::JSON_FOLDER as JSON;

/// Animations of editions.
pub const GIFS: &str = "gifs";

/// Pixelated copies of pictures.
pub const PIXEL_IMAGES: &str = "pixel_images";

/// Copies of pictures, counted from 0.
pub const SOLANA_IMAGES: &str = "solana/images";

/// Metadata for Solana.
pub const SOLANA_JSON: &str = "solana/json";

/// Metadata for Cardano.
pub const CARDANO_METADATA: &str = "cardano/metadata";

/// Metadata for Tezos.
pub const TEZOS_JSON: &str = "tezos/json";

/// Smaller copies of pictures.
pub const TEZOS_DISPLAY: &str = "tezos/displayUri";

/// The smallest copies of pictures.
pub const TEZOS_THUMBNAIL: &str = "tezos/thumbnailUri";

/// Folders of results, as HashLips names them, then nftchef's for other networks.
pub const RESULT_FOLDERS: [&str; 10] = [
    IMAGES,
    JSON,
    GIFS,
    PIXEL_IMAGES,
    SOLANA_IMAGES,
    SOLANA_JSON,
    CARDANO_METADATA,
    TEZOS_JSON,
    TEZOS_DISPLAY,
    TEZOS_THUMBNAIL,
];

/// The list of all metadata: [`COLLECTION_FILE`] in [`JSON`].
pub const LIST_FILE: &str = "json/_metadata.json";

/// The plan.
pub const PLAN_FILE: &str = "plan.jsonl";

/// The hashes of all pictures, as nftchef writes them.
pub const PROVENANCE_FILE: &str = "_provenance.json";

/// The page of all editions, for the browser.
pub const GALLERY_FILE: &str = "gallery.html";

/// The finished editions ([`super::Ledger`]).
pub const LEDGER_FILE: &str = "simdgen-editions.txt";

/// The record of the run that made them ([`super::RunRecord`]).
pub const RECORD_FILE: &str = "simdgen-run.json";

/// Files of the whole collection that every run writes or deletes.
pub(super) const SEALED_FILES: [&str; 4] = [LIST_FILE, PLAN_FILE, DNA_FILE, PROVENANCE_FILE];

/// Held by the run that writes.
pub(super) const LOCK: &str = ".simdgen-lock";

/// The files that an unfinished run has written.
pub const PARTIAL: &str = ".simdgen-partial";

/// The same of what is made of finished pictures.
pub(super) const BESIDE: &str = ".simdgen-beside";

/// The files of shards that are being merged.
pub(super) const MERGING: &str = ".simdgen-merging";

/// Shards that are not merged yet.
pub const SHARDS: &str = ".simdgen-shards";

/// Shards that were merged, and are being deleted.
pub(super) const MERGED: &str = ".simdgen-merged";

/// The name of a shard's folder in [`SHARDS`].
pub fn shard_folder(number: u32, of: u32) -> String {
    format!("{number}-of-{of}")
}
/// The contents of all objects of a build in object storage; the hash of the ledger that they go with ends the name.
pub(super) const OBJECTS: &str = ".simdgen-objects-";

/// A complete run that is being moved to its final names.
pub const COMPLETE: &str = ".simdgen-complete";

/// The next generation of a build, beside it: `.NAME` and this.
pub(super) const NEXT_ENDING: &str = ".simdgen-next";

/// Beginning of the names directly in an output folder that are those of runs alone.
pub(super) const OWN_PREFIX: &str = ".simdgen-";

/// The journal of a staging folder, which stays in it.
pub(super) const JOURNAL: &str = "journal";

/// The list of files that a run makes obsolete.
pub(super) const REMOVALS: &str = "removals";

/// True for a name that a configured file, such as the contact sheet, may have beside the folders of results.
pub(super) fn is_free(name: &str) -> bool {
    let taken = [
        LEDGER_FILE,
        RECORD_FILE,
        PLAN_FILE,
        DNA_FILE,
        PROVENANCE_FILE,
        GALLERY_FILE,
        COLLECTION_FILE,
        JOURNAL,
        REMOVALS,
    ];
    let is_plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.chars().any(char::is_control);
    let is_folder = RESULT_FOLDERS.iter().any(|folder| folder.split('/').next() == Some(name));
    is_plain && !name.starts_with('.') && !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)) && !is_folder
}

/// The path below the output folder of a name in a folder of results, or directly in the output folder for "".
pub fn path_of(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// True for the path of a result below the output folder: in a folder of results, or directly in it.
pub(super) fn is_result(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let is_plain = !name.contains('\\') && !["", ".", ".."].contains(&name);
    is_plain && folder.map_or(!name.starts_with('.'), |folder| RESULT_FOLDERS.contains(&folder))
}

/// A path below the output folder as it stands in the ledger.
pub(super) fn text_of(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;
    use crate::project::Network;

    #[test]
    fn names_put_together_are_those_of_their_parts() {
        assert_eq!(LIST_FILE, path_of(JSON, COLLECTION_FILE));
        let inner = RESULT_FOLDERS.iter().filter_map(|folder| folder.split_once('/'));
        assert!(inner.clone().count() == 6 && inner.into_iter().all(|(above, _)| Network::from_name(above).is_some()));
    }

    #[test]
    fn own_names_are_free_for_nobody() {
        let free = ["preview.png", "sheet", "my preview.gif"];
        let taken = [
            "",
            ".simdgen-lock",
            "simdgen-run.json",
            "Plan.jsonl",
            "gallery.html",
            "images",
            "tezos",
            "a/b",
            "a\\b",
            "a\nb",
            "journal",
        ];
        assert!(free.into_iter().all(is_free));
        assert_eq!(taken.into_iter().find(|name| is_free(name)), None);
    }

    #[test]
    fn results_lie_in_folders_of_results_or_beside_them() {
        let results = ["images/1.png", "json/00ff", "plan.jsonl", "tezos/json/1.json", "images/.hidden"];
        let others =
            ["", ".simdgen-lock", "json/../x", "layers/1.png", "images/", "images/..", "tezos/1", "images/a\\b"];
        assert!(results.into_iter().all(is_result));
        assert_eq!(others.into_iter().find(|path| is_result(path)), None);
    }
}
