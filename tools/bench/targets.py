"""Size beside what people are used to, and what it was designed to be; whatever exceeds that is marked."""
from efforts import splice
from peers import NODE_CANVAS, OXIPNG_2, OXIPNG_4
from tables import OFTEN, WIDE, mean, number, table

# What sizes are divided by, and how a column calls it.
CALLED = {NODE_CANVAS: "node-canvas", OXIPNG_2: "oxipng 2", OXIPNG_4: "oxipng 4"}
MISSED = " (missed)"


def columns(result):
    """Pairs of an effort and what it is compared with."""
    pairs = [(effort, NODE_CANVAS) for effort in result["efforts"]]
    return pairs + [pair for pair in (("high", OXIPNG_2), ("max", OXIPNG_4)) if pair[0] in result["efforts"]]


def limits(default):
    """The most that a pair of effort and other program may come to: of every set, and of the mean."""
    return {(default, NODE_CANVAS): (1.00, 1.00), ("high", OXIPNG_2): (None, 1.10), ("max", OXIPNG_4): (1.00, 1.00)}


def ratio(result, pair, kind="bytes"):
    mine, theirs = result.get(f"{kind} {splice(pair[0])}"), result.get(f"{kind} {pair[1]}")
    return mine / theirs if mine and theirs else None


def cell(value, limit, mark=""):
    """Two digits; what they show is what is compared with the limit."""
    if value is None:
        return "-"
    shown = f"{value:.2f}"
    missed = MISSED if limit is not None and float(shown) > limit else ""
    return f"{mark}{shown}{mark}{missed}"


def enters_mean(result):
    return min(result["width"], result["height"]) >= WIDE and result.get("uses", 0) >= OFTEN


def against_others(sets):
    """The table; of results that were kept by the last of several programs, the efforts of the last."""
    last = sets[-1][1]
    pairs, bounds = columns(last), limits(last["default"])
    pairs = [pair for pair in pairs if any(ratio(result, pair) for _, result in sets)]
    if not pairs:
        return ""
    header = ["", *(f"{effort} / {CALLED[other]}" for effort, other in pairs)]
    rows = [[name] for name, _ in sets] + [[f"**mean from {WIDE} pixels on, where a tile has {OFTEN} uses or more**"]]
    for pair in pairs:
        every, on_average = bounds.get(pair, (None, None))
        shown, shown_mean = lambda value: cell(value, every), lambda value: cell(value, on_average, "**")
        fill(rows, sets, lambda result: ratio(result, pair), shown, shown_mean)
    # How much sooner, where time was measured too.
    for pair in pairs:
        if pair[1] != NODE_CANVAS and any(ratio(result, pair, "rate") for _, result in sets):
            header.append(f"rate of {pair[0]} / {CALLED[pair[1]]}")
            times = lambda value: "-" if value is None else f"{number(value)}x"
            fill(rows, sets, lambda result: ratio(result, pair, "rate"), times, times)
    return f"{heading(last['default'], pairs)}\n\n{table(header, rows)}"


def fill(rows, sets, value_of, shown, shown_mean):
    """Adds a column."""
    values = [value_of(result) for _, result in sets]
    means = mean(value for value, (_, result) in zip(values, sets) if value and enters_mean(result))
    for row, text in zip(rows, [*map(shown, values), shown_mean(means)]):
        row.append(text)


def heading(default, pairs):
    aims = [(default, NODE_CANVAS, f"`{default}`, the default, is no larger than node-canvas's for any set")]
    aims += [("high", OXIPNG_2, "`high` is at most 1.10 of oxipng's level 2 in the mean")]
    aims += [("max", OXIPNG_4, "`max` is no larger than oxipng's level 4")]
    said = [text for effort, other, text in aims if (effort, other) in pairs]
    text = "Bytes of splice relative to other programs, of the same editions."
    if said:
        text += f" Targets: {'; '.join(said)}. What exceeds one is marked."
    return f"### Size against node-canvas and oxipng\n\n{text}"
