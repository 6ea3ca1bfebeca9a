"""A real Firefox, driven over WebDriver BiDi, that reaches nothing but this machine's files."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import subprocess
import time
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

from tests.support import tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

__all__ = ["Firefox", "FirefoxError", "firefox"]

START_S = 60
ANSWER_S = 30
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://[\w.:]+)")
# nothing listens at the discard port: whatever is asked of a network fails at once, and is seen below
_PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "",
    "network.dns.disablePrefetch": True,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "remote.prefs.recommended": True,
}


class FirefoxError(AssertionError):
    """Firefox refused a command, or a script in it failed."""


class Firefox:
    """One window; `asked` are the addresses it asked for, `errors` what its pages complained of."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        self._context = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; events that come meanwhile are noted."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        end = time.monotonic() + ANSWER_S
        while True:
            message = json.loads(self._socket.recv(timeout=max(0.1, end - time.monotonic())))
            if message.get("id") != number:
                self._note(message)
            elif message["type"] == "error":
                raise FirefoxError(f"{method}: {message['message']}")
            else:
                result: dict[str, Any] = message["result"]
                return result

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "network.beforeRequestSent":
            self.asked.append(params["request"]["url"][:200])
        if message.get("method") == "log.entryAdded" and params["level"] in ("error", "warn"):
            self.errors.append(str(params.get("text"))[:300])

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.command("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def reload(self) -> None:
        """Load the page anew."""
        self.command("browsingContext.reload", context=self._context, wait="complete")

    def size(self, width: int, height: int) -> None:
        """Set the size of the page."""
        self.command(
            "browsingContext.setViewport",
            context=self._context,
            viewport={"width": width, "height": height},
        )

    def run(self, script: str) -> Any:
        """Return what an expression in the page comes to, as plain JSON; a promise is waited for."""
        answer = self.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise FirefoxError(str(answer["exceptionDetails"]["text"])[:500])
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    def wait(self, script: str, *, timeout_s: float = ANSWER_S) -> None:
        """Wait until an expression in the page is true."""
        end = time.monotonic() + timeout_s
        while not self.run(f"Boolean({script})"):
            if time.monotonic() > end:
                raise FirefoxError(f"not within {timeout_s} s: {script}")
            time.sleep(0.1)

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, each a character as WebDriver names it."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.command(
            "input.performActions",
            context=self._context,
            actions=[{"type": "key", "id": "keyboard", "actions": actions}],
        )

    def click(self, selector: str) -> None:
        """Click the middle of the first element a selector finds."""
        box = self.run(
            f"(() => {{ const node = document.querySelector({json.dumps(selector)});"
            "node.scrollIntoView({block: 'nearest'}); const box = node.getBoundingClientRect();"
            "return {x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2)}; })()"
        )
        actions = [
            {"type": "pointerMove", **box},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.command(
            "input.performActions",
            context=self._context,
            actions=[{"type": "pointer", "id": "mouse", "actions": actions}],
        )

    def close(self) -> None:
        """End the session."""
        with contextlib.suppress(Exception):
            self.command("browser.close")


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start Firefox with an empty profile, and end it."""
    profile.mkdir(parents=True)
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in _PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    arguments = ["--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    log = profile / "log.txt"
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen([str(tools.firefox()), *arguments], stdout=written, stderr=written)
    try:
        with connect(f"{_address_of(process, log)}/session", max_size=None, open_timeout=START_S) as socket:
            running = Firefox(socket)
            yield running
            running.close()
    finally:
        process.terminate()
        process.wait(timeout=START_S)


def _address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address Firefox says it listens at."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        found = _LISTENING.search(log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise FirefoxError(
        f"Firefox does not listen: {log.read_text(encoding='utf-8', errors='replace')[-500:]}"
    )
