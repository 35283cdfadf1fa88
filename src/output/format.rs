//! Versions of the formats that an output folder is kept in.
//!
//! Apart because the ledger, the journal and the record are refused in the same words: read as if it were known, a newer file
//! would lack what it says, and its build would be replaced.

use std::path::Path;

use crate::error::OutputError;
use crate::{Error, Result};

/// Stops at a file of a format that this version does not know yet.
pub(super) fn refuse_newer(path: &Path, found: u32, known: u32) -> Result<()> {
    if found <= known {
        return Ok(());
    }
    Err(Error::Output(OutputError::NewerFormat { path: path.into(), found, known }))
}
