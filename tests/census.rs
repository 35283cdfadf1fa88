//! Keys of encoded tiles against their plain twin, on random projects; the census for every way of cutting a plan.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::generated::{Generated, Numbers};
use simdgen::blend::BlendMode;
use simdgen::canvas::StraightRgba;
use simdgen::compose::{ColourTypes, Ground, drawn_layers};
use simdgen::pack::Pack;
use simdgen::plan::{Edition, EditionIndex, Plan};
use simdgen::project::{SetId, TraitId};
use simdgen::splice::keys::plain::{KeyWitness, PlainKey};
use simdgen::splice::keys::{Census, KeyTable, TileKey, UseSketch, Window};

/// Sizes that are one pixel, one tile, whole tiles, just above, and more places than are keyed at once.
const SIZES: [(u32, u32); 7] = [(1, 1), (64, 32), (65, 33), (128, 64), (63, 100), (200, 130), (641, 97)];

/// A project of random layers: rectangles, opaque or not, some pictures empty or equal, some traits without picture.
fn random_project(numbers: &mut Numbers) -> Generated {
    let (width, height) = SIZES[numbers.below(SIZES.len())];
    let mut generated = Generated::new(width, height);
    for _ in 0..1 + numbers.below(6) {
        let blend = if numbers.chance(60) { BlendMode::SourceOver } else { BlendMode::ALL[numbers.below(26)].0 };
        let opacity = if numbers.chance(70) { 255 } else { numbers.below(256) as u8 };
        generated.layer(blend, opacity);
        for _ in 0..1 + numbers.below(3) {
            if numbers.chance(10) {
                generated.trait_of(None);
            } else {
                let rgba = random_picture(numbers, width as usize, height as usize);
                generated.picture(&rgba);
            }
        }
    }
    // The same layer twice: the same tile may be in a recipe more than once.
    let twice = generated.project.sets[0].layers[0];
    generated.project.sets[0].layers.push(twice);
    generated
}

fn random_picture(numbers: &mut Numbers, width: usize, height: usize) -> Vec<u8> {
    const COLOURS: [[u8; 4]; 4] = [[200, 10, 10, 255], [0, 0, 0, 255], [9, 90, 190, 130], [0; 4]];
    let mut rgba = COLOURS[numbers.below(4)].repeat(width * height);
    for _ in 0..numbers.below(3) {
        let (left, top) = (numbers.below(width), numbers.below(height));
        let (right, bottom) = (left + numbers.below(width - left + 1), top + numbers.below(height - top + 1));
        let colour = COLOURS[numbers.below(4)];
        for y in top..bottom {
            rgba[(y * width + left) * 4..(y * width + right) * 4].as_chunks_mut::<4>().0.fill(colour);
        }
    }
    rgba
}

fn random_plan(numbers: &mut Numbers, generated: &Generated, editions: u32) -> Plan {
    let mut plan = Plan::new(String::new());
    let project = &generated.project;
    for number in 0..editions {
        let pick = |id: &simdgen::project::LayerId| {
            let traits = &project.layer(*id).traits;
            TraitId(traits.start + numbers.below(traits.len()) as u32)
        };
        let picks: Vec<TraitId> = project.sets[0].layers.iter().map(pick).collect();
        let background = match numbers.below(4) {
            0 => None,
            n => Some(StraightRgba { r: n as u8, g: 0, b: 0, a: [0, 255, 77][numbers.below(3)] }),
        };
        plan.push(Edition { number, set: SetId(0), background, picks: &picks });
    }
    plan
}

fn random_filters(numbers: &mut Numbers, pack: &Pack) -> Vec<u8> {
    (0..pack.grid().bands()).map(|_| numbers.below(5) as u8).collect()
}

/// A random project with its pack, plan and filters, by number.
struct Case {
    generated: Generated,
    pack: Pack,
    plan: Plan,
    colours: ColourTypes,
    /// By class of pictures.
    filters: Vec<Vec<u8>>,
}

impl Case {
    fn new(seed: u64, editions: u32) -> Self {
        let mut numbers = Numbers(seed);
        let mut generated = random_project(&mut numbers);
        generated.project.background_last = numbers.below(2) == 1;
        let pack = generated.pack();
        let plan = random_plan(&mut numbers, &generated, editions);
        let colours = ColourTypes::of_plan(&generated.project, &pack, &plan);
        let mut filters: Vec<_> = colours.kinds().iter().map(|_| random_filters(&mut numbers, &pack)).collect();
        if seed.is_multiple_of(3) {
            // Then nothing but the class tells equal tiles apart.
            let first = filters[0].clone();
            filters.fill(first);
        }
        Self { generated, pack, plan, colours, filters }
    }

    fn table(&self) -> KeyTable<'_> {
        let filters: Vec<&[u8]> = self.filters.iter().map(Vec::as_slice).collect();
        KeyTable::by_colour(&self.pack, &self.colours, &filters)
    }

    /// Keys and plain keys of each edition.
    fn keys(&self, table: &KeyTable<'_>) -> Vec<(Vec<TileKey>, Vec<PlainKey>)> {
        let (mut layers, mut keys) = (vec![], vec![]);
        let of_edition = |edition: Edition<'_>| {
            let ground = drawn_layers(&self.generated.project, &self.pack, edition, &mut layers);
            let class = table.class(edition);
            table.keys(class, &layers, ground, &mut keys);
            let plain = PlainKey::of_edition(&self.pack, &layers, ground, class, &self.filters[class]).collect();
            (keys.clone(), plain)
        };
        self.plan.editions().map(of_edition).collect()
    }
}

#[test]
fn keys_are_equal_exactly_where_plain_keys_are() {
    let (mut distinct, mut mixed) = (0, 0);
    for seed in 0..120 {
        let case = Case::new(seed, 12);
        let table = case.table();
        mixed += usize::from(case.colours.kinds().len() == 2);
        let mut witness = KeyWitness::default();
        for (keys, plain) in case.keys(&table) {
            assert_eq!(keys.len(), case.pack.grid().len());
            for (key, plain) in keys.into_iter().zip(plain) {
                if let Err(other) = witness.record(key, plain.clone()) {
                    panic!("project {seed}: {key:?} stands for {plain:?} and for {other:?}");
                }
            }
        }
        distinct += witness.len();
    }
    assert!(distinct > 5000, "the projects are not varied enough: {distinct} distinct keys");
    assert!(mixed > 20, "{mixed} projects have opaque editions beside others");
}

#[test]
fn keys_do_not_depend_on_other_pictures_of_the_pack() {
    let mut numbers = Numbers(5);
    let pictures: Vec<Vec<u8>> = (0..4).map(|_| random_picture(&mut numbers, 65, 33)).collect();
    let keys_of = |order: [usize; 4]| {
        let mut generated = Generated::new(65, 33);
        generated.layer(BlendMode::SourceOver, 255);
        order.iter().for_each(|&i| generated.picture(&pictures[i]));
        let pack = generated.pack();
        let table = KeyTable::new(&pack, &[2, 4]);
        let (mut layers, mut keys, mut all) = (vec![], vec![], vec![]);
        for picture in 0..4 {
            let picks = [TraitId(order.iter().position(|&i| i == picture).unwrap() as u32)];
            let edition = Edition { number: 1, set: SetId(0), background: None, picks: &picks };
            drawn_layers(&generated.project, &pack, edition, &mut layers);
            table.keys(0, &layers, Ground::Transparent, &mut keys);
            all.extend_from_slice(&keys);
        }
        all
    };
    assert_eq!(keys_of([0, 1, 2, 3]), keys_of([3, 1, 0, 2]));
}

/// Any 32 bits of a key are as good as random ones: recipes made of few tiles in all orders would show a weak mix.
#[test]
fn parts_of_keys_collide_no_more_than_chance() {
    let mut generated = Generated::new(1, 1);
    for _ in 0..10 {
        generated.layer(BlendMode::SourceOver, 255);
        (1..=3).for_each(|v| generated.picture(&[v * 80, 0, 0, 100]));
    }
    let pack = generated.pack();
    let table = KeyTable::new(&pack, &[0]);
    let (mut layers, mut keys, mut all) = (vec![], vec![], vec![]);
    for number in 0..3_u32.pow(10) {
        let picks: Vec<TraitId> = (0..10).map(|layer| TraitId(layer * 3 + number / 3_u32.pow(layer) % 3)).collect();
        let edition = Edition { number, set: SetId(0), background: None, picks: &picks };
        drawn_layers(&generated.project, &pack, edition, &mut layers);
        table.keys(0, &layers, Ground::Transparent, &mut keys);
        all.push(keys[0]);
    }
    let parts: [fn(&TileKey) -> u32; 4] =
        [|k| k.low as u32, |k| (k.low >> 32) as u32, |k| k.high as u32, |k| (k.high >> 32) as u32];
    for (index, part) in parts.iter().enumerate() {
        let distinct: HashSet<u32> = all.iter().map(part).collect();
        // 59,049 values of 32 bits have 0.4 equal pairs on average.
        assert!(all.len() - distinct.len() < 5, "part {index}: {} of {}", distinct.len(), all.len());
    }
}

#[test]
fn every_cut_into_windows_gives_the_same_tiles() {
    for seed in 200..230 {
        let case = Case::new(seed, 40);
        let table = case.table();
        let keys: Vec<Vec<TileKey>> = case.keys(&table).into_iter().map(|(keys, _)| keys).collect();
        for size in [1, 3, 16, 40] {
            check_windows(&case, &table, &keys, size, |_| true);
            check_windows(&case, &table, &keys, size, |_| false);
            check_windows(&case, &table, &keys, size, |window| window % 3 == 2);
        }
    }
}

/// Walks a plan in windows and checks all a window says against the keys themselves. `drops` says after which windows
/// tiles without a use are forgotten.
fn check_windows(case: &Case, table: &KeyTable<'_>, keys: &[Vec<TileKey>], size: u32, drops: impl Fn(u32) -> bool) {
    let mut census = Census::new(&case.generated.project, &case.pack, &case.plan, table);
    let mut window = Window::default();
    let mut named: HashMap<u32, TileKey> = HashMap::new();
    let (mut before, mut most) = (0, 0);
    for start in (0..40).step_by(size as usize) {
        let editions = start..(start + size).min(40);
        census.next_window(editions.clone(), &mut window);
        let dropping = drops(start / size);
        if dropping {
            census.drop_unused(&mut window);
        }
        window.dropped().iter().for_each(|id| assert!(named.remove(id).is_some(), "{id} was dropped before"));
        let mut fresh = vec![];
        let mut uses: HashMap<TileKey, (u32, u32, u32)> = HashMap::new();
        for edition in editions {
            let ids = window.ids(EditionIndex(edition));
            assert_eq!(ids.len(), keys[edition as usize].len());
            for (place, (&id, &key)) in ids.iter().zip(&keys[edition as usize]).enumerate() {
                let known = *named.entry(id).or_insert_with(|| {
                    fresh.push(id);
                    key
                });
                assert_eq!(known, key, "edition {edition}, place {place}: id {id} names another tile");
                let seen = uses.entry(key).or_insert((0, edition, place as u32));
                seen.0 += 1;
            }
        }
        let distinct: HashSet<&TileKey> = named.values().collect();
        assert_eq!(named.len(), distinct.len(), "each tile has one id");
        assert!(!dropping || named.len() == uses.len(), "tiles without a use have none");
        assert_eq!(window.fresh(), fresh);
        for (id, key) in &named {
            let tile = window.tiles()[*id as usize];
            let expected = uses.get(key).copied().unwrap_or_default();
            assert_eq!((tile.uses, tile.first_edition, tile.first_place), expected);
        }
        assert_eq!(window.tiles().iter().filter(|tile| tile.uses > 0).count(), uses.len());
        most = most.max(before + uses.len());
        before = named.len();
        assert!(window.tiles().len() <= most, "ids are given again: {} for {most}", window.tiles().len());
    }
}

#[test]
fn a_sketch_never_tells_less_and_does_not_depend_on_order() {
    let case = Case::new(300, 60);
    let table = case.table();
    let sketch = UseSketch::of_plan(&case.generated.project, &case.pack, &case.plan, &table);
    let mut exact: HashMap<TileKey, usize> = HashMap::new();
    let places = table.places();
    let (mut odd, mut even) = (UseSketch::for_uses(60 * places), UseSketch::for_uses(60 * places));
    for (index, (keys, _)) in case.keys(&table).into_iter().enumerate() {
        keys.iter().for_each(|key| *exact.entry(*key).or_default() += 1);
        if index % 2 == 0 { even.add(&keys) } else { odd.add(&keys) }
    }
    odd.merge(&even);
    assert_eq!(odd, sketch);
    for (key, &uses) in &exact {
        assert!(usize::from(sketch.uses(*key)) >= uses.min(255));
    }
    let right = exact.iter().filter(|&(key, &uses)| usize::from(sketch.uses(*key)) == uses.min(255)).count();
    assert!(right * 100 >= exact.len() * 98, "{right} of {} counts are exact", exact.len());
}

/// What reuse there is in a real set. The layers' order is that of the set's configuration.
#[test]
fn reuse_of_a_real_set() {
    let data = std::env::var_os("SIMDGEN_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = data.join("hashlips-sample/layers");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let mut generated = Generated::new(512, 512);
    for layer in ["Background", "Eyeball", "Eye color", "Iris", "Shine", "Bottom lid", "Top lid"] {
        generated.layer(BlendMode::SourceOver, 255);
        let files = std::fs::read_dir(folder.join(layer)).unwrap().map(|f| f.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "png")).collect();
        files.sort();
        files.iter().for_each(|file| generated.trait_of(Some(file)));
    }
    let pack = generated.pack();
    let mut plan = random_plan(&mut Numbers(1), &generated, 1000);
    plan = {
        let mut same = Plan::new(String::new());
        plan.editions().for_each(|e| same.push(Edition { background: None, ..e }));
        same
    };
    let table = KeyTable::new(&pack, &vec![2; pack.grid().bands()]);
    let mut window = Window::default();
    Census::new(&generated.project, &pack, &plan, &table).next_window(0..1000, &mut window);
    let (uses, distinct) = (1000 * table.places(), window.fresh().len());
    println!(
        "hashlips-sample at 512: {uses} tiles, {distinct} distinct, {:.0} uses each",
        uses as f64 / distinct as f64
    );
    assert!(distinct * 20 < uses);
}
