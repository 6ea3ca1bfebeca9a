"""Serve the placing of a photograph by a tap on the map: propose the place, then keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from backlot import lang
from backlot.errors import MissingError
from backlot.pictures import PictureError, Store
from backlot.pictures.add import propose
from backlot.pictures.model import check_position
from backlot.ui import maps, service

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import JSONResponse

ADDRESS = "/api/pictures/position"


async def place(request: Request) -> JSONResponse:
    """
    Answer with the place a picture taken at a position seems to show.

    The body is `{"id": picture, "position": [longitude, latitude], "keep": bool}`; with `keep` position and
    place are written into the picture's record.
    """
    body, refusal = await service.json_body(request)
    return refusal or await service.answer(request, lambda: _place(body))


def _place(body: dict[str, Any]) -> dict[str, Any]:
    store = Store.of_user()
    picture = store.load().get(str(body["id"]))
    if picture is None:
        raise MissingError("unknown-picture", id=str(body["id"])[:64])
    position = check_position(body["position"])
    if position is None:
        raise PictureError("picture-bad-position")
    proposal = propose(maps.current().catalog, position, picture.heading_deg)
    if proposal is None:
        raise PictureError("picture-far-away")
    if body.get("keep") is True:
        store.change(picture.id, {"position": list(position), "places": [proposal.place.id]})
    sentences = {code: proposal.sentence(code) for code in lang.languages()}
    return {"place": proposal.place.id, "sentence": sentences}


PLACING_ROUTES = [Route(ADDRESS, place, methods=["POST"])]
