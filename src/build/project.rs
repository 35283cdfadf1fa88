//! The first steps of every program: open a project, choose its editions.

use std::path::Path;

use crate::Result;
use crate::dialect;
use crate::plan::{self, Plan};
use crate::project::Project;

impl Project {
    /// Opens a project folder, in whichever form it is written: `simdgen.toml`, a HashLips or nftchef `src/config.js`, or
    /// folders whose names say all.
    ///
    /// No picture is decoded. [`Project::notices`] holds what the artist should hear of.
    ///
    /// # Errors
    /// [`crate::Error::Project`] when it cannot be used; [`crate::Error::Io`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> simdgen::Result<()> {
    /// let folder = tempfile::tempdir().expect("a temporary folder");
    /// simdgen::demo::sketch(folder.path())?;
    /// let project = simdgen::Project::open(folder.path())?;
    /// assert_eq!(project.canvas.to_string(), "64 x 64");
    /// assert_eq!(project.layers.last().map(|layer| layer.name.as_str()), Some("Moon"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        dialect::open(path.as_ref(), None)
    }

    /// Draws a plan: `count` editions, or as many as the project says, from a seed, or from the project's own. Equal seeds draw
    /// equal plans.
    ///
    /// # Errors
    /// [`crate::Error::Plan`] when there are not enough combinations, or rules and counts leave none.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> simdgen::Result<()> {
    /// # let folder = tempfile::tempdir().expect("a temporary folder");
    /// # simdgen::demo::sketch(folder.path())?;
    /// let project = simdgen::Project::open(folder.path())?;
    /// let plan = project.plan(Some(20), Some("spring drop"))?;
    /// assert_eq!(plan.len(), 20);
    /// assert_eq!(plan, project.plan(Some(20), Some("spring drop"))?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn plan(&self, count: Option<u32>, seed: Option<&str>) -> Result<Plan> {
        let seed = seed.map_or_else(|| plan::seed_of(self), str::to_owned);
        match count {
            None => plan::draw(self, &seed),
            Some(count) => {
                let mut resized = self.clone();
                plan::resize_sets(&mut resized, count as usize);
                plan::draw(&resized, &seed)
            }
        }
    }

    /// The plan of one edition with these traits: pairs of layer and trait, by name or file name, as plan files have them. A
    /// layer that is not named shows nothing. Rules are not asked, and a background of random hue is that of the project's seed.
    ///
    /// # Errors
    /// [`crate::Error::Plan`] for a name that the project has not, or a layer that has to show something.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> simdgen::Result<()> {
    /// # let folder = tempfile::tempdir().expect("a temporary folder");
    /// # simdgen::demo::sketch(folder.path())?;
    /// let project = simdgen::Project::open(folder.path())?;
    /// let plan = project.choose(&[("Sky", "Mint"), ("Planet", "Coral"), ("Moon", "Pearl")])?;
    /// assert_eq!(plan.len(), 1);
    /// let error = project.choose(&[("Sky", "Mnit")]).expect_err("there is no such trait");
    /// assert!(error.to_string().contains("Mint"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn choose(&self, traits: &[(&str, &str)]) -> Result<Plan> {
        plan::file::of_names(self, traits)
    }
}
