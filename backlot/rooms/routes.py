"""
Serve the rooms: the guide opens, steers and ends one; guests get its page, pictures and events.

Who may come here at all is the guard's business (`guard.py`). Steering asks for the room's secret in a
header, which no page of another site can send.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Awaitable, Callable
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from backlot import lang
from backlot.errors import BacklotError
from backlot.rooms.here import is_loopback_name
from backlot.rooms.rooms import new_pair
from backlot.rooms.state import RoomError, checked_name, checked_places

if TYPE_CHECKING:
    from starlette.requests import Request

    from backlot.rooms.guests import GuestPage
    from backlot.rooms.rooms import Room, Rooms

ADDRESS = "/api/rooms"
FOLLOW = "/follow"
GUEST_ADDRESS = "BACKLOT_GUEST_ADDRESS"
"""Environment variable: where guests reach this server, such as ``http://192.168.1.5:8501``."""
MAX_BODY_BYTES = 16 * 1024
YEAR_S = 31_536_000

LANG_COOKIE = "backlot_lang"

_STATUS = {"room-unknown": 404, "room-not-yours": 403, "room-replayed": 409, "rooms-full": 503}
_NO_STORE = {"Cache-Control": "no-store"}
_PLAIN = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

Pages = Callable[[frozenset[str]], "GuestPage"]
Handler = Callable[["Request"], Awaitable[Response]]


def make_room_routes(rooms: Rooms, page: Pages) -> list[Route]:
    """
    Return the routes of rooms.

    Parameters
    ----------
    rooms
        The rooms of this server.
    page
        Renders the page for guests of a tour by the ids of its places; called once a room, in a thread.
    """
    serve = _Service(rooms, page)
    return [
        Route(ADDRESS, _worded(serve.open), methods=["POST"]),
        Route(ADDRESS + "/{code}/state", _worded(serve.steer), methods=["POST"]),
        Route(ADDRESS + "/{code}", _worded(serve.end), methods=["DELETE"]),
        Route(FOLLOW + "/{code}", serve.guest_page),
        Route(FOLLOW + "/{code}/events", serve.events),
        Route(FOLLOW + "/{code}/pictures/{name}", serve.picture),
    ]


def nothing_here() -> Response:
    """Return the page of whoever asks for what is not, or not theirs: the same words for both."""
    said = "".join(
        f'<section lang="{code}"><h1>{escape(lang.say(code, "follow.none-title"))}</h1>'
        f"<p>{escape(lang.say(code, 'follow.none'))}</p></section>"
        for code in lang.languages()
    )
    title = escape(lang.say(lang.FALLBACK, "follow.none-title"))
    page = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>{said}"
    )
    headers = {
        **_NO_STORE,
        **_PLAIN,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(page, status_code=404, media_type="text/html", headers=headers)


class _Service:
    """Answer requests about rooms."""

    def __init__(self, rooms: Rooms, page: Pages) -> None:
        self.rooms = rooms
        self.page = page

    async def open(self, request: Request) -> Response:
        """Open a room for the tour in the body; answer with its code, secret and address."""
        _refuse_foreign(request)
        body = await _body(request)
        name, places = checked_name(body.get("name", {})), checked_places(body.get("places", []))
        code, secret = _again(body) or new_pair()
        page = await run_in_threadpool(lambda: self.page(places).of(code))
        self.rooms.open(name, page, code, secret)
        address = f"{_origin(request)}{FOLLOW}/{code}"
        made = {"code": code, "steer": secret, "address": address, "qr": _qr(address)}
        return JSONResponse(made, headers=_NO_STORE)

    async def steer(self, request: Request) -> Response:
        """Tell a room's followers what its guide shows."""
        body = await _body(request)
        code = request.path_params["code"]
        self.rooms.steer(code, _secret(request), body.get("seq"), body.get("state"))
        room = self.rooms.find(code)
        return JSONResponse({"guests": room.guests if room else 0}, headers=_NO_STORE)

    async def end(self, request: Request) -> Response:
        """End a room."""
        self.rooms.end(request.path_params["code"], _secret(request))
        return JSONResponse({"done": True}, headers=_NO_STORE)

    async def guest_page(self, request: Request) -> Response:
        """Answer with the page of a room's guests."""
        room = self._room(request)
        if room is None:
            return nothing_here()
        headers = {**_PLAIN, "Content-Security-Policy": room.page.policy, "Cache-Control": "no-cache"}
        # every browser of the last twenty years takes it
        headers["Content-Encoding"] = "gzip"
        return Response(room.page.packed, headers=headers, media_type="text/html")

    async def events(self, request: Request) -> Response:
        """Answer with what the guide shows, now and as it changes."""
        room = self._room(request)
        if room is None:
            return nothing_here()
        headers = {**_NO_STORE, **_PLAIN, "X-Accel-Buffering": "no"}
        return StreamingResponse(room.frames(), headers=headers, media_type="text/event-stream")

    async def picture(self, request: Request) -> Response:
        """Answer with a picture that a room's guests may see."""
        room = self._room(request)
        if room is None:
            return nothing_here()
        found = await run_in_threadpool(room.page.picture, request.path_params["name"])
        if found is None:
            return nothing_here()
        content, kind = found
        headers = {
            "Cache-Control": f"private, max-age={YEAR_S}, immutable",
            # a drawing opened by itself must not run anything either
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            **_PLAIN,
        }
        return Response(content, media_type=kind, headers=headers)

    def _room(self, request: Request) -> Room | None:
        return self.rooms.find(request.path_params["code"])


class _RefusedError(BacklotError):
    """A request is not what this service takes."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status


def _worded(handler: Handler) -> Handler:
    """Answer what goes wrong with one sentence in the language of whoever asks."""

    async def worded(request: Request) -> Response:
        try:
            return await handler(request)
        except RoomError as error:
            return _said(request, error, _STATUS.get(error.code, 422))
        except _RefusedError as error:
            return _said(request, error, error.status)

    return worded


def _said(request: Request, error: BacklotError, status: int) -> Response:
    said = lang.word(request.cookies.get(LANG_COOKIE, lang.FALLBACK), error.code, error.values)
    return JSONResponse({"error": said}, status_code=status, headers=_NO_STORE)


def _refuse_foreign(request: Request) -> None:
    """Let only a page of this very origin open a room."""
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    foreign = request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    if foreign or (origin is not None and origin != own):
        raise _RefusedError(403, "refused-foreign")


async def _body(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise _RefusedError(415, "refused-not-json-body")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise _RefusedError(413, "refused-body-too-large")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _RefusedError(400, "refused-body-not-json") from error
    if not isinstance(body, dict):
        raise _RefusedError(400, "refused-body-not-json")
    return body


def _again(body: dict[str, Any]) -> tuple[str, str] | None:
    """Return code and secret of a room its guide had before, None for a new one."""
    code, secret = body.get("code"), body.get("steer")
    if code is None and secret is None:
        return None
    if not isinstance(code, str) or not isinstance(secret, str):
        raise RoomError("room-unknown")
    return code, secret


def _secret(request: Request) -> str:
    return request.headers.get("x-steer", "")


def _origin(request: Request) -> str:
    """Return where guests reach this server: as the guide does, unless the guide sits at it."""
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if is_loopback_name(urlsplit(own).hostname or ""):
        return os.environ.get(GUEST_ADDRESS) or own
    return own


def _qr(address: str) -> dict[str, Any]:
    """Return a QR code as its width in modules, quiet zone included, and the SVG path of its dark ones."""
    import segno

    rows = list(segno.make(address, micro=False, error="m").matrix_iter(border=4))
    runs = [
        f"M{run.start()} {y}h{run.end() - run.start()}v1h{run.start() - run.end()}z"
        for y, row in enumerate(rows)
        for run in re.finditer("1+", "".join(str(int(dark)) for dark in row))
    ]
    return {"size": len(rows), "path": "".join(runs)}


_STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-content:center;gap:2rem;padding:1.5rem;"
    "background:#F6F1E7;color:#1F2A37;font:18px/1.5 sans-serif}"
    "h1{margin:0;font-size:1.6rem}p{margin:.3rem 0 0}"
)
