//! From counts to code lengths: counts made alike where that makes the block header shorter, optimal lengths under a limit,
//! and the canonical codes that go with them.
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

/// Returns the code lengths of least total cost with none above `limit`, by package-merge (Larmore and Hirschberg, "A fast
/// algorithm for optimal length-limited Huffman codes", 1990). Symbols counted 0 get no code (length 0); a single
/// counted symbol gets one bit.
///
/// # Panics
/// If 2^`limit` codes are too few for the counted symbols.
pub fn limited_lengths<const N: usize>(counts: &[u64; N], limit: u32) -> [u8; N] {
    let mut lengths = [0; N];
    let mut leaves: Vec<(u64, usize)> = (0..N).filter(|&s| counts[s] > 0).map(|s| (counts[s], s)).collect();
    assert!(leaves.len() <= 1 << limit, "{} symbols need codes longer than {limit} bits", leaves.len());
    if let [(_, only)] = leaves[..] {
        lengths[only] = 1;
    }
    if leaves.len() < 2 {
        return lengths;
    }
    // Equal counts are ordered by symbol, so that the code depends on nothing but the counts.
    leaves.sort_unstable();

    // Each level is the leaves merged with the pairs of the level before; all that is kept of it is which of its
    // items, in order of weight, are leaves.
    let mut is_leaf: Vec<Vec<bool>> = vec![vec![true; leaves.len()]];
    let mut weights: Vec<u64> = leaves.iter().map(|leaf| leaf.0).collect();
    for _ in 1..limit {
        let packages: Vec<u64> = weights.as_chunks().0.iter().map(|[a, b]| a + b).collect();
        let mut level = Vec::with_capacity(leaves.len() + packages.len());
        weights.clear();
        let (mut leaf, mut package) = (0, 0);
        while leaf < leaves.len() || package < packages.len() {
            let take_leaf = leaf < leaves.len() && (package == packages.len() || leaves[leaf].0 <= packages[package]);
            level.push(take_leaf);
            if take_leaf {
                weights.push(leaves[leaf].0);
                leaf += 1;
            } else {
                weights.push(packages[package]);
                package += 1;
            }
        }
        is_leaf.push(level);
    }
    // The cheapest 2n - 2 items of the last level are the solution: a leaf in it costs its symbol one bit, a package
    // stands for two items of the level before.
    let mut items = 2 * leaves.len() - 2;
    for level in is_leaf.iter().rev() {
        let taken = level[..items].iter().filter(|&&leaf| leaf).count();
        leaves[..taken].iter().for_each(|&(_, symbol)| lengths[symbol] += 1);
        items = 2 * (items - taken);
    }
    lengths
}

/// Returns the canonical code of each symbol (RFC 1951, 3.2.2), its bits reversed: deflate writes codes from the highest bit
/// on and everything else from the lowest.
pub fn canonical_codes<const N: usize>(lengths: &[u8; N]) -> [u16; N] {
    let mut of_length = [0u16; 16];
    lengths.iter().filter(|&&length| length > 0).for_each(|&length| of_length[usize::from(length)] += 1);
    let mut next = [0u16; 16];
    for length in 1..16 {
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    }
    lengths.map(|length| {
        if length == 0 {
            return 0;
        }
        let code = next[usize::from(length)];
        next[usize::from(length)] += 1;
        code.reverse_bits() >> (16 - length)
    })
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

    /// Huffman's own construction, without a limit: the cost that package-merge must reach when the limit is far.
    fn huffman_cost(counts: &[u64]) -> u64 {
        let mut heap: Vec<u64> = counts.iter().copied().filter(|&c| c > 0).collect();
        let mut cost = 0;
        while heap.len() > 1 {
            heap.sort_unstable_by(|a, b| b.cmp(a));
            let pair = heap.pop().unwrap_or(0) + heap.pop().unwrap_or(0);
            cost += pair;
            heap.push(pair);
        }
        cost
    }

    /// The least cost of any complete code with lengths up to `limit`, by trying all Kraft-complete length lists.
    fn exhaustive_cost(sorted: &[u64], limit: u32, room: u64) -> u64 {
        let Some((&first, rest)) = sorted.split_first() else { return if room == 0 { 0 } else { u64::MAX } };
        let tries = (1..=limit)
            .filter(|&l| room >= 1 << (limit - l))
            .map(|l| exhaustive_cost(rest, limit, room - (1 << (limit - l))).saturating_add(first * u64::from(l)));
        tries.min().unwrap_or(u64::MAX)
    }

    fn cost<const N: usize>(counts: &[u64; N], lengths: &[u8; N]) -> u64 {
        counts.iter().zip(lengths).map(|(c, &l)| c * u64::from(l)).sum()
    }

    proptest! {
        #[test]
        fn a_far_limit_gives_huffmans_cost(counts in prop::array::uniform32(0u64..1000)) {
            prop_assume!(counts.iter().filter(|&&c| c > 0).count() > 1);
            let lengths = limited_lengths(&counts, 32);
            prop_assert_eq!(cost(&counts, &lengths), huffman_cost(&counts));
        }

        #[test]
        fn a_near_limit_gives_the_least_possible_cost(counts in prop::array::uniform6(1u64..2000), limit in 3u32..=5) {
            let lengths = limited_lengths(&counts, limit);
            prop_assert!(lengths.iter().all(|&l| u32::from(l) <= limit));
            prop_assert_eq!(cost(&counts, &lengths), exhaustive_cost(&counts, limit, 1 << limit));
        }
    }

    #[test]
    fn codes_are_those_of_the_specification() {
        // The example of RFC 1951, 3.2.2: symbols A to H, lengths 3 3 3 3 3 2 4 4.
        let codes = canonical_codes(&[3, 3, 3, 3, 3, 2, 4, 4]);
        assert_eq!(codes, [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111]);
    }

    #[test]
    fn few_symbols_get_the_lengths_they_need() {
        assert_eq!(limited_lengths(&[0, 0, 0], 15), [0, 0, 0]);
        assert_eq!(limited_lengths(&[0, 9, 0], 15), [0, 1, 0]);
        assert_eq!(limited_lengths(&[3, 9, 0], 15), [1, 1, 0]);
    }
}
