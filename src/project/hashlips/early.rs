//! What the configuration of HashLips looked like before version 1.1.
//!
//! Version 1.0.0 has one list of layers and an `editionSize` instead of `layerConfigurations`; until 1.1, which brought
//! `network`, what is now in a layer's `options` stood beside its name.

use super::config::{Config, LayerConfiguration, LayerOrder};
use crate::project::Notices;

/// Brings an early configuration into today's form, and says so.
pub(super) fn bring_up_to_date(config: &mut Config, keys: &[String], notices: &mut Notices) {
    if config.layer_configurations.is_empty() && !config.layers_order.is_empty() && config.edition_size.is_some() {
        notices.push("read as of HashLips 1.0.0, because it has layersOrder and editionSize".to_owned());
        config.layer_configurations = vec![LayerConfiguration {
            grow_edition_size_to: config.edition_size,
            layers_order: std::mem::take(&mut config.layers_order),
            ..LayerConfiguration::default()
        }];
    }
    let is_early = !keys.iter().any(|key| key == "network");
    for order in config.layer_configurations.iter_mut().flat_map(|c| &mut c.layers_order) {
        let beside: Vec<&str> = beside_the_name(order).collect();
        let item = format!("{} of layer \"{}\"", beside.join(", "), order.name);
        if beside.is_empty() {
            continue;
        }
        if !is_early {
            notices.add("beside the name of a layer these do nothing, as in HashLips 1.1: write options: { .. }", item);
            continue;
        }
        notices.add("beside the name of a layer these are read as in HashLips 1.0, because there is no network", item);
        let LayerOrder { options, display_name, blend, opacity, .. } = order;
        options.display_name = options.display_name.take().or_else(|| display_name.take());
        options.blend = options.blend.take().or_else(|| blend.take());
        options.opacity = options.opacity.take().or_else(|| opacity.take());
    }
}

fn beside_the_name(order: &LayerOrder) -> impl Iterator<Item = &'static str> {
    let set = [
        ("displayName", order.display_name.is_some()),
        ("blend", order.blend.is_some()),
        ("opacity", order.opacity.is_some()),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key)
}
