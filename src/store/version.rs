//! One content of an object: for conditional writes, and to tell later whether an object is still as it was written.

/// What a store calls one content of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Its entity tag, as the store wrote it.
    pub tag: Option<String>,
    /// Its generation, where the store counts them.
    pub generation: Option<String>,
}

impl Version {
    /// Returns 64 bits of it, which are equal whichever answer of the store it was read from: some put the tag in quotes in one
    /// answer and not in another. 0 when the store names no content.
    pub fn mark(&self) -> u64 {
        let Some(tag) = self.tag.as_ref().or(self.generation.as_ref()) else { return 0 };
        let plain = tag.trim_start_matches("W/").trim_matches('"');
        let hash = blake3::hash(plain.as_bytes());
        u64::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }
}

/// An object of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its path below the address that was listed.
    pub path: String,
    /// Its bytes.
    pub bytes: u64,
    /// Its content.
    pub version: Version,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_do_not_make_another_content() {
        let mark = |tag: &str| Version { tag: Some(tag.to_owned()), generation: None }.mark();
        assert_eq!(mark("\"0x8D\""), mark("0x8D"));
        assert_eq!(mark("W/\"0x8D\""), mark("0x8D"));
        assert_ne!(mark("0x8D"), mark("0x8E"));
        assert_eq!(Version::default().mark(), 0);
    }
}
