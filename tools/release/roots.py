#!/usr/bin/env python3
"""Installs a release as people do, each way in an empty root without compiler and network, and runs `simdgen demo` there.

usage: tools/release/roots.py [FILES]

FILES is the folder that tools/release.sh writes (default: target/release-files). Needs root on Linux. The ways are

  archive   nothing but what the archive has, with /proc and without
  npm       Node.js, its libraries and a registry on this machine that has these packages alone
  pip       Python and its libraries; --no-index
  older     the archive under qemu, as a processor of 2008; the program for newer ones has to say that it cannot run
  aarch64   its archive under qemu

At each, the program has to say the level that is expected of this processor and to know object storage, and the demo has to be
the same bytes at every level, however it was installed. Ends with 1 where that is not so. A way that cannot be tried here is said to be skipped.
"""
import array
import fcntl
import hashlib
import os
import platform
import re
import shutil
import socket
import struct
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

from registry import Registry

MACHINE = platform.machine()
FLAGS = set(re.search(r"^(?:flags|Features)\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE).group(1).split())
RUNS_V3 = {"avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"} <= FLAGS
BEST = {"x86_64": "x86-64-v3" if RUNS_V3 else "x86-64 (SSE2)", "aarch64": "AArch64"}.get(MACHINE)
COMPILERS = ["cc", "gcc", "clang", "rustc", "cargo", "zig"]


class Wrong(Exception):
    """What is not as it has to be."""


class Root:
    """A folder that is the whole file system of what runs in it."""

    def __init__(self, work, name):
        self.path = work / name
        for folder in ["proc", "tmp", "home", "dev", "etc"]:
            (self.path / folder).mkdir(parents=True)
        (self.path / "dev/null").touch()
        os.system(f"mount --bind /dev/null {self.path}/dev/null")

    def add(self, *programs):
        """Copies programs and shared objects, and the libraries that they need, to the same places."""
        for program in programs:
            told = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
            libraries = re.findall(r"(/\S+) \(0x", told)
            for path in [program, *libraries]:
                to = self.path / str(path).lstrip("/")
                to.parent.mkdir(parents=True, exist_ok=True)
                if not to.exists():
                    shutil.copy(path, to)

    def run(self, *words, network=False, proc=True, code=0, **environment):
        """Runs a command there; returns what it printed, or its error where it has to fail."""
        separate = ["unshare", "--mount", "--pid", "--fork"] + ([] if network else ["--net"])
        separate += (["--mount-proc"] if proc else []) + [f"--root={self.path}", "--wd=/home"]
        known = {"HOME": "/home", "PATH": "/usr/local/bin:/usr/bin:/bin", "npm_config_update_notifier": "false"}
        done = subprocess.run([*separate, *map(str, words)], env=known | environment, capture_output=True, text=True)
        if done.returncode != code:
            raise Wrong(f"{' '.join(map(str, words))}: exit code {done.returncode}: {done.stderr or done.stdout}")
        return done.stderr if code else done.stdout

    def has_no_compiler(self):
        found = [path for name in COMPILERS for path in self.path.glob(f"**/bin/{name}")]
        if found:
            raise Wrong(f"the root has compilers: {found}")


def tree(folder):
    """Sums of all files of a build, but of the record that holds times of the run."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".") and name != "simdgen-run.json":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def demo(root, program, level, **keys):
    """Runs the demo at a level, '' for the best; returns the sums of what it wrote."""
    (root.path / "home/simdgen-demo").exists() and shutil.rmtree(root.path / "home/simdgen-demo")
    environment = {"SOURCE_DATE_EPOCH": "1700000000"} | ({"SIMDGEN_LEVEL": level} if level else {})
    root.run(program, "demo", **environment, **keys)
    found = tree(root.path / "home/simdgen-demo/build")
    pictures = sum(name.startswith("images/") for name in found)
    if pictures != 100:
        raise Wrong(f"the demo has {pictures} pictures, not 100")
    return found


def try_out(root, program, expected):
    """Says the level, and runs the demo at each that there is; `expected` is what another way has made, if one has."""
    root.has_no_compiler()
    told = root.run(program, "--version")
    if f"build level: {BEST}" not in told:
        raise Wrong(f"{program} --version says {told!r}, not the level {BEST}")
    made = demo(root, program, "")
    # A program without object storage would refuse the address, not the endpoint.
    to_store = ["generate", "/home/simdgen-demo", "--out", "s3://bucket/folder"]
    told = root.run(program, *to_store, code=1, AWS_ENDPOINT="http://127.0.0.1:9")
    if "is not encrypted" not in told:
        raise Wrong(f"{program} has no object storage: {told}")
    levels = ["x86-64"] + (["x86-64-v3"] if RUNS_V3 else []) if MACHINE == "x86_64" else []
    for level in levels:
        if demo(root, program, level) != made:
            raise Wrong(f"{program}: the demo is not the same bytes at the level {level}")
    if expected and made != expected:
        raise Wrong(f"{program}: the demo is not that of the way before")
    return made


def archive(work, files, expected):
    path = next(files.glob(f"simdgen-*-{MACHINE}-linux.tar.gz"))
    root = Root(work, "archive")
    with tarfile.open(path) as packed:
        packed.extractall(root.path, filter="data")
    os.rename(next(root.path.glob("simdgen-*-linux")), root.path / "usr")
    made = try_out(root, "/usr/bin/simdgen", expected)
    if demo(root, "/usr/bin/simdgen", "", proc=False) != made:
        raise Wrong("the demo is not the same bytes without /proc")
    return made


def npm(work, files, expected):
    node, manager = shutil.which("node"), shutil.which("npm")
    if not node or not manager:
        return None
    root = Root(work, "npm")
    root.add(os.path.realpath(node), "/usr/bin/env")
    home = Path(os.path.realpath(manager)).parents[1]
    shutil.copytree(home, root.path / str(home).lstrip("/"), symlinks=True)
    if os.path.realpath(node) != "/usr/bin/node":
        (root.path / "usr/bin/node").symlink_to(os.path.realpath(node))
    registry = Registry(files)
    command = ["/usr/bin/node", home / "bin/npm-cli.js", "install", "--global", "--prefix", "/usr/local", "simdgen"]
    root.run(*command, "--registry", registry.address, network=True)
    registry.close()
    return try_out(root, "/usr/local/bin/simdgen", expected)


def pip(work, files, expected):
    wheels = list(files.glob(f"*{MACHINE}*.whl"))
    if not wheels:
        return None
    root = Root(work, "pip")
    prefix = Path(sys.base_prefix)
    others = shutil.ignore_patterns("site-packages", "dist-packages", "test", "*.a")
    shutil.copytree(prefix, root.path / str(prefix).lstrip("/"), symlinks=True, dirs_exist_ok=True, ignore=others)
    python = os.path.realpath(sys.executable)
    root.add(python, *Path(sysconfig.get_path("platstdlib")).glob("lib-dynload/*.so"))
    shutil.copytree(files, root.path / "files")
    root.run(python, "-m", "venv", "/venv")
    root.run("/venv/bin/pip", "install", "--no-index", "--find-links", "/files", "simdgen")
    made = try_out(root, "/venv/bin/simdgen", expected)
    root.run("/venv/bin/python", "-c", "import simdgen; simdgen.Project('/home/simdgen-demo').plan(10)")
    return made


def emulated(work, files, name, machine, qemu):
    """The archive of a machine, unpacked; and the sums of the demo that it makes under qemu. None where one is not there."""
    packed = next(files.glob(f"simdgen-*-{machine}-linux.tar.gz"), None)
    if not shutil.which(qemu[0]) or not packed:
        return None
    home = work / name
    with tarfile.open(packed) as archive_file:
        archive_file.extractall(home, filter="data")
    top = next(home.glob("simdgen-*-linux"))
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run([*qemu, top / "bin/simdgen", "demo"], cwd=home, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"the demo under {' '.join(qemu)}: exit code {done.returncode}: {done.stderr}")
    return top, tree(home / "simdgen-demo/build")


def older(work, files, expected):
    qemu = ["qemu-x86_64-static", "-cpu", "Nehalem"]
    found = emulated(work, files, "older", "x86_64", qemu) if MACHINE == "x86_64" else None
    if not found:
        return None
    top, made = found
    if made != expected:
        raise Wrong("the demo of an older processor is not that of this one")
    v3 = next(top.glob("lib/simdgen/*"))
    done = subprocess.run([*qemu, v3, "--version"], capture_output=True, text=True)
    if done.returncode != 1 or "which this one lacks" not in done.stderr:
        raise Wrong(f"{v3.name} on an older processor: exit code {done.returncode}: {done.stderr}")
    return made


def aarch64(work, files, expected):
    found = emulated(work, files, "arm", "aarch64", ["qemu-aarch64-static"]) if MACHINE == "x86_64" else None
    if found and found[1] != expected:
        raise Wrong("the demo of AArch64 is not that of x86-64")
    return found


def loopback_up():
    """The new network has the loopback alone, which is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = array.array("B", struct.pack("16sH14s", b"lo", 1 | 64, b""))  # IFF_UP | IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def main():
    files = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "target/release-files").resolve()
    if os.environ.get("SIMDGEN_ROOTS") != "inside":
        if os.geteuid() or sys.platform != "linux" or not BEST:
            print("clean roots: skipped, this is not root on Linux on x86-64 or AArch64")
            return 0
        os.environ["SIMDGEN_ROOTS"] = "inside"
        os.execvp("unshare", ["unshare", "--mount", "--net", sys.executable, __file__, str(files)])
    loopback_up()
    failed, made = 0, None
    with tempfile.TemporaryDirectory(prefix="simdgen-roots-") as work:
        for way in [archive, npm, pip, older, aarch64]:
            try:
                done = way(Path(work), files, made)
                made = made or done
                print(f"{way.__name__:8}", "passed" if done else "skipped: what it needs is not there", flush=True)
            except Wrong as wrong:
                failed = 1
                print(f"{way.__name__:8} FAILED: {wrong}", flush=True)
        os.system(f"umount {work}/*/dev/null")
    return failed


if __name__ == "__main__":
    sys.exit(main())
