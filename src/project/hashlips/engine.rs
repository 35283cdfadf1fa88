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
use rquickjs::{Context, Ctx, Function, Runtime, Value};

use crate::blend::BlendMode;
use crate::error::ProjectError;
use crate::{Error, Result};

const MEMORY_LIMIT: usize = 64 << 20;
const STACK_LIMIT: usize = 512 << 10;
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Some built-in functions loop without asking the interrupt handler. After this much more, the thread is left alone.
const GRACE: Duration = Duration::from_millis(500);

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

#[derive(Debug)]
enum Failure {
    Time,
    Memory,
    Script { line: usize, problem: String },
}

/// Runs `source`, the text of the file `config`, and returns the values of `keys` that it exports.
///
/// `folder` is the file's folder relative to the project, which the script sees as its own.
///
/// # Errors
/// [`ProjectError::ConfigLimit`] when it takes too long or too much memory, [`ProjectError::ConfigSyntax`] when it throws.
pub(super) fn evaluate(config: &Path, folder: &str, source: &str, keys: &'static [&'static str]) -> Result<Exported> {
    let (sender, receiver) = sync_channel(1);
    let folder = folder.to_owned();
    let own_source = source.to_owned();
    // A thread of its own: its stack is known, and it can be given up on.
    std::thread::Builder::new()
        .name("configuration".into())
        .stack_size(4 << 20)
        .spawn(move || sender.send(run(&folder, &own_source, keys)))
        .map_err(Error::io("start the engine for", config))?;
    let outcome = match receiver.recv_timeout(TIME_LIMIT + GRACE) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => Err(Failure::Time),
        Err(RecvTimeoutError::Disconnected) => {
            Err(Failure::Script { line: 1, problem: "the script engine stopped without a result".into() })
        }
    };
    outcome.map_err(|failure| {
        let path = config.to_path_buf();
        match failure {
            Failure::Time => {
                Error::Project(ProjectError::ConfigLimit { path, what: "ran longer than 2 s", cure: "loops for ever" })
            }
            Failure::Memory => Error::Project(ProjectError::ConfigLimit {
                path,
                what: "used more than 64 MiB",
                cure: "makes so much data",
            }),
            Failure::Script { line, problem } => {
                let problem = es_module(source, line).unwrap_or(problem);
                Error::Project(ProjectError::ConfigSyntax { path, line, problem })
            }
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

fn run(folder: &str, source: &str, keys: &[&str]) -> Result<Exported, Failure> {
    let start = Instant::now();
    let late = Rc::new(Cell::new(false));
    let runtime = Runtime::new().map_err(|_| Failure::Memory)?;
    runtime.set_memory_limit(MEMORY_LIMIT);
    runtime.set_max_stack_size(STACK_LIMIT);
    let handler_late = Rc::clone(&late);
    runtime.set_interrupt_handler(Some(Box::new(move || {
        let stop = start.elapsed() > TIME_LIMIT;
        handler_late.set(handler_late.get() || stop);
        stop
    })));
    let context = Context::custom::<Language>(&runtime).map_err(|_| Failure::Memory)?;
    context.with(|ctx| {
        let text = call(&ctx, folder, source, keys).map_err(|error| failure(&ctx, &error, late.get()))?;
        serde_json::from_str(&text).map_err(|error| Failure::Script { line: 1, problem: error.to_string() })
    })
}

fn call<'js>(ctx: &Ctx<'js>, folder: &str, source: &str, keys: &[&str]) -> rquickjs::Result<String> {
    let options = |name: &str| {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(name.into());
        options
    };
    let sandbox: Function<'js> = ctx.eval_with_options(include_str!("sandbox.js"), options("sandbox.js"))?;
    // The parameters are Node's module wrapper; on the first line, so that line numbers are those of the file.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let wrapped = format!("(function (exports, require, module, __filename, __dirname) {{{source}\n}})");
    let body: Function<'js> = ctx.eval_with_options(wrapped, options(SCRIPT))?;
    sandbox.call((body, folder, modes(), keys.to_vec()))
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
