"""
Serve the film clips beside a tour: which there are, and their bytes.

A clip is found by its name among those that are there, never by a path. Its address changes with its file,
so a browser keeps it for good; a part of it may be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from backlot.settings import geodata_dir, home_dir
from backlot.tours.clips import clips_of
from backlot.ui import service

if TYPE_CHECKING:
    from starlette.requests import Request

    from backlot.tours.clips import Clip

YEAR_S = 31_536_000


async def listing(request: Request) -> Response:
    """Answer with the clips beside a tour."""
    tour_id = request.path_params["id"]
    return await service.answer(
        request, lambda: {"clips": [_told(tour_id, each) for each in _all(tour_id)]}
    )


async def clip(request: Request) -> Response:
    """Answer with a clip, or with the part of it that is asked for."""
    clips = await run_in_threadpool(_all, request.path_params["id"])
    found = next((each for each in clips if each.path.name == request.path_params["name"]), None)
    if found is None:
        return Response(status_code=404)
    lasting = request.query_params.get("v") == found.version
    headers = {
        "Cache-Control": f"private, max-age={YEAR_S}, immutable" if lasting else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(found.path, media_type=found.kind, headers=headers)


def _all(tour_id: str) -> tuple[Clip, ...]:
    return clips_of(tour_id, geodata_dir(), home_dir())


def _told(tour_id: str, found: Clip) -> dict[str, Any]:
    return {
        "place": found.place,
        "kind": found.kind,
        "bytes": found.size_bytes,
        "address": f"/api/tours/{tour_id}/clips/{found.path.name}?v={found.version}",
    }


CLIP_ROUTES = [
    Route("/api/tours/{id}/clips", listing),
    Route("/api/tours/{id}/clips/{name}", clip),
]
