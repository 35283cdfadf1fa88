//! Chosen editions: those that the artist gives by their traits, so that they are not drawn.

/// An edition that is part of the collection as it is. Its names are looked up when the collection is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenEdition {
    /// Its number; `None`: the lowest that is free.
    pub number: Option<u32>,
    /// Its set, from 0; `None`: the first that has all layers named.
    pub set: Option<u32>,
    /// The colour under its bottom layer, as in plan files; `None`: the project's.
    pub background: Option<String>,
    /// Layers and traits by name, as in plan files.
    pub traits: Vec<(String, String)>,
}
