"""Everything that is measured of one set, in turn, a number of rounds; medians of what the rounds gave."""
import os
import shutil
import statistics
import sys

import measure
from peers import FPNGE, largest_difference

FAST = "splice fast"
# What one thread of each kind is measured with: how, and which plan.
ONE_THREAD = [
    (FAST, "--effort fast", "plan"),
    ("splice balanced", "--effort balanced", "plan"),
    ("splice high", "--effort high", "plan"),
    ("direct fast", "--encoder direct --compression fast", "many_plan"),
    ("direct balanced", "--encoder direct --compression balanced", "few_plan"),
]
DIRECT = "--encoder direct --compression fast"


def measure_rounds(collection, count, peers, check):
    """The medians of all values over the rounds, as one dictionary; values that a round lacks do not count."""
    every = []
    for number in range(count):
        print(f"  round {number + 1} of {count}", file=sys.stderr)
        every.append(one_round(collection, peers, check and number == 0))
    names = {name: None for values in every for name in values}
    result = {name: statistics.median(v[name] for v in every if name in v) for name in names}
    manifest = collection.manifest
    result |= {"width": manifest["width"], "height": manifest["height"], "editions": collection.editions}
    return result


def one_round(collection, peers, check):
    """Name to value: `rate NAME` in editions by CPU second, `bytes NAME` a picture, and what else the tables need."""
    values, out = {}, collection.work / "out"
    whole_runs(collection, out, values)
    for name, encoding, plan in ONE_THREAD:
        summary = measure.generate(collection, out, encoding, 1, getattr(collection, plan))
        values[f"rate {name}"] = summary["editions"] / summary["cpu_seconds"]
        values[f"bytes {name}"] = collection.few_bytes(out)
        if name == FAST:
            values |= steps(summary)
            if peers and peers.fpnge:
                files = [out / f"images/{number}.png" for number in collection.few]
                keep(values, FPNGE, peers.try_(lambda: peers.run_fpnge(files), "fpnge"))
        if name != "direct balanced":
            shutil.rmtree(out)
    if peers:
        for name, run in peers.runners():
            theirs = collection.work / "peer"
            keep(values, name, peers.try_(lambda: run(collection.work / "few.json", theirs), name))
            if check and name == "Pillow" and theirs.is_dir():
                worst = largest_difference(out / "images", theirs, collection.few)
                print(f"  largest difference from Pillow, premultiplied: {worst}", file=sys.stderr)
            shutil.rmtree(theirs, ignore_errors=True)
    shutil.rmtree(out)
    return values


def whole_runs(collection, out, values):
    """Runs on all cores, by wall time: splice and its floor, direct, and how soon the first picture is there."""
    cores = os.cpu_count() or 1
    splice = measure.generate(collection, out, "--effort fast", cores)
    floor = measure.write_floor(out, cores)
    shutil.rmtree(out)
    direct = measure.generate(collection, out, DIRECT, cores, collection.many_plan)
    shutil.rmtree(out)
    rate = splice["editions"] / splice["seconds_total"]
    values["splice by direct"] = rate / (direct["editions"] / direct["seconds_total"])
    values["splice by direct, CPU"] = direct["cpu_seconds"] / direct["editions"] * splice["editions"] / splice["cpu_seconds"]
    values["run by floor"] = splice["seconds_total"] / floor
    values["uses"] = splice["tiles_copied"] / splice["tiles_composed"]
    values["first image"], values["prepare"] = measure.first_image_seconds(collection, out, cores)
    shutil.rmtree(out)


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
