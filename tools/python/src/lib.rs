//! simdgen for Python: a project, its plans, pictures and masks in memory, builds, and the command line.
//!
//! Everything that takes time runs without the interpreter's lock. `python/simdgen` has what is written in Python, and the
//! types of all of it.

mod build;
mod command;
mod error;
mod names;
mod plan;
mod project;
mod segment;
mod watch;

use pyo3::prelude::*;

/// The same allocator as the binary's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The part of simdgen that is compiled.
#[pymodule]
mod _simdgen {
    use pyo3::exceptions::PyImportError;
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::build::{Merged, Report};
    #[pymodule_export]
    use crate::command::command_line;
    #[pymodule_export]
    use crate::error::{Error, FileError, Locked, MemoryLimitError, OutputError, PackError, PictureError, PlanError};
    #[pymodule_export]
    use crate::error::{ProjectError, ShardError, Stopped};
    #[pymodule_export]
    use crate::plan::{Edition, Editions, Plan};
    #[pymodule_export]
    use crate::project::Project;
    #[pymodule_export]
    use crate::segment::Segment;

    /// Refuses a processor that lacks the instructions of this build.
    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        simdgen::check_processor().map_err(PyImportError::new_err)
    }
}
