//! Copies, fills and compares memory for the static programs of a release, in the place of musl's functions of the same names.
//!
//! musl compares byte by byte and copies without vectors: 1 MiB is compared in 70 times the time that glibc takes. The compiler
//! calls these functions by name, so an object that has them is enough: tools/release.sh links it. The vectors are those of the
//! level that it is compiled for.

#![no_std]
// Else the compiler would take the loops below for what they do, and call these functions from within themselves.
#![no_builtins]

/// Thirty-two bytes, which compilers keep in one or two vectors.
type Block = [u64; 4];

/// Copies `count` bytes; the ranges may overlap.
///
/// # Safety
/// `from` can be read and `to` written for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: every offset below is at most `count` less the bytes that are read or written there.
    unsafe {
        match count {
            0 => {}
            1 => to.write(from.read()),
            2..4 => ends::<u16>(to, from, count),
            4..8 => ends::<u32>(to, from, count),
            8..16 => ends::<u64>(to, from, count),
            16..32 => ends::<[u64; 2]>(to, from, count),
            32..=64 => ends::<Block>(to, from, count),
            _ if (to as usize).wrapping_sub(from as usize) >= count => {
                // The end is read before what is written could reach it.
                let end = from.add(count - 64).cast::<[Block; 2]>().read_unaligned();
                let mut at = 0;
                while at < count - 64 {
                    let block = from.add(at).cast::<[Block; 2]>().read_unaligned();
                    to.add(at).cast::<[Block; 2]>().write_unaligned(block);
                    at += 64;
                }
                to.add(count - 64).cast::<[Block; 2]>().write_unaligned(end);
            }
            _ => {
                let start = from.cast::<[Block; 2]>().read_unaligned();
                let mut at = count;
                while at > 64 {
                    at -= 64;
                    let block = from.add(at).cast::<[Block; 2]>().read_unaligned();
                    to.add(at).cast::<[Block; 2]>().write_unaligned(block);
                }
                to.cast::<[Block; 2]>().write_unaligned(start);
            }
        }
    }
    to
}

/// Copies the first and the last `T` of a range that has at least one and at most two: both are read before either is written.
///
/// # Safety
/// As `memmove`, with `count` from the size of `T` to twice that.
#[inline(always)]
unsafe fn ends<T: Copy>(to: *mut u8, from: *const u8, count: usize) {
    let last = count - size_of::<T>();
    // SAFETY: the caller says that the range has one `T` at its start and one at its end.
    unsafe {
        let (first, second) = (from.cast::<T>().read_unaligned(), from.add(last).cast::<T>().read_unaligned());
        to.cast::<T>().write_unaligned(first);
        to.add(last).cast::<T>().write_unaligned(second);
    }
}

/// Copies `count` bytes; that the ranges do not overlap is of no use here.
///
/// # Safety
/// As `memmove`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: the same conditions.
    unsafe { memmove(to, from, count) }
}

/// Sets `count` bytes to the low byte of `value`.
///
/// # Safety
/// `to` can be written for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(to: *mut u8, value: i32, count: usize) -> *mut u8 {
    let word = u64::from(value as u8) * 0x0101_0101_0101_0101;
    // SAFETY: every offset below is at most `count` less the bytes that are written there.
    unsafe {
        match count {
            0 => {}
            1 => to.write(word as u8),
            2..4 => both(to, word as u16, count),
            4..8 => both(to, word as u32, count),
            8..16 => both(to, word, count),
            16..32 => both(to, [word; 2], count),
            _ => {
                let mut at = 0;
                while at < count - 32 {
                    to.add(at).cast::<Block>().write_unaligned([word; 4]);
                    at += 32;
                }
                to.add(count - 32).cast::<Block>().write_unaligned([word; 4]);
            }
        }
    }
    to
}

/// Writes the first and the last `T` of a range that has at least one and at most two.
///
/// # Safety
/// As `memset`, with `count` from the size of `T` to twice that.
#[inline(always)]
unsafe fn both<T: Copy>(to: *mut u8, value: T, count: usize) {
    // SAFETY: the caller says that the range has one `T` at its start and one at its end.
    unsafe {
        to.cast::<T>().write_unaligned(value);
        to.add(count - size_of::<T>()).cast::<T>().write_unaligned(value);
    }
}

/// Compares two ranges: negative, zero or positive as the first byte that differs is less, is nowhere, or is greater.
///
/// # Safety
/// Both can be read for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    let mut at = 0;
    // SAFETY: every offset below is at most `count` less the bytes that are read there.
    unsafe {
        while count - at >= 32 {
            let [a, b, c, d] = one.add(at).cast::<Block>().read_unaligned();
            let [e, f, g, h] = other.add(at).cast::<Block>().read_unaligned();
            if (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) != 0 {
                break;
            }
            at += 32;
        }
        while count - at >= 8 {
            let order = words(one, other, at);
            if order != 0 {
                return order;
            }
            at += 8;
        }
        if at < count && count >= 8 {
            // What stands before in the last word is equal.
            return words(one, other, count - 8);
        }
        while at < count {
            let (a, b) = (one.add(at).read(), other.add(at).read());
            if a != b {
                return i32::from(a) - i32::from(b);
            }
            at += 1;
        }
    }
    0
}

/// Compares eight bytes of each range.
///
/// # Safety
/// Both can be read for eight bytes from `at`.
#[inline(always)]
unsafe fn words(one: *const u8, other: *const u8, at: usize) -> i32 {
    // SAFETY: the caller says so.
    let (a, b) = unsafe { (one.add(at).cast::<u64>().read_unaligned(), other.add(at).cast::<u64>().read_unaligned()) };
    let (a, b) = (u64::from_le(a).swap_bytes(), u64::from_le(b).swap_bytes());
    i32::from(a > b) - i32::from(a < b)
}

/// Compares two ranges: zero if they are equal.
///
/// # Safety
/// As `memcmp`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    // SAFETY: the same conditions.
    unsafe { memcmp(one, other, count) }
}
