//! Plans and their editions.

use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice};
use simdgen::plan::file::{self, PlanFormat};
use simdgen::project::{SetId, TraitId};
use simdgen::{EditionIndex, StraightRgba};

use crate::error::{FileError, raised};
use crate::project::Opened;

/// The list of editions of a collection.
#[pyclass(frozen, module = "simdgen")]
pub struct Plan {
    pub opened: Arc<Opened>,
    /// The project with as many editions as the plan was drawn for.
    pub sized: Arc<simdgen::Project>,
    pub plan: Arc<simdgen::Plan>,
    /// `true` if the seed alone does not draw it.
    pub given: bool,
}

/// One edition of a plan.
#[pyclass(frozen, module = "simdgen")]
pub struct Edition {
    pub opened: Arc<Opened>,
    /// Its number, which is in the names of its files.
    #[pyo3(get)]
    pub number: u32,
    set: SetId,
    ground: Option<StraightRgba>,
    picks: Vec<TraitId>,
}

/// The editions of a plan, one after the other.
#[pyclass(module = "simdgen")]
pub struct Editions {
    plan: Py<Plan>,
    next: usize,
}

impl Plan {
    fn at(&self, index: usize) -> Edition {
        let edition = self.plan.edition(EditionIndex(index as u32));
        Edition {
            opened: Arc::clone(&self.opened),
            number: edition.number,
            set: edition.set,
            ground: edition.background,
            picks: edition.picks.to_vec(),
        }
    }

    /// The same plan of fewer editions.
    fn part(&self, indices: &[EditionIndex]) -> Self {
        let (opened, sized) = (Arc::clone(&self.opened), Arc::clone(&self.sized));
        Self { opened, sized, plan: Arc::new(self.plan.pick(indices)), given: true }
    }

    /// The edition of a number.
    ///
    /// # Errors
    /// `KeyError` if the plan has none.
    pub fn numbered(&self, number: u32) -> PyResult<Edition> {
        let has_number = |&index: &usize| self.plan.edition(EditionIndex(index as u32)).number == number;
        // Most plans are numbered from the first edition on.
        let likely = number.checked_sub(self.sized.first_edition).map(|index| index as usize);
        let likely = likely.filter(|index| *index < self.plan.len()).filter(has_number);
        let index = likely.or_else(|| (0..self.plan.len()).find(has_number));
        let none =
            || PyKeyError::new_err(format!("the plan has no edition {number}; it has {} editions", self.plan.len()));
        Ok(self.at(index.ok_or_else(none)?))
    }
}

#[pymethods]
impl Plan {
    /// The seed that it was drawn from; empty for a plan that was given without one.
    #[getter]
    fn seed(&self) -> &str {
        &self.plan.seed
    }

    fn __len__(&self) -> usize {
        self.plan.len()
    }

    fn __iter__(slf: Bound<'_, Self>) -> Editions {
        Editions { plan: slf.unbind(), next: 0 }
    }

    /// The edition at a position, from 0, or the plan of a slice.
    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let len = self.plan.len();
        if let Ok(slice) = index.cast::<PySlice>() {
            let part = slice.indices(len as isize)?;
            let steps = (0..part.slicelength as isize).map(|k| EditionIndex((part.start + k * part.step) as u32));
            return Ok(Bound::new(py, self.part(&steps.collect::<Vec<_>>()))?.into_any());
        }
        let at: isize = index.extract()?;
        let at = if at < 0 { at + len as isize } else { at };
        if !(0..len as isize).contains(&at) {
            return Err(PyIndexError::new_err(format!("the plan has {len} editions, counted from 0")));
        }
        Ok(Bound::new(py, self.at(at as usize))?.into_any())
    }

    /// The edition of a number, which is in the names of its files.
    fn edition(&self, number: u32) -> PyResult<Edition> {
        self.numbered(number)
    }

    /// Writes the plan to a file; its name ends in .jsonl or .csv.
    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let format = PlanFormat::of(&path).map_err(raised)?;
        let written = py.detach(|| {
            let mut file = BufWriter::new(std::fs::File::create(&path)?);
            file::write(format, &self.sized, &self.plan, &mut file)?;
            file.into_inner().map(drop).map_err(std::io::IntoInnerError::into_error)
        });
        written.map_err(|error| FileError::new_err(format!("cannot write {}: {error}", path.display())))
    }

    fn __repr__(&self) -> String {
        format!("<simdgen.Plan of {} editions, seed {:?}>", self.plan.len(), self.plan.seed)
    }
}

impl Edition {
    /// The edition as the library has it, for a project.
    ///
    /// # Errors
    /// `ValueError` if it is another project's.
    pub fn of(&self, opened: &Arc<Opened>) -> PyResult<simdgen::Edition<'_>> {
        if !Arc::ptr_eq(&self.opened, opened) {
            let place = self.opened.project.config.display();
            return Err(PyValueError::new_err(format!(
                "edition {} is of another Project, opened from {place}: use a plan of the one that renders",
                self.number
            )));
        }
        Ok(simdgen::Edition { number: self.number, set: self.set, background: self.ground, picks: &self.picks })
    }

    /// Layer and trait of each pick, bottom up.
    pub fn named(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let names = &self.opened.names;
        let word = |&id| Some(names.word(id)).filter(|word| !word.is_empty());
        names.labels(self.set).iter().map(String::as_str).zip(self.picks.iter().map(word))
    }
}

#[pymethods]
impl Edition {
    /// The trait of each layer, bottom up; `None` where a layer draws nothing and that has no name.
    #[getter]
    fn picks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let picks = PyDict::new(py);
        self.named().try_for_each(|(layer, word)| picks.set_item(layer, word))?;
        Ok(picks)
    }

    /// The name of its picture's file in a build.
    #[getter]
    fn file_name(&self) -> String {
        let project = &self.opened.project;
        project.metadata.file_names.picture_file(self.number, project.pictures)
    }

    /// The layer set, from 0.
    #[getter]
    fn set(&self) -> u32 {
        self.set.0
    }

    /// The colour under the bottom layer as red, green, blue and alpha; `None` is transparent.
    #[getter]
    fn background(&self) -> Option<(u8, u8, u8, u8)> {
        self.ground.map(|StraightRgba { r, g, b, a }| (r, g, b, a))
    }

    fn __repr__(&self) -> String {
        let picks: Vec<String> =
            self.named().map(|(layer, word)| format!("{layer}: {}", word.unwrap_or("nothing"))).collect();
        format!("<simdgen.Edition {}: {}>", self.number, picks.join(", "))
    }
}

#[pymethods]
impl Editions {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self) -> Option<Edition> {
        let plan = self.plan.get();
        (self.next < plan.plan.len()).then(|| {
            self.next += 1;
            plan.at(self.next - 1)
        })
    }
}
