#!/usr/bin/env python3
"""Packs small stand-ins for the programs, and looks at what a release would have: seconds, and no build.

usage: tools/release/check.py

The stand-ins are scripts that tell how they were called. npm installs the packages from a registry of this machine, where there
is npm.
"""
import hashlib
import io
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import unittest
import zipfile
from pathlib import Path

import levels
import npm
from registry import Registry

HERE = Path(__file__).resolve().parent
CPU = Path("/proc/cpuinfo")
RUNS_V3 = platform.machine() == "x86_64" and CPU.exists() and " avx2 " in CPU.read_text()
VERSION = tomllib.loads((HERE.parents[1] / "Cargo.toml").read_text())["package"]["version"]
V3 = f"simdgen-{VERSION}-v3"
STAND_IN = """#!/bin/sh
case $1 in
wait) trap 'echo stopped; exit 130' INT TERM; echo ready; while :; do sleep 0.05; done ;;
read) cat ;;
killed) kill -9 $$ ;;
esac
echo "NAME $#:$*"
exit 7
"""


def write(path, text, mode=0o755):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def pack(programs, out, *options):
    command = [sys.executable, HERE / "pack.py", programs, out, *options]
    return subprocess.run(command, capture_output=True, text=True)


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = Path(tempfile.mkdtemp(prefix="simdgen-release-"))
        cls.programs, cls.out = cls.work / "programs", cls.work / "out"
        for place in ["x86_64/simdgen", f"x86_64/{V3}", "aarch64/simdgen"]:
            write(cls.programs / place, STAND_IN.replace("NAME", place))
        done = pack(cls.programs, cls.out)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def test_sums_are_those_of_all_files(self):
        lines = [line.split("  ") for line in (self.out / "SHA256SUMS").read_text().splitlines()]
        files = {path.name: path for path in self.out.iterdir() if path.name != "SHA256SUMS"}
        self.assertEqual({name for _, name in lines}, set(files))
        self.assertEqual(len(files), 7)
        for expected, name in lines:
            self.assertEqual(hashlib.sha256(files[name].read_bytes()).hexdigest(), expected)

    def test_the_same_programs_make_the_same_files(self):
        again = self.work / "again"
        self.assertEqual(pack(self.programs, again).returncode, 0)
        self.assertEqual((again / "SHA256SUMS").read_text(), (self.out / "SHA256SUMS").read_text())

    def test_what_may_not_be_released_is_refused(self):
        wrong = self.work / "wrong"
        shutil.copytree(self.programs, wrong)
        (wrong / "x86_64" / V3).unlink()
        self.assertIn(V3, pack(wrong, self.work / "none").stderr)
        shutil.copytree(self.programs, wrong, dirs_exist_ok=True)
        with open(wrong / "aarch64/simdgen", "r+b") as program:
            program.truncate(20_000_000)
        self.assertIn("20,000,000", pack(wrong, self.work / "none").stderr)
        self.assertFalse((self.work / "none").exists())

    def test_archives_unpack_into_a_prefix(self):
        for machine, programs in [("x86_64", ["bin/simdgen", f"lib/simdgen/{V3}"]), ("aarch64", ["bin/simdgen"])]:
            top = f"simdgen-{VERSION}-{machine}-linux"
            with tarfile.open(self.out / f"{top}.tar.gz") as archive:
                found = {entry.name.removeprefix(f"{top}/"): entry.mode for entry in archive.getmembers()}
            texts = ["LICENSE-MIT", "LICENSE-APACHE", "LICENSES-OF-PARTS.txt", "README.md", "simdgen.cdx.json"]
            expected = dict.fromkeys(programs, 0o755) | {f"share/doc/simdgen/{name}": 0o644 for name in texts}
            self.assertEqual(found, expected)

    def test_the_bill_names_every_crate_that_is_linked(self):
        bill = json.loads((self.out / f"simdgen-{VERSION}-x86_64-linux.cdx.json").read_text())
        names = {part["name"] for part in bill["components"]}
        self.assertTrue({"mimalloc", "rquickjs-sys", "wide", "clap"} <= names, names)
        # Of the build, of tests and of other systems.
        self.assertFalse({"serde_derive", "cc", "criterion", "windows-sys"} & names, names)
        for part in bill["components"]:
            self.assertTrue(part["licenses"] and len(part["hashes"][0]["content"]) == 64, part)
        known = {part["bom-ref"] for part in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
        self.assertEqual(known, {one["ref"] for one in bill["dependencies"]})
        self.assertTrue(all(set(one["dependsOn"]) <= known for one in bill["dependencies"]))
        files = {part["name"]: part["hashes"][0]["content"] for part in bill["metadata"]["component"]["components"]}
        program = (self.programs / "x86_64/simdgen").read_bytes()
        self.assertEqual(files["simdgen"], hashlib.sha256(program).hexdigest())

    def test_licences_go_with_the_programs(self):
        top = f"simdgen-{VERSION}-x86_64-linux"
        with tarfile.open(self.out / f"{top}.tar.gz") as archive:
            text = archive.extractfile(f"{top}/share/doc/simdgen/LICENSES-OF-PARTS.txt").read().decode()
        for owner in ["mimalloc ", "rquickjs-sys ", "libdeflate-sys ", "musl, the C library", "standard library of Rust"]:
            self.assertTrue(owner in text, owner)
        # A path would be that of whoever packs.
        self.assertTrue(str(Path.home()) not in text)

    def test_a_wheel_gets_both_levels(self):
        """The module that is loaded is that of the level, and the record is that of the files."""
        for level, module in [("baseline", b"low"), ("v3", b"high")]:
            record = "simdgen-1.dist-info/RECORD"
            with zipfile.ZipFile(self.work / f"{level}.whl", "w") as wheel:
                wheel.writestr("simdgen/__init__.py", "from ._simdgen import level\n")
                wheel.writestr(levels.MODULE, module)
                wheel.writestr(record, "")
        joined = levels.joined(self.work / "baseline.whl", self.work / "v3.whl")
        with zipfile.ZipFile(io.BytesIO(joined)) as wheel:
            names = wheel.namelist()
            self.assertNotIn(levels.MODULE, names)
            self.assertEqual(wheel.read("simdgen/_baseline/_simdgen.abi3.so"), b"low")
            self.assertEqual(wheel.read("simdgen/_v3/_simdgen.abi3.so"), b"high")
            for line in wheel.read(record).decode().splitlines():
                name, told, size = line.split(",")
                content = wheel.read(name)
                self.assertTrue(name == record or (told, size) == (f"sha256={levels.sum_of(content)}", str(len(content))))
            wheel.extractall(self.work / "site")
        # Modules of Python in the place of those of C.
        for folder, level in [("_baseline", "x86-64"), ("_v3", "x86-64-v3")]:
            write(self.work / f"site/simdgen/{folder}/_simdgen.py", f"level = {level!r}\n")
            (self.work / f"site/simdgen/{folder}/_simdgen.abi3.so").unlink()
        program = "import simdgen; print(simdgen.level)"
        for asked in ["x86-64", "x86-64-v3", ""] if RUNS_V3 else ["x86-64", ""]:
            command = [sys.executable, "-c", program]
            environment = os.environ | {"SIMDGEN_LEVEL": asked}
            told = subprocess.run(command, cwd=self.work / "site", env=environment, capture_output=True, text=True)
            self.assertTrue(told.stdout.strip() == asked or (not asked and "x86-64" in told.stdout), told)
        environment = os.environ | {"SIMDGEN_LEVEL": "fast"}
        told = subprocess.run(command, cwd=self.work / "site", env=environment, capture_output=True, text=True)
        self.assertIn("'fast', which is no level", told.stderr)
        # As on a processor that the system says nothing of.
        unknown = "import builtins, sys\ndef unknown(*_): raise OSError\nbuiltins.open = unknown\n" + program
        for asked, expected in [("", "x86-64\n"), ("x86-64-v3", "")]:
            command, environment = [sys.executable, "-c", unknown], os.environ | {"SIMDGEN_LEVEL": asked}
            told = subprocess.run(command, cwd=self.work / "site", env=environment, capture_output=True, text=True)
            self.assertTrue(told.stdout == expected and (asked == "") == (told.returncode == 0), told)
        self.assertIn("which this processor cannot run", told.stderr)


MACHINE = platform.machine()


class Memory(unittest.TestCase):
    """The functions in the place of musl's, in a program that runs on them."""

    @unittest.skipUnless(shutil.which("ar"), "ar is not there")
    def test_memory_is_copied_filled_and_compared(self):
        with tempfile.TemporaryDirectory() as work:
            for cpu in ["x86-64", "x86-64-v3"] if RUNS_V3 else ["generic"]:
                rustc = ["rustc", "--edition", "2024", "-C", f"target-cpu={cpu}", "-C"]
                for command in [
                    [*rustc, "opt-level=3", "-C", "panic=abort", "--crate-type", "lib", "--emit", "obj", "-o", "m.o", HERE / "memory.rs"],
                    ["ar", "rcs", "libmemory.a", "m.o"],
                    [*rustc, "opt-level=1", "-L", "native=.", "-l", "static:+whole-archive,-bundle=memory", HERE / "memory_check.rs"],
                    ["./memory_check"],
                ]:
                    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stdout, "the same\n")


@unittest.skipUnless(shutil.which("npm") and MACHINE in npm.CPUS and sys.platform == "linux", "npm or its platform is not there")
class Npm(unittest.TestCase):
    """The packages as npm installs them, from a registry that has nothing else."""

    @classmethod
    def setUpClass(cls):
        Release.setUpClass.__func__(cls)
        cls.registry = Registry(cls.out)
        cls.prefix = cls.work / "prefix"
        cls.program = cls.prefix / "bin/simdgen"
        command = ["npm", "install", "--global", "simdgen", "--prefix", cls.prefix, "--registry", cls.registry.address]
        command += ["--cache", cls.work / "cache", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.registry.close()
        shutil.rmtree(cls.work)

    def run_it(self, *words, program=None, **keys):
        return subprocess.run([program or self.program, *words], capture_output=True, text=True, **keys)

    def test_one_platform_is_fetched(self):
        fitting, other = (npm.name_of(MACHINE), *(npm.name_of(m) for m in npm.CPUS if m != MACHINE))
        files = [name for name in self.registry.asked if name.endswith(".tgz")]
        self.assertEqual(set(files), {npm.file_of("simdgen", VERSION), npm.file_of(fitting, VERSION)})
        self.assertNotIn(npm.file_of(other, VERSION), files)

    def test_words_input_and_exit_codes_go_through(self):
        done = self.run_it("a", "b c", "--d")
        self.assertEqual((done.returncode, done.stdout), (7, f"{MACHINE}/simdgen 3:a b c --d\n"))
        self.assertTrue(self.run_it("read", input="what came in\n").stdout.startswith("what came in\n"))

    def test_a_killed_program_is_told(self):
        self.assertIn(self.run_it("killed").returncode, [-signal.SIGKILL, 128 + signal.SIGKILL])

    def test_signals_reach_the_program(self):
        for sent in [signal.SIGINT, signal.SIGTERM]:
            streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            with subprocess.Popen([self.program, "wait"], text=True, **streams) as process:
                self.assertEqual(process.stdout.readline(), "ready\n")
                time.sleep(0.1)
                process.send_signal(sent)
                out, err = process.communicate(timeout=20)
            self.assertEqual((process.returncode, out, err), (130, "stopped\n", ""))

    def test_a_missing_package_is_told(self):
        prefix = self.work / "without"
        shutil.copytree(self.prefix, prefix, symlinks=True)
        shutil.rmtree(next(prefix.rglob("@simdgen")))
        done = self.run_it(program=prefix / "bin/simdgen")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"the package {npm.name_of(MACHINE)} is not installed", done.stderr)


if __name__ == "__main__":
    unittest.main()
