"""Projects for the tests, written with Pillow so that their pixels are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import simdgen

#: Width and height of the pictures of ``project``: more than a tile, and no whole number of them.
WIDTH, HEIGHT = 70, 40


def save(path: Path, rgba: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(rgba, "RGBA").save(path)


def rectangle(left: int, top: int, right: int, bottom: int, colour: tuple[int, int, int, int]) -> np.ndarray:
    rgba = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    rgba[top:bottom, left:right] = colour
    return rgba


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three layers: a ground, a square with two traits, and a half-transparent bar over its right half, or nothing."""
    folder = tmp_path / "art"
    save(folder / "layers/Ground/Sand.png", rectangle(0, 0, WIDTH, HEIGHT, (200, 180, 120, 255)))
    save(folder / "layers/Ground/Sea.png", rectangle(0, 0, WIDTH, HEIGHT, (20, 60, 160, 255)))
    save(folder / "layers/Square/Red.png", rectangle(10, 5, 30, 25, (250, 10, 10, 255)))
    save(folder / "layers/Square/Blue.png", rectangle(10, 5, 30, 25, (10, 10, 250, 255)))
    save(folder / "layers/Bar/Grey.png", rectangle(20, 0, 66, HEIGHT, (90, 90, 90, 128)))
    save(folder / "layers/Bar/Black.png", rectangle(20, 0, 66, HEIGHT, (0, 0, 0, 255)))
    (folder / "simdgen.toml").write_text(
        f"""
[collection]
name = "Squares"
editions = 6

[canvas]
width = {WIDTH}
height = {HEIGHT}

[[layers]]
name = "Ground"

[[layers]]
name = "Square"

[[layers]]
name = "Bar"
none = 1
""",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def project(folder: Path) -> simdgen.Project:
    return simdgen.Project(folder)
