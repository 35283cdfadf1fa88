//! Conventions of the engine that a project is for: DNA, titles, and the keys of metadata.
//!
//! The value of another engine lies beside its reader in `dialect`; everything after it reads the fields here and knows no engine.

/// The conventions of an engine, which differ between its versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// The engine's name for people: "HashLips".
    pub engine: &'static str,
    /// Its name as `engine` in `simdgen.toml`: "hashlips-1.0".
    pub key: &'static str,
    /// `compiler` in metadata, where the project names no other program.
    pub compiler: &'static str,
    /// The text between the items of a DNA text, where the project names no other.
    pub dna_delimiter: &'static str,
    /// The place of `dna` in metadata.
    pub dna_place: DnaPlace,
    /// The value of `dna` in metadata.
    pub dna_value: DnaValue,
    /// `true` if a DNA text has an item for a layer that draws nothing.
    pub dna_has_nothing: bool,
    /// `true` if `_dna.json` lists the DNA texts of the collection.
    pub writes_dna_list: bool,
    /// `true` if an edition of a collection without a name is called "#12", not " #12".
    pub bare_titles: bool,
    /// `true` if `image` is the file name alone where there is no base URI, without "/" before it.
    pub bare_image: bool,
    /// `true` if metadata has a `date`.
    pub writes_date: bool,
    /// `true` if metadata lists every layer, also one that `simdgen.toml` leaves out or that draws nothing.
    pub lists_all_layers: bool,
    /// `true` if metadata lists only the first attribute of each `trait_type`.
    pub lists_first_only: bool,
}

impl Conventions {
    /// The conventions of this program.
    pub const SIMDGEN: Self = Self {
        engine: "simdgen",
        key: "simdgen",
        compiler: "simdgen",
        dna_delimiter: "-",
        dna_place: DnaPlace::AfterImage,
        dna_value: DnaValue::Sha1,
        dna_has_nothing: true,
        writes_dna_list: false,
        bare_titles: true,
        bare_image: true,
        writes_date: false,
        lists_all_layers: false,
        lists_first_only: false,
    };
}

/// The place of `dna` in a metadata file of Ethereum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnaPlace {
    /// The first key.
    First,
    /// After `image`.
    AfterImage,
    /// There is none.
    Absent,
}

/// The value of `dna` in metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnaValue {
    /// SHA-1 of the DNA text, 40 hexadecimal digits.
    Sha1,
    /// Keccak-256 of the DNA text as JSON, 64 hexadecimal digits.
    Keccak256,
    /// The DNA text itself.
    Text,
}
