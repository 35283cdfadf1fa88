"""Starts two nodes of Ray, builds on them, kills one, and compares; `ray.sh` runs it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ray

import simdgen
import simdgen.ray

#: The files that shards are rendering, below the output folder.
PARTS = ".simdgen-shards/*/.simdgen-partial/images/*"

#: The least work a picture: nodes are tested here.
SETTINGS = {"seed": "cluster", "effort": "fast"}

#: Seconds to wait for a node or for shards, on a busy machine too.
LONGEST_WAIT = 400


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def node(*words: str) -> subprocess.Popen:
    """Starts a node with one processor, in a session of its own so that it can be killed with its workers."""
    line = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--node-ip-address=127.0.0.1", "--num-cpus=1"]
    line += ["--disable-usage-stats", "--object-store-memory=100000000", *words]
    return subprocess.Popen(line, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *children(child)]
    return found


def kill(process: subprocess.Popen) -> None:
    """Kills a node at once, with all that it started."""
    for pid in [process.pid, *children(process.pid)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()


def same(left: Path, right: Path) -> int:
    """Compares all files of two folders; returns their number."""
    files = [sorted(path.relative_to(top) for path in top.rglob("*") if path.is_file()) for top in (left, right)]
    if files[0] != files[1]:
        sys.exit(f"ray: other files: {sorted(set(files[0]) ^ set(files[1]))[:10]}")
    for name in files[0]:
        if (left / name).read_bytes() != (right / name).read_bytes():
            sys.exit(f"ray: {name} differs")
    return len(files[0])


def main() -> None:
    editions = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    shards = int(sys.argv[3]) if len(sys.argv) > 3 else 16
    work = Path(tempfile.mkdtemp(prefix="simdgen-ray-"))
    nodes: list[subprocess.Popen] = []
    try:
        art = work / "art"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], art, ignore=shutil.ignore_patterns("build"))
        else:
            subprocess.run([sys.executable, "-m", "simdgen", "demo", art], check=True, capture_output=True)
            shutil.rmtree(art / "build")
        port = free_port()
        nodes.append(node("--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={work}/ray"))
        wait_for(port)
        ray.init(address=f"127.0.0.1:{port}", log_to_driver=False)
        nodes.append(node(f"--address=127.0.0.1:{port}"))
        until(lambda: alive() == 2, "the second node did not come up")

        killed: list[int] = []

        def progress(done: int, total: int) -> None:
            if killed or done < total // 4:
                return
            # In the middle of two shards, one on each node.
            until(lambda: len({part.parts[-4] for part in (work / "out").glob(PARTS)}) == 2, "no two shards are rendering")
            kill(nodes.pop())
            killed.append(done)

        started = time.monotonic()
        simdgen.ray.generate(art, work / "out", shards, progress=progress, **SETTINGS, count=editions)
        seconds = time.monotonic() - started
        if not killed or alive() != 1:
            sys.exit("ray: no node was killed")
        ray.shutdown()
        simdgen.Project(art).generate(work / "once", **SETTINGS, count=editions)
        files = same(work / "once", work / "out")
        print(
            f"ray {ray.__version__}: {editions} editions in {shards} shards, one of two nodes killed after {killed[0]}, "
            f"joined in {seconds:.0f} s: all {files} files are equal"
        )
    finally:
        for process in reversed(nodes):
            kill(process)
        shutil.rmtree(work, ignore_errors=True)


def alive() -> int:
    return sum(entry["Alive"] for entry in ray.nodes())


def until(holds, otherwise: str) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not holds():
        if time.monotonic() > deadline:
            sys.exit(f"ray: {otherwise}")
        time.sleep(0.05)


def wait_for(port: int) -> None:
    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listens, "the first node did not come up")


if __name__ == "__main__":
    main()
