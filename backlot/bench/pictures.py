"""Measure the import of photographs beside the plain way with Pillow, and how fluently a panorama turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.bench import browser as browsers
from backlot.bench.measure import Sample
from backlot.bench.report import Report, Row, machine
from backlot.bench.served import ROOT, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["PHOTOGRAPHS", "run"]

PHOTOGRAPHS = 500
SIZE_PX = (4_000, 3_000)
SEED = 1947
MEMORY_MB_GOAL = 500.0
FRAMES_GOAL = 30.0
TURNS, TURN_S = 5, 3
PLACE = "ancient-korea"

OURS, PLAIN = "Backlot Map", "plain Pillow"

_PLAIN = """
import sys
from pathlib import Path
from PIL import Image
out = Path(sys.argv[2])
for path in sorted(Path(sys.argv[1]).iterdir()):
    picture = Image.open(path).convert("RGB")
    for edge in (1600, 1280, 320):
        small = picture.copy()
        small.thumbnail((edge, edge))
        small.save(out / f"{path.stem}-{edge}.jpg", quality=75, optimize=True)
"""

_TURN = """async ([address, seconds]) => {
  const { makePanorama } = await import("#viewer/panorama.js");
  const picture = { wide: address, alt: { en: "All around" }, heading_deg: 0 };
  const panorama = makePanorama(window.backlotApp, picture);
  panorama.root.style.cssText = "position: fixed; inset: 0; z-index: 9999";
  document.body.append(panorama.root);
  await panorama.ready;
  const found = await panorama.measure(seconds);
  panorama.stop();
  panorama.root.remove();
  return found;
}"""


def run(*, photographs: int = PHOTOGRAPHS) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    photographs
        How many photographs of 12 megapixels to make up and import.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    rows: list[Row] = []
    failures: list[str] = []
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        chrome = stack.enter_context(browsers.started())
        camera = _photographs(scratch / "camera", photographs)
        _imports(camera, photographs, scratch, rows, failures)
        _panorama(chrome, scratch, rows)
        size = f"{browsers.SIZE['width']}x{browsers.SIZE['height']}"
        about = machine(f"Chromium {chrome.version}, headless, without a graphics processor, {size}")
    return Report(rows, failures, about)


def _photographs(folder: Path, count: int) -> Path:
    """Make up photographs: soft shapes with grain, no two alike, about as large as a camera's."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(SEED)
    folder.mkdir()
    width, height = SIZE_PX
    soft = Image.fromarray(rng.integers(0, 255, (30, 40, 3), dtype=np.uint8)).resize(
        SIZE_PX, Image.Resampling.BICUBIC
    )
    grain = rng.integers(-9, 9, (height, width, 1), dtype=np.int16)
    base = np.clip(np.asarray(soft, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
    for number in range(count):
        shifted = np.roll(base, (number * 37 % height, number * 53 % width), (0, 1))
        Image.fromarray(shifted).save(folder / f"{number:04}.jpg", quality=88)
        _say(f"  made {number + 1} of {count}", number + 1 == count or (number + 1) % 50 == 0)
    return folder


def _imports(camera: Path, count: int, scratch: Path, rows: list[Row], failures: list[str]) -> None:
    home, plain = scratch / "home", scratch / "plain"
    plain.mkdir()
    ours = [sys.executable, "-m", "backlot", "pictures", "add", str(camera), "--credit", "Bench"]
    theirs = [sys.executable, "-c", _PLAIN, str(camera), str(plain)]
    site = f"{count:,} of 12 Mpx"
    for side, command, made in ((OURS, ours, home / "pictures" / "files"), (PLAIN, theirs, plain)):
        _say(f"import: {side}")
        seconds, memory_mb = _timed(command, {"BACKLOT_HOME": str(home)})
        written = len(list(made.glob("*.jpg")))
        if written != 3 * count:
            failures.append(f"{side}, {site}: wrote {written} files, expected {3 * count}")
            continue
        rows.append(Row("import", site, side, "a second", Sample.of([count / seconds])))
        goal = MEMORY_MB_GOAL if side == OURS else None
        rows.append(Row("import, memory at most", site, side, "MB", Sample.of([memory_mb]), goal=goal))


def _timed(command: list[str], variables: dict[str, str]) -> tuple[float, float]:
    """Return the seconds that a command takes and the most memory it had in use, in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=os.environ | variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        status = Path(f"/proc/{process.pid}/status")
        while not done.wait(0.1):
            try:
                lines = status.read_text(encoding="utf-8").splitlines()
            except OSError:
                return
            # what the system itself remembers as the most
            found = [line for line in lines if line.startswith("VmHWM:")]
            most = max([most, *(int(line.split()[1]) / 1024 for line in found)])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    process.wait()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    return seconds, most


def _panorama(chrome: Browser, scratch: Path, rows: list[Row]) -> None:
    _say("panorama")
    at = scratch / "panorama"
    picture = _around(scratch / "around.jpg")
    command = [sys.executable, "-m", "backlot", "pictures", "add", str(picture), "--credit", "Bench"]
    command += ["--kind", "panorama", "--place", PLACE]
    subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        env=os.environ | {"BACKLOT_HOME": str(at / "home")},
        check=True,
        capture_output=True,
    )
    (wide,) = (at / "home" / "pictures" / "files").glob("*-wide.jpg")
    with Served(ROOT / "app.py", at) as served:
        # the policy of the page lets no script be added, ours neither
        context = chrome.new_context(viewport=browsers.SIZE, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{served.origin}/view")
        page.locator("html.ready").wait_for(state="attached", timeout=60_000)
        turns: list[dict[str, Any]] = [
            page.evaluate(_TURN, [f"/pictures/{wide.name}", TURN_S]) for _ in range(TURNS)
        ]
        context.close()
    drawn = f"{turns[-1]['width']}x{turns[-1]['height']} px drawn"
    rates = Sample.of([turn["fps"] for turn in turns])
    rows.append(Row("panorama, frames", drawn, OURS, "a second", rates))
    each = Sample.of([1000 / turn["fps"] for turn in turns])
    rows.append(Row("panorama, a frame", drawn, OURS, "ms", each, goal=1000 / FRAMES_GOAL, judged="median"))
    slow = Sample.of([turn["p95_ms"] for turn in turns])
    rows.append(Row("panorama, slowest frames", drawn, OURS, "ms", slow))


def _around(path: Path) -> Path:
    """Make up a panorama with detail everywhere."""
    import numpy as np
    from PIL import Image

    cells = np.random.default_rng(SEED).integers(0, 255, (128, 256, 3), dtype=np.uint8)
    Image.fromarray(cells).resize((8_192 - 2_048, 3_072), Image.Resampling.BICUBIC).save(path, quality=85)
    return path


def _say(text: str, is_due: bool = True) -> None:
    """Tell the person who waits."""
    if is_due:
        print(text, file=sys.stderr, flush=True)
