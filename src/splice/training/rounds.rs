//! Goes from counts of sample editions to the coding of a collection: a filter for each band and one Huffman code.
//!
//! Training goes in rounds. What a round counts is independent from band to band, so whoever trains may spread the
//! bands over threads; all decisions are taken here, from sums, and do not depend on how that was done.
//!
//! ```text
//! survey of every band, all filters   ->  Trainer::new         filters, first code
//! the same with matches               ->  Trainer::by_matches  other filters, first code
//! Round::count of every band, summed  ->  Trainer::learn       a better code, until Trainer::round has no more
//! ```

use super::coding::{Coding, filtered_values};
use super::effort::Effort;
use super::survey::{SampleBand, Surveyor};
use crate::choice::Choice;
use crate::encode::deflate::{Code, Counts, Level};
use crate::encode::filter::FilterType;

/// Rounds with matches. The first always counts greedy matches: what it leaves to learn, the last one learns.
const ROUNDS: usize = 2;

/// Rounds over what a survey counted, which take no parsing.
const SURVEY_ROUNDS: usize = 3;

/// The sample's size, beside its bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Editions, each of which becomes a picture with a header of its own.
    pub pictures: u64,
    /// Values that the bytes of pixels can have: 256, or the colours of the palette.
    pub values: usize,
}

/// The counts of a band with each filter, in order of [`FilterType::ALL`].
#[derive(Clone, Debug)]
pub struct BandSurvey([Counts; FilterType::ALL.len()]);

/// A code for each filter, in order of [`FilterType::ALL`], under which matches are tried.
#[derive(Clone, Debug)]
pub struct FilterCodes([Code; FilterType::ALL.len()]);

impl FilterCodes {
    /// Learns the codes from the surveys of all bands without matches.
    pub fn new(surveys: &[BandSurvey]) -> Self {
        Self(FilterType::ALL.map(|filter| {
            let counts = total(surveys, |_| filter);
            counts.code_open_to_matches(refined(&counts, uniform_code()).zero_runs())
        }))
    }
}

impl BandSurvey {
    /// Counts a band with all filters, with greedy matches.
    pub fn with_matches(surveyor: &mut Surveyor, band: &SampleBand<'_>, codes: &FilterCodes) -> Self {
        let counts = |filter| surveyor.count(band, filter, Level::Greedy, &codes.0[filter as usize]);
        Self(FilterType::ALL.map(counts))
    }

    /// Counts a band with all filters, without matches.
    pub fn new(surveyor: &mut Surveyor, band: &SampleBand<'_>) -> Self {
        // The level takes no matches, so no code is asked.
        let code = uniform_code();
        Self(FilterType::ALL.map(|filter| surveyor.count(band, filter, Level::ZeroRuns, &code)))
    }

    fn counts(&self, filter: FilterType) -> &Counts {
        &self.0[filter as usize]
    }
}

/// Learns a coding, round by round.
#[derive(Debug)]
pub struct Trainer {
    effort: Effort,
    sample: Sample,
    filters: Vec<FilterType>,
    /// The best code so far.
    code: Code,
    /// The counts of the sample without matches, and the best code for them.
    without_matches: (Counts, Code),
    /// The counts of the sample with matches, once they are known.
    with_matches: Option<Counts>,
    rounds_left: usize,
}

/// One round: every band is to be counted with its filter, at one level and under one code.
#[derive(Clone, Copy, Debug)]
pub struct Round<'a> {
    filters: &'a [FilterType],
    level: Level,
    code: &'a Code,
}

impl Round<'_> {
    /// Counts one band, by its number from the top.
    pub fn count(&self, surveyor: &mut Surveyor, number: usize, band: &SampleBand<'_>) -> Counts {
        surveyor.count(band, self.filters[number], self.level, self.code)
    }
}

impl Trainer {
    /// Chooses the filters and a first code from the surveys of all bands, from the top.
    pub fn new(effort: Effort, sample: Sample, surveys: &[BandSurvey]) -> Self {
        let (filters, counts, code) = choose_filters(surveys);
        Self::with_filters(effort, sample, filters, counts, code)
    }

    /// Chooses the filters by what matches leave of them, from surveys of all bands without matches and with them. Art of few
    /// colours is often smallest unfiltered: what repeats in it no longer does behind other neighbours.
    pub fn by_matches(effort: Effort, sample: Sample, surveys: &[BandSurvey], matched: &[BandSurvey]) -> Self {
        let (filters, _, code) = choose_filters(matched);
        let counts = total(surveys, |band| filters[band]);
        let without = refined(&counts, uniform_code());
        Self { code, ..Self::with_filters(effort, sample, filters, counts, without) }
    }

    /// Starts without filters, which is best for most indices: filters make noise of them, and matches find repeats.
    pub fn unfiltered(effort: Effort, sample: Sample, surveys: &[BandSurvey]) -> Self {
        let counts = total(surveys, |_| FilterType::None);
        let code = refined(&counts, uniform_code());
        Self::with_filters(effort, sample, vec![FilterType::None; surveys.len()], counts, code)
    }

    fn with_filters(effort: Effort, sample: Sample, filters: Vec<FilterType>, counts: Counts, code: Code) -> Self {
        let open = counts.code_open_to_matches(code.zero_runs());
        let has_matches = effort.facts().has_matches();
        Self {
            effort,
            sample,
            filters,
            code: if has_matches { open } else { code.clone() },
            without_matches: (counts, code),
            with_matches: None,
            rounds_left: if has_matches { ROUNDS } else { 0 },
        }
    }

    /// Returns what to count next; `None` when the training is complete.
    pub fn round(&self) -> Option<Round<'_>> {
        let level = if self.rounds_left > 1 { Level::Greedy } else { self.effort.facts().level };
        (self.rounds_left > 0).then_some(Round { filters: &self.filters, level, code: &self.code })
    }

    /// Learns from the sum of a round's counts.
    pub fn learn(&mut self, counts: &Counts) {
        self.code = counts.code(self.code.zero_runs());
        self.with_matches = Some(counts.clone());
        self.rounds_left -= 1;
    }

    /// Returns what was learned, and the bits that the sample's pictures take with it, from the header of the deflate block on.
    ///
    /// # Panics
    /// If a round is left.
    pub fn finish(self) -> (Coding, u64) {
        assert_eq!(self.rounds_left, 0, "a training ends after its last round");
        let Sample { pictures, values } = self.sample;
        let values = filtered_values(&self.filters, values);
        let of_pictures = |counts: &Counts, code: &Code| counts.code_of_pictures(code.zero_runs(), pictures, values);
        let (counts, code) = &self.without_matches;
        let (code_without, bits_without) = of_pictures(counts, code);
        // In noise, matches cost more than they save and make the code worse for the rest.
        let (matches, code, bits) = match self.with_matches.map(|counts| of_pictures(&counts, &self.code)) {
            Some((code, bits)) if bits < bits_without => (true, code, bits),
            _ => (false, code_without, bits_without),
        };
        (Coding { filters: self.filters, code, effort: self.effort, matches }, bits)
    }
}

/// Chooses the filter of each band that makes the band smallest; returns them with what the sample then takes, and the code for
/// it.
///
/// The best filter depends on the code and the code on the filters. The start is the one filter that suits all
/// bands best, with its own code.
fn choose_filters(surveys: &[BandSurvey]) -> (Vec<FilterType>, Counts, Code) {
    let uniform = FilterType::ALL.map(|filter| {
        let counts = total(surveys, |_| filter);
        let code = refined(&counts, uniform_code());
        (counts.bits(&code), code)
    });
    let (_, mut code) = uniform.into_iter().min_by_key(|(bits, _)| *bits).expect("there are five filters");
    let rounds = (0..SURVEY_ROUNDS).map(|_| {
        let filters: Vec<FilterType> = surveys
            .iter()
            .map(|survey| {
                let bits = FilterType::ALL.map(|filter| (survey.counts(filter).bits(&code), filter as usize));
                FilterType::ALL[bits.into_iter().min().map_or(0, |(_, filter)| filter)]
            })
            .collect();
        let counts = total(surveys, |band| filters[band]);
        code = refined(&counts, code.clone());
        (filters, counts, code.clone())
    });
    rounds.last().expect("there is a round")
}

/// The counts of all bands, each with a filter.
fn total(surveys: &[BandSurvey], filter_of: impl Fn(usize) -> FilterType) -> Counts {
    let mut total = Counts::default();
    surveys.iter().enumerate().for_each(|(band, survey)| total.add(survey.counts(filter_of(band))));
    total
}

/// The best code for counts. How zero runs are best written depends on the code, so that takes a few steps.
fn refined(counts: &Counts, from: Code) -> Code {
    (0..SURVEY_ROUNDS).fold(from, |code, _| counts.code(code.zero_runs()))
}

fn uniform_code() -> Code {
    Counts::default().code_open_to_matches(&crate::encode::deflate::ZeroRuns::new(2, |_| 12))
}

#[cfg(test)]
mod tests {
    use super::super::survey::SampleTile;
    use super::*;
    use crate::canvas::{PLANE_LEN, Samples, TILE_HEIGHT, TILE_WIDTH};

    type Planes = [[u8; PLANE_LEN]; 4];

    /// Planes from a function of column, row and channel; column 0 and row 0 are the halo.
    fn planes(byte: impl Fn(usize, usize, usize) -> u8) -> Planes {
        let at = |i: usize, channel| match i {
            0..TILE_WIDTH => byte(0, i, channel),
            _ => byte(1 + i % TILE_WIDTH, i / TILE_WIDTH - 1, channel),
        };
        std::array::from_fn(|channel| std::array::from_fn(|i| at(i, channel)))
    }

    fn noise(i: usize) -> u8 {
        let mixed = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ mixed >> 31).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 56) as u8
    }

    /// Trains with one tile a band, shown in three editions, filters chosen without matches.
    fn coding(effort: Effort, bands: &[Planes]) -> Coding {
        codings(effort, bands)[0].0.clone()
    }

    /// Trains with filters chosen without matches and with them; returns the bits of each too.
    fn codings(effort: Effort, bands: &[Planes]) -> [(Coding, u64); 2] {
        let mut surveyor = Surveyor::new(Samples::Rgb, TILE_WIDTH);
        let tiles: Vec<SampleTile<'_>> = bands.iter().map(|planes| SampleTile { planes, width: TILE_WIDTH }).collect();
        let band = |tile| SampleBand { tiles: tile, order: &[0; 3], columns: 1, height: TILE_HEIGHT };
        let surveys: Vec<BandSurvey> =
            tiles.chunks(1).map(|tile| BandSurvey::new(&mut surveyor, &band(tile))).collect();
        let codes = FilterCodes::new(&surveys);
        let matched: Vec<BandSurvey> =
            tiles.chunks(1).map(|tile| BandSurvey::with_matches(&mut surveyor, &band(tile), &codes)).collect();
        let sample = Sample { pictures: 3, values: 256 };
        let trainers =
            [Trainer::new(effort, sample, &surveys), Trainer::by_matches(effort, sample, &surveys, &matched)];
        trainers.map(|mut trainer| {
            while let Some(round) = trainer.round() {
                let mut total = Counts::default();
                for (number, tile) in tiles.chunks(1).enumerate() {
                    total.add(&round.count(&mut surveyor, number, &band(tile)));
                }
                trainer.learn(&total);
            }
            trainer.finish()
        })
    }

    #[test]
    fn each_band_gets_the_filter_that_suits_it() {
        // Like the pixel above, or like the one to the left, but for the lowest bit.
        let dither = |x, y, c| noise(x + 70 * y + 5000 * c) & 1;
        let stripes_down = planes(|x, y, c| (noise(x + 100 * c) & !1) | dither(x, y, c));
        let stripes_across = planes(|x, y, c| (noise(y + 100 * c) & !1) | dither(x, y, c));
        let two_values = planes(|x, y, c| if dither(x, y, c) == 0 { 0 } else { 200 });
        let filters = coding(Effort::Fast, &[stripes_down, stripes_across, two_values]).filters;
        // Paeth finds the better neighbour by itself.
        assert!(matches!(filters[0], FilterType::Up | FilterType::Paeth), "{filters:?}");
        assert!(matches!(filters[1], FilterType::Sub | FilterType::Paeth), "{filters:?}");
        assert_eq!(filters[2], FilterType::None);
    }

    #[test]
    fn what_repeats_is_left_unfiltered_where_matches_find_it() {
        // Ramps of five pixels, one after another in any order: smooth inside, and whole ones repeat.
        let ramps =
            planes(|x, y, c| noise(noise(x / 5 + 100 * y) as usize % 12 + 100 * c).wrapping_add((x % 5) as u8 * 3));
        for effort in [Effort::Balanced, Effort::High] {
            let [(without, bits_without), (with, bits_with)] = codings(effort, &[ramps]);
            assert_eq!((without.filters[0], with.filters[0]), (FilterType::Sub, FilterType::None));
            assert!(4 * bits_with < 3 * bits_without, "{bits_with} {bits_without}");
        }
    }

    #[test]
    fn matches_are_used_where_they_pay() {
        let noisy = planes(|x, y, c| noise(x + 70 * y + 5000 * c));
        let texture = planes(|x, y, c| noise(x % 16 + 16 * (y % 4) + 100 * c));
        for (effort, level, often) in [
            (Effort::Fast, Level::ZeroRuns, Level::ZeroRuns),
            (Effort::Balanced, Level::Greedy, Level::Optimal),
            (Effort::High, Level::Lazy, Level::Optimal),
        ] {
            let with = coding(effort, &[texture]);
            assert_eq!((with.level(false), with.level(true)), (level, often));
            let without = coding(effort, &[noisy]);
            assert_eq!((without.level(false), without.level(true)), (Level::ZeroRuns, often));
        }
    }

    #[test]
    fn what_was_learned_can_be_saved() {
        let texture = planes(|x, y, c| noise(x % 16 + 16 * (y % 4) + 100 * c));
        for effort in [Effort::Fast, Effort::Balanced, Effort::High] {
            let coding = coding(effort, &[texture, planes(|x, y, c| noise(x + 70 * y + c))]);
            let bytes = coding.to_bytes();
            let again = Coding::from_bytes(&bytes, effort, 256).expect("the bytes just made");
            assert!(again == coding);
            for cut in 0..bytes.len() - 2 {
                assert!(Coding::from_bytes(&bytes[..cut], effort, 256).is_none());
            }
            // A literal's code one bit longer, and a filter that is none.
            for (at, byte) in [(40, bytes[40] + 1), (bytes.len() - 1, 5)] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                assert!(Coding::from_bytes(&damaged, effort, 256).is_none());
            }
        }
    }

    #[test]
    fn training_on_nothing_still_gives_a_code() {
        let coding = coding(Effort::Balanced, &[]);
        assert!(coding.filters.is_empty() && coding.code.literal_cost(200) > 0);
    }
}
