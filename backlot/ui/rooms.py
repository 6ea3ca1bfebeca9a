"""The rooms of this server: guests on the same network follow the guide's page."""

from __future__ import annotations

import os

from starlette.middleware import Middleware

from backlot.rooms.guard import KEY, GuideOnly
from backlot.rooms.guests import EVENTS, PICTURES, GuestPage, guest_page
from backlot.rooms.rooms import Rooms
from backlot.rooms.routes import make_room_routes
from backlot.ui import maps
from backlot.viewer import Host

__all__ = ["GUARD", "ROOM_ROUTES"]

_GUEST_HOST = Host(
    corrections=None,
    placing=None,
    planning=None,
    rooms=None,
    follow=EVENTS,
    framed=False,
    pictures=PICTURES,
)
_rooms = Rooms()


def _page(places: frozenset[str]) -> GuestPage:
    shown = maps.current()
    return guest_page(shown.catalog, shown.library, places, _GUEST_HOST, shown.films)


ROOM_ROUTES = make_room_routes(_rooms, _page)
GUARD = Middleware(GuideOnly, rooms=_rooms, key=os.environ.get(KEY))
