#!/usr/bin/env python3
"""Cuts the power of a disk at any of its writes while simdgen runs, and looks at what the next start makes of what is left.

usage: tools/power-cut.py [--simdgen FILE] [--cuts N] [--seed N] [--only NAME ...] [--work DIR]

Linux as root, with ext4 and loop devices; where something of that is missing it says so and ends with 0. The disk is a file
that this program serves through /dev/fuse, with a loop device and ext4 on it: so it sees every write and every flush in their
order, as dm-log-writes does. A cut is a place in that list. What came before the last flush is on the disk; of the writes
after it all, none or any part are. Meanwhile something else syncs the disk now and then, so that cuts also come in the middle
of a run. Of each cut the image is mounted, whose journal ext4 then replays, and:

  1  what has its final name is whole: of the build before or of the new one, and the project and notes of others are there
  2  the same command again, with --resume where that is asked for, ends in the files of a run that was left alone
  3  with --durable, where simdgen knows it, everything is there without that once the command has ended

Each command runs under several options of ext4. Prints a line each; exit code 1 if anything was found.
"""
import argparse
import ctypes
import errno
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIMDGEN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/simdgen"
EARLIER = ROOT / "tests/earlier/0.1.0/native"
MIB = 1 << 20
SIZE = 32 * MIB
OPTIONS = ["defaults", "noauto_da_alloc", "commit=1,nodelalloc"]
FLUSH = None


class Disk:
    """A file served through /dev/fuse that notes what is written to it, in order."""

    # Of linux/fuse.h.
    LOOKUP, FORGET, GETATTR, SETATTR, OPEN, READ, WRITE, STATFS, RELEASE = 1, 2, 3, 4, 14, 15, 16, 17, 18
    FSYNC, INIT, INTERRUPT, DESTROY, BATCH_FORGET = 20, 26, 36, 38, 42
    ROOT_NODE, FILE_NODE = 1, 2

    def __init__(self, content, folder):
        self.content, self.log, self.folder = bytearray(content), [], folder
        self.device = os.open("/dev/fuse", os.O_RDWR)
        data = f"fd={self.device},rootmode=40000,user_id=0,group_id=0".encode()
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"power-cut", str(folder).encode(), b"fuse", 0, data) != 0:
            raise OSError(ctypes.get_errno(), "mount of the disk's file")
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                request = os.read(self.device, MIB + 4096)
            except OSError:
                return
            _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
            if opcode in (self.FORGET, self.BATCH_FORGET, self.INTERRUPT):
                continue
            answer = self.answer(opcode, node, request[40:])
            error, answer = (-answer, b"") if isinstance(answer, int) else (0, answer)
            os.write(self.device, struct.pack("<IiQ", 16 + len(answer), error, unique) + answer)

    def attributes(self, node):
        mode, size = (0o40755, 0) if node == self.ROOT_NODE else (0o100644, len(self.content))
        return struct.pack("<6Q10I", node, size, size // 512, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def answer(self, opcode, node, body):
        if opcode == self.INIT:
            return struct.pack("<4IHHIIHHI7I", 7, 31, MIB, 1 << 5, 16, 12, 128 << 10, 1, 32, 0, 0, *[0] * 7)
        if opcode == self.LOOKUP:
            found = struct.pack("<4QII", self.FILE_NODE, 0, 60, 60, 0, 0) + self.attributes(self.FILE_NODE)
            return found if body.rstrip(b"\0") == b"disk" else errno.ENOENT
        if opcode in (self.GETATTR, self.SETATTR):
            return struct.pack("<QII", 60, 0, 0) + self.attributes(node)
        if opcode == self.OPEN:
            return struct.pack("<QII", 1, 2, 0)
        if opcode == self.READ:
            _, at, size = struct.unpack_from("<QQI", body)
            return bytes(self.content[at : at + size])
        if opcode == self.WRITE:
            _, at, size = struct.unpack_from("<QQI", body)
            data = body[40 : 40 + size]
            self.content[at : at + size] = data
            self.log.append((at, data))
            return struct.pack("<II", size, 0)
        if opcode == self.FSYNC:
            self.log.append(FLUSH)
            return b""
        if opcode == self.STATFS:
            return struct.pack("<5Q4I6I", 0, 0, 0, 0, 0, 4096, 255, 4096, 0, *[0] * 6)
        return b"" if opcode in (self.RELEASE, self.DESTROY) else errno.ENOSYS

    def after_cut(self, start, place, kept):
        """The disk when the power went: `kept` chooses among the writes since the last flush."""
        content = bytearray(start)
        flushed = max((i for i in range(place) if self.log[i] is FLUSH), default=0)
        for i, entry in enumerate(self.log[:place]):
            if entry is not FLUSH and (i < flushed or kept()):
                content[entry[0] : entry[0] + len(entry[1])] = entry[1]
        return content


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simdgen", type=Path, default=SIMDGEN, metavar="FILE")
    parser.add_argument("--cuts", type=int, default=40, help="of each command and option of ext4", metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--work", type=Path, help="default: /dev/shm where it is there", metavar="DIR")
    return parser.parse_args()


def run(*words, fine=(0,)):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace", timeout=120)
    if done.returncode not in fine:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.returncode}: {done.stderr[-400:]}")
    return done


def tree(folder):
    """Every file below one but locks and what belongs to the file system: its bytes by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = ((str(path.relative_to(folder)), path) for path in files if not path.name.endswith("lock"))
    return {name: path.read_bytes() for name, path in named if not name.startswith(("lost+found", "project/.simdgen"))}


class Case:
    def __init__(self, name, words, prepare):
        self.name, self.words, self.prepare = name, words.split(), prepare


def without_build(project):
    for name in ("build", ".simdgen"):
        shutil.rmtree(project / name)


def changed(project):
    text = (project / "simdgen.toml").read_text()
    text = text.replace("opacity = 0.9", "opacity = 0.5").replace("editions = 4", "editions = 12")
    (project / "simdgen.toml").write_text(text)


def plan_there(project):
    without_build(project)
    (project / "plan.csv").write_text("mine before")


CASES = [
    Case("generate", "generate {} --threads 1", without_build),
    Case("changed", "generate {} --threads 1", changed),
    Case("force", "generate {} --threads 1 --force --seed other", lambda project: None),
    Case("pixelate", "pixelate {} --ratio 0.25", lambda project: None),
    Case("plan", "plan {} --out {}/plan.csv", plan_there),
]


class Trial:
    """One command on one disk, cut again and again."""

    def __init__(self, simdgen, case, options, durable, work, chance):
        self.simdgen, self.case, self.options, self.work, self.chance = simdgen, case, options, work, chance
        self.durable = durable
        self.words = case.words + (["--durable"] if durable else [])
        self.at = work / "mount"

    def command(self, *more):
        return [self.simdgen, *(word.replace("{}", str(self.at / "project")) for word in self.words), *more]

    def mount(self, image):
        run("mount", "-o", f"loop,{self.options}", image, self.at)

    def unmount(self):
        for _ in range(50):
            if subprocess.run(["umount", self.at], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"{self.at} cannot be unmounted")

    def record(self):
        """Runs the command on a disk that notes its writes; what was there before and after, and when the command ended."""
        image = self.work / "start"
        with open(image, "wb") as file:
            file.truncate(SIZE)
        run("mkfs.ext4", "-q", "-F", "-E", "nodiscard", image)
        self.mount(image)
        project = self.at / "project"
        shutil.copytree(EARLIER, project)
        self.case.prepare(project)
        for folder in (self.at, project, project / "build"):
            if folder.is_dir():
                (folder / "notes of somebody.txt").write_text("mine")
        self.before = tree(self.at)
        self.unmount()
        self.start = image.read_bytes()
        served = self.work / "served"
        served.mkdir(exist_ok=True)
        self.disk = Disk(self.start, served)
        self.mount(served / "disk")
        stop = threading.Event()

        def sync_now_and_then():
            descriptor = os.open(self.at, os.O_RDONLY)
            while not stop.wait(self.chance.uniform(0.001, 0.03)):
                ctypes.CDLL(None).syncfs(descriptor)
            os.close(descriptor)

        syncing = threading.Thread(target=sync_now_and_then)
        syncing.start()
        run(*self.command())
        self.ended = len(self.disk.log)
        stop.set()
        syncing.join()
        self.after = tree(self.at)
        run("sync", "-f", self.at)
        self.unmount()
        run("umount", served)

    def cut(self, place, how):
        kept = {"all": lambda: True, "none": lambda: False, "some": lambda: self.chance.random() < 0.5}[how]
        image = self.work / "cut"
        image.write_bytes(self.disk.after_cut(self.start, place, kept))
        self.mount(image)
        try:
            return self.wrong(place)
        finally:
            self.unmount()
            # Only the journal was to be replayed: then the file system is whole.
            run("e2fsck", "-f", "-n", image)

    def wrong(self, place):
        found = tree(self.at)
        for name, bytes in found.items():
            is_whole = bytes in (self.before.get(name), self.after.get(name))
            if not is_whole and not re.search(r"\.simdgen-|simdgen-(partial|tmp)$", name):
                return f"1: {name} is neither what it was nor what it becomes ({len(bytes)} bytes)"
        of_others = (name for name in self.before if "notes of" in name or not name.startswith("project/build/"))
        if gone := [name for name in of_others if name not in found]:
            return f"1: {gone} are gone"
        if self.durable and place >= self.ended and (found | self.after) != found:
            return f"3: {[name for name in self.after if found.get(name) != self.after[name]]} were not on the disk"
        again = run(*self.command(), fine=(0, 1))
        if again.returncode == 1 and "--resume" in again.stderr:
            again = run(*self.command("--resume"), fine=(0, 1))
        if again.returncode != 0:
            return f"2: the next run ends with {again.returncode}: {again.stderr[-300:]}"
        found = tree(self.at)
        differ = [name for name in found.keys() | self.after.keys() if found.get(name) != self.after.get(name)]
        return f"2: after the next run differ {sorted(differ)[:5]}" if differ else None


def missing():
    """What this needs and is not there, in words; nothing when all is."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "it must be root on Linux"
    tools = [tool for tool in ("mkfs.ext4", "e2fsck", "mount", "umount", "losetup") if shutil.which(tool) is None]
    if tools:
        return f"{' and '.join(tools)} are not there"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "/dev/fuse is not there"
    if subprocess.run(["losetup", "-f"], capture_output=True).returncode != 0:
        return "there is no loop device"
    return None


def main():
    args = arguments()
    if (what := missing()) is not None:
        print(f"tools/power-cut.py: skipped, {what}")
        return
    simdgen = args.simdgen.resolve()
    place = args.work or (Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    work = Path(tempfile.mkdtemp(prefix="simdgen-power-", dir=place))
    (work / "mount").mkdir()
    chance = random.Random(args.seed)
    knows_durable = "--durable" in run(simdgen, "generate", "--help").stdout
    wrong, tried = 0, 0
    for case in CASES:
        if args.only and case.name not in args.only:
            continue
        for options in OPTIONS:
            for durable in [False, True] if knows_durable and case.words[0] == "generate" else [False]:
                trial = Trial(simdgen, case, options, durable, work, chance)
                try:
                    trial.record()
                except (OSError, RuntimeError) as problem:
                    if tried == 0:
                        print(f"tools/power-cut.py: skipped, no disk can be made here: {problem}")
                        return
                    raise
                end = len(trial.disk.log)
                places = chance.sample(range(1, end + 1), min(args.cuts, end)) + [trial.ended] * 2
                lines = []
                for cut in places:
                    how = chance.choice(["all", "none", "some"])
                    found = trial.cut(cut, how)
                    if found:
                        place = f"cut at write {cut} of {end}, the command ended at {trial.ended}"
                        lines.append(f"  {found}\n    {place}, {how} of those since the last flush kept")
                tried, wrong = tried + len(places), wrong + len(lines)
                name = f"{case.name}{' --durable' if durable else ''}, {options}"
                flushes = sum(entry is FLUSH for entry in trial.disk.log)
                words = f"{len(places)} cuts in {end - flushes} writes and {flushes} flushes"
                result = f"{len(lines)} wrong" if lines else "nothing is wrong"
                print(f"{name:36} {words}: {result}", *lines, sep="\n", flush=True)
    shutil.rmtree(work)
    print(f"{tried:,} cuts, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
