"""Serve one's own corrections to the viewer: read, add, take back.

Every change names the revision it builds on; an outdated one is answered with 409 and the
present state, and nothing is overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from backlot.catalog import Corrections
from backlot.ui import maps, service

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import JSONResponse

    from backlot.catalog.corrections import Overlay

ADDRESS = "/api/corrections"


async def read(request: Request) -> JSONResponse:
    """Answer with the overlay as it is kept now."""
    return await service.answer(request, _current)


async def append(request: Request) -> JSONResponse:
    """Add the correction in the body."""
    body, refusal = await _body(request)
    if refusal:
        return refusal

    def act() -> Overlay:
        catalog = maps.current().catalog
        return Corrections.of_user().append(body["edit"], body["revision"], catalog=catalog)

    return await _changed(request, act)


async def undo(request: Request) -> JSONResponse:
    """Take the correction named in the body back, or put it in force again."""
    body, refusal = await _body(request)
    if refusal:
        return refusal

    def act() -> Overlay:
        kept = Corrections.of_user()
        change = kept.undo if body.get("undone", True) else kept.restore
        return change(str(body["id"]), body["revision"])

    return await _changed(request, act)


async def _changed(request: Request, act: Callable[[], Overlay]) -> JSONResponse:
    return await service.answer(request, lambda: act().plain(), current=_current)


def _current() -> dict[str, Any]:
    return Corrections.of_user().load().plain()


async def _body(request: Request) -> tuple[dict[str, Any], JSONResponse | None]:
    body, refusal = await service.json_body(request)
    if not refusal and type(body.get("revision")) is not int:
        return {}, service.refuse(request, 400, "refused-no-revision")
    return body, refusal


CORRECTION_ROUTES = [
    Route(ADDRESS, read, methods=["GET"]),
    Route(ADDRESS, append, methods=["POST"]),
    Route(f"{ADDRESS}/undo", undo, methods=["POST"]),
]
