"""The viewer reads a plan's code from photographs: turned, slanted, blurred, grey, badly lit."""

from __future__ import annotations

import json
import random
import string
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backlot.tours.compact import MAX_CHARS
from tests.support import tools
from tests.takeaway.photographs import Photograph, code, taken

ROOT = Path(__file__).parents[2]
LETTERS = string.ascii_uppercase + string.digits + "-."
LEVELS = "LMQH"
PHONE = partial(Photograph, width=4000, height=3000)

IN_NODE = """
import { readFileSync } from "node:fs";
import { seekQr } from "./backlot/viewer/assets/qr.js";
const read = [];
for (const { path, width, height } of JSON.parse(readFileSync(0, "utf8"))) {
  read.push((await seekQr({ data: new Uint8Array(readFileSync(path)), width, height }))?.text ?? null);
}
process.stdout.write(JSON.stringify(read));
"""


def _plan(chars: int) -> str:
    """Return a text of the letters a compact plan has."""
    draw = random.Random(chars)  # noqa: S311
    return "BT1." + "".join(draw.choices(LETTERS, k=chars - 4))


SAMPLES = [
    (_plan(250), Photograph("as it is")),
    *[
        (_plan(400), Photograph(f"turned by {turn}", turn_deg=turn))
        for turn in (7, 20, 45, 90, 135, 180, 250, 300)
    ],
    (_plan(250), Photograph("slanted down", slant=(0.3, 0), turn_deg=10)),
    (_plan(400), Photograph("slanted across", slant=(0.1, 0.2), turn_deg=190)),
    (_plan(60), Photograph("small code, slanted", slant=(0.25, 0.25))),
    (_plan(250), Photograph("blurred", blur_px=2.5)),
    (_plan(500), Photograph("blurred by half a module", blur_px=2)),
    (_plan(250), Photograph("printed grey", paper=190, ink=120, texture=6, noise=6)),
    (_plan(400), Photograph("printed very pale", paper=170, ink=125, texture=5, noise=5)),
    (_plan(250), Photograph("uneven light", shade=0.7)),
    (_plan(250), Photograph("a hand's shadow", shadow=0.5)),
    (_plan(250), Photograph("light on dark", inverted=True)),
    (_plan(250), Photograph("mirrored", mirrored=True)),
    (_plan(400), Photograph("packed hard", jpeg=15)),
    (_plan(250), Photograph("noise of the dark", noise=30)),
    (_plan(500), Photograph("bent paper", bend=0.04, turn_deg=15)),
    (
        _plan(250),
        Photograph(
            "all at once",
            turn_deg=200,
            slant=(0.2, 0.1),
            blur_px=1.2,
            paper=200,
            ink=90,
            noise=8,
            shade=0.4,
            jpeg=60,
        ),
    ),
    (_plan(250), PHONE("small in a large picture", page_share=0.35, blur_px=1)),
    (
        _plan(MAX_CHARS),
        PHONE("the longest plan, 7 cm", turn_deg=5, slant=(0.1, 0.05), blur_px=2),
    ),
    (_plan(900), PHONE("a long plan, 6 cm", code_mm=60, turn_deg=170, bend=0.02, blur_px=2)),
]


def _read(pictures: list[dict[str, Any]]) -> list[str | None]:
    """Return what the viewer reads in some pictures, given as raw grey files."""
    done = subprocess.run(
        [str(tools.node()), "--input-type=module", "--eval", IN_NODE],
        cwd=ROOT,
        input=json.dumps(pictures),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    read: list[str | None] = json.loads(done.stdout)
    return read


@pytest.mark.node
@pytest.mark.slow
@pytest.mark.parametrize(("text", "how"), SAMPLES, ids=[how.name for _, how in SAMPLES])
def test_a_plan_is_read_from_a_photograph(text: str, how: Photograph, tmp_path: Path) -> None:
    """The whole text, letter by letter."""
    picture = taken(text, how)
    path = tmp_path / "picture.raw"
    path.write_bytes(picture.tobytes())
    assert [text] == _read([{"path": str(path), "width": picture.width, "height": picture.height}])


@pytest.mark.node
@pytest.mark.slow
def test_every_version_and_level_is_read(tmp_path: Path) -> None:
    """All forty sizes: as far as a plan needs one, and beyond."""
    texts, pictures = [], []
    for version in range(1, 41):
        for level in LEVELS:
            text = _plan(8 + (version - 1) * 9)
            drawn = code(text, level, version)
            drawn = drawn.resize((drawn.width * 3, drawn.height * 3), 0)
            path = tmp_path / f"{version}{level}.raw"
            path.write_bytes(drawn.tobytes())
            texts.append(text)
            pictures.append({"path": str(path), "width": drawn.width, "height": drawn.height})
    assert texts == _read(pictures)


@pytest.mark.node
def test_letters_of_other_scripts_and_figures_are_read(tmp_path: Path) -> None:
    """Whatever a code holds is told as it is: in bytes, in figures."""
    texts = ["조선예술영화촬영소", "0123456789012345", "naïve café", "https://example.org/?q=1"]
    pictures = []
    for number, text in enumerate(texts):
        drawn = code(text, "q")
        drawn = drawn.resize((drawn.width * 4, drawn.height * 4), 0)
        path = tmp_path / f"{number}.raw"
        path.write_bytes(drawn.tobytes())
        pictures.append({"path": str(path), "width": drawn.width, "height": drawn.height})
    assert texts == _read(pictures)
