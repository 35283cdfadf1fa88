//! Evaluates a configuration written in JavaScript, without letting it touch anything.
//!
//! The engine has no file, network or process access; `sandbox.js` holds all a configuration can reach. Memory, stack
//! and time are limited. The time limit is the one place where the library looks at a clock; only a
//! configuration that never ends can see it.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{Context, Ctx, Function, Object, Runtime, Value};

use crate::blend::BlendMode;
use crate::error::ProjectError;
use crate::{Error, Result};

const MEMORY_LIMIT: usize = 64 << 20;
const STACK_LIMIT: usize = 512 << 10;
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Some built-in functions loop without asking the interrupt handler. After this much more, the thread is left alone.
const GRACE: Duration = Duration::from_millis(500);

/// Calls of a function between looks at the clock: what a list of results may take of memory is a share of the limit.
const CALLS: usize = 1000;

/// What the results of a call may take on average, in bytes: tens of attributes.
const BYTES_A_CALL: usize = 4 << 10;

/// The name of the configuration in stack traces.
const SCRIPT: &str = "config.js";

/// What a configuration may use of the language: all that has no side effect.
type Language = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::Promise,
);

/// What a configuration exports.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Exported {
    /// Names of all exported values.
    pub keys: Vec<String>,
    /// The values of the keys asked for, without functions; NaN and infinities as text.
    pub config: serde_json::Value,
}

/// A script to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct File<'a> {
    /// Where it is, for messages.
    pub path: &'a Path,
    /// Its folder relative to the project, which the script sees as its own.
    pub folder: &'a str,
    /// Its text.
    pub source: &'a str,
    /// What `src/config.js` exports, as JSON, where the script may require that; else empty.
    pub project: &'a str,
    /// The milliseconds since 1970 that its clock stands at; `None` is the machine's clock.
    pub now: Option<u64>,
}

#[derive(Debug)]
enum Failure {
    Time,
    Memory,
    Script { line: usize, problem: String },
}

/// Runs a script and returns the values of `keys` that it exports.
///
/// # Errors
/// [`ProjectError::ConfigLimit`] when it takes too long or too much memory, [`ProjectError::ConfigSyntax`] when it throws.
pub(super) fn evaluate(file: File<'_>, keys: Vec<&'static str>) -> Result<Exported> {
    let mut exported = None;
    start(file, keys, vec![], |text| {
        exported = Some(serde_json::from_str(&text));
        Ok(())
    })?;
    let exported = exported.unwrap_or_else(|| serde_json::from_str(""));
    exported.map_err(|error| failed(file, Failure::Script { line: 1, problem: error.to_string() }))
}

/// Runs a script and calls its `extraAttributes` once for each state of `Math.random`. `take` is given the results as
/// JSON lists of [`CALLS`] calls: for each call its attributes, `[trait_type or null, the object's text]`.
///
/// # Errors
/// As [`evaluate`]; time is limited for each list, and for all together what they hold: [`BYTES_A_CALL`] on average, or the
/// memory that a script may use if that is more.
pub(super) fn extra_attributes(file: File<'_>, states: Vec<[u32; 4]>, mut take: impl FnMut(String)) -> Result<()> {
    let mut is_first = true;
    let mut room = MEMORY_LIMIT.max(states.len() * BYTES_A_CALL);
    start(file, vec![], states, |text| {
        // What it exports comes first.
        if !std::mem::take(&mut is_first) {
            room = room.checked_sub(text.len()).ok_or(Failure::Memory)?;
            take(text);
        }
        Ok(())
    })
}

/// Runs a script on a thread of its own: its stack is known, and it can be given up on.
fn start(
    file: File<'_>,
    keys: Vec<&'static str>,
    states: Vec<[u32; 4]>,
    mut take: impl FnMut(String) -> std::result::Result<(), Failure>,
) -> Result<()> {
    let (sender, receiver) = sync_channel(1);
    let [folder, source, project] = [file.folder, file.source, file.project].map(str::to_owned);
    let now = file.now;
    let work = move || {
        let send = |text| sender.send(Some(Ok(text))).is_ok();
        let file = File { path: Path::new(SCRIPT), folder: &folder, source: &source, project: &project, now };
        // A closed channel means that nobody waits any more.
        let _ = sender.send(run(file, &keys, &states, send).err().map(Err));
    };
    let thread = std::thread::Builder::new()
        .name("configuration".into())
        .stack_size(4 << 20)
        .spawn(work)
        .map_err(Error::io("start the engine for", file.path))?;
    loop {
        match receiver.recv_timeout(TIME_LIMIT + GRACE) {
            Ok(Some(Ok(text))) => take(text).map_err(|failure| failed(file, failure))?,
            Ok(end) => {
                // It has said its last, so this takes no time; only a thread that is given up on is left alone.
                let _ = thread.join();
                return match end {
                    Some(Err(failure)) => Err(failed(file, failure)),
                    _ => Ok(()),
                };
            }
            Err(RecvTimeoutError::Timeout) => return Err(failed(file, Failure::Time)),
            Err(RecvTimeoutError::Disconnected) => {
                let problem = "the script engine stopped without a result".into();
                return Err(failed(file, Failure::Script { line: 1, problem }));
            }
        }
    }
}

fn failed(file: File<'_>, failure: Failure) -> Error {
    let path = file.path.to_path_buf();
    Error::Project(match failure {
        Failure::Time => ProjectError::ConfigLimit { path, what: "ran longer than 2 s", cure: "loops for ever" },
        Failure::Memory => {
            ProjectError::ConfigLimit { path, what: "used more than 64 MiB", cure: "makes so much data" }
        }
        Failure::Script { line, problem } => {
            let problem = es_module(file.source, line).unwrap_or(problem);
            ProjectError::ConfigSyntax { path, line, problem }
        }
    })
}

/// What to say when a script failed at a line of an ES module, which the engine's own words do not tell.
fn es_module(source: &str, line: usize) -> Option<String> {
    let text = source.lines().nth(line.checked_sub(1)?)?.trim_start_matches('\u{feff}').trim_start();
    let word = ["import", "export"].into_iter().find(|word| text.split([' ', '{', '*']).next() == Some(word))?;
    Some(format!(
        "\"{word}\" is of ES modules, and a HashLips configuration is a CommonJS script: write \
         const x = require(..) for import, and module.exports = {{ .. }} for export"
    ))
}

/// Evaluates a script and hands over what it exports, then what its calls give; until `send` says to stop.
fn run(script: File<'_>, keys: &[&str], states: &[[u32; 4]], send: impl Fn(String) -> bool) -> Result<(), Failure> {
    let start = Rc::new(Cell::new(Instant::now()));
    let late = Rc::new(Cell::new(false));
    let runtime = Runtime::new().map_err(|_| Failure::Memory)?;
    runtime.set_memory_limit(MEMORY_LIMIT);
    runtime.set_max_stack_size(STACK_LIMIT);
    let (handler_start, handler_late) = (Rc::clone(&start), Rc::clone(&late));
    runtime.set_interrupt_handler(Some(Box::new(move || {
        let stop = handler_start.get().elapsed() > TIME_LIMIT;
        handler_late.set(handler_late.get() || stop);
        stop
    })));
    let context = Context::custom::<Language>(&runtime).map_err(|_| Failure::Memory)?;
    context.with(|ctx| {
        let failure = |error| failure(&ctx, &error, late.get());
        let script = call(&ctx, script, keys).map_err(failure)?;
        let exported: String = script.get("exported").map_err(failure)?;
        let mut goes_on = send(exported);
        let attributes: Function<'_> = script.get("attributes").map_err(failure)?;
        for calls in states.chunks(CALLS) {
            if !goes_on {
                break;
            }
            start.set(Instant::now());
            let calls: Vec<Vec<u32>> = calls.iter().map(|state| state.to_vec()).collect();
            goes_on = send(attributes.call((calls,)).map_err(failure)?);
        }
        Ok(())
    })
}

/// Evaluates a script: an object of `exported`, a JSON text, and `attributes`, a function.
fn call<'js>(ctx: &Ctx<'js>, script: File<'_>, keys: &[&str]) -> rquickjs::Result<Object<'js>> {
    let options = |name: &str| {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(name.into());
        options
    };
    let sandbox: Function<'js> = ctx.eval_with_options(include_str!("sandbox.js"), options("sandbox.js"))?;
    // The parameters are Node's module wrapper; on the first line, so that line numbers are those of the file.
    let source = script.source.strip_prefix('\u{feff}').unwrap_or(script.source);
    let wrapped = format!("(function (exports, require, module, __filename, __dirname) {{{source}\n}})");
    let body: Function<'js> = ctx.eval_with_options(wrapped, options(SCRIPT))?;
    let now = script.now.map(|ms| ms as f64);
    sandbox.call((body, script.folder, modes(), keys.to_vec(), script.project, now))
}

/// The `MODE` table of HashLips as JSON: camel-case keys, canvas names. There, `sourceAtop` is "source-out" by
/// mistake; here it is what it says.
fn modes() -> String {
    let mut table = serde_json::Map::new();
    for (_, name) in BlendMode::ALL {
        let mut words = name.split('-');
        let mut key = words.next().unwrap_or_default().to_owned();
        for word in words {
            let (first, rest) = word.split_at(1);
            key.push_str(&first.to_ascii_uppercase());
            key.push_str(rest);
        }
        table.insert(key, name.into());
    }
    serde_json::Value::Object(table).to_string()
}

/// What went wrong, from the error and the exception that waits in the context.
fn failure(ctx: &Ctx<'_>, error: &rquickjs::Error, late: bool) -> Failure {
    if late {
        return Failure::Time;
    }
    if !error.is_exception() {
        let memory = matches!(error, rquickjs::Error::Allocation);
        return if memory { Failure::Memory } else { Failure::Script { line: 1, problem: error.to_string() } };
    }
    let thrown = ctx.catch();
    let field = |name: &str| -> Option<String> { thrown.as_object()?.get::<_, Option<String>>(name).ok()? };
    let name = field("name").unwrap_or_default();
    let message = field("message").unwrap_or_default();
    // Without memory for an error object, null is thrown.
    if thrown.is_null() || (name == "InternalError" && message == "out of memory") {
        return Failure::Memory;
    }
    let line = field("stack").and_then(|stack| line_in(&stack)).unwrap_or(1);
    let problem =
        if name.is_empty() { format!("the script threw {}", shown(&thrown)) } else { format!("{name}: {message}") };
    Failure::Script { line, problem }
}

/// A thrown value that is no error object.
fn shown(thrown: &Value<'_>) -> String {
    thrown.as_string().and_then(|text| text.to_string().ok()).unwrap_or_else(|| thrown.type_name().to_owned())
}

/// The line of the innermost place of the configuration in a stack trace.
fn line_in(stack: &str) -> Option<usize> {
    let (_, place) = stack.split_once(&format!("{SCRIPT}:"))?;
    place.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
