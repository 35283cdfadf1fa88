#!/usr/bin/env python3
"""Compares what two builds of simdgen write for the same projects, byte by byte.

usage: tools/same-output.py OLD NEW SET... [--full] [--count N] [--keep DIR]

OLD and NEW are binaries; a SET is a project folder, or FOLDER:CONFIG with a simdgen.toml for it. Each set is copied into a
temporary folder, and both binaries run at the same path in turn:

  plan        JSON lines, CSV and standard output
  pack        the pack file
  generate    every encoder with every effort and compression of OLD, pictures, metadata, plan, ledger and record
  others      rarity, preview, preview-gif, pixelate, generate-metadata, update-info, convert to each network
  threads     with --full: one thread, one edition a batch, and 64 MiB of memory

What OLD built is then given to NEW: it has to be up to date (no picture is written again, the pack is not built again), to
pass verify, and its plan, given by --plan, has to make the same pictures.

The first N editions of each set are rendered: 6, or 60 with --full. Left out are locks, and *.pack.seen, which holds times
of files; in simdgen-run.json the version of the program. Exit code 1 when anything differs, 2 when a set cannot be used.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from options import builds

# Every effort and compression that OLD lists: those that only NEW has cannot be compared.
BUILDS = {}
FULL_BUILDS = {
    "one-thread": ["--threads", "1", "--batch", "1"],
    "little-memory": ["--memory", "64", "--threads", "2"],
    "seed": ["--seed", "another seed"],
}
# The build that other commands work on, and that is kept for NEW.
FIRST = "splice-fast"
# Commands that work on a build of their own, made as the first.
LATER = {
    "preview": [["preview"]],
    "preview-gif": [["preview-gif"]],
    "pixelate": [["pixelate"]],
    "update-info": [["update-info"]],
    "generate-metadata": [["generate-metadata", "--force"]],
    "solana": [["convert", "solana"]],
    "cardano": [["convert", "cardano"]],
    "tezos": [["convert", "tezos"]],
}
LEFT_OUT = re.compile(r"(^|/)\.simdgen-lock$|\.lock$|\.pack\.seen$")
VERSION = re.compile(rb'"simdgen": "[^"]*"')
SECONDS = 1800


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path, metavar="OLD")
    parser.add_argument("new", type=Path, metavar="NEW")
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--full", action="store_true", help="more editions, and runs that differ only in how they work")
    parser.add_argument("--count", type=int, metavar="N", help="editions of each set (default 6, or 60 with --full)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for the files, which then stay")
    return parser.parse_args()


def set_of(text):
    """FOLDER or FOLDER:CONFIG as two paths."""
    folder, config = Path(text), None
    if not folder.is_dir():
        name, _, file = text.rpartition(":")
        folder, config = Path(name or text), Path(file)
        if not name or not config.is_file():
            stop(f"{text}: there is no such folder")
    if not folder.is_dir():
        stop(f"{text}: {folder} is no folder")
    return folder.resolve(), config and config.resolve()


def copy(folder, config, to):
    """Copies a project with the times of its files, but for results that lie in it."""
    own = [folder / "build", folder / ".simdgen"]
    shutil.copytree(folder, to, symlinks=True, ignore=lambda at, names: [n for n in names if Path(at) / n in own])
    for path in [to, *to.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o200)
    if config:
        shutil.copy2(config, to / "simdgen.toml")


def stop(text):
    """Ends for what cannot be compared."""
    print(text, file=sys.stderr)
    sys.exit(2)


class Runner:
    """Runs one binary on a project."""

    def __init__(self, binary, project, work):
        self.binary, self.project, self.codes = binary, project, {}
        self.environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "XDG_CACHE_HOME": str(work / "cache")}

    def run(self, *words, to=None):
        """Runs a command in the project; its exit code, and standard output if asked for, are part of what is compared."""
        command = [str(self.binary), *map(str, words)]
        done = subprocess.run(command, cwd=self.project, env=self.environment, capture_output=True, timeout=SECONDS)
        self.codes[" ".join(command[1:])] = done.returncode
        if to:
            (self.project / "said").mkdir(exist_ok=True)
            (self.project / "said" / to).write_bytes(done.stdout)
        return done

    def generate(self, out, *options):
        return self.run("generate", "--out", out, "--quiet", *options)

    def everything(self, count, full):
        """All commands."""
        count = ["--count", count]
        self.run("plan", *count, to="plan.jsonl")
        self.run("plan", *count, "--out", "plan.jsonl")
        self.run("plan", *count, "--out", "plan.csv")
        self.run("pack")
        self.run("rarity", *count, "--json", to="rarity.json")
        self.run("rarity", *count, "--out", ".")
        for name, options in (BUILDS | (FULL_BUILDS if full else {})).items():
            self.generate(f"build-{name}", *count, *options)
        for name, commands in LATER.items():
            out = f"build-{name}"
            self.generate(out, *count, *BUILDS[FIRST])
            for words in commands:
                self.run(*words, "--out", out)
        self.run("rarity", f"build-{FIRST}", "--json", to="rarity-of-build.json")


def tree(folder):
    """Every file that counts, by its path."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not LEFT_OUT.search(name):
            data = path.read_bytes()
            found[name] = VERSION.sub(b'"simdgen": ""', data) if path.name == "simdgen-run.json" else data
    return found


def differences(old, new, what):
    """One line for each file that is not the same in two trees."""
    lines = [f"{what}: {name} is only written by {'OLD' if name in old else 'NEW'}" for name in sorted(old.keys() ^ new.keys())]
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            pairs = enumerate(zip(old[name], new[name]))
            at = next((at for at, (a, b) in pairs if a != b), min(len(old[name]), len(new[name])))
            lines.append(f"{what}: {name} differs from byte {at} ({len(old[name])} and {len(new[name])} bytes)")
    return lines


def stamps(folder):
    """What shows that a file was not written again."""
    return {path.as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def failure(done, what):
    if done.returncode == 0:
        return []
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return [f"{what}: exit code {done.returncode}: {said[-1] if said else 'nothing was said'}"]


def taken_over(runner, count, full):
    """What is wrong when NEW goes on from what OLD wrote, as lines."""
    wrong, project = [], runner.project
    pack = project / ".simdgen/traits.pack"
    names = BUILDS | (FULL_BUILDS if full else {})
    before = pack.stat()
    for name, options in names.items():
        out = project / f"build-{name}"
        if not (out / "images").is_dir():
            continue
        pictures, files = stamps(out / "images"), tree(out)
        done = runner.generate(out.name, "--count", count, *options)
        wrong += failure(done, f"{name} again")
        again = [Path(path).name for path, stamp in stamps(out / "images").items() if pictures.get(path) != stamp]
        if again:
            wrong.append(f"{name} again: {len(again)} of {len(pictures)} pictures are rendered again, first {min(again)}")
        wrong += differences(files, tree(out), f"{name} again")
        wrong += failure(runner.run("verify", out.name, "--fast"), f"verify {name}")
    first = project / f"build-{FIRST}"
    if first.is_dir():
        wrong += failure(runner.run("verify", first.name, "--project", "."), f"verify {FIRST} with its pixels")
        for plan in ["plan.jsonl", "plan.csv", f"{first.name}/plan.jsonl"]:
            out = project / "build-of-plan"
            wrong += failure(runner.generate(out.name, "--plan", plan, "--force", *BUILDS[FIRST]), f"--plan {plan}")
            wrong += differences(tree(first / "images"), tree(out / "images"), f"--plan {plan}")
    after = pack.stat()
    if (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns):
        wrong.append("the pack of OLD is built again")
    return wrong


def compare(args, folder, config, work):
    """What is wrong with one set, as lines, and how much was compared."""
    count = args.count or (60 if args.full else 6)
    project, trees, runners = work / folder.name, {}, {}
    for name, binary in [("new", args.new), ("old", args.old)]:
        copy(folder, config, project)
        runners[name] = Runner(binary, project, work)
        runners[name].everything(count, args.full)
        trees[name] = tree(project)
        if name == "new":
            project.rename(work / f"{folder.name}-new")
    wrong = differences(trees["old"], trees["new"], "both")
    old, new = runners["old"].codes, runners["new"].codes
    wrong += [f"simdgen {line}: exit code {old[line]} of OLD, {new[line]} of NEW" for line in old if old[line] != new[line]]
    pictures = sum(name.startswith("build-") and "/images/" in name for name in trees["old"])
    if not pictures:
        stop(f"{folder}: OLD makes no picture of it: {max(old, key=old.get)}")
    wrong += taken_over(Runner(args.new, project, work), count, args.full)
    failed = [line for line in old if old[line] and old[line] == new[line]]
    refused = f"; both refuse {', '.join(failed)}" if failed else ""
    return wrong, f"{len(old)} commands, {len(trees['old'])} files, {pictures} pictures{refused}"


def main():
    args = arguments()
    args.old, args.new = args.old.resolve(), args.new.resolve()
    for binary in [args.old, args.new]:
        if not binary.is_file():
            stop(f"{binary} is not there")
    listed = subprocess.run([args.old, "generate", "--help"], capture_output=True, text=True).stdout
    BUILDS.update({name.replace(" ", "-"): encoding for name, encoding in builds(listed).items()})
    sets, differ = [set_of(text) for text in args.sets], 0
    for folder, config in sets:
        work = Path(tempfile.mkdtemp(prefix=f"same-output-{folder.name}-", dir=args.keep))
        try:
            wrong, compared = compare(args, folder, config, work)
        finally:
            if not args.keep:
                shutil.rmtree(work)
        differ += bool(wrong)
        print(f"{folder.name}: {'DIFFERENT' if wrong else 'the same'} ({compared})", flush=True)
        for line in wrong:
            print(f"    {line}", flush=True)
    print(f"{len(sets) - differ} of {len(sets)} sets are the same")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
