//! The user's own form: placeholders of a template become what stands for them.
//!
//! A text that is nothing but a number's or a trait's placeholder becomes that value, a number where it is one; inside a
//! longer text, and in keys, everything is text.

use super::node::{AttributeForm, Node, Piece, literal, picture_uri, title};
use crate::project::{Placeholder, Project, Template, TemplatePart, TemplateText};

pub(super) fn file(project: &Project, template: &Template) -> Node {
    match template {
        Template::Fixed(value) => Node::Fixed(value.clone()),
        Template::Text(text) => value(project, text),
        Template::Array(items) => Node::Array(items.iter().map(|item| file(project, item)).collect()),
        Template::Object(fields) => {
            Node::Object(fields.iter().map(|(key, node)| (pieces(project, key), file(project, node))).collect())
        }
    }
}

fn value(project: &Project, text: &TemplateText) -> Node {
    let [TemplatePart::Fill(whole)] = text.0.as_slice() else { return Node::Text(pieces(project, text)) };
    match whole {
        Placeholder::Number => Node::Bare(Piece::Number),
        Placeholder::FileSize => Node::Bare(Piece::FileSize),
        Placeholder::Trait(layer) => Node::Bare(Piece::Trait(layer.clone())),
        Placeholder::Width => Node::Fixed(project.canvas.width().into()),
        Placeholder::Height => Node::Fixed(project.canvas.height().into()),
        Placeholder::Attributes => Node::Attributes(AttributeForm::TraitType),
        Placeholder::Traits => Node::Attributes(AttributeForm::Object),
        _ => Node::Text(pieces(project, text)),
    }
}

fn pieces(project: &Project, text: &TemplateText) -> Vec<Piece> {
    text.0.iter().flat_map(|part| part_pieces(project, part)).collect()
}

fn part_pieces(project: &Project, part: &TemplatePart) -> Vec<Piece> {
    let fill = match part {
        TemplatePart::Literal(text) => return literal(text),
        TemplatePart::Fill(fill) => fill,
    };
    match fill {
        Placeholder::Number => vec![Piece::Number],
        Placeholder::Id => vec![Piece::Id],
        Placeholder::Name => title(project),
        Placeholder::Collection => literal(&project.metadata.name),
        Placeholder::Description => literal(&project.metadata.description),
        Placeholder::Image => picture_uri(project),
        Placeholder::Dna => vec![Piece::Dna],
        Placeholder::FileSize => vec![Piece::FileSize],
        Placeholder::Sha256 => vec![Piece::Sha256],
        Placeholder::Width => literal(&project.canvas.width().to_string()),
        Placeholder::Height => literal(&project.canvas.height().to_string()),
        Placeholder::Trait(layer) => vec![Piece::Trait(layer.clone())],
        Placeholder::Attributes | Placeholder::Traits => {
            unreachable!("a list inside a text is refused when the template is read")
        }
    }
}
