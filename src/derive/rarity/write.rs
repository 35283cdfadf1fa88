//! Rarity as CSV, for spreadsheets, and as JSON, for programs.
//!
//! Shares and scores have six places after the point, so that files are the same on every machine.

use serde_json::{Value, json};

use super::{Ranked, Rarity, TraitCount};
use crate::plan::file::text_cell;

/// The usual name of [`csv_of_traits`].
pub const RARITY_FILE: &str = "rarity.csv";

/// The usual name of [`csv_of_ranking`].
pub const RANKING_FILE: &str = "ranking.csv";

/// A line for each trait: `layer,trait,editions,share,asked`; `asked` is empty where nothing says so. Names are text for every
/// spreadsheet ([`text_cell`]).
pub fn csv_of_traits(rarity: &Rarity) -> Vec<u8> {
    let header = ["layer", "trait", "editions", "share", "asked"].map(str::to_owned);
    csv(
        header,
        rarity.traits.iter().map(|t| {
            let asked = t.asked.map_or_else(String::new, |asked| format!("{asked:.2}"));
            [
                text_cell(&t.layer).into_owned(),
                text_cell(&t.value).into_owned(),
                t.editions.to_string(),
                places(share(rarity, t)),
                asked,
            ]
        }),
    )
}

/// A line for each edition, the rarest first: `rank,edition,information,score`.
pub fn csv_of_ranking(rarity: &Rarity) -> Vec<u8> {
    let header = ["rank", "edition", "information", "score"].map(str::to_owned);
    csv(
        header,
        rarity.ranking.iter().map(|&Ranked { rank, number, information, score }| {
            [rank.to_string(), number.to_string(), places(information), places(score)]
        }),
    )
}

/// All of it: `{editions, traits: [..], ranking: [..]}`.
pub fn to_json(rarity: &Rarity) -> String {
    let traits: Vec<Value> = rarity
        .traits
        .iter()
        .map(|t| {
            let asked = t.asked.map(|asked| rounded(asked, 1e2));
            let share = rounded(share(rarity, t), 1e6);
            json!({ "layer": t.layer, "trait": t.value, "editions": t.editions, "share": share, "asked": asked })
        })
        .collect();
    let ranking: Vec<Value> = rarity
        .ranking
        .iter()
        .map(|r| {
            let (information, score) = (rounded(r.information, 1e6), rounded(r.score, 1e6));
            json!({ "rank": r.rank, "edition": r.number, "information": information, "score": score })
        })
        .collect();
    format!("{:#}\n", json!({ "editions": rarity.editions, "traits": traits, "ranking": ranking }))
}

fn share(rarity: &Rarity, t: &TraitCount) -> f64 {
    t.editions as f64 / rarity.editions.max(1) as f64
}

fn places(value: f64) -> String {
    format!("{value:.6}")
}

fn rounded(value: f64, unit: f64) -> f64 {
    (value * unit).round() / unit
}

fn csv<const N: usize>(header: [String; N], rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![]);
    for row in [header].into_iter().chain(rows) {
        writer.write_record(row).expect("memory takes any row, and all have as many cells");
    }
    writer.into_inner().expect("memory takes any row")
}
