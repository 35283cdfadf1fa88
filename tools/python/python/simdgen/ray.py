"""simdgen on a Ray cluster: builds in shards, and pictures as a data set for training.

Every node needs this package, and the project at the same path; builds need the output folder at the same path too.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import ray
from ray.data.block import Block, BlockAccessor, BlockMetadata
from ray.data.datasource import Datasource, ReadTask

from ._simdgen import Edition, Locked, Merged, Plan, Project

if TYPE_CHECKING:
    from ray.data.context import DataContext

__all__ = ["COLUMNS", "generate", "read_simdgen"]

Effort = Literal["fast", "balanced", "high", "max"]

#: The columns that ``read_simdgen`` knows.
COLUMNS = ("number", "image", "picks", "masks", "drawn_masks", "boxes")

#: Bytes of a block of rows, about.
_BLOCK_BYTES = 64 << 20

#: Seconds that a shard waits for a worker that was lost and has not ended yet.
_LONGEST_WAIT = 120


class _Place(NamedTuple):
    """What opens a project on any node."""

    path: str
    config: str | None = None
    pack: str | None = None

    @classmethod
    def of(cls, project: Project | str | PathLike[str]) -> _Place:
        if not isinstance(project, Project):
            return cls(os.path.abspath(project))
        # As pickling does.
        _, (path, config, pack) = project.__reduce__()
        places = [os.path.abspath(place) if place else None for place in (config, pack)]
        return cls(os.path.abspath(path), *places)

    def open(self) -> Project:
        return Project(self.path, self.config, pack=self.pack)


def generate(
    project: Project | str | PathLike[str],
    out: str | PathLike[str],
    shards: int,
    *,
    count: int | None = None,
    seed: str | int | None = None,
    effort: Effort | None = None,
    threads: int = 1,
    retries: int = 3,
    progress: Callable[[int, int], object] | None = None,
) -> Merged | None:
    """Builds a collection with one task a shard, and joins the shards: every byte is that of a build on one machine.

    A task whose worker or node is lost starts again elsewhere, up to ``retries`` times, and keeps the pictures that it had
    finished. ``progress`` is called with the shards done and in all. A build that failed or was interrupted goes on when it is
    called again.
    """
    place, out = _Place.of(project), os.path.abspath(out)
    settings = {"count": count, "seed": seed, "effort": effort, "threads": threads}
    opened = place.open()
    # Once, so that not every shard makes the pack and learns the same.
    opened.prepare(count=count, seed=seed, effort=effort)
    task = ray.remote(_shard).options(num_cpus=threads, max_retries=retries)
    waiting = [task.remote(place, out, (number, shards), settings) for number in range(1, shards + 1)]
    try:
        while waiting:
            done, waiting = ray.wait(waiting, num_returns=1)
            # Raises what the task did.
            ray.get(done)
            if progress:
                progress(shards - len(waiting), shards)
    except BaseException:
        for left in waiting:
            ray.cancel(left)
        raise
    return opened.merge(out)


def _shard(place: _Place, out: str, shard: tuple[int, int], settings: dict[str, Any]) -> None:
    project = place.open()
    until = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            project.generate(out, shard=shard, resume=True, **settings)
            return
        except Locked:
            # The worker that had this shard before is lost to Ray and may yet write for a moment.
            if time.monotonic() > until:
                raise
            time.sleep(1)


def read_simdgen(
    project: Project | str | PathLike[str],
    count: int | None = None,
    columns: Sequence[str] = ("image", "picks"),
    *,
    seed: str | int | None = None,
    threshold: int = 128,
    **read_args: Any,
) -> ray.data.Dataset:
    """Returns a data set of a plan's editions, which are rendered where and when they are read.

    - ``number``: the number of the edition;
    - ``image``: (height, width, 4), straight RGBA;
    - ``picks``: the trait of each layer;
    - ``masks``, ``drawn_masks``: (layers, height, width), in the order of ``Project.layers``: of what is seen of each layer, or
      of all that it draws;
    - ``boxes``: (layers, 4), left, top, width and height of what is seen, from ``threshold`` of 255 on; all 0 for nothing.

    Further arguments go to ``ray.data.read_datasource``.
    """
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or not columns:
        raise ValueError(f"columns {unknown} are not known: choose from {', '.join(COLUMNS)}")
    source = _Editions(_Place.of(project), count, seed, tuple(columns), threshold)
    data: ray.data.Dataset = ray.data.read_datasource(source, **read_args)
    return data


class _Editions(Datasource):
    def __init__(self, place: _Place, count: int | None, seed: Any, columns: tuple[str, ...], threshold: int) -> None:
        super().__init__()
        self._read = (place, count, seed, columns, threshold)
        opened, plan = _opened(place), _plan(place, count, seed)
        self._rows = len(plan)
        self._row_bytes = _row_bytes(opened, columns)

    def get_name(self) -> str:
        return "simdgen"

    def estimate_inmemory_data_size(self) -> int:
        return self._rows * self._row_bytes

    def get_read_tasks(
        self,
        parallelism: int,
        per_task_row_limit: int | None = None,
        data_context: DataContext | None = None,
    ) -> list[ReadTask]:
        tasks = min(max(parallelism, 1), self._rows)
        cuts = [self._rows * at // tasks for at in range(tasks + 1)]
        return [
            ReadTask(
                functools.partial(_blocks, *self._read, first, end),
                BlockMetadata(
                    num_rows=end - first,
                    size_bytes=(end - first) * self._row_bytes,
                    exec_stats=None,
                    input_files=None,
                ),
                per_task_row_limit=per_task_row_limit,
            )
            for first, end in zip(cuts, cuts[1:])
        ]


def _blocks(
    place: _Place, count: int | None, seed: Any, columns: tuple[str, ...], threshold: int, first: int, end: int
) -> Iterator[Block]:
    project, plan = _opened(place), _plan(place, count, seed)
    rows = max(1, _BLOCK_BYTES // _row_bytes(project, columns))
    for start in range(first, end, rows):
        editions = [plan[at] for at in range(start, min(start + rows, end))]
        yield _block(project, editions, columns, threshold)


def _block(project: Project, editions: list[Edition], columns: Iterable[str], threshold: int) -> Block:
    layers = project.layers
    arrays: dict[str, Callable[[], np.ndarray]] = {
        "number": lambda: np.array([edition.number for edition in editions], np.int64),
        "image": lambda: np.stack([project.render(edition, "array") for edition in editions]),
        "masks": lambda: np.stack([_spread(project, edition, layers, "visible") for edition in editions]),
        "drawn_masks": lambda: np.stack([_spread(project, edition, layers, "drawn") for edition in editions]),
        "boxes": lambda: np.stack([_boxes(project, edition, layers, threshold) for edition in editions]),
    }
    # In the order asked for; tables of no column have no rows either, so that of picks is made last.
    made = {column: arrays[column]() for column in columns if column != "picks"}
    if "picks" not in columns:
        return BlockAccessor.batch_to_block(made)
    text = pa.struct([(layer, pa.string()) for layer in layers])
    picks = pa.array([edition.picks for edition in editions], text)
    block = BlockAccessor.batch_to_block(made).append_column("picks", picks) if made else pa.table({"picks": picks})
    return block.select(list(columns))


def _spread(project: Project, edition: Edition, layers: list[str], kind: Any) -> np.ndarray:
    """The masks of an edition, with empty ones for the layers of other sets."""
    masks = project.masks(edition, kind)
    own = list(edition.picks)
    if own == layers:
        return masks
    spread = np.zeros((len(layers), *masks.shape[1:]), np.uint8)
    for layer, mask in zip(own, masks):
        spread[layers.index(layer)] = mask
    return spread


def _boxes(project: Project, edition: Edition, layers: list[str], threshold: int) -> np.ndarray:
    boxes = np.zeros((len(layers), 4), np.int32)
    for segment in project.segments(edition, threshold):
        boxes[layers.index(segment.layer)] = segment.bbox
    return boxes


def _row_bytes(project: Project, columns: tuple[str, ...]) -> int:
    width, height = project.size
    layers = len(project.layers)
    masks = layers * width * height
    sizes = {"number": 8, "image": 4 * width * height, "masks": masks, "drawn_masks": masks, "boxes": 16 * layers}
    return sum(sizes.get(column, 16 * layers) for column in columns)


# A worker runs many tasks of one data set, and each needs the whole plan.
@functools.lru_cache(maxsize=2)
def _opened(place: _Place) -> Project:
    return place.open()


@functools.lru_cache(maxsize=2)
def _plan(place: _Place, count: int | None, seed: Any) -> Plan:
    return _opened(place).plan(count, seed)
