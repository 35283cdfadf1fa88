//! Keeps what is said about wrong values of `simdgen.toml` in one file for review, `tests/errors/values.txt`.
//!
//! `SIMDGEN_BLESS=1` writes the file anew.

use super::folder::Folder;
use std::fmt::Write;

#[path = "../errors/snapshot.rs"]
mod snapshot;

/// Wrong configurations of a project with the layers Body (Blue, Red) and Hat (Cap), one for each thing that can be wrong.
const WRONG: &[&str] = &[
    "[collection]\neditions = 0",
    "[collection]\neditions = 5\n[[sets]]\neditions = 5",
    "[collection]\nfirst_edition = 4294967290",
    "[collection]\nstandard = 'tezos'\ncompiler = 'me'",
    "[collection]\nstandard = 'template'",
    "[collection]\ntemplate = 'nft.json'",
    "[collection]\nstandard = 'template'\ntemplate = 'ntf.json'",
    "[collection]\nscript = 'src/none.js'",
    "[collection.solana]\nsymbol = 'ELEVENCHARS'",
    "[collection.solana]\nseller_fee_basis_points = 10001",
    "[collection.cardano]\nversion = 3",
    "[collection]\nstandard = 'cip25'\n",
    "[collection]\nstandard = 'cip25'\nbase_uri = 'ipfs://x'\n[collection.cardano]\npolicy_id = 'abc'",
    "[collection]\nstandard = 'cip25'\nbase_uri = 'ipfs://x'\n[collection.cardano]\nasset_name = 'abcdefghijklmnopqrstuvwxyz0123456789'",
    "[collection.tezos]\nroyalties = { a = 600, b = 600 }",
    "[collection.extra]\na.b = nan",
    "[collection]\nattributes = [{ name = 'Body', value = 1 }]",
    "[collection]\nattributes = [{ name = 'Age', value = [] }]",
    "[collection]\nattributes = [{ name = 'Age', value = 'old', display = 'number' }]",
    "[collection]\nattributes = [{ name = 'Age', value = 1, max_value = 'many' }]",
    "[canvas]\nwidth = 5",
    "[canvas]\nheight = 5",
    "[canvas]\nwidth = 0\nheight = 5",
    "[canvas]\nbackground = 'blu'",
    "[canvas]\nbackground_lightness = 50.0",
    "[canvas]\nbackground = 'random'\nbackground_lightness = 101.0",
    "[files]\nlayers = '../art'",
    "[files]\nlayers = '/etc'",
    "[files]\nlayers = 'a\\b'",
    "[files]\nlayers = 'layer'",
    "[files]\nlayers = 'layers/Hat'",
    "[files]\ndigits = 65",
    "[[layers]]\nname = ''",
    "[[layers]]\nname = 'a\\b'",
    "[[layers]]\nname = 'Hat'\n[[layers]]\nname = 'Hat'",
    "[[layers]]\nname = 'Hat'\nblend = 'multipy'",
    "[[layers]]\nname = 'Hat'\nopacity = 1.5",
    "[[layers]]\nname = 'Hat'\nnone_name = 'x'",
    "[[layers]]\nname = 'Hat'\nvalues = { Capp = 1 }",
    "[[layers]]\nname = 'Hat'\nvalues = { Cap = [] }",
    "[[layers]]\nname = 'Hat'\ndisplay = 'number'",
    "[[layers]]\nname = 'Hat'\nmax_value = 5",
    "[[layers]]\nname = 'Hat'\nwithin = 'Body/Bleu'\n[[layers]]\nname = 'Body'",
    "[[layers]]\nname = 'Hat'\nwithin = 'Body/Red'\n[[layers]]\nname = 'Body'",
    "[[layers]]\nname = 'Hat'\ntraits = []",
    "[[layers]]\nname = 'Hat'\ntraits = [{ picture = true }]",
    "[[layers]]\nname = 'Hat'\ntraits = [{ name = 'a', value = 'b', metadata = false }]",
    "[[sets]]\neditions = 0",
    "[[sets]]\neditions = 1\nlayers = []",
    "[[sets]]\neditions = 1\nlayers = ['Hatt']",
    "[[sets]]\neditions = 1\nlayers = ['Hat', 'Hat']",
    "[tags]\ngold = ['#red']",
    "[[rules]]",
    "[[rules]]\ntrait = 'Hat/Cap'",
    "[[rules]]\nexcludes = 'Hat/Cap'",
    "[[rules]]\nat_most = 1",
    "[[rules]]\nsame = ['Hat/Cap']",
    "[[rules]]\ntrait = 'Hat/Cap'\nexcludes = 'Body/Red'\nsame = ['Hat/Cap', 'Body/Red']",
    "[[rules]]\ntrait = 'Hat/Capp'\nexcludes = 'Body'",
    "[[rules]]\ntrait = 'Hut/Cap'\nexcludes = 'Body'",
    "[[rules]]\ntrait = '#gold'\nexcludes = 'Body'",
    "[[rules]]\ntrait = 'Hat/x*'\nexcludes = 'Body'",
    "[[rules]]\ntrait = ''\nexcludes = 'Body'",
    "[[one_of_one]]\nfile = 'layers/Hat/Capp.png'",
    "[[one_of_one]]\nfile = 'layers/Hat/Cap.psd'",
    "[[one_of_one]]\nfile = 'layers/Hat/Cap.png'\n[[one_of_one]]\nfile = 'layers/Hat/Cap.png'",
    "[[one_of_one]]\nfile = 'layers/Hat/Cap.png'\nedition = 500",
    "[[one_of_one]]\nfile = 'layers/Hat/Cap.png'\nattributes = [{ name = 'a', value = 1 }, { name = 'a', value = 2 }]",
    "[gallery]\ncolumns = 0",
    "[gallery]\npixel_ratio = 1.5",
    "[gallery]\nthumbnail_ratio = -1.0",
    "[gallery]\nsheet = 'a/b.png'",
    "[gallery.slide_show]\nspeed = 31",
];

#[test]
fn what_is_said_of_every_wrong_value_is_on_file() {
    let folder = Folder::of(&["layers/Body/Red#5.png", "layers/Body/Blue#3.png", "layers/Hat/Cap.png", "nft.json"]);
    let root = folder.path().display().to_string();
    let mut text = "What is said of wrong values in simdgen.toml. tests/project/values.rs writes it.\n".to_owned();
    for wrong in WRONG {
        let said = folder.open_toml(wrong).expect_err(wrong).to_string().replace(&root, "art").replace("art\\", "art/");
        assert!(!said.contains('\n') && !said.ends_with('.'), "{said}");
        writeln!(text, "\n{}\n    {said}", wrong.trim_end().replace('\n', "; ")).expect("a text takes all");
    }
    snapshot::compare("values.txt", &text);
}
