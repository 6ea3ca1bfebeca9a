"""The middleware that lets this app's own page, and no other, send Streamlit host messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from backlot.ui.rewrite import OwnOrigin
from tests.support.asgi import ask

if TYPE_CHECKING:
    from starlette.requests import Request

CONFIG = {
    "allowedOrigins": ["https://devel.example.org", "https://*.example.org"],
    "useExternalAuthToken": False,
}
PATH = "/_stcore/host-config"


def _config(request: Request) -> Response:
    return JSONResponse(
        CONFIG | {"filling": "x" * 2000}, headers={"Cache-Control": "no-cache", "X-Own": "kept"}
    )


def _parts(request: Request) -> Response:
    text = json.dumps(CONFIG)
    return StreamingResponse(iter([text[:10], text[10:]]), media_type="application/json")


def _missing(request: Request) -> Response:
    return PlainTextResponse("nothing here", status_code=404)


def _wrapped(*inner: Middleware) -> Starlette:
    routes = [
        Route(PATH, _config),
        Route(f"/about{PATH}", _config),
        Route(f"/parts{PATH}", _parts),
        Route(f"/missing{PATH}", _missing),
        Route("/other", _config),
    ]
    return Starlette(routes=routes, middleware=[Middleware(OwnOrigin), *inner])


@pytest.mark.parametrize(
    "origin",
    ["http://127.0.0.1:8501", "http://192.168.1.20:9000", "https://map.example.com", "http://[::1]:8501"],
)
@pytest.mark.parametrize("path", [PATH, f"/about{PATH}", f"/parts{PATH}"])
def test_exactly_the_origin_that_asks_is_allowed(origin: str, path: str) -> None:
    """None of Streamlit's own list is left."""
    answer = ask(_wrapped(), origin + path)
    assert 200 == answer.status
    assert [origin] == answer.json()["allowedOrigins"]
    assert CONFIG["useExternalAuthToken"] == answer.json()["useExternalAuthToken"]
    assert str(len(answer.body)) == answer.headers["content-length"]


def test_all_else_of_the_answer_stays() -> None:
    """Headers and type go on as they came."""
    answer = ask(_wrapped(), PATH)
    assert ("no-cache", "kept") == (answer.headers["cache-control"], answer.headers["x-own"])
    assert "application/json" == answer.headers["content-type"]


def test_a_refusal_goes_on_as_it_came() -> None:
    """What is no configuration is not read as one."""
    answer = ask(_wrapped(), f"/missing{PATH}")
    assert (404, "nothing here") == (answer.status, answer.text)


def test_other_addresses_are_left_alone() -> None:
    """Not even one that answers the same."""
    assert CONFIG["allowedOrigins"] == ask(_wrapped(), "/other").json()["allowedOrigins"]
    assert CONFIG["allowedOrigins"] == ask(_wrapped(), f"/other?x={PATH}").json()["allowedOrigins"]


def test_an_answer_that_is_packed_on_its_way_is_read_all_the_same() -> None:
    """Streamlit packs long answers for browsers that ask for it, behind this middleware."""
    app = _wrapped(Middleware(GZipMiddleware, minimum_size=1))
    answer = ask(app, PATH, headers={"Accept-Encoding": "gzip"})
    assert 200 == answer.status
    assert ["http://127.0.0.1:8501"] == answer.json()["allowedOrigins"]


def test_a_question_for_headers_only_is_answered() -> None:
    """Whoever watches whether the server lives may ask so."""
    assert 200 == ask(_wrapped(), PATH, method="HEAD").status


def test_the_origin_is_written_as_text_whatever_the_host_is() -> None:
    """A hostile `Host` is a string in JSON, and nothing more."""
    answer = ask(_wrapped(), PATH, headers={"Host": 'x","allowedOrigins":["http://evil.example'})
    assert 1 == len(answer.json()["allowedOrigins"])
