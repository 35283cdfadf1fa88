#!/usr/bin/env python3
"""Predicts what a collection of millions costs on many machines, from parts that are measured here.

usage: SIMDGEN=path/to/simdgen tools/cost.py PROJECT [--count N] [--machines M,M] [--cores C] [--effort E] [--pictures N,N]

Measured with one thread: the rate of a core, the bytes of a picture and its metadata, what every shard does for the whole plan
before it renders (drawing, keys, training: linear in the plan, from two plans), and what a merge does for an edition. Printed are
hours, bytes, files and requests for 10 million and 1 billion pictures. A plan has 20 million editions at most, so a billion are
100 collections of 10 million, each with a seed of its own. Where there are more collections than machines, each machine renders whole
ones, and nothing is merged. Standard library only; writes to a temporary folder.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

BINARY = os.path.abspath(os.environ.get("SIMDGEN", "target/release/simdgen"))
PLAN = 10_000_000


def run(arguments):
    """Runs simdgen on one thread; returns its summary, CPU seconds, seconds and peak of memory in MiB."""
    start = time.monotonic()
    child = subprocess.Popen([BINARY, *arguments, "--json", "--threads", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text, error = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {child.returncode}: {error.decode()}")
    return json.loads(text), usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def bytes_below(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def measure(project, count, effort, folder):
    def generate(out, count, *more):
        out = os.path.join(folder, out)
        return run(["generate", project, "--out", out, "--count", str(count), "--seed", "cost", "--effort", effort, *more])

    generate("warm", 100)
    # A shard that renders next to nothing, of two plans: what it does for the plan alone.
    small, large = count, 4 * count
    before = [generate(f"before-{n}", n, "--shard", f"1/{n}") for n in (small, large)]
    of_plan = max(0.0, (before[1][1] - before[0][1]) / (large - small))
    memory = max(0.0, (before[1][3] - before[0][3]) * 2**20 / (large - small))
    fixed = max(0.0, before[0][1] - of_plan * small)
    half = [generate("parts", count, "--shard", f"{number}/2") for number in (1, 2)]
    summary = half[0][0]
    editions = sum(part[0]["editions"] for part in half)
    cpu = sum(part[1] - fixed - of_plan * count for part in half) / editions
    pictures = sum(part[0]["image_bytes"] for part in half) / editions
    shards = os.path.join(folder, "parts", ".simdgen-shards")
    metadata = sum(bytes_below(os.path.join(shards, name, "json")) for name in os.listdir(shards)) / editions
    _, merge_cpu, merge_time, _ = run(["merge", os.path.join(folder, "parts"), "--project", project])
    return {
        "cpu": cpu, "of_plan": of_plan, "memory": memory, "fixed": fixed, "pictures": pictures, "metadata": metadata,
        "merge_cpu": merge_cpu / editions, "merge_time": merge_time / editions, "palette": summary["palette_colours"],
    }


def size(number):
    for unit in ("bytes", "KB", "MB", "GB", "TB", "PB"):
        if number < 1000:
            return f"{number:.3g} {unit}"
        number /= 1000


def span(seconds):
    return f"{seconds / 3600:.2f} h" if seconds >= 360 else f"{seconds:.0f} s"


def predict(parts, pictures, machines, cores):
    plan = min(pictures, PLAN)
    plans = pictures // plan
    before = parts["fixed"] + parts["of_plan"] * plan
    rendering = parts["cpu"] * plan / cores
    merging = parts["merge_time"] * plan
    if plans >= machines:
        rounds, shards = math.ceil(plans / machines), 1
        wall, merging = rounds * (before + rendering), 0
    else:
        rounds, shards = plans, machines
        wall = rounds * (before + rendering / machines + merging)
        merging *= rounds
    return [
        ("collections", f"{plans:,} of {plan:,}, " + ("a machine each" if shards == 1 else f"{shards} shards each")),
        ("time", span(wall)),
        ("  of that before rendering", span(rounds * before)),
        ("  of that merging", span(merging)),
        ("hours of a core, rendering", f"{parts['cpu'] * pictures / 3600:,.1f}"),
        ("memory of a shard for its plan", size(parts["memory"] * plan)),
        ("pictures", size(parts["pictures"] * pictures)),
        ("written a second, by all", f"{size((parts['pictures'] + parts['metadata']) * pictures / wall)}"),
        ("metadata, single files and list", size(2 * parts["metadata"] * pictures)),
        ("files, or PUT requests", f"{2 * pictures + 5 * plans:,}"),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--machines", default="1,8")
    parser.add_argument("--cores", type=int, default=16, help="cores of each machine")
    parser.add_argument("--effort", default="balanced")
    parser.add_argument("--pictures", default="10000000,1000000000")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="simdgen-cost-", dir=os.environ.get("TMPDIR"))
    try:
        parts = measure(arguments.project, arguments.count, arguments.effort, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"measured on one core, with {arguments.count:,} editions, --effort {arguments.effort}:")
    print(f"  rendering {1 / parts['cpu']:,.0f} editions a second, {parts['pictures']:,.0f} + {parts['metadata']:,.0f} bytes each")
    print(f"  a shard before it renders: {parts['fixed']:.2f} s and {1e6 * parts['of_plan']:.2f} s for each million of the plan")
    print(f"  merging {1 / parts['merge_time']:,.0f} editions a second")
    for pictures in map(int, arguments.pictures.split(",")):
        for machines in map(int, arguments.machines.split(",")):
            print(f"\n{pictures:,} pictures on {machines:,} machines of {arguments.cores} cores:")
            for name, value in predict(parts, pictures, machines, arguments.cores):
                print(f"  {name:34} {value}")


main()
