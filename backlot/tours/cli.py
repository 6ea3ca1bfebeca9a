"""Add `tour`, `backup` and `restore` to the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backlot import lang
from backlot.command import add_language, guarded, tell

if TYPE_CHECKING:
    from backlot.tours.load import Tours
    from backlot.tours.model import Tour

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommands.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers` returned.
    """
    _add_tour(subparsers)
    backup = subparsers.add_parser(
        "backup",
        help="put everything you made into one ZIP file",
        description="Put your tours, corrections, network and pictures into one ZIP file.",
    )
    backup.add_argument("out", type=Path, metavar="OUT.zip", help="file to write")
    backup.add_argument("--force", action="store_true", help="replace a file of this name")
    _finish(backup, _backup)
    restore = subparsers.add_parser(
        "restore",
        help="bring back what a backup holds",
        description="Put what a backup holds in place of what you have. What you have now is kept "
        "aside, in the folder `kept`, and can be restored in the same way.",
    )
    restore.add_argument(
        "archive",
        type=Path,
        metavar="IN.zip",
        help="file that `backup` wrote, or a folder of what was kept before",
    )
    restore.add_argument("--force", action="store_true", help="go on even if you have newer data")
    _finish(restore, _restore_backup)


def _add_tour(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "tour",
        help="list, show, copy, delete and restore tours",
        description="Ready-made tours and your own.",
        epilog="Exit status: 0 when all went well, 1 when something was refused or is wrong, "
        "2 for a wrong command line.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list all tours, and what is wrong with their files")
    listing.add_argument("--json", action="store_true", help="print the tours as a JSON list")
    listing.add_argument("--deleted", action="store_true", help="list your deleted tours instead")
    _finish(listing, _list)
    show = actions.add_parser("show", help="show a tour with its notes")
    show.add_argument("id", metavar="ID", help="id of a tour, as `list` prints it")
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the tour as JSON")
    form.add_argument("--compact", action="store_true", help="print the short form for an address")
    _finish(show, _show)
    copy = actions.add_parser("duplicate", help="copy a tour, ready-made or your own, to change it")
    copy.add_argument("id", metavar="ID", help="id of a tour, as `list` prints it")
    copy.add_argument("--as", dest="new_id", metavar="ID", help="id of the copy")
    _finish(copy, _duplicate)
    for name, what, run in (
        ("delete", "delete a tour of your own", _delete),
        ("restore", "bring a deleted tour back", _restore),
    ):
        action = actions.add_parser(name, help=what)
        action.add_argument("id", metavar="ID", help="id of a tour")
        _finish(action, run)


def _finish(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    add_language(parser)
    parser.set_defaults(run=guarded(run))


def _list(args: argparse.Namespace) -> int:
    from backlot.catalog.model import text_in
    from backlot.catalog.wording import word_problem
    from backlot.tours.store import TourStore

    if args.deleted:
        deleted = TourStore.of_user().deleted()
        print(json.dumps(deleted) if args.json else "\n".join(deleted))
        return 0
    tours = _tours()
    if args.json:
        print(json.dumps([tour.to_json() for tour in tours.tours], ensure_ascii=False, indent=2))
    else:
        for tour in tours.tours:
            whose = lang.say(args.lang, "cli.tour.own" if tour.id in tours.own else "cli.tour.shipped")
            stops = lang.say(args.lang, "cli.tour.stops", n=len(tour.stops))
            print(f"{tour.id}  {text_in(tour.name, args.lang)}  {stops}  {whose}")
    for problem in tours.problems:
        tell(word_problem(problem, args.lang))
    return 1 if tours.problems else 0


def _show(args: argparse.Namespace) -> int:
    from backlot.catalog import load_site
    from backlot.catalog.wording import word_problem
    from backlot.settings import geodata_dir
    from backlot.tours.compact import encode
    from backlot.tours.model import resolve

    catalog = load_site(geodata_dir())
    tour, problems = resolve(_tour(args.id), catalog)
    if args.json:
        print(tour.text(), end="")
    elif args.compact:
        print(encode(tour))
    else:
        names = {stop.id: place.name(args.lang) for stop in tour.stops if (place := catalog.get(stop.id))}
        print("\n".join(_lines(tour, names, args.lang)))
    for problem in problems:
        tell(word_problem(problem, args.lang))
    return 0


def _lines(tour: Tour, names: dict[str, str], code: str) -> list[str]:
    from backlot.catalog.model import text_in

    found = [text_in(tour.name, code, fallback=tour.id)]
    if tour.description:
        found.append(text_in(tour.description, code))
    for number, stop in enumerate(tour.stops, 1):
        found += ["", f"{number}. {names.get(stop.id, stop.id)}"]
        if stop.notes:
            found.append(text_in(stop.notes, code))
        if stop.sources:
            found.append(lang.say(code, "cli.tour.sources", sources="; ".join(stop.sources)))
    return found


def _duplicate(args: argparse.Namespace) -> int:
    from backlot.tours.store import TourStore

    tour = TourStore.of_user().duplicate(_tour(args.id), new_id=args.new_id)
    print(lang.say(args.lang, "cli.tour.duplicated", id=tour.id))
    return 0


def _delete(args: argparse.Namespace) -> int:
    from backlot.tours.store import TourStore

    TourStore.of_user().delete(args.id)
    print(lang.say(args.lang, "cli.tour.deleted", id=args.id))
    return 0


def _restore(args: argparse.Namespace) -> int:
    from backlot.tours.store import TourStore

    TourStore.of_user().restore(args.id)
    print(lang.say(args.lang, "cli.tour.restored", id=args.id))
    return 0


def _backup(args: argparse.Namespace) -> int:
    from backlot.settings import home_dir
    from backlot.tours.backup import make_backup

    manifest = make_backup(home_dir(), args.out, replace=args.force)
    print(lang.say(args.lang, "cli.backup.made", n=len(manifest.entries), file=args.out))
    for name in manifest.left_out:
        tell(lang.say(args.lang, "cli.backup.left-out", file=name))
    return 1 if manifest.left_out else 0


def _restore_backup(args: argparse.Namespace) -> int:
    from backlot.settings import home_dir
    from backlot.tours.backup import restore_backup

    restored = restore_backup(args.archive, home_dir(), force=args.force)
    print(lang.say(args.lang, "cli.restore.done", n=restored.files))
    if restored.kept is not None:
        print(lang.say(args.lang, "cli.restore.kept", file=restored.kept))
    return 0


def _tours() -> Tours:
    from backlot.settings import geodata_dir, home_dir
    from backlot.tours.load import load_tours

    return load_tours(geodata_dir(), home_dir())


def _tour(tour_id: str) -> Tour:
    from backlot.errors import MissingError

    found = _tours().get(tour_id)
    if found is None:
        raise MissingError("unknown-tour", id=tour_id)
    return found
