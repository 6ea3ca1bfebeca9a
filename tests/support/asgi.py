"""Ask an ASGI app in this very process, without a server, a socket or a client library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers in small letters, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def ask(
    app: ASGIApp,
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | Sequence[bytes] = b"",
) -> Answer:
    """Send one request.

    Parameters
    ----------
    app
        The app to ask.
    address
        A path, or a whole address, whose host becomes the `Host` header.
    method, headers
        As of HTTP.
    body
        The body, or the parts in which it arrives.
    """
    parts = urlsplit(address)
    scheme, host = parts.scheme or "http", parts.netloc or "127.0.0.1:8501"
    sent = {"host": host, **{name.lower(): value for name, value in (headers or {}).items()}}
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8501),
    }
    chunks = [body] if isinstance(body, bytes) else list(body)
    return run(_ask(app, scope, chunks))


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser that is open takes the event loop of this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def _ask(app: ASGIApp, scope: dict[str, Any], chunks: list[bytes]) -> Answer:
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]
    got: list[Message] = []

    async def receive() -> Message:
        if not waiting:
            # whoever asked stays on the line until all is said
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Message) -> None:
        got.append(message)

    await app(scope, receive, send)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in got[0]["headers"]}
    return Answer(got[0]["status"], headers, b"".join(message.get("body", b"") for message in got[1:]))
