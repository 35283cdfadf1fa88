//! Errors in drawing or reading a plan.
//!
//! Plan files are edited by hand, so errors in them name file, line and edition.

use std::path::PathBuf;

/// An error in drawing or reading a plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// No trait of a layer can be drawn.
    #[error(
        "layer \"{layer}\" has no trait with a weight above zero, so nothing can be drawn from it: \
         give one a weight, or leave the layer out"
    )]
    NoUsableTrait {
        /// The layer's name.
        layer: String,
    },
    /// The sum of a layer's weights, in billionths, does not fit in 64 bits.
    #[error("the weights of layer \"{layer}\" add up to more than 18,446,744,073: divide them all by the same number")]
    WeightsTooLarge {
        /// The layer's name.
        layer: String,
    },
    /// More distinct editions were requested than exist.
    #[error(
        "{wanted} editions were asked for, but only {}: {limit}; ask for fewer, add traits, or let editions be equal \
         (unique = false in simdgen.toml)",
        exist(*possible, "different")
    )]
    NotEnoughCombinations {
        /// Number of editions requested.
        wanted: usize,
        /// Number of distinct editions that exist, at most.
        possible: u128,
        /// The limiting factor, as a clause.
        limit: String,
    },
    /// More editions were to be added to a plan than other distinct ones exist.
    #[error(
        "{wanted} editions were to be added to {used} that are there, but only {}: {limit}; add fewer, or add traits",
        exist(*left, "other")
    )]
    NotEnoughLeft {
        /// Number of editions to add or draw anew.
        wanted: usize,
        /// Number of possible editions that the plan already has.
        used: usize,
        /// Number of other distinct editions that exist, at most.
        left: u128,
        /// The limiting factor, as a clause.
        limit: String,
    },
    /// A plan to keep has more editions than were requested.
    #[error("the plan to keep has {kept} editions, and {wanted} are to be made in all: ask for {kept} or more")]
    KeptTooMany {
        /// Number of editions in the plan.
        kept: usize,
        /// Number of editions requested.
        wanted: usize,
    },
    /// A plan to keep shows a trait more often than its exact count.
    #[error(
        "the editions to keep show {name} {got} times, and its count is {count}: raise the count, keep fewer of them, \
         or re-roll some"
    )]
    KeptPastCount {
        /// The trait.
        name: String,
        /// Number of kept editions that show it.
        got: u32,
        /// Its exact count.
        count: u32,
    },
    /// An edition to keep has the number chosen for a 1/1 picture.
    #[error(
        "the plan to keep has an edition {number}, and {file} is to have that number: choose another one for that picture, \
         or none to get one that is free"
    )]
    KeptNumber {
        /// The number.
        number: u32,
        /// The picture.
        file: String,
    },
    /// Editions to re-roll are not in the plan to keep, or are 1/1 pictures.
    #[error(
        "the plan to keep has no edition from {first} to {last} to re-roll; look at the numbers in it (1/1 pictures stay)"
    )]
    RerollUnknown {
        /// The first requested number.
        first: u32,
        /// The last requested number.
        last: u32,
    },
    /// No edition satisfies all rules.
    #[error("no edition of set {set} can keep all of these rules: {rules}; change or remove one of them")]
    RulesContradict {
        /// The set, from 1.
        set: u32,
        /// A minimal set of contradictory rules, as written.
        rules: String,
    },
    /// The rules leave fewer distinct editions than requested, which only drawing them all revealed.
    #[error(
        "set {set} was to make {wanted} editions, but the rules leave only {made} different ones: ask for fewer, remove a \
         rule, or add traits"
    )]
    RanOut {
        /// The set, from 1.
        set: u32,
        /// Number of editions requested.
        wanted: usize,
        /// Number of distinct editions that exist.
        made: usize,
    },
    /// No plan can satisfy the exact counts.
    #[error("{editions} editions{} cannot keep {conflict}: {why}; change one of them", beside(*kept))]
    CountsImpossible {
        /// Number of editions to draw.
        editions: usize,
        /// Number of editions kept; their traits are subtracted from the counts.
        kept: usize,
        /// A minimal set of conflicting counts and rules, as written.
        conflict: String,
        /// The proof, as a clause.
        why: String,
    },
    /// The search for a plan with exact counts found none, but one may still exist.
    #[error(
        "no plan with these exact counts was found, but one may still exist; the nearest had {nearest}: change a count, \
         remove a rule, or try another seed"
    )]
    CountsNotReached {
        /// The counts that the nearest plan misses: `69 of 70 "Red"`.
        nearest: String,
    },
    /// Fewer editions were requested than the exact counts are for.
    #[error("{source}; the counts are for {editions} editions, so render a part of those with --editions, not --count")]
    CountsOfAll {
        /// Number of editions of the project.
        editions: usize,
        /// The error that fewer editions cause.
        source: Box<PlanError>,
    },
    /// The search for one edition that satisfies the rules exceeded its limit of steps.
    #[error(
        "the search for an edition that keeps all rules was stopped after too many steps: write fewer rules, or rules that \
         name fewer layers"
    )]
    RulesTooTangled,
    /// More editions were requested than one plan may have.
    #[error(
        "{editions} editions do not fit in one plan, because simdgen makes at most 20,000,000 at once: make several runs of \
         fewer"
    )]
    TooManyEditions {
        /// Number of editions requested.
        editions: usize,
    },
    /// The last edition's number would be 2^32 or more.
    #[error(
        "{editions} editions do not fit in one plan, because edition numbers end at 4,294,967,295: make several runs of fewer"
    )]
    NumbersEnd {
        /// Number of editions requested.
        editions: usize,
    },
    /// The plan would have 2^32 picks or more.
    #[error(
        "{editions} editions do not fit in one plan, because it holds at most 4,294,967,295 picks, one for each layer of \
         each edition: make several runs of fewer"
    )]
    TooManyPicks {
        /// Number of editions requested.
        editions: usize,
    },
    /// The extension of a plan file names no known format.
    #[error("{}: a plan file is called *.jsonl, *.ndjson or *.csv; rename it", path.display())]
    PlanFileKind {
        /// The file.
        path: PathBuf,
    },
    /// A plan file is malformed.
    #[error("{place}: {problem}")]
    PlanSyntax {
        /// File, line and edition.
        place: String,
        /// The problem, with the expected and found text.
        problem: String,
    },
    /// A plan names a layer that the set does not have.
    #[error("{place}: there is no layer \"{layer}\" in set {}{suggestion}: correct the name", set + 1)]
    PlanUnknownLayer {
        /// File, line and edition.
        place: String,
        /// The name as written.
        layer: String,
        /// The set searched, from 0 as in plan files; the message counts from 1.
        set: u32,
        /// The most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// An edition names a layer twice.
    #[error("{place}: layer \"{layer}\" is named twice, and an edition shows one trait of each layer: take one out")]
    PlanLayerTwice {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
    },
    /// A plan names a trait that the layer does not have.
    #[error("{place}: layer \"{layer}\" has no trait \"{name}\"{suggestion}: correct the name")]
    PlanUnknownTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// A plan names a trait by a name that several traits of the layer share.
    #[error("{place}: layer \"{layer}\" has several traits called \"{name}\": write the file name, one of {files}")]
    PlanAmbiguousTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The candidate file names.
        files: String,
    },
    /// A plan omits a layer that must show a trait.
    #[error(
        "{place}: no trait is given for layer \"{layer}\" of set {}, and the layer cannot be left out: name one",
        set + 1
    )]
    PlanMissingLayer {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The set, from 0 as in plan files; the message counts from 1.
        set: u32,
    },
    /// Metadata matches several combinations of traits whose pictures differ.
    #[error("{place}: what it says fits {one} as well as {other}, and their pictures differ: {remedy} that says which")]
    PlanSeveralFit {
        /// File and edition.
        place: String,
        /// One combination: its set, and the traits that the other lacks.
        one: String,
        /// The other combination, in the same form.
        other: String,
        /// The remedy, as an imperative that "that says which" completes.
        remedy: &'static str,
    },
    /// The DNA in metadata belongs to one set, the number and attributes to another.
    #[error(
        "{place}: its DNA fits {by_dna}, its number and attributes {by_number}: undo changes of weights and file names, \
         give a plan that says which, or take \"dna\" out of the metadata if the numbers are right; if they are not, set \
         shuffleLayerConfigurations, or shuffle in simdgen.toml"
    )]
    PlanDnaAgainstNumber {
        /// File and edition.
        place: String,
        /// The combination with that DNA: its set, and the traits that the other lacks.
        by_dna: String,
        /// The combination from the set of that number, in the same form.
        by_number: String,
    },
    /// Two editions of a plan have the same number.
    #[error("{place}: line {first_line} has an edition of this number already: give each its own")]
    PlanEditionTwice {
        /// File, line and edition.
        place: String,
        /// The line of the first of them.
        first_line: u64,
    },
}

/// Returns the words about kept editions, as part of a sentence; empty if there are none.
fn beside(kept: usize) -> String {
    if kept == 0 { String::new() } else { format!(" beside {kept} kept ones, whose traits are taken off the counts,") }
}

/// Formats the number of editions that exist as a clause; `which` is an adjective.
fn exist(count: u128, which: &str) -> String {
    if count == 1 { format!("1 {which} one exists") } else { format!("{count} {which} ones exist") }
}
