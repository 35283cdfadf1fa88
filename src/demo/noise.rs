//! Repeatable randomness for textures: a hash of integers, smooth noise in space, scattered numbers.
//!
//! Not the random numbers of a plan: these only decide how the art looks, and are integer arithmetic
//! up to the last step so that every machine agrees.

use super::paint::ease;

/// A number 0..1 for an index of a stream.
pub fn scatter(stream: u32, index: u32) -> f32 {
    (hash(index, stream, 0, 0) >> 8) as f32 / 16_777_216.0
}

/// Smooth noise 0..=1 at a point in space; features are about one unit apart.
pub fn noise(point: [f32; 3], seed: u32) -> f32 {
    let cell = point.map(f32::floor);
    let [tx, ty, tz] = [0, 1, 2].map(|axis| ease(point[axis] - cell[axis]));
    let corner = |dx: i32, dy: i32, dz: i32| {
        let [x, y, z] = [cell[0] as i32 + dx, cell[1] as i32 + dy, cell[2] as i32 + dz];
        (hash(x as u32, y as u32, z as u32, seed) >> 8) as f32 / 16_777_215.0
    };
    let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
    let edge = |dy, dz| mix(corner(0, dy, dz), corner(1, dy, dz), tx);
    mix(mix(edge(0, 0), edge(1, 0), ty), mix(edge(0, 1), edge(1, 1), ty), tz)
}

/// Noise 0..=1 with finer noise on it: four octaves, each half as strong as the one before.
pub fn clouds(point: [f32; 3], seed: u32) -> f32 {
    let octave = |k: u32| noise(point.map(|v| v * (1 << k) as f32), seed + k) / (2 << k) as f32;
    (octave(0) + octave(1) + octave(2) + octave(3)) * (16.0 / 15.0)
}

/// Mixes four numbers; the finaliser is that of MurmurHash3 (Appleby).
fn hash(x: u32, y: u32, z: u32, seed: u32) -> u32 {
    let mut h = seed.wrapping_mul(0x9E37_79B9);
    for value in [x, y, z] {
        h = (h ^ value).wrapping_mul(0x85EB_CA6B);
        h ^= h >> 13;
        h = h.wrapping_mul(0xC2B2_AE35);
        h ^= h >> 16;
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_stays_in_range_and_varies() {
        let values: Vec<f32> = (0..4000).map(|i| clouds([i as f32 * 0.37 - 700.0, i as f32 * 0.11, 0.5], 7)).collect();
        assert!(values.iter().all(|v| (0.0..=1.0).contains(v)));
        assert!(values.iter().any(|v| *v < 0.35) && values.iter().any(|v| *v > 0.65));
    }

    #[test]
    fn noise_has_no_seams() {
        for i in 1..50 {
            let edge = i as f32;
            assert!((noise([edge - 0.0005, 0.3, 0.7], 1) - noise([edge + 0.0005, 0.3, 0.7], 1)).abs() < 0.001);
        }
    }

    #[test]
    fn scattered_numbers_fill_the_range() {
        let mean = (0..1000).map(|i| scatter(3, i)).sum::<f32>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }
}
