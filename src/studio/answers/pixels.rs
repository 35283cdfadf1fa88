//! The pictures of many editions in one answer, as pixels.
//!
//! A sample is many small pictures. Asked for one by one, each costs the browser more than it takes to draw: a request, and
//! unpacking a PNG file that was packed a moment before. Here the pixels themselves are sent, and nothing leaves the machine.

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

/// Pictures of editions in the order asked, one after the other: width and height, then R, G, B and A of each pixel. One that
/// cannot be drawn has the width 0, then the length of a text in UTF-8 that says why, and the text. Numbers have 32 bits, the
/// lowest byte first.
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
        let drawn = app.drawer.editions(&project, &editions, size.max(1), app.request.threads);
        let mut answer = Vec::with_capacity(drawn.len() * (each * 4 + 8));
        drawn.iter().for_each(|picture| write(picture.as_ref().map_err(ToString::to_string), &mut answer));
        Ok(answer)
    });
    let answer = answer.await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response())
}

/// Appends one picture, or why there is none.
fn write(picture: Result<&StraightPicture, String>, answer: &mut Vec<u8>) {
    let mut number = |number: u32| answer.extend(number.to_le_bytes());
    match picture {
        Ok(StraightPicture { size, rgba }) => {
            number(size.width());
            number(size.height());
            answer.extend(rgba);
        }
        Err(text) => {
            number(0);
            number(text.len() as u32);
            answer.extend(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::CanvasSize;

    #[test]
    fn pictures_and_failures_follow_each_other() {
        let mut answer = vec![];
        let picture = StraightPicture { size: CanvasSize::new(2, 1).unwrap(), rgba: (1..=8).collect() };
        write(Ok(&picture), &mut answer);
        write(Err("no".to_owned()), &mut answer);
        let expected = [2, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 2, 0, 0, 0, b'n', b'o'];
        assert_eq!(answer, expected);
    }
}
