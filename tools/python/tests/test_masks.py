"""Masks, segments and annotations, against masks that are known and against pycocotools."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import HEIGHT, WIDTH

import simdgen


def find(project: simdgen.Project, square: str, bar: str | None) -> simdgen.Edition:
    plan = project.plan(12)
    return next(e for e in plan if e.picks["Square"] == square and e.picks["Bar"] == bar)


def filled(left: int, top: int, right: int, bottom: int, value: int = 255) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top:bottom, left:right] = value
    return mask


def test_drawn_masks_are_the_traits_alone(project: simdgen.Project) -> None:
    for bar, alpha in (("Grey", 128), ("Black", 255), (None, 0)):
        masks = project.masks(find(project, "Red", bar), "drawn")
        assert masks.shape == (3, HEIGHT, WIDTH) and masks.dtype == np.uint8
        assert np.array_equal(masks[0], filled(0, 0, WIDTH, HEIGHT))
        assert np.array_equal(masks[1], filled(10, 5, 30, 25))
        assert np.array_equal(masks[2], filled(20, 0, 66, HEIGHT, alpha))


def test_visible_masks_are_what_is_left(project: simdgen.Project) -> None:
    for bar, alpha in (("Grey", 128), ("Black", 255), (None, 0)):
        masks = project.masks(find(project, "Red", bar))
        square = filled(10, 5, 30, 25)
        square[:, 20:][square[:, 20:] > 0] = 255 - alpha
        ground = filled(0, 0, WIDTH, HEIGHT)
        ground[:, 20:66] = 255 - alpha
        ground[5:25, 10:30] = 0
        assert np.array_equal(masks[0], ground)
        assert np.array_equal(masks[1], square)
        assert np.array_equal(masks[2], filled(20, 0, 66, HEIGHT, alpha))
        assert np.all(masks.sum(axis=0, dtype=int) == 255), "layers share every pixel"


@pytest.mark.parametrize(
    ("mode", "square", "bar"),
    [("multiply", 255, 255), ("destination-over", 255, 0), ("destination-out", 0, 0), ("source-atop", 0, 255)],
)
def test_modes_hide_as_they_draw(folder: Path, mode: str, square: int, bar: int) -> None:
    toml = folder / "simdgen.toml"
    toml.write_text(toml.read_text() + f'blend = "{mode}"\n')
    project = simdgen.Project(folder)
    masks = project.masks(find(project, "Red", "Black"))
    assert (masks[1, 10, 25], masks[2, 10, 25]) == (square, bar)
    # The opacity of a layer counts.
    toml.write_text(toml.read_text() + "opacity = 0.2\n")
    project = simdgen.Project(folder)
    assert project.masks(find(project, "Red", "Black"), "drawn")[2, 0, 20] == 51


def test_segments_are_boxes_around_what_is_seen(project: simdgen.Project) -> None:
    segments = {s.layer: s for s in project.segments(find(project, "Blue", "Black"))}
    assert segments["Square"].bbox == (10, 5, 10, 20) and segments["Square"].area == 200
    assert segments["Square"].name == "Blue" and segments["Bar"].bbox == (20, 0, 46, 40)
    segments = {s.layer: s for s in project.segments(find(project, "Blue", "Grey"))}
    assert segments["Square"].bbox == (10, 5, 10, 20), "less than half of the other pixels is seen"
    segments = {s.layer: s for s in project.segments(find(project, "Blue", "Grey"), threshold=127)}
    assert segments["Square"].bbox == (10, 5, 20, 20)
    assert [s.layer for s in project.segments(find(project, "Blue", None))] == ["Ground", "Square"]
    with pytest.raises(ValueError, match="1 to 255"):
        project.segments(1, threshold=0)


def test_annotations_are_read_by_pycocotools(project: simdgen.Project, tmp_path: Path) -> None:
    mask = pytest.importorskip("pycocotools.mask")
    COCO = pytest.importorskip("pycocotools.coco").COCO
    plan = project.plan(12)
    count = simdgen.coco(project, plan, tmp_path / "coco.json")
    read = COCO(str(tmp_path / "coco.json"))
    assert len(read.imgs) == 12 and len(read.anns) == count
    assert {c["name"] for c in read.cats.values()} == {"Ground", "Square", "Bar"}
    project.generate(tmp_path / "build", plan=plan)
    for edition in plan:
        image = read.imgs[edition.number]
        assert (tmp_path / "build/images" / image["file_name"]).is_file()
        masks = dict(zip(edition.picks, project.masks(edition) >= 128))
        annotations = read.imgToAnns[edition.number]
        assert len(annotations) == sum(m.any() for m in masks.values())
        for annotation in annotations:
            layer = read.cats[annotation["category_id"]]["name"]
            seen = read.annToMask(annotation).astype(bool)
            assert np.array_equal(seen, masks[layer])
            encoded = annotation["segmentation"]
            assert mask.area(encoded) == annotation["area"]
            assert list(mask.toBbox(encoded)) == annotation["bbox"]
            assert mask.encode(np.asfortranarray(seen))["counts"].decode() == encoded["counts"]
            assert annotation["attributes"]["trait"] == edition.picks[layer]


def test_categories_can_be_traits(project: simdgen.Project, tmp_path: Path) -> None:
    simdgen.coco(project, project.plan(12), tmp_path / "coco.json", categories="trait")
    named = json.loads((tmp_path / "coco.json").read_text())["categories"]
    assert {(c["supercategory"], c["name"]) for c in named} == {
        ("Ground", "Sand"),
        ("Ground", "Sea"),
        ("Square", "Red"),
        ("Square", "Blue"),
        ("Bar", "Grey"),
        ("Bar", "Black"),
    }


def test_runs_of_any_length_are_compressed_as_pycocotools_does(tmp_path: Path) -> None:
    """Noise over a larger picture: short and long runs, growing and shrinking."""
    mask = pytest.importorskip("pycocotools.mask")
    from conftest import save

    width, height = 333, 257
    random = np.random.default_rng(7)
    noise = np.zeros((height, width, 4), np.uint8)
    for column in range(width):
        noise[:, column, 3] = np.where(random.random(height) < random.random() ** 3, 255, 0)
    noise[:, 100:140, 3] = 255
    save(tmp_path / "layers/Noise/One.png", noise)
    (tmp_path / "simdgen.toml").write_text(
        f'[collection]\nname = "N"\neditions = 1\n\n[canvas]\nwidth = {width}\nheight = {height}\n\n[[layers]]\nname = "Noise"\n'
    )
    (segment,) = simdgen.Project(tmp_path).segments(1)
    expected = mask.encode(np.asfortranarray((noise[:, :, 3] > 0).astype(np.uint8)))
    assert segment.counts == expected["counts"].decode()
