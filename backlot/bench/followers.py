"""
Measure how soon 30 followers see a step: 27 plain event-stream clients and 3 browsers.

Run as a program, it is those clients: one process, a connection each, told the address on the command line.
It says `ready` when the room has greeted all, and what each has heard when its standard input ends.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from backlot import lang
from backlot.bench.report import tell
from backlot.bench.served import ROOT
from backlot.bench.stepping import IdleError, check_stop, present, tablet, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

    from backlot.bench.report import Notes
    from backlot.bench.served import Served

__all__ = ["events", "latencies", "measure"]

OURS = "Backlot Map"
CLIENTS, BROWSERS = 27, 3
STEPS, PAUSE_S = 40, 1.2
SEEN_MS_GOAL = 1_000.0
WITHIN_S = 30


def measure(chrome: Browser, app: Served, tour: Mapping[str, Any], notes: Notes) -> None:
    """
    Let a guide's page step through a tour while 30 follow, and note how long each step took to reach each.

    Parameters
    ----------
    chrome
        The browser; guide and guests each get a profile of their own.
    app
        The app.
    tour
        At least as many stops as there are steps.
    notes
        Where the figures go.
    """
    with ExitStack() as stack:
        guide = stack.enter_context(tablet(chrome))
        present(guide, app.origin, tour)
        address = _opened_room(guide)
        path = urlsplit(address).path
        guests = [stack.enter_context(_guest(chrome, app.origin + path)) for _ in range(BROWSERS)]
        heard = stack.enter_context(_clients(f"{app.origin}{path}/events"))
        take(guide)
        for _ in range(STEPS):
            guide.keyboard.press("PageDown")
            guide.wait_for_timeout(1_000 * PAUSE_S)
        check_stop(guide, 1 + STEPS)
        # the tour was at its first stop before
        asked = dict(enumerate(_asked(guide), start=1))
        streams = latencies(asked, heard())
        screens = [each for guest in guests for each in latencies(asked, [_seen(guest)])]
        _end_room(guide)
    _check(streams, STEPS * CLIENTS, "clients")
    _check(screens, STEPS * BROWSERS, "browsers")
    site = f"{CLIENTS + BROWSERS} followers"
    notes.add("step to its event", f"{CLIENTS} streams", OURS, "ms", streams)
    notes.add("step to its picture", f"{BROWSERS} browsers", OURS, "ms", screens)
    notes.add("step seen", site, OURS, "ms", [*streams, *screens], goal=SEEN_MS_GOAL)
    notes.add("step seen, slowest", site, OURS, "ms", [max(*streams, *screens)])


def latencies(asked: Mapping[int, float], heard: Iterable[Mapping[int, float]]) -> list[float]:
    """
    Return how long each step took to each follower, in milliseconds.

    Parameters
    ----------
    asked
        When the guide pressed the key, by the stop it leads to.
    heard
        When each follower learnt of a stop. Who misses one has seen the step when the next one comes.
    """
    found = []
    for times in heard:
        for at, asked_ms in asked.items():
            later = [time_ms for other, time_ms in times.items() if other >= at]
            found += [min(later) - asked_ms] if later else []
    return found


def _check(found: Sequence[float], expected: int, who: str) -> None:
    if len(found) != expected:
        msg = f"the {who} learnt of {len(found)} steps, expected {expected}"
        raise IdleError(msg)


# ---------------------------------------------------------------- the guide and the guests


def _opened_room(guide: Page) -> str:
    """Open a room as a guide does, and return its address."""
    guide.locator(".tool-more").click()
    guide.locator(".present-menu .menu-row", has_text=_say("present.room")).click()
    dialog = guide.locator(".present-room")
    dialog.get_by_role("button", name=_say("present.room-open"), exact=True).click()
    address = dialog.locator(".room-address").inner_text()
    dialog.get_by_role("button", name=_say("sheet.close"), exact=True).click()
    return address


def _end_room(guide: Page) -> None:
    guide.locator(".tool-more").click()
    guide.locator(".present-menu .menu-row", has_text=_say("present.room")).click()
    guide.locator(".present-room").get_by_role("button", name=_say("present.room-end"), exact=True).click()
    guide.wait_for_timeout(500)


@contextmanager
def _guest(chrome: Browser, address: str) -> Iterator[Page]:
    """Follow the guide with a browser profile of its own, and wait for the first picture."""
    with tablet(chrome) as page:
        page.goto(address)
        page.locator(".follow-picture img").wait_for()
        page.wait_for_timeout(1_000)
        yield page


def _asked(guide: Page) -> list[float]:
    """Return when each key was pressed, by the clock of the machine."""
    found = take(guide)
    return [key["asked"] + found["wall_ms"] for key in found["keys"]]


def _seen(guest: Page) -> dict[int, float]:
    """Return when each stop's picture was on the screen, by the clock of the machine."""
    found = take(guest)
    shown = [each for each in found["shown"] if each["number"] is not None and each["screen"]]
    return {each["number"] - 1: each["screen"] + found["wall_ms"] for each in shown}


def _say(key: str) -> str:
    return lang.say("en", key)


# ---------------------------------------------------------------- the clients


@contextmanager
def _clients(address: str) -> Iterator[Any]:
    """Start the clients in a process of their own; yield what ends them and returns what each heard."""
    command = [sys.executable, "-m", "backlot.bench.followers", address, str(CLIENTS)]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        if not process.stdout or process.stdout.readline().strip() != "ready":
            msg = "the clients did not get into the room"
            raise IdleError(msg)

        def ended() -> list[dict[int, float]]:
            told, _ = process.communicate(timeout=WITHIN_S)
            return [{int(at): time_ms for at, time_ms in each.items()} for each in json.loads(told)]

        yield ended
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def events(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield name and data of server-sent events from their lines as they come."""
    name, data = "message", list[str]()
    for line in lines:
        field, _, value = line.decode().rstrip("\r\n").partition(":")
        if field == "event":
            name = value.removeprefix(" ")
        elif field == "data":
            data.append(value.removeprefix(" "))
        elif not field and not value:
            if data:
                yield name, "\n".join(data)
            name, data = "message", []


def _follow(address: str, ready: threading.Semaphore, heard: dict[int, float]) -> None:
    """Follow a room over a connection of one's own; note when each stop was heard of, in milliseconds."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port)
    connection.request("GET", where.path, headers={"Accept": "text/event-stream"})
    for name, data in events(connection.getresponse()):
        now_ms = time.time() * 1_000
        if name == "room":
            ready.release()
        if name == "state":
            heard.setdefault(json.loads(data)["at"], now_ms)


def main(address: str, count: int) -> int:
    """Be so many clients until standard input ends."""
    ready = threading.Semaphore(0)
    heard: list[dict[int, float]] = [{} for _ in range(count)]
    for each in heard:
        threading.Thread(target=_follow, args=(address, ready, each), daemon=True).start()
    for number in range(count):
        if not ready.acquire(timeout=WITHIN_S):
            tell(f"{number} of {count} clients got into the room")
            return 1
    print("ready", flush=True)
    sys.stdin.read()
    print(json.dumps(heard))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
