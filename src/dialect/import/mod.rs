//! Writes a project of another engine as a `simdgen.toml` that means the same.
//!
//! The written text is read back and compared with the project, so that nothing is lost without a word.

mod collection;
mod differences;
mod layers;
mod order;
mod rules;
mod toml_text;

#[cfg(feature = "studio")]
pub(crate) use toml_text::{key as toml_key, opacity as toml_opacity, text as toml_text};

use serde_json::Value;

use super::{NATIVE, native};
use crate::error::ProjectError;
use crate::project::{ExtraAttributes, Notices, Project, SolanaSettings};
use crate::{Error, Result};

/// A project as `simdgen.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The file's text.
    pub text: String,
    /// Settings that it cannot hold.
    pub lost: Notices,
    /// What it still needs of the other engine's project.
    pub needed: Notices,
}

/// The project with `seed`, which it is drawn from, as a `simdgen.toml` for the same folder.
///
/// The picks of that seed, the pictures and the metadata are those of the project, but for what is lost.
///
/// # Errors
/// [`ProjectError::ImportOfNative`] for a native project, [`ProjectError::NotImported`] for one that `simdgen.toml` cannot
/// hold at all; [`Error::Io`].
pub fn import(project: &Project, seed: &str) -> Result<Imported> {
    let path = || project.config.clone();
    if project.config.extension().is_some_and(|extension| extension == "toml") {
        return Err(Error::Project(ProjectError::ImportOfNative { path: path() }));
    }
    let mut lost = Notices::default();
    let writable = without_unwritable(project, &mut lost);
    let entries = layers::Entries::new(&writable);
    let mut text = collection::text(&writable, seed, entries.is_plain())?;
    text += &entries.text()?;
    text += &rules::text(&writable, &entries);
    text += &collection::gallery(&writable);
    let again = native::read(&writable.root, &writable.root.join(NATIVE), &text)
        .map_err(|source| Error::Project(ProjectError::NotImported { path: path(), source: Box::new(source) }))?;
    let differ = differences::names(&writable, &again, seed);
    differ.into_iter().for_each(|name| lost.add("not the same in simdgen.toml, which has no words for them", name));
    let mut needed = Notices::default();
    if let Some(ExtraAttributes { script }) = &writable.metadata.extra_attributes {
        let path = script.path.strip_prefix(&project.root).unwrap_or(&script.path).display();
        needed.push(format!(
            "{path} is still read, for its extraAttributes(), because of script = \"{path}\": keep that file and those that \
             it requires; without that line its attributes are not in the metadata"
        ));
    }
    Ok(Imported { text, lost, needed })
}

/// The project without what `simdgen.toml` has no words for.
fn without_unwritable(project: &Project, lost: &mut Notices) -> Project {
    let mut writable = project.clone();
    let metadata = &mut writable.metadata;
    metadata.extra.retain(|key, value| {
        let fits = toml_text::value(value).is_some();
        if !fits {
            let text = "left out, because TOML holds neither null nor numbers of 2^63 and more";
            lost.add(text, format!("extraMetadata.{key}"));
        }
        fits
    });
    solana(&mut metadata.by_standard.solana, lost);
    if let Some(ExtraAttributes { script }) = &metadata.extra_attributes
        && script.path.strip_prefix(&project.root).is_err()
    {
        let path = script.path.display();
        lost.push(format!("extraAttributes is left out: a script must lie in the project folder, not at {path}"));
        metadata.extra_attributes = None;
    }
    writable
}

fn solana(solana: &mut SolanaSettings, lost: &mut Notices) {
    if solana.symbol.chars().count() > native::SYMBOL_LENGTH {
        let (symbol, most) = (std::mem::take(&mut solana.symbol), native::SYMBOL_LENGTH);
        lost.push(format!("solanaMetadata.symbol is left out: \"{symbol}\" has more than {most} characters"));
    }
    if solana.seller_fee_basis_points > native::ALL_OF_IT {
        let fee = std::mem::take(&mut solana.seller_fee_basis_points);
        lost.push(format!("solanaMetadata.seller_fee_basis_points is left out: {fee} is more than the whole price"));
    }
    solana.creators.retain(|creator| {
        let is_share = |value: &Value| value.as_u64().is_some_and(|share| share <= u64::from(u8::MAX));
        let keys: Option<Vec<&str>> = creator.as_object().map(|object| object.keys().map(String::as_str).collect());
        let fits = keys.is_some_and(|k| k == ["address", "share"])
            && creator["address"].is_string()
            && is_share(&creator["share"]);
        if !fits {
            let text = "left out of solanaMetadata.creators, because they are not { address, share }";
            lost.add(text, creator.to_string());
        }
        fits
    });
}
