#!/usr/bin/env python3
"""Compares what `simdgen check` predicts with a real run, for projects and every effort; exit code 1 if bytes are far off.

usage: SIMDGEN=path/to/simdgen tools/predicted.py PROJECT... [--count N] [--effort EFFORT ...] [--runs N]

A ratio is predicted / real. Of seconds the medians of some runs are compared, because the disk and other programs have a part
in each: the ratio is for information. Each prediction and each run is the first on its own copy of the pack, so that both
train.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(os.environ.get("SIMDGEN", "target/release/simdgen"))

# Bytes may be predicted wrong by this part.
MOST = 0.2


def asked(*arguments):
    # A check that found something exits with 3.
    done = subprocess.run([BINARY, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"simdgen {' '.join(arguments)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def efforts():
    shown = subprocess.run([BINARY, "check", "--effort", "?", "."], stderr=subprocess.PIPE, text=True).stderr
    return shown.split("[possible values: ")[1].split("]")[0].split(", ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="+", metavar="PROJECT")
    parser.add_argument("--count", type=int)
    parser.add_argument("--effort", nargs="+")
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    count = [] if arguments.count is None else ["--count", str(arguments.count)]
    is_far = False
    print(f"{'project':24} {'effort':10} {'editions':>8} {'bytes':>13} {'ratio':>6} {'seconds':>8} {'ratio':>6}")
    for project in arguments.projects:
        for effort in arguments.effort or efforts():
            predicted, made = [], []
            for _ in range(arguments.runs):
                with tempfile.TemporaryDirectory(prefix="simdgen-predicted-") as folder:
                    place = ["--pack", os.path.join(folder, "pack"), "--effort", effort, *count]
                    predicted.append(asked("check", project, *place)["predicted"])
                    made.append(asked("generate", project, "--out", os.path.join(folder, "out"), *place))
            size, seconds = made[0]["image_bytes"], statistics.median(run["seconds"] for run in made)
            of_bytes = predicted[0]["image_bytes"] / size
            of_seconds = statistics.median(guess["seconds"] for guess in predicted) / seconds
            mark = " *" if abs(of_bytes - 1) > MOST else ""
            is_far |= bool(mark)
            name = os.path.basename(os.path.abspath(project))
            print(
                f"{name:24} {effort:10} {made[0]['editions']:8} {size:13,} {of_bytes:6.3f} {seconds:8.2f} "
                f"{of_seconds:6.2f}{mark}",
                flush=True,
            )
    return int(is_far)


if __name__ == "__main__":
    sys.exit(main())
