//! What `generate` says at its end, for people and for programs.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::print::{bytes, count, seconds, table};
use crate::output::RunOptions;
use crate::pack::BuildReport;
use crate::render::{RunReport, Spliced, Stage};

/// Uses of a tile below which splicing gains nothing over encoding whole pictures. By CPU time it was as fast with 1.00
/// uses (noise, photographs, pictures of one tile), and 1.6 times as fast with 1.13 (20 editions of the demo).
const NO_REUSE: f64 = 1.05;

/// Editions that were not rendered, and why.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// An interrupted run had finished them.
    pub resumed: usize,
    /// They were up to date in the output folder.
    pub kept: usize,
    /// They stay, because they were not asked for, and would come out otherwise now.
    pub outdated: usize,
    /// Of those kept, how many got new metadata.
    pub metadata: usize,
    /// They were deleted.
    pub removed: usize,
    /// Files, of any edition or of all, that somebody changed and that stay so.
    pub edits: usize,
}

impl Work {
    /// A line for people; nothing when every edition was rendered.
    fn text(self) -> String {
        let mut parts = vec![];
        let mut part = |n: usize, what: &str| {
            if n > 0 {
                parts.push(format!("{} {what}", count(n as u128)))
            }
        };
        part(self.resumed, "were finished before the interruption");
        part(self.kept, "were up to date and stay as they are");
        part(self.metadata, "of these got new metadata");
        part(self.outdated, "others would come out otherwise now and stay as they are (--editions leaves them out)");
        part(self.removed, "earlier ones were deleted");
        part(self.edits, if self.edits == 1 { "edited file was left alone" } else { "edited files were left alone" });
        if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(", ")) }
    }
}

/// Everything a finished run has to report.
#[derive(Debug)]
pub struct Summary<'a> {
    /// Of the plan; empty when the picks were given.
    pub seed: &'a str,
    /// How it was made.
    pub options: &'a RunOptions,
    /// The output folder.
    pub out: &'a Path,
    /// What packing did.
    pub pack: &'a BuildReport,
    /// What rendering did.
    pub report: &'a RunReport,
    /// What rendering did not have to do.
    pub work: Work,
    /// Until the pack was ready.
    pub prepared: Duration,
    /// Rendering.
    pub rendered: Duration,
    /// All of it.
    pub total: Duration,
}

impl Summary<'_> {
    /// A few lines for people, with a table of stages when asked for.
    pub fn text(&self, timings: bool) -> String {
        let editions = self.report.editions;
        let rate = editions as f64 / self.rendered.as_secs_f64();
        let place = self.out.display();
        let mut text = match editions {
            0 => format!("no picture had to be rendered in {place}\n"),
            _ => format!(
                "{} edition{} in {} ({rate:.0} a second), {} in {place}\n",
                count(editions as u128),
                if editions == 1 { "" } else { "s" },
                seconds(self.rendered.as_nanos() as u64),
                bytes(self.report.image_bytes),
            ),
        };
        text += &self.work.text();
        if !self.seed.is_empty() && !self.options.given {
            text += &format!("seed {}: the same seed gives the same collection again\n", self.seed);
        }
        if let Some(line) = self.spliced() {
            text += &line;
        }
        if timings && editions > 0 {
            text += &self.timings();
        }
        text
    }

    /// What the splice encoder made of the collection.
    fn spliced(&self) -> Option<String> {
        let RunReport { tiles_composed, tiles_copied, spliced, .. } = *self.report;
        let samples = match spliced? {
            Spliced::Indexed(1) => "indexed, 1 colour".to_owned(),
            Spliced::Indexed(colours) => format!("indexed, {colours} colours"),
            Spliced::FullColour => "full colour".to_owned(),
            Spliced::Whole => return Some("each picture encoded whole: smaller here than spliced\n".to_owned()),
        };
        let uses = tiles_copied as f64 / tiles_composed.max(1) as f64;
        let hint = if uses < NO_REUSE { ": hardly any twice, so --encoder direct may be as fast" } else { "" };
        Some(format!("spliced, {samples}; tiles are used {uses:.1} times on average{hint}\n"))
    }

    fn timings(&self) -> String {
        let header = ["stage", "all threads", "share", "us an edition"];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        let total: u64 = self.report.stage_ns.iter().sum();
        let editions = self.report.editions.max(1) as f64;
        for (stage, &ns) in Stage::ALL.iter().zip(&self.report.stage_ns).filter(|(_, ns)| **ns > 0) {
            rows.push(vec![
                stage.name().to_owned(),
                seconds(ns),
                format!("{:.1} %", 100.0 * ns as f64 / total.max(1) as f64),
                format!("{:.1}", ns as f64 / 1e3 / editions),
            ]);
        }
        let RunReport { tiles_composed, tiles_copied, cache_bytes, .. } = *self.report;
        format!(
            "\n{}\nbefore rendering {}; {} tiles composed, {} reused ({:.1} uses of each); {} of encoded tiles held; \
             {} bytes an edition\n",
            table(&rows, &[]),
            seconds(self.prepared.as_nanos() as u64),
            count(tiles_composed),
            count(tiles_copied),
            tiles_copied as f64 / tiles_composed.max(1) as f64,
            bytes(cache_bytes),
            count((self.report.image_bytes as f64 / editions) as u64)
        )
    }

    /// One JSON object.
    pub fn json(&self) -> String {
        let stages: serde_json::Map<_, _> = Stage::ALL
            .iter()
            .zip(&self.report.stage_ns)
            .map(|(stage, &ns)| (stage.name().to_owned(), json!(ns as f64 / 1e9)))
            .collect();
        let value = json!({
            "editions": self.report.editions,
            "editions_kept": self.work.kept,
            "editions_outdated": self.work.outdated,
            "editions_resumed": self.work.resumed,
            "editions_deleted": self.work.removed,
            "metadata_rewritten": self.work.metadata,
            "files_edited": self.work.edits,
            "seconds": self.rendered.as_secs_f64(),
            "seconds_before_rendering": self.prepared.as_secs_f64(),
            "seconds_total": self.total.as_secs_f64(),
            "editions_per_second": self.report.editions as f64 / self.rendered.as_secs_f64(),
            "image_bytes": self.report.image_bytes,
            "seed": self.seed,
            "out": self.out,
            "tiles_composed": self.report.tiles_composed,
            "tiles_copied": self.report.tiles_copied,
            "rows_joined": self.report.rows_joined,
            "cache_bytes": self.report.cache_bytes,
            "encoder": self.options.encoder,
            "encoded_whole": self.report.spliced == Some(Spliced::Whole),
            "palette_colours": match self.report.spliced {
                Some(Spliced::Indexed(colours)) => Some(colours),
                _ => None,
            },
            "pack": {
                "built_because": self.pack.reason,
                "pictures": self.pack.pictures,
                "decoded": self.pack.decoded,
                "tiles": self.pack.tiles,
                "bytes": self.pack.bytes,
            },
            "stage_seconds": stages,
        });
        format!("{value:#}\n")
    }
}
