//! Lays a metadata file out as text: what all editions share is joined, and the rest is a list of parts to fill in.
//!
//! The layout is that of `JSON.stringify(x, null, 2)`.

use super::attributes::AttributeList;
use super::json;
use super::node::{AttributeForm, Node, Piece};
use crate::project::Project;

/// A part of a file, in order.
#[derive(Debug)]
pub(super) enum Part {
    /// A text that all files have.
    Text(String),
    /// Put inside a text.
    Piece(Piece),
    /// Put in place of a value.
    Bare(Piece),
    /// A text, or its parts as a list that begins so many levels from the margin.
    Split(Vec<Piece>, usize),
    /// The edition's traits.
    Attributes(AttributeList),
}

/// The parts of a file.
pub(super) fn lay_out(project: &Project, node: &Node) -> Vec<Part> {
    let mut layout = Layout { project, parts: vec![] };
    layout.node(node, 0);
    layout.parts
}

struct Layout<'a> {
    project: &'a Project,
    parts: Vec<Part>,
}

impl Layout<'_> {
    /// Adds a value that begins on a line `depth` levels from the margin.
    fn node(&mut self, node: &Node, depth: usize) {
        match node {
            Node::Fixed(value) => json::push_value(self.text(), value, depth),
            Node::Text(pieces) => self.quoted(pieces),
            Node::Bare(piece) => self.parts.push(Part::Bare(piece.clone())),
            Node::Split(pieces) => self.parts.push(Part::Split(pieces.clone(), depth)),
            Node::Attributes(form) => self.attributes(*form, depth),
            Node::Array(nodes) => self.block(['[', ']'], nodes.iter().map(|node| (None, node)), depth),
            Node::Object(fields) => {
                self.block(['{', '}'], fields.iter().map(|(key, node)| (Some(key.as_slice()), node)), depth);
            }
        }
    }

    fn attributes(&mut self, form: AttributeForm, depth: usize) {
        self.parts.push(Part::Attributes(AttributeList::new(self.project, form, depth)));
    }

    fn block<'n>(
        &mut self,
        [open, close]: [char; 2],
        items: impl ExactSizeIterator<Item = (Option<&'n [Piece]>, &'n Node)>,
        depth: usize,
    ) {
        self.text().push(open);
        let empty = items.len() == 0;
        for (i, (key, node)) in items.enumerate() {
            self.text().push_str(if i == 0 { "" } else { "," });
            json::push_line(self.text(), depth + 1);
            if let Some(key) = key {
                self.quoted(key);
                self.text().push_str(": ");
            }
            self.node(node, depth + 1);
        }
        if !empty {
            json::push_line(self.text(), depth);
        }
        self.text().push(close);
    }

    fn quoted(&mut self, pieces: &[Piece]) {
        self.text().push('"');
        for piece in pieces {
            match piece {
                Piece::Text(text) => json::push_escaped(self.text(), text),
                other => self.parts.push(Part::Piece(other.clone())),
            }
        }
        self.text().push('"');
    }

    /// The text at the end.
    fn text(&mut self) -> &mut String {
        if !matches!(self.parts.last(), Some(Part::Text(_))) {
            self.parts.push(Part::Text(String::new()));
        }
        match self.parts.last_mut() {
            Some(Part::Text(text)) => text,
            _ => unreachable!("a text was put there"),
        }
    }
}
