"""Composites layered picture collections from traits, thousands of pictures a second.

>>> project = simdgen.Project("art")
>>> plan = project.plan(count=1000, seed="spring drop")
>>> png = project.render(plan[0])
>>> pixels = project.render(plan[0], format="array")
>>> project.generate("build", count=1000, seed="spring drop")

``simdgen.ray`` builds on a cluster and reads pictures as a data set; ``simdgen.coco`` writes annotations.
"""

from __future__ import annotations

from pathlib import Path

from ._coco import coco
from ._simdgen import (
    Edition,
    Editions,
    Error,
    FileError,
    Locked,
    MemoryLimitError,
    Merged,
    OutputError,
    PackError,
    PictureError,
    Plan,
    PlanError,
    Project,
    ProjectError,
    Report,
    Segment,
    ShardError,
    Stopped,
)

__all__ = [
    "Edition",
    "Editions",
    "Error",
    "FileError",
    "Locked",
    "MemoryLimitError",
    "Merged",
    "OutputError",
    "PackError",
    "PictureError",
    "Plan",
    "PlanError",
    "Project",
    "ProjectError",
    "Report",
    "Segment",
    "ShardError",
    "Stopped",
    "coco",
]


def _open(path: Path, config: Path | None, pack: Path | None) -> Project:
    """Opens a project that was pickled."""
    return Project(path, config, pack=pack)
