//! The form of a tool's names.

use crate::dialect::file_name::Grammar;
use crate::dialect::native::schema::LayerEntry;
use crate::project::Project;

/// A tool's way of naming folders and files.
pub(super) struct Naming {
    pub tool: &'static str,
    /// The pattern of its layer folders, for people.
    pub pattern: &'static str,
    /// A layer from its folder's name, with its height; nothing for another name.
    pub layer: fn(&str) -> Option<(i64, LayerEntry)>,
    pub grammar: Grammar,
    /// Finishes a project that was read, given the height of each layer.
    pub finish: fn(&mut Project, &[i64]),
}

/// The number before a delimiter at the start of a name, and what is after it.
pub(super) fn numbered(name: &str, delimiter: char) -> Option<(i64, &str)> {
    let (number, rest) = name.split_once(delimiter)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty();
    is_number.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}
