//! Files of finished collections and of this program: metadata that a plan is made from, and what one run keeps for the next.
//!
//! Apart from the other readers because these files have check sums: they are made right here, so that damage gets past them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use simdgen::dialect;
use simdgen::files::Folder;
use simdgen::metadata::Editions;
use simdgen::output::layout::{LEDGER_FILE, RECORD_FILE};
use simdgen::output::{Ledger, RunRecord};
use simdgen::plan;
use simdgen::project::Project;
use simdgen::splice::training::{Coding, Effort};
use tempfile::TempDir;

use super::readers::{NATIVE, NFTCHEF, thread_name, write_layers};

/// A folder, and a project of each engine whose collections can be read in it, both of the same layers.
fn fixture() -> &'static (TempDir, [Project; 2]) {
    static FIXTURE: OnceLock<(TempDir, [Project; 2])> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_layers(folder.path());
        let configs = [("simdgen.toml", NATIVE), ("config.js", NFTCHEF)];
        let projects = configs.map(|(name, text)| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("a temporary file");
            dialect::open(folder.path(), Some(&path)).expect("a valid project")
        });
        (folder, projects)
    })
}

/// A folder that no other thread uses.
fn own_folder() -> PathBuf {
    let folder = fixture().0.path().join(thread_name());
    fs::create_dir_all(&folder).expect("a folder in a temporary one");
    folder
}

/// Any bytes as metadata: "m" `_metadata.json`, "d" `_dna.json` of nftchef's, else that of one edition. What is read fits.
pub fn existing(bytes: &[u8]) -> bool {
    let Some((&kind, text)) = bytes.split_first() else { return false };
    let folder = own_folder();
    let name = match kind {
        b'm' => "_metadata.json",
        b'd' => "_dna.json",
        _ => "1.json",
    };
    let path = folder.join(name);
    fs::write(&path, text).expect("a temporary file");
    let from = if name == "1.json" { &folder } else { &path };
    let mut is_read = false;
    for project in &fixture().1 {
        if let Ok(plan::existing::Recovered { plan, .. }) = plan::existing::read(from, project) {
            assert!(plan.fits(project) && !plan.is_empty());
            is_read = true;
        }
    }
    if let Ok(editions) = Editions::find(&folder, None) {
        let names = fixture().1[0].metadata.file_names;
        let _ = editions.each_as_in_files(names, |own| {
            own.attributes();
            Ok(())
        });
    }
    let _ = fs::remove_file(path);
    is_read
}

/// Any bytes as what a run keeps: "r" the record, "l" lines of the ledger or a journal, else what training found. What is
/// read is the same after writing and reading.
pub fn kept(bytes: &[u8]) -> bool {
    let Some((&kind, content)) = bytes.split_first() else { return false };
    match kind {
        b'r' => record(&own_folder(), content),
        b'l' => ledger(&own_folder(), content),
        _ => training(content),
    }
}

fn record(folder: &Path, text: &[u8]) -> bool {
    let path = folder.join(RECORD_FILE);
    fs::write(&path, text).expect("a temporary file");
    let Ok(record) = RunRecord::read(folder) else { return false };
    fs::write(&path, record.to_text()).expect("a temporary file");
    assert_eq!(RunRecord::read(folder).expect("what was written can be read"), record);
    for number in [0, 7, u32::MAX] {
        assert_eq!(record.files.number_of_picture(&record.files.picture(number)), Some(number));
        assert_eq!(record.files.number_of_metadata(&record.files.metadata(number)), Some(number));
    }
    true
}

/// Each line gets the check sum that it should have.
fn ledger(folder: &Path, lines: &[u8]) -> bool {
    let path = folder.join(LEDGER_FILE);
    let mut text = vec![];
    for line in lines.split(|&byte| byte == b'\n') {
        let line = [line, b" "].concat();
        text.extend_from_slice(&line);
        text.extend_from_slice(format!("{:08x}\n", crc32fast::hash(&line)).as_bytes());
    }
    fs::write(&path, text).expect("a temporary file");
    let out = Folder::open(folder).expect("a temporary folder");
    let Ok(ledger) = Ledger::read(&out, LEDGER_FILE) else { return false };
    fs::write(&path, ledger.to_text()).expect("a temporary file");
    assert_eq!(Ledger::read(&out, LEDGER_FILE).expect("the file is there"), ledger);
    !ledger.is_empty()
}

fn training(bytes: &[u8]) -> bool {
    let Some(coding) = Coding::from_bytes(bytes, Effort::Balanced, 256) else { return false };
    let (literal_lengths, distances) = coding.code.lengths();
    assert!(literal_lengths.into_iter().chain(distances).all(|length| (1..=15).contains(&length)));
    assert!(Coding::from_bytes(&coding.to_bytes(), Effort::Balanced, 256) == Some(coding));
    true
}
