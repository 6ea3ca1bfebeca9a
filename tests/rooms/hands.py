"""What the tests of rooms share: a tour with notes, a room, devices on the network, event streams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from backlot.catalog import load_site
from backlot.pictures import load_library
from backlot.rooms.guests import PICTURES, GuestPage, guest_page
from backlot.rooms.rooms import Rooms
from backlot.rooms.routes import make_room_routes
from backlot.tours import load_tours
from backlot.viewer import Host
from tests.support.asgi import Answer, ask
from tests.support.sites import SHIPPED

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PHONE = "192.168.1.77"
STATE: dict[str, Any] = {
    "version": 1,
    "at": 0,
    "id": "kim-il-sung-square",
    "picture": None,
    "black": False,
    "ended": False,
    "next": "arch-of-triumph",
}
TOUR: dict[str, Any] = {
    "name": {"en": "Square to arch"},
    "places": ["kim-il-sung-square", "arch-of-triumph"],
}
HOST = Host(corrections=None, placing=None, planning=None, framed=False, pictures=PICTURES)
# a page that is quick to make, for tests that are not about the page
PLAIN = GuestPage(b"", "default-src 'none'", frozenset(), {}.get)


@cache
def shipped_page(places: frozenset[str]) -> GuestPage:
    """Render the guests' page of the shipped site, as the app does."""
    catalog = load_site(SHIPPED)
    return guest_page(catalog, load_library(SHIPPED, None, catalog), places, HOST)


def note_sentences() -> list[str]:
    """Return the beginning of every talk note of the shipped tours that no place's own text says too."""
    told = " ".join(text for place in load_site(SHIPPED).places for text in place.descriptions.values())
    tours = load_tours(SHIPPED, None).tours
    notes = [text for tour in tours for stop in tour.stops for text in stop.notes.values()]
    return [text[:40] for text in notes if text[:40] not in told]


def state(at: int, **changes: Any) -> dict[str, Any]:
    """Return a state at a stop."""
    return {**STATE, "at": at, **changes}


@dataclass
class Tour:
    """An app of rooms alone, and what a guide's page does with it."""

    rooms: Rooms = field(default_factory=Rooms)
    page: GuestPage = PLAIN
    more: list[BaseRoute] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the app."""
        self.app: ASGIApp = Starlette(
            routes=[*make_room_routes(self.rooms, lambda _: self.page), *self.more]
        )

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        """Write as the guide's page does."""
        named = {"Content-Type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return ask(self.app, path, method="POST", headers=named, body=data)

    def open(self, **changes: Any) -> dict[str, Any]:
        """Open a room; return its code and secret."""
        answer = self.post("/api/rooms", {**TOUR, **changes})
        assert 200 == answer.status, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def steer(self, room: Mapping[str, str], seq: Any, told: Any, secret: str | None = None) -> Answer:
        """Tell the followers of a room something."""
        body = {"seq": seq, "state": told}
        return self.post(f"/api/rooms/{room['code']}/state", body, X_Steer=secret or room["steer"])


class Coming:
    """Let requests come from another device."""

    def __init__(self, app: ASGIApp, *, client: str | None = PHONE) -> None:
        self.app = app
        self.client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under the device's address."""
        await self.app({**scope, "client": (self.client, 50000) if self.client else None}, receive, send)


class Stream:
    """A follower's event stream, read event by event."""

    def __init__(self) -> None:
        self._parts: asyncio.Queue[Message] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.ended = False
        self.start: Message = {}

    async def receive(self) -> Message:
        """Say nothing until the follower goes."""
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take what comes."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            await self._parts.put(message)

    async def next(self, within_s: float = 5) -> str:
        """Return the next piece as text; an empty one ends the stream."""
        message = await asyncio.wait_for(self._parts.get(), within_s)
        return str(message.get("body", b"").decode())

    async def state(self) -> Any:
        """Return the next state told."""
        while not (text := await self.next()).startswith("event: state"):
            assert text, "the stream ended"
        return json.loads(text.partition("data: ")[2])


@asynccontextmanager
async def following(app: ASGIApp, code: str) -> AsyncIterator[Stream]:
    """Follow a room as long as the block lasts."""
    stream = Stream()
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"/follow/{code}/events",
        "raw_path": b"",
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "client": (PHONE, 50000),
        "server": ("127.0.0.1", 8501),
    }
    task = asyncio.create_task(_run(app, scope, stream))
    try:
        yield stream
    finally:
        stream.gone.set()
        await task


async def _run(app: ASGIApp, scope: Scope, stream: Stream) -> None:
    await app(scope, stream.receive, stream.send)
