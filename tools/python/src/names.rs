//! The words of plan files for every layer and trait of a project, looked up once.

use simdgen::Project;
use simdgen::plan::file::PlanWords;
use simdgen::project::{SetId, TraitId};

/// The words of a project.
pub struct Names {
    /// For each set, the label of each layer, bottom up.
    labels: Vec<Vec<String>>,
    /// The word of each trait; empty for one that draws nothing and has no name.
    words: Vec<String>,
}

impl Names {
    pub fn new(project: &Project) -> Self {
        let mut words = vec![String::new(); project.traits.len()];
        let of_project = PlanWords::new(project);
        let mut all = of_project.of_sets();
        let labels = project.sets.iter().map(|set| {
            let label_of = |&layer| {
                let mut own = String::new();
                for (id, _) in project.traits_of(layer) {
                    if let Some((label, word, _)) = all.next() {
                        label.clone_into(&mut own);
                        word.clone_into(&mut words[id.0 as usize]);
                    }
                }
                own
            };
            set.layers.iter().map(label_of).collect()
        });
        let labels = labels.collect();
        Self { labels, words }
    }

    /// The labels of a set's layers, bottom up.
    pub fn labels(&self, set: SetId) -> &[String] {
        &self.labels[set.0 as usize]
    }

    /// The labels of all sets, each once.
    pub fn all_labels(&self) -> Vec<&str> {
        let mut all: Vec<&str> = vec![];
        for label in self.labels.iter().flatten().map(String::as_str) {
            if !all.contains(&label) {
                all.push(label);
            }
        }
        all
    }

    /// The word of a trait.
    pub fn word(&self, id: TraitId) -> &str {
        &self.words[id.0 as usize]
    }
}
