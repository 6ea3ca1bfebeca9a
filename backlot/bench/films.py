"""Measure the catalogue of films: a letter typed into the search over 2,000, a filter, what they weigh."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from backlot.bench import browser as browsers
from backlot.bench.report import Notes, Report, machine, tell
from backlot.bench.served import ROOT, Served
from backlot.catalog import load_site
from backlot.films import load_films
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

__all__ = ["made_up_films", "packed_bytes", "run"]

FILMS, SEED = 2_000, 1949
KEYSTROKE_MS_GOAL, PAYLOAD_KB_GOAL = 16.0, 300.0
QUERIES = ("kim il", "the flower of sanbong", "꽃파는", "ㄴㄱㅎ", "brikht rivre", "zzzzzzzzzz")
"""What is typed: a person, a long title, Hangul, initial consonants, two typing errors, nothing there."""

OURS = "Backlot Map"
SITE = f"{FILMS:,} films"
PACKAGES = ("streamlit", "playwright")
KINDS = ("feature", "documentary", "science", "animation", "televised")
STRENGTHS = ("shot here", "studio", "story set in", "unsure")

_WORDS = (
    *("river", "bell", "lamp", "road", "bright", "flower", "mountain", "letter"),
    *("star", "winter", "harvest", "bridge", "song", "field", "gate", "dawn"),
)
_NAMES = ("san", "bong", "chol", "gil", "hak", "jong", "kil", "ryong", "song", "un", "won", "yong")
_HANGUL = "강종등길꽃산편지별겨울가을다리노래들문새벽"
_FAMILIES = {"Kim": "김", "Pak": "박", "Ri": "리", "Choe": "최", "Om": "엄", "Jang": "장"}

_OPEN = """async () => {
  const { pause } = window.benchProbe ?? { pause: (ms) => new Promise((done) => setTimeout(done, ms)) };
  for (let n = 0; n < 300 && !document.querySelector("#films-search"); n++) await pause(100);
  // until the map has come to rest
  await pause(1500);
  return window.backlotApp.films.films.length;
}"""
# a letter counts until the list stands on the page anew, laid out; what is worked out alone beside it
_TYPE = """async (queries) => {
  const input = document.querySelector("#films-search");
  const list = document.querySelector("#films-found");
  const { films } = window.backlotApp;
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = { drawn: [], pure: [], rows: [], counts: [] };
  for (const query of queries) {
    for (let length = 1; length <= query.length; length++) {
      const text = query.slice(0, length);
      await frame();
      input.value = text;
      const begun = performance.now();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      list.getBoundingClientRect();
      found.drawn.push(performance.now() - begun);
      found.rows.push(list.children.length);
      const again = performance.now();
      found.counts.push(films.filter({ query: text }).length);
      found.pure.push(performance.now() - again);
    }
  }
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return found;
}"""
_FILTER = """async () => {
  const list = document.querySelector("#films-found");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = [];
  for (const select of document.querySelectorAll("[data-filter]")) {
    for (const { value } of [...select.options].slice(1, 12).concat(select.options[0])) {
      await frame();
      select.value = value;
      const begun = performance.now();
      select.dispatchEvent(new Event("change", { bubbles: true }));
      list.getBoundingClientRect();
      found.push(performance.now() - begun);
    }
  }
  return found;
}"""


def run(*, repeats: int = 3) -> Report:
    """
    Run the benchmark.

    Parameters
    ----------
    repeats
        How often everything is typed.

    Raises
    ------
    BrowserMissingError
        If there is no Chromium or no Playwright.
    """
    notes = Notes()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backlot-bench-")))
        # first, so that a missing browser is told at once
        chrome = stack.enter_context(browsers.started())
        site = write_site(scratch / "site", FILMS)
        about = machine(f"Chromium {chrome.version}, headless, 1280x800", packages=PACKAGES)
        tell(SITE)
        with Served(ROOT / "app.py", scratch, site) as app:
            _weigh(app.origin, notes)
            _hands(chrome, app.origin, repeats, notes)
    return Report(notes.rows, notes.failures, about)


def write_site(folder: Path, count: int) -> Path:
    """Write the shipped site with made-up films in the place of its own; return the folder."""
    shipped = shipped_geodata_dir()
    shutil.copytree(shipped, folder)
    path = folder / "films.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    catalog = load_site(shipped)
    places = [place.id for place in catalog.places if place.kind in ("set", "spot", "landmark")]
    data["films"] = made_up_films(count, places)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    problems = load_films(folder, catalog).problems
    if problems:
        msg = f"the made-up films are not as the format wants them: {problems[0]}"
        raise ValueError(msg)
    return folder


def made_up_films(count: int, places: Sequence[str], *, seed: int = SEED) -> list[dict[str, Any]]:
    """Return made-up films in the form of `films.json`; the same seed, the same films."""
    chance = random.Random(seed)  # noqa: S311
    return [_film(number, places, chance) for number in range(count)]


def _film(number: int, places: Sequence[str], chance: random.Random) -> dict[str, Any]:
    source = "made up for the benchmark"
    name = "".join(chance.sample(_NAMES, 2))
    title = f"The {' '.join(chance.sample(_WORDS, 2))} of {name.capitalize()} {number}"
    korean = f"{''.join(chance.choices(_HANGUL, k=3))}의 {''.join(chance.choices(_HANGUL, k=2))} {number}"
    family, hangul = chance.choice(list(_FAMILIES.items()))
    director = {"en": f"{family} {'-'.join(chance.sample(_NAMES, 2)).capitalize()}"}
    director["ko"] = hangul + "".join(chance.choices(_HANGUL, k=2))
    film: dict[str, Any] = {
        "id": f"made-up-{number}",
        "kind": chance.choice(KINDS),
        "title": {"en": title, "ko": korean},
        "year": None,
        "directors": [{"name": director, "source": source}],
        "links": [
            {"place": place, "strength": chance.choice(STRENGTHS), "source": source}
            for place in chance.sample(list(places), chance.randint(1, 3))
        ],
        "source": source,
    }
    if chance.random() < 0.95:
        year = chance.randint(1949, 2024)
        film["year"] = {"from": year, "to": year + chance.choice((0, 0, 0, 1, 3))}
    return film


def packed_bytes(page: str) -> tuple[int, int]:
    """Return how large a page of the viewer is when packed, with its films and without them."""
    found = re.search(r'(<script[^>]* id="scene"[^>]*>)(.*?)(</script>)', page, re.DOTALL)
    if found is None:
        msg = "the page has no scene"
        raise ValueError(msg)
    scene = json.loads(found[2])
    without = json.dumps(scene | {"films": None}, ensure_ascii=False, separators=(",", ":"))
    bare = page[: found.start(2)] + without + page[found.end(2) :]
    return len(gzip.compress(page.encode(), 6)), len(gzip.compress(bare.encode(), 6))


def _weigh(origin: str, notes: Notes) -> None:
    with urlopen(f"{origin}/view") as answer:  # noqa: S310
        raw: bytes = answer.read()
    page = (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode()
    full, bare = packed_bytes(page)
    figures = [(full - bare) / 1000]
    notes.add("page, what the films add to it, packed", SITE, OURS, "kB", figures, goal=PAYLOAD_KB_GOAL)


def _hands(chrome: Browser, origin: str, repeats: int, notes: Notes) -> None:
    from playwright.sync_api import Error

    context = chrome.new_context(viewport=browsers.SIZE, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(f"{origin}/view?mode=films", timeout=browsers.TIMEOUT_MS)
        count = page.evaluate(_OPEN)
        if count != FILMS:
            notes.fail(f"{count} films are shown instead of {FILMS}")
            return
        _type(page, repeats, notes)
    except Error as error:
        notes.fail(f"catalogue: {str(error).splitlines()[0]}")
    finally:
        context.close()


def _type(page: Page, repeats: int, notes: Notes) -> None:
    page.evaluate(_TYPE, ["warm"])
    drawn: list[float] = []
    pure: list[float] = []
    chosen: list[float] = []
    for _ in range(repeats):
        typed = page.evaluate(_TYPE, list(QUERIES))
        expected = [min(60, count) for count in typed["counts"]]
        if typed["rows"] != expected or not any(expected):
            notes.fail("the rows on the page are not the films that pass")
        drawn += typed["drawn"]
        pure += typed["pure"]
        chosen += page.evaluate(_FILTER)
    what = "a letter in the search, to the list laid out"
    notes.add(what, SITE, OURS, "ms", drawn, goal=KEYSTROKE_MS_GOAL)
    notes.add("a letter in the search, worked out alone", SITE, OURS, "ms", pure)
    notes.add("a filter, to the list laid out", SITE, OURS, "ms", chosen, goal=KEYSTROKE_MS_GOAL)
