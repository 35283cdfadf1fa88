#!/usr/bin/env python3
"""Runs every project of a folder through simdgen, one line each: do the projects of strangers run as they are?

usage: tools/projects.py DIR [--count N] [--simdgen FILE] [--only NAME ...] [--verbose]

For each folder in DIR, which is not written to:

  check     what check finds; findings are no failure
  generate  its pictures and metadata, of at most N editions (24 unless told otherwise)
  verify    every picture and metadata file compared with the project
  import    simdgen.toml written for it, generated again: the same pictures
  from      the plan read back from the metadata that was written: the same pictures

Words after the line are the notices of generate, each once. Exit code 1 if any step of any project failed.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIMDGEN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/simdgen"
SECONDS = 600


class Failed(Exception):
    """A step went wrong; the text says how."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=24, metavar="N")
    parser.add_argument("--simdgen", type=Path, default=SIMDGEN, metavar="FILE")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--verbose", action="store_true", help="print the notices of every project")
    return parser.parse_args()


class Runner:
    """Runs commands on one project, with everything that is written in a folder of its own."""

    def __init__(self, simdgen, project, work, count):
        self.simdgen, self.project, self.work, self.count = simdgen, project, work, count
        self.own, self.notices = 0, []

    def run(self, *words, fine=(0,)):
        command = [str(self.simdgen), *map(str, words)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise Failed(f"ran longer than {SECONDS} s") from None
        if done.returncode not in fine:
            last = (done.stderr.strip() or done.stdout.strip() or "nothing was said").splitlines()[-1]
            raise Failed(f"exit {done.returncode}: {last}")
        return done

    def generate(self, out, *options):
        count = ["--count", self.count] if self.own > self.count and "--from" not in options else []
        pack = self.work / "pack"
        done = self.run("generate", self.project, "--out", self.work / out, "--pack", pack, *count, *options)
        if out == "build":
            self.notices = [line for line in done.stderr.splitlines() if line.strip()]
        return self.pictures(out)

    def pictures(self, out):
        images = sorted((self.work / out / "images").iterdir())
        if not images:
            raise Failed("no picture was written")
        return {path.name: path.read_bytes() for path in images}

    def compare(self, first, again):
        if first.keys() != again.keys():
            raise Failed(f"{len(again)} pictures, not {len(first)}")
        other = [name for name in first if first[name] != again[name]]
        if other:
            raise Failed(f"{len(other)} of {len(first)} pictures are others, first {other[0]}")


def steps(runner):
    """The names of the steps with what each found; a step that fails ends those that build on it."""
    first = {}

    def generate():
        first.update(runner.generate("build"))
        return f"{len(first)} pictures"

    def check():
        done = runner.run("check", runner.project, "--pack", runner.work / "pack", "--json", fine=(0, 3))
        found = json.loads(done.stdout)
        runner.own = found["editions"]
        return f"{found['problems']} problems, {len(found['notices']) - found['problems']} notes"

    def verify():
        runner.run("verify", runner.work / "build", "--project", runner.project)
        return "ok"

    def imported():
        config = runner.work / "simdgen.toml"
        if (runner.project / "simdgen.toml").exists():
            return "-"
        runner.run("import", runner.project, "--out", config)
        runner.compare(first, runner.generate("imported", "--config", config))
        return "equal"

    def back():
        runner.compare(first, runner.generate("again", "--from", runner.work / "build" / "json"))
        return "equal"

    for name, step in [("check", check), ("generate", generate), ("verify", verify), ("import", imported), ("from", back)]:
        if not first and name not in ("check", "generate"):
            continue
        try:
            yield name, step(), True
        except Failed as failure:
            yield name, f"FAILED ({failure})", False


def main():
    args = arguments()
    if not args.simdgen.is_file():
        sys.exit(f"{args.simdgen} is not there: build it with cargo build --release, or name it with --simdgen")
    projects = sorted(path for path in args.dir.iterdir() if path.is_dir() and not path.name.startswith("."))
    if args.only:
        projects = [path for path in projects if path.name in args.only]
    if not projects:
        sys.exit(f"{args.dir} has no project folder")
    failed = 0
    for project in projects:
        with tempfile.TemporaryDirectory() as work:
            runner = Runner(args.simdgen, project, Path(work), args.count)
            found = list(steps(runner))
        failed += not all(ok for _, _, ok in found)
        print(f"{project.name}: " + "; ".join(f"{name} {what}" for name, what, _ in found), flush=True)
        if args.verbose:
            for line in dict.fromkeys(runner.notices):
                print(f"    {line}")
    print(f"{len(projects) - failed} of {len(projects)} projects pass")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
