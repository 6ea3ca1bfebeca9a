"""Run Streamlit as its command line does, and note how long each run of a script took.

Streamlit's own script runner announces on its `on_event` signal, in the script's thread, that a
run starts and that it has ended. Between the two lie compiling, the page itself and its widgets;
sending to the browser is not in it. One line of JSON a run goes to the file that
`BACKLOT_BENCH_RUNS` names: milliseconds by the clock, and of this thread's processor time.
"""

from __future__ import annotations

import functools
import json
import os
import time
from pathlib import Path
from typing import Any

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web import cli

RUNS = "BACKLOT_BENCH_RUNS"


def main() -> None:
    """Take Streamlit's own arguments from the command line, such as `run app.py`."""
    notes = Path(os.environ[RUNS])
    started: dict[int, tuple[float, float]] = {}

    def listen(sender: object, event: Any = None, **_: object) -> None:
        name = getattr(event, "name", "")
        if name == "SCRIPT_STARTED":
            started[id(sender)] = time.perf_counter(), time.thread_time()
        elif name.startswith("SCRIPT_STOPPED") and id(sender) in started:
            wall, cpu = started.pop(id(sender))
            run = {
                "event": name,
                "ms": (time.perf_counter() - wall) * 1000,
                "cpu_ms": (time.thread_time() - cpu) * 1000,
            }
            with notes.open("a", encoding="utf-8") as file:
                file.write(json.dumps(run) + "\n")

    make = script_runner.ScriptRunner.__init__

    @functools.wraps(make)
    def make_and_listen(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        self.on_event.connect(listen, weak=False)

    script_runner.ScriptRunner.__init__ = make_and_listen  # type: ignore[method-assign]
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
