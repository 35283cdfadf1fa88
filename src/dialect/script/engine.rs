//! Evaluates a configuration written in JavaScript, without letting it touch anything.
//!
//! The engine has no network or process access, and of files only those of the project, to read; `sandbox.js`,
//! `globals.js`, `locale.js` and `modules.js` hold all a configuration can reach. Memory, stack and time are limited.
//! The time limit is the one place where the library looks at a clock; only a configuration that never ends can see it.

use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use rquickjs::context::intrinsic;
use rquickjs::{Context, Ctx, Function, Object, Runtime, Value};

use super::files::ROOT;
use super::modules::{Host, Imports, object, options, store, thrown_by};
use crate::blend::BlendMode;
use crate::error::{ProjectError, caught};
use crate::project::Root;
use crate::project::extra::{RecordedFiles, RecordedScript};
use crate::{Error, Result};

const MEMORY_LIMIT: usize = 64 << 20;
const STACK_LIMIT: usize = 512 << 10;
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Some built-in functions loop without asking the interrupt handler. After this much more, the thread is left alone.
const GRACE: Duration = Duration::from_millis(500);

/// Calls of a function between looks at the clock: what a list of results may take of memory is a part of the limit.
const CALLS: usize = 1000;

/// The most bytes that the results of a call may take on average: tens of attributes.
const BYTES_A_CALL: usize = 4 << 10;

/// The parts of the language that a configuration may use: all without side effects.
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

/// The exports of a configuration.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Exported {
    /// Names of all exported values.
    pub keys: Vec<String>,
    /// The values of the keys asked for, without functions; NaN and infinities as text.
    pub config: serde_json::Value,
    /// The networks that it asked of the project's own table.
    pub networks: Networks,
}

/// Networks that a script asked for and that the project's own table lacks.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Networks {
    /// Their names.
    pub missing: Vec<String>,
    /// The names that the table has.
    pub known: Vec<String>,
}

/// A message of the thread of a script.
enum Word {
    /// Its exports, then the results of its calls, as JSON.
    Text(String),
    /// It has ended.
    End(std::result::Result<(), Failure>, RecordedFiles),
}

#[derive(Debug)]
enum Failure {
    Time,
    Memory,
    /// At a line of a file, if that is known.
    Script {
        at: Option<(String, usize)>,
        problem: String,
    },
}

impl RecordedScript {
    /// The script at `path`, of the project at `root`.
    ///
    /// # Errors
    /// As [`RecordedFiles::take_in`].
    pub fn read(root: &Root, path: &Path) -> Result<Self> {
        let mut files = RecordedFiles::new(root);
        let main = files.take_in(path)?;
        Ok(Self { path: path.to_path_buf(), main, files })
    }

    fn failed(&self, failure: Failure) -> Error {
        let path = self.path.clone();
        Error::Project(match failure {
            Failure::Time => ProjectError::ConfigTime { path },
            Failure::Memory => ProjectError::ConfigMemory { path },
            Failure::Script { at, problem } => {
                let (file, line) = at.unwrap_or_else(|| (self.main.clone(), 1));
                let path = if file == self.main { path } else { self.files.path(&file) };
                ProjectError::ConfigSyntax { path, line, problem }
            }
        })
    }
}

/// Runs a script and returns the values of `keys` that it exports, and the script with what it was told of the project.
///
/// # Errors
/// [`ProjectError::ConfigTime`], [`ProjectError::ConfigMemory`], and [`ProjectError::ConfigSyntax`] when it throws.
pub(super) fn evaluate(mut source: RecordedScript, keys: Vec<&'static str>) -> Result<(Exported, RecordedScript)> {
    let mut exported = String::new();
    source.files = start(&source, keys, None, |text| {
        exported = text;
        Ok(())
    })?;
    let exported = serde_json::from_str(&exported)
        .map_err(|error| source.failed(Failure::Script { at: None, problem: error.to_string() }))?;
    Ok((exported, source))
}

/// Runs a script and calls its `extraAttributes` once for each state of `Math.random`, at a time in milliseconds since 1970
/// that its clock stands at. `take` is given the results as JSON lists of [`CALLS`] calls: for each call its attributes,
/// `[trait_type or null, the object's text]`.
///
/// # Errors
/// As [`evaluate`]; time is limited for each list, and for all together what they hold: [`BYTES_A_CALL`] on average, or the
/// memory that a script may use if that is more.
pub(super) fn extra_attributes(
    source: &RecordedScript,
    now: u64,
    states: Vec<[u32; 4]>,
    mut take: impl FnMut(String),
) -> Result<()> {
    let mut is_first = true;
    let mut room = MEMORY_LIMIT.max(states.len() * BYTES_A_CALL);
    start(source, vec![], Some((now, states)), |text| {
        // What it exports comes first.
        if !std::mem::take(&mut is_first) {
            room = room.checked_sub(text.len()).ok_or(Failure::Memory)?;
            take(text);
        }
        Ok(())
    })?;
    Ok(())
}

/// The calls of a script: the milliseconds since 1970 that its clock stands at, and the states of `Math.random`.
type Calls = (u64, Vec<[u32; 4]>);

/// Runs a script on a thread of its own: its stack is known, and it can be abandoned on timeout.
fn start(
    source: &RecordedScript,
    keys: Vec<&'static str>,
    calls: Option<Calls>,
    mut take: impl FnMut(String) -> std::result::Result<(), Failure>,
) -> Result<RecordedFiles> {
    let (sender, receiver) = sync_channel(1);
    let (main, files) = (source.main.clone(), source.files.clone());
    let work = move || {
        let host = Rc::new(Host::new(files, TIME_LIMIT));
        let end = caught(|| run(&host, &main, &keys, calls, |text| sender.send(Word::Text(text)).is_ok()));
        let end = end.unwrap_or_else(|| {
            let problem = "the script is more than its engine survives: write it more simply".into();
            Err(Failure::Script { at: None, problem })
        });
        // A closed channel means that nobody waits any more.
        let _ = sender.send(Word::End(end, host.files()));
    };
    let thread = std::thread::Builder::new()
        .name("configuration".into())
        .stack_size(4 << 20)
        .spawn(work)
        .map_err(Error::io("start the engine for", &source.path))?;
    loop {
        match receiver.recv_timeout(TIME_LIMIT + GRACE) {
            Ok(Word::Text(text)) => take(text).map_err(|failure| source.failed(failure))?,
            Ok(Word::End(end, files)) => {
                // It has ended, so this takes no time; only a thread that was abandoned is left alone.
                let _ = thread.join();
                return end.map(|()| files).map_err(|failure| source.failed(failure));
            }
            Err(RecvTimeoutError::Timeout) => return Err(source.failed(Failure::Time)),
            Err(RecvTimeoutError::Disconnected) => {
                let problem = "the script engine stopped without a result".into();
                return Err(source.failed(Failure::Script { at: None, problem }));
            }
        }
    }
}

/// Evaluates a script and hands over what it exports, then what its calls give; until `send` says to stop.
fn run(
    host: &Rc<Host>,
    main: &str,
    keys: &[&str],
    calls: Option<Calls>,
    send: impl Fn(String) -> bool,
) -> std::result::Result<(), Failure> {
    let runtime = Runtime::new().map_err(|_| Failure::Memory)?;
    runtime.set_memory_limit(MEMORY_LIMIT);
    runtime.set_max_stack_size(STACK_LIMIT);
    let handler = Rc::clone(host);
    runtime.set_interrupt_handler(Some(Box::new(move || handler.is_late())));
    runtime.set_loader(Imports(Rc::clone(host)), Imports(Rc::clone(host)));
    let context = Context::custom::<Language>(&runtime).map_err(|_| Failure::Memory)?;
    let end = context.with(|ctx| {
        let failure = |error| failure(&ctx, &error, host);
        let (now, states) = calls.unzip();
        let script = call(&ctx, host, main, keys, now).map_err(failure)?;
        let exported: String = script.get("exported").map_err(failure)?;
        let mut goes_on = send(exported);
        let attributes: Function<'_> = script.get("attributes").map_err(failure)?;
        for calls in states.unwrap_or_default().chunks(CALLS) {
            if !goes_on {
                break;
            }
            host.restart();
            let calls: Vec<Vec<u32>> = calls.iter().map(|state| state.to_vec()).collect();
            goes_on = send(attributes.call((calls,)).map_err(failure)?);
        }
        Ok(())
    });
    drop(context);
    // QuickJS loses count of what modules share when one is linked again after an error, and then ends the process when its
    // runtime ends (an assertion in JS_FreeRuntime). So some hundred KiB are left behind.
    if host.imports() > 1 {
        std::mem::forget(runtime);
    }
    end
}

/// Evaluates a script: an object of `exported`, a JSON text, and `attributes`, a function.
fn call<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    main: &str,
    keys: &[&str],
    now: Option<u64>,
) -> rquickjs::Result<Object<'js>> {
    let part = |name: &str, text: &str| ctx.eval_with_options::<Function<'js>, _>(text, options(name));
    let sandbox = part("sandbox.js", include_str!("sandbox.js"))?;
    let modules = part("modules.js", include_str!("modules.js"))?;
    let set_up = vec![part("globals.js", include_str!("globals.js"))?, part("locale.js", include_str!("locale.js"))?];
    let now = now.map(|ms| ms as f64);
    let script: Object<'js> = sandbox.call((object(ctx, host)?, modules, set_up, modes(), now))?;
    store(ctx, &script)?;
    script.get::<_, Function<'js>>("run")?.call((main, keys.to_vec()))
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

/// The failure, from the error and the exception that waits in the context.
fn failure(ctx: &Ctx<'_>, error: &rquickjs::Error, host: &Host) -> Failure {
    if host.was_late() {
        return Failure::Time;
    }
    if !error.is_exception() {
        let memory = matches!(error, rquickjs::Error::Allocation);
        return if memory { Failure::Memory } else { Failure::Script { at: None, problem: error.to_string() } };
    }
    let thrown = ctx.catch();
    let field = |name: &str| -> Option<String> { thrown.as_object()?.get::<_, Option<String>>(name).ok()? };
    let name = field("name").unwrap_or_default();
    let message = field("message").unwrap_or_default();
    // Without memory for an error object, null is thrown.
    if thrown.is_null() || (name == "InternalError" && message == "out of memory") {
        return Failure::Memory;
    }
    let files = host.files();
    let at = field("stack")
        .and_then(|stack| place_in(&stack, &files))
        .or_else(|| linked(&message, &files))
        .or_else(|| Some((thrown_by(ctx, &thrown)?, 1)));
    let said = format!("{}{}", message.replace(&format!("{ROOT}/"), ""), hint(&message));
    let problem = match name.as_str() {
        "" => format!("the script threw {}", shown(&thrown)),
        "Error" => said,
        _ => format!("{name}: {said}"),
    };
    Failure::Script { at, problem }
}

/// A thrown value that is no error object.
fn shown(thrown: &Value<'_>) -> String {
    thrown.as_string().and_then(|text| text.to_string().ok()).unwrap_or_else(|| thrown.type_name().to_owned())
}

/// The innermost place of the project's files in a stack trace.
fn place_in(stack: &str, files: &RecordedFiles) -> Option<(String, usize)> {
    let place = |line: &str, file: &str| {
        let (_, place) = line.split_once(&format!("{file}:"))?;
        place.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    stack.lines().find_map(|line| files.texts().find_map(|(file, _)| Some((file.to_owned(), place(line, file)?))))
}

/// The place where a name is imported that its module does not export, or exported that its file does not have: the
/// engine says only the name and the module.
fn linked(message: &str, files: &RecordedFiles) -> Option<(String, usize)> {
    let mut quoted = message.split('\'').skip(1).step_by(2);
    let name = quoted.next().filter(|_| message.contains("export"))?;
    let module = quoted.next().and_then(|path| path.rsplit('/').next()?.split('.').next());
    let links = |text: &str| ["import", "export"].iter().any(|word| text.contains(word)) && text.contains(name);
    let (file, text) =
        files.texts().find(|(_, text)| links(text) && module.is_none_or(|module| text.contains(module)))?;
    Some((file.to_owned(), text.lines().position(|line| line.contains(name))? + 1))
}

/// A hint for names that only CommonJS has, used in an ES module.
fn hint(message: &str) -> &'static str {
    match message {
        "module is not defined" | "exports is not defined" => {
            ": the file has import, export or await, so it is an ES module: write export { .. } for module.exports"
        }
        "require is not defined" => {
            ": the file has import, export or await, so it is an ES module: write import x from \"..\" for require"
        }
        _ => "",
    }
}
