"""What our JSON services share: reading a body sent by our own page, wording what went wrong.

Only a page of this very origin may write; whatever goes wrong is answered with one sentence
in the language of the person who asked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from backlot import lang
from backlot.catalog.wording import word_error
from backlot.errors import BacklotError, ConflictError
from backlot.ui.preferences import LANG_COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

MAX_BODY_BYTES = 16 * 1024
_NO_STORE = {"Cache-Control": "no-store"}


async def json_body(
    request: Request, *, max_bytes: int = MAX_BODY_BYTES
) -> tuple[dict[str, Any], JSONResponse | None]:
    """Read a JSON object sent by a page of this origin, or say why not."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site != "same-origin" or (origin is not None and origin != own):
        return {}, refuse(request, 403, "refused-foreign")
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        return {}, refuse(request, 415, "refused-not-json-body")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > max_bytes:
            return {}, refuse(request, 413, "refused-body-too-large")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}, refuse(request, 400, "refused-body-not-json")
    if not isinstance(body, dict):
        return {}, refuse(request, 400, "refused-body-not-json")
    return body, None


async def answer(
    request: Request,
    act: Callable[[], Any],
    *,
    current: Callable[[], Any] | None = None,
) -> JSONResponse:
    """
    Answer with what `act` returns, or with a sentence of what went wrong.

    Parameters
    ----------
    request
        Who asks, and in which language.
    act
        Does the work, in a thread of its own; returns plain JSON.
    current
        Returns the present state, sent along when somebody else saved in the meantime.
    """
    code = language(request)
    try:
        return JSONResponse(await run_in_threadpool(act), headers=_NO_STORE)
    except ConflictError as error:
        said = {"error": lang.word(code, error.code, error.values)}
        if current is not None:
            said["current"] = await run_in_threadpool(current)
        return JSONResponse(said, status_code=409, headers=_NO_STORE)
    except BacklotError as error:
        said = {"error": ". ".join(word_error(error, code))}
    except KeyError as error:
        said = {"error": lang.say(code, "error.edit-missing", key=str(error.args[0]))}
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = {"error": lang.say(code, "error.cannot-save", reason=reason)}
        return JSONResponse(said, status_code=507, headers=_NO_STORE)
    return JSONResponse(said, status_code=422, headers=_NO_STORE)


def refuse(request: Request, status: int, code: str) -> JSONResponse:
    """Return an answer that says in one sentence why a request is refused."""
    said = lang.say(language(request), f"error.{code}")
    return JSONResponse({"error": said}, status_code=status, headers=_NO_STORE)


def language(request: Request) -> str:
    """Return the code of the language that whoever asks has chosen."""
    return request.cookies.get(LANG_COOKIE, lang.FALLBACK)
