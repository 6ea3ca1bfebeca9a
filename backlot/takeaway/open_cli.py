"""Add `open` to the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.command import add_language, guarded, own_catalog, tell

if TYPE_CHECKING:
    from backlot.takeaway.exchange_read import Looked, Taken

__all__ = ["add_parser"]

_STATES = {"new": "cli.open.new", "same": "cli.open.same", "differs": "cli.open.differs"}
_TAKE = ("theirs", "mine", "both")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers` returned.
    """
    parser = subparsers.add_parser(
        "open",
        help="take tours and pictures from a .backlot file",
        description="Show what a .backlot file holds beside what you have, and take it. Where something "
        "differs from yours, nothing is taken until you say what to do with --take.",
        epilog="Exit status: 0 when all went well, 1 when the file was refused or there is something to "
        "decide, 2 for a wrong command line.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="file that `export --to backlot` wrote")
    parser.add_argument(
        "--take",
        choices=_TAKE,
        help="what to do where something differs: take theirs (yours is kept among the deleted tours), "
        "keep mine, or both (a tour of theirs becomes a copy; of pictures yours stay); what is new is "
        "taken in any case",
    )
    add_language(parser)
    parser.set_defaults(run=guarded(_run))


def _run(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.settings import geodata_dir, home_dir
    from backlot.takeaway.exchange_read import Decisions, accept, look

    looked = look(_bytes(args.file), home_dir(), geodata_dir(), catalog=own_catalog())
    for line in _seen(looked, args.lang):
        print(line)
    if looked.has_conflict and args.take is None:
        tell(lang.say(args.lang, "cli.open.decide"))
        return 1
    sides = {
        each.theirs.id: args.take
        for each in looked.tours
        if args.take is not None and each.state == "differs"
    }
    pictures = "theirs" if args.take == "theirs" else "mine"
    for line in _said(accept(looked, Decisions(sides, pictures)), args.lang):
        print(line)
    return 0


def _bytes(path: Path) -> bytes:
    from backlot.errors import DataError
    from backlot.takeaway.exchange import LIMITS

    try:
        if path.exists() and not path.is_file():
            # a device or a pipe has no end
            raise DataError("exchange-foreign")
        with path.open("rb") as file:
            return file.read(LIMITS.total_bytes + 1)
    except FileNotFoundError as error:
        raise DataError("exchange-missing", file=str(path)) from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or type(error).__name__) from error


def _seen(looked: Looked, code: str) -> list[str]:
    from backlot.catalog.model import text_in

    contents = looked.contents
    lines = [lang.say(code, "start.version", version=contents.data_version, date=contents.data_date)]
    if contents.tours and not contents.notes:
        lines.append(lang.say(code, "cli.open.no-notes"))
    for each in looked.tours:
        name = text_in(each.theirs.name, code, fallback=each.theirs.id)
        stops = lang.say(code, "cli.tour.stops", n=len(each.theirs.stops))
        lines.append(f"{each.theirs.id}  {name}  {stops}  {lang.say(code, _STATES[each.state])}")
    counts = {"new": looked.count("new"), "same": looked.count("same"), "differs": looked.count("differs")}
    if looked.pictures:
        lines.append(lang.say(code, "cli.open.pictures", **counts))
    if looked.unknown:
        lines.append(lang.say(code, "cli.open.unknown", ids=list(looked.unknown)))
    return lines


def _said(taken: Taken, code: str) -> list[str]:
    lines = []
    for each in taken.tours:
        lines.append(lang.say(code, "cli.open.saved", id=each.saved_as))
        if each.kept_as is not None:
            lines.append(lang.say(code, "cli.open.kept", id=each.kept_as))
    if taken.pictures:
        lines.append(lang.say(code, "cli.open.pictures-saved", n=taken.pictures))
    return lines or [lang.say(code, "cli.open.nothing")]
