"""
Serve what the Take along page asks: how large a thing will be, its making, and the finished file.

Making takes seconds, so each thing is a job with a thread of its own, which tells how far it has come and
can be stopped. What is made lies in a temporary folder, for an hour at most.

A file of a colleague is looked at first, and what was seen is kept under a token: nothing of it is taken
before somebody has decided what.
"""

from __future__ import annotations

import atexit
import logging
import secrets
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from backlot import lang
from backlot.catalog import load_corrected
from backlot.catalog.wording import word_error
from backlot.errors import BacklotError, DataError, MissingError
from backlot.settings import geodata_dir, home_dir
from backlot.tours import Tour, load_tours
from backlot.ui import maps, service, walks

if TYPE_CHECKING:
    from starlette.requests import Request

    from backlot.catalog import Catalog
    from backlot.takeaway.exchange_read import Looked
    from backlot.takeaway.make import Made
    from backlot.takeaway.material import Choice, Material, Photographs, Tell
    from backlot.walks.network import Network

__all__ = ["ADDRESS", "TAKE_ROUTES", "Jobs"]

ADDRESS = "/api/take"
AT_ONCE = 2
MOST_WAITING = 6
KEPT_S = 3600.0
# a tour of 60 stops with notes as long as they may be, in two languages
MAX_BODY_BYTES = 2_000_000
# a few hundred photographs in every size
MAX_FILE_BYTES = 128 * 1024 * 1024

logger = logging.getLogger(__name__)
# what is shown in a window of its own asks for nothing, and is of no origin
_SHOWN_POLICY = (
    "sandbox allow-scripts allow-modals; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)


class _StoppedError(Exception):
    """Somebody has asked to stop the work."""


@dataclass(slots=True)
class Job:
    """A thing being made, or made: how far it has come, and what came of it."""

    id: str
    about: tuple[str, str]
    state: str = "working"
    stage: str = "waiting"
    done: int = 0
    count: int = 0
    size_bytes: int = 0
    name: str = ""
    media_type: str = ""
    error: Exception | None = None

    def tell(self, stage: str, done: int, count: int) -> None:
        """Note how far the work has come; end it if somebody has asked to."""
        if self.state != "working":
            raise _StoppedError
        self.stage, self.done, self.count = stage, done, count


class Jobs:
    """
    Make things in the background, a few at once, and keep what was made for a while.

    Parameters
    ----------
    make
        Makes a thing of a form; whatever `tell` raises in it ends the work.
    kept_s
        How long a thing is kept, in seconds.
    """

    def __init__(self, make: Callable[[str, Material, Tell], Made], *, kept_s: float = KEPT_S) -> None:
        self._make = make
        self._kept_s = kept_s
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(AT_ONCE)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def begin(self, form: str, material: Material) -> str:
        """
        Begin to make a thing; return the id of the job, which nobody can guess.

        Raises
        ------
        BacklotError
            If too many are waiting already (``take-too-many``).
        """
        about = (form, material.tour.id if material.tour else material.choice.scope)
        job = Job(secrets.token_urlsafe(18), about)
        with self._lock:
            if sum(each.state == "working" for each in self._jobs.values()) >= MOST_WAITING:
                raise BacklotError("take-too-many", limit=MOST_WAITING)
            self._jobs[job.id] = job
        threading.Thread(
            target=self._work, args=(job, form, material), name="take along", daemon=True
        ).start()
        return job.id

    def get(self, job_id: str) -> Job | None:
        """Return a job, None if there is none, or none any more."""
        return self._jobs.get(job_id)

    def cancel(self, job_id: str) -> Job | None:
        """Stop a job that is under way; what is made already stays."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is not None and job.state == "working":
                job.state = "cancelled"
            return job

    def file(self, job: Job) -> Path:
        """Return where the thing lies that a job has made."""
        return self._path(job)

    def close(self) -> None:
        """Stop all that is under way and remove all that was made."""
        with self._lock:
            for job in self._jobs.values():
                if job.state == "working":
                    job.state = "cancelled"
            self._jobs.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _work(self, job: Job, form: str, material: Material) -> None:
        with self._slots:
            try:
                job.tell("waiting", 0, 0)
                made = self._make(form, material, job.tell)
                self._keep(job, made)
            except _StoppedError:
                # its state says so already
                pass
            except (BacklotError, OSError) as error:
                self._fail(job, error)
            except Exception as error:
                logger.exception(form)
                self._fail(job, error)
        timer = threading.Timer(self._kept_s, self._forget, [job.id])
        timer.daemon = True
        timer.start()

    def _keep(self, job: Job, made: Made) -> None:
        with self._lock:
            # somebody may have stopped it in the very last moment
            job.tell("packing", 1, 1)
            path = self._path(job)
            try:
                path.write_bytes(made.data)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            job.name, job.media_type, job.size_bytes = made.name, made.media_type, len(made.data)
            job.state = "done"
            replaced = [each for each in self._jobs.values() if each.about == job.about and each is not job]
        for each in replaced:
            if each.state != "working":
                self._forget(each.id)

    def _fail(self, job: Job, error: Exception) -> None:
        with self._lock:
            if job.state == "working":
                job.state, job.error = "failed", error

    def _forget(self, job_id: str) -> None:
        with self._lock:
            job = self._jobs.pop(job_id, None)
            if job is not None and self._folder is not None:
                self._path(job).unlink(missing_ok=True)

    def _path(self, job: Job) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="backlot-take-")
        return Path(self._folder.name) / job.id


def _make_now(form: str, material: Material, tell: Tell) -> Made:
    # what makes things takes a moment to import, and only this needs it
    from backlot.takeaway.make import make

    return make(form, material, tell)


jobs = Jobs(_make_now)
atexit.register(jobs.close)


class _Seen:
    """The file looked at last: the next one takes its place, for it may be large."""

    def __init__(self) -> None:
        self._now: tuple[str, Looked] | None = None

    def put(self, looked: Looked) -> str:
        """Keep what was seen; return the token it is asked for by, which nobody can guess."""
        token = secrets.token_urlsafe(18)
        self._now = (token, looked)
        return token

    def get(self, token: object) -> Looked:
        """Return what was seen."""
        now = self._now
        if now is None or now[0] != token:
            raise MissingError("take-not-looked")
        return now[1]

    def clear(self) -> None:
        """Let go of it."""
        self._now = None


seen = _Seen()


async def size(request: Request) -> Response:
    """Answer with how large a thing will be, and of what parts."""
    return await _act(request, _size)


async def build(request: Request) -> Response:
    """Begin to make a thing; answer with the id of the job."""
    return await _act(request, lambda body: {"job": jobs.begin(_form(body), _material(body))})


async def job(request: Request) -> Response:
    """Answer with how far a job has come."""
    return _told(request, jobs.get(request.path_params["id"]))


async def cancel(request: Request) -> Response:
    """Stop the job named in the body."""
    body, refusal = await service.json_body(request)
    return refusal or _told(request, jobs.cancel(str(body.get("job"))))


async def file(request: Request) -> Response:
    """Answer with what a job has made: to be saved, or with `?show` to be read in a window of its own."""
    found = jobs.get(request.path_params["id"])
    if found is None or found.state != "done":
        return service.refuse(request, 404, "take-no-job")
    shown = found.about[0] == "print" and "show" in request.query_params
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if shown:
        headers["Content-Security-Policy"] = _SHOWN_POLICY
    return FileResponse(
        jobs.file(found),
        media_type=found.media_type,
        filename=found.name,
        headers=headers,
        content_disposition_type="inline" if shown else "attachment",
    )


async def look(request: Request) -> Response:
    """Answer with what the file in the body holds, beside what is here; nothing is taken."""
    data, refusal = await _file_body(request)
    return refusal or await service.answer(request, lambda: _look(data))


async def accept(request: Request) -> Response:
    """Take from the file looked at last what the body decides."""
    return await _act(request, _accept)


async def _file_body(request: Request) -> tuple[bytes, Response | None]:
    """Read a file sent by a page of this origin, or say why not."""
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return b"", service.refuse(request, 403, "refused-foreign")
    if request.headers.get("origin", own) != own:
        return b"", service.refuse(request, 403, "refused-foreign")
    # no form of another site can send this kind
    if request.headers.get("content-type") != "application/octet-stream":
        return b"", service.refuse(request, 415, "refused-not-file-body")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_FILE_BYTES:
            return b"", service.refuse(request, 413, "refused-body-too-large")
    return bytes(raw), None


def _look(data: bytes) -> dict[str, Any]:
    from backlot.takeaway.exchange_read import look

    looked = look(data, home_dir(), geodata_dir(), catalog=_ground()[0])
    return {"token": seen.put(looked), **looked.plain()}


def _accept(body: dict[str, Any]) -> dict[str, Any]:
    from backlot.takeaway.exchange_read import Decisions, accept

    tours = body.get("tours")
    sides = {str(key): str(side) for key, side in tours.items()} if isinstance(tours, dict) else {}
    looked = seen.get(body.get("token"))
    taken = accept(looked, Decisions(sides, str(body.get("pictures", "mine")))).plain()
    seen.clear()
    return {"taken": taken["tours"], "pictures": taken["pictures"]}


async def _act(request: Request, act: Callable[[dict[str, Any]], Any]) -> Response:
    body, refusal = await service.json_body(request, max_bytes=MAX_BODY_BYTES)
    return refusal or await service.answer(request, lambda: act(body))


def _told(request: Request, found: Job | None) -> JSONResponse:
    if found is None:
        return service.refuse(request, 404, "take-no-job")
    said = {
        "state": found.state,
        "stage": found.stage,
        "done": found.done,
        "count": found.count,
        "bytes": found.size_bytes,
        "name": found.name,
        "error": _worded(found.error, service.language(request)) if found.error else None,
    }
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


def _worded(error: Exception, code: str) -> str:
    if isinstance(error, BacklotError):
        return ". ".join(word_error(error, code))
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return lang.say(code, "error.cannot-save", reason=reason)
    return lang.say(code, "error.take-failed", reason=type(error).__name__)


def _size(body: dict[str, Any]) -> dict[str, Any]:
    from backlot.takeaway.make import estimate

    parts = [asdict(part) for part in estimate(_form(body), _material(body))]
    return {"bytes": sum(part["bytes"] for part in parts), "parts": parts}


def _form(body: dict[str, Any]) -> str:
    from backlot.takeaway.make import FORMS_ALL

    form = body.get("form")
    if form not in FORMS_ALL:
        raise DataError("export-unknown-form", found=str(form)[:20], allowed=list(FORMS_ALL))
    return str(form)


def _material(body: dict[str, Any]) -> Material:
    from backlot.takeaway.material import gather

    catalog, network = _ground()
    choice = _choice(body.get("choice"))
    shown = maps.current()
    return gather(choice, catalog, shown.library, network, _tours(body, choice), shown.films)


def _ground() -> tuple[Catalog, Network | None]:
    """Return the places as the user put them right, and the paths where there are any."""
    try:
        walkable = walks.current()
    except DataError as error:
        if error.code != "file-missing":
            raise
        return load_corrected(geodata_dir())[0], None
    return walkable.catalog, walkable.network


def _tours(body: dict[str, Any], choice: Choice) -> tuple[Tour, ...]:
    """Return the tour in the body; a whole viewer that is about none has all there are."""
    if body.get("tour") is not None:
        return (Tour.from_json(body["tour"]),)
    is_viewer = body.get("form") in ("html", "web") and choice.scope != "tour"
    return load_tours(geodata_dir(), home_dir()).tours if is_viewer else ()


def _choice(raw: object) -> Choice:
    from backlot.takeaway.material import TOUR, Choice

    if not isinstance(raw, dict) or not isinstance(raw.get("languages"), list):
        raise DataError("take-bad-choice")
    return Choice(
        scope=str(raw.get("scope", TOUR)),
        # what is none of the sizes is refused where all is gathered
        photographs=cast("Photographs", str(raw.get("photographs"))),
        languages=tuple(dict.fromkeys(str(each) for each in raw["languages"])),
        notes=raw.get("notes") is True,
        large_print=raw.get("large_print") is True,
    )


TAKE_ROUTES = [
    Route(f"{ADDRESS}/size", size, methods=["POST"]),
    Route(f"{ADDRESS}/build", build, methods=["POST"]),
    Route(f"{ADDRESS}/job/{{id}}", job),
    Route(f"{ADDRESS}/cancel", cancel, methods=["POST"]),
    Route(f"{ADDRESS}/file/{{id}}", file),
    Route(f"{ADDRESS}/look", look, methods=["POST"]),
    Route(f"{ADDRESS}/accept", accept, methods=["POST"]),
]
