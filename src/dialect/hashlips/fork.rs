//! Keys that bolshoytoster's fork of HashLips adds to the configuration.
//!
//! Source: the fork's `src/main.js`. There `growEditionSizeTo` is a number of each configuration alone, so what shows the
//! fork decides how many editions there are.

use super::config::Config;
use crate::dialect::problem::Problem;
use crate::project::FileNames;

/// The key that shows that a configuration is the fork's.
pub(super) fn sign(config: &Config) -> Option<&'static str> {
    let options = || config.layer_configurations.iter().flat_map(|c| &c.layers_order).map(|order| &order.options);
    let shown = [
        ("format.padEdition", config.format.pad_edition.is_some()),
        ("format.hexEdition", config.format.hex_edition),
        ("startEditionFrom", config.layer_configurations.iter().any(|c| c.start_edition_from.is_some())),
        ("options.posX", options().any(|o| o.pos_x.is_some())),
        ("options.posY", options().any(|o| o.pos_y.is_some())),
    ];
    shown.into_iter().find(|(_, is_set)| *is_set).map(|(key, _)| key)
}

/// Passes a configuration that does not place pictures or leave gaps in the numbers.
///
/// # Errors
/// Keys of the fork that would give other pictures or numbers than here.
pub(super) fn check(config: &Config) -> Result<(), Problem> {
    for (index, configuration) in config.layer_configurations.iter().enumerate() {
        let key = |name: &str| format!("layerConfigurations[{index}].{name}");
        if index > 0 && configuration.start_edition_from.is_some() {
            let problem = "leaves a gap in the numbers: set it in the first configuration only";
            return Err(Problem::new(key("startEditionFrom"), problem));
        }
        for order in &configuration.layers_order {
            let options = &order.options;
            let is_full = |side: Option<f64>, of: u32| side.is_none_or(|side| side == 0.0 || side == f64::from(of));
            let is_moved = [options.pos_x, options.pos_y].into_iter().flatten().any(|at| at != 0.0);
            let is_unscaled =
                is_full(options.width, config.format.width) && is_full(options.height, config.format.height);
            if is_moved || !is_unscaled {
                let problem = format!(
                    "of layer \"{}\" places its pictures, and simdgen draws each over the whole canvas: \
                     save them on a canvas of {} x {}, and take posX, posY, width and height out",
                    order.name, config.format.width, config.format.height
                );
                return Err(Problem::new(key("layersOrder[].options"), problem));
            }
        }
    }
    if config.format.pad_edition.is_some_and(|digits| digits > FileNames::MOST_DIGITS) {
        let problem = format!("is more than {}: set it to less", FileNames::MOST_DIGITS);
        return Err(Problem::new("format.padEdition", problem));
    }
    Ok(())
}

/// The number of the first edition; Solana has its own.
pub(super) fn first_edition(config: &Config, usual: u32) -> u32 {
    let start = config.layer_configurations.first().and_then(|c| c.start_edition_from);
    start.filter(|_| config.network != "sol").unwrap_or(usual)
}

/// The names of output files.
pub(super) fn file_names(config: &Config) -> FileNames {
    FileNames {
        hex: config.format.hex_edition,
        digits: config.format.pad_edition.unwrap_or(0).max(1),
        ..FileNames::default()
    }
}
