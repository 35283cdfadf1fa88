//! Builds: a project's collection as files.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use simdgen::choice::Choice;
use simdgen::{Effort, Shard};

/// What a build did.
#[pyclass(frozen, get_all, module = "simdgen")]
pub struct Report {
    /// The output folder.
    out: PathBuf,
    /// The seed of the plan.
    seed: String,
    /// Pictures that were rendered.
    rendered: usize,
    /// Their bytes.
    image_bytes: u64,
    /// Pictures that an interrupted build had finished.
    resumed: usize,
    /// Editions that were up to date.
    up_to_date: usize,
    /// Metadata files that were written.
    metadata: usize,
    /// Files of editions that the plan does not have any more, which were removed.
    removed: usize,
}

#[pymethods]
impl Report {
    fn __repr__(&self) -> String {
        format!("<simdgen.Report: {} pictures rendered into {}>", self.rendered, self.out.display())
    }
}

/// What a merge did.
#[pyclass(frozen, get_all, module = "simdgen")]
pub struct Merged {
    /// The output folder.
    out: PathBuf,
    /// Shards that were joined.
    shards: usize,
    /// Editions in all.
    editions: usize,
    /// Bytes of their pictures.
    image_bytes: u64,
    /// Files that were copied, because the file system gives no second names.
    copied: usize,
}

#[pymethods]
impl Merged {
    fn __repr__(&self) -> String {
        format!("<simdgen.Merged: {} editions of {} shards in {}>", self.editions, self.shards, self.out.display())
    }
}

impl From<simdgen::MergeReport> for Merged {
    fn from(report: simdgen::MergeReport) -> Self {
        let simdgen::MergeReport { out, shards, editions, image_bytes, copied } = report;
        Self { out, shards, editions, image_bytes, copied }
    }
}

impl From<simdgen::Report> for Report {
    fn from(report: simdgen::Report) -> Self {
        Self {
            out: report.out,
            seed: report.seed,
            rendered: report.rendered.editions,
            image_bytes: report.rendered.image_bytes,
            resumed: report.resumed,
            up_to_date: report.up_to_date,
            metadata: report.metadata,
            removed: report.removed,
        }
    }
}

/// The effort of a name.
///
/// # Errors
/// `ValueError` that lists the names.
pub fn effort(name: Option<&str>) -> PyResult<Effort> {
    name.map_or_else(|| Ok(Effort::default()), |name| chosen("effort", name))
}

/// The value of a name.
///
/// # Errors
/// `ValueError` that lists the names.
pub fn chosen<T: Choice>(what: &str, name: &str) -> PyResult<T> {
    T::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = T::names().collect();
        PyValueError::new_err(format!("{what} {name:?} is not known: choose {}", names.join(", ")))
    })
}

/// The shard `number` of `of`, given as a pair.
///
/// # Errors
/// `ValueError` if there is no such shard.
pub fn shard((number, of): (u32, u32)) -> PyResult<Shard> {
    let none =
        || PyValueError::new_err(format!("there is no shard {number} of {of}: choose (1, {of}) to ({of}, {of})"));
    Shard::new(number, of).ok_or_else(none)
}

/// The numbers in a Python `range`.
///
/// # Errors
/// `ValueError` for one with other steps than 1, or without a number.
pub fn numbers(range: &Bound<'_, PyAny>) -> PyResult<RangeInclusive<u32>> {
    let end = |name: &str| range.getattr(name)?.extract::<i64>();
    let (start, stop, step) = (end("start")?, end("stop")?, end("step")?);
    let wrong = || PyValueError::new_err(format!("editions must be a range such as range(1, 101), not {range}"));
    match (u32::try_from(start), u32::try_from(stop - 1)) {
        (Ok(first), Ok(last)) if step == 1 && first <= last => Ok(first..=last),
        _ => Err(wrong()),
    }
}
