//! One way to do a piece of work, and the table that compares ways by CPU time and by wall time.

use std::time::{Duration, Instant};

use super::Set;

const ROUNDS: usize = 5;

/// A form is repeated for this long for one reading: CPU time is told in hundredths of a second.
const AT_LEAST: Duration = Duration::from_millis(300);

/// The work that a form did; sizes are 0 where they do not matter.
#[derive(Clone, Copy, Default)]
pub struct Outcome {
    /// Number of editions, or of other things that the times are for.
    pub editions: usize,
    /// Bytes of all pictures.
    pub image_bytes: usize,
    /// Bytes of encoded tiles held at one time, at most.
    pub held_bytes: usize,
}

impl Outcome {
    pub fn of_editions(editions: usize) -> Self {
        Self { editions, ..Self::default() }
    }
}

/// A name and the work.
pub struct Form<'a> {
    name: String,
    work: Box<dyn Fn(&Set) -> Outcome + 'a>,
}

impl<'a> Form<'a> {
    pub fn new(name: impl Into<String>, work: impl Fn(&Set) -> Outcome + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work) }
    }
}

/// One reading, for an edition.
struct Reading {
    cpu: f64,
    wall: f64,
    outcome: Outcome,
}

/// Measures each form in turn with the first, and prints medians.
pub fn table(set: &Set, forms: &[Form<'_>]) {
    println!("| form | CPU ms | times full | wall, times full | kB a picture | MB held |\n|---|---|---|---|---|---|");
    for form in forms {
        (form.work)(set);
        let pairs: Vec<_> = (0..ROUNDS).map(|_| (read(set, form), read(set, &forms[0]))).collect();
        let cpu = median(pairs.iter().map(|(own, _)| own.cpu * 1e3));
        let by_cpu = median(pairs.iter().map(|(own, full)| own.cpu / full.cpu));
        let by_wall = median(pairs.iter().map(|(own, full)| own.wall / full.wall));
        let Outcome { editions, image_bytes, held_bytes } = pairs[0].0.outcome;
        let size =
            |bytes: usize, unit: f64| if bytes == 0 { "".to_owned() } else { format!("{:.1}", bytes as f64 / unit) };
        let (picture, held) = (size(image_bytes, 1e3 * editions as f64), size(held_bytes, 1e6));
        println!("| {} | {cpu:.3} | {by_cpu:.2} | {by_wall:.2} | {picture} | {held} |", form.name);
    }
    println!();
}

fn read(set: &Set, form: &Form<'_>) -> Reading {
    let (start, before, mut editions) = (Instant::now(), cpu_time(), 0);
    loop {
        let outcome = (form.work)(set);
        editions += outcome.editions;
        let (wall, after) = (start.elapsed(), cpu_time());
        let cpu = before.zip(after).map_or(wall, |(before, after)| after - before);
        if cpu >= AT_LEAST {
            let of_one = |time: Duration| time.as_secs_f64() / editions as f64;
            return Reading { cpu: of_one(cpu), wall: of_one(wall), outcome };
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// User and system time of this process, with threads that have ended; nothing where there is no /proc (proc(5)).
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name, in brackets, may hold anything; fields are counted after it. A tick is 10 ms on every Linux.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(10 * ticks))
}
