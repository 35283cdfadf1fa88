"""Ray on this machine alone; `tools/cluster/ray.sh` runs a cluster of two nodes, and kills one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simdgen

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, log_to_driver=False)
    yield
    ray.shutdown()


def test_a_data_set_has_the_pictures_of_the_plan(project: simdgen.Project) -> None:
    import simdgen.ray

    columns = ["number", "image", "picks", "masks", "drawn_masks", "boxes"]
    read = simdgen.ray.read_simdgen(project, 12, columns=columns, seed="set", override_num_blocks=3)
    assert read.count() == 12 and read.columns() == columns
    rows = {row["number"]: row for row in read.take_all()}
    for edition in project.plan(12, "set"):
        row = rows.pop(edition.number)
        assert np.array_equal(row["image"], project.render(edition, "array"))
        assert row["picks"] == edition.picks
        assert np.array_equal(row["masks"], project.masks(edition))
        assert np.array_equal(row["drawn_masks"], project.masks(edition, "drawn"))
        boxes = {s.layer: s.bbox for s in project.segments(edition)}
        assert [tuple(box) for box in row["boxes"]] == [boxes.get(layer, (0, 0, 0, 0)) for layer in project.layers]
    assert not rows
    batch = next(iter(simdgen.ray.read_simdgen(project.path, 4).iter_batches(batch_size=4)))
    assert batch["image"].shape == (4, 40, 70, 4) and list(batch) == ["image", "picks"]
    with pytest.raises(ValueError, match="choose from number, image"):
        simdgen.ray.read_simdgen(project, 4, columns=["picture"])


def test_layers_of_several_sets_have_one_place_each(folder: Path) -> None:
    import simdgen.ray

    toml = folder / "simdgen.toml"
    sets = '\n[[sets]]\neditions = 3\nlayers = ["Ground", "Bar"]\n\n[[sets]]\neditions = 3\nlayers = ["Square"]\n'
    toml.write_text(toml.read_text().replace("editions = 6\n", "unique = false\n") + sets)
    project = simdgen.Project(folder)
    assert project.layers == ["Ground", "Bar", "Square"]
    rows = simdgen.ray.read_simdgen(project, columns=["number", "picks", "masks"]).take_all()
    for row in rows:
        edition = project.plan().edition(row["number"])
        assert row["masks"].shape[0] == 3
        assert {layer for layer, mask in zip(project.layers, row["masks"]) if mask.any()} == {
            layer for layer, pick in edition.picks.items() if pick
        }
        assert row["picks"] == {layer: edition.picks.get(layer) for layer in project.layers}


def test_shards_on_ray_make_the_build_of_one_machine(project: simdgen.Project, tmp_path: Path) -> None:
    from test_generate import same

    import simdgen.ray

    told: list[tuple[int, int]] = []
    simdgen.ray.generate(
        project, tmp_path / "shards", 4, count=11, seed="r", progress=lambda *counts: told.append(counts)
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    project.generate(tmp_path / "once", count=11, seed="r")
    same(tmp_path / "shards", tmp_path / "once")
