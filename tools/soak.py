#!/usr/bin/env python3
"""Generates, kills, resumes and verifies collections for hours, and stops at the first thing that is wrong.

usage: tools/soak.py [--hours H] [--seed N] [--out DIR] [--project DIR]

Each turn takes a random seed, size and options of the project (default: the demo), kills the run at up to three random
moments and resumes it, compares every file with those of a run of other threads, batches and memory that was left
alone, and lets `simdgen verify` decode a sample of pictures and compose them again. The same --seed makes the same
turns. Prints a line a turn; at the first difference it names it, keeps the folder and ends with exit code 1.
"""
import argparse
import hashlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIMDGEN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/simdgen"
ENCODINGS = ["--effort fast"] * 3 + ["--effort balanced", "--effort high", "--effort max", "--encoder direct --compression fast"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--project", type=Path, help="default: the demo")
    return parser.parse_args()


def simdgen(*arguments, allowed=(0,)):
    """Runs it to its end; what it said on standard output."""
    command = [str(SIMDGEN), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def killed_after(seconds, *arguments):
    """Whether a run was still going on after so long, and was killed."""
    process = subprocess.Popen([str(SIMDGEN), *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def machine_options(chance):
    """Options that may not change a byte."""
    return ["--threads", chance.randint(1, 8), "--batch", chance.choice([1, 3, 8, 64]), "--memory", chance.choice([16, 32, 256])]


def digests(build):
    """Every file below a build but the lock and what a run knows of itself: its path and the hash of its bytes."""
    files = (path for path in sorted(build.rglob("*")) if path.is_file() and path.name != ".simdgen-lock")
    return {str(path.relative_to(build)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def turn(project, work, chance):
    """One collection, made twice; how many kills the first one took, and how many editions it has."""
    editions = chance.randint(20, 600)
    what = [project, "--quiet", "--seed", chance.getrandbits(32), "--count", editions, *chance.choice(ENCODINGS).split()]
    whole, broken = work / "whole", work / "broken"
    begun = time.monotonic()
    simdgen("generate", *what, "--out", whole, *machine_options(chance))
    took = time.monotonic() - begun
    kills = 0
    for _ in range(chance.randint(0, 3)):
        resume = ["--resume"] if kills else []
        kills += killed_after(chance.uniform(0, took), "generate", *what, "--out", broken, *resume, *machine_options(chance))
        if not (broken / ".simdgen-partial").exists():
            break
    simdgen("generate", *what, "--out", broken, "--resume", *machine_options(chance))
    mine, theirs = digests(whole), digests(broken)
    different = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
    if different:
        sys.exit(f"after {kills} kills {len(different)} files differ, {different[0]} is the first; kept: {work}")
    simdgen("verify", broken, "--project", project, "--sample", chance.randint(1, 60))
    shutil.rmtree(whole)
    shutil.rmtree(broken)
    return kills, editions


def main():
    args = arguments()
    subprocess.run(["cargo", "build", "--release", "--bin", "simdgen"], cwd=ROOT, check=True)
    work = Path(tempfile.mkdtemp(prefix="simdgen-soak-", dir=args.out))
    project = args.project or work / "project"
    if not args.project:
        simdgen("demo", project)
    chance, end = random.Random(args.seed), time.monotonic() + args.hours * 3600
    turns, kills, editions = 0, 0, 0
    while turns == 0 or time.monotonic() < end:
        killed, made = turn(project, work, chance)
        turns, kills, editions = turns + 1, kills + killed, editions + made
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(f"turn {turns}: {editions:,} editions, {kills} kills, at most {most >> 20} MiB held", flush=True)
    shutil.rmtree(work)


main()
