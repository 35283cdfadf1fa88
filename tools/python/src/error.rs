//! Errors as exceptions: one class for each kind that a program may want to tell apart, with the same texts.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use simdgen::error::OutputError as Output;

create_exception!(simdgen, Error, PyException, "An error of simdgen; its text says what to do.");
create_exception!(simdgen, FileError, Error, "The system refused a file, or a file is not what it should be.");
create_exception!(simdgen, ProjectError, Error, "The project cannot be used.");
create_exception!(simdgen, PlanError, Error, "The plan cannot be drawn or read.");
create_exception!(simdgen, PictureError, Error, "A trait picture cannot be used, or a picture cannot be encoded.");
create_exception!(simdgen, PackError, Error, "The trait pack is damaged.");
create_exception!(simdgen, MemoryLimitError, Error, "A task needs more memory than it may have.");
create_exception!(simdgen, OutputError, Error, "Results cannot be written to, or read from, an output folder.");
create_exception!(simdgen, Locked, OutputError, "Another build writes to the output folder.");
create_exception!(simdgen, ShardError, OutputError, "Shards are missing, or do not fit together.");
create_exception!(
    simdgen,
    Stopped,
    OutputError,
    "The build was stopped; what is finished is kept for one that resumes."
);

/// Returns the exception of an error.
pub fn raised(error: simdgen::Error) -> PyErr {
    use simdgen::Error as E;
    let text = error.to_string();
    match error {
        E::Io { .. } | E::File(_) => FileError::new_err(text),
        E::Project(_) | E::CanvasSize { .. } | E::CanvasPixels { .. } => ProjectError::new_err(text),
        E::Plan(_) => PlanError::new_err(text),
        E::Picture { .. } | E::Encode { .. } => PictureError::new_err(text),
        E::Pack { .. } | E::PackRebuilt { .. } => PackError::new_err(text),
        E::Memory { .. } => MemoryLimitError::new_err(text),
        E::Output(Output::Stopped { .. }) => Stopped::new_err(text),
        E::Shard(_) => ShardError::new_err(text),
        E::Output(Output::OutputLocked { .. }) => Locked::new_err(text),
        E::Output(_) => OutputError::new_err(text),
        _ => Error::new_err(text),
    }
}
