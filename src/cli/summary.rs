//! The summary that `generate` prints at its end, for people and for programs.

use std::time::Duration;

use serde_json::json;

use super::print::{bytes, count, seconds, table};
use super::rate;
use crate::build::{PlainSize, Report};
use crate::choice::Choice;
use crate::output::ShardRecord;
use crate::render::{RunReport, Spliced, Stage};
use crate::splice::training::{Effort, Whole};

/// Uses of a tile below which splicing gains nothing over encoding whole pictures. By CPU time it was as fast with 1.00
/// uses (noise, photographs, pictures of one tile), and 1.6 times as fast with 1.13 (20 editions of the demo).
const NO_REUSE: f64 = 1.05;

/// Everything a finished run has to report.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The report of the build.
    pub report: &'a Report,
    /// Time from the start of the command.
    pub total: Duration,
}

impl Summary<'_> {
    /// Time until rendering began.
    fn prepared(&self) -> Duration {
        Duration::from_nanos(self.report.rendering.start)
    }

    /// Time of rendering.
    fn rendered(&self) -> Duration {
        Duration::from_nanos(self.report.rendering.end - self.report.rendering.start)
    }

    /// A line about editions that were not rendered; nothing when every edition was.
    fn not_rendered(&self) -> String {
        let Report { resumed, up_to_date, outdated, metadata, removed, edits, .. } = *self.report;
        let mut parts = vec![];
        let mut part = |n: usize, what: &str| {
            if n > 0 {
                parts.push(format!("{} {what}", count(n as u128)))
            }
        };
        part(resumed, "were finished before the interruption");
        part(up_to_date, "were up to date and stay as they are");
        part(metadata, "of these got new metadata");
        part(outdated, "others would come out otherwise now and stay as they are (--editions leaves them out)");
        part(removed, "earlier ones were deleted");
        part(edits, if edits == 1 { "edited file was left alone" } else { "edited files were left alone" });
        if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(", ")) }
    }

    /// A few lines for people, with a table of stages when asked for.
    pub fn text(&self, timings: bool) -> String {
        let editions = self.report.rendered.editions;
        let rate = editions as f64 / self.rendered().as_secs_f64();
        let place = self.report.out.display();
        let mut text = match editions {
            0 => format!("no picture had to be rendered in {place}\n"),
            _ => format!(
                "{} edition{} in {} ({} a second), {}{} in {place}\n",
                count(editions as u128),
                if editions == 1 { "" } else { "s" },
                seconds(self.rendered().as_nanos() as u64),
                rate::number(rate),
                bytes(self.report.rendered.image_bytes),
                self.against_plain(),
            ),
        };
        if let Some(ShardRecord { number, of, start, end, .. }) = &self.report.shard {
            let places = match end - start {
                0 => "no edition".to_owned(),
                _ => format!("the editions at places {} to {}", count(start + 1), count(*end)),
            };
            text += &format!("shard {number}/{of}: {places} of the plan; `simdgen merge` joins all\n");
        }
        text += &self.not_rendered();
        let Report { seed, options, .. } = self.report;
        if !seed.is_empty() && !options.given {
            text += &format!("seed {seed}: the same seed gives the same collection again\n");
        }
        if let Some(line) = self.spliced() {
            text += &line;
        }
        if timings && editions > 0 {
            text += &self.timings();
        }
        text
    }

    /// The comparison with plain PNG files, to follow the bytes; nothing where there is no estimate.
    fn against_plain(&self) -> String {
        let Some(PlainSize { bytes, .. }) = self.report.plain_png else { return String::new() };
        let percent = 100.0 * (self.report.rendered.image_bytes as f64 / bytes.max(1) as f64 - 1.0);
        match percent.round() {
            0.0 => ", as much as plain PNG,".to_owned(),
            less if less < 0.0 => format!(", about {:.0} % less than plain PNG,", -less),
            more => format!(", about {more:.0} % more than plain PNG,"),
        }
    }

    /// Describes how the splice encoder wrote the collection; `None` if it did not.
    fn spliced(&self) -> Option<String> {
        let RunReport { tiles_composed, tiles_copied, spliced, .. } = self.report.rendered;
        let samples = match spliced? {
            Spliced::Indexed(1) => "indexed, 1 colour".to_owned(),
            Spliced::Indexed(colours) => format!("indexed, {colours} colours"),
            Spliced::FullColour => "full colour".to_owned(),
            Spliced::EncodedWhole => {
                let effort = Effort::from_name(&self.report.options.compression);
                let is_weighed = effort.is_some_and(|effort| matches!(effort.facts().whole, Whole::IfSmaller(_)));
                let why = if is_weighed { ": smaller here than spliced" } else { "" };
                return Some(format!("each picture encoded whole{why}\n"));
            }
        };
        let uses = tiles_copied as f64 / tiles_composed.max(1) as f64;
        let hint = if uses < NO_REUSE { ": hardly any twice, so --encoder direct may be as fast" } else { "" };
        Some(format!("spliced, {samples}; tiles are used {uses:.1} times on average{hint}\n"))
    }

    fn timings(&self) -> String {
        let header = ["stage", "all threads", "share", "us an edition"];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        let total: u64 = self.report.rendered.stage_ns.iter().sum();
        let editions = self.report.rendered.editions.max(1) as f64;
        for (stage, &ns) in Stage::ALL.iter().zip(&self.report.rendered.stage_ns).filter(|(_, ns)| **ns > 0) {
            rows.push(vec![
                stage.name().to_owned(),
                seconds(ns),
                format!("{:.1} %", 100.0 * ns as f64 / total.max(1) as f64),
                format!("{:.1}", ns as f64 / 1e3 / editions),
            ]);
        }
        let RunReport { tiles_composed, tiles_copied, cache_bytes, .. } = self.report.rendered;
        format!(
            "\n{}\nbefore rendering {}; {} tiles composed, {} reused ({:.1} uses of each); {} of encoded tiles held; \
             {} bytes an edition\n",
            table(&rows, &[]),
            seconds(self.report.rendering.start),
            count(tiles_composed),
            count(tiles_copied),
            tiles_copied as f64 / tiles_composed.max(1) as f64,
            bytes(cache_bytes),
            count((self.report.rendered.image_bytes as f64 / editions) as u64)
        )
    }

    /// One JSON object.
    pub fn json(&self) -> String {
        let stages: serde_json::Map<_, _> = Stage::ALL
            .iter()
            .zip(&self.report.rendered.stage_ns)
            .map(|(stage, &ns)| (stage.name().to_owned(), json!(ns as f64 / 1e9)))
            .collect();
        let Report { rendered, options, pack, .. } = self.report;
        let value = json!({
            "editions": rendered.editions,
            "editions_kept": self.report.up_to_date,
            "editions_outdated": self.report.outdated,
            "editions_resumed": self.report.resumed,
            "editions_deleted": self.report.removed,
            "metadata_rewritten": self.report.metadata,
            "files_edited": self.report.edits,
            "seconds": self.rendered().as_secs_f64(),
            "seconds_before_rendering": self.prepared().as_secs_f64(),
            "seconds_total": self.total.as_secs_f64(),
            "editions_per_second": rendered.editions as f64 / self.rendered().as_secs_f64(),
            "image_bytes": rendered.image_bytes,
            "plain_png": self.report.plain_png.map(|plain| json!({
                "estimated_bytes": plain.bytes,
                "estimated_from": plain.sample,
            })),
            "seed": self.report.seed,
            "out": self.report.out,
            "shard": self.report.shard,
            "tiles_composed": rendered.tiles_composed,
            "tiles_copied": rendered.tiles_copied,
            "rows_joined": rendered.rows_joined,
            "cache_bytes": rendered.cache_bytes,
            "encoder": options.encoder,
            "encoded_whole": rendered.spliced == Some(Spliced::EncodedWhole),
            "palette_colours": match rendered.spliced {
                Some(Spliced::Indexed(colours)) => Some(colours),
                _ => None,
            },
            "pack": {
                "built_because": pack.reason,
                "pictures": pack.pictures,
                "decoded": pack.decoded,
                "tiles": pack.tiles,
                "bytes": pack.bytes,
            },
            "stage_seconds": stages,
        });
        format!("{value:#}\n")
    }
}
