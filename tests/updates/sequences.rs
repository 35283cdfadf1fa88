//! Random sequences of edits, runs and kills end, after a last run, in the build that would be made anew.
//!
//! A few are run always; `SIMDGEN_SEQUENCES=from..to` runs those of these numbers instead.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::updates::builds::{command, compare, folder, simdgen, update};
use crate::updates::files::{mixed, picture};

/// Sequences that are always run.
const SEQUENCES: std::ops::Range<u64> = 0..16;

/// Numbers that follow from the sequence's own.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = mixed(&[self.0]);
        self.0 % end
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len() as u64) as usize]
    }
}

#[derive(Clone)]
struct Trait {
    name: String,
    weight: u64,
    /// Decides the pixels.
    art: u64,
    height: u32,
}

#[derive(Clone)]
struct Layer {
    name: String,
    blend: &'static str,
    opacity: &'static str,
    more: &'static str,
    traits: Vec<Trait>,
}

/// What the artist has drawn and written.
#[derive(Clone)]
struct Work {
    layers: Vec<Layer>,
    editions: u64,
    /// Lines of tables by key; an empty line leaves the key out.
    settings: BTreeMap<(&'static str, &'static str), String>,
    /// How many names were given so far.
    named: u64,
    /// Whether pictures are spliced: the bytes of a kept one then depend on those it was made beside, so metadata may not
    /// tell of them.
    is_spliced: bool,
}

/// Keys that are written as one of these.
const CHOICES: &[(&str, &str, &[&str])] = &[
    ("collection", "name", &["'One'", "'Other'"]),
    ("collection", "description", &["'old'", "'new'"]),
    ("collection", "engine", &["'simdgen'", "'hashlips'", "'nftchef'"]),
    ("collection", "standard", &["'ethereum'", "'erc1155'", "'solana'", "'tezos'", "'cip68'"]),
    ("collection", "base_uri", &["'ipfs://old'", "'ipfs://new'"]),
    ("collection", "hash_pictures", &["true", "false"]),
    ("collection", "first_edition", &["0", "1", "5"]),
    ("collection", "unique", &["true", "false"]),
    ("canvas", "width", &["8", "9"]),
    ("canvas", "height", &["8", "6"]),
    ("canvas", "resize", &["'nearest'", "'smooth'", "'canvas-smooth'"]),
    ("canvas", "background", &["'none'", "'#456'", "'#4567'", "'random'"]),
    ("canvas", "background_last", &["true", "false"]),
    ("files", "names", &["'decimal'", "'hex'"]),
    ("files", "digits", &["1", "2"]),
    ("files", "json_extension", &["true", "false"]),
    ("files", "pictures", &["'png'", "'jpeg'"]),
    ("gallery", "columns", &["3", "4"]),
];

const BLENDS: [&str; 7] = ["source-over", "source-over", "multiply", "screen", "destination-over", "xor", "color"];

impl Work {
    fn new(chance: &mut Chance) -> Self {
        let mut work = Self { layers: vec![], editions: 5, settings: BTreeMap::new(), named: 0, is_spliced: false };
        (0..2 + chance.below(2)).for_each(|_| work.add_layer(chance));
        for (table, key, value) in
            [("canvas", "width", "8"), ("canvas", "height", "8"), ("collection", "base_uri", "'ipfs://x'")]
        {
            work.settings.insert((table, key), value.to_owned());
        }
        if !chance.one_in(4) {
            work.settings.insert(("collection", "seed"), "'a seed'".to_owned());
        }
        work
    }

    fn name(&mut self) -> String {
        self.named += 1;
        format!("n{}", self.named)
    }

    fn new_trait(&mut self, chance: &mut Chance) -> Trait {
        let height = if chance.one_in(4) { 5 } else { 8 };
        Trait { name: self.name(), weight: 1 + chance.below(3), art: chance.below(u64::MAX), height }
    }

    fn add_layer(&mut self, chance: &mut Chance) {
        let traits = (0..3).map(|_| self.new_trait(chance)).collect();
        let (name, blend) = (self.name(), chance.of(&BLENDS));
        let at = chance.below(self.layers.len() as u64 + 1) as usize;
        self.layers.insert(at, Layer { name, blend, opacity: "1.0", more: "", traits });
    }

    /// Changes one thing.
    fn edit(&mut self, chance: &mut Chance) {
        let at = chance.below(self.layers.len() as u64) as usize;
        let which = chance.below(self.layers[at].traits.len() as u64) as usize;
        match chance.below(16) {
            0 | 1 => self.layers[at].traits[which].art = chance.below(u64::MAX),
            2 => self.layers[at].traits[which].name = self.name(),
            3 => self.layers[at].traits[which].weight = 1 + chance.below(5),
            4 => {
                let new = self.new_trait(chance);
                self.layers[at].traits.insert(which, new);
            }
            5 if self.layers[at].traits.len() > 3 => {
                self.layers[at].traits.remove(which);
            }
            6 if self.layers.len() < 4 => self.add_layer(chance),
            7 if self.layers.len() > 2 => {
                self.layers.remove(at);
            }
            8 => self.layers.swap(0, at),
            9 => self.layers[at].blend = chance.of(&BLENDS),
            10 => self.layers[at].opacity = chance.of(&["1.0", "0.5"]),
            11 => {
                self.layers[at].more =
                    chance.of(&["", "none = 1\n", "metadata = false\n", "none = 2\nnone_name = 'No'\n"])
            }
            12 => self.editions = 3 + chance.below(5),
            _ => {
                let is_told = |(_, key, _): &(&str, &str, &[&str])| ["standard", "hash_pictures"].contains(key);
                let choices: Vec<_> = CHOICES.iter().filter(|choice| !(self.is_spliced && is_told(choice))).collect();
                let (table, key, values) = *choices[chance.below(choices.len() as u64) as usize];
                self.settings.insert((table, key), chance.of(values).to_owned());
            }
        }
    }

    fn config(&self) -> String {
        let mut text = String::new();
        for table in ["collection", "canvas", "files", "gallery"] {
            writeln!(text, "[{table}]").unwrap();
            if table == "collection" {
                writeln!(text, "editions = {}", self.editions).unwrap();
            }
            for ((_, key), value) in self.settings.iter().filter(|((of, _), _)| *of == table) {
                writeln!(text, "{key} = {value}").unwrap();
            }
        }
        for Layer { name, blend, opacity, more, .. } in &self.layers {
            writeln!(text, "[[layers]]\nname = '{name}'\nblend = '{blend}'\nopacity = {opacity}\n{more}").unwrap();
        }
        text
    }

    /// The pictures: path, and what decides the file.
    fn pictures(&self) -> BTreeMap<String, (u64, u32)> {
        let path = |layer: &Layer, t: &Trait| format!("layers/{}/{}#{}.png", layer.name, t.name, t.weight);
        let of =
            |layer: &Layer| -> Vec<_> { layer.traits.iter().map(|t| (path(layer, t), (t.art, t.height))).collect() };
        self.layers.iter().flat_map(of).collect()
    }

    /// Saves it, leaving alone every file that is as it was when `before` was saved.
    fn save(&self, root: &Path, before: Option<&Self>) {
        let (new, old) = (self.pictures(), before.map(Self::pictures).unwrap_or_default());
        for (path, (art, height)) in new.iter().filter(|(path, of)| old.get(*path) != Some(of)) {
            picture(&root.join(path), 8, *height, *art);
        }
        old.keys().filter(|path| !new.contains_key(*path)).for_each(|path| fs::remove_file(root.join(path)).unwrap());
        fs::write(root.join("simdgen.toml"), self.config()).unwrap();
    }
}

/// Runs a command and kills it at a chance moment; returns whether it was still at work.
fn kill(arguments: &str, root: &Path, moment: Duration) -> bool {
    let started = Instant::now();
    let mut child = command(arguments, root).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(moment.saturating_sub(started.elapsed()));
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// Deletes a file of the build, as somebody may do.
fn lose_a_file(root: &Path, chance: &mut Chance) {
    let folder = root.join("build").join(chance.of(&["images", "json"]));
    let files: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    if !files.is_empty() {
        fs::remove_file(&files[chance.below(files.len() as u64) as usize]).unwrap();
    }
}

/// What went wrong in a sequence, and how many runs were killed.
fn sequence(number: u64) -> (Vec<String>, usize) {
    let mut chance = Chance(number);
    let folder = folder();
    let root = folder.path();
    // Where tiles are spliced, training takes most of the time without optimisation.
    let encoder = if chance.one_in(8) { "" } else { "--encoder direct" };
    let mut work = Work::new(&mut chance);
    work.is_spliced = encoder.is_empty();
    work.save(root, None);
    let started = Instant::now();
    update(encoder, root);
    let took = started.elapsed();
    let (mut steps, mut killed) = (vec![], 0);
    for _ in 0..3 + chance.below(8) {
        let before = work.clone();
        (0..chance.below(3)).for_each(|_| work.edit(&mut chance));
        work.save(root, Some(&before));
        let options =
            chance.of(&["", "", "--resume", "--force", "--editions 2..=4", "--keep-edits", "--threads 1 --batch 1"]);
        let run = format!("generate {{}} {encoder} {options}");
        match chance.below(6) {
            0 => steps.push(format!("update {}", update(encoder, root))),
            1 => {
                let output = simdgen(&run, root);
                assert!(matches!(output.code, 0 | 1), "{run}: {output:?}");
                steps.push(format!("{run}: {}", output.code));
            }
            2 => {
                lose_a_file(root, &mut chance);
                steps.push("lose a file".to_owned());
            }
            3 => steps.push("edit only".to_owned()),
            _ => {
                let moment = took.mul_f64(chance.below(1000) as f64 / 800.0);
                let was_at_work = kill(&run, root, moment);
                killed += usize::from(was_at_work);
                steps.push(format!("{run}: killed {was_at_work}"));
            }
        }
    }
    let (asked, wrong) = compare(encoder, root);
    let told = |text: String| format!("sequence {number}, {steps:?}, asked {asked:?}: {text}\n{}", work.config());
    (wrong.into_iter().map(told).collect(), killed)
}

#[test]
fn sequences_of_edits_kills_and_runs_end_as_made_anew() {
    let asked = std::env::var("SIMDGEN_SEQUENCES").ok().map(|text| {
        let (from, to) = text.split_once("..").expect("from..to");
        from.parse().unwrap()..to.parse().unwrap()
    });
    let numbers = asked.unwrap_or(SEQUENCES);
    let next = AtomicU64::new(numbers.start);
    let run = || {
        let (mut wrong, mut killed) = (vec![], 0);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= numbers.end {
                return (wrong, killed);
            }
            let stopped = |_| (vec![format!("sequence {number} stopped")], 0);
            let (found, were_killed) = catch_unwind(|| sequence(number)).unwrap_or_else(stopped);
            wrong.extend(found);
            killed += were_killed;
        }
    };
    let (wrong, killed) = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(run));
        threads.into_iter().map(|thread| thread.join().unwrap()).fold((vec![], 0), |(mut wrong, killed), (more, k)| {
            wrong.extend(more);
            (wrong, killed + k)
        })
    });
    println!("{killed} runs were killed");
    assert!(killed > 0, "no run was killed while it was at work");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
