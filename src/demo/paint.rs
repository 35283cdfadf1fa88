//! The canvas a trait is drawn on, and the paints shapes are filled with.
//!
//! Straight RGBA in `f32`, combined source-over; it becomes bytes once, at the end. A paint is any function
//! from a point to a colour, so a gradient and a planet's bands go the same way.

use super::colour::Colour;
use super::shape::{Point, Shape, at};

/// Side of every picture in pixels.
pub const SIDE: usize = 512;

/// The coordinate system of drawing: `origin` is the canvas point of local (0, 0), `along` the canvas direction and
/// length of one local step to the right.
#[derive(Clone, Copy, Debug)]
struct Place {
    origin: Point,
    along: Point,
}

impl Place {
    fn to_canvas(self, local: Point) -> Point {
        let Point { x: c, y: s } = self.along;
        self.origin + at(c * local.x - s * local.y, s * local.x + c * local.y)
    }

    fn to_local(self, point: Point) -> Point {
        let Point { x: c, y: s } = self.along;
        let offset = point - self.origin;
        at(c * offset.x + s * offset.y, c * offset.y - s * offset.x) * (1.0 / self.along.dot(self.along))
    }
}

/// One picture in the making.
#[derive(Debug)]
pub struct Canvas {
    pixels: Vec<Colour>,
    place: Place,
    clips: Vec<(Shape, Place)>,
}

impl Canvas {
    /// A fully transparent canvas of [`SIDE`] x [`SIDE`] pixels.
    pub fn new() -> Self {
        let place = Place { origin: at(0.0, 0.0), along: at(1.0, 0.0) };
        Self { pixels: vec![Colour::CLEAR; SIDE * SIDE], place, clips: vec![] }
    }

    /// Fills a shape with an edge antialiased over one pixel.
    pub fn fill(&mut self, shape: &Shape, paint: impl Fn(Point) -> Colour) {
        self.fade(shape, 0.0, paint);
    }

    /// Fills a shape whose edge fades over `softness` pixels to both sides: shadows and glows.
    pub fn fade(&mut self, shape: &Shape, softness: f32, paint: impl Fn(Point) -> Colour) {
        self.each(shape, softness, |pixel, local, coverage| {
            let colour = paint(local);
            *pixel = colour.faded(coverage).over(*pixel);
        });
    }

    /// Takes away what a shape covers.
    pub fn erase(&mut self, shape: &Shape, softness: f32) {
        self.each(shape, softness, |pixel, _, coverage| *pixel = pixel.faded(1.0 - coverage));
    }

    /// Draws only inside a shape.
    pub fn within(&mut self, shape: &Shape, draw: impl FnOnce(&mut Self)) {
        self.clips.push((shape.clone(), self.place));
        draw(self);
        self.clips.pop();
    }

    /// Draws with (0, 0) at `origin`, the x axis tilted to `slope` (pixels down per pixel to the right) and all
    /// lengths multiplied by `scale`.
    pub fn placed(&mut self, origin: Point, slope: f32, scale: f32, draw: impl FnOnce(&mut Self)) {
        let outer = self.place;
        let unit = scale / (1.0 + slope * slope).sqrt();
        let along = outer.to_canvas(at(unit, unit * slope)) - outer.origin;
        self.place = Place { origin: outer.to_canvas(origin), along };
        draw(self);
        self.place = outer;
    }

    /// Straight RGBA, 8 bits a channel, rows from the top; transparent pixels are 0, 0, 0, 0.
    pub fn to_rgba(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(|pixel| pixel.to_bytes()).collect()
    }

    /// Visits the pixels a shape touches with the point in local coordinates and the coverage above 0.
    fn each(&mut self, shape: &Shape, softness: f32, mut visit: impl FnMut(&mut Colour, Point, f32)) {
        let (place, scale) = (self.place, self.place.along.length());
        let (low, high) = shape.bounds();
        let corners = [low, high, at(low.x, high.y), at(high.x, low.y)].map(|corner| place.to_canvas(corner));
        let margin = softness * scale + 1.0;
        let span = |of: fn(Point) -> f32| {
            let low = corners.iter().map(|c| of(*c)).fold(f32::INFINITY, f32::min) - margin;
            let high = corners.iter().map(|c| of(*c)).fold(f32::NEG_INFINITY, f32::max) + margin;
            // A float cast saturates, so what lies off the canvas becomes an empty or shorter span.
            low.max(0.0) as usize..(high.max(0.0) as usize + 1).min(SIDE)
        };
        for y in span(|c| c.y) {
            for x in span(|c| c.x) {
                let centre = at(x as f32 + 0.5, y as f32 + 0.5);
                let local = place.to_local(centre);
                let mut covered = coverage(shape.distance(local), softness, scale);
                for (clip, place) in &self.clips {
                    if covered > 0.0 {
                        covered *= coverage(clip.distance(place.to_local(centre)), 0.0, place.along.length());
                    }
                }
                if covered > 0.0 {
                    visit(&mut self.pixels[y * SIDE + x], local, covered);
                }
            }
        }
    }
}

/// The part of a pixel that a shape covers, 0..=1, from the local distance of its centre.
fn coverage(distance: f32, softness: f32, scale: f32) -> f32 {
    if softness == 0.0 {
        return (0.5 - distance * scale).clamp(0.0, 1.0);
    }
    ease((0.5 - 0.5 * distance / softness).clamp(0.0, 1.0))
}

/// Smooth from 0 to 1 with level ends, for `t` in 0..=1.
pub fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// One colour everywhere.
pub fn flat(colour: Colour) -> impl Fn(Point) -> Colour {
    move |_| colour
}

/// Evenly spaced colours along a line, constant beyond its ends.
pub fn linear<const N: usize>(from: (f32, f32), to: (f32, f32), stops: [Colour; N]) -> impl Fn(Point) -> Colour {
    let (from, along) = (at(from.0, from.1), at(to.0 - from.0, to.1 - from.1));
    move |point| ramp(&stops, (point - from).dot(along) / along.dot(along))
}

/// Evenly spaced colours from a centre outward, constant beyond the radius.
pub fn radial<const N: usize>(centre: (f32, f32), radius: f32, stops: [Colour; N]) -> impl Fn(Point) -> Colour {
    let centre = at(centre.0, centre.1);
    move |point| ramp(&stops, (point - centre).length() / radius)
}

/// The colour at `t` of evenly spaced stops; 0 is the first and 1 the last.
pub fn ramp(stops: &[Colour], t: f32) -> Colour {
    let position = t.clamp(0.0, 1.0) * (stops.len() - 1) as f32;
    let index = (position as usize).min(stops.len().saturating_sub(2));
    stops[index].mix(stops[(index + 1).min(stops.len() - 1)], position - index as f32)
}

#[cfg(test)]
mod tests {
    use super::super::colour::rgb;
    use super::super::shape::{block, circle};
    use super::*;

    fn alpha(canvas: &Canvas, x: usize, y: usize) -> u8 {
        canvas.to_rgba()[4 * (y * SIDE + x) + 3]
    }

    #[test]
    fn coverage_is_the_share_of_the_pixel() {
        let mut canvas = Canvas::new();
        canvas.fill(&block(100.25, 100.0, 10.0, 10.0, 0.0), flat(rgb(0x336699)));
        assert_eq!([94, 95, 104, 105, 106].map(|x| alpha(&canvas, x, 100)), [0, 191, 255, 64, 0]);
        assert_eq!(canvas.to_rgba()[4 * (100 * SIDE + 95)..][..3], [0x33, 0x66, 0x99]);
    }

    #[test]
    fn places_nest() {
        let mut canvas = Canvas::new();
        canvas.placed(at(200.0, 100.0), 0.0, 2.0, |canvas| {
            canvas.placed(at(10.0, 0.0), 1.0, 1.0, |canvas| {
                canvas.fill(&circle(10.0, 0.0, 2.0), flat(rgb(0xFFFFFF)));
            });
        });
        // 200 + 2 * 10 to the right, then 2 * 10 down the diagonal.
        assert_eq!([alpha(&canvas, 234, 114), alpha(&canvas, 240, 100)], [255, 0]);
    }

    #[test]
    fn clips_and_erasers_bound_what_is_drawn() {
        let mut canvas = Canvas::new();
        canvas.within(&circle(100.0, 100.0, 20.0), |canvas| {
            canvas.fill(&block(256.0, 256.0, 512.0, 512.0, 0.0), flat(rgb(0xFFFFFF)));
        });
        canvas.erase(&circle(90.0, 100.0, 5.0), 0.0);
        assert_eq!([(100, 100), (130, 100), (90, 100)].map(|(x, y)| alpha(&canvas, x, y)), [255, 0, 0]);
    }

    #[test]
    fn shapes_off_the_canvas_draw_nothing() {
        let mut canvas = Canvas::new();
        canvas.fade(&circle(-90.0, 700.0, 30.0), 10.0, flat(rgb(0xFFFFFF)));
        assert!(canvas.to_rgba().iter().all(|byte| *byte == 0));
    }
}
