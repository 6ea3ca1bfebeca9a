"""Serve one's own corrections to the viewer: read, add, take back.

Every change names the revision it builds on; an outdated one is answered with 409 and the
present state, and nothing is overwritten. Only a page of this very origin may write.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from backlot import lang
from backlot.catalog import Corrections
from backlot.errors import BacklotError, ConflictError
from backlot.ui import maps
from backlot.ui.preferences import LANG_COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from backlot.catalog.corrections import Overlay

ADDRESS = "/api/corrections"
MAX_BODY_BYTES = 16 * 1024
_NO_STORE = {"Cache-Control": "no-store"}


async def read(request: Request) -> JSONResponse:
    """Answer with the overlay as it is kept now."""
    return await _answer(request, lambda: Corrections.of_user().load())


async def append(request: Request) -> JSONResponse:
    """Add the correction in the body."""
    body, refusal = await _body(request)
    if refusal:
        return refusal

    def act() -> Overlay:
        catalog = maps.current().catalog
        return Corrections.of_user().append(body["edit"], body["revision"], catalog=catalog)

    return await _answer(request, act)


async def undo(request: Request) -> JSONResponse:
    """Take the correction named in the body back, or put it in force again."""
    body, refusal = await _body(request)
    if refusal:
        return refusal

    def act() -> Overlay:
        kept = Corrections.of_user()
        change = kept.undo if body.get("undone", True) else kept.restore
        return change(str(body["id"]), body["revision"])

    return await _answer(request, act)


async def _answer(request: Request, act: Callable[[], Overlay]) -> JSONResponse:
    code = _language(request)
    try:
        overlay = await run_in_threadpool(act)
    except ConflictError as error:
        current = await run_in_threadpool(lambda: Corrections.of_user().load().plain())
        said = {"error": lang.word(code, error.code, error.values), "current": current}
        return JSONResponse(said, status_code=409, headers=_NO_STORE)
    except BacklotError as error:
        return JSONResponse(
            {"error": lang.word(code, error.code, error.values)}, status_code=422, headers=_NO_STORE
        )
    except KeyError as error:
        said = {"error": lang.say(code, "error.edit-missing", key=str(error.args[0]))}
        return JSONResponse(said, status_code=422, headers=_NO_STORE)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = {"error": lang.say(code, "error.cannot-save", reason=reason)}
        return JSONResponse(said, status_code=507, headers=_NO_STORE)
    return JSONResponse(overlay.plain(), headers=_NO_STORE)


async def _body(request: Request) -> tuple[dict[str, Any], JSONResponse | None]:
    """Read a JSON object sent by a page of this origin, or say why not."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site != "same-origin" or (origin is not None and origin != own):
        return {}, _refuse(request, 403, "refused-foreign")
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        return {}, _refuse(request, 415, "refused-not-json-body")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            return {}, _refuse(request, 413, "refused-body-too-large")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}, _refuse(request, 400, "refused-body-not-json")
    if not isinstance(body, dict) or type(body.get("revision")) is not int:
        return {}, _refuse(request, 400, "refused-no-revision")
    return body, None


def _refuse(request: Request, status: int, code: str) -> JSONResponse:
    said = lang.say(_language(request), f"error.{code}")
    return JSONResponse({"error": said}, status_code=status, headers=_NO_STORE)


def _language(request: Request) -> str:
    return request.cookies.get(LANG_COOKIE, lang.FALLBACK)


CORRECTION_ROUTES = [
    Route(ADDRESS, read, methods=["GET"]),
    Route(ADDRESS, append, methods=["POST"]),
    Route(f"{ADDRESS}/undo", undo, methods=["POST"]),
]
