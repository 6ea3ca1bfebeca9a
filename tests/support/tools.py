"""Find the tools of the machine that the tests need: Chromium, Firefox, a Hangul font, Node."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FIREFOX_NAMES = ("firefox-esr", "firefox")
FIREFOX_APPS = ("/Applications/Firefox.app/Contents/MacOS/firefox",)
NODE_LEAST = 18


def chromium() -> Path | None:
    """Return a Chromium to drive: `BACKLOT_CHROMIUM`, the machine's own, or Playwright's."""
    named = os.environ.get("BACKLOT_CHROMIUM", "").strip()
    if named:
        return Path(named) if Path(named).is_file() else None
    found = [shutil.which(name) for name in CHROMIUM_NAMES]
    found += [app for app in CHROMIUM_APPS if Path(app).is_file()]
    own = next((Path(path) for path in found if path), None)
    return own or _playwright_chromium()


def firefox() -> Path | None:
    """Return a Firefox to drive: `BACKLOT_FIREFOX`, or the machine's own."""
    named = os.environ.get("BACKLOT_FIREFOX", "").strip()
    if named:
        return Path(named) if Path(named).is_file() else None
    found = [shutil.which(name) for name in FIREFOX_NAMES]
    found += [app for app in FIREFOX_APPS if Path(app).is_file()]
    return next((Path(path) for path in found if path), None)


def hangul_font() -> str | None:
    """Return the name of a font that holds Hangul."""
    if sys.platform == "darwin":
        return "the one of macOS"
    if not shutil.which("fc-list"):
        return None
    listed = _output("fc-list", ":lang=ko", "family")
    return next((line.split(",")[0] for line in sorted(listed.splitlines()) if line.strip()), None)


def node() -> Path | None:
    """Return a Node of version 18 or newer: the machine's own, or the one beside this Python."""
    beside = Path(sys.executable).parent / "node"
    for name in (shutil.which("node"), str(beside)):
        if name and Path(name).exists() and _node_major(name) >= NODE_LEAST:
            return Path(name)
    return None


def _playwright_chromium() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def _node_major(name: str) -> int:
    match = re.match(r"v(\d+)\.", _output(name, "--version"))
    return int(match.group(1)) if match else 0


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
