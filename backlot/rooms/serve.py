"""Start the app for the local network, and end it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backlot.catalog.save import save_text
from backlot.errors import DataError
from backlot.rooms.guard import GUIDE, KEY
from backlot.rooms.here import lan_addresses
from backlot.rooms.rooms import SECRET_LENGTH, new_secret
from backlot.rooms.routes import GUEST_ADDRESS

ROOT = Path(__file__).resolve().parents[2]
# hidden, so that no backup takes it along
KEY_FILE = ".guide-key"
EVERYWHERE = "0.0.0.0"  # noqa: S104
PATIENCE_S = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How the app is to be served.

    Parameters
    ----------
    addresses
        The addresses other devices reach this machine under, the one to tell people first.
    bind
        The address to listen on.
    port
        The port.
    key
        The guide's key.
    """

    addresses: tuple[str, ...]
    bind: str
    port: int
    key: str

    @property
    def origin(self) -> str:
        """Where other devices find this server."""
        return f"http://{self.addresses[0]}:{self.port}"

    @property
    def guide_address(self) -> str:
        """What a guide's device opens once."""
        return f"{self.origin}{GUIDE}{self.key}"

    def command(self) -> list[str]:
        """Return the command that serves the app; the key is not in it, for others can read commands."""
        hosts = ("localhost", "127.0.0.1", *self.addresses)
        return [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(ROOT / "app.py"),
            f"--server.address={self.bind}",
            f"--server.port={self.port}",
            "--server.headless=true",
            "--server.enableCORS=true",
            # named, so that Streamlit need not ask the internet for this machine's address
            f"--browser.serverAddress={self.addresses[0]}",
            *(f"--server.allowedHosts={host}" for host in dict.fromkeys(hosts)),
        ]

    def environment(self) -> dict[str, str]:
        """Return the environment of the app: this one, with the guide's key."""
        return {**os.environ, KEY: self.key, GUEST_ADDRESS: self.origin}


def make_plan(home: Path, *, host: str | None = None, port: int = 8501, new_key: bool = False) -> Plan:
    """
    Find out how to serve.

    Parameters
    ----------
    home
        The user's folder, where the key is kept.
    host
        The one address to listen on; all of this machine when None.
    port
        The port; 0 takes a free one.
    new_key
        Whether to make a new key, which shuts out all devices that know the old one.

    Raises
    ------
    DataError
        If this machine is in no network, or the port is taken or the address not its own.
    """
    addresses = (host,) if host else tuple(lan_addresses())
    if not addresses:
        raise DataError("serve-no-network")
    bind = host or EVERYWHERE
    return Plan(addresses, bind, _free_port(bind, port), guide_key(home, new=new_key))


def guide_key(home: Path, *, new: bool = False) -> str:
    """Return the guide's key, kept so that a guide's device is still known after a new start."""
    path = home / KEY_FILE
    kept = path.read_text(encoding="ascii").strip() if path.is_file() else ""
    if len(kept) == SECRET_LENGTH and not new:
        return kept
    key = new_secret()
    path.parent.mkdir(parents=True, exist_ok=True)
    # a saved file keeps the rights of the one before it
    path.touch(mode=0o600)
    save_text(path, key + "\n")
    return key


@contextmanager
def running(command: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server as long as the block does, and leave none behind, however the block is left."""
    # a group of its own: Ctrl+C reaches it through us, once
    child = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        with _ended_by_signal():
            yield child
    finally:
        end(child)


def end(child: subprocess.Popen[bytes], *, patience_s: float = PATIENCE_S) -> None:
    """End a server: ask it, and insist when followers keep it waiting."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Leave the block when this process is asked to end, as it is left on Ctrl+C."""

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _free_port(bind: str, port: int) -> int:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
            if os.name != "nt":
                # a port just left is free; on Windows the same words mean one that is taken, too
                trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind((bind, port))
            return int(trying.getsockname()[1])
    except OSError as error:
        raise DataError("serve-cannot-listen", host=bind, port=port) from error
