//! `simdgen` without a command: what the current folder is, and the one command to run next.

use std::path::Path;

use super::print::count;
use crate::dialect;
use crate::error::{Error, ProjectError};

/// Says it in one line.
pub fn what_to_run() -> String {
    match dialect::open(Path::new("."), None) {
        Ok(project) => {
            let (config, editions) = (project.config.strip_prefix(".").unwrap_or(&project.config), project.editions());
            let config = config.display();
            format!("This folder is a project ({config}, {} editions): run `simdgen generate`", count(editions as u128))
        }
        Err(Error::Project(ProjectError::NoConfig { hint, .. })) => format!("This folder is not a project{hint}"),
        Err(error) => format!("This folder is a project that cannot be used: {error}"),
    }
}
