"""Add `export` to the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from backlot import lang
from backlot.command import add_language, guarded, own_catalog
from backlot.takeaway.write import FORMS, export

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
    add_language(parser, "language of the texts")
    parser.add_argument("--notes", action="store_true", help="put the guide's notes in")
    parser.set_defaults(run=guarded(_run))


def _run(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.walks.plan import itinerary_of

    itinerary = itinerary_of(args.tour, own_catalog())
    export(itinerary, args.form, args.out, lang=args.lang, notes=args.notes)
    print(lang.say(args.lang, "cli.export.written", file=args.out))
    return 0
