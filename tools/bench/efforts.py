"""The efforts of the splice encoder, as the program itself lists them: a new one is measured without a change here."""
import sys
from pathlib import Path

import measure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import options  # noqa: E402

# Measured on whole plans. Any other effort is slow, so its rate is worked out from the pictures that everything renders.
WHOLE_PLANS = {"fast", "balanced", "high"}


class Efforts:
    """Names from the fastest on, and the default's."""

    def __init__(self):
        printed, _ = measure.simdgen("generate", "--help")
        self.names, self.default = options.values(printed, "--effort")


def splice(effort):
    """What results and tables call an effort."""
    return f"splice {effort}"
