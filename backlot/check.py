"""
Add `check` to the command line: everything of a site's folder, whichever package knows it.

Each package checks what is its own; here they are only called one after the other.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlot.catalog.model import Problem

__all__ = ["add_parser", "check_folder"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers` returned.
    """
    parser = subparsers.add_parser(
        "check",
        help="validate a site's folder",
        description="Validate a site's folder: form, ids, geometry, references, languages, drawing rules, "
        "the walking network, tours, pictures, films and phrases.",
        epilog="Exit status: 0 when nothing is invalid, 1 when something is, 2 for a wrong command line.",
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="folder of the site, or one of its files (default: $BACKLOT_GEODATA, else the shipped data)",
    )
    parser.add_argument("--json", action="store_true", help="print the problems as a JSON list")
    parser.add_argument("--write", action="store_true", help="first rewrite the files in canonical form")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.catalog.check import write_canonical
    from backlot.films.check import write_canonical as write_films
    from backlot.settings import geodata_dir

    path: Path = args.path if args.path is not None else geodata_dir()
    if not path.exists():
        print(f"backlot check: {path} does not exist", file=sys.stderr)
        return 2
    folder = path if path.is_dir() else path.parent
    changed: tuple[str, ...] = ()
    if args.write:
        try:
            changed = (*write_canonical(folder), *_write_network(folder), *write_films(folder))
        except OSError as error:
            print(f"backlot check: {folder} cannot be written: {error.strerror}", file=sys.stderr)
            return 1
    problems = check_folder(folder)
    if not path.is_dir():
        problems = tuple(problem for problem in problems if problem.file == path.name)
    is_valid = not any(problem.grade == "invalid" for problem in problems)
    if args.json:
        print(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2))
        return 0 if is_valid else 1
    for name in changed:
        print(f"{name}: rewritten in canonical form")
    for problem in problems:
        print(problem.sentence if problem.grade == "invalid" else f"(allowed) {problem.sentence}")
    count = sum(problem.grade == "invalid" for problem in problems)
    print(f"{folder}: {_counted(count)}" if count else f"{folder}: all is well")
    return 0 if is_valid else 1


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """
    Check all data of a site's folder; nothing of the user's own counts.

    Parameters
    ----------
    folder
        Folder with `site.json`; a network, tours, pictures and films in it are optional.
    """
    from backlot.catalog import load_site
    from backlot.catalog.check import check_site
    from backlot.films import check_films
    from backlot.pictures import load_library
    from backlot.takeaway.phrases import check_phrases
    from backlot.tours.load import check_shipped, load_tours
    from backlot.walks.check import check_network_file
    from backlot.walks.network import NETWORK_FILE

    problems = list(check_site(folder))
    catalog = load_site(folder)
    if (folder / NETWORK_FILE).exists():
        problems += check_network_file(catalog, folder / NETWORK_FILE)
    tours = load_tours(folder)
    problems += tours.problems
    for tour in tours.tours:
        problems += check_shipped(tour, catalog)
    problems += load_library(folder, None, catalog).problems
    problems += check_films(folder, catalog)
    problems += check_phrases(folder, catalog)
    return tuple(problems)


def _write_network(folder: Path) -> tuple[str, ...]:
    from backlot.catalog.canonical import canonical_collection
    from backlot.catalog.load import read_json
    from backlot.catalog.save import save_text
    from backlot.errors import DataError
    from backlot.walks.network import NETWORK_FILE

    path = folder / NETWORK_FILE
    try:
        text = canonical_collection(read_json(path))
    except DataError:
        # missing or no JSON: `check` says so
        return ()
    if path.read_text(encoding="utf-8") == text:
        return ()
    save_text(path, text)
    return (NETWORK_FILE,)


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "grade": problem.grade,
        "file": problem.file,
        "feature": problem.feature,
        "property": problem.property,
        "code": problem.code,
        "values": dict(problem.values),
        "sentence": problem.sentence,
    }


def _counted(count: int) -> str:
    return "1 problem" if count == 1 else f"{count} problems"
