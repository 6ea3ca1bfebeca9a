"""Serve what is not a Streamlit page: the rendered viewer and one's own corrections.

Same port, same origin. The viewer is named by its content hash and kept by the browser for
good; `/view` without a hash is the viewer as a page of its own.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import Route

from backlot.ui import maps
from backlot.ui.clips import CLIP_ROUTES
from backlot.ui.corrections import CORRECTION_ROUTES
from backlot.ui.placing import PLACING_ROUTES
from backlot.ui.planning import PLANNING_ROUTES
from backlot.ui.rewrite import OwnOrigin, Shell
from backlot.ui.rooms import GUARD, ROOM_ROUTES
from backlot.ui.shell import SHELL_ROUTES
from backlot.ui.takealong import TAKE_ROUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

YEAR_S = 31_536_000
VIEW = "/view"
PICTURES = "/pictures"


async def view(request: Request) -> Response:
    """Answer with the rendered viewer under its policy."""
    shown = await run_in_threadpool(maps.current)
    asked = request.path_params.get("digest")
    # an outdated hash still gets a map, the present one, but not for good
    lasting = asked == shown.page.digest
    headers = {
        "Content-Security-Policy": shown.page.policy,
        "Cache-Control": f"public, max-age={YEAR_S}, immutable" if lasting else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        return Response(shown.packed, headers=headers, media_type="text/html")
    return Response(shown.page.html, headers=headers, media_type="text/html")


async def picture(request: Request) -> Response:
    """Answer with a picture; its name holds its content hash, so it is kept for good."""
    shown = await run_in_threadpool(maps.current)
    found = await run_in_threadpool(shown.library.open, request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, kind = found
    headers = {
        "Cache-Control": f"public, max-age={YEAR_S}, immutable",
        # a drawing opened by itself must not run anything either
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=kind, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip without refusing it (`q=0`)."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality)
    return False


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Render the map while the server starts."""
    maps.warm()
    yield


ROUTES = [
    Route(VIEW, view),
    Route(VIEW + "/{digest}", view),
    Route(PICTURES + "/{name}", picture),
    *CLIP_ROUTES,
    *CORRECTION_ROUTES,
    *PLACING_ROUTES,
    *PLANNING_ROUTES,
    *ROOM_ROUTES,
    *SHELL_ROUTES,
    *TAKE_ROUTES,
]
# against DNS rebinding: whoever asks under a foreign name gets nothing, Streamlit's pages included
HOSTS = list(st.get_option("server.allowedHosts") or ["*"])
MIDDLEWARE = [
    Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
    GUARD,
    Middleware(OwnOrigin),
    Middleware(Shell),
]
