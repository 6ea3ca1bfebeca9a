"""Run Backlot Map's commands: `python -m backlot <command>`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from backlot import __version__

__all__ = ["COMMANDS", "main"]

# modules with `add_parser(subparsers)`, which sets `run(args) -> exit status`; one that is not
# installed is left out. They import what is heavy inside `run`, so that --help is quick.
COMMANDS = (
    "backlot.check",
    "backlot.pictures.cli",
    "backlot.walks.plan_cli",
    "backlot.walks.cli",
    "backlot.tours.cli",
    "backlot.takeaway.cli",
    "backlot.takeaway.open_cli",
    "backlot.rooms.cli",
    "backlot.bench.cli",
)


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Parameters
    ----------
    argv
        Arguments; those of the process when None.

    Returns
    -------
    int
        Exit status: 0 when all is well, 1 when the command found something, 2 for wrong usage.
    """
    parser = argparse.ArgumentParser(
        prog="python -m backlot", description="Tools of Backlot Map for the command line."
    )
    parser.add_argument("--version", action="version", version=f"Backlot Map {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        if _is_there(name):
            import_module(name).add_parser(subparsers)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # whoever read the output has seen enough
        sys.stderr.close()
        return 1


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main())
