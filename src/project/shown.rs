//! The values, names and titles that metadata shows: the same for writing it and for reading it back.

use serde_json::Value;

use super::{Attribute, Project, SetId, SharedAttribute, TraitId};

impl Project {
    /// The value that metadata shows of a trait; `None` when it leaves the trait out.
    pub fn shown_value(&self, id: TraitId) -> Option<Value> {
        let t = self.trait_(id);
        let listed = match &t.attribute {
            Attribute::Hidden => false,
            Attribute::Own { value, .. } => return Some(value.as_str().into()),
            Attribute::Usual if self.conventions.lists_all_layers => true,
            Attribute::Usual => self.layer(t.layer).in_metadata && !t.name.is_empty(),
        };
        listed.then(|| self.metadata.value(id, t.layer, &t.name))
    }

    /// The name of a trait's layer in metadata.
    pub fn shown_name(&self, id: TraitId) -> &str {
        let t = self.trait_(id);
        match &t.attribute {
            Attribute::Own { trait_type, .. } => trait_type,
            _ => &self.layer(t.layer).name,
        }
    }

    /// The attributes that all editions of a set have beside those of their traits; 1/1 pictures have their own alone.
    pub fn shared_attributes(&self, set: SetId) -> impl Iterator<Item = &SharedAttribute> {
        let is_of_ones = self.place_of_one_of_ones().is_some_and(|(own, _)| own == set);
        let all = if is_of_ones { &[][..] } else { &self.metadata.attributes[..] };
        all.iter().filter(move |shared| shared.set.is_none_or(|only| only == set))
    }

    /// The title of an edition, "Robots #7": its own where it is a 1/1 picture that has one, or as its set's are.
    pub fn title(&self, number: u32, set: SetId, picks: &[TraitId]) -> String {
        if let Some(own) = self.own_title(picks) {
            return own.to_owned();
        }
        let title = &self.set(set).title;
        let name = title.as_ref().map_or(&self.metadata.name, |title| &title.name);
        // Below zero when numbers are dealt out over the sets, as in nftchef.
        let number = i64::from(number) - title.as_ref().map_or(0, |title| i64::from(title.offset));
        let bare = name.is_empty() && (title.is_some() || self.conventions.bare_titles);
        if bare { format!("#{number}") } else { format!("{name} #{number}") }
    }
}
