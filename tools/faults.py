#!/usr/bin/env python3
"""Fails or kills every system call of simdgen that touches files, one a run, and looks at what is left.

usage: tools/faults.py [--simdgen FILE] [--only NAME ...] [--every N] [--kinds kill,EIO,...] [--jobs N] [--work DIR]
                       [--at POINT] [--list]

Linux with strace. Each command below runs once undisturbed, with its calls noted: which call, which file of the project, and
the how-manieth of both. Then it runs again for each of them: killed at that call, and with that call failing as a disk, a
full file system, a lack of rights or a signal make it fail (EIO, ENOSPC, EACCES, EINTR and their like, where the call can).
After each:

  1  files of others are as they were: outside the project, the project's own, and notes between the results
  2  after the same command again (with --resume where that is asked for) everything is as it is after an undisturbed run
  3  a run with a failed call ended with 1 and an error that names a file, or its results are complete and right; nothing
     panicked, crashed or hung
  4  nothing temporary stays after that second run

--every N takes each N-th fault, from another one in each command. --at repeats one fault, as a line of this program names
it, and keeps its folder. Prints a line a command; exit code 1 if anything was found.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIMDGEN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/simdgen"
EARLIER = ROOT / "tests/earlier/0.1.0"
SECONDS = 60

# Calls by what can go wrong with them. Those that only a descriptor names come last, `close` is never checked.
OPENS = "open openat openat2 creat".split()
MOVES = "rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat mkdir mkdirat rmdir".split()
LOOKS = "stat lstat statx newfstatat access faccessat faccessat2 readlink readlinkat".split()
READS = "read pread64 readv preadv".split()
WRITES = "write pwrite64 writev pwritev copy_file_range sendfile".split()
LISTS = "getdents64".split()
SYNCS = "fsync fdatasync syncfs sync_file_range".split()
SIZES = "ftruncate fallocate".split()
OTHERS = {"flock": ["EINTR", "ENOLCK"], "mmap": ["ENOMEM", "EIO"], "fstat": ["EIO"], "fchmod": ["EACCES"]}
ERRORS = dict(OTHERS)
ERRORS |= dict.fromkeys(OPENS, ["EIO", "EACCES", "EMFILE", "EINTR", "ENOSPC"])
ERRORS |= dict.fromkeys(MOVES, ["EIO", "EACCES", "ENOSPC"])
ERRORS |= dict.fromkeys(LOOKS, ["EIO", "EACCES"])
ERRORS |= dict.fromkeys(READS, ["EIO", "EINTR"])
ERRORS |= dict.fromkeys(WRITES, ["EIO", "ENOSPC", "EINTR"])
ERRORS |= dict.fromkeys(LISTS, ["EIO"])
ERRORS |= dict.fromkeys(SYNCS, ["EIO", "ENOSPC"])
ERRORS |= dict.fromkeys(SIZES, ["EIO", "ENOSPC", "EINTR"])
NAMED_BY_PATH = {*OPENS, *MOVES, *LOOKS}

# Beside results for good, and what caches may hold.
LOCKS = {".simdgen-lock", "traits.pack.lock"}
CACHES = {"traits.pack", "traits.pack.seen", "traits.training", *LOCKS}
NETWORKS = {
    "Solana/solana_config.js": 'module.exports = { NFTName: "N", symbol: "S", description: "d", royaltyFee: 1, '
    'external_url: "", creators: [] };',
    "Tezos/tezos_config.js": 'module.exports = { NFTName: "N", collectionName: "C", description: "d", royalties: {}, '
    'minter: "m", creators: [], isBooleanAmount: true, shouldPreferSymbol: false, rights: "r", decimals: 0, '
    'symbol: "S", size: { artifactUri: "8x8", displayUri: "4x4", thumbnailUri: "2x2" } };',
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simdgen", type=Path, default=SIMDGEN, metavar="FILE")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--kinds", default="", help="of kill, EIO, ENOSPC, ...: only these", metavar="LIST")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--work", type=Path, help="default: /dev/shm where it is there", metavar="DIR")
    parser.add_argument("--at", metavar="POINT", help='as in "rename {}/build/images 1 kill"; with --only')
    parser.add_argument("--list", action="store_true", help="print the commands that are run")
    return parser.parse_args()


def edit(path, old, new):
    text = path.read_text()
    assert old in text, f"{path} lacks {old}"
    path.write_text(text.replace(old, new))


class Case:
    """A command, and what is there before it: `start` makes that of a copy of an earlier version's project."""

    def __init__(self, name, words, project="native", start=lambda run, at: None, has_notes=True):
        self.name, self.words, self.project, self.start, self.has_notes = name, words.split(), project, start, has_notes

    def make(self, run, at):
        shutil.copytree(EARLIER / self.project, at / "project")
        for name in ("plan.jsonl", "plan.csv"):
            (at / "project" / name).unlink(missing_ok=True)
        self.start(run, at / "project")
        (at / "outside").mkdir()
        for name in ("outside", "project", "project/build", "project/build/images", "project/.simdgen"):
            folder = at / name
            if folder.exists() and self.has_notes:
                (folder / "notes of somebody.txt").write_text("mine")


def bare(run, project):
    """Nothing but what an artist wrote."""
    for name in ("build", ".simdgen"):
        shutil.rmtree(project / name, ignore_errors=True)


def changed(run, project):
    """A build over which other pictures, fewer names and more editions go."""
    edit(project / "simdgen.toml", "opacity = 0.9", "opacity = 0.5")
    edit(project / "simdgen.toml", "editions = 4", "editions = 5")
    edit(project / "simdgen.toml", "\n[gallery.build_up]\ndelay = 100\n", "")


def networks(run, project):
    for name, text in NETWORKS.items():
        (project / name).parent.mkdir()
        (project / name).write_text(text)


def told(run, project):
    edit(project / "simdgen.toml", "Kept for later", "Told by others for later")


def layers_only(run, project):
    bare(run, project)
    (project / "simdgen.toml").unlink()


def packed(run, project):
    """A pack of which one picture changed."""
    shutil.rmtree(project / "build")
    shutil.copy(project / "layers/Body/Cat#2.png", project / "layers/Body/Cow#1.png")


CASES = [
    Case("generate", "generate {} --threads 1", start=bare),
    Case("direct", "generate {} --threads 1 --encoders 1 --encoder direct", start=bare),
    Case("nftchef", "generate {} --threads 1", "nftchef", start=bare),
    Case("nothing", "generate {} --threads 1"),
    Case("changed", "generate {} --threads 1", start=changed),
    Case("force", "generate {} --threads 1 --force --seed other"),
    Case("part", "generate {} --threads 1 --editions 2..=3", start=changed),
    Case("resume", "generate {} --threads 1 --resume", "unfinished"),
    Case("committing", "generate {} --threads 1 --seed other", "committing"),
    Case("pack", "pack {} --threads 1", start=packed),
    Case("plan", "plan {} --out {}/plan.csv", start=bare),
    Case("import", "import {}", "hashlips", start=bare),
    Case("init", "init {}", start=layers_only),
    Case("pixelate", "pixelate {} --ratio 0.25"),
    Case("preview", "preview {}"),
    Case("preview-gif", "preview-gif {}"),
    Case("describe", "generate-metadata {}"),
    Case("rarity", "rarity {}/build --out {}/build"),
    Case("update-info", "update-info {}", start=told),
    Case("solana", "convert solana {}", "nftchef", start=networks),
    Case("cardano", "convert cardano {}", "nftchef", start=networks),
    Case("tezos", "convert tezos {}", "nftchef", start=networks),
    Case("verify", "verify {}/build --threads 1", has_notes=False),
]


class Point:
    """A call on a file, the how-manieth of its thread, and what becomes of it."""

    def __init__(self, call, name, count, kind):
        self.call, self.name, self.count, self.kind = call, name, count, kind

    def __str__(self):
        return f"{self.call} {self.name} {self.count} {self.kind}"

    def strace(self, project):
        """Options; a file is given by its name as the call has it, or by that of its descriptor."""
        fault = "signal=SIGKILL" if self.kind == "kill" else f"error={self.kind}"
        options = ["-e", f"trace={self.call}", "-e", f"inject={self.call}:{fault}:when={self.count}"]
        return options if self.name == "*" else ["-P", self.name.replace("{}", str(project)), *options]


QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
DESCRIPTOR = re.compile(r"\d+<([^>]*)>")


def name_of(call, words, project):
    """The file that a noted call is about, `None` where it is none of the project's."""
    below = [path for path in DESCRIPTOR.findall(words) if path.startswith(project)]
    if call in NAMED_BY_PATH:
        # Of two names the first: strace finds a rename by no other.
        names = [name for name in QUOTED.findall(words) if name]
        if names and (names[0].startswith(project) or below and not names[0].startswith("/")):
            return names[0]
    return below[0] if below else None


def points_of(log, project, kinds):
    """Everything that can go wrong, by the noted calls of an undisturbed run."""
    pid = None
    found, of_call, of_name = {}, Counter(), Counter()
    for line in log.read_text(errors="replace").splitlines():
        parts = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not parts or parts[2] not in ERRORS:
            continue
        thread, call, words = parts.groups()
        pid = pid or thread
        of_call[thread, call] += 1
        name = name_of(call, words, project)
        if name is None:
            continue
        if pid in name:
            # Named by its process: told only by how many came before it.
            found[call, "*", of_call[thread, call]] = None
            continue
        name = name.replace(project, "{}")
        of_name[thread, call, name] += 1
        found[call, name, of_name[thread, call, name]] = None
    points = [Point(*key, kind) for key in found for kind in ["kill", *ERRORS[key[0]]]]
    return [point for point in points if not kinds or point.kind in kinds]


def tree(folder, but=()):
    """Every file and folder below one: its path and its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.name in LOCKS or any(name == part or name.startswith(part + "/") for part in but):
            continue
        found[name] = path.read_bytes() if path.is_file() else None if path.is_dir() else "neither file nor folder"
    return found


def is_temporary(name):
    return re.search(r"simdgen-(partial|beside|complete|tmp)|\.tmp|\.new$", name) is not None


def difference(found, expected):
    names = sorted(name for name in found.keys() | expected.keys() if found.get(name, 0) != expected.get(name, 0))
    if not names:
        return None

    def word(name):
        return "new" if name not in expected else "changed" if name in found else "missing"

    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(f"{name} ({word(name)})" for name in names[:4]) + more


class Run:
    """Runs one case and every fault of it."""

    def __init__(self, simdgen, case, work):
        self.simdgen, self.case, self.work = simdgen.resolve(), case, work
        self.own = threading.local()
        self.template = work / "template"
        self.template.mkdir(parents=True)
        self.case.make(self, self.template)
        self.before = self.state(self.template)

    def command(self, at, *more):
        return [str(self.simdgen), *(word.replace("{}", str(at / "project")) for word in self.case.words), *more]

    def call(self, words):
        try:
            return subprocess.run(
                words, capture_output=True, text=True, errors="replace", timeout=SECONDS, cwd=self.work
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(words, "hung", "", "")

    def state(self, at):
        """Everything but caches, whose bytes may tell of inodes and times."""
        return tree(at, but=["project/.simdgen"])

    def caches(self, at):
        folder = at / "project/.simdgen"
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    def fresh(self, name):
        at = self.work / name
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(self.template, at)
        return at

    def prepare(self, kinds):
        """The undisturbed run: what it leaves, and the calls it makes. Whether it ended well is for the caller to say."""
        at, log = self.fresh("undisturbed"), self.work / "calls"
        trace = "trace=" + ",".join(f"?{call}" for call in ERRORS)
        options = ["-f", "-y", "-qq", "-s", "4096", "-o", str(log), "-e", trace]
        done = self.call(["strace", *options, *self.command(at)])
        self.after, self.printed = self.state(at), done.stdout
        self.code = done.returncode
        # What belongs to others: of all that was there before, what an undisturbed run leaves alone.
        is_ours = re.compile(r"project/build/(images|json|gifs|pixel_images|metadata|[^/]*$)")
        stays = (name for name, bytes in self.before.items() if bytes is not None and self.after.get(name) == bytes)
        self.kept = {name: self.before[name] for name in stays if "notes of" in name or not is_ours.match(name)}
        leftover = [name for name in self.after if is_temporary(name)]
        self.broken = done.stderr if done.returncode else f"an undisturbed run leaves {leftover}" if leftover else None
        shutil.rmtree(at)
        return points_of(log, str(at / "project"), kinds)

    def of_others(self, at):
        now = self.state(at)
        return difference({name: now[name] for name in self.kept if name in now}, self.kept)

    def try_at(self, point):
        """What is wrong after one fault, if anything; `None` when the call never came."""
        at = self.fresh(f"try-{threading.get_ident()}")
        log = self.work / f"log-{threading.get_ident()}"
        first = self.call(["strace", "-f", "-qq", "-o", str(log), *point.strace(at / "project"), *self.command(at)])
        calls = log.read_text(errors="replace")
        has_come = "INJECTED" in calls if point.kind != "kill" else first.returncode == -9
        found = self.wrong(at, point, first, calls) if has_come else None
        return at, has_come, found

    def wrong(self, at, point, first, calls):
        error = "\n".join(line for line in first.stderr.splitlines() if not line.startswith("strace:"))
        if first.returncode == "hung" or first.returncode in (101, 134, -6, -11) or "panicked" in error:
            return f"3: ended with {first.returncode}: {error[-300:]}"
        if (others := self.of_others(at)) is not None:
            return f"1: of others: {others}"
        if point.kind != "kill":
            if first.returncode == 0:
                now = {name: b for name, b in self.state(at).items() if not is_temporary(name)}
                if (wrong := difference(now, self.after)) is not None:
                    return f"3: ended with 0: {wrong}"
                # A picture's size is looked at before it is read: what is opened again afterwards is read then.
                is_read_later = point.call == "openat" and "openat" in calls.rpartition("INJECTED")[2]
                if self.case.name == "verify" and point.kind != "EINTR" and point.call not in LOOKS and not is_read_later:
                    return f"3: found nothing: {first.stdout[-200:]}"
            elif first.returncode == 1 and str(at) not in error:
                return f"3: names no file: {error[-300:]}"
            elif first.returncode not in (1, 3):
                return f"3: ended with {first.returncode}: {error[-300:]}"
        again = self.call(self.command(at))
        if again.returncode == 1 and "--resume" in again.stderr and "--resume" not in self.case.words:
            again = self.call(self.command(at, "--resume"))
        is_done = again.returncode == 1 and "exists already" in again.stderr
        if again.returncode != 0 and not is_done:
            return f"2: the next run ends with {again.returncode}: {again.stderr[-300:]}"
        now = self.state(at)
        if (others := self.of_others(at)) is not None:
            return f"1: of others, after the next run: {others}"
        if (wrong := difference(now, self.after)) is not None:
            kind = 4 if any(is_temporary(name) for name in now) else 2
            return f"{kind}: after the next run: {wrong}"
        if (left := self.caches(at) - CACHES - {"notes of somebody.txt"}) != set():
            return f"4: after the next run .simdgen has {sorted(left)}"
        return None


def main():
    args = arguments()
    cases = [case for case in CASES if not args.only or case.name in args.only]
    if args.list:
        for case in cases:
            print(f"{case.name:12} simdgen {' '.join(case.words)}")
        return
    try_it = ["strace", "-qq", "-o", "/dev/null", "true"]
    if not shutil.which("strace") or subprocess.run(try_it, capture_output=True).returncode != 0:
        print("tools/faults.py: skipped, strace is not there or may not trace")
        return
    place = args.work or (Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    work = Path(tempfile.mkdtemp(prefix="simdgen-faults-", dir=place))
    kinds = set(filter(None, args.kinds.split(",")))
    wrong, tried = 0, 0
    for nth, case in enumerate(cases):
        run = Run(args.simdgen, case, work / case.name)
        points = run.prepare(kinds)
        if run.broken:
            sys.exit(f"{case.name}: {run.broken}")
        if args.at:
            call, *name, count, kind = args.at.split(" ")
            at, has_come, found = run.try_at(Point(call, " ".join(name), int(count), kind))
            print(f"{case.name}: {found or ('nothing is wrong' if has_come else 'the call never came')}; see {at}")
            return
        points = points[nth % args.every :: args.every]
        counts = Counter("killed" if point.kind == "kill" else "failed" for point in points)
        come = 0
        lines = []
        with ThreadPoolExecutor(args.jobs) as pool:
            for point, (_, has_come, found) in zip(points, pool.map(run.try_at, points)):
                come += has_come
                if found:
                    way = f"strace -f {' '.join(point.strace('PROJECT'))} simdgen {' '.join(case.words)}"
                    lines.append(f"  {found}\n    --only {case.name} --at '{point}'\n    {way.replace('{}', 'PROJECT')}")
        wrong, tried = wrong + len(lines), tried + len(points)
        words = f"{counts['killed']:,} killed, {counts['failed']:,} failed, {len(points) - come:,} did not come again"
        result = f"{len(lines)} wrong" if lines else "nothing is wrong"
        print(f"{case.name:12} {words}: {result}", *lines, sep="\n", flush=True)
        shutil.rmtree(work / case.name)
    shutil.rmtree(work)
    print(f"{tried:,} faults, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
