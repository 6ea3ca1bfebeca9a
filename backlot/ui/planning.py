"""
Serve what planning asks of Python: the network, the best order, exports, and the user's tours.

Everything else of a plan, its ways and times above all, is worked out in the browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backlot import lang
from backlot.errors import BacklotError, MissingError
from backlot.settings import geodata_dir, home_dir
from backlot.tours import Tour, TourStore, load_tours
from backlot.ui import service, walks

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from backlot.walks.plan import Plan

ADDRESS = "/api/plan"
# a tour of 60 stops with notes as long as they may be, in two languages
MAX_BODY_BYTES = 2_000_000


async def network(request: Request) -> Response:
    """Answer with the walk graph; a browser that has it is told so."""
    try:
        found = await run_in_threadpool(walks.current)
    except BacklotError as error:
        said = lang.word(service.language(request), error.code, error.values)
        return JSONResponse({"error": said}, status_code=503, headers={"Cache-Control": "no-store"})
    headers = {
        "ETag": f'"{found.digest}"',
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(found.packed, headers=headers, media_type="application/json")


async def order(request: Request) -> Response:
    """Answer with the best order of the tour in the body: indices of its stops as they stand now."""
    return await _act(request, _order)


async def export(request: Request) -> Response:
    """Answer with the tour in the body as a file of the form asked for."""
    body, refusal = await service.json_body(request, max_bytes=MAX_BODY_BYTES)
    if refusal:
        return refusal
    made: dict[str, Any] = {}

    def act() -> None:
        made["data"], made["type"] = _export(body, service.language(request))

    said = await service.answer(request, act)
    if "data" not in made:
        return said
    return Response(made["data"], media_type=made["type"], headers={"Cache-Control": "no-store"})


async def listing(request: Request) -> Response:
    """Answer with all tours, ready-made and own, and what can be restored."""
    return await service.answer(request, _listing)


async def tour(request: Request) -> Response:
    """Answer with one tour."""
    return await service.answer(request, lambda: _tour(request.path_params["id"]).to_json())


async def save(request: Request) -> Response:
    """Save the tour in the body over the revision it names; answer with it as it is kept now."""
    body, refusal = await service.json_body(request, max_bytes=MAX_BODY_BYTES)
    if refusal:
        return refusal
    store = TourStore.of_user()

    def stored() -> dict[str, Any] | None:
        found = store.list().tours
        return next((each.to_json() for each in found if each.id == body["tour"]["id"]), None)

    return await service.answer(
        request, lambda: store.save(Tour.from_json(body["tour"])).to_json(), current=stored
    )


async def duplicate(request: Request) -> Response:
    """Copy the tour in the body under an id of its own; answer with the copy."""
    return await _act(
        request, lambda body: TourStore.of_user().duplicate(Tour.from_json(body["tour"])).to_json()
    )


async def delete(request: Request) -> Response:
    """Move the user's tour named in the body to the trash."""
    return await _act(request, lambda body: _done(TourStore.of_user().delete(str(body["id"]))))


async def restore(request: Request) -> Response:
    """Bring the tour named in the body back from the trash."""
    return await _act(request, lambda body: _done(TourStore.of_user().restore(str(body["id"]))))


async def _act(request: Request, act: Callable[[dict[str, Any]], Any]) -> Response:
    body, refusal = await service.json_body(request, max_bytes=MAX_BODY_BYTES)
    return refusal or await service.answer(request, lambda: act(body))


def _plan(body: dict[str, Any]) -> Plan:
    from backlot.walks.plan import Plan

    walkable = walks.current()
    return Plan.of(Tour.from_json(body["tour"]), walkable.catalog, walkable.network)


def _order(body: dict[str, Any]) -> dict[str, Any]:
    # SciPy and the search take a moment to import, and only this needs them
    from backlot.walks.plan import optimised

    plan = _plan(body)
    ordered, found = optimised(plan)
    left = list(enumerate(plan.tour.stops))
    indices = []
    for stop in ordered.stops:
        at = next(number for number, (_, each) in enumerate(left) if each is stop)
        indices.append(left.pop(at)[0])
    return {"order": indices, "proved": found.proved, "feasible": found.feasible}


def _export(body: dict[str, Any], code: str) -> tuple[bytes, str]:
    from backlot.takeaway import FORMS, render

    form = str(body["form"])
    data = render(_plan(body).itinerary(), form, lang=code, notes=body.get("notes") is True)
    return data, FORMS[form].media_type


def _listing() -> dict[str, Any]:
    found = load_tours(geodata_dir(), home_dir())
    return {
        "tours": [
            {
                "id": each.id,
                "name": dict(each.name),
                "description": dict(each.description),
                "own": each.id in found.own,
                "stops": len(each.stops),
            }
            for each in found.tours
        ],
        "deleted": list(TourStore.of_user().deleted()),
        "problems": [str(problem.file) for problem in found.problems],
    }


def _tour(tour_id: str) -> Tour:
    found = load_tours(geodata_dir(), home_dir()).get(tour_id)
    if found is None:
        raise MissingError("unknown-tour", id=tour_id[:63])
    return found


def _done(_: object) -> dict[str, bool]:
    return {"done": True}


PLANNING_ROUTES = [
    Route("/api/walks", network),
    Route(f"{ADDRESS}/order", order, methods=["POST"]),
    Route(f"{ADDRESS}/export", export, methods=["POST"]),
    Route("/api/tours", listing),
    Route("/api/tours/save", save, methods=["POST"]),
    Route("/api/tours/duplicate", duplicate, methods=["POST"]),
    Route("/api/tours/delete", delete, methods=["POST"]),
    Route("/api/tours/restore", restore, methods=["POST"]),
    Route("/api/tours/{id}", tour),
]
