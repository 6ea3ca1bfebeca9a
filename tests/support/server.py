"""Start the app as a person would, on a free port, cut off from every network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Path(__file__).parent / "offline"
START_S = 60
_URL = re.compile(r"https?://[^\s:/]+:(\d+)")


class Server:
    """A running `streamlit run app.py`.

    Parameters
    ----------
    home
        Folder for what the user makes, and for the notes of this server.
    geodata
        Folder of the site to show; the shipped one when None.
    bind
        Whether to listen on 127.0.0.1 only; without it the server runs with its own settings.
    """

    def __init__(self, home: Path, geodata: Path | None = None, *, bind: bool = True) -> None:
        self.home = home
        self._left = home / "left-the-machine.txt"
        self._lines: list[str] = []
        home.mkdir(parents=True, exist_ok=True)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("STREAMLIT_")}
        environment |= {
            "BACKLOT_HOME": str(home / "own"),
            "BACKLOT_OFFLINE_LOG": str(self._left),
            "PYTHONPATH": str(OFFLINE),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }
        environment.pop("BACKLOT_GEODATA", None)
        if geodata:
            environment["BACKLOT_GEODATA"] = str(geodata)
        options = ["--server.port=0", "--server.headless=true"]
        if bind:
            options.append("--server.address=127.0.0.1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._started = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = self._wait_for_port()
        self.origin = f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """All that the server has printed."""
        return "\n".join(self._lines)

    @property
    def left_the_machine(self) -> str:
        """Addresses outside this machine that the server tried to reach, one a line."""
        return self._left.read_text(encoding="utf-8") if self._left.exists() else ""

    def stop(self) -> None:
        """End this server and no other."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=10)
        if self._process.stdout:
            self._process.stdout.close()

    def _read(self) -> None:
        if self._process.stdout:
            for line in self._process.stdout:
                self._lines.append(line.rstrip("\n"))
                if _URL.search(line):
                    self._started.set()
        self._started.set()

    def _wait_for_port(self) -> int:
        until = time.monotonic() + START_S
        self._started.wait(START_S)
        match = _URL.search(self.output)
        if not match or time.monotonic() > until:
            self.stop()
            raise RuntimeError(f"the server did not start:\n{self.output}")
        return int(match.group(1))
