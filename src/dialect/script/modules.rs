//! Gives the script engine the project's files: what `modules.js` asks of its host, and the engine's own `import`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::convert::List;
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{Ctx, Exception, Function, IntoJs, Module, Object, Result, Value};

use crate::project::extra::{Question, RecordedFiles};

/// The state common to a script's functions and the engine that runs them.
#[derive(Debug)]
pub(super) struct Host {
    files: RefCell<RecordedFiles>,
    time: Duration,
    start: Cell<Instant>,
    late: Cell<bool>,
    importing: Cell<bool>,
    loads: Cell<u32>,
    imports: Cell<u32>,
}

impl Host {
    /// A host that gives a script so much time.
    pub fn new(files: RecordedFiles, time: Duration) -> Self {
        let [late, importing] = [(); 2].map(|()| Cell::new(false));
        let [loads, imports] = [(); 2].map(|()| Cell::new(0));
        Self { files: RefCell::new(files), time, start: Cell::new(Instant::now()), late, importing, loads, imports }
    }

    /// Begins the time anew.
    pub fn restart(&self) {
        self.start.set(Instant::now());
    }

    /// True once the time is over.
    pub fn is_late(&self) -> bool {
        self.late.set(self.late.get() || self.start.get().elapsed() > self.time);
        self.late.get()
    }

    /// True if [`Self::is_late`] ever was.
    pub fn was_late(&self) -> bool {
        self.late.get()
    }

    /// The number of times that modules were linked: the imports of a module are linked with it.
    pub fn imports(&self) -> u32 {
        self.imports.get()
    }

    /// The files, with all that was asked of them.
    pub fn files(&self) -> RecordedFiles {
        self.files.borrow().clone()
    }

    fn ask(&self, ctx: &Ctx<'_>, question: Question, path: &str) -> Result<Option<String>> {
        let answer = self.files.borrow_mut().ask(question, path);
        answer
            .map(|answer| answer.map(|text| text.to_string()))
            .map_err(|problem| Exception::throw_message(ctx, &problem))
    }

    /// A script's text as the engine reads it.
    fn source(&self, ctx: &Ctx<'_>, path: &str) -> Result<String> {
        let text = self.ask(ctx, Question::Text, path)?.unwrap_or_default();
        Ok(script_text(&text).lines().map(with_attributes).collect::<Vec<_>>().join("\n"))
    }

    /// The function that Node's module wrapper makes of a CommonJS file; `None` for an ES module.
    fn compile<'js>(&self, ctx: &Ctx<'js>, path: &str) -> Result<Option<Function<'js>>> {
        if path.ends_with(".mjs") {
            return Ok(None);
        }
        let source = self.source(ctx, path)?;
        // On the first line, so that line numbers are those of the file.
        let wrapped = format!("(function (exports, require, module, __filename, __dirname) {{{source}\n}})");
        ctx.eval_with_options(wrapped, options(path)).map(Some).or_else(|error| {
            if !error.is_exception() {
                return Err(error);
            }
            // Whatever `type` package.json says: what is no CommonJS is a module, as in Node since version 22.
            let thrown = ctx.catch();
            if is_module(&source) && !path.ends_with(".cjs") { Ok(None) } else { Err(ctx.throw(thrown)) }
        })
    }

    fn json<'js>(&self, ctx: &Ctx<'js>, path: &str) -> Result<Value<'js>> {
        let text = self.ask(ctx, Question::Text, path)?.unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        ctx.json_parse(text).or_else(|error| match serde_json::from_str::<serde_json::Value>(text) {
            Err(problem) if error.is_exception() => {
                ctx.catch();
                let exception = Exception::from_message(ctx.clone(), &format!("is no JSON: {problem}"))?;
                exception.as_object().set("stack", format!("at {path}:{}", problem.line()))?;
                Err(exception.throw())
            }
            _ => Err(error),
        })
    }

    /// Evaluates an ES module and all that it imports, and returns what it exports.
    fn import<'js>(&self, ctx: &Ctx<'js>, path: &str) -> Result<Value<'js>> {
        // The engine cannot link modules while it links others.
        if self.importing.replace(true) {
            let problem = format!("{path} is an ES module, required while an ES module is read: import it there");
            return Err(Exception::throw_message(ctx, &problem));
        }
        let imported = Module::import(ctx, path).and_then(|promise| {
            loop {
                if let Some(namespace) = promise.result() {
                    return namespace;
                }
                if self.is_late() || !ctx.execute_pending_job() {
                    let problem = format!("{path} awaits what never comes: take out its await");
                    return Err(Exception::throw_message(ctx, &problem));
                }
            }
        });
        self.importing.set(false);
        imported
    }
}

/// Options for what is evaluated under a name.
pub(super) fn options(name: &str) -> EvalOptions {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(name.into());
    options
}

/// The object that `modules.js` knows as its host.
pub(super) fn object<'js>(ctx: &Ctx<'js>, host: &Rc<Host>) -> Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("place", of_path(ctx, host, |host, ctx, path| host.ask(ctx, Question::Place, path))?)?;
    object.set("text", of_path(ctx, host, |host, ctx, path| host.ask(ctx, Question::Text, path))?)?;
    object.set("names", of_path(ctx, host, |host, ctx, path| host.ask(ctx, Question::Names, path))?)?;
    object.set("size", of_path(ctx, host, |host, ctx, path| host.ask(ctx, Question::Size, path))?)?;
    object.set("source", of_path(ctx, host, Host::source)?)?;
    object.set("compile", of_path(ctx, host, Host::compile)?)?;
    object.set("json", of_path(ctx, host, Host::json)?)?;
    object.set("import", of_path(ctx, host, Host::import)?)?;
    let own = Rc::clone(host);
    let resolve = move |ctx: Ctx<'js>, folder: String, name: String| {
        let resolved = own.files.borrow_mut().resolve(&folder, &name);
        resolved.map_err(|problem| Exception::throw_message(&ctx, &problem))
    };
    object.set("resolve", Function::new(ctx.clone(), resolve)?)?;
    let own = Rc::clone(host);
    let missing = move |folder: String, name: String| own.files.borrow_mut().missing(&folder, &name);
    object.set("missing", Function::new(ctx.clone(), missing)?)?;
    Ok(object)
}

/// A function of a path, for scripts.
fn of_path<'js, T: IntoJs<'js> + 'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    function: fn(&Host, &Ctx<'js>, &str) -> Result<T>,
) -> Result<Function<'js>> {
    let host = Rc::clone(host);
    Function::new(ctx.clone(), move |ctx: Ctx<'js>, path: String| function(&host, &ctx, &path))
}

/// The engine's `import`: asks `modules.js`, which is stored with the context.
pub(super) struct Imports(pub Rc<Host>);

impl Resolver for Imports {
    fn resolve<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        // What a module imports is asked for while that is loaded.
        self.0.imports.set(self.0.imports.get() + u32::from(self.0.loads.get() == 0));
        modules(ctx)?.get::<_, Function<'js>>("resolve")?.call((base, name))
    }
}

impl Loader for Imports {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        let read: Function<'js> = modules(ctx)?.get("read")?;
        let List((text, own)): List<(String, Object<'js>)> = read.call((name,))?;
        self.0.loads.set(self.0.loads.get() + 1);
        let module = Module::declare(ctx.clone(), name, text);
        self.0.loads.set(self.0.loads.get() - 1);
        let module = module?;
        let meta = module.meta()?;
        for property in own.props::<String, Value<'js>>() {
            let (key, value) = property?;
            meta.set(key, value)?;
        }
        Ok(module)
    }
}

/// Stores what `modules.js` made with the context, for imports.
pub(super) fn store<'js>(ctx: &Ctx<'js>, modules: &Object<'js>) -> Result<()> {
    let stored = ctx.store_userdata(modules.clone());
    stored.map(drop).map_err(|_| Exception::throw_message(ctx, "the script engine cannot start"))
}

/// The file out of which a value was thrown that has no trace.
pub(super) fn thrown_by<'js>(ctx: &Ctx<'js>, thrown: &Value<'js>) -> Option<String> {
    modules(ctx).ok()?.get::<_, Function<'js>>("thrownBy").ok()?.call((thrown.clone(),)).ok()?
}

fn modules<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let stored = ctx.userdata::<Object<'js>>();
    stored.map(|modules| modules.clone()).ok_or_else(|| Exception::throw_message(ctx, "nothing can be imported yet"))
}

/// A script without byte order mark and shebang; lines keep their numbers.
fn script_text(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.starts_with("#!") { text.find(['\n', '\r']).map_or("", |end| &text[end..]) } else { text }
}

/// A line with import attributes as the language has them now; up to Node 20 they were `assert { type: "json" }`.
fn with_attributes(line: &str) -> std::borrow::Cow<'_, str> {
    let (start, rest) = line.split_once(" assert {").unwrap_or((line, ""));
    let is_import = ["import ", "export ", "}"].iter().any(|word| start.trim_start().starts_with(word));
    if is_import && rest.trim_start().starts_with("type") {
        return format!("{start} with {{{rest}").into();
    }
    line.into()
}

/// True if a text that is no CommonJS script has what only ES modules may have.
fn is_module(source: &str) -> bool {
    let begins = |part: &str| {
        let part = part.trim_start();
        let word = ["import", "export"].into_iter().find_map(|word| part.strip_prefix(word));
        word.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || "{*\"'".contains(c)))
    };
    source.contains("import.meta") || source.contains("await ") || source.split(['\n', '\r', ';', '}', '/']).any(begins)
}
