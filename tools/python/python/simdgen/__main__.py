"""The command line: ``simdgen`` and ``python -m simdgen``."""

import signal
import sys

from ._simdgen import command_line


def main() -> int:
    """Runs the command of the process; returns its exit code."""
    # The interpreter only notes Ctrl-C, and looks at it when the command has ended. The command ends by it at once, or sets a
    # handler of its own where it has something to finish.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return command_line(["simdgen", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
