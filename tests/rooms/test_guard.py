"""The guard: a guest asks for every page, route, file and the WebSocket, and gets nothing but the room."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from backlot.rooms.guard import COOKIE, GuideOnly
from backlot.rooms.rooms import Rooms, new_secret
from backlot.rooms.routes import make_room_routes, nothing_here
from backlot.ui.routes import ROUTES
from tests.rooms.hands import PHONE, PLAIN, TOUR, Coming, Tour, following, note_sentences, shipped_page
from tests.support.asgi import Answer, ask, run
from tests.support.sites import SHIPPED

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ROOT = Path(__file__).parents[2]
KEY = new_secret()
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOTE = b"what the guide reads"


class Everything:
    """Stand for all there is behind the guard: whoever gets here could read notes."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give away what guests must not read."""
        self.reached.append(f"{scope.get('method', 'WebSocket')} {scope['path']}")
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await Response(NOTE)(scope, receive, send)


def guarded(
    app: ASGIApp, *, rooms: Rooms | None = None, key: str | None = KEY, client: str | None = PHONE
) -> ASGIApp:
    """Return what a device on the network meets."""
    return Coming(GuideOnly(app, rooms=rooms or Rooms(), key=key), client=client)


@cache
def streamlit_routes() -> tuple[BaseRoute, ...]:
    """Return the routes that Streamlit itself serves."""
    return tuple(create_streamlit_routes(MagicMock()))


def every_path() -> Iterator[str]:
    """Yield an address of every route, page and file that the app serves or might."""
    # with a room's code where a route has a gap, for the most inviting of guesses
    for route in (*ROUTES, *make_room_routes(Rooms(), lambda _: PLAIN), *streamlit_routes()):
        assert isinstance(route, Route | Mount | WebSocketRoute), route
        yield re.sub(r"\{[^}]*\}", "aaaaaaaaaa", route.path) or "/"
    yield from ("/", "/explore", "/about", "/pictures", "/plan", "/present", "/view?mode=present", "/docs")
    for folder in ("geodata", "pages", "backlot", ".streamlit"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.suffix != ".pyc":
                yield f"/{path.relative_to(ROOT).as_posix()}"
                yield f"/app/static/{path.relative_to(ROOT / folder).as_posix()}"
    for tour in sorted((SHIPPED / "tours").glob("*.json")):
        yield f"/api/tours/{tour.stem}"
    yield from (f"/static/{path.name}" for path in (Path(streamlit.__file__).parent / "static").iterdir())


def test_there_is_much_to_ask_for() -> None:
    """The list is not empty by accident: it holds Streamlit's WebSocket, our services, pages and files."""
    paths = set(every_path())
    assert {
        "/_stcore/stream",
        "/api/tours",
        "/api/plan/export",
        "/view",
        "/plan",
        "/app.py"[:4],
    } - paths <= {"/app"}
    assert len(paths) > 300


def test_a_guest_gets_nothing_of_all_there_is() -> None:
    """Every page, route and file, with every method: one and the same answer, also while a room lives."""
    behind, tour = Everything(), Tour()
    code = tour.open()["code"]
    app = guarded(behind, rooms=tour.rooms)
    nothing = nothing_here().body
    for path in every_path():
        for method in METHODS if "." not in path else ("GET", "POST"):
            answer = ask(app, path.replace("aaaaaaaaaa", "b" * 10), method=method)
            assert (404, nothing) == (answer.status, answer.body), (method, path)
    for path in {path for path in every_path() if "aaaaaaaaaa" in path and not path.startswith("/follow/")}:
        assert 404 == ask(app, path.replace("aaaaaaaaaa", code)).status, path
    assert [] == behind.reached


@pytest.mark.parametrize(
    "path",
    [
        "/follow/{code}/../../api/tours",
        "/follow/{code}/%2e%2e/%2e%2e/api/tours",
        "/follow/{code}/pictures/../../../api/tours",
        "/follow/{code}/pictures/..%2fx.svg",
        "/follow/{code}//api/tours",
        "/follow/{code}/",
        "/follow/{code}/state",
        "/follow/{code}/events/x",
        "//follow/{code}",
        "/follow/{CODE}",
        "/api/tours/follow/{code}",
        "/_stcore/follow/{code}/events",
        "/follow",
        "/follow/",
        "/guide",
        "/guide/",
        "/guide/aaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_no_way_round_leads_past_the_guard(path: str) -> None:
    """Paths are compared as a whole."""
    behind, tour = Everything(), Tour()
    code = tour.open()["code"]
    answer = ask(guarded(behind, rooms=tour.rooms), path.format(code=code, CODE=code.upper()))
    assert (404, []) == (answer.status, behind.reached)


def test_a_guest_reads_and_never_writes() -> None:
    """Not even to the room that is followed, not even with its secret."""
    tour = Tour()
    room = tour.open()
    app = guarded(tour.app, rooms=tour.rooms)
    for method in METHODS[2:]:
        for path in (
            f"/follow/{room['code']}",
            f"/api/rooms/{room['code']}/state",
            f"/api/rooms/{room['code']}",
        ):
            headers = {"X-Steer": room["steer"], "Content-Type": "application/json"}
            assert 404 == ask(app, path, method=method, headers=headers, body=b"{}").status, (method, path)
    assert tour.rooms.find(room["code"]) is not None


def test_a_guest_reaches_the_room_and_no_other() -> None:
    """Its page, pictures and events, as long as it lives; and no note is in any of them."""
    tour = Tour(page=shipped_page(frozenset(TOUR["places"])))
    room = tour.open()
    app = guarded(tour.app, rooms=tour.rooms)
    page = ask(app, f"/follow/{room['code']}")
    html = gzip.decompress(page.body).decode()
    assert [] == [note for note in note_sentences() if note in html]
    picture = re.search(rf"/follow/{room['code']}/pictures/[\w.-]+", html)
    assert picture is not None
    assert (200, 200) == (page.status, ask(app, picture[0]).status)

    async def follow() -> str:
        async with following(app, room["code"]) as stream:
            return await stream.next()

    assert run(follow()).startswith("event: room")
    tour.rooms.end(room["code"], room["steer"])
    assert 404 == ask(app, f"/follow/{room['code']}").status


def connect(app: ASGIApp, headers: list[tuple[bytes, bytes]] | None = None) -> list[Any]:
    """Open Streamlit's WebSocket; return what came back."""
    got: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        got.append(message)

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers or [], "client": (PHONE, 1)}
    run(app(scope, receive, send))  # type: ignore[arg-type]
    return got


def test_a_guest_gets_no_websocket() -> None:
    """It is closed before it is open, under whatever path."""
    behind, tour = Everything(), Tour()
    tour.open()
    assert [{"type": "websocket.close", "code": 1008}] == connect(guarded(behind, rooms=tour.rooms))
    assert [] == behind.reached


def test_the_guide_gets_everything_with_the_key() -> None:
    """By header or cookie, the WebSocket included."""
    for header, value in (("X-Guide-Key", KEY), ("Cookie", f"a=b; {COOKIE}={KEY}; c=d")):
        behind = Everything()
        assert NOTE == ask(guarded(behind), "/plan", headers={header: value}).body
        assert [{"type": "websocket.accept"}] == connect(
            guarded(behind), [(header.lower().encode(), value.encode())]
        )


@pytest.mark.parametrize("shown", ["", "a" * 26, KEY[:-1], KEY + "a", KEY.upper(), "ä", '"', "\\"])
def test_a_wrong_key_is_no_key(shown: str) -> None:
    """In header, cookie and address."""
    app = guarded(Everything())
    assert 404 == ask(app, "/plan", headers={"X-Guide-Key": shown}).status
    assert 404 == ask(app, "/plan", headers={"Cookie": f"{COOKIE}={shown}"}).status
    assert 404 == ask(app, f"/guide/{shown}").status


def test_the_key_is_turned_into_a_cookie_once() -> None:
    """The address holds it for one visit; no script reads the cookie, and no other site sends it."""
    welcome = ask(guarded(Everything()), f"/guide/{KEY}")
    cookie = welcome.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={KEY};")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert ("no-store", "no-referrer") == (
        welcome.headers["cache-control"],
        welcome.headers["referrer-policy"],
    )
    assert KEY not in welcome.text
    assert 'content="0;url=/"' in welcome.text
    assert NOTE == ask(guarded(Everything()), "/", headers={"Cookie": cookie.split(";")[0]}).body


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_whoever_sits_at_the_machine_needs_no_key(client: str) -> None:
    """As before, with a key or without."""
    for key in (KEY, None, ""):
        assert NOTE == ask(guarded(Everything(), key=key, client=client), "/plan").body


@pytest.mark.parametrize(
    "client",
    ["192.168.1.77", "10.0.0.1", "::ffff:192.168.1.77", "fe80::1%wlan0", "::", "", "localhost", None],
)
def test_anybody_else_is_a_guest(client: str | None) -> None:
    """Also when the server does not know who asks, and when it has no key at all."""
    for key in (KEY, None, ""):
        app = guarded(Everything(), key=key, client=client)
        assert 404 == ask(app, "/plan").status
        assert 404 == ask(app, "/plan", headers={"X-Guide-Key": "", "Cookie": f"{COOKIE}="}).status
        assert (
            404 == ask(app, "/plan", headers={"X-Forwarded-For": "127.0.0.1", "Host": "localhost"}).status
        )


def test_without_a_key_no_address_gives_one() -> None:
    """An empty key opens nothing."""
    for path in ("/guide/", "/guide/None", f"/guide/{KEY}"):
        assert 404 == ask(guarded(Everything(), key=None), path).status


def test_start_and_end_of_the_server_pass() -> None:
    """The guard is about people."""
    passed: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["type"])

    run(GuideOnly(inner, rooms=Rooms(), key=None)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert ["lifespan"] == passed


def test_a_tour_of_ones_own_is_no_guests_business(own_home: Path) -> None:
    """With the app's own routes behind the guard: the guide reads a note just saved, and nobody else."""
    shipped = json.loads((SHIPPED / "tours" / "square-to-arch.json").read_text(encoding="utf-8"))
    stops = [{**stop, "notes": {"en": "canary: " + stop["id"]}} for stop in shipped["stops"]]
    (own_home / "tours").mkdir(parents=True)
    own = {**shipped, "id": "my-walk", "revision": 1, "stops": stops}
    (own_home / "tours" / "my-walk.json").write_text(json.dumps(own), encoding="utf-8")
    app = Starlette(routes=ROUTES)

    def asked(client: str) -> Answer:
        return ask(guarded(app, client=client), "/api/tours/my-walk")

    assert b"canary" in asked("127.0.0.1").body
    assert (404, False) == (asked(PHONE).status, b"canary" in asked(PHONE).body)
