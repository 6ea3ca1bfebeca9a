"""Add `serve` to the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backlot import lang
from backlot.command import add_language, guarded

if TYPE_CHECKING:
    from backlot.rooms.serve import Plan

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
        "serve",
        help="start the app for the local network",
        description="Start the app so that tablets and phones of the same network reach it: the guide's "
        "with the key, guests' to follow the guide and for nothing else.",
        epilog="Exit status: that of the app, 1 when it cannot be started, 2 for a wrong command line.",
    )
    parser.add_argument("--host", metavar="ADDRESS", help="listen on this address of this machine only")
    parser.add_argument("--port", type=_port, default=8501, help="port, 0 for a free one (default: 8501)")
    parser.add_argument(
        "--new-key", action="store_true", help="make a new key: devices that know the old one are out"
    )
    add_language(parser)
    parser.set_defaults(run=guarded(_serve))


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(text)
    return number


def _serve(args: argparse.Namespace) -> int:
    from backlot.rooms.serve import make_plan, running
    from backlot.settings import home_dir

    plan = make_plan(home_dir(), host=args.host, port=args.port, new_key=args.new_key)
    with running(plan.command(), plan.environment()) as child:
        _show(plan, args.lang)
        try:
            return child.wait()
        except KeyboardInterrupt:
            print(lang.say(args.lang, "cli.serve.ended"))
            return 0


def _show(plan: Plan, code: str) -> None:
    """Print where the app is, and the guide's key as text and as a QR code."""
    import segno

    print(lang.say(code, "cli.serve.address", address=plan.origin))
    for address in plan.addresses[1:]:
        print(lang.say(code, "cli.serve.also", address=f"http://{address}:{plan.port}"))
    print(lang.say(code, "cli.serve.guide"))
    segno.make(plan.guide_address, micro=False).terminal(compact=True, border=2)
    print(plan.guide_address)
    print(lang.say(code, "cli.serve.key", key=plan.key))
    print(lang.say(code, "cli.serve.guests"), flush=True)
