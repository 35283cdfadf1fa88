"""The job files of Kubernetes: valid, and with the number of shards wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

CLUSTER = Path(__file__).resolve().parents[2] / "cluster"


@pytest.mark.parametrize("name", ["job.yaml", "merge.yaml"])
def test_a_job_is_valid(name: str) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load((CLUSTER / name).read_text())
    for version in ("1.31", kubernetes_validate.latest_version()):
        kubernetes_validate.validate(job, version, strict=True)
    job["spec"]["compeltions"] = 8
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(job, kubernetes_validate.latest_version(), strict=True)


def test_every_shard_has_a_pod() -> None:
    yaml = pytest.importorskip("yaml")
    spec = yaml.safe_load((CLUSTER / "job.yaml").read_text())["spec"]
    words = spec["template"]["spec"]["containers"][0]["args"]
    assert spec["completionMode"] == "Indexed"
    assert words[words.index("--shards") + 1] == str(spec["completions"])
    assert words[words.index("--shard") + 1] == "auto" and "--resume" in words
