#!/usr/bin/env python3
"""Times `simdgen verify --fast` beside plain reading of the same files.

usage: tools/scrub.py BUILD [--simdgen PATH] [--runs N]

Cold: the system is asked to forget the files before each run (posix_fadvise, which needs no root and takes files that are
synced; what other programs hold of them stays). Warm: they are in memory. Each figure is the median. `cat` reads one file
after the other in large pieces; the ratio is its time divided by that of simdgen, so 1 is the speed of plain reading.
"""

import argparse
import os
import statistics
import subprocess
import time


def files_of(build):
    for folder, _, names in os.walk(build):
        for name in sorted(names):
            if not name.startswith("."):
                yield os.path.join(folder, name)


def forget(files):
    os.sync()
    for path in files:
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def seconds(command, given=None):
    start = time.monotonic()
    subprocess.run(command, input=given, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--simdgen", default="target/release/simdgen")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    files = list(files_of(arguments.build))
    total = sum(os.path.getsize(path) for path in files)
    listed = b"\0".join(os.fsencode(path) for path in files)
    commands = {
        "cat": (["xargs", "-0", "cat"], listed),
        "verify --fast": ([arguments.simdgen, "verify", "--fast", arguments.build], None),
        "verify --fast --threads 1": ([arguments.simdgen, "verify", "--fast", "--threads", "1", arguments.build], None),
    }
    print(f"{len(files)} files, {total / 1e6:.0f} MB, {os.cpu_count()} threads")
    for state in ["cold", "warm"]:
        times = {name: [] for name in commands}
        # One after the other in turn, so that what disturbs the machine disturbs all.
        for _ in range(arguments.runs):
            for name, (command, given) in commands.items():
                if state == "cold":
                    forget(files)
                times[name].append(seconds(command, given))
        plain = statistics.median(times["cat"])
        for name, list_of in times.items():
            median = statistics.median(list_of)
            print(f"{state}  {name:26} {median:8.3f} s  {total / median / 1e6:8.0f} MB/s  ratio {plain / median:.2f}")


if __name__ == "__main__":
    main()
