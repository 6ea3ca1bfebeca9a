"""Add `plan` to the command line."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from backlot import lang
from backlot.command import add_language, guarded, own_catalog, tell

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.tours.model import Tour
    from backlot.walks.itinerary_type import Itinerary

__all__ = ["add_parser"]

_FORM = """
The itinerary of --json has `stops` with `id`, `name` by language, `lon`, `lat`, `arrive` and `leave` (clock
times), `slack_min` (minutes to spare there, every leg at its longest; null without --back-by), `dwell_min`,
`problems` (late, closed, after-hours, unreachable) and `notes`; `legs` with `from`, `to`, `mode` (walk,
bus, metro), `length_m`, `minutes`, `minutes_low`, `minutes_high`, `about`, `line` (longitude, latitude),
`directions` by language, `unknown` (metres, by need) and `notes`; `total` with `length_m`, `walk_min`,
`ride_min`, `dwell_min`, `end`, `slack_min`; and `start`, `end`, `depart`, `back_by`, `feasible`, `data`,
`attribution`. Exit status: 0 when the plan keeps its times, 1 when it does not or something is wrong, 2
for a wrong command line.
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
        "plan",
        help="time a walk: when one is where, and how to get there",
        description="Time a tour, saved, ready-made or made up of stops on the spot.",
        epilog=_FORM,
    )
    parser.add_argument("tour", nargs="?", metavar="TOUR", help="a tour's file, or the id of a tour")
    parser.add_argument("--stops", metavar="A,B,C", help="ids of places, in place of a tour")
    parser.add_argument("--start", metavar="ID", help="where one sets out")
    parser.add_argument("--end", metavar="ID", help="where one ends")
    parser.add_argument("--depart", metavar="HH:MM", help="when one sets out")
    parser.add_argument("--back-by", metavar="HH:MM", help="when one must be at the end")
    parser.add_argument("--pace", type=float, metavar="KMH", help="pace of the slowest, 0.5 to 8 km/h")
    parser.add_argument("--group-size", type=int, metavar="N", help="how many people")
    for need, what in (
        ("step-free", "no steps, no steep or narrow paths"),
        ("no-stairs", "no steps"),
        ("lit", "lit paths only"),
        ("open-only", "no closed paths"),
    ):
        parser.add_argument(f"--{need}", action="append_const", dest="needs", const=need, help=what)
    parser.add_argument("--optimise", action="store_true", help="put the stops in the best order first")
    parser.add_argument("--json", action="store_true", help="print the itinerary as JSON")
    add_language(parser, "language of the text")
    parser.set_defaults(run=guarded(_run))


def _run(args: argparse.Namespace) -> int:
    if (args.tour is None) == (args.stops is None):
        tell(lang.say(args.lang, "cli.plan.tour-or-stops"))
        return 2
    itinerary = _itinerary(args)
    if args.json:
        print(json.dumps(itinerary, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(itinerary, args.lang)))
    return 0 if itinerary["feasible"] else 1


def _itinerary(args: argparse.Namespace) -> Itinerary:
    from dataclasses import replace

    from backlot.walks.network import load_network
    from backlot.walks.plan import Plan, optimised

    catalog = own_catalog()
    tour = _tour(args, catalog)
    plan = Plan.of(tour, catalog, load_network(catalog))
    if args.optimise:
        plan = replace(plan, tour=optimised(plan)[0])
    return plan.itinerary()


def _tour(args: argparse.Namespace, catalog: Catalog) -> Tour:
    """Return the tour named or made up, with what the command line says of it."""
    from backlot.errors import MissingError
    from backlot.tours.model import Tour, TourStop
    from backlot.walks.plan import tour_named

    said = {"start": args.start, "end": args.end, "depart": args.depart, "back_by": args.back_by}
    said |= {"pace_kmh": args.pace, "group_size": args.group_size, "needs": args.needs}
    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if args.tour is not None:
        raw = tour_named(args.tour).to_json()
    else:
        stops = [{**TourStop("place").to_json(), "id": each.strip()} for each in args.stops.split(",")]
        raw = {**Tour("walk", tz=catalog.site.tz).to_json(), "stops": stops}
    tour = Tour.from_json({**raw, **changes})
    asked = [tour.start, tour.end, *(stop.id for stop in tour.stops if args.tour is None)]
    for place_id in asked:
        if place_id is not None and catalog.get(place_id) is None:
            raise MissingError("unknown-place", found=place_id)
    return tour


def _lines(itinerary: Itinerary, code: str) -> list[str]:
    """Word an itinerary: a line a stop, the way to it above."""
    stops = iter(itinerary["stops"])
    legs = {leg["to"]: leg for leg in itinerary["legs"]}
    lines = [lang.say(code, "cli.plan.head", depart=itinerary["depart"] or "", name=_name(itinerary, code))]
    for stop in stops:
        leg = legs.get(stop["id"])
        lines += [f"      {step}" for step in (leg["directions"].get(code, []) if leg else [])]
        lines.append(
            f"{stop['arrive'] or '--:--'}-{stop['leave'] or '--:--'}  {stop['name'].get(code, stop['id'])}"
        )
        lines += [f"      ! {lang.say(code, f'walk.breaks.{problem}')}" for problem in stop["problems"]]
    total = itinerary["total"]
    lines.append(
        lang.say(
            code,
            "cli.plan.total",
            end=total["end"] or "--:--",
            length=round(total["length_m"]),
            walk=total["walk_min"],
        )
    )
    if total["slack_min"] is not None:
        key = "cli.plan.spare" if total["slack_min"] >= 0 else "cli.plan.late"
        lines.append(lang.say(code, key, back=itinerary["back_by"] or "", n=abs(total["slack_min"])))
    return lines


def _name(itinerary: Itinerary, code: str) -> str:
    return itinerary["name"].get(code) or itinerary["tour"] or ""
