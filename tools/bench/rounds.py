"""Everything that is measured of one set, in turn, a number of rounds; medians of what the rounds gave."""
import os
import shutil
import statistics
import sys

import measure
from efforts import WHOLE_PLANS, splice
from peers import FPNGE, NAMES, largest_difference

FAST = splice("fast")
# What one thread of each kind is measured with beside the efforts.
DIRECT_FAST, DIRECT_BALANCED = "direct fast", "direct balanced"
DIRECT = {
    DIRECT_FAST: "--encoder direct --compression fast",
    DIRECT_BALANCED: "--encoder direct --compression balanced",
}


def measure_rounds(collection, count, efforts, peers, check):
    """The medians of all values over the rounds, as one dictionary; values that a round lacks do not count."""
    every = []
    for number in range(count):
        print(f"  round {number + 1} of {count}", file=sys.stderr)
        every.append(one_round(collection, efforts, peers, number == 0, check and number == 0))
    names = {name: None for values in every for name in values}
    result = {name: statistics.median(v[name] for v in every if name in v) for name in names}
    return result | about(collection, efforts)


def measure_sizes(collection, efforts, peers, names):
    """Sizes of the few pictures alone: nothing that depends on what else the machine does. `names` are the peers that compose."""
    values, out = {}, collection.work / "out"
    for name, encoding in [*((splice(effort), f"--effort {effort}") for effort in efforts.names), *DIRECT.items()]:
        shutil.rmtree(out, ignore_errors=True)
        summary = measure.generate(collection, out, encoding, 1, more=first(collection))
        values[f"bytes {name}"] = collection.few_bytes(out)
        if name == FAST and (tiles := measure.distinct_tiles(collection)):
            values["uses"] = summary["tiles_copied"] / summary["editions"] * collection.editions / tiles
    if peers:
        measured = measure_peers(collection, out, peers, names, True)
        values |= {name: value for name, value in measured.items() if name.startswith("bytes ")}
    shutil.rmtree(out)
    return values | about(collection, efforts)


def about(collection, efforts):
    manifest = collection.manifest
    known = {"width": manifest["width"], "height": manifest["height"], "editions": collection.editions}
    return known | {"efforts": efforts.names, "default": efforts.default}


def one_round(collection, efforts, peers, with_slow, check):
    """Name to value: `rate NAME` in editions by CPU second, `bytes NAME` a picture, and what else the tables need. What takes
    seconds a picture is measured in one round: it is so much longer than what disturbs it."""
    values, out = {}, collection.work / "out"
    whole_runs(collection, out, values)
    for effort in efforts.names:
        name, encoding = splice(effort), f"--effort {effort}"
        if effort in WHOLE_PLANS:
            summary = measure.generate(collection, out, encoding, 1)
            values[f"rate {name}"] = summary["editions"] / summary["cpu_seconds"]
        elif with_slow:
            values[f"rate {name}"] = slow_effort(collection, out, encoding)
        else:
            continue
        values[f"bytes {name}"] = collection.few_bytes(out)
        if name == FAST:
            values |= steps(summary)
        shutil.rmtree(out)
    for name, plan in [(DIRECT_FAST, collection.many_plan), (DIRECT_BALANCED, collection.few_plan)]:
        shutil.rmtree(out, ignore_errors=True)
        summary = measure.generate(collection, out, DIRECT[name], 1, plan)
        values[f"rate {name}"] = summary["editions"] / summary["cpu_seconds"]
        values[f"bytes {name}"] = collection.few_bytes(out)
    if peers:
        values |= measure_peers(collection, out, peers, NAMES, with_slow, check)
    shutil.rmtree(out)
    return values


def first(collection, count=None):
    """Renders the first of the plan alone, by default those that everything renders; what is learned is still of all."""
    few = collection.few[:count]
    return ["--editions", f"{few[0]}..={few[-1]}"]


def slow_effort(collection, out, encoding):
    """Renders the few pictures; the rate of all is returned. What the start takes is told apart by a run of a single picture."""
    start = measure.generate(collection, out, encoding, 1, more=first(collection, count=1))["cpu_seconds"]
    shutil.rmtree(out)
    seconds = measure.generate(collection, out, encoding, 1, more=first(collection))["cpu_seconds"]
    # The start of tiny pictures takes longer than they do, and differs by more.
    a_picture = max(0.0, seconds - start) / max(1, len(collection.few) - 1)
    return collection.editions / (start + a_picture * (collection.editions - 1))


def measure_peers(collection, build, peers, names, with_encoders, check=False):
    """Values of the named programs, which compose, and of those that encode the finished pictures of a build."""
    values = {}
    files = [build / f"images/{number}.png" for number in collection.few]
    if peers.fpnge:
        keep(values, FPNGE, peers.try_(lambda: peers.run_fpnge(files), "fpnge"))
    for name, run in peers.encoders(files) if with_encoders else []:
        keep(values, name, peers.try_(run, name))
    for name, run in peers.runners():
        if name not in names:
            continue
        theirs = collection.work / "peer"
        keep(values, name, peers.try_(lambda: run(collection.work / "few.json", theirs), name))
        if check and name == "Pillow" and theirs.is_dir():
            worst = largest_difference(build / "images", theirs, collection.few)
            print(f"  largest difference from Pillow, premultiplied: {worst}", file=sys.stderr)
        shutil.rmtree(theirs, ignore_errors=True)
    return values


def whole_runs(collection, out, values):
    """Runs on all cores, by wall time: splice and its floor, direct, and how soon the first picture is there."""
    cores = os.cpu_count() or 1
    splice_run = measure.generate(collection, out, "--effort fast", cores)
    floor = measure.write_floor(out, cores)
    shutil.rmtree(out)
    direct = measure.generate(collection, out, DIRECT[DIRECT_FAST], cores, collection.many_plan)
    shutil.rmtree(out)
    rate = splice_run["editions"] / splice_run["seconds_total"]
    values["splice by direct"] = rate / (direct["editions"] / direct["seconds_total"])
    by_cpu = direct["cpu_seconds"] / direct["editions"] * splice_run["editions"] / splice_run["cpu_seconds"]
    values["splice by direct, CPU"] = by_cpu
    values["run by floor"] = splice_run["seconds_total"] / floor
    values["uses"] = uses(splice_run)
    values["first image"], values["prepare"] = measure.first_image_seconds(collection, out, cores)
    shutil.rmtree(out)


def uses(summary):
    return summary["tiles_copied"] / summary["tiles_composed"]


def steps(summary):
    """The parts of a run on one thread, in seconds of a tile, a row and an edition."""
    seconds = summary["stage_seconds"]
    return {
        "tile": seconds["encode tiles"] / summary["tiles_composed"],
        "row": seconds["join tiles"] / max(1, summary["rows_joined"]),
        "count": seconds["count tiles"] / summary["editions"],
    }


def keep(values, name, result):
    if result is None:
        return
    # Without CPU time (a browser where there is no /proc) it is wall time: the rate comes out too high, if at all.
    values[f"rate {name}"] = result["editions"] / (result.get("cpu_seconds") or result["seconds"])
    values[f"bytes {name}"] = result["bytes"] / result["editions"]
    if "processes" in result:
        values["browser processes"] = result["processes"]
