//! Writes the configuration of another engine as `simdgen.toml`, so that it can be edited.

use super::refusal::Refusal;
use super::session::Session;
use crate::dialect::{NATIVE, import};
use crate::error::ProjectError;
use crate::files::Folder;
use crate::plan;
use crate::{Error, Result};

/// Imports the project of a session, as `simdgen import` does; returns what `simdgen.toml` cannot hold.
///
/// # Errors
/// A refusal for a project that is native already, or of which the configuration was named; as [`import`].
pub fn take_over(session: &Session) -> Result<Vec<String>, Refusal> {
    let shown = session.shown();
    let Some(project) = &shown.project else { return Err(Refusal::wrong("there is no project to import yet")) };
    if let Some(trouble) = shown.trouble.as_ref().filter(|_| !shown.is_held) {
        return Err(Refusal::wrong(trouble.text.clone()));
    }
    if session.place.config.is_some() {
        return Err(Refusal::wrong(
            "the studio shows a configuration that --config names: open it without, and import there",
        ));
    }
    let imported = import(project, &plan::seed_of(project))?;
    write(session, &imported.text)?;
    session.reload();
    Ok(imported.lost.lines())
}

fn write(session: &Session, text: &str) -> Result<()> {
    let root = session.place.root.path();
    let file = Folder::open(root)?.replacement(NATIVE)?;
    file.file().put(text.as_bytes())?;
    match file.finish_new(true)? {
        true => Ok(()),
        false => Err(Error::Project(ProjectError::ImportExists { path: root.join(NATIVE) })),
    }
}
