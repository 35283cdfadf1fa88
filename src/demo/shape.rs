//! Shapes as signed distances: how far a point is from the outline, negative inside.
//!
//! A distance gives antialiased edges, soft shadows and outlines from one number, with no rasteriser.
//! Only `+ - * /`, `sqrt` and comparisons are used, whose results IEEE 754 fixes to the last bit, so
//! every machine draws the same bytes. The formulas are those of Inigo Quilez, "2D distance functions".

use std::ops::{Add, Mul, Sub};

/// A place or a direction, in pixels: x to the right, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// The point `(x, y)`.
pub const fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

impl Point {
    pub fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        at(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        at(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, by: f32) -> Self {
        at(self.x * by, self.y * by)
    }
}

/// A filled outline.
#[derive(Clone, Debug)]
pub enum Shape {
    Ellipse { centre: Point, radii: Point },
    Block { centre: Point, half: Point, corner: f32 },
    Capsule { from: Point, to: Point, radius: f32 },
    Polygon(Vec<Point>),
    Line { points: Vec<Point>, radius: f32 },
    Grown(Box<Shape>, f32),
    Either(Box<Shape>, Box<Shape>),
    Both(Box<Shape>, Box<Shape>),
    Minus(Box<Shape>, Box<Shape>),
}

pub fn circle(x: f32, y: f32, radius: f32) -> Shape {
    ellipse(x, y, radius, radius)
}

pub fn ellipse(x: f32, y: f32, across: f32, down: f32) -> Shape {
    Shape::Ellipse { centre: at(x, y), radii: at(across, down) }
}

/// A rectangle by its centre, full size and corner radius.
pub fn block(x: f32, y: f32, width: f32, height: f32, corner: f32) -> Shape {
    Shape::Block { centre: at(x, y), half: at(width / 2.0, height / 2.0), corner }
}

pub fn capsule(from: (f32, f32), to: (f32, f32), radius: f32) -> Shape {
    Shape::Capsule { from: at(from.0, from.1), to: at(to.0, to.1), radius }
}

pub fn polygon(corners: &[(f32, f32)]) -> Shape {
    Shape::Polygon(corners.iter().map(|&(x, y)| at(x, y)).collect())
}

/// A closed outline that bends smoothly towards each of `knots` (a quadratic B-spline).
pub fn smooth(knots: &[(f32, f32)]) -> Shape {
    const STEPS: usize = 6;
    let knot = |i: usize| at(knots[i % knots.len()].0, knots[i % knots.len()].1);
    let arc = |i: usize| {
        let (from, control, to) = (knot(i), knot(i + 1), knot(i + 2));
        let (from, to) = ((from + control) * 0.5, (control + to) * 0.5);
        (0..STEPS).map(move |step| bezier(from, control, to, step as f32 / STEPS as f32))
    };
    Shape::Polygon((0..knots.len()).flat_map(arc).collect())
}

/// A stroke along a quadratic Bezier curve, with round ends.
pub fn curve(from: (f32, f32), control: (f32, f32), to: (f32, f32), width: f32) -> Shape {
    const STEPS: usize = 16;
    let [from, control, to] = [from, control, to].map(|(x, y)| at(x, y));
    let points = (0..=STEPS).map(|step| bezier(from, control, to, step as f32 / STEPS as f32)).collect();
    Shape::Line { points, radius: width / 2.0 }
}

/// A star of four long points, as a twinkle is drawn.
pub fn twinkle(x: f32, y: f32, radius: f32) -> Shape {
    let (long, short) = (radius, radius * 0.2);
    let right = [(0.0, -long), (short, -short), (long, 0.0), (short, short)];
    let left = right.map(|(dx, dy)| (-dx, -dy));
    let corners: Vec<_> = right.iter().chain(&left).map(|(dx, dy)| (x + dx, y + dy)).collect();
    polygon(&corners)
}

fn bezier(from: Point, control: Point, to: Point, t: f32) -> Point {
    let s = 1.0 - t;
    from * (s * s) + control * (2.0 * s * t) + to * (t * t)
}

impl Shape {
    /// The shape with its outline moved outward; inward when negative.
    pub fn grown(self, by: f32) -> Self {
        Self::Grown(Box::new(self), by)
    }

    pub fn or(self, other: Self) -> Self {
        Self::Either(Box::new(self), Box::new(other))
    }

    pub fn and(self, other: Self) -> Self {
        Self::Both(Box::new(self), Box::new(other))
    }

    pub fn minus(self, other: Self) -> Self {
        Self::Minus(Box::new(self), Box::new(other))
    }

    /// Pixels from `point` to the outline, negative inside. Exact, but for flat ellipses and combined
    /// shapes far from the outline, where it is a good estimate.
    pub fn distance(&self, point: Point) -> f32 {
        match self {
            Self::Ellipse { centre, radii } => ellipse_distance(point - *centre, *radii),
            Self::Block { centre, half, corner } => {
                let offset = point - *centre;
                let q = at(offset.x.abs() - half.x + corner, offset.y.abs() - half.y + corner);
                at(q.x.max(0.0), q.y.max(0.0)).length() + q.x.max(q.y).min(0.0) - corner
            }
            Self::Capsule { from, to, radius } => segment_distance(point, *from, *to) - radius,
            Self::Polygon(corners) => polygon_distance(point, corners),
            Self::Line { points, radius } => {
                let nearest = points.windows(2).map(|w| segment_distance(point, w[0], w[1]));
                nearest.fold(f32::INFINITY, f32::min) - radius
            }
            Self::Grown(shape, by) => shape.distance(point) - by,
            Self::Either(a, b) => a.distance(point).min(b.distance(point)),
            Self::Both(a, b) => a.distance(point).max(b.distance(point)),
            Self::Minus(a, b) => a.distance(point).max(-b.distance(point)),
        }
    }

    /// The upper left and lower right corner of a box around the shape.
    pub fn bounds(&self) -> (Point, Point) {
        match self {
            Self::Ellipse { centre, radii: half } | Self::Block { centre, half, .. } => {
                (*centre - *half, *centre + *half)
            }
            Self::Capsule { from, to, radius } => around(&[*from, *to], *radius),
            Self::Polygon(corners) => around(corners, 0.0),
            Self::Line { points, radius } => around(points, *radius),
            Self::Grown(shape, by) => {
                let (low, high) = shape.bounds();
                (low - at(*by, *by), high + at(*by, *by))
            }
            Self::Either(a, b) => {
                let (a, b) = (a.bounds(), b.bounds());
                around(&[a.0, a.1, b.0, b.1], 0.0)
            }
            Self::Both(a, _) | Self::Minus(a, _) => a.bounds(),
        }
    }
}

fn around(points: &[Point], margin: f32) -> (Point, Point) {
    let low = points.iter().fold(at(f32::INFINITY, f32::INFINITY), |l, p| at(l.x.min(p.x), l.y.min(p.y)));
    let high = points.iter().fold(at(f32::NEG_INFINITY, f32::NEG_INFINITY), |h, p| at(h.x.max(p.x), h.y.max(p.y)));
    (low - at(margin, margin), high + at(margin, margin))
}

/// Exact for a circle; otherwise the first-order estimate, right near the outline.
fn ellipse_distance(offset: Point, radii: Point) -> f32 {
    if radii.x == radii.y {
        return offset.length() - radii.x;
    }
    let scaled = at(offset.x / radii.x, offset.y / radii.y).length();
    let slope = at(offset.x / (radii.x * radii.x), offset.y / (radii.y * radii.y)).length();
    if slope == 0.0 { -radii.x.min(radii.y) } else { scaled * (scaled - 1.0) / slope }
}

fn segment_distance(point: Point, from: Point, to: Point) -> f32 {
    let (offset, along) = (point - from, to - from);
    let t = (offset.dot(along) / along.dot(along)).clamp(0.0, 1.0);
    (offset - along * t).length()
}

/// Distance to the nearest side, negative when an even-odd ray count says inside.
fn polygon_distance(point: Point, corners: &[Point]) -> f32 {
    let mut nearest = f32::INFINITY;
    let mut inside = false;
    for (i, &to) in corners.iter().enumerate() {
        let from = corners[(i + corners.len() - 1) % corners.len()];
        nearest = nearest.min(segment_distance(point, from, to));
        let crosses = (from.y > point.y) != (to.y > point.y);
        if crosses && point.x < from.x + (to.x - from.x) * (point.y - from.y) / (to.y - from.y) {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_points() {
        let near = |shape: Shape, x: f32, y: f32, expected: f32| {
            let found = shape.distance(at(x, y));
            assert!((found - expected).abs() < 0.01, "{shape:?} at {x}, {y}: {found}, not {expected}");
        };
        near(circle(10.0, 10.0, 5.0), 10.0, 18.0, 3.0);
        near(ellipse(0.0, 0.0, 20.0, 10.0), 20.0, 0.0, 0.0);
        near(ellipse(0.0, 0.0, 20.0, 10.0), 0.0, 0.0, -10.0);
        near(block(0.0, 0.0, 20.0, 10.0, 2.0), 0.0, 8.0, 3.0);
        near(capsule((0.0, 0.0), (10.0, 0.0), 2.0), 13.0, 0.0, 1.0);
        near(polygon(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]), 5.0, 4.0, -4.0);
        near(curve((0.0, 0.0), (5.0, 0.0), (10.0, 0.0), 2.0), 5.0, 3.0, 2.0);
        near(circle(0.0, 0.0, 10.0).minus(circle(0.0, 0.0, 4.0)), 0.0, 0.0, 4.0);
        near(circle(0.0, 0.0, 10.0).and(circle(12.0, 0.0, 10.0)), 0.0, 0.0, 2.0);
        near(circle(0.0, 0.0, 3.0).or(circle(20.0, 0.0, 3.0)).grown(1.0), 20.0, 0.0, -4.0);
    }

    #[test]
    fn nothing_lies_outside_the_bounds() {
        let shapes = [
            smooth(&[(10.0, 10.0), (50.0, 14.0), (40.0, 60.0), (8.0, 44.0)]),
            curve((10.0, 10.0), (60.0, 20.0), (20.0, 60.0), 7.0),
            twinkle(30.0, 30.0, 20.0).or(capsule((5.0, 5.0), (20.0, 9.0), 4.0)).grown(2.0),
        ];
        for shape in shapes {
            let (low, high) = shape.bounds();
            for point in (0..80 * 80).map(|i| at((i % 80) as f32, (i / 80) as f32)) {
                let boxed = point.x >= low.x && point.y >= low.y && point.x <= high.x && point.y <= high.y;
                assert!(boxed || shape.distance(point) > 0.0, "{shape:?} reaches {point:?}");
            }
        }
    }
}
