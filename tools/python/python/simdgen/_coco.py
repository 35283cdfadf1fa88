"""Annotations of a plan's pictures in the format of COCO."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Literal

from ._simdgen import Plan, Project


def coco(
    project: Project,
    plan: Plan,
    out: str | PathLike[str],
    *,
    categories: Literal["layer", "trait"] = "layer",
    threshold: int = 128,
) -> int:
    """Writes boxes and segments of every layer that is seen, and returns how many there are.

    A segment has the pixels whose visible mask is at least ``threshold`` of 255; its run lengths are compressed. A category is
    a layer, or each trait with its layer as the supercategory. Pictures are named as ``generate`` names them.
    """
    width, height = project.size
    numbers: dict[tuple[str, str], int] = {}
    count = 0
    out = Path(out)
    unfinished = out.with_name(out.name + ".part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write('{"images":[\n')
        for at, edition in enumerate(plan):
            image = {"id": edition.number, "file_name": edition.file_name, "width": width, "height": height}
            file.write((",\n" if at else "") + json.dumps(image))
        file.write('],\n"annotations":[\n')
        for edition in plan:
            for segment in project.segments(edition, threshold):
                key = (segment.layer, segment.name if categories == "trait" else "")
                annotation = {
                    "id": count + 1,
                    "image_id": edition.number,
                    "category_id": numbers.setdefault(key, len(numbers) + 1),
                    "bbox": segment.bbox,
                    "area": segment.area,
                    "segmentation": {"size": [height, width], "counts": segment.counts},
                    "iscrowd": 0,
                    "attributes": {"trait": segment.name},
                }
                file.write((",\n" if count else "") + json.dumps(annotation))
                count += 1
        named = [
            {"id": number, "name": trait or layer, "supercategory": layer if trait else "layer"}
            for (layer, trait), number in numbers.items()
        ]
        file.write('],\n"categories":' + json.dumps(named) + "}\n")
    unfinished.replace(out)
    return count
