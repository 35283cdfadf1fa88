//! The first steps of every program: opening a project and choosing its editions.

use std::path::Path;

use crate::Result;
use crate::dialect;
use crate::plan::{self, Plan};
use crate::project::Project;

impl Project {
    /// Opens a project folder. It may be configured by `simdgen.toml`, by the file of another engine, such as
    /// `src/config.js` of HashLips and nftchef, or by the names of its folders alone.
    ///
    /// No picture is decoded. [`Project::notices`] holds notices for the artist.
    ///
    /// # Errors
    /// [`crate::Error::Project`] if the project cannot be used; [`crate::Error::Io`].
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

    /// Draws a plan of `count` editions from `seed`; `None` takes the project's own number or seed. Equal seeds draw
    /// equal plans.
    ///
    /// # Errors
    /// [`crate::Error::Plan`] if there are too few combinations, or if rules and counts leave none.
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

    /// Returns a plan of one edition with the given traits: pairs of layer and trait, by name or file name as in plan
    /// files. A layer that is not named shows nothing. Rules are not checked, and a background of random hue follows
    /// from the project's seed.
    ///
    /// # Errors
    /// [`crate::Error::Plan`] for a name that the project does not have, a layer named twice, or an unnamed layer that
    /// must show a trait.
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
