#!/usr/bin/env python3
"""Measures how `simdgen generate` scales with threads: rate and efficiency, and the time of each stage, for 1, 2, 4 and 8 threads.

usage: SIMDGEN=path/to/simdgen tools/scaling.py PROJECT [--count N] [--rounds R] [--grows | --shards N]

Each number of threads is run R times by turns, and the medians are printed; numbers of threads above that of cores are marked.
With --grows, one thread renders N, 2 N and 4 N editions instead, and the peak of memory of each is printed: what stays flat does not
grow with the collection, and the rest is the plan and the ledger. With --shards, each shard of a plan is rendered by one thread, and
its CPU time is printed beside the mean of all: what is above it is what the cuts did not foresee. Standard library only; writes to a
temporary folder.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(os.environ.get("SIMDGEN", "target/release/simdgen"))


def run(project, count, threads, out, *more):
    """Renders into a new folder; returns the summary with the peak of memory in MiB and the CPU seconds."""
    shutil.rmtree(out, ignore_errors=True)
    command = [BINARY, "generate", project, "--out", out, "--json", "--count", str(count), "--seed", "scaling"]
    child = subprocess.Popen(command + ["--threads", str(threads), *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    summary = json.loads(text)
    summary["mib"] = usage.ru_maxrss / 1024
    summary["cpu"] = usage.ru_utime + usage.ru_stime
    return summary


def median(runs, value):
    return statistics.median(value(summary) for summary in runs)


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |", flush=True)
        if row is rows[0]:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def by_threads(project, count, rounds, out):
    cores = len(os.sched_getaffinity(0))
    numbers = [1, 2, 4, 8]
    runs = {threads: [] for threads in numbers}
    run(project, count, cores, out)  # The pack and what was learned are there from here on.
    for _ in range(rounds):
        for threads in numbers:
            runs[threads].append(run(project, count, threads, out))
    first = median(runs[1], lambda s: s["editions_per_second"])
    stages = [name for name in runs[1][0]["stage_seconds"] if median(runs[1], lambda s: s["stage_seconds"][name]) > 0]
    rows = [["threads", "editions a second", "efficiency", "CPU s", "MiB"] + stages]
    for threads in numbers:
        of = runs[threads]
        rate = median(of, lambda s: s["editions_per_second"])
        usable = min(threads, cores)
        mark = "" if threads <= cores else f" ({cores} cores)"
        rows.append(
            [f"{threads}{mark}", f"{rate:,.0f}", f"{100 * rate / first / usable:.0f} %"]
            + [f"{median(of, lambda s: s['cpu']):.2f}", f"{median(of, lambda s: s['mib']):.0f}"]
            + [f"{median(of, lambda s: s['stage_seconds'][name]):.2f} s" for name in stages]
        )
    print(f"{count:,} editions of {project}, medians of {rounds}; efficiency is the rate over that of as many single threads as the")
    print(f"{cores} cores here can run; the time of stages is that of all threads together\n")
    table(rows)


def by_editions(project, count, out):
    rows = [["editions", "MiB", "bytes more an edition", "editions a second"]]
    before = None
    for editions in (count, 2 * count, 4 * count):
        summary = run(project, editions, 1, out)
        more = "" if before is None else f"{(summary['mib'] - before[1]) * 2**20 / (editions - before[0]):.0f}"
        rows.append([f"{editions:,}", f"{summary['mib']:.0f}", more, f"{summary['editions_per_second']:,.0f}"])
        before = (editions, summary["mib"])
        shutil.rmtree(out, ignore_errors=True)
    table(rows)


def by_shards(project, count, rounds, shards, out):
    run(project, count, 1, out)  # As above.
    runs = [[] for _ in range(shards)]
    for _ in range(rounds):
        for number, of in enumerate(runs, 1):
            of.append(run(project, count, 1, out, "--shard", f"{number}/{shards}"))
    cpu = [median(of, lambda s: s["cpu"]) for of in runs]
    mean = statistics.mean(cpu)
    rows = [["shard", "editions", "CPU s", "of the mean"]]
    for number, (of, seconds) in enumerate(zip(runs, cpu), 1):
        rows.append([f"{number}/{shards}", f"{of[0]['editions']:,}", f"{seconds:.2f}", f"{seconds / mean:.3f}"])
    print(f"{count:,} editions of {project}, medians of {rounds}\n")
    table(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--grows", action="store_true")
    kind.add_argument("--shards", type=int)
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="simdgen-scaling-", dir=os.environ.get("TMPDIR"))
    out = os.path.join(folder, "out")
    try:
        if arguments.grows:
            by_editions(arguments.project, arguments.count, out)
        elif arguments.shards:
            by_shards(arguments.project, arguments.count, arguments.rounds, arguments.shards, out)
        else:
            by_threads(arguments.project, arguments.count, arguments.rounds, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
