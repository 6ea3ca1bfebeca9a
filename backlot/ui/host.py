"""Let a page of this app send Streamlit its host messages.

Streamlit changes its theme at run time only on a message from an allowed origin, and no
fixed list can name the port and address a person opens. This middleware allows exactly one
origin: the one the request itself came to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class OwnOrigin:
    """Allow host messages from the very origin that asks, and from no other."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass every request on; rewrite only the answer of `/_stcore/host-config`."""
        if scope["type"] != "http" or not scope["path"].endswith("/_stcore/host-config"):
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
            answer = _with_origin(bytes(body), scope) if start["status"] == 200 else bytes(body)
            headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
            headers.append((b"content-length", str(len(answer)).encode()))
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": answer})

        # what is to be read here must not come packed
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, rewrite)


def _with_origin(body: bytes, scope: Scope) -> bytes:
    host = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "")
    config = json.loads(body)
    config["allowedOrigins"] = [f"{scope['scheme']}://{host}"]
    return json.dumps(config).encode()
