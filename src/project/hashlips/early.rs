//! What the configuration of HashLips looked like before version 1.1.
//!
//! Version 1.0.0 has one list of layers and an `editionSize` instead of `layerConfigurations`; until 1.1, which brought
//! `network`, what is now in a layer's `options` stood beside its name.

use super::config::{Config, LayerConfiguration, LayerOrder};

/// Brings an early configuration into today's form. Returns what to say of it.
pub(super) fn bring_up_to_date(config: &mut Config, keys: &[String]) -> Vec<String> {
    let mut lines = vec![];
    if config.layer_configurations.is_empty() && !config.layers_order.is_empty() && config.edition_size.is_some() {
        lines.push("read as of HashLips 1.0.0, because it has layersOrder and editionSize".to_owned());
        config.layer_configurations = vec![LayerConfiguration {
            grow_edition_size_to: config.edition_size,
            layers_order: std::mem::take(&mut config.layers_order),
            ..LayerConfiguration::default()
        }];
    }
    let is_early = !keys.iter().any(|key| key == "network");
    for order in config.layer_configurations.iter_mut().flat_map(|c| &mut c.layers_order) {
        let beside: Vec<&str> = beside_the_name(order).collect();
        let (name, keys) = (&order.name, beside.join(", "));
        if beside.is_empty() {
            continue;
        }
        if !is_early {
            lines.push(format!(
                "{keys} beside the name of layer \"{name}\" does nothing, as in HashLips 1.1: write options: {{ .. }}"
            ));
            continue;
        }
        lines.push(format!(
            "{keys} beside the name of layer \"{name}\" is read as in HashLips 1.0, because there is no network"
        ));
        let LayerOrder { options, display_name, blend, opacity, .. } = order;
        options.display_name = options.display_name.take().or_else(|| display_name.take());
        options.blend = options.blend.take().or_else(|| blend.take());
        options.opacity = options.opacity.take().or_else(|| opacity.take());
    }
    lines
}

fn beside_the_name(order: &LayerOrder) -> impl Iterator<Item = &'static str> {
    let set = [
        ("displayName", order.display_name.is_some()),
        ("blend", order.blend.is_some()),
        ("opacity", order.opacity.is_some()),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key)
}
