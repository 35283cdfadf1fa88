#!/usr/bin/env python3
"""Times commands on inputs of n and 4n along each axis that a project can grow: what takes more than 8 times as long is marked.

usage: SIMDGEN=path/to/simdgen tools/growth.py [NAME ...]   (standard library only; writes to a temporary folder)
"""

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

BINARY = os.path.abspath(os.environ.get("SIMDGEN", "target/release/simdgen"))
ROOT = tempfile.mkdtemp(prefix="simdgen-growth-", dir=os.environ.get("TMPDIR"))
LONGEST = 60


def png(width=8, height=8, rgba=(200, 100, 50, 255)):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    rows = (b"\0" + bytes(rgba) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = png()


def write(name, data):
    path = os.path.join(ROOT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def traits(layer, count, name="T{}"):
    for number in range(count):
        write(f"layers/{layer}/{name.format(number)}.png", PICTURE)


def toml(layers, rest="", editions=2, collection=""):
    text = f'[collection]\nname = "X"\nseed = "a"\n{collection}\n'
    if editions:
        text = text.replace("seed", f"editions = {editions}\nseed")
    text += "[canvas]\nwidth = 8\nheight = 8\n"
    text += "".join(f'[[layers]]\nname = "{name}"\n{keys}\n' for name, keys in layers)
    write("simdgen.toml", text + rest)


def hashlips(layers, more=""):
    configuration = f"layerConfigurations: [{{ growEditionSizeTo: 1, layersOrder: {layers} }}]"
    write("src/config.js", f"module.exports = {{ format: {{ width: 8, height: 8 }}, rarityDelimiter: '#', {configuration}, {more} }}")


def nftchef(layers, more=""):
    hashlips(layers, "startIndex: 1, " + more)


AXES = {}


def axis(count, *command):
    def keep(make):
        AXES[make.__name__] = (count, command or ("plan", "{}"), make)
        return make

    return keep


@axis(2000)
def script_layers(n):
    traits("A", 2)
    hashlips(f"new Array({n}).fill({{ name: 'A' }})")


@axis(500)
def folders_of_layers(n):
    for number in range(n):
        traits(f"L{number}", 1)
    hashlips(json.dumps([{"name": f"L{number}"} for number in range(n)]))


@axis(1000)
def toml_layers(n):
    traits("A", 2)
    toml([(f"L{number}", 'folder = "A"') for number in range(n)])


@axis(1000, "inspect", "{}")
def toml_layers_inspected(n):
    toml_layers(n)


@axis(500, "check", "{}")
def toml_layers_checked(n):
    toml_layers(n)


@axis(2000)
def traits_of_a_layer(n):
    traits("A", n)
    toml([("A", "")])


@axis(1000, "check", "{}")
def traits_checked(n):
    traits("A", n)
    toml([("A", "")])


@axis(1000, "inspect", "{}")
def traits_inspected(n):
    traits("A", n)
    toml([("A", "")])


@axis(1000)
def listed_traits(n):
    traits("A", 1)
    entries = ", ".join(f'{{ name = "N{number}", file = "T0.png", weight = 1 }}' for number in range(n))
    toml([("A", f"traits = [{entries}]")])


@axis(1000)
def weights_by_name(n):
    traits("A", n)
    toml([("A", "weights = { " + ", ".join(f"T{number} = 2" for number in range(n)) + " }")])


@axis(1000)
def values_by_name(n):
    traits("A", n)
    toml([("A", "values = { " + ", ".join(f"T{number} = 'V{number}'" for number in range(n)) + " }")])


@axis(250)
def counts_by_name(n):
    traits("A", n)
    traits("B", n)
    toml([("A", "counts = { " + ", ".join(f"T{number} = 1" for number in range(n)) + " }"), ("B", "")], editions=n)


@axis(1000)
def rules(n):
    traits("A", 100)
    traits("B", 100)
    text = "".join(f'[[rules]]\ntrait = "A/T{number % 100}"\nexcludes = "B/T{number // 100 % 100}"\n' for number in range(n))
    toml([("A", ""), ("B", "none = 1")], text)


@axis(500)
def rules_that_require(n):
    traits("A", n)
    traits("B", n)
    text = "".join(f'[[rules]]\ntrait = "A/T{number}"\nrequires = "B/T{number}"\n' for number in range(n))
    toml([("A", ""), ("B", "")], text)


@axis(500, "inspect", "{}")
def rules_that_require_inspected(n):
    rules_that_require(n)


@axis(500)
def rules_in_a_chain(n):
    traits("A", 2)
    chain = "".join(f'[[rules]]\ntrait = "L{number}/T0"\nrequires = "L{number + 1}/T0"\n' for number in range(n - 1))
    toml([(f"L{number}", 'folder = "A"') for number in range(n)], chain)


@axis(500)
def rules_at_most(n):
    traits("A", 10)
    traits("B", 10)
    text = "".join(f'[[rules]]\nat_most = 1\nof = ["A/T{number % 10}", "B/T{number // 10 % 10}"]\n' for number in range(n))
    toml([("A", ""), ("B", "")], text)


@axis(100)
def rules_that_contradict(n):
    traits("A", 2)
    traits("B", n)
    text = "".join(f'[[rules]]\ntrait = "A"\nexcludes = "B/T{number}"\n' for number in range(n))
    toml([("A", ""), ("B", "")], text)


@axis(500)
def traits_of_one_rule(n):
    traits("A", n)
    traits("B", n)
    toml([("A", "none = 1"), ("B", "none = 1")], '[[rules]]\ntrait = "A/*"\nexcludes = "B/*"\n')


@axis(50)
def groups_of_same(n):
    traits("A", n)
    traits("B", n)
    groups = ", ".join(f'"*/T{number}"' for number in range(n))
    toml([("A", ""), ("B", "")], f"[[rules]]\nsame = [{groups}]\n")


@axis(500)
def tags(n):
    traits("A", n)
    traits("B", 2)
    text = "[tags]\n" + "".join(f't{number} = ["A/T{number}"]\n' for number in range(n))
    text += "".join(f'[[rules]]\ntrait = "#t{number}"\nexcludes = "B/T0"\n' for number in range(n))
    toml([("A", ""), ("B", "")], text)


@axis(500)
def patterns(n):
    traits("A", n)
    traits("B", 2)
    text = "".join(f'[[rules]]\ntrait = "A/*T{number}*"\nexcludes = "B/T0"\n' for number in range(n))
    toml([("A", ""), ("B", "")], text)


@axis(250)
def stars_in_a_pattern(n):
    write("layers/A/" + "a" * 240 + ".png", PICTURE)
    traits("B", 2)
    toml([("A", ""), ("B", "")], f'[[rules]]\ntrait = ["B/T0", "A/{"*a" * n}b", "A/*"]\nexcludes = "B/T1"\n')


@axis(1000)
def sets(n):
    traits("A", 10)
    traits("B", 2000)
    toml([("A", ""), ("B", "")], "[[sets]]\neditions = 1\n" * n, editions=0)


@axis(250)
def sets_of_many_layers(n):
    traits("A", 2)
    layers = [(f"L{number}", 'folder = "A"') for number in range(n)]
    toml(layers, "".join(f'[[sets]]\neditions = 1\nlayers = ["L{number}"]\n' for number in range(n)), editions=0)


@axis(250)
def layers_within_layers(n):
    traits("A", 2)
    toml([("L0", 'folder = "A"')] + [(f"L{number}", f'folder = "A"\nwithin = "L{number - 1}/T0"') for number in range(1, n)])


@axis(25000)
def editions(n):
    for layer in "ABCDE":
        traits(layer, 20)
    toml([(layer, "") for layer in "ABCDE"], editions=n)


@axis(2500)
def editions_to_the_last(n):
    traits("A", 100)
    traits("B", n // 100)
    toml([("A", ""), ("B", "")], editions=n)


@axis(1000, "check", "{}")
def one_of_one(n):
    traits("A", 2)
    traits("Z", n)
    text = "".join(f'[[one_of_one]]\nfile = "layers/Z/T{number}.png"\n' for number in range(n))
    toml([("A", "")], text, editions=n + 2)


@axis(1000)
def attributes(n):
    traits("A", 2)
    listed = ", ".join(f'{{ name = "a{number}", value = {number} }}' for number in range(n))
    toml([("A", "")], collection=f"attributes = [{listed}]")


@axis(20000)
def long_names(n):
    traits("A", 2)
    toml([("x" * n, 'folder = "A"'), ("y" * n, 'folder = "A"')])


@axis(50)
def deep_folders(n):
    folder = "A/" + "/".join("d" for _ in range(n))
    write(f"layers/{folder}/T.png", PICTURE)
    nftchef("[{ name: 'A' }]")


@axis(250)
def wide_folders(n):
    for number in range(n):
        write(f"layers/A/F{number}/T.png", PICTURE)
    nftchef("[{ name: 'A' }]")


@axis(250)
def incompatible(n):
    traits("A", n)
    traits("B", n)
    lists = ", ".join(f"T{number}: ['T{number + 1}']" for number in range(0, n, 2))
    nftchef("[{ name: 'A' }, { name: 'B' }]", f"incompatible: {{ {lists} }}")


@axis(250)
def forced(n):
    traits("A", n, "A{}")
    traits("B", n, "B{}")
    lists = ", ".join(f"A{number}: ['B{number}']" for number in range(n))
    nftchef("[{ name: 'A' }, { name: 'B' }]", f"forcedCombinations: {{ {lists} }}")


@axis(500)
def unknown_names(n):
    traits("A", n)
    lists = ", ".join(f"Q{number}: ['R{number}']" for number in range(n))
    nftchef("[{ name: 'A' }]", f"incompatible: {{ {lists} }}")


@axis(2000)
def script_object(n):
    traits("A", 2)
    hashlips("[{ name: 'A' }]", f"extraMetadata: Object.fromEntries(Array.from({{ length: {n} }}, (_, i) => ['k' + i, i]))")


@axis(1000)
def notices(n):
    traits("A", 2)
    for number in range(n):
        write(f"layers/A/note{number}.txt", b"")
    toml([("A", "")])


@axis(10000, "generate", "{}", "-q", "--plan", "{}/given.csv")
def lines_of_a_plan(n):
    traits("A", 100)
    toml([("A", "")], editions=n, collection="unique = false")
    write("given.csv", "edition,A\n" + "".join(f"{number + 1},T{number % 100}\n" for number in range(n)))


@axis(250, "generate", "{}", "-q", "--plan", "{}/given.csv")
def columns_of_a_plan(n):
    traits("A", 2)
    toml([(f"L{number}", 'folder = "A"') for number in range(n)])
    write("given.csv", "edition," + ",".join(f"L{number}" for number in range(n)) + "\n1" + ",T0" * n + "\n")


@axis(2000, "generate", "{}", "-q", "--plan", "{}/given.csv")
def suggestions(n):
    traits("A", n)
    toml([("A", "")])
    write("given.csv", "edition,A\n1,Tx\n")


@axis(1000, "generate", "{}", "-q", "--from", "{}/json")
def metadata_read(n):
    traits("A", n)
    toml([("A", "")])
    for number in range(n):
        attributes = [{"trait_type": "A", "value": f"T{number}"}]
        write(f"json/{number + 1}.json", json.dumps({"name": f"X #{number + 1}", "edition": number + 1, "attributes": attributes}))


@axis(500, "generate", "{}", "-q", "--from", "{}/json")
def alike_metadata_read(n):
    for layer in "ABC":
        traits(layer, n)
    toml([(layer, "") for layer in "ABC"])
    for number in range(n):
        attributes = [{"trait_type": layer, "value": f"T{number}"} for layer in "ABC"]
        write(f"json/{number + 1}.json", json.dumps({"name": f"X #{number + 1}", "edition": number + 1, "attributes": attributes}))


@axis(2000)
def layer_files_of_numbers(n):
    traits("A", n, "1" * 200 + "{}")
    toml([("A", "")])


@axis(200, "generate", "{}", "-q")
def layers_drawn(n):
    traits("A", 2)
    toml([(f"L{number}", 'folder = "A"') for number in range(n)])


@axis(2000, "generate", "{}", "-q")
def placeholders(n):
    traits("A", 2)
    write("template.json", json.dumps({f"k{number}": "{{name}}" for number in range(n)}))
    toml([("A", "")], collection='standard = "template"\ntemplate = "template.json"')


@axis(1000, "import", "{}", "--out", "{}/out.toml")
def imported(n):
    traits("A", n)
    hashlips("[{ name: 'A' }]")


def measure(command):
    arguments = [part.replace("{}", ROOT) for part in command]
    start = time.monotonic()
    try:
        result = subprocess.run([BINARY, *arguments], capture_output=True, timeout=LONGEST, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return LONGEST, "stopped"
    error = result.stderr.decode(errors="replace").strip().splitlines()
    said = [line for line in error if line.startswith("error")]
    return time.monotonic() - start, f"exit {result.returncode} {said[0][:150] if said else ''}"


for name, (count, command, make) in AXES.items():
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    times = []
    for n in (count, 4 * count):
        shutil.rmtree(ROOT, ignore_errors=True)
        make(n)
        times.append(measure(command))
    (short, _), (long, end) = times
    mark = "SUPERLINEAR" if long > 8 * short and long > 0.3 else ""
    print(f"{name:32} n = {count:6} {short:8.3f} s   4n {long:8.3f} s   x {long / short:6.1f}  {end:8} {mark}", flush=True)
shutil.rmtree(ROOT, ignore_errors=True)
