//! A project: its plans, and its editions in memory.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use numpy::{IntoPyArray, PyArray, PyArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt, PyString, PyTuple};
use simdgen::{Compression, Encoder, MaskKind, Renderer, Request, Shards};

use crate::build::{Merged, Report, chosen, effort as effort_of, numbers, shard as shard_of};
use crate::error::raised;
use crate::names::Names;
use crate::plan::{Edition, Plan};
use crate::segment::Segment;
use crate::watch::watched;

/// A project that is open, shared by all that is made of it.
pub struct Opened {
    pub project: simdgen::Project,
    pub names: Names,
    pack: Option<PathBuf>,
    /// Made when first a picture is asked for.
    renderer: Mutex<Option<Arc<Renderer>>>,
    /// The project's own plan, drawn when first an edition is asked for by its number alone.
    own_plan: Mutex<Option<Arc<simdgen::Plan>>>,
}

impl Opened {
    /// A request of the project, as the command line makes it.
    fn request(&self) -> Request {
        let mut request = simdgen::usual_request();
        if self.pack.is_some() {
            request.pack.file.clone_from(&self.pack);
        }
        request
    }

    /// The renderer. Called without the interpreter's lock: it can wait for another thread.
    fn renderer(&self) -> simdgen::Result<Arc<Renderer>> {
        let mut renderer = self.renderer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*renderer {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(Renderer::new(self.project.clone(), &self.request())?);
        *renderer = Some(Arc::clone(&made));
        Ok(made)
    }

    /// The project's own plan. Called as [`Self::renderer`].
    fn own_plan(&self) -> simdgen::Result<Arc<simdgen::Plan>> {
        let mut plan = self.own_plan.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drawn) = &*plan {
            return Ok(Arc::clone(drawn));
        }
        let drawn = Arc::new(self.project.plan(None, None)?);
        *plan = Some(Arc::clone(&drawn));
        Ok(drawn)
    }
}

/// A project folder: simdgen.toml, another engine's configuration, or folders of layers.
#[pyclass(frozen, module = "simdgen")]
pub struct Project {
    /// The folder, as it was given.
    #[pyo3(get)]
    path: PathBuf,
    config: Option<PathBuf>,
    opened: Arc<Opened>,
}

impl Project {
    /// An edition, or the one of a number in the project's own plan.
    fn find<'py>(&self, edition: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Edition>> {
        let py = edition.py();
        if let Ok(edition) = edition.cast::<Edition>() {
            return Ok(edition.clone());
        }
        if !edition.is_instance_of::<PyInt>() {
            return Err(PyTypeError::new_err(
                "give an edition of a plan, or the number of one of the project's own plan",
            ));
        }
        let number: u32 = edition.extract()?;
        let plan = py.detach(|| self.opened.own_plan()).map_err(raised)?;
        let sized = Arc::new(self.opened.project.clone());
        let own = Plan { opened: Arc::clone(&self.opened), sized, plan, given: false };
        Bound::new(py, own.numbered(number)?)
    }

    /// Draws a plan.
    fn draw(&self, py: Python<'_>, count: Option<u32>, seed: Option<&Bound<'_, PyAny>>) -> PyResult<Plan> {
        let seed = seed.map(seed_text).transpose()?;
        let (sized, plan) = py
            .detach(|| {
                let mut sized = self.opened.project.clone();
                if let Some(count) = count {
                    simdgen::plan::resize_sets(&mut sized, count as usize);
                }
                let plan = sized.plan(None, seed.as_deref())?;
                Ok((Arc::new(sized), Arc::new(plan)))
            })
            .map_err(raised)?;
        Ok(Plan { opened: Arc::clone(&self.opened), sized, plan, given: false })
    }

    /// A plan that was given, if it is this project's.
    fn given<'p>(
        &self,
        plan: Option<&'p Bound<'_, Plan>>,
        count: Option<u32>,
        seed: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<&'p Plan>> {
        let Some(plan) = plan else { return Ok(None) };
        if count.is_some() || seed.is_some() {
            return Err(PyValueError::new_err("a plan has its own count and seed: leave them out"));
        }
        if !Arc::ptr_eq(&plan.get().opened, &self.opened) {
            return Err(PyValueError::new_err("the plan is of another Project: draw it from this one"));
        }
        Ok(Some(plan.get()))
    }

    /// The masks of an edition, one after the other.
    fn masks_of(&self, py: Python<'_>, edition: &Bound<'_, Edition>, kind: MaskKind) -> PyResult<Vec<u8>> {
        let edition = edition.get().of(&self.opened)?;
        py.detach(|| Ok(self.opened.renderer()?.masks(edition, kind))).map_err(raised)
    }

    /// Width and height of the pictures.
    fn sides(&self) -> (usize, usize) {
        let canvas = self.opened.project.canvas;
        (canvas.width() as usize, canvas.height() as usize)
    }
}

#[pymethods]
impl Project {
    #[new]
    #[pyo3(signature = (path, config=None, *, pack=None))]
    fn new(py: Python<'_>, path: PathBuf, config: Option<PathBuf>, pack: Option<PathBuf>) -> PyResult<Self> {
        let opened = py.detach(|| {
            let project = simdgen::dialect::open(&path, config.as_deref())?;
            let names = Names::new(&project);
            Ok(Opened { project, names, pack, renderer: Mutex::default(), own_plan: Mutex::default() })
        });
        Ok(Self { path, config, opened: Arc::new(opened.map_err(raised)?) })
    }

    /// The configuration that was read.
    #[getter]
    fn config(&self) -> PathBuf {
        self.opened.project.config.clone()
    }

    /// Width and height of the pictures, in pixels.
    #[getter]
    fn size(&self) -> (usize, usize) {
        self.sides()
    }

    /// The number of editions that the project asks for.
    #[getter]
    fn editions(&self) -> usize {
        self.opened.project.editions()
    }

    /// The names of the layers of all sets, bottom up, as the picks of editions have them.
    #[getter]
    fn layers(&self) -> Vec<&str> {
        self.opened.names.all_labels()
    }

    /// What the reader of the configuration has to say.
    #[getter]
    fn notices(&self) -> Vec<String> {
        self.opened.project.notices.iter().map(|notice| notice.line(usize::MAX)).collect()
    }

    /// Draws a plan of `count` editions from a seed, by default the project's own.
    #[pyo3(signature = (count=None, seed=None))]
    fn plan(&self, py: Python<'_>, count: Option<u32>, seed: Option<&Bound<'_, PyAny>>) -> PyResult<Plan> {
        self.draw(py, count, seed)
    }

    /// Reads a plan from a file (.jsonl or .csv).
    fn read_plan(&self, py: Python<'_>, path: PathBuf) -> PyResult<Plan> {
        let project = &self.opened.project;
        let plan = py.detach(|| simdgen::plan::file::read_given(&path, project)).map_err(raised)?;
        let (opened, sized) = (Arc::clone(&self.opened), Arc::new(project.clone()));
        Ok(Plan { opened, sized, plan: Arc::new(plan), given: true })
    }

    /// Renders an edition into memory: "png" or "jpeg" gives the bytes of a file, "array" an array (height, width, 4) of
    /// straight RGBA, which takes over the memory that was rendered into.
    #[pyo3(signature = (edition, format="png", *, compression="fast"))]
    fn render<'py>(&self, edition: &Bound<'py, PyAny>, format: &str, compression: &str) -> PyResult<Bound<'py, PyAny>> {
        let py = edition.py();
        let compression: Compression = chosen("compression", compression)?;
        let found = self.find(edition)?;
        let edition = found.get().of(&self.opened)?;
        let opened = &self.opened;
        match format {
            "png" => {
                let file = py.detach(|| opened.renderer()?.png(edition, compression)).map_err(raised)?;
                Ok(PyBytes::new(py, &file).into_any())
            }
            "jpeg" => {
                let file = py.detach(|| opened.renderer()?.jpeg(edition)).map_err(raised)?;
                Ok(PyBytes::new(py, &file).into_any())
            }
            "array" => {
                let (width, height) = self.sides();
                has_numpy(py)?;
                let picture = py.detach(|| Ok(opened.renderer()?.pixels(edition))).map_err(raised)?;
                Ok(picture.rgba.into_pyarray(py).reshape([height, width, 4])?.into_any())
            }
            _ => Err(PyValueError::new_err(format!("format {format:?} is not known: choose png, jpeg, array"))),
        }
    }

    /// Returns an array (layers, height, width) with a mask for each layer of `edition.picks`, from 0 to 255: of the part that
    /// is seen in the picture ("visible"), or of all that the layer draws ("drawn").
    #[pyo3(signature = (edition, kind="visible"))]
    fn masks<'py>(&self, edition: &Bound<'py, PyAny>, kind: &str) -> PyResult<Bound<'py, PyArray<u8, numpy::Ix3>>> {
        let py = edition.py();
        let kind = match kind {
            "visible" => MaskKind::Visible,
            "drawn" => MaskKind::Drawn,
            _ => return Err(PyValueError::new_err(format!("masks {kind:?} are not known: choose visible, drawn"))),
        };
        has_numpy(py)?;
        let masks = self.masks_of(py, &self.find(edition)?, kind)?;
        let (width, height) = self.sides();
        let layers = masks.len() / (width * height);
        masks.into_pyarray(py).reshape([layers, height, width])
    }

    /// Returns the segment of each layer that is seen, bottom up: the pixels whose visible mask is at least `threshold`.
    #[pyo3(signature = (edition, threshold=128))]
    fn segments(&self, edition: &Bound<'_, PyAny>, threshold: u8) -> PyResult<Vec<Segment>> {
        let py = edition.py();
        if threshold == 0 {
            return Err(PyValueError::new_err("a threshold of 0 takes in every pixel: choose 1 to 255"));
        }
        let found = self.find(edition)?;
        let masks = self.masks_of(py, &found, MaskKind::Visible)?;
        let (width, height) = self.sides();
        let named = found.get().named().zip(masks.chunks_exact(width * height));
        let segment = |((layer, word), mask): ((&str, Option<&str>), &[u8])| {
            Segment::new(layer, word.unwrap_or_default(), mask, width, threshold)
        };
        let named: Vec<_> = named.collect();
        Ok(py.detach(|| named.into_iter().filter_map(segment).collect()))
    }

    /// Builds the collection: pictures and metadata, or what changed of them.
    ///
    /// Ctrl-C, and an exception of `progress(done, total)`, stop the build; `resume=True` goes on from there.
    #[pyo3(signature = (
        out=None, *, count=None, seed=None, plan=None, editions=None, shard=None, effort=None, threads=None, memory=None,
        resume=false, force=false, keep_edits=false, progress=None
    ))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword of a Python function")]
    fn generate(
        &self,
        py: Python<'_>,
        out: Option<PathBuf>,
        count: Option<u32>,
        seed: Option<&Bound<'_, PyAny>>,
        plan: Option<&Bound<'_, Plan>>,
        editions: Option<&Bound<'_, PyAny>>,
        shard: Option<(u32, u32)>,
        effort: Option<&str>,
        threads: Option<usize>,
        memory: Option<usize>,
        resume: bool,
        force: bool,
        keep_edits: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Report> {
        let drawn;
        let plan = match self.given(plan, count, seed)? {
            Some(given) => given,
            None => {
                drawn = self.draw(py, count, seed)?;
                &drawn
            }
        };
        if editions.is_some() && shard.is_some() {
            return Err(PyValueError::new_err("a shard is a part of the whole plan: choose editions or shard"));
        }
        if force && keep_edits {
            return Err(PyValueError::new_err("force replaces edited files, and keep_edits keeps them: choose one"));
        }
        let usual = self.opened.request();
        let request = Request {
            out,
            plan: Some(simdgen::Plan::clone(&plan.plan)),
            given: plan.given,
            editions: editions.map(numbers).transpose()?,
            shard: shard.map(shard_of).transpose()?,
            encoder: Encoder::Splice(effort_of(effort)?).of(&plan.sized),
            threads: threads.unwrap_or(usual.threads),
            encoder_threads: threads.unwrap_or(usual.encoder_threads),
            memory: memory.unwrap_or(usual.memory),
            resume,
            force,
            keep_edits,
            ..usual
        };
        let built = watched(py, progress, |watch| simdgen::build(&plan.sized, &request, watch))?;
        built.map(Report::from).map_err(raised)
    }

    /// Makes what the shards of a build only read: the trait pack, and what the encoder learns of the plan.
    #[pyo3(signature = (*, count=None, seed=None, plan=None, effort=None))]
    fn prepare(
        &self,
        py: Python<'_>,
        count: Option<u32>,
        seed: Option<&Bound<'_, PyAny>>,
        plan: Option<&Bound<'_, Plan>>,
        effort: Option<&str>,
    ) -> PyResult<()> {
        let drawn;
        let plan = match self.given(plan, count, seed)? {
            Some(given) => given,
            None => {
                drawn = self.draw(py, count, seed)?;
                &drawn
            }
        };
        let request = Request {
            plan: Some(simdgen::Plan::clone(&plan.plan)),
            given: plan.given,
            encoder: Encoder::Splice(effort_of(effort)?).of(&plan.sized),
            ..self.opened.request()
        };
        watched(py, None, |watch| simdgen::prepare(&plan.sized, &request, watch))?.map(drop).map_err(raised)
    }

    /// Joins the shards of a build to the files that a build on one machine makes; `None` if that was done before.
    #[pyo3(signature = (out=None, *, force=false))]
    fn merge(&self, py: Python<'_>, out: Option<PathBuf>, force: bool) -> PyResult<Option<Merged>> {
        let project = &self.opened.project;
        let merged = watched(py, None, |watch| {
            let out = simdgen::build::results_folder(out.as_deref(), project)?;
            if Shards::finish_merged(&out)? {
                return Ok(None);
            }
            let shards = Shards::find(&out, &[])?;
            // As it was when the shards were rendered, with as many editions.
            let mut sized = project.clone();
            if simdgen::plan::default_seed(&sized) != shards.record.project {
                simdgen::plan::resize_sets(&mut sized, shards.record.editions as usize);
            }
            let usual = self.opened.request();
            let (threads, memory, max_pixels, pack) = (usual.threads, usual.memory, usual.max_pixels, usual.pack);
            let of_shards = shards.request(&sized)?;
            let request = Request { out: Some(out), threads, memory, max_pixels, pack, force, ..of_shards };
            simdgen::merge(&sized, &request, &shards, watch).map(Some)
        })?;
        merged.map(|report| report.map(Merged::from)).map_err(raised)
    }

    /// Opens the same project in another process.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let own = slf.get();
        let open = py.import("simdgen")?.getattr("_open")?;
        let pack = own.opened.pack.as_ref();
        Ok((open, (own.path.clone(), own.config.clone(), pack.cloned()).into_pyobject(py)?))
    }

    fn __repr__(&self) -> String {
        let project = &self.opened.project;
        format!("<simdgen.Project {}: {} editions of {}>", self.path.display(), project.editions(), project.canvas)
    }
}

/// A seed as text: a number or any text.
fn seed_text(seed: &Bound<'_, PyAny>) -> PyResult<String> {
    if !seed.is_instance_of::<PyString>() && !seed.is_instance_of::<PyInt>() {
        return Err(PyTypeError::new_err("a seed is a text or a whole number"));
    }
    let text = seed.str()?.to_string();
    // What a variable that is not set leaves, and the command line refuses as well.
    let is_empty =
        || PyValueError::new_err("a seed is a number or any text, and this is empty; None is the project's own");
    Some(text).filter(|text| !text.is_empty()).ok_or_else(is_empty)
}

/// Looks whether NumPy is there, which only arrays need.
fn has_numpy(py: Python<'_>) -> PyResult<()> {
    py.import("numpy").map(drop)
}
