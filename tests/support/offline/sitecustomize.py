"""Forbid every connection that leaves the machine; Python imports this by itself at start.

What was tried is noted in the file that `BACKLOT_OFFLINE_LOG` names, then refused.
"""

import os
import socket
from pathlib import Path

_LOG = os.environ.get("BACKLOT_OFFLINE_LOG")
_HERE = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


def _refuse(host: object) -> None:
    if _LOG:
        with Path(_LOG).open("a", encoding="utf-8") as log:
            log.write(f"{host}\n")
    raise OSError(f"no connection to {host}: tests are offline")


def _leaves(sock: socket.socket, address: object) -> bool:
    # connecting a datagram socket sends nothing: it only asks the system for a route
    if sock.family == getattr(socket, "AF_UNIX", None) or sock.type == socket.SOCK_DGRAM:
        return False
    return not (isinstance(address, tuple) and str(address[0]).startswith(_HERE))


def connect(self: socket.socket, address: object) -> None:
    """Connect on this machine only."""
    if _leaves(self, address):
        _refuse(address)
    _connect(self, address)  # type: ignore[arg-type]


def connect_ex(self: socket.socket, address: object) -> int:
    """Connect on this machine only."""
    if _leaves(self, address):
        _refuse(address)
    return _connect_ex(self, address)  # type: ignore[arg-type]


def getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
    """Look up only this machine."""
    if host is not None and not str(host).startswith(_HERE):
        _refuse(host)
    return _getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]


socket.socket.connect = connect  # type: ignore[method-assign, assignment]
socket.socket.connect_ex = connect_ex  # type: ignore[method-assign, assignment]
socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]
