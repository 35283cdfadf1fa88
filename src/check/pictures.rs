//! Trait pictures: size, depth, colour space, and whether they show anything of their own.

use std::collections::HashMap;

use super::{Kind, Notice, below};
use crate::build::Request;
use crate::canvas::CanvasSize;
use crate::image::{Decoding, Facts, facts, picture_from_bytes, read_file};
use crate::parallel;
use crate::project::{LayerId, Project, Trait};
use crate::{Error, Result};

/// The facts of a picture that checks compare.
struct Seen {
    facts: Facts,
    own_size: Option<CanvasSize>,
    transparent: bool,
    hash: blake3::Hash,
}

/// Looks at the picture of every trait.
pub(super) fn look(project: &Project, request: &Request, notices: &mut Vec<Notice>) -> Result<()> {
    let (max_pixels, memory) = (request.max_pixels, request.budget());
    let drawn: Vec<(&Trait, &std::path::PathBuf)> =
        project.traits.iter().filter_map(|t| Some((t, t.picture.as_ref()?))).collect();
    let cost = |path| Decoding::of_file(path, max_pixels).bytes + project.canvas.pixels() as u64 * 4;
    let costs: Vec<u64> = drawn.iter().map(|(_, path)| cost(path)).collect();
    // Each thread keeps the memory of its last picture for a while after it was given back.
    let most = costs.iter().copied().max().unwrap_or_default();
    let seen: Vec<Result<Seen>> = parallel::map(
        memory.fitting(request.threads, most),
        drawn.len(),
        || (),
        |(), item| {
            let (t, path) = drawn[item];
            let layer = &project.layer(t.layer).name;
            let _held = memory.hold(costs[item], || format!("decoding {}", path.display()))?;
            let bytes = read_file(path, layer, max_pixels)?;
            let (picture, own_size) = picture_from_bytes(&bytes, project.canvas, project.resize, max_pixels)
                .map_err(|source| Error::Picture { layer: layer.clone(), path: path.clone(), source })?;
            let rows = || (0..picture.size().height() as usize).map(|y| picture.row(y));
            let mut hash = blake3::Hasher::new();
            rows().for_each(|row| {
                hash.update(row);
            });
            let transparent = rows().all(|row| row.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 0));
            Ok(Seen { facts: facts(&bytes), own_size, transparent, hash: hash.finalize() })
        },
    );
    let mut known: HashMap<(LayerId, blake3::Hash), &str> = HashMap::new();
    for (&(t, path), seen) in drawn.iter().zip(seen) {
        let (seen, file) = (seen?, below(project, path));
        let mut add = |kind, text: String| notices.push(Notice::new(kind, file, text));
        if let Some(size) = seen.own_size {
            add(Kind::Resized, format!("is {size} and is resized to {}", project.canvas));
        }
        if seen.facts.is_animated {
            add(Kind::Animation, "is an animation, of which only the first frame is used".to_owned());
        }
        if let Some(orientation) = seen.facts.orientation {
            let text = format!(
                "has the EXIF orientation {orientation}, which is not applied, as node-canvas 2 does not: \
                 if it comes out turned, save it upright"
            );
            add(Kind::Orientation, text);
        }
        if seen.facts.depth == 16 {
            add(Kind::Depth, "has 16 bits a sample, of which 8 are used".to_owned());
        }
        if let Some(foreign) = seen.facts.foreign {
            add(Kind::Profile, format!("is made for {foreign}, which is not applied: convert it to sRGB"));
        }
        if seen.transparent && means_nothing(&t.name) {
            add(Kind::Blank, "is transparent all over, as its name says".to_owned());
        } else if seen.transparent {
            add(Kind::Transparent, "is transparent all over: it draws nothing".to_owned());
        } else if let Some(first) = known.insert((t.layer, seen.hash), &t.file_name) {
            add(Kind::Identical, format!("shows the same as {first}, so editions that differ in it look alike"));
        }
    }
    Ok(())
}

/// `true` if a word of a name says that there is nothing to see: "None", "no_hat", "Empty 2".
fn means_nothing(name: &str) -> bool {
    const WORDS: [&str; 9] = ["none", "nothing", "empty", "blank", "transparent", "invisible", "null", "no", "without"];
    let mut words = name.split(|c: char| !c.is_alphabetic());
    words.any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::means_nothing;

    #[test]
    fn names_of_nothing_are_known() {
        for name in ["None", "NONE", "none2", "No Hat", "no-hat", "Hat_none", "Empty"] {
            assert!(means_nothing(name), "{name}");
        }
        for name in ["Noble", "Nonet", "Clear sky", "Snow", "", "7"] {
            assert!(!means_nothing(name), "{name}");
        }
    }
}
