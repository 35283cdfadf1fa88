#!/usr/bin/env python3
"""Measures simdgen beside what people use today, and rewrites the tables of src/guide/performance.md.

usage: tools/bench.sh [--quick | --sizes] [--set NAME=FOLDER[:CONFIG]]... [--count N] [--rounds N] [--node-modules DIR]
       [--binary FILE] [--print]

Each set is a project folder, with a configuration of its own or one that is named; without --set it is the demo
project. tools/flatten.py makes a project of nested folders. Editions are cut down to the combinations a set has (--repeat:
they begin again instead) and to what a third of the free memory holds. Peers that are not installed are named and left out:

  node-canvas, @napi-rs/canvas, sharp   npm install canvas @napi-rs/canvas sharp   (in --node-modules)
  Pillow, lossless WebP                 pip install pillow
  oxipng                                pip install pillow pyoxipng
  headless Chromium                     a `chromium` or `google-chrome` on the path
  fpnge                                 --fpnge DIR, a checkout of it; needs cc, c++ and the headers of libpng

How: rates per core are editions by CPU time (user and system), so they hold on a machine that does other work too; each
program runs one thread of each kind where it can be told to. The time of peers begins when their traits are decoded,
simdgen's when its process starts, with a ready pack. Peers render a few editions spread over the plan, and all sizes are
of exactly these. Efforts are those that `simdgen generate --help` lists; one slower than `high` renders these alone, and its
rate is worked out from them. "Encoding only" is of finished pictures: nothing is composed or written. Splice against direct,
and the floor (writing the finished files by themselves), are wall times of runs on all cores: leave the machine alone for
those. Everything is written to --memory, and deleted. All is measured in turn, --rounds times, but oxipng, WebP and slow
efforts once; the tables have medians.

Results are kept in --results set by set, so that sets can be measured one by one; the tables are of all that it holds.
Standard error also gets the time of each step beside the limit that it was designed for.

Two shorter ways measure no time, so the machine may be busy:

  --sizes   the same editions once; only the three tables of sizes are rewritten, from results of its own
  --quick   few editions, only sharp, node-canvas, oxipng and WebP beside; within minutes, and kept nowhere: tables are printed

"""
import argparse
import json
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import measure
import page
import rounds
import tables
from collection import FEW, QUICK, Collection
from efforts import Efforts
from peers import NAMES, QUICK_NAMES, Peers


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FOLDER[:CONFIG]", help="may be given often")
    parser.add_argument("--count", type=int, default=10_000, help="editions of each set (default 10,000)")
    parser.add_argument("--repeat", action="store_true", help="repeat combinations where a set has fewer")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured (default 3)")
    parser.add_argument("--node-modules", default="node_modules", help="where npm packages are (default: node_modules)")
    parser.add_argument("--fpnge", metavar="DIR", help="folder with fpnge.cc and fpnge.h")
    parser.add_argument("--no-peers", action="store_true", help="measure simdgen only")
    parser.add_argument("--memory", type=Path, default=Path("/dev/shm"), help="file system to write to (default /dev/shm)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="measure this program instead of building it")
    parser.add_argument("--results", type=Path, default=measure.TARGET / "bench-results.json")
    parser.add_argument("--forget", action="store_true", help="begin with empty results")
    parser.add_argument("--tables-only", action="store_true", help="measure nothing, only write the tables")
    parser.add_argument("--print", action="store_true", help="print the tables instead of rewriting the page")
    parser.add_argument("--check", action="store_true", help="compare pixels with Pillow's too, where it is installed")
    shorter = parser.add_mutually_exclusive_group()
    shorter.add_argument("--sizes", action="store_true", help="only sizes, and rewrite only their tables")
    shorter.add_argument("--quick", action="store_true", help="only sizes, of few editions, and print their tables")
    return parser.parse_args()


def set_of(text):
    """NAME=FOLDER[:CONFIG] in three; a colon that is part of the folder's name is left there."""
    name, _, path = text.partition("=")
    if not name or not path or "/" in name:
        sys.exit(f"--set {text}: write NAME=FOLDER or NAME=FOLDER:CONFIG")
    if Path(path).is_dir():
        return name, Path(path).resolve(), None
    folder, _, config = path.rpartition(":")
    if not Path(folder).is_dir() or not Path(config).is_file():
        sys.exit(f"--set {text}: {folder or path} is not a folder, or {config} not a file")
    return name, Path(folder).resolve(), Path(config).resolve()


def machine():
    """What the tables were measured on."""
    model = platform.processor() or platform.machine()
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]
    except (OSError, TypeError):
        pass
    version, _ = measure.simdgen("--version")
    level = version.split("build level: ")[1].strip()
    return {"cpu": model.strip(), "cores": os.cpu_count(), "level": level, "version": version.split()[1]}


def measure_sets(args, sets):
    """Yields what was measured of each set, by its name."""
    efforts = Efforts()
    memory = args.memory if args.memory.is_dir() else Path(tempfile.gettempdir())
    work = Path(tempfile.mkdtemp(prefix="simdgen-bench-", dir=memory))
    try:
        sizes_only = args.quick or args.sizes
        threads = os.cpu_count() or 1 if sizes_only else 1
        peers = None if args.no_peers else Peers(args.node_modules, args.fpnge, work, threads)
        if not sets:
            measure.simdgen("demo", work / "demo-project")
            sets = [("demo", work / "demo-project", None)]
        for name, folder, config in sets:
            collection = Collection(name, folder, config, work)
            cut = collection.prepare(args.count, args.repeat, QUICK if args.quick else FEW, sizes_only)
            print(f"{name}: {collection.editions:,} editions" + (f" ({cut})" if cut else ""), file=sys.stderr)
            if sizes_only:
                result = rounds.measure_sizes(collection, efforts, peers, QUICK_NAMES if args.quick else NAMES)
            else:
                result = rounds.measure_rounds(collection, args.rounds, efforts, peers, args.check)
            shutil.rmtree(collection.work)
            yield name, result | {"cut": cut, "machine": machine()}
    finally:
        shutil.rmtree(work)


def quick(args, sets):
    """Prints what there is after each set: it may be stopped at any time."""
    results = {}
    for name, result in measure_sets(args, sets):
        results[name] = result
        print(page.render(list(results.items()), page.SIZES), flush=True)


def main():
    args = arguments()
    # Ends as Ctrl-C does, so that what was written to memory goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    sets = [set_of(text) for text in args.set]
    if args.binary:
        measure.use(args.binary)
    if args.quick:
        return quick(args, sets)
    results = {"sets": {}, "sizes": {}}
    if args.results.is_file() and not args.forget:
        results |= json.loads(args.results.read_text())
    kind, sections = ("sizes", page.SIZES) if args.sizes else ("sets", page.ALL)
    if not args.tables_only:
        for name, result in measure_sets(args, sets):
            results[kind][name] = result
            args.results.parent.mkdir(parents=True, exist_ok=True)
            args.results.write_text(json.dumps(results, indent=1))
    if not results[kind]:
        sys.exit("nothing was measured")
    sets = list(results[kind].items())
    text = page.render(sets, sections)
    if not args.sizes:
        print(tables.limits(sets), file=sys.stderr)
    if args.print:
        print(text)
        return
    page.put_sizes(text) if args.sizes else page.put(text)
    print("tools/charts.py draws the charts of README.md from these tables", file=sys.stderr)


main()
