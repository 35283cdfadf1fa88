"""Plans, pictures in memory, and errors."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import HEIGHT, WIDTH
from PIL import Image

import simdgen


def enlarge(folder: Path, side: int) -> None:
    toml = folder / "simdgen.toml"
    text = toml.read_text().replace(f"width = {WIDTH}", f"width = {side}")
    toml.write_text(text.replace(f"height = {HEIGHT}", f"height = {side}"))


def test_a_project_says_what_it_is(project: simdgen.Project, folder: Path) -> None:
    assert project.size == (WIDTH, HEIGHT) and project.editions == 6
    assert project.layers == ["Ground", "Square", "Bar"]
    assert project.path == folder and project.config == folder / "simdgen.toml"
    assert project.notices == []


def test_a_plan_is_a_sequence(project: simdgen.Project) -> None:
    plan = project.plan(count=9, seed="a")
    assert len(plan) == 9 and plan.seed == "a"
    assert [edition.number for edition in plan] == list(range(1, 10))
    assert plan[-1].number == 9 and plan.edition(4).picks == plan[3].picks
    assert [edition.number for edition in plan[6:1:-2]] == [7, 5, 3]
    picks = [tuple(edition.picks.values()) for edition in plan]
    assert len(set(picks)) == 9, "editions differ"
    assert picks == [tuple(edition.picks.values()) for edition in project.plan(9, "a")]
    assert picks != [tuple(edition.picks.values()) for edition in project.plan(9, "b")]
    assert project.plan(9, 7).seed == "7"
    assert {pick[2] for pick in picks} == {"Grey", "Black", None}
    for wrong in (9, -10):
        with pytest.raises(IndexError):
            plan[wrong]
    with pytest.raises(KeyError, match="no edition 10"):
        plan.edition(10)


def test_a_plan_is_written_and_read(project: simdgen.Project, tmp_path: Path) -> None:
    plan = project.plan(8, "kept")
    for name in ("plan.jsonl", "plan.csv"):
        plan.write(tmp_path / name)
        read = project.read_plan(tmp_path / name)
        assert [edition.picks for edition in read] == [edition.picks for edition in plan]
    with pytest.raises(simdgen.PlanError, match="plan.txt"):
        plan.write(tmp_path / "plan.txt")


def test_pictures_are_those_of_the_traits(project: simdgen.Project, folder: Path) -> None:
    for edition in project.plan():
        expected = Image.new("RGBA", (WIDTH, HEIGHT))
        for layer, name in edition.picks.items():
            if name:
                expected.alpha_composite(Image.open(folder / f"layers/{layer}/{name}.png"))
        pixels = project.render(edition, "array")
        assert pixels.shape == (HEIGHT, WIDTH, 4) and pixels.dtype == np.uint8
        assert np.abs(pixels.astype(int) - np.asarray(expected)).max() <= 1
        png = Image.open(io.BytesIO(project.render(edition)))
        assert png.format == "PNG" and np.array_equal(np.asarray(png.convert("RGBA")), pixels)
        assert Image.open(io.BytesIO(project.render(edition, "jpeg"))).format == "JPEG"
        assert project.render(edition.number) == project.render(edition)


def test_an_array_takes_over_the_memory_of_the_picture(project: simdgen.Project) -> None:
    pixels = project.render(1, "array")
    owner = pixels
    while isinstance(owner, np.ndarray):
        assert not owner.flags.owndata, "NumPy has memory of its own"
        owner = owner.base
    assert owner is not None
    assert pixels.flags.c_contiguous and pixels.flags.writeable
    kept = pixels.copy()
    del owner, project
    assert np.array_equal(pixels, kept), "the memory lives as long as the array"
    pixels[:] = 0


MEASURE = """
import sys
import simdgen

def kilobytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))

project = simdgen.Project(sys.argv[1])
kept = project.render(1, "array")  # reads the pack, and leaves no memory to be used again
before = kilobytes("VmRSS")
with open("/proc/self/clear_refs", "w") as refs:
    refs.write("5")  # forgets the peak
pixels = project.render(1, "array")
print((kilobytes("VmHWM") - before) * 1024 / pixels.nbytes)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of memory since a moment")
def test_an_array_needs_no_second_copy(folder: Path) -> None:
    enlarge(folder, 6000)
    simdgen.Project(folder).render(1)
    line = [sys.executable, "-c", MEASURE, folder]
    grown = float(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
    assert 0.9 <= grown <= 1.5, f"a picture took {grown} times its bytes"


def test_other_threads_go_on_while_a_picture_is_made(folder: Path) -> None:
    enlarge(folder, 4000)
    project = simdgen.Project(folder)
    project.render(1)
    seen: list[float] = []
    done = threading.Event()

    def count() -> None:
        while not done.is_set():
            seen.append(time.monotonic())
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    start = time.monotonic()
    project.render(1, compression="high")
    end = time.monotonic()
    done.set()
    counter.join()
    within = [moment for moment in seen if start < moment < end]
    assert len(within) > 10, f"another thread ran {len(within)} times in {end - start} s"


def test_a_project_is_pickled_by_its_place(project: simdgen.Project) -> None:
    copy = pickle.loads(pickle.dumps(project))
    assert copy.render(copy.plan(3, "x")[2]) == project.render(project.plan(3, "x")[2])


def test_errors_are_exceptions_with_the_texts_of_the_command_line(project: simdgen.Project, tmp_path: Path) -> None:
    with pytest.raises(simdgen.ProjectError, match="there is no folder .*nowhere"):
        simdgen.Project(tmp_path / "nowhere")
    with pytest.raises(simdgen.FileError, match="nowhere.csv.*check its spelling"):
        project.read_plan(tmp_path / "nowhere.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(simdgen.ProjectError, match="empty") as caught:
        simdgen.Project(tmp_path / "empty")
    said = subprocess.run(
        [sys.executable, "-m", "simdgen", "inspect", tmp_path / "empty"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 1 and " ".join(str(caught.value).split()) in " ".join(said.stderr.split())
    with pytest.raises(simdgen.PlanError, match="12"):
        project.plan(1000)
    (project.path / "layers/Bar/Grey.png").write_bytes(b"no picture")
    with pytest.raises(simdgen.PictureError, match='layer "Bar".*Grey.png'):
        simdgen.Project(project.path).render(1)
    assert issubclass(simdgen.Stopped, simdgen.OutputError) and issubclass(simdgen.OutputError, simdgen.Error)
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), simdgen.ProjectError)


def test_wrong_arguments_say_what_is_right(project: simdgen.Project, folder: Path) -> None:
    with pytest.raises(ValueError, match="choose png, jpeg, array"):
        project.render(1, "bmp")
    with pytest.raises(ValueError, match="choose fastest, fast"):
        project.render(1, compression="none")
    with pytest.raises(KeyError, match="no edition 7"):
        project.render(7)
    with pytest.raises(TypeError, match="number"):
        project.render("1")
    with pytest.raises(ValueError, match="another Project"):
        project.render(simdgen.Project(folder).plan()[0])
    with pytest.raises(ValueError, match="empty"):
        project.plan(seed="")
    with pytest.raises(TypeError, match="seed"):
        project.plan(seed=1.5)
    with pytest.raises(ValueError, match="choose visible, drawn"):
        project.masks(1, "all")
