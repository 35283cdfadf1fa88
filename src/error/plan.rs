//! What keeps a plan from being drawn or read.
//!
//! Apart from the other errors because a plan file is edited by hand: each names file, line and edition.

use std::path::PathBuf;

/// Everything that can be wrong with a plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A layer cannot give a trait.
    #[error(
        "layer \"{layer}\" has no trait with a weight above zero, so nothing can be drawn from it: \
         give one a weight, or leave the layer out"
    )]
    NoUsableTrait {
        /// The layer's name.
        layer: String,
    },
    /// The weights of a layer do not add up in 64 bits of billionths.
    #[error("the weights of layer \"{layer}\" add up to more than 18,446,744,073: divide them all by the same number")]
    WeightsTooLarge {
        /// The layer's name.
        layer: String,
    },
    /// More different editions were asked for than there are.
    #[error(
        "{wanted} editions were asked for, but only {}: {limit}; ask for fewer, add traits, or let editions be equal \
         (unique = false in simdgen.toml)",
        exist(*possible, "different")
    )]
    NotEnoughCombinations {
        /// How many were asked for.
        wanted: usize,
        /// How many exist.
        possible: u128,
        /// A clause that says what limits it.
        limit: String,
    },
    /// More editions were to be added to a plan than there are others.
    #[error(
        "{wanted} editions were to be added to {used} that are there, but only {}: {limit}; add fewer, or add traits",
        exist(*left, "other")
    )]
    NotEnoughLeft {
        /// How many were to be added or drawn anew.
        wanted: usize,
        /// How many of the possible ones are there.
        used: usize,
        /// How many others exist.
        left: u128,
        /// A clause that says what limits it.
        limit: String,
    },
    /// A plan to keep has more editions than are to be made.
    #[error("the plan to keep has {kept} editions, and {wanted} are to be made in all: ask for {kept} or more")]
    KeptTooMany {
        /// How many the plan has.
        kept: usize,
        /// How many were asked for.
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
        /// How many editions that stay show it.
        got: u32,
        /// Its count.
        count: u32,
    },
    /// An edition to keep has the number that was chosen for a 1/1 picture.
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
    /// Editions to re-roll are not in the plan to keep, or 1/1 pictures.
    #[error(
        "the plan to keep has no edition from {first} to {last} to re-roll; look at the numbers in it (1/1 pictures stay)"
    )]
    RerollUnknown {
        /// The first number asked for.
        first: u32,
        /// The last.
        last: u32,
    },
    /// No edition keeps all rules.
    #[error("no edition of set {set} can keep {rules}: change or remove one of them")]
    RulesContradict {
        /// The set, from 1.
        set: u32,
        /// The fewest rules that together leave nothing, as they were written.
        rules: String,
    },
    /// The rules leave fewer editions than were asked for, which was found out only by drawing them all.
    #[error(
        "set {set} was to make {wanted} editions, but the rules leave only {made} different ones: ask for fewer, remove a \
         rule, or add traits"
    )]
    RanOut {
        /// The set, from 1.
        set: u32,
        /// How many were asked for.
        wanted: usize,
        /// How many there are.
        made: usize,
    },
    /// Exact counts that no plan can keep.
    #[error("{editions} editions{} cannot keep {conflict}: {why}; change one of them", beside(*kept))]
    CountsImpossible {
        /// How many were to be drawn.
        editions: usize,
        /// How many were there already; counts are then what these leave of them.
        kept: usize,
        /// The fewest counts and rules that cannot be kept together, as they were written.
        conflict: String,
        /// What proves it, as a clause.
        why: String,
    },
    /// The search for editions with exact counts ended without any, and nothing proves that there are none.
    #[error(
        "no plan with these exact counts was found, but one may still exist; the nearest had {nearest}: change a count, \
         remove a rule, or try another seed"
    )]
    CountsNotReached {
        /// Asked against got, of the counts that were missed.
        nearest: String,
    },
    /// A smaller collection was asked for than the exact counts are for.
    #[error("{source}; the counts are for {editions} editions, so render a part of those with --editions, not --count")]
    CountsOfAll {
        /// How many editions the project makes.
        editions: usize,
        /// What is wrong with fewer.
        source: Box<PlanError>,
    },
    /// Finding one edition that keeps the rules took more steps than are allowed.
    #[error(
        "the search for an edition that keeps all rules was stopped after too many steps: write fewer rules, or rules that \
         name fewer layers"
    )]
    RulesTooTangled,
    /// More editions than are made at once.
    #[error(
        "{editions} editions do not fit in one plan, because simdgen makes at most 20,000,000 at once: make several runs of \
         fewer"
    )]
    TooManyEditions {
        /// How many were asked for.
        editions: usize,
    },
    /// The last edition's number would be 2^32 or more.
    #[error(
        "{editions} editions do not fit in one plan, because edition numbers end at 4,294,967,295: make several runs of fewer"
    )]
    NumbersEnd {
        /// How many were asked for.
        editions: usize,
    },
    /// The editions have 2^32 layers or more together.
    #[error(
        "{editions} editions do not fit in one plan, because it holds at most 4,294,967,295 picks, one for each layer of \
         each edition: make several runs of fewer"
    )]
    TooManyPicks {
        /// How many were asked for.
        editions: usize,
    },
    /// The name of a plan file does not say how it is written.
    #[error("{}: a plan file is called *.jsonl, *.ndjson or *.csv; rename it", path.display())]
    PlanFileKind {
        /// The file.
        path: PathBuf,
    },
    /// A plan file is not well formed.
    #[error("{place}: {problem}")]
    PlanSyntax {
        /// File, line and edition.
        place: String,
        /// What was expected and found.
        problem: String,
    },
    /// A plan names a layer that the set has not.
    #[error("{place}: there is no layer \"{layer}\" in set {}{suggestion}", set + 1)]
    PlanUnknownLayer {
        /// File, line and edition.
        place: String,
        /// The name as written.
        layer: String,
        /// The set it was looked for in, from 0 as plan files count; people are told it from 1.
        set: u32,
        /// The nearest name as a clause, or nothing.
        suggestion: String,
    },
    /// A plan names a trait that the layer has not.
    #[error("{place}: layer \"{layer}\" has no trait \"{name}\"{suggestion}")]
    PlanUnknownTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The nearest name as a clause, or nothing.
        suggestion: String,
    },
    /// A plan names a trait by a name that several of the layer have.
    #[error("{place}: layer \"{layer}\" has several traits called \"{name}\": write the file name, one of {files}")]
    PlanAmbiguousTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The file names that can be meant.
        files: String,
    },
    /// A plan says nothing of a layer that must draw something.
    #[error(
        "{place}: no trait is given for layer \"{layer}\" of set {}, and the layer cannot be left out: name one",
        set + 1
    )]
    PlanMissingLayer {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The set, from 0 as plan files count; people are told it from 1.
        set: u32,
    },
    /// Metadata fits several choices of traits that look different.
    #[error("{place}: what it says fits {one} as well as {other}, and their pictures differ: {remedy} that says which")]
    PlanSeveralFit {
        /// File and edition.
        place: String,
        /// A choice: its set, and traits that the other has not.
        one: String,
        /// Another.
        other: String,
        /// What may say which, as an imperative.
        remedy: &'static str,
    },
    /// The DNA of metadata is that of one set's traits, and number and attributes say another set.
    #[error(
        "{place}: its DNA fits {by_dna}, its number and attributes {by_number}: undo changes of weights and file names, \
         give a plan that says which, or take \"dna\" out of the metadata if the numbers are right; if they are not, set \
         shuffleLayerConfigurations, or shuffle in simdgen.toml"
    )]
    PlanDnaAgainstNumber {
        /// File and edition.
        place: String,
        /// The choice of that DNA: its set, and traits that the other has not.
        by_dna: String,
        /// The choice of the number's set.
        by_number: String,
    },
    /// A plan has two editions of one number.
    #[error("{place}: line {first_line} has an edition of this number already: give each its own")]
    PlanEditionTwice {
        /// File, line and edition.
        place: String,
        /// The line of the first.
        first_line: u64,
    },
}

/// What goes beside kept editions, as a part of a sentence.
fn beside(kept: usize) -> String {
    if kept == 0 { String::new() } else { format!(" beside {kept} kept ones, whose traits are taken off the counts,") }
}

/// How many editions exist, as a part of a sentence.
fn exist(count: u128, which: &str) -> String {
    if count == 1 { format!("1 {which} one exists") } else { format!("{count} {which} ones exist") }
}
