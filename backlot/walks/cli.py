"""Add `network` to the command line."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot import lang
from backlot.command import add_language, guarded, own_catalog

if TYPE_CHECKING:
    from backlot.walks.router import Matrix, Stop
    from backlot.walks.store import Report

__all__ = ["add_parser"]

_POINTS = """
The file of points is a GeoJSON FeatureCollection whose Points are the stops (named by their id, else by
number), or a JSON list whose items are ids of places, or positions [longitude, latitude]. The answer of
--json has `stops` (their names), `seconds` and `metres`: one list a stop, from it to every stop in turn,
null where there is no walk; and `why`: a list of {"from", "to", "reason"} for those. Each place counts at
its entrance, each position at the nearest path.
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
        "network",
        help="use your own streets and paths, and ask for walking times",
        description="The network of streets and paths that walks are planned on.",
        epilog="Exit status: 0 when all went well, 1 when something was refused, 2 for a wrong command "
        "line.",
    )
    add_language(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    bring = actions.add_parser(
        "import",
        help="take streets from a file; they replace the shipped ones until removed",
        description="Take streets and paths from a file: an OpenStreetMap extract (.osm.pbf, .osm, "
        ".osm.gz) or GeoJSON lines. They are kept in your own folder and replace the shipped network until "
        "removed.",
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--json", action="store_true", help="print the report as JSON")
    bring.set_defaults(run=guarded(_import))
    remove = actions.add_parser("remove", help="remove your own network: the shipped one counts again")
    remove.set_defaults(run=guarded(_remove))
    show = actions.add_parser("show", help="say which network is used and what it is made of")
    show.add_argument("--json", action="store_true", help="print it as JSON")
    show.set_defaults(run=guarded(_show))
    _add_times(actions)


def _add_times(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from backlot.walks.pace import NEEDS

    times = actions.add_parser(
        "times", help="print walking times and lengths between points", description=_POINTS
    )
    times.add_argument(
        "--network", type=Path, metavar="FILE", help="network to use (default: the one in use)"
    )
    times.add_argument("--points", type=Path, required=True, metavar="FILE", help="the stops, see above")
    times.add_argument("--pace", type=float, default=4.0, metavar="KMH", help="pace on flat ground (4)")
    times.add_argument(
        "--need", action="append", default=[], choices=NEEDS, help="a hard rule; may be given again"
    )
    times.add_argument("--closed", action="append", default=[], metavar="ID", help="a place that is closed")
    times.add_argument("--json", action="store_true", help="print the matrix as JSON")
    times.set_defaults(run=guarded(_times))


def _import(args: argparse.Namespace) -> int:
    from backlot.walks.store import import_network

    report = import_network(args.file, own_catalog())
    _print_report(args, report, {"file": str(args.file)})
    return 0


def _remove(args: argparse.Namespace) -> int:
    from backlot.walks.store import remove_network

    kept = remove_network()
    if kept is None:
        print(lang.say(args.lang, "cli.network.none-own"))
    else:
        print(lang.say(args.lang, "cli.network.removed", file=kept))
    return 0


def _show(args: argparse.Namespace) -> int:
    from backlot.catalog.load import read_json
    from backlot.walks.network import build_network, network_path, parse_network
    from backlot.walks.store import describe

    path = network_path()
    content = parse_network(read_json(path))
    report = describe(content, build_network(content, own_catalog().metric.xy))
    _print_report(args, report, {"file": str(path)})
    return 0


def _times(args: argparse.Namespace) -> int:
    from backlot.catalog.load import read_json
    from backlot.walks.network import load_network
    from backlot.walks.pace import Walker
    from backlot.walks.router import Router
    from backlot.walks.store import read_any

    walker = Walker(args.pace, tuple(args.need), tuple(args.closed))
    catalog = own_catalog()
    network = load_network(catalog) if args.network is None else read_any(args.network, catalog)
    names, stops = _stops(read_json(args.points))
    router = Router(network, walker)
    matrix = router.matrix(stops)
    if args.json:
        print(json.dumps(_plain(names, matrix), ensure_ascii=False))
        return 0
    for row, name in enumerate(names):
        cells = (
            f"{second / 60:6.1f}" if math.isfinite(second) else "     -"
            for second in matrix.seconds[row].tolist()
        )
        print(f"{name[:20]:20} {' '.join(cells)}")
    print(lang.say(args.lang, "cli.network.minutes"))
    return 0


def _stops(parsed: Any) -> tuple[list[str], list[Stop]]:
    """Return names and stops of a file of points."""
    from backlot.errors import DataError

    if isinstance(parsed, dict) and isinstance(parsed.get("features"), list):
        found = [_point(feature, number) for number, feature in enumerate(parsed["features"], start=1)]
    elif isinstance(parsed, list):
        found = [
            (item, item) if isinstance(item, str) else (str(number), _position(item, number))
            for number, item in enumerate(parsed, start=1)
        ]
    else:
        raise DataError("points-form")
    if not found:
        raise DataError("points-none")
    return [name for name, _ in found], [stop for _, stop in found]


def _point(feature: Any, number: int) -> tuple[str, Stop]:
    from backlot.errors import DataError

    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        raise DataError("points-not-a-point", number=number)
    props = feature.get("properties")
    ident = feature.get("id", props.get("id") if isinstance(props, dict) else None)
    return str(number if ident is None else ident), _position(geometry.get("coordinates"), number)


def _position(value: Any, number: int) -> tuple[float, float]:
    from backlot.errors import DataError

    if (
        isinstance(value, list)
        and len(value) in (2, 3)
        and all(type(part) in (int, float) for part in value)
        and -180 <= value[0] <= 180
        and -90 <= value[1] <= 90
    ):
        return float(value[0]), float(value[1])
    raise DataError("points-not-a-point", number=number)


def _plain(names: list[str], matrix: Matrix) -> dict[str, Any]:
    return {
        "stops": names,
        "seconds": _rows(matrix.seconds.tolist(), 1),
        "metres": _rows(matrix.metres.tolist(), 2),
        "why": [
            {"from": names[row], "to": names[column], "reason": leg["reason"]}
            for row, one in enumerate(matrix.stops)
            for column, other in enumerate(matrix.stops)
            if not math.isfinite(matrix.seconds[row, column])
            and not (leg := matrix.router.leg(one, other))["ok"]
        ],
    }


def _rows(rows: list[list[float]], decimals: int) -> list[list[float | None]]:
    return [[round(value, decimals) if math.isfinite(value) else None for value in row] for row in rows]


def _print_report(args: argparse.Namespace, report: Report, more: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps({**more, **report.plain()}, ensure_ascii=False, indent=2))
        return
    say = args.lang
    print(lang.say(say, "cli.network.file", **more))
    print(
        lang.say(
            say,
            "cli.network.figures",
            paths=report.path_count,
            km=f"{report.length_m / 1000:.1f}",
            nodes=report.node_count,
            vertices=report.vertex_count,
        )
    )
    for reason, count in sorted(report.dropped.items()):
        print(lang.say(say, "cli.network.dropped", count=count, reason=lang.say(say, _REASONS[reason])))
    if len(report.components) > 1:
        rest = report.components[1:]
        km = f"{sum(part.length_m for part in rest) / 1000:.1f}"
        print(lang.say(say, "cli.network.disconnected", count=len(rest), km=km))


_REASONS = {
    "cut-off": "cli.network.reason.cut-off",
    "not-a-line": "cli.network.reason.not-a-line",
    "not-a-path": "cli.network.reason.not-a-path",
    "not-on-foot": "cli.network.reason.not-on-foot",
    "outside": "cli.network.reason.outside",
    "too-short": "cli.network.reason.too-short",
}
