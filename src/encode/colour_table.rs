//! Colours by number, and numbers by colour, for pictures of few.

use crate::canvas::StraightRgba;

/// The most colours that one-byte indices can name.
pub const MAX_COLOURS: usize = 256;

/// Slots of the hash table: four for each colour, so that most look-ups are one comparison.
const SLOTS: usize = 4 * MAX_COLOURS;

const FREE: u16 = u16::MAX;

/// Colours in the order of their numbers: a hash table with linear probing.
#[derive(Clone, Debug)]
pub(crate) struct ColourTable {
    slots: Box<[u16; SLOTS]>,
    colours: Vec<[u8; 4]>,
}

impl Default for ColourTable {
    fn default() -> Self {
        Self { slots: Box::new([FREE; SLOTS]), colours: vec![] }
    }
}

impl FromIterator<[u8; 4]> for ColourTable {
    /// Numbers different colours from 0 on; those after [`MAX_COLOURS`] get no number.
    fn from_iter<Colours: IntoIterator<Item = [u8; 4]>>(colours: Colours) -> Self {
        let mut table = Self::default();
        for colour in colours {
            table.number_or_add(colour);
        }
        table
    }
}

impl ColourTable {
    /// Returns the colours, straight R, G, B, A, by number.
    pub(crate) fn colours(&self) -> &[[u8; 4]] {
        &self.colours
    }

    /// The slot that has a colour, or that it would go to.
    #[inline(always)]
    fn slot(&self, colour: [u8; 4]) -> usize {
        let hash = u32::from_le_bytes(colour).wrapping_mul(0x9E37_79B1);
        let mut slot = (hash >> (u32::BITS - SLOTS.ilog2())) as usize;
        while self.slots[slot] != FREE && self.colours[usize::from(self.slots[slot])] != colour {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// Returns the number of a colour, if it has one.
    pub(crate) fn number(&self, colour: [u8; 4]) -> Option<u8> {
        let number = self.slots[self.slot(colour)];
        (number != FREE).then_some(number as u8)
    }

    /// Returns the number of a colour, a new one if it has none; `None` if there are [`MAX_COLOURS`] others.
    #[inline(always)]
    pub(crate) fn number_or_add(&mut self, colour: [u8; 4]) -> Option<u8> {
        let slot = self.slot(colour);
        if self.slots[slot] == FREE {
            if self.colours.len() == MAX_COLOURS {
                return None;
            }
            self.slots[slot] = self.colours.len() as u16;
            self.colours.push(colour);
        }
        Some(self.slots[slot] as u8)
    }
}

/// Returns colours as pixels.
pub(crate) fn as_pixels(colours: &[[u8; 4]]) -> Vec<StraightRgba> {
    colours.iter().map(|&[r, g, b, a]| StraightRgba { r, g, b, a }).collect()
}
