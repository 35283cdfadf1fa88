//! Masks of an edition: the part of every pixel that each of its layers draws, or that is still seen in the picture.
//!
//! A layer draws its trait's alpha at the layer's opacity. What is seen of it follows from the factors of the blend modes: the
//! factor of its own mode, and of every layer above it the factor that this leaves to what is under it. Colours do not matter.

use super::stack::{DrawnLayer, Ground, drawn};
use crate::blend::{BlendMode, Opacity};
use crate::canvas::{HALO_LEFT_LEN, TILE_HEIGHT, TILE_WIDTH, TileAt, TileGrid};
use crate::pack::{Pack, TileId};
use crate::plan::Edition;
use crate::project::Project;

/// The question that a mask answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskKind {
    /// How much of a pixel does the layer draw, whatever is above it?
    Drawn,
    /// How much of a pixel is seen of the layer in the finished picture?
    Visible,
}

/// Pixels of a tile.
const PIXELS: usize = TILE_WIDTH * TILE_HEIGHT;

/// A layer in one tile.
struct Part {
    mode: BlendMode,
    /// The alpha of its pixels, from 0 to 1.
    alpha: [f32; PIXELS],
    /// The part of them that is its own, from 0 to 1.
    share: [f32; PIXELS],
}

/// Returns one mask for each pick of an edition, one after the other in the order of the picks: rows of canvas size from the top,
/// a byte a pixel, 0 nothing and 255 all.
///
/// # Panics
/// If the edition does not fit the project (see [`crate::plan::Plan::fits`]).
pub fn masks(project: &Project, pack: &Pack, edition: Edition<'_>, kind: MaskKind) -> Vec<u8> {
    let grid = pack.grid();
    let mut masks = vec![0; grid.canvas().pixels() * edition.picks.len()];
    let layers = layers_of(project, pack, edition);
    let ground = match Ground::of(project, edition.background, layers.iter().map(|(_, layer)| layer.mode)) {
        Ground::Colour(colour) => f32::from(colour.a) / 255.0,
        // What is painted under the finished picture takes nothing from any layer.
        _ => 0.0,
    };
    let mut parts: Vec<Part> =
        layers.iter().map(|(_, layer)| Part { mode: layer.mode, alpha: [0.0; PIXELS], share: [0.0; PIXELS] }).collect();
    for place in 0..grid.len() {
        for (part, (_, layer)) in parts.iter_mut().zip(&layers) {
            load(pack, *layer, place, &mut part.alpha);
        }
        match kind {
            MaskKind::Drawn => parts.iter_mut().for_each(|part| part.share = part.alpha),
            MaskKind::Visible => divide(&mut parts, ground),
        }
        for (part, (at, _)) in parts.iter().zip(&layers) {
            put(grid, grid.at(place), &part.share, &mut masks[at * grid.canvas().pixels()..]);
        }
    }
    masks
}

/// The layers that draw something, the lowest first, each with the position of its pick.
fn layers_of(project: &Project, pack: &Pack, edition: Edition<'_>) -> Vec<(usize, DrawnLayer)> {
    let ranks = &project.set(edition.set).ranks;
    let mut positions: Vec<usize> = (0..edition.picks.len()).collect();
    if !ranks.is_empty() {
        positions.sort_by_key(|&at| ranks[edition.picks[at].0 as usize]);
    }
    positions.retain(|&at| pack.picture_of(edition.picks[at]).is_some());
    positions.into_iter().zip(drawn(project, pack, edition)).collect()
}

/// Loads the alpha of a layer's tile, at the layer's opacity as the blend kernels round it.
fn load(pack: &Pack, layer: DrawnLayer, place: usize, alpha: &mut [f32; PIXELS]) {
    let at_opacity: [f32; 256] = std::array::from_fn(|a| {
        let Opacity(opacity) = layer.opacity;
        ((a * usize::from(opacity)) as f32 / 255.0).round() / 255.0
    });
    let tile = pack.tile_at(layer.picture, place);
    if tile == TileId::EMPTY {
        alpha.fill(0.0);
        return;
    }
    let tile = pack.tile(tile);
    if tile.opaque {
        // Beyond the edge of the canvas too, which is never put anywhere.
        alpha.fill(at_opacity[255]);
    } else {
        let bytes = &tile.mixed_whole().a[HALO_LEFT_LEN + TILE_WIDTH..];
        alpha.iter_mut().zip(bytes).for_each(|(alpha, &byte)| *alpha = at_opacity[usize::from(byte)]);
    }
}

/// Divides pixels among the layers that draw them, the lowest first, on a ground of this alpha.
fn divide(parts: &mut [Part], ground: f32) {
    let mut below = [ground; PIXELS];
    for Part { mode, alpha, share } in parts.iter_mut() {
        let (own, _) = mode.factors();
        for ((share, &alpha), below) in share.iter_mut().zip(alpha.iter()).zip(&mut below) {
            *share = alpha * own.of(*below);
            *below = mode.alpha_of(alpha, *below);
        }
    }
    let mut kept = [1.0; PIXELS];
    for Part { mode, alpha, share } in parts.iter_mut().rev() {
        let (_, left) = mode.factors();
        for ((share, &alpha), kept) in share.iter_mut().zip(alpha.iter()).zip(&mut kept) {
            *share *= *kept;
            *kept *= left.of(alpha);
        }
    }
}

/// Rounds a tile's shares into its place of a mask.
fn put(grid: &TileGrid, at: TileAt, share: &[f32; PIXELS], mask: &mut [u8]) {
    let (left, top) = grid.origin(at);
    let stride = grid.canvas().width() as usize;
    for (y, row) in share.chunks_exact(TILE_WIDTH).take(grid.height_of(at)).enumerate() {
        let start = (top + y) * stride + left;
        let out = &mut mask[start..start + grid.width_of(at)];
        out.iter_mut().zip(row).for_each(|(byte, share)| *byte = (share * 255.0).round() as u8);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::blend::scalar::blend_pixel;
    use crate::canvas::PremulRgba;

    /// The shares of one pixel, and the part of the ground that is left.
    fn shares(layers: &[(BlendMode, u8)], ground: u8) -> (Vec<f32>, f32) {
        let mut parts: Vec<Part> = layers
            .iter()
            .map(|&(mode, alpha)| Part { mode, alpha: [f32::from(alpha) / 255.0; PIXELS], share: [0.0; PIXELS] })
            .collect();
        divide(&mut parts, f32::from(ground) / 255.0);
        let kept: f32 = parts.iter().map(|part| part.mode.factors().1.of(part.alpha[0])).product();
        (parts.iter().map(|part| part.share[PIXELS - 1]).collect(), kept * f32::from(ground) / 255.0)
    }

    #[test]
    fn what_is_above_hides() {
        let over = BlendMode::SourceOver;
        assert_eq!(shares(&[(over, 255), (over, 255)], 255), (vec![0.0, 1.0], 0.0));
        assert_eq!(shares(&[(over, 255), (BlendMode::Multiply, 255)], 0).0, [1.0, 1.0]);
        assert_eq!(shares(&[(over, 255), (BlendMode::DestinationOver, 255)], 0).0, [1.0, 0.0]);
        assert_eq!(shares(&[(over, 255), (BlendMode::DestinationOut, 255)], 0).0, [0.0, 0.0]);
        assert_eq!(shares(&[(over, 255), (BlendMode::SourceIn, 255)], 0).0, [0.0, 1.0]);
    }

    proptest! {
        /// The operators divide the alpha of the finished pixel without a rest. Blend modes and `lighter` show two layers in one
        /// place, so they have no such sum.
        #[test]
        fn shares_add_up_to_the_alpha(
            ground: u8,
            layers in proptest::collection::vec((0..26_usize, any::<u8>()), 0..8),
        ) {
            let modes = |&(mode, alpha): &(usize, u8)| (BlendMode::ALL[mode].0, alpha);
            let layers: Vec<(BlendMode, u8)> = layers.iter().map(modes).collect();
            let (shares, rest) = shares(&layers, ground);
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
            let pixel = |a| PremulRgba { a, ..PremulRgba::default() };
            let finished = layers
                .iter()
                .fold(pixel(ground), |below, &(mode, a)| blend_pixel(mode, Opacity::FULL, pixel(a), below));
            let total = 255.0 * (shares.iter().sum::<f32>() + rest);
            // Each blend rounds to a whole byte.
            let rounding = layers.len() as f32 * 0.5 + 0.01;
            if layers.iter().all(|(mode, _)| mode.factors() != BlendMode::Multiply.factors()) {
                prop_assert!((total - f32::from(finished.a)).abs() <= rounding, "{total} {}", finished.a);
            }
        }
    }
}
