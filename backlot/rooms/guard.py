"""
Keep guests to the rooms: before all routes, Streamlit's and its WebSocket's included.

Who sits at this machine, or carries the guide's key, passes. Everybody else reaches the pages, events and
pictures of living rooms, and of all else gets the same answer as of what does not exist.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.responses import Response

from backlot.rooms.here import is_loopback
from backlot.rooms.rooms import ALPHABET, CODE_LENGTH, same
from backlot.rooms.routes import FOLLOW, nothing_here

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from backlot.rooms.rooms import Rooms

KEY = "BACKLOT_GUIDE_KEY"
"""Environment variable: the guide's key."""
GUIDE = "/guide/"
COOKIE = "backlot_guide"
HEADER = b"x-guide-key"
COOKIE_S = 24 * 3600

# exact, so that nothing that is put together on the way, such as `..`, can mean another path
_GUESTS = re.compile(rf"{FOLLOW}/([{ALPHABET}]{{{CODE_LENGTH}}})(?:/events|/pictures/[0-9a-z-]+\.[a-z]+)?")
# a refresh, not a redirect: a cookie of this site alone is sent only with what a page of this site asks for
_WELCOME = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>…</title>'
)


class GuideOnly:
    """
    Let guests reach the rooms and nothing else.

    Parameters
    ----------
    app
        All there is.
    rooms
        The rooms of this server.
    key
        The guide's key; without one nobody passes but who sits at this machine.
    """

    def __init__(self, app: ASGIApp, *, rooms: Rooms, key: str | None) -> None:
        self.app = app
        self.rooms = rooms
        self.key = key or None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that there is nothing."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(GUIDE):
            await self._welcome(scope)(scope, receive, send)
        elif self._is_guide(scope) or self._is_for_guests(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await nothing_here()(scope, receive, send)

    def _is_guide(self, scope: Scope) -> bool:
        client = scope.get("client")
        if client is not None and is_loopback(client[0]):
            return True
        return any(self._fits(shown) for shown in _shown_keys(scope))

    def _is_for_guests(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return False
        match = _GUESTS.fullmatch(scope["path"])
        return match is not None and self.rooms.find(match[1]) is not None

    def _welcome(self, scope: Scope) -> Response:
        """Turn the key in the address into a cookie, once, and lead on to an address without it."""
        if scope["method"] != "GET" or not self._fits(scope["path"].removeprefix(GUIDE)):
            return nothing_here()
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        answer = Response(_WELCOME, media_type="text/html", headers=headers)
        secure = scope["scheme"] == "https"
        answer.set_cookie(
            COOKIE,
            self.key or "",
            max_age=COOKIE_S,
            path="/",
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer

    def _fits(self, shown: str) -> bool:
        return self.key is not None and same(shown, self.key)


def _shown_keys(scope: Scope) -> list[str]:
    """Return what a request shows as the guide's key, in a header or a cookie."""
    found = []
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        if name == HEADER:
            found.append(text)
        elif name == b"cookie":
            found += _cookies(text)
    return found


def _cookies(header: str) -> list[str]:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return []
    return [cookies[COOKIE].value] if COOKIE in cookies else []
