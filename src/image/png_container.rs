//! Walks over the chunks of a PNG file without decoding: their order, lengths and check sums, and that nothing follows.
//!
//! The decoder itself ignores bytes after the end and chunks that it does not use.

use super::png_chunks::SIGNATURE;
use crate::error::PictureError;

/// A position of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first chunk.
    Signature,
    /// Before a chunk's length and name.
    Head,
    /// So many bytes before the end of a chunk's data.
    Data(u32),
    /// Before a chunk's check sum.
    Check,
    /// After the last chunk.
    End,
}

/// A walk over a PNG file that comes in pieces.
#[derive(Debug)]
pub struct PngContainer {
    place: Place,
    /// The bytes so far of a signature, head or check sum that spans pieces.
    part: [u8; 8],
    filled: usize,
    name: [u8; 4],
    chunks: usize,
    has_pixels: bool,
    crc: crc32fast::Hasher,
    problem: Option<PictureError>,
}

impl PngContainer {
    /// A walk from the first byte on.
    pub fn new() -> Self {
        Self {
            place: Place::Signature,
            part: [0; 8],
            filled: 0,
            name: [0; 4],
            chunks: 0,
            has_pixels: false,
            crc: crc32fast::Hasher::new(),
            problem: None,
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, mut piece: &[u8]) {
        while self.problem.is_none() && !piece.is_empty() {
            let wanted = match self.place {
                Place::Data(left) => {
                    let (data, rest) = piece.split_at(piece.len().min(left as usize));
                    self.crc.update(data);
                    let left = left - data.len() as u32;
                    self.place = if left == 0 { Place::Check } else { Place::Data(left) };
                    piece = rest;
                    continue;
                }
                Place::Signature | Place::Head => 8,
                Place::Check => 4,
                Place::End => {
                    self.problem = Some(PictureError::AfterEnd);
                    return;
                }
            };
            let (taken, rest) = piece.split_at(piece.len().min(wanted - self.filled));
            self.part[self.filled..self.filled + taken.len()].copy_from_slice(taken);
            self.filled += taken.len();
            piece = rest;
            if self.filled == wanted {
                self.filled = 0;
                match self.step() {
                    Ok(place) => self.place = place,
                    Err(problem) => self.problem = Some(problem),
                }
            }
        }
    }

    /// Goes on after a signature, a head or a check sum that is there whole.
    fn step(&mut self) -> Result<Place, PictureError> {
        let [a, b, c, d, name @ ..] = self.part;
        let number = u32::from_be_bytes([a, b, c, d]);
        let chunk = |name: [u8; 4]| String::from_utf8_lossy(&name).into_owned();
        match self.place {
            Place::Signature if self.part[..] != *SIGNATURE => Err(PictureError::NoPng),
            Place::Signature => Ok(Place::Head),
            Place::Head => {
                if !name.iter().all(u8::is_ascii_alphabetic) {
                    return Err(PictureError::ChunkName { name: name.escape_ascii().to_string() });
                }
                if number > i32::MAX as u32 {
                    return Err(PictureError::ChunkLength { name: chunk(name) });
                }
                if (self.chunks == 0) != (name == *b"IHDR") {
                    return Err(PictureError::ChunkOrder { position: self.chunks + 1, name: chunk(name) });
                }
                self.chunks += 1;
                self.has_pixels |= name == *b"IDAT";
                self.name = name;
                self.crc.reset();
                self.crc.update(&name);
                Ok(if number == 0 { Place::Check } else { Place::Data(number) })
            }
            Place::Check => {
                let found = self.crc.clone().finalize();
                if found != number {
                    let name = chunk(self.name);
                    return Err(PictureError::ChunkSum { name, found, expected: number });
                }
                match (self.name == *b"IEND", self.has_pixels) {
                    (false, _) => Ok(Place::Head),
                    (true, true) => Ok(Place::End),
                    (true, false) => Err(PictureError::NoPixels),
                }
            }
            // Not left by a step.
            place @ (Place::Data(_) | Place::End) => Ok(place),
        }
    }

    /// Ends the walk.
    ///
    /// # Errors
    /// The first fault.
    pub fn finish(self) -> Result<(), PictureError> {
        match self.problem {
            Some(problem) => Err(problem),
            None if self.place == Place::End => Ok(()),
            None => Err(PictureError::CutOff),
        }
    }
}

impl Default for PngContainer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let named = [name, data].concat();
        let check = crc32fast::hash(&named).to_be_bytes();
        [&(data.len() as u32).to_be_bytes()[..], &named, &check].concat()
    }

    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        chunks.iter().fold(SIGNATURE.to_vec(), |file, (name, data)| [file, chunk(name, data)].concat())
    }

    fn walk(bytes: &[u8], piece: usize) -> Result<(), PictureError> {
        let mut container = PngContainer::new();
        bytes.chunks(piece).for_each(|piece| container.push(piece));
        container.finish()
    }

    #[test]
    fn any_byte_that_changes_or_is_lacking_or_too_many_is_found() {
        let whole = file(&[(b"IHDR", &[7; 13]), (b"tEXt", b"a\0b"), (b"IDAT", &[1; 40]), (b"IEND", b"")]);
        for piece in [1, 3, 8, 1000] {
            assert_eq!(walk(&whole, piece), Ok(()));
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 1;
                assert!(walk(&changed, piece).is_err(), "{at}");
                assert!(walk(&whole[..at], piece).is_err(), "{at}");
            }
            assert!(walk(&[&whole[..], b"x"].concat(), piece).unwrap_err() == PictureError::AfterEnd);
        }
        assert!(walk(&file(&[(b"IHDR", &[7; 13]), (b"IEND", b"")]), 9).unwrap_err() == PictureError::NoPixels);
        assert!(
            walk(&file(&[(b"IDAT", &[7; 13]), (b"IEND", b"")]), 9).unwrap_err().to_string().contains("chunk 1 is IDAT")
        );
    }
}
