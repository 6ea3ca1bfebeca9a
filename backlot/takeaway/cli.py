"""Add `export` to the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.takeaway.write import FORMS, export

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["add_parser"]


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
        help="write a tour as GPX, KML, GeoJSON, CSV or iCalendar",
        description="Write a tour with its ways and times to a file to take along.",
        epilog="Exit status: 0 when the file was written, 1 when not, 2 for a wrong command line.",
    )
    parser.add_argument("tour", metavar="TOUR", help="a tour's file, or the id of a saved or shipped one")
    parser.add_argument("--to", required=True, choices=tuple(FORMS), dest="form", help="what kind of file")
    parser.add_argument("out", type=Path, metavar="OUT", help="file to write; an old one is replaced")
    parser.add_argument(
        "--lang", choices=lang.languages(), default=lang.FALLBACK, help="language of the texts"
    )
    parser.add_argument("--notes", action="store_true", help="put the guide's notes in")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.catalog.wording import word_error
    from backlot.errors import BacklotError
    from backlot.walks.plan import itinerary_of

    try:
        itinerary = itinerary_of(args.tour, _catalog())
        export(itinerary, args.form, args.out, lang=args.lang, notes=args.notes)
    except BacklotError as error:
        print("\n".join(word_error(error, args.lang)), file=sys.stderr)
        return 1
    print(lang.say(args.lang, "cli.export.written", file=args.out))
    return 0


def _catalog() -> Catalog:
    from backlot.catalog import load_corrected
    from backlot.settings import geodata_dir

    catalog, error = load_corrected(geodata_dir())
    if error is not None:
        print(error, file=sys.stderr)
    return catalog
