//! Makes counts alike where that saves more in the block header than it costs in the tokens.
//!
//! A header spells equal code lengths that follow each other as one repeat. Every picture pays for it, and in a small one
//! it is as long as the tokens: then a code of few, long runs of equal lengths is the better one, though each token alone
//! would be shorter with a code of its own.

/// Fraction bits of [`log2`].
const FRACTION: u32 = 12;

/// Neighbouring symbols that are to have one count.
#[derive(Clone, Copy, Debug)]
struct Run {
    symbols: u64,
    /// The sum of their counts.
    count: u64,
}

impl Run {
    fn with(self, next: Self) -> Self {
        Self { symbols: self.symbols + next.symbols, count: self.count + next.count }
    }

    /// Bits of the run's tokens under an ideal code, less what they would be with a code of one symbol for all: each takes
    /// `log2(total / (count / symbols))`, and the total is the same for all runs. In units of 2^-[`FRACTION`] bits.
    fn bits(self) -> i64 {
        self.count as i64 * (log2(self.symbols) - log2(self.count.max(1)))
    }
}

/// Gives neighbouring symbols their average count, starting with those where it costs least, as long as making one run of
/// two costs at most `worth` bits. Counts are to be multiples of some large number, so that averages are exact enough.
///
/// Symbols that are counted 0 are left alone, and runs do not reach over them.
pub fn even_out<const N: usize>(counts: &[u64; N], worth: u64) -> [u64; N] {
    let mut evened = [0; N];
    let mut first = 0;
    for counted in counts.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
        let out = &mut evened[first..first + counted.len()];
        first += counted.len();
        if counted[0] > 0 {
            let runs = merged(counted, worth);
            let averages =
                runs.iter().flat_map(|run| std::iter::repeat_n((run.count / run.symbols).max(1), run.symbols as usize));
            out.iter_mut().zip(averages).for_each(|(out, average)| *out = average);
        }
    }
    evened
}

fn merged(counts: &[u64], worth: u64) -> Vec<Run> {
    let mut runs: Vec<Run> = counts.iter().map(|&count| Run { symbols: 1, count }).collect();
    let loss = |pair: &[Run]| pair[0].with(pair[1]).bits() - pair[0].bits() - pair[1].bits();
    let mut losses: Vec<i64> = runs.windows(2).map(loss).collect();
    let limit = (worth << FRACTION) as i64;
    // The first of equal losses, so that the result depends on nothing but the counts.
    while let Some((at, _)) =
        losses.iter().enumerate().min_by_key(|&(at, &loss)| (loss, at)).filter(|(_, loss)| **loss <= limit)
    {
        runs[at] = runs[at].with(runs.remove(at + 1));
        losses.remove(at);
        for pair in at.saturating_sub(1)..(at + 1).min(losses.len()) {
            losses[pair] = loss(&runs[pair..pair + 2]);
        }
    }
    runs
}

/// The logarithm to base 2 in units of 2^-[`FRACTION`], rounded down; integers only, so that every machine gets the same.
///
/// Each squaring doubles the logarithm of the mantissa, which brings its next binary digit before the point.
fn log2(value: u64) -> i64 {
    let whole = value.ilog2();
    // From 1 to below 2, with 31 bits behind the point.
    let mut mantissa = if whole > 31 { value >> (whole - 31) } else { value << (31 - whole) };
    let mut log = i64::from(whole);
    for _ in 0..FRACTION {
        mantissa = (mantissa * mantissa) >> 31;
        log <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            log |= 1;
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn logarithms_are_right(value in 1u64..1 << 50) {
            let expected = (value as f64).log2() * f64::from(1 << FRACTION);
            prop_assert!((log2(value) as f64 - expected).abs() < 1.5, "{} is not {expected}", log2(value));
        }

        #[test]
        fn totals_stay_and_zeros_stay_alone(
            counts in prop::array::uniform32(prop_oneof![Just(0u64), 1u64..9, 1u64..5_000]),
            worth in 0u64..10_000,
        ) {
            let counts = counts.map(|count| count << 20);
            let evened = even_out(&counts, worth);
            prop_assert!(counts.iter().zip(&evened).all(|(before, after)| (*before == 0) == (*after == 0)));
            let (before, after): (u64, u64) = (counts.iter().sum(), evened.iter().sum());
            prop_assert!(after <= before && before - after < 32 * 32);
        }
    }

    #[test]
    fn alike_neighbours_become_equal_and_others_stay() {
        let counts = [1000, 10, 11, 9, 10, 0, 10, 500, 510, 3].map(|count| count << 20);
        let evened = even_out(&counts, 5 << 20);
        assert_eq!(evened[1..5], [10 << 20; 4]);
        assert_eq!((evened[0], evened[5], evened[6], evened[9]), (counts[0], 0, counts[6], counts[9]));
        assert_eq!(evened[7..9], [505 << 20; 2]);
        assert_eq!(even_out(&counts, 0), counts);
    }
}
