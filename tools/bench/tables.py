"""Results to Markdown: ratios, rates per core and shares of a limit; never the time that a machine took."""
import math

from efforts import splice as called
from peers import ENCODERS, FPNGE, NAMES
from rounds import DIRECT, FAST

# Step, what it is measured in, the limit that the design sets, in seconds, and how the limit is called.
LIMITS = [
    ("a new tile, composed and encoded", "tile", 12e-6, "12 us; flat art half of it"),
    ("joining, a row of a tile", "row", 10e-9, "10 ns"),
    ("counting tiles, an edition", "count", 5e-6, "5 us up to 1080 pixels"),
    ("start and training, ready pack", "prepare", 0.2, "200 ms"),
    ("start to first picture, ready pack", "first image", 0.3, "300 ms"),
]
# Uses of a tile from which on reuse is what is measured; and pixels across from which on sizes enter the mean.
OFTEN, WIDE = 10, 256


def machine(sets):
    machines = {(m["cpu"], m["cores"], m["level"]): None for m in (result["machine"] for _, result in sets)}
    where = "; ".join(f"{cpu}, {cores} cores, build level {level}" for cpu, cores, level in machines)
    text = f"Measured on {where}, with `tools/bench.sh`."
    processes = [int(result["browser processes"]) for _, result in sets if "browser processes" in result]
    if processes:
        text += f" Chromium is measured by the CPU time of all its processes ({min(processes)} or more)."
    return text


def table(header, rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in [header, ["---"] * len(header), *rows]]
    return "\n".join(lines)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def title(name, result):
    return f"{name}, {result['width']} x {result['height']}"


def rows_of(sets, kind):
    """Names of everything that has such a value, simdgen's first."""
    efforts = {called(effort): None for _, result in sets for effort in result["efforts"]}
    names = [*efforts, *DIRECT, FPNGE, *ENCODERS, *NAMES]
    return [name for name in names if any(kind + name in result for _, result in sets)]


def shown(name):
    if name == FAST:
        return f"**simdgen {name}**"
    return f"simdgen {name}" if name.startswith(("splice ", "direct ")) else name


def speed(sets):
    def cell(result, name):
        rate = result.get(f"rate {name}")
        if rate is None:
            return "-"
        return number(rate) if name == FAST else f"{number(rate)} ({number(result[f'rate {FAST}'] / rate)}x)"

    rows = [[shown(name), *(cell(result, name) for _, result in sets)] for name in rows_of(sets, "rate ")]
    head = "### Speed\n\nEditions per second on one core. In brackets: how many times faster `simdgen splice fast` is.\n\n"
    return head + table(["", *(title(*entry) for entry in sets)], rows)


def sizes(sets):
    def cell(result, name):
        size = result.get(f"bytes {name}")
        return "-" if size is None else number(size / 1e3)

    rows = [[shown(name), *(cell(result, name) for _, result in sets)] for name in rows_of(sets, "bytes ")]
    return "### Size\n\nkB per picture, of the same editions.\n\n" + table(["", *(name for name, _ in sets)], rows)


def mean(values):
    """The geometric mean, or nothing of nothing."""
    values = list(values)
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def mean_cell(values):
    value = mean(values)
    return "-" if value is None else f"**{value:.2f}**"


def splice(sets):
    columns = ["splice by direct", "splice by direct, CPU", "run by floor"]
    rows = []
    for name, result in sets:
        editions = f"{result['editions']:,}" + (f" ({result['cut']})" if result["cut"] else "")
        ratios = [f"{result[column]:.2f}" for column in columns]
        fpnge = result.get(f"rate {FPNGE}")
        rows.append([name, editions, number(result["uses"]), *ratios, f"{result[f'rate {FAST}'] / fpnge:.2f}" if fpnge else "-"])
    often = [result for _, result in sets if result["uses"] >= OFTEN]
    means = [mean_cell(result[column] for result in often) for column in columns]
    if often:
        rows.append([f"**mean where a tile has {OFTEN} uses or more**", "", "", *means, ""])
    header = ["", "editions", "uses per tile", "rate / direct", "rate / direct by CPU time", "time / writing only", "rate / fpnge, per core"]
    head = "### Gain of splicing\n\nSplice `fast` on all cores into a file system in memory, against direct `--compression fast`. Start and training are counted.\n\n"
    return head + table(header, rows)


def against_png(sets):
    columns = [("splice fast", "direct fast"), ("splice balanced", "direct fast"), ("splice high", "direct balanced")]
    ratio = lambda result, mine, theirs: result[f"bytes {mine}"] / result[f"bytes {theirs}"]
    rows = [[name, *(f"{ratio(result, m, t):.3f}" for m, t in columns)] for name, result in sets]
    wide = [result for _, result in sets if min(result["width"], result["height"]) >= WIDE]
    rows.append([f"**mean from {WIDE} pixels on**", *(mean_cell(ratio(r, m, t) for r in wide) for m, t in columns)])
    header = ["", "fast / png `Fast`", "balanced / png `Fast`", "high / png `Balanced`"]
    return "### Size against the png crate\n\nBytes of splice relative to the `png` crate, of the same editions.\n\n" + table(header, rows)


def limits(sets):
    rows = []
    for what, key, limit, name in LIMITS:
        rows.append([what, name, *(f"{result[key] / limit:.2f}" for _, result in sets)])
    head = "Steps of splice `fast`, as shares of the limits they were designed for (1 and less is within):\n\n"
    return head + table(["", "limit", *(name for name, _ in sets)], rows)
