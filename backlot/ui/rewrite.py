"""Change two of Streamlit's own answers on their way out.

`OwnOrigin`: Streamlit changes its theme at run time only on a message from an allowed origin,
and no fixed list can name the port and address a person opens. It allows exactly one origin:
the one the request itself came to.

`Shell`: Streamlit's page gets our style sheet and theme before its first paint, hints of what
it will soon need, and the map's frame, which loads while Streamlit still starts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backlot.ui import shell

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Rewrite:
    """Hold an answer back until it is whole, and send it changed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def concerns(self, scope: Scope) -> bool:
        """Whether the answer to this request is to be changed."""
        raise NotImplementedError

    def changed(self, body: bytes, scope: Scope) -> bytes:
        """Return the body to send instead."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on, and change the good answers this is about."""
        if scope["type"] != "http" or not self.concerns(scope):
            await self.app(scope, receive, send)
            return
        start: dict[str, Any] = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            answer = self.changed(bytes(body), scope) if start["status"] == 200 else bytes(body)
            headers = [pair for pair in start["headers"] if pair[0].lower() not in _OF_THE_OLD_BODY]
            headers.append((b"content-length", str(len(answer)).encode()))
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": answer})

        # what is to be read here must not come packed
        headers = [pair for pair in scope["headers"] if pair[0].lower() not in _ASKING_FOR_LESS]
        await self.app({**scope, "headers": headers}, receive, rewrite)


_OF_THE_OLD_BODY = {b"content-length", b"etag", b"last-modified"}
_ASKING_FOR_LESS = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class OwnOrigin(_Rewrite):
    """Allow host messages from the very origin that asks, and from no other."""

    def concerns(self, scope: Scope) -> bool:
        """Only Streamlit's `host-config`, also under the name of a page."""
        return str(scope["path"]).endswith("/_stcore/host-config")

    def changed(self, body: bytes, scope: Scope) -> bytes:
        """Name the origin of the request."""
        config = json.loads(body)
        config["allowedOrigins"] = [f"{scope['scheme']}://{_header(scope, b'host')}"]
        return json.dumps(config).encode()


class Shell(_Rewrite):
    """Put our head into Streamlit's page."""

    def concerns(self, scope: Scope) -> bool:
        """Every page a browser navigates to, but no file and no service."""
        path = str(scope["path"])
        return (
            scope["method"] == "GET"
            and "text/html" in _header(scope, b"accept")
            and "." not in path.rsplit("/", 1)[-1]
            and not path.startswith(shell.NOT_PAGES)
        )

    def changed(self, body: bytes, scope: Scope) -> bytes:
        """Put it first in the head, so that it holds before anything is drawn."""
        body = body.replace(b"<head>", b"<head>" + shell.head().encode(), 1)
        if scope["path"] in shell.MAP_PAGES:
            body = body.replace(b"</body>", shell.body().encode() + b"</body>", 1)
        return body


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
