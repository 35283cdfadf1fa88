"""Builds: the same files as the command line's, progress, and Ctrl-C."""

from __future__ import annotations

import filecmp
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import simdgen

#: Editions that take a while, of a project with few combinations.
MANY = 4000


def command(*words: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "simdgen", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def same(left: Path, right: Path) -> None:
    """Compares every file of two folders."""
    files = [{path.relative_to(top) for path in top.rglob("*") if path.is_file()} for top in (left, right)]
    assert files[0] == files[1] and len(files[0]) > 3
    different = filecmp.cmpfiles(left, right, [str(name) for name in files[0]], shallow=False)
    assert different[1:] == ([], [])


@pytest.fixture
def large(folder: Path) -> Path:
    """The project with repeated combinations, and pictures that take a moment."""
    toml = folder / "simdgen.toml"
    text = toml.read_text().replace("editions = 6", "editions = 6\nunique = false")
    toml.write_text(text.replace("width = 70", "width = 640").replace("height = 40", "height = 640"))
    return folder


def test_a_build_is_that_of_the_command_line(project: simdgen.Project, folder: Path, tmp_path: Path) -> None:
    report = project.generate(tmp_path / "module", count=10, seed="same", threads=2)
    assert report.out == tmp_path / "module" and report.rendered == 10 and report.seed == "same"
    assert report.image_bytes == sum(path.stat().st_size for path in (tmp_path / "module/images").iterdir())
    said = command("generate", folder, "--count", 10, "--seed", "same", "--out", tmp_path / "command")
    assert said.returncode == 0, said.stderr
    same(tmp_path / "module", tmp_path / "command")
    again = project.generate(tmp_path / "module", count=10, seed="same")
    assert (again.rendered, again.up_to_date) == (0, 10)
    assert command("verify", tmp_path / "module", "--project", folder).returncode == 0


def test_a_part_and_a_plan(project: simdgen.Project, tmp_path: Path) -> None:
    report = project.generate(tmp_path / "part", editions=range(2, 4))
    assert report.rendered == 2 and sorted(os.listdir(tmp_path / "part/images")) == ["2.png", "3.png"]
    plan = project.plan(8, "x")
    project.generate(tmp_path / "plan", plan=plan)
    project.generate(tmp_path / "seed", count=8, seed="x")
    same(tmp_path / "plan", tmp_path / "seed")
    with pytest.raises(ValueError, match="range"):
        project.generate(tmp_path / "no", editions=range(4, 4))
    with pytest.raises(ValueError, match="leave them out"):
        project.generate(tmp_path / "no", plan=plan, count=3)
    with pytest.raises(ValueError, match="choose fast, balanced"):
        project.generate(tmp_path / "no", effort="most")
    with pytest.raises(simdgen.OutputError, match="--force"):
        project.generate(tmp_path / "part", seed="another")


def test_progress_is_told_on_the_calling_thread(large: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    simdgen.Project(large).generate(tmp_path / "out", count=200, progress=lambda *counts: told.append(counts))
    assert told[-1] == (200, 200) and told == sorted(told)


def test_an_exception_in_progress_stops_the_build(large: Path, tmp_path: Path) -> None:
    project = simdgen.Project(large)

    def stop(done: int, total: int) -> None:
        raise RuntimeError(f"stop at {done} of {total}")

    with pytest.raises(RuntimeError, match=f"of {MANY}"):
        project.generate(tmp_path / "out", count=MANY, progress=stop)
    assert not (tmp_path / "out/images").exists(), "nothing is published"
    with pytest.raises(simdgen.OutputError, match="interrupted"):
        project.generate(tmp_path / "out", count=MANY, editions=range(1, 2))
    report = project.generate(tmp_path / "out", count=MANY, resume=True)
    assert report.resumed > 0 and report.resumed + report.rendered == MANY


BUILD = """
import sys, simdgen
def progress(done, total):
    print(done, flush=True)
simdgen.Project(sys.argv[1]).generate(sys.argv[2], count=int(sys.argv[3]), resume=True, threads=1, progress=progress)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
@pytest.mark.parametrize("is_command", [False, True])
def test_ctrl_c_stops_a_build_that_can_be_resumed(large: Path, tmp_path: Path, is_command: bool) -> None:
    out = tmp_path / "out"
    line = [sys.executable, "-c", BUILD, large, out, str(MANY)]
    if is_command:
        line = [sys.executable, "-m", "simdgen", "generate", large, "--out", out, "--count", str(MANY), "--threads", "1"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as build:
        deadline = time.monotonic() + 120
        journal = out / ".simdgen-partial/images"
        while not (journal.is_dir() and len(os.listdir(journal)) > 20):
            assert time.monotonic() < deadline and build.poll() is None, "the build writes nothing"
            time.sleep(0.01)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=60)
    if is_command:
        assert build.returncode == 130 and "simdgen generate" in said and "--resume" in said, said
    else:
        assert "KeyboardInterrupt" in said and build.returncode != 0
    report = simdgen.Project(large).generate(out, count=MANY, resume=True)
    assert report.resumed > 20 and report.resumed + report.rendered == MANY
    simdgen.Project(large).generate(tmp_path / "once", count=MANY)
    same(out, tmp_path / "once")


def test_the_command_is_the_whole_command_line(tmp_path: Path) -> None:
    assert command("--version").stdout.startswith("simdgen ")
    wrong = command("generate", "--cuont", 3)
    assert wrong.returncode == 2 and "--count" in wrong.stderr
    empty = command()
    assert empty.returncode == 2 and "Usage: simdgen" in empty.stderr
    made = command("demo", tmp_path / "demo")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "demo/build/images/1.png").is_file()
    installed = Path(sys.executable).with_name("simdgen")
    if installed.is_file():
        assert subprocess.run([installed, "help", "glossary"], capture_output=True, check=True).stdout


def test_shards_are_joined_to_the_build_of_one_machine(project: simdgen.Project, tmp_path: Path) -> None:
    project.prepare(count=11, seed="parts")
    for number in (3, 1, 2):
        report = project.generate(tmp_path / "shards", count=11, seed="parts", shard=(number, 3), threads=1)
        assert report.rendered > 0
    merged = project.merge(tmp_path / "shards")
    assert merged is not None and (merged.shards, merged.editions) == (3, 11)
    project.generate(tmp_path / "once", count=11, seed="parts")
    same(tmp_path / "shards", tmp_path / "once")
    with pytest.raises(ValueError, match="no shard 4 of 3"):
        project.generate(tmp_path / "shards", shard=(4, 3))
    project.generate(tmp_path / "missing", count=11, seed="parts", shard=(1, 3))
    with pytest.raises(simdgen.ShardError, match="2/3"):
        project.merge(tmp_path / "missing")
