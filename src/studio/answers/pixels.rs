//! The pictures of many editions in one answer, as pixels.
//!
//! A sample is many small pictures. Asked for one by one, each costs the browser more than it takes to draw: a request, and
//! unpacking a PNG file that was packed a moment before. Here the pixels themselves are sent, and nothing leaves the machine. Equal
//! pixels that follow each other are sent once: each byte is copied from one process to the next four times.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::form::{Answer, Shared, said, work};
use crate::image::StraightPicture;
use crate::plan::Edition;
use crate::project::TraitId;
use crate::studio::named::Named;
use crate::studio::refusal::Refusal;
use crate::thumbnail::reduced_size;

/// Pixels of an answer at most: 64 MB.
const MOST_PIXELS: usize = 16 << 20;

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidPixels {
    revision: u64,
    /// The longest side of the pictures.
    size: u32,
    editions: Vec<SaidPicture>,
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidPicture {
    #[serde(default)]
    set: u32,
    picks: Vec<u32>,
    background: Option<String>,
}

/// Least number of equal pixels that are sent once.
const RUN: usize = 4;

/// Marks the number of pixels that are sent once.
const EQUAL: u32 = 1 << 31;

/// Pictures of editions in the order asked, one after the other: width and height, then stretches of pixels. A stretch is the number
/// of its pixels, then R, G, B and A of each; with [`EQUAL`] added to the number, of one for all. A picture that cannot be drawn has
/// the width 0, then the length of a text in UTF-8 that says why, and the text with zeros up to a multiple of four bytes. Numbers
/// have 32 bits, the lowest byte first.
pub async fn pixels(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidPixels { revision, size, editions } = said(body)?;
    let answer = work(app, move |app| {
        let (shown, project) = app.project()?;
        if revision != shown.revision {
            return Err(Refusal::new(StatusCode::CONFLICT, "the project has changed meanwhile: draw a new sample"));
        }
        let each = reduced_size(project.canvas, size.max(1)).pixels();
        if each.saturating_mul(editions.len()) > MOST_PIXELS {
            return Err(Refusal::wrong(format!("pictures have {MOST_PIXELS} pixels together at most: ask for fewer")));
        }
        let named = editions.into_iter().map(|SaidPicture { set, picks, background }| {
            let picks = picks.into_iter().map(TraitId).collect();
            Named::new(&project, set, picks, &background.unwrap_or_default())
        });
        let named: Vec<Named> = named.collect::<Result<_, Refusal>>()?;
        let editions: Vec<Edition<'_>> = named.iter().map(Named::edition).collect();
        let drawn = app.drawer.editions(&project, &editions, size.max(1), app.request.threads, |picture| {
            written(picture.as_ref().map_err(ToString::to_string))
        });
        Ok(drawn.concat())
    });
    let answer = answer.await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response())
}

/// One picture, or why there is none.
fn written(picture: Result<&StraightPicture, String>) -> Vec<u8> {
    let of = |numbers: [u32; 2]| numbers.map(u32::to_le_bytes).concat();
    match picture {
        Ok(StraightPicture { size, rgba }) => {
            let mut answer = of([size.width(), size.height()]);
            write_stretches(rgba.as_chunks().0, &mut answer);
            answer
        }
        Err(text) => {
            let mut answer = of([0, text.len() as u32]);
            answer.extend(text.as_bytes());
            answer.resize(answer.len().next_multiple_of(4), 0);
            answer
        }
    }
}

/// Appends pixels as stretches.
fn write_stretches(pixels: &[[u8; 4]], answer: &mut Vec<u8>) {
    let write = |count: u32, pixels: &[[u8; 4]], answer: &mut Vec<u8>| {
        answer.extend(count.to_le_bytes());
        answer.extend(pixels.as_flattened());
    };
    let (mut from, mut at) = (0, 0);
    while at < pixels.len() {
        let equal = pixels[at..].iter().take_while(|pixel| **pixel == pixels[at]).count();
        if equal >= RUN {
            if from < at {
                write((at - from) as u32, &pixels[from..at], answer);
            }
            write(equal as u32 | EQUAL, &pixels[at..=at], answer);
            from = at + equal;
        }
        at += equal;
    }
    if from < at {
        write((at - from) as u32, &pixels[from..at], answer);
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::CanvasSize;

    #[test]
    fn pictures_and_failures_follow_each_other() {
        let picture = StraightPicture { size: CanvasSize::new(2, 1).unwrap(), rgba: (1..=8).collect() };
        let expected = [2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(written(Ok(&picture)), expected);
        let expected = [0, 0, 0, 0, 2, 0, 0, 0, b'n', b'o', 0, 0];
        assert_eq!(written(Err("no".to_owned())), expected);
    }

    /// The pixels of stretches, as the page reads them.
    fn read(mut answer: &[u8]) -> Vec<[u8; 4]> {
        let mut pixels = vec![];
        while let Some((number, rest)) = answer.split_first_chunk() {
            let number = u32::from_le_bytes(*number);
            let (is_equal, count) = (number >= EQUAL, (number % EQUAL) as usize);
            let (own, rest) = rest.as_chunks::<4>().0.split_at(if is_equal { 1 } else { count });
            pixels.extend(if is_equal { vec![own[0]; count] } else { own.to_vec() });
            answer = rest.as_flattened();
        }
        pixels
    }

    proptest! {
        #[test]
        fn stretches_are_the_pixels(runs in vec((0u8..3, 1usize..9), 0..40)) {
            let pixels: Vec<[u8; 4]> = runs.into_iter().flat_map(|(value, count)| vec![[value, 7, 0, 255]; count]).collect();
            let mut answer = vec![];
            write_stretches(&pixels, &mut answer);
            // No more than the pixels, and a number for each stretch.
            prop_assert!(answer.len() <= 4 * (pixels.len() + pixels.len().div_ceil(RUN) + 1));
            prop_assert_eq!(read(&answer), pixels);
        }
    }

    #[test]
    fn a_plain_picture_takes_a_few_bytes() {
        let mut answer = vec![];
        write_stretches(&[[1, 2, 3, 4]; 400 * 400], &mut answer);
        assert_eq!(answer.len(), 8);
    }
}
