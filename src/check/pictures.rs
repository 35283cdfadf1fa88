//! Trait pictures: size, depth, colour space, and whether they show anything of their own.

use std::collections::HashMap;
use std::path::PathBuf;

use super::{Kind, Notice, below};
use crate::build::Request;
use crate::canvas::CanvasSize;
use crate::files::{self, Stamp};
use crate::image::{Decoding, Facts, Resize, facts, picture_from_bytes, read_file};
use crate::parallel;
use crate::project::{LayerId, Project, Trait};
use crate::{Error, Result};

/// What was seen in pictures: one whose file has not changed since is not read again.
#[derive(Debug, Default)]
pub struct SeenPictures(HashMap<PathBuf, (MadeOf, Seen)>);

/// All that decides what is seen in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MadeOf {
    stamp: Stamp,
    canvas: CanvasSize,
    resize: Resize,
}

/// The facts of a picture that checks compare.
#[derive(Clone, Debug)]
struct Seen {
    facts: Facts,
    own_size: Option<CanvasSize>,
    transparent: bool,
    hash: blake3::Hash,
}

/// Looks at the picture of every trait that is not in `known` as it is now. That has all pictures of the project then that could
/// be read, and no others.
pub(super) fn look(
    project: &Project,
    request: &Request,
    known: &mut SeenPictures,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let (max_pixels, memory) = (request.max_pixels, request.budget());
    let drawn: Vec<(&Trait, &PathBuf)> = project.traits.iter().filter_map(|t| Some((t, t.picture.as_ref()?))).collect();
    let SeenPictures(mut before) = std::mem::take(known);
    // Before it is read: a file that changes meanwhile differs from this at the next look.
    let made_of = |(_, path): &(&Trait, &PathBuf)| {
        let stamp = files::stamp(path).ok()?;
        Some(MadeOf { stamp, canvas: project.canvas, resize: project.resize })
    };
    let made_of: Vec<Option<MadeOf>> = drawn.iter().map(made_of).collect();
    for ((_, path), made_of) in drawn.iter().zip(&made_of) {
        if let Some((path, seen)) = before.remove_entry(*path).filter(|(_, (old, _))| Some(*old) == *made_of) {
            known.0.insert(path, seen);
        }
    }
    let new: Vec<usize> = (0..drawn.len()).filter(|item| !known.0.contains_key(drawn[*item].1)).collect();
    let cost = |path| Decoding::of_file(path, max_pixels).bytes + project.canvas.pixels() as u64 * 4;
    let costs: Vec<u64> = new.iter().map(|item| cost(drawn[*item].1)).collect();
    // Each thread keeps the memory of its last picture for a while after it was given back.
    let most = costs.iter().copied().max().unwrap_or_default();
    let seen: Vec<Result<Seen>> = parallel::map(
        memory.fitting(request.threads, most),
        new.len(),
        || (),
        |(), item| {
            let (t, path) = drawn[new[item]];
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
    let mut failed = None;
    for (item, seen) in new.into_iter().zip(seen) {
        match (seen, made_of[item]) {
            (Ok(seen), Some(made_of)) => drop(known.0.insert(drawn[item].1.clone(), (made_of, seen))),
            (Err(error), _) => failed = failed.or(Some(error)),
            // It came to be while it was looked at.
            (Ok(_), None) => {}
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let mut shown: HashMap<(LayerId, blake3::Hash), &str> = HashMap::new();
    for &(t, path) in &drawn {
        let Some((_, seen)) = known.0.get(path) else { continue };
        let file = below(project, path);
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
        if let Some(foreign) = &seen.facts.foreign {
            add(Kind::Profile, format!("is made for {foreign}, which is not applied: convert it to sRGB"));
        }
        if seen.transparent && means_nothing(&t.name) {
            add(Kind::Blank, "is transparent all over, as its name says".to_owned());
        } else if seen.transparent {
            add(Kind::Transparent, "is transparent all over: it draws nothing".to_owned());
        } else if let Some(first) = shown.insert((t.layer, seen.hash), &t.file_name) {
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
    use std::fs;

    use super::*;
    use crate::check::check_pictures;
    use crate::dialect;
    use crate::image::StraightPicture;
    use crate::thumbnail::png;

    #[test]
    fn a_picture_that_has_not_changed_is_not_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let layer = folder.path().join("layers/A");
        fs::create_dir_all(&layer).unwrap();
        fs::write(folder.path().join("simdgen.toml"), "").unwrap();
        let size = CanvasSize::new(2, 2).unwrap();
        let put = |name: &str, value: u8| {
            let picture = StraightPicture { size, rgba: vec![value; 16] };
            fs::write(layer.join(name), png(&picture, "a picture").unwrap()).unwrap();
        };
        [("a.png", 0), ("b.png", 255), ("c.png", 255)].into_iter().for_each(|(name, value)| put(name, value));
        let project = dialect::open(folder.path(), None).unwrap();
        let mut known = SeenPictures::default();
        let mut look = |max_pixels: u64| {
            let found = check_pictures(&project, &Request { max_pixels, ..Request::default() }, &mut known);
            found.map(|notices| notices.into_iter().map(|notice| notice.kind).collect::<Vec<_>>())
        };
        assert_eq!(look(4).unwrap(), [Kind::Transparent, Kind::Identical]);
        // No picture may be decoded any more, and none has to be.
        assert_eq!(look(1).unwrap(), [Kind::Transparent, Kind::Identical]);
        put("c.png", 90);
        assert!(look(1).is_err());
        assert_eq!(look(4).unwrap(), [Kind::Transparent]);
        assert_eq!(look(1).unwrap(), [Kind::Transparent]);
    }

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
