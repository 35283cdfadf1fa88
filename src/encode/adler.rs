//! Adler-32, the check sum at the end of a zlib stream (RFC 1950, section 8.2), as it is defined.

/// Largest prime below 2^16.
pub const ADLER_PRIME: u64 = 65_521;

/// The check sum of some bytes.
pub fn adler32(bytes: &[u8]) -> u32 {
    let (s1, s2) = bytes.iter().fold((1, 0), |(s1, s2), &byte| {
        let s1 = (s1 + u64::from(byte)) % ADLER_PRIME;
        (s1, (s2 + s1) % ADLER_PRIME)
    });
    (s2 << 16 | s1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_checksum() {
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }
}
