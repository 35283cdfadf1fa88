//! The text of a plan file, in the encodings that spreadsheets and shells write.

/// The text of a file: UTF-8, or UTF-16 of either byte order where a byte order mark says so. The mark is taken off.
///
/// # Errors
/// The problem of the bytes and the cure, to follow the file's name.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    let units = |units: &[u8], read: fn([u8; 2]) -> u16| {
        let (pairs, odd) = units.as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|&pair| read(pair))).collect::<Result<String, _>>();
        text.ok().filter(|_| odd.is_empty()).ok_or_else(|| "is cut off or damaged: save it again, as UTF-8".to_owned())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => {
            let mut text = String::from_utf8(bytes).map_err(|error| {
                let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
                format!("is not UTF-8 (line {}): save it as UTF-8, which spreadsheets call \"CSV UTF-8\"", line + 1)
            })?;
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let plan = "edition,Größe 😀\r\n";
        let wide = |bytes: fn(u16) -> [u8; 2]| plan.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [
            plan.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", plan.as_bytes()].concat(),
            [&b"\xff\xfe"[..], &wide(u16::to_le_bytes)].concat(),
            [&b"\xfe\xff"[..], &wide(u16::to_be_bytes)].concat(),
        ] {
            assert_eq!(text(bytes.clone()).as_deref(), Ok(plan), "{bytes:?}");
        }
    }

    #[test]
    fn other_bytes_are_refused_with_a_cure() {
        for (bytes, part) in
            [(&b"a\nGr\xf6\xdfe"[..], "(line 2)"), (b"\xff\xfea", "UTF-8"), (b"\xff\xfe\x00\xd8a\x00", "UTF-8")]
        {
            let problem = text(bytes.to_vec()).expect_err("not text");
            assert!(problem.contains(part) && problem.contains("save it"), "{problem}");
        }
    }
}
