//! What a configuration script can reach, and what stops it.

use std::time::{Duration, Instant};

use simdgen::Error;
use simdgen::error::ProjectError;

use crate::assert_fails;
use crate::project::folder::Folder;

/// Opens a project whose description is the value of a script expression.
fn description(before: &str, expression: &str) -> Result<String, Error> {
    let text = format!(
        "{before};\nexports.layerConfigurations = [{{ growEditionSizeTo: 1, layersOrder: [{{ name: 'A' }}] }}];\n\
         exports.description = String({expression});"
    );
    Folder::of(&["layers/A/a.png"]).open_js(&text).map(|project| project.metadata.description)
}

fn value(expression: &str) -> String {
    description("", expression).expect("opens")
}

#[test]
fn endless_scripts_are_stopped() {
    let endless = [
        "while (true) {}",
        "try { for (;;) {} } finally { for (;;) {} }",
        "/(a+)+$/.test('a'.repeat(60) + 'b')",
        "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
        "exports.network = { toJSON() { for (;;) {} } }",
    ];
    std::thread::scope(|scope| {
        for script in endless {
            scope.spawn(move || {
                let start = Instant::now();
                assert_fails!(
                    description(script, "1"),
                    Error::Project(ProjectError::ConfigTime { .. }),
                    "ran longer than 2 s",
                    "config.js"
                );
                assert!(start.elapsed() < Duration::from_secs(10), "{script}");
            });
        }
    });
}

#[test]
fn greedy_scripts_are_stopped() {
    for script in [
        "const a = []; for (;;) a.push(new Array(1e6).fill(0))",
        "let s = 'ab'; for (;;) s += s.repeat(2) + Math.random()",
        "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)",
    ] {
        let error = description(script, "1").expect_err(script);
        assert!(error.to_string().contains("used more than 64 MiB"), "{script}: {error}");
    }
}

/// What a script does to the built-in functions, or asks of them at once, ends soon and as an ordinary error, or changes
/// nothing.
#[test]
fn hostile_scripts_end_soon() {
    let scripts = [
        "'x'.repeat(2 ** 30)",
        "new ArrayBuffer(2 ** 31)",
        "new Array(2 ** 32 - 1).join('x')",
        "JSON.parse('['.repeat(1e6))",
        "new RegExp('('.repeat(1e5))",
        "eval('('.repeat(1e6))",
        "Function('return '.repeat(1e5))()",
        "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; exports.description = o",
        "let a = []; a[0] = a; exports.layerConfigurations = a; exports.description = a",
        "Array.prototype.map = Array.prototype.find = () => { throw 1 }; throw 2",
        "JSON.stringify = JSON.parse = () => '{'; Object.prototype.toJSON = () => 7",
        "Object.prototype.layerConfigurations = 3; Object.freeze(Object.prototype)",
        "Object.defineProperty(globalThis, 'Math', { get() { for (;;); } }); Math",
        "module.exports = new Proxy({}, { has() { for (;;); }, ownKeys() { for (;;); } })",
        "module.exports = new Proxy({}, { get() { throw new Proxy({}, {}); } })",
        "exports.__proto__ = null; module = null",
        "const f = () => Promise.resolve().then(f); f(); queueMicrotask(f)",
        "[2, 1].sort(() => { for (;;); })",
        "throw { get message() { for (;;); }, get stack() { for (;;); }, name: 'x' }",
        "throw new Proxy({}, { get() { for (;;); } })",
        "require({ toString() { for (;;); } })",
        "function* g() { for (;;) yield 1 }; [...g()]",
        "'a'.padEnd(2 ** 29).split('')",
        "2n ** (2n ** 40n)",
    ];
    std::thread::scope(|scope| {
        for script in scripts {
            scope.spawn(move || {
                let start = Instant::now();
                match description(script, "1") {
                    Ok(text) => assert_eq!(text, "1", "{script}"),
                    Err(Error::Project(problem)) => assert!(
                        matches!(
                            problem,
                            ProjectError::ConfigTime { .. }
                                | ProjectError::ConfigMemory { .. }
                                | ProjectError::ConfigSyntax { .. }
                                | ProjectError::ConfigValue { .. }
                        ),
                        "{script}: {problem}"
                    ),
                    Err(other) => panic!("{script}: {other}"),
                }
                assert!(start.elapsed() < Duration::from_secs(20), "{script}");
            });
        }
    });
}

#[test]
fn functions_made_of_texts_reach_no_more_than_the_script() {
    for name in ["require", "module", "exports", "__dirname", "__filename", "std", "os", "import"] {
        let made = format!("Function('return typeof {name}')()");
        if name != "import" {
            assert_eq!(value(&made), "undefined", "{name}");
        }
        assert_eq!(value(&format!("(0, eval)('typeof globalThis.{name}')")), "undefined", "{name}");
    }
    assert_eq!(value("Object.keys((function () { return this })().process.env).length"), "0");
    let error = description("Function(\"return import('/etc/passwd')\")()", "1");
    assert!(error.map_or_else(|e| !e.to_string().contains("root:"), |text| text == "1"));
}

#[test]
fn deep_recursion_is_an_ordinary_exception() {
    assert_fails!(
        description("\nconst f = () => 1 + f(); f()", "1"),
        Error::Project(ProjectError::ConfigSyntax { line: 2, .. }),
        "stack"
    );
}

#[test]
fn nothing_outside_can_be_reached() {
    let (packages, inside, outside) = ("no packages", "fs reads only the project", "outside the project");
    for (module, use_of_it, part) in [
        ("fs", ".readFileSync('/etc/passwd')", inside),
        ("fs", ".readFileSync('../../etc/passwd')", inside),
        ("fs", ".readdirSync('/etc')", inside),
        ("fs", ".statSync('/proc/self')", inside),
        ("fs", ".writeFileSync('a', 'b')", "no packages"),
        ("child_process", ".exec('true')", packages),
        ("./secrets.js", "", "no file src/secrets.js"),
        ("../layers.json", "", "no file layers.json"),
        ("/etc/passwd", "", outside),
        ("../../../../etc/passwd", "", outside),
        ("/project/../etc/passwd", "", outside),
        ("node:net", ".connect(80)", packages),
        ("canvas", "()", packages),
    ] {
        let script = format!("\n\nrequire('{module}'){use_of_it}");
        assert_fails!(
            description(&script, "1"),
            Error::Project(ProjectError::ConfigSyntax { line: 3, .. }),
            part,
            "src/config.js"
        );
    }
    assert_eq!(value("require('fs').existsSync('/etc/passwd') || require('fs').existsSync('..')"), "false");
    // Read when it is waited for.
    assert_eq!(value("typeof require('fs').promises.readFile('/etc/passwd').then"), "function");
    assert_eq!(value("JSON.stringify(process.env) + process.cwd() + __dirname"), "{}/project/project/src");
    for name in ["fetch", "XMLHttpRequest", "WebSocket", "Deno", "std", "os", "load", "print", "Worker", "performance"]
    {
        assert_eq!(value(&format!("typeof {name}")), "undefined", "{name}");
    }
    assert_fails!(
        description("import('fs')", "require('os').hostname()"),
        Error::Project(ProjectError::ConfigSyntax { .. }),
        "os"
    );
}

#[test]
fn the_global_object_has_only_the_language_and_stand_ins() {
    let names =
        value("Object.getOwnPropertyNames(Function('return this')()).filter(n => /^[a-z]/.test(n)).sort().join()");
    let allowed = "atob,btoa,clearImmediate,clearInterval,clearTimeout,console,decodeURI,decodeURIComponent,encodeURI,\
                   encodeURIComponent,escape,eval,global,globalThis,isFinite,isNaN,parseFloat,parseInt,process,\
                   queueMicrotask,setImmediate,setInterval,setTimeout,structuredClone,undefined,unescape";
    for name in names.split(',') {
        assert!(allowed.split(',').any(|a| a == name), "{name} is in reach");
    }
}

#[test]
fn stand_ins_do_what_configurations_ask_of_them() {
    for (expression, expected) in [
        ("require('path').join('/a', '..', 'b', './c')", "/b/c"),
        ("require('node:path').resolve('layers')", "/project/layers"),
        ("require('path').resolve('/x', '/y', 'z')", "/y/z"),
        ("require('path').dirname(process.execPath)", "/project"),
        ("require('path').dirname('a')", "."),
        ("require('path').basename('/a/b.png', '.png')", "b"),
        ("require('path').extname('/a.b/c.png')", ".png"),
        ("require('path').sep", "/"),
        ("require('path').join('..', 'a')", "../a"),
        ("require('path').relative('/project/src', '/project/layers/a')", "../layers/a"),
        ("require('path').relative('/a', '/a/b')", "b"),
        (
            "JSON.stringify(require('path').parse('/a/b.c.png'))",
            r#"{"root":"/","dir":"/a","base":"b.c.png","ext":".png","name":"b.c"}"#,
        ),
        ("require('url').fileURLToPath('file:///project/a%20b')", "/project/a b"),
        ("require('url').pathToFileURL('a b')", "file:///project/a%20b"),
        ("new URL('../x/', 'file:///project/src/config.js')", "file:///project/x/"),
        ("require('chalk').red.bold('text')", "text"),
        ("require.main === module", "false"),
        ("require(process.cwd() + '/constants/blend_mode.js').MODE.sourceOver", "source-over"),
        ("require('../constants/blend_mode').MODE.hardLight", "hard-light"),
        ("require('..\\\\src\\\\blendMode.js').MODE.xor", "xor"),
        ("require('../constants/network.js').NETWORK.sol", "sol"),
        ("typeof process.pkg", "undefined"),
        ("console.log('x')", "undefined"),
        ("JSON.stringify(require('../constants/network.js'))", "{\"NETWORK\":{\"eth\":\"eth\",\"sol\":\"sol\"}}"),
    ] {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

/// As real configurations do: modules for other tools of the project, secrets from the environment.
#[test]
fn modules_that_are_not_used_do_no_harm() {
    let before = "require('dotenv').config(); const fs = require('fs'); const { readdirSync } = require('node:fs');
        let kept = 'none'; try { kept = fs.readFileSync('contract.json') } catch (error) {}";
    assert_eq!(description(before, "kept + process.env.KEY").expect("opens"), "noneundefined");
}

#[test]
fn exceptions_come_with_message_and_line() {
    for (script, line, part) in [
        ("\n\nundefinedName", 3, "undefinedName"),
        ("\nconst a = {", 2, "SyntaxError"),
        ("\nthrow 'plain text'", 1, "plain text"),
        ("\nthrow new Error('why')", 2, "why"),
        ("module.exports = null; exports = {}", 1, "module.exports"),
        ("\nimport x from 'y';", 3, "write export { .. } for module.exports"),
        ("\nimport x from 'y';\nrequire('path');", 3, "write import x from \"..\" for require"),
        ("\n  export default { a: 1 };", 3, "write export { .. }"),
        ("\nexport { a };", 2, "'a'"),
    ] {
        match description(script, "1").expect_err(script) {
            Error::Project(ProjectError::ConfigSyntax { line: found, problem, .. }) => {
                assert!(problem.contains(part), "{script}: {problem}");
                assert!(found >= line && (line == 1 || found <= line + 4), "{script}: line {found}");
            }
            other => panic!("{script}: {other:?}"),
        }
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(description("\u{feff}const a = 4", "a").expect("opens"), "4");
}

#[test]
fn a_script_that_exports_nothing_is_told_how() {
    let error = Folder::of(&["layers/A/a#1.png"]).open_js("const format = {};").expect_err("no exports");
    assert!(error.to_string().contains("module.exports holds nothing"), "{error}");
}
