//! Facts for metadata that do not follow from project and plan alone: the date, the hashes of the picture files, and the
//! attributes that a script gives.
//!
//! They are collected while pictures are written, and read by all threads.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use sha3::Keccak256;

use super::cardano_value::push_hex;
use super::tells_pictures;
use crate::Result;
use crate::plan::{Plan, default_seed};
use crate::project::{ExtraAttribute, Project};

/// Size and hashes of a picture's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of all of them.
    pub sha256: [u8; 32],
    /// Keccak-256 of all of them.
    pub keccak256: [u8; 32],
}

impl PictureFile {
    /// Hashes the bytes of a file.
    pub fn new(bytes: &[u8]) -> Self {
        let (sha256, keccak256) = (Sha256::digest(bytes).into(), Keccak256::digest(bytes).into());
        Self { bytes: bytes.len() as u64, sha256, keccak256 }
    }
}

/// Facts of a run's editions, by number.
#[derive(Debug, Default)]
pub struct Particulars {
    /// The date in milliseconds since 1970.
    pub date_ms: u64,
    extra: HashMap<u32, Vec<ExtraAttribute>>,
    /// Pictures seen so far; `None` if metadata does not name them.
    pictures: Option<Mutex<HashMap<u32, PictureFile>>>,
}

impl Particulars {
    /// Only a date: what projects need that have neither picture hashes nor a script.
    pub fn dated(date_ms: u64) -> Self {
        Self { date_ms, ..Self::default() }
    }

    /// Runs the project's script for all editions of a plan, whichever part of it is rendered.
    ///
    /// # Errors
    /// Those of [`crate::project::ExtraAttributes::of_editions`].
    pub fn of_plan(project: &Project, plan: &Plan, date_ms: u64) -> Result<Self> {
        let settings = &project.metadata;
        let mut extra = HashMap::new();
        if let Some(script) = &settings.extra_attributes {
            let seed = if plan.seed.is_empty() { default_seed(project) } else { plan.seed.clone() };
            let numbers = || plan.editions().map(|e| e.number);
            extra = numbers().zip(script.of_editions(&seed, date_ms, numbers())?).collect();
        }
        let pictures = tells_pictures(project).then(Mutex::default);
        Ok(Self { date_ms, extra, pictures })
    }

    /// The attributes that the script gives an edition.
    pub(super) fn extra(&self, number: u32) -> &[ExtraAttribute] {
        self.extra.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Notes an edition's finished picture file, before its metadata is written.
    pub fn note_picture(&self, number: u32, file: &[u8]) {
        if let Some(pictures) = &self.pictures {
            // Hashed before the lock is taken.
            let picture = PictureFile::new(file);
            pictures.lock().unwrap_or_else(PoisonError::into_inner).insert(number, picture);
        }
    }

    /// Notes a picture's file that `read` reads, if metadata needs it. Returns `false` if it does and the file is missing.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn note_picture_of(&self, number: u32, read: impl FnOnce() -> Result<Option<Vec<u8>>>) -> Result<bool> {
        if self.pictures.is_none() {
            return Ok(true);
        }
        let picture = read()?;
        picture.iter().for_each(|picture| self.note_picture(number, picture));
        Ok(picture.is_some())
    }

    /// Notes the pictures of an earlier run, which `read` reads by their names, for editions not seen yet. Returns the number of
    /// editions of the plan that are still unknown.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn note_pictures(
        &self,
        project: &Project,
        plan: &Plan,
        read: impl Fn(&str) -> Result<Option<Vec<u8>>>,
    ) -> Result<usize> {
        if self.pictures.is_none() {
            return Ok(0);
        }
        let mut unknown = 0;
        for number in plan.editions().map(|e| e.number).filter(|&number| self.picture(number).is_none()) {
            let name = project.metadata.file_names.picture_file(number, project.pictures);
            unknown += usize::from(!self.note_picture_of(number, || read(&name))?);
        }
        Ok(unknown)
    }

    /// `true` if nothing that metadata says of an edition is missing.
    pub fn is_known(&self, number: u32) -> bool {
        self.pictures.is_none() || self.picture(number).is_some()
    }

    /// Size and hashes of an edition's picture, once noted.
    pub(super) fn picture(&self, number: u32) -> Option<PictureFile> {
        self.pictures.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).get(&number).copied()
    }

    /// The text of `_provenance.json`: the Keccak-256 hashes of all pictures in the plan's order, and the hash of those;
    /// `None` when the project does not ask for it.
    ///
    /// Source of form and names: the `provenance` utility of nftchef art-engine 2.2.
    pub fn provenance(&self, project: &Project, plan: &Plan) -> Option<String> {
        if !project.metadata.hash_pictures {
            return None;
        }
        let mut all = String::new();
        for picture in plan.editions().filter_map(|e| self.picture(e.number)) {
            push_hex(&mut all, &picture.keccak256);
        }
        let mut provenance = String::new();
        push_hex(&mut provenance, &Keccak256::digest(all.as_bytes()));
        Some(format!("{{\n  \"provenance\": \"{provenance}\",\n  \"concatenatedHashString\": \"{all}\"\n}}"))
    }
}
