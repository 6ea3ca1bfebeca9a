"""Add `pictures` to the command line."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.command import add_language, guarded, own_catalog, tell

if TYPE_CHECKING:
    from types import FrameType

    from backlot.catalog import Catalog
    from backlot.pictures.model import Library

__all__ = ["add_parser"]

_INTERRUPTED = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers` returned.
    """
    parser = subparsers.add_parser(
        "pictures",
        help="add, list and lay out pictures",
        description="Pictures of the site: your own photographs, files of Wikimedia Commons, the drawings.",
        epilog="Exit status: 0 when all went well, 1 when something was refused or is wrong, "
        "2 for a wrong command line, 130 when stopped.",
    )
    add_language(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_add(actions)
    _add_edit(actions)
    listing = actions.add_parser("list", help="list all pictures, and what is wrong with them")
    listing.add_argument("--json", action="store_true", help="print the records as a JSON list")
    listing.add_argument("--deleted", action="store_true", help="list your deleted pictures instead")
    listing.set_defaults(run=guarded(_list))
    for name, what in (("delete", "delete pictures of your own"), ("restore", "bring deleted ones back")):
        action = actions.add_parser(name, help=what)
        action.add_argument("id", nargs="+", metavar="ID", help="id of a picture, as `list` prints it")
        action.set_defaults(run=guarded(_delete if name == "delete" else _restore))
    fetch = actions.add_parser(
        "fetch",
        help="fetch the photographs the site names on Wikimedia Commons (needs internet)",
        description="Fetch the photographs the site names on Wikimedia Commons. This needs internet; "
        "nothing else does. A run that was stopped is taken up by the next.",
    )
    fetch.set_defaults(run=guarded(_fetch))
    sheet = actions.add_parser("sheet", help="write a contact sheet of all pictures and icons")
    sheet.add_argument("out", type=Path, metavar="OUT.html", help="file to write")
    sheet.set_defaults(run=guarded(_sheet))


def _add_add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = actions.add_parser(
        "add",
        help="add photographs of your own",
        description="Add photographs of your own: JPEG, PNG, WEBP or HEIC. Position, direction and date "
        "are read from a photograph where it has them, and propose the place. Metadata is not kept.",
    )
    add.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a picture, or a folder of pictures"
    )
    _add_values(add)
    add.set_defaults(run=guarded(_add))


def _add_edit(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    edit = actions.add_parser("edit", help="place a picture of your own, or change what is said of it")
    edit.add_argument("id", metavar="ID", help="id of a picture, as `list` prints it")
    _add_values(edit)
    edit.set_defaults(run=guarded(_edit))


def _add_values(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--credit", metavar="NAME", help="who made it")
    parser.add_argument("--licence", metavar="SPDX", help="such as CC-BY-4.0, else all-rights-reserved")
    parser.add_argument("--date", metavar="DATE", help="YYYY, YYYY-MM or YYYY-MM-DD")
    parser.add_argument("--source", metavar="TEXT", help="where it comes from: an address or a text")
    parser.add_argument("--place", metavar="ID", help="id of the place it shows")
    parser.add_argument(
        "--position", type=_lat_lon, metavar="LAT,LON", help="where it was taken, in degrees"
    )
    parser.add_argument(
        "--kind", choices=("photo", "still", "panorama"), help="still: from a film; panorama: 360 degrees"
    )
    for code in lang.languages():
        parser.add_argument(f"--alt-{code}", metavar="TEXT", help=f"what it shows, in words ({code})")


def _add(args: argparse.Namespace) -> int:
    from backlot.pictures.add import Defaults, add_files, sources_of
    from backlot.pictures.model import ALL_RIGHTS
    from backlot.settings import home_dir

    if sys.stdin.isatty() and sys.stderr.isatty():
        _ask(args)
    defaults = Defaults(
        credit=args.credit or None,
        licence=args.licence or ALL_RIGHTS,
        date=args.date or None,
        alt=_alt(args),
        source=args.source or None,
        place=args.place or None,
        position=args.position,
        kind=args.kind,
    )
    with _stoppable() as stop, warnings.catch_warnings():
        # what a decoder grumbles about is either refused or of no matter
        warnings.simplefilter("ignore")
        bar = _Bar()
        report = add_files(
            sources_of(args.files),
            catalog=own_catalog(),
            home=home_dir(),
            defaults=defaults,
            progress=bar.show,
            cancel=stop.is_asked,
        )
        bar.end()
    for sentence in report.sentences(args.lang):
        print(sentence)
    tell(
        lang.say(args.lang, "cli.pictures.rate", rate=f"{report.rate:.1f}", seconds=f"{report.seconds:.1f}")
    )
    if report.is_cancelled:
        return _INTERRUPTED
    return 1 if report.refused else 0


def _edit(args: argparse.Namespace) -> int:
    from backlot.errors import MissingError
    from backlot.pictures.store import Store

    store = Store.of_user()
    picture = store.load().get(args.id)
    if picture is None:
        raise MissingError("unknown-picture", id=args.id)
    named = {key: getattr(args, key) for key in ("credit", "licence", "date", "source", "kind")}
    values: dict[str, object] = {key: value for key, value in named.items() if value is not None}
    if args.position is not None:
        values["position"] = list(args.position)
    if args.place is not None:
        place = own_catalog().get(args.place)
        if place is None:
            raise MissingError("unknown-place", found=args.place)
        values["places"] = [place.id]
    if _alt(args):
        values["alt"] = {**picture.alt, **_alt(args)}
    store.change(args.id, values)
    print(lang.say(args.lang, "cli.pictures.edited", id=args.id))
    return 0


def _list(args: argparse.Namespace) -> int:
    from backlot.catalog.wording import word_problem
    from backlot.pictures.store import Store

    library = _library(own_catalog())
    pictures = library.pictures
    if args.deleted:
        pictures = tuple(each for each in Store.of_user().load().pictures if each.deleted)
    if args.json:
        print(json.dumps([each.plain() for each in pictures], ensure_ascii=False, indent=2))
    else:
        for each in pictures:
            shows = each.stands_for or ", ".join(each.places) or "-"
            print(f"{each.id}  {each.kind}  {shows}  {each.credit}  {each.licence}")
    for problem in library.problems:
        tell(word_problem(problem, args.lang))
    return 1 if any(problem.grade == "invalid" for problem in library.problems) else 0


def _delete(args: argparse.Namespace) -> int:
    from backlot.pictures.store import Store

    for picture_id in args.id:
        Store.of_user().delete(picture_id)
        print(lang.say(args.lang, "cli.pictures.deleted", id=picture_id))
    return 0


def _restore(args: argparse.Namespace) -> int:
    from backlot.pictures.store import Store

    for picture_id in args.id:
        Store.of_user().restore(picture_id)
        print(lang.say(args.lang, "cli.pictures.restored", id=picture_id))
    return 0


def _fetch(args: argparse.Namespace) -> int:
    from backlot.pictures.commons import fetch, read_wanted
    from backlot.settings import geodata_dir, home_dir

    wanted = read_wanted(geodata_dir())
    if not wanted:
        print(lang.say(args.lang, "cli.pictures.nothing-to-fetch"))
        return 0
    tell(lang.say(args.lang, "cli.pictures.needs-internet", count=len(wanted)))
    with _stoppable() as stop:
        bar = _Bar()
        report = fetch(wanted, home=home_dir(), progress=bar.show, cancel=stop.is_asked)
        bar.end()
    for sentence in report.sentences(args.lang):
        print(sentence)
    if report.cancelled:
        return _INTERRUPTED
    return 0 if report.is_complete else 1


def _sheet(args: argparse.Namespace) -> int:
    from backlot.catalog.wording import word_problem
    from backlot.pictures.sheet import write_sheet

    catalog = own_catalog()
    library = _library(catalog)
    write_sheet(args.out, library, catalog, args.lang)
    print(lang.say(args.lang, "cli.pictures.sheet-written", file=args.out, count=len(library.pictures)))
    for problem in library.problems:
        tell(word_problem(problem, args.lang))
    return 1 if any(problem.grade == "invalid" for problem in library.problems) else 0


def _library(catalog: Catalog) -> Library:
    from backlot.pictures.load import load_library
    from backlot.settings import geodata_dir, home_dir

    return load_library(geodata_dir(), home_dir(), catalog)


def _alt(args: argparse.Namespace) -> dict[str, str]:
    given = {code: getattr(args, f"alt_{code}") for code in lang.languages()}
    return {code: text for code, text in given.items() if text}


def _ask(args: argparse.Namespace) -> None:
    """Ask for what the command line left out; an empty answer leaves it open."""
    keys = ["credit", "licence", "date", *(f"alt_{code}" for code in lang.languages())]
    labels = {
        "credit": lang.say(args.lang, "cli.pictures.ask-credit"),
        "licence": lang.say(args.lang, "cli.pictures.ask-licence"),
        "date": lang.say(args.lang, "cli.pictures.ask-date"),
    }
    for key in keys:
        if getattr(args, key) is None:
            label = labels.get(key) or lang.say(args.lang, "cli.pictures.ask-alt", lang=key[4:])
            print(f"{label}: ", end="", file=sys.stderr, flush=True)
            setattr(args, key, sys.stdin.readline().strip() or None)


def _lat_lon(text: str) -> tuple[float, float]:
    """Read latitude and longitude as people write them; return (longitude, latitude)."""
    from backlot.errors import DataError
    from backlot.pictures.model import check_position

    try:
        lat, lon = (float(part) for part in text.split(","))
        found = check_position((lon, lat))
    except (DataError, ValueError):
        found = None
    if found is None:
        msg = f"{text!r} is not a latitude and a longitude in degrees, such as 39.0106,125.7508"
        raise argparse.ArgumentTypeError(msg)
    return found


@dataclass(slots=True)
class _Stop:
    """Whether somebody pressed Ctrl-C."""

    asked: bool = field(default=False)

    def is_asked(self) -> bool:
        return self.asked


@contextmanager
def _stoppable() -> Iterator[_Stop]:
    """Turn the first Ctrl-C into a wish to stop after the picture at hand; the second stops at once."""
    stop = _Stop()

    def on_interrupt(_signal: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True

    try:
        former = signal.signal(signal.SIGINT, on_interrupt)
    except ValueError:
        # not in the main thread, where nobody presses keys
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, former)


class _Bar:
    """A progress bar on standard error: one line on a terminal, nothing where it goes into a file."""

    WIDTH = 24

    def __init__(self) -> None:
        self.is_drawn = False

    def show(self, done: int, total: int, name: str) -> None:
        if not sys.stderr.isatty():
            return
        filled = self.WIDTH * done // max(total, 1)
        bar = "#" * filled + "." * (self.WIDTH - filled)
        print(f"\r\x1b[K[{bar}] {done}/{total} {name[:40]}", end="", file=sys.stderr, flush=True)
        self.is_drawn = True

    def end(self) -> None:
        if self.is_drawn:
            print(file=sys.stderr)
