#!/usr/bin/env python3
"""Runs simdgen at sizes that tests leave out, and says how much memory it took.

usage: tools/load.py [--out DIR] [--memory MIB] [--editions N] [--large N]

Two cases, both of the demo project: many pictures (100,000 of 512 x 512 unless told otherwise, about 14 GB of files)
and large ones (200 of 4000 x 4000). Files go to a folder inside DIR (default: the system's temporary folder) and are
deleted after each case. Peak memory is all that was resident, the mapped trait pack and the plan with it; --memory is
simdgen's own option, the bound for encoded tiles. Exit code 1 if a case fails or takes more than it may: the bound,
the pack, 64 bytes an edition for the plan, and 96 MiB for the program and the pictures under way.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIMDGEN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/simdgen"
MIB = 1 << 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--memory", type=int, default=256, metavar="MIB")
    parser.add_argument("--editions", type=int, default=100_000, help="of 512 x 512")
    parser.add_argument("--large", type=int, default=200, help="of 4000 x 4000")
    return parser.parse_args()


def generate(project, editions, memory):
    """The summary of a run, with the most memory it held."""
    command = [SIMDGEN, "generate", project, "--count", editions, "--memory", memory, "--json"]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    # Kilobytes on Linux, bytes on macOS.
    resident = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cpu = usage.ru_utime + usage.ru_stime
    return json.loads(printed) | {"resident": resident, "cpu_seconds": cpu}


def case(work, size, editions, memory):
    """One line of the table; whether memory stayed within what it may take."""
    project = work / f"{size}"
    subprocess.run([SIMDGEN, "demo", project], check=True, capture_output=True)
    shutil.rmtree(project / "build")
    config = project / "simdgen.toml"
    text = config.read_text()
    config.write_text(text.replace("width = 512", f"width = {size}").replace("height = 512", f"height = {size}"))
    subprocess.run([SIMDGEN, "pack", project], check=True, capture_output=True)
    summary = generate(project, editions, memory)
    found = sum(1 for _ in (project / "build/images").iterdir())
    if found != editions:
        sys.exit(f"{editions} editions asked for, {found} pictures found")
    limit = memory * MIB + summary["pack"]["bytes"] + 64 * editions + 96 * MIB
    print(
        f"| {editions:,} of {size} x {size} | {summary['image_bytes'] / 1e9:.1f} GB"
        f" | {summary['editions'] / summary['cpu_seconds']:,.0f} | {memory} MiB | {summary['pack']['bytes'] / MIB:.0f} MiB"
        f" | {summary['resident'] / MIB:.0f} MiB |",
        flush=True,
    )
    shutil.rmtree(project)
    return summary["resident"] <= limit


def main():
    args = arguments()
    subprocess.run(["cargo", "build", "--release", "--bin", "simdgen"], cwd=ROOT, check=True)
    work = Path(tempfile.mkdtemp(prefix="simdgen-load-", dir=args.out))
    try:
        print("| pictures | files | editions a second by one core | `--memory` | pack | most memory held |")
        print("| --- | --- | --- | --- | --- | --- |")
        within = [case(work, size, n, args.memory) for size, n in ((512, args.editions), (4000, args.large)) if n]
    finally:
        shutil.rmtree(work)
    if not all(within):
        sys.exit("more memory was held than may be")


main()
