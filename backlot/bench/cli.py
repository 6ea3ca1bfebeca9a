"""Add `bench` to the command line."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlot.bench.report import Report

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
        "bench",
        help="measure how fast the app is",
        description="Measure how fast the app is, beside other ways of building it.",
    )
    topics = parser.add_subparsers(dest="topic", metavar="TOPIC", required=True)
    explore = topics.add_parser(
        "explore",
        help="the Explore page, beside a bare Streamlit page and the usual st_folium",
        description="Drive the Explore page in Chromium, beside a bare Streamlit page and the usual "
        "st_folium. Progress goes to standard error. Let the machine do nothing else meanwhile.",
        epilog="Exit status: 0 when every side did the work, whatever the figures; 1 when one did not; "
        "2 for a wrong command line or a missing browser.",
    )
    explore.add_argument(
        "--repeats", type=_at_least_one, default=7, metavar="N", help="cold loads of each page (default: 7)"
    )
    explore.add_argument(
        "--polygons",
        type=_size,
        action="append",
        metavar="N",
        help="only this site: 0 for the shipped data, else the number of polygons to make up; "
        "may be given several times (default: 0, 1000, 10000)",
    )
    explore.add_argument("--without-st-folium", action="store_true", help="leave that side out")
    explore.add_argument("--json", action="store_true", help="print the figures as JSON")
    explore.set_defaults(run=_run_explore)
    pictures = topics.add_parser(
        "pictures",
        help="import of photographs, beside plain Pillow, and the panorama",
        description="Import made-up photographs of 12 megapixels, beside a plain script with Pillow, and "
        "turn a panorama in Chromium without a graphics processor. Let the machine do nothing else.",
        epilog="Exit status: as of explore.",
    )
    pictures.add_argument(
        "--photographs", type=_at_least_one, default=500, metavar="N", help="how many (default: 500)"
    )
    pictures.add_argument("--json", action="store_true", help="print the figures as JSON")
    pictures.set_defaults(run=_run_pictures)
    walks = topics.add_parser(
        "walks",
        help="walking times beside networkx and SciPy, loading, orders, and the Plan page",
        description="Work out walks on made-up street graphs beside networkx and SciPy, load one, put "
        "stops in order, and change a plan in Chromium. Progress goes to standard error. Let the machine "
        "do nothing else meanwhile.",
        epilog="Exit status: as of explore.",
    )
    walks.add_argument(
        "--repeats",
        type=_at_least_one,
        default=7,
        metavar="N",
        help="how often each is measured (default: 7)",
    )
    walks.add_argument("--json", action="store_true", help="print the figures as JSON")
    walks.set_defaults(run=_run_walks)
    present = topics.add_parser(
        "present",
        help="presenting a tour, beside a page with st.image: the next picture, memory, 30 followers",
        description="Present tours with 100 made-up photographs in Chromium, beside a Streamlit page with "
        "st.image, and let 30 follow a guide. Progress goes to standard error. Let the machine do nothing "
        "else meanwhile.",
        epilog="Exit status: as of explore.",
    )
    present.add_argument(
        "--rounds",
        type=_at_least_one,
        default=9,
        metavar="N",
        help="rounds of 22 steps; 9 show every photograph (default: 9)",
    )
    present.add_argument("--json", action="store_true", help="print the figures as JSON")
    present.set_defaults(run=_run_present)
    takealong = topics.add_parser(
        "takealong",
        help="the one file and the folder, beside a map saved by folium: size, building, opening alone",
        description="Make the one file and the folder with 100 made-up photographs, and open them in "
        "Chromium without a network, beside a map that folium saved. Progress goes to standard error. Let "
        "the machine do nothing else meanwhile.",
        epilog="Exit status: as of explore.",
    )
    takealong.add_argument(
        "--repeats",
        type=_at_least_one,
        default=9,
        metavar="N",
        help="how often each is opened (default: 9)",
    )
    takealong.add_argument("--json", action="store_true", help="print the figures as JSON")
    takealong.set_defaults(run=_run_takealong)

    films = topics.add_parser(
        "films",
        help="the catalogue of films: a letter in the search over 2,000, a filter, what they weigh",
        description="Search and filter 2,000 made-up films in Chromium, letter by letter, and weigh what "
        "they add to the page. Progress goes to standard error. Let the machine do nothing else meanwhile.",
        epilog="Exit status: as of explore.",
    )
    films.add_argument(
        "--repeats",
        type=_at_least_one,
        default=3,
        metavar="N",
        help="how often everything is typed (default: 3)",
    )
    films.add_argument("--json", action="store_true", help="print the figures as JSON")
    films.set_defaults(run=_run_films)


def _run_explore(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import explore

    sides = (explore.MAP,) if args.without_st_folium else (explore.MAP, explore.FOL)
    sizes = args.polygons or explore.SIZES
    return _print(lambda: explore.run(repeats=args.repeats, sizes=sizes, sides=sides), args)


def _run_pictures(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import pictures

    return _print(lambda: pictures.run(photographs=args.photographs), args)


def _run_walks(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import walks

    return _print(lambda: walks.run(repeats=args.repeats), args)


def _run_present(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import present

    return _print(lambda: present.run(rounds=args.rounds), args)


def _run_takealong(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import takealong

    return _print(lambda: takealong.run(repeats=args.repeats), args)


def _run_films(args: argparse.Namespace) -> int:
    # heavy, and not needed for --help
    from backlot.bench import films

    return _print(lambda: films.run(repeats=args.repeats), args)


def _print(measure: Callable[[], Report], args: argparse.Namespace) -> int:
    """Measure, print the figures, and return the exit status."""
    from backlot.bench.browser import BrowserMissingError

    # whoever ends this ends the servers and the browser with it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        report = measure()
    except BrowserMissingError as error:
        print(f"backlot bench: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(report.plain(), ensure_ascii=False, indent=2))
    else:
        print(report.table())
    return 1 if report.failures else 0


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        msg = "expected 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return value


def _size(text: str) -> int:
    from backlot.bench.made_up import FEWEST

    value = int(text)
    if value and value < FEWEST:
        msg = f"expected 0 for the shipped data, or {FEWEST} or more"
        raise argparse.ArgumentTypeError(msg)
    return value
