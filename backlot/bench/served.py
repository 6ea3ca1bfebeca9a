"""Start a Streamlit page on a free port of this machine, and end it again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Served"]

ROOT = Path(__file__).resolve().parents[2]
START_S = 90
_PORT = re.compile(r"https?://[^\s/]+:(\d+)")


class Served:
    """
    A running `streamlit run SCRIPT`, with the time of each of its runs noted.

    Parameters
    ----------
    script
        The script to serve.
    scratch
        Folder for its notes and for what a user of it would make.
    geodata
        Folder of the site to show; the shipped one when None.
    """

    def __init__(self, script: Path, scratch: Path, geodata: Path | None = None) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._notes = scratch / "runs.jsonl"
        self._said: list[str] = []
        environment = {key: value for key, value in os.environ.items() if not key.startswith("STREAMLIT_")}
        environment |= {
            "BACKLOT_BENCH_RUNS": str(self._notes),
            "BACKLOT_HOME": str(scratch / "home"),
            "BACKLOT_GEODATA": str(geodata or ""),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }
        options = ["--server.port=0", "--server.address=127.0.0.1", "--server.headless=true"]
        options += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "backlot.bench.timed", "run", str(script), *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._announced = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        self._announced.wait(START_S)
        match = _PORT.search("".join(self._said))
        if not match:
            self.stop()
            msg = f"{script.name} could not be served:\n{''.join(self._said)}"
            raise RuntimeError(msg)
        self.origin = f"http://127.0.0.1:{match.group(1)}"

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def runs(self) -> list[dict[str, float]]:
        """Return the runs noted so far, each with `ms` and `cpu_ms`."""
        if not self._notes.exists():
            return []
        return [json.loads(line) for line in self._notes.read_text(encoding="utf-8").splitlines()]

    def memory_mb(self) -> float | None:
        """Return the memory the server has in use, where the system tells (Linux)."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return None
        match = re.search(r"VmRSS:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        return int(match.group(1)) / 1024 if match else None

    def stop(self) -> None:
        """End this server, and no other process."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        if self._process.stdout:
            for line in self._process.stdout:
                self._said.append(line)
                if _PORT.search(line):
                    self._announced.set()
        self._announced.set()
