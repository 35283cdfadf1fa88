//! Compares the functions of `memory.rs` with plain loops over bytes: every length at every distance, and every place that
//! differs. The program itself runs on them, as it is linked with their object.

use std::ffi::c_int;

unsafe extern "C" {
    fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8;
    fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8;
    fn memset(to: *mut u8, value: c_int, count: usize) -> *mut u8;
    fn memcmp(one: *const u8, other: *const u8, count: usize) -> c_int;
    fn bcmp(one: *const u8, other: *const u8, count: usize) -> c_int;
}

const LENGTH: usize = 640;

/// Bytes that repeat nowhere near, from both halves of the range of signed bytes.
fn noise(number: usize) -> [u8; LENGTH] {
    let mut state = number as u32 * 2 + 1;
    [0; LENGTH].map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
}

fn plain_move(bytes: &mut [u8; LENGTH], to: usize, from: usize, count: usize) {
    let kept = *bytes;
    for at in 0..count {
        bytes[to + at] = kept[from + at];
    }
}

fn same(found: &[u8; LENGTH], expected: &[u8; LENGTH], what: &str) {
    for at in 0..LENGTH {
        assert!(found[at] == expected[at], "{what}: byte {at} is {}, not {}", found[at], expected[at]);
    }
}

fn main() {
    for count in 0..=300 {
        for (to, from) in (0..=300).step_by(if count < 140 { 1 } else { 7 }).flat_map(|at| [(at, 150), (at + 3, 33)]) {
            let (mut found, mut expected) = (noise(count), noise(count));
            plain_move(&mut expected, to, from, count);
            // SAFETY: both ranges end before 603.
            let told = unsafe { memmove(found.as_mut_ptr().add(to), found.as_ptr().add(from), count) };
            assert!(told == unsafe { found.as_mut_ptr().add(to) });
            same(&found, &expected, &format!("memmove of {count} from {from} to {to}"));
        }
        for to in 0..40 {
            let (mut found, mut expected, source) = (noise(1), noise(1), noise(2));
            for at in 0..count {
                expected[to + at] = source[9 + at];
            }
            // SAFETY: two arrays, and both ranges end before 340.
            unsafe { memcpy(found.as_mut_ptr().add(to), source.as_ptr().add(9), count) };
            same(&found, &expected, &format!("memcpy of {count} to {to}"));
            for at in 0..count {
                expected[to + at] = 0xa5;
            }
            // SAFETY: as above.
            unsafe { memset(found.as_mut_ptr().add(to), 0x7a5, count) };
            same(&found, &expected, &format!("memset of {count} at {to}"));
        }
        for differs in 0..=count {
            let (one, mut other) = (noise(3), noise(3));
            other[5 + differs] ^= 0x90;
            // What comes after may not count.
            for byte in &mut other[6 + differs..] {
                *byte = byte.wrapping_mul(3);
            }
            // SAFETY: both ranges end before 306.
            let (order, equal) = unsafe {
                let (one, other) = (one.as_ptr().add(5), other.as_ptr().add(5));
                (memcmp(one, other, count), bcmp(one, other, count))
            };
            let expected =
                if differs == count { 0 } else { i32::from(one[5 + differs]) - i32::from(other[5 + differs]) };
            assert!(order.signum() == expected.signum(), "memcmp of {count} that differ at {differs}: {order}");
            assert!((equal == 0) == (expected == 0), "bcmp of {count} that differ at {differs}: {equal}");
        }
    }
    println!("the same");
}
