"""Add `export` to the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.command import guarded, own_catalog
from backlot.takeaway.write import FORMS, export, write_file

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.takeaway.material import Material
    from backlot.tours.model import Tour

__all__ = ["add_parser"]

_Run = Callable[[argparse.Namespace], int]

_WHOLE = ("html", "web", "print", "zip", "backlot", "svg")
_PICTURES = ("none", "thumb", "stop", "full")
_FORMS_SAID = """
html: one file that holds the whole map and opens from a stick; web: a folder for any static host; print:
pages for paper; gpx, kml, geojson, csv, ics: a tour for other apps; zip: all of those; backlot: a tour with
its pictures for a colleague (`python -m backlot open`); svg: the map as a picture. Exit status: 0 when it
was written, 1 when not, 2 for a wrong command line.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers` returned.
    """
    parser = subparsers.add_parser(
        "export",
        help="take along: one file, a folder, paper, or a tour for other apps",
        description="Write a tour, one view of the site or the whole atlas to take along.",
        epilog=_FORMS_SAID,
    )
    parser.add_argument(
        "tour", metavar="TOUR", help="a tour's file or id, the id of a view such as studio, or atlas"
    )
    parser.add_argument("--to", required=True, choices=(*FORMS, *_WHOLE), dest="form", help="what to write")
    parser.add_argument(
        "out", type=Path, metavar="OUT", help="file or folder to write; an old one is replaced"
    )
    parser.add_argument(
        "--lang", type=_languages, help="languages of the texts, as en or en,ko; all of them if not said"
    )
    parser.add_argument("--notes", action="store_true", help="put the guide's notes in")
    parser.add_argument(
        "--pictures", choices=_PICTURES, default="stop", help="largest size of photographs (default: stop)"
    )
    parser.add_argument("--large-print", action="store_true", help="large letters, on paper")
    parser.set_defaults(run=_in_first_language(guarded(_run)))


def _languages(text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(each.strip() for each in text.split(",")))
    unknown = [code for code in codes if code not in lang.languages()]
    if unknown:
        msg = f"there are: {', '.join(lang.languages())}"
        raise argparse.ArgumentTypeError(msg)
    return codes


def _in_first_language(run: _Run) -> _Run:
    """Return a command that says what it says in the first language of the texts."""

    def run_in_first(args: argparse.Namespace) -> int:
        args.languages = args.lang
        args.lang = args.languages[0] if args.languages else lang.FALLBACK
        return run(args)

    return run_in_first


def _run(args: argparse.Namespace) -> int:
    if args.form in FORMS:
        _export_tour(args)
    else:
        _make(args)
    print(lang.say(args.lang, "cli.export.written", file=args.out))
    return 0


def _export_tour(args: argparse.Namespace) -> None:
    # heavy, and not needed for --help
    from backlot.walks.plan import itinerary_of

    itinerary = itinerary_of(args.tour, own_catalog())
    export(itinerary, args.form, args.out, lang=args.lang, notes=args.notes)


def _make(args: argparse.Namespace) -> None:
    from backlot.takeaway.folder import write_folder
    from backlot.takeaway.make import make, today

    material = _material(args)
    if args.form == "web":
        write_folder(args.out, today(material), _Told(args.lang))
    else:
        write_file(args.out, make(args.form, material, _Told(args.lang)).data)


def _material(args: argparse.Namespace) -> Material:
    from backlot.films import load_films
    from backlot.pictures import load_library
    from backlot.settings import geodata_dir, home_dir
    from backlot.takeaway.material import Choice, gather
    from backlot.walks.network import load_network

    catalog = own_catalog()
    scope, tours = _asked(args.tour, catalog)
    choice = Choice(
        scope, args.pictures, args.languages or catalog.site.languages, args.notes, args.large_print
    )
    library = load_library(geodata_dir(), home_dir(), catalog)
    films = load_films(geodata_dir(), catalog)
    return gather(choice, catalog, library, load_network(catalog), tours, films)


def _asked(name: str, catalog: Catalog) -> tuple[str, tuple[Tour, ...]]:
    """Return the scope asked for, and the tours that may go in."""
    from backlot.settings import geodata_dir, home_dir
    from backlot.takeaway.material import ATLAS, TOUR
    from backlot.tours import load_tours
    from backlot.walks.plan import tour_named

    if name == ATLAS or catalog.site.view(name) is not None:
        return name, tuple(load_tours(geodata_dir(), home_dir()).tours)
    return TOUR, (tour_named(name),)


_STAGES = {
    "pictures": "cli.export.stage-pictures",
    "pages": "cli.export.stage-pages",
    "packing": "cli.export.stage-packing",
}


class _Told:
    """Say on a terminal how far the work has come, on a line that is written over."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._is_shown = sys.stderr.isatty()

    def __call__(self, stage: str, done: int, count: int) -> None:
        if self._is_shown:
            text = lang.say(self._code, _STAGES[stage], done=done, count=count)
            print(f"\r{text}\x1b[K", end="" if done < count else "\n", file=sys.stderr, flush=True)
